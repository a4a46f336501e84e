"""The 52 channels of a face by their ARKit names, in groups, and what other programs call them.

Left and right are the sitter's own, as ARKit has them: `eyeBlinkLeft` shuts the eye that lies to the RIGHT in
a picture of a face that looks at us. What each channel does to the lips in millimetres is in `millimetres`.

References
----------
Apple, ARFaceAnchor.BlendShapeLocation; the order is that of the files of Epic's app Live Link Face.
"""

from __future__ import annotations

import re

EYE_ORDER = ("Blink", "LookDown", "LookIn", "LookOut", "LookUp", "Squint", "Wide")

CHANNELS: tuple[str, ...] = (
    *(f"eye{part}Left" for part in EYE_ORDER),
    *(f"eye{part}Right" for part in EYE_ORDER),
    "jawForward", "jawRight", "jawLeft", "jawOpen",
    "mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft",
    "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight",
    "mouthDimpleLeft", "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight",
    "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    "mouthPressLeft", "mouthPressRight", "mouthLowerDownLeft", "mouthLowerDownRight",
    "mouthUpperUpLeft", "mouthUpperUpRight",
    "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight", "tongueOut",
)  # fmt: skip
HEAD = ("headYaw", "headPitch", "headRoll")
GAZE = ("leftEyeYaw", "leftEyePitch", "rightEyeYaw", "rightEyePitch")
TRACKS = (*CHANNELS, *HEAD, *GAZE)
"""All that moves: channels from 0 to 1, then angles in degrees."""

INDEX = {name: place for place, name in enumerate(CHANNELS)}
LOOKS = tuple(name for name in CHANNELS if "Look" in name)
"""Channels that say the same as the eyes' angles; see `performance.gaze_as_looks`."""

GROUPS: dict[str, tuple[str, ...]] = {
    "mouth": tuple(name for name in CHANNELS if name.startswith(("mouth", "tongue", "cheek", "nose"))),
    "jaw": tuple(name for name in CHANNELS if name.startswith("jaw")),
    "eyes": (*(name for name in CHANNELS if name.startswith("eye")), *GAZE),
    "brows": tuple(name for name in CHANNELS if name.startswith("brow")),
    "head": HEAD,
}
"""How an editor shows them; each track is in one group."""

_PAIRS = {name.removesuffix("Left") for name in CHANNELS if name.endswith("Left")} - {"mouth", "jaw"}
_SIDES = re.compile(r"[ _.\-]?(left|right|l|r)$")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


_BY_PLAIN = {_plain(name): name for name in TRACKS}

METAHUMAN_PREFIX = "ctrl_expressions_"
_METAHUMAN = {  # a control that has sides, each of its own; ^ stands for the side
    "eyeWiden^": "eyeWide^", "eyeSquintInner^": "eyeSquint^", "eyeCheekRaise^": "cheekSquint^",
    "browRaiseOuter^": "browOuterUp^", "noseWrinkle^": "noseSneer^", "mouthCornerPull^": "mouthSmile^",
    "mouthCornerDepress^": "mouthFrown^", "mouthUpperLipRaise^": "mouthUpperUp^",
    "mouthLowerLipDepress^": "mouthLowerDown^", "mouthPressU^": "mouthPress^", "mouthPressD^": "mouthPress^",
    "browRaiseIn^": "browInnerUp", "mouthCheekBlow^": "cheekPuff", "mouthUpperLipRollIn^": "mouthRollUpper",
    "mouthLowerLipRollIn^": "mouthRollLower", "jawChinRaiseU^": "mouthShrugUpper",
    "jawChinRaiseD^": "mouthShrugLower", "mouthLipsPurseU^": "mouthPucker", "mouthLipsPurseD^": "mouthPucker",
    "mouthFunnelU^": "mouthFunnel", "mouthFunnelD^": "mouthFunnel", "mouthLipsTogetherU^": "mouthClose",
    "mouthLipsTogetherD^": "mouthClose", "jawFwd": "jawForward",
}  # fmt: skip
_METAHUMAN_LOOKS = {
    "eyeLookLeftL": "eyeLookOutLeft", "eyeLookRightL": "eyeLookInLeft",
    "eyeLookLeftR": "eyeLookInRight", "eyeLookRightR": "eyeLookOutRight",
}  # fmt: skip
_BY_CONTROL = {_plain(name): track for name, track in _METAHUMAN_LOOKS.items()} | {
    _plain(name.replace("^", side[0])): track.replace("^", side)
    for name, track in _METAHUMAN.items()
    for side in ("Left", "Right")
}
"""Controls of Epic's MetaHuman rig that have other names than ARKit's; several may make up one channel.
After Epic's pose asset `mh_arkit_mapping_pose`, of each pose the controls that are its own."""


def track_named(name: str) -> str:
    """Return the track that a program means by a name; empty if it is none.

    Read are ARKit's names (`jawOpen`), Unreal's (`JawOpen`), MetaHuman's (`CTRL_expressions_jawFwd`),
    Faceit's and those of rigs with sides as suffixes (`eyeBlink_L`, `eye_blink.left`), in any case.
    """
    if name.lower().startswith(METAHUMAN_PREFIX):
        name = name[len(METAHUMAN_PREFIX) :]
        if _plain(name) in _BY_CONTROL:
            return _BY_CONTROL[_plain(name)]
    plain = _plain(name)
    if plain in _BY_PLAIN:
        return _BY_PLAIN[plain]
    side = _SIDES.search(name.lower())
    if side is None:
        return ""
    whole = _plain(name[: side.start()]) + {"l": "left", "r": "right"}[side.group(1)[0]]
    return _BY_PLAIN.get(whole, "")


def both(name: str) -> tuple[str, ...]:
    """Give a channel's left and right by the name of the pair (`eyeBlink`), or the one track of that name."""
    found = track_named(name)
    if found:
        return (found,)
    pair = next((pair for pair in _PAIRS if _plain(pair) == _plain(name)), "")
    return (f"{pair}Left", f"{pair}Right") if pair else ()
