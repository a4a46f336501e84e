"""Seen: what the program itself can tell of a picture and is sure of, each marked as seen by the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.faces.face import Face

SAMPLE_PX = 96
_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
SURE_YAW_DEG = 22.0
FRONT_YAW_DEG = 6.0
LARGE, SMALL = 0.14, 0.006
"""Share of the picture that a face's box takes."""
GREY_CHROMA = 9.0


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing that is seen.

    Attributes
    ----------
    move : str
        A key of `phrases.SEEN`.
    ground : str
        As in `script.Sentence.grounds`: "seen: 3 faces".
    slots : dict of str to str
        Words for the wording.
    """

    move: str
    ground: str
    slots: dict[str, str]


def sights_of(
    pixels: npt.NDArray[np.uint8], speakers: tuple[Face, ...], face_count: int, *, is_flat: bool = True
) -> tuple[Sight, ...]:
    """Return what can be told of a picture without doubt, the most telling first.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    is_flat : bool
        Whether the picture is the work; of a sculpture it is a photograph, whose shape, colours and crop
        are not the work's, nor is the side from which it was taken.
    """
    if not is_flat:
        told = _of_faces(pixels, speakers, face_count)
        return tuple(sight for sight in told if sight.move in ("others", "alone"))
    return (*_of_faces(pixels, speakers, face_count), *_of_colours(pixels), *_of_shape(pixels))


def _of_faces(pixels: npt.NDArray[np.uint8], speakers: tuple[Face, ...], face_count: int) -> Iterator[Sight]:
    if face_count > len(speakers):
        count = _NUMBERS[face_count] if face_count < len(_NUMBERS) else "many"
        yield Sight("others", f"seen: {face_count} faces", {"count": count})
    elif face_count == 1:
        yield Sight("alone", "seen: 1 face", {})
    if len(speakers) == 1:
        yield from _of_speaker(pixels, speakers[0])


def _of_speaker(pixels: npt.NDArray[np.uint8], face: Face) -> Iterator[Sight]:
    if face.yaw_deg is not None and face.yaw_class != "unknown":
        side = "right" if face.yaw_deg > 0 else "left"
        if face.yaw_class == "profile":
            yield Sight(f"profile_{side}", f"seen: profile to the {side}", {})
        elif abs(face.yaw_deg) >= SURE_YAW_DEG:
            yield Sight(side, f"seen: face turned {abs(face.yaw_deg):.0f} degrees to the {side}", {})
        elif abs(face.yaw_deg) <= FRONT_YAW_DEG:
            yield Sight("front", "seen: face turned to the front", {})
    share = face.box_px[2] * face.box_px[3] / max(1, pixels.shape[0] * pixels.shape[1])
    if share >= LARGE or share <= SMALL:
        yield Sight(
            "large" if share >= LARGE else "small", f"seen: face takes {share:.1%} of the picture", {}
        )


def _of_shape(pixels: npt.NDArray[np.uint8]) -> Iterator[Sight]:
    height, width = pixels.shape[:2]
    if max(height, width) >= 1.15 * min(height, width):
        yield Sight("tall" if height > width else "wide", f"seen: picture of {width} x {height} pixels", {})


def _of_colours(pixels: npt.NDArray[np.uint8]) -> Iterator[Sight]:
    """Name the colours of the largest areas in CIE L*a*b*, as people name them."""
    import cv2

    if min(pixels.shape[:2]) < 16:
        return
    small = cv2.resize(pixels, (SAMPLE_PX, SAMPLE_PX), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB).reshape(-1, 3)
    lightness, chroma = lab[:, 0], np.hypot(lab[:, 1], lab[:, 2])
    middle = float(np.median(lightness))
    if np.percentile(chroma, 90) < GREY_CHROMA:
        yield Sight("grey", "seen: no colour", {})
    else:
        yield from _named(lab, chroma)
    if middle < 26:
        yield Sight("dark", f"seen: mean lightness {middle:.0f} of 100", {})
    elif middle > 74:
        yield Sight("light", f"seen: mean lightness {middle:.0f} of 100", {})


def _named(lab: npt.NDArray[np.float32], chroma: npt.NDArray[np.float32]) -> Iterator[Sight]:
    names = [_name(*row) for row in np.column_stack([lab, chroma]).tolist()]
    shares = {name: names.count(name) / len(names) for name in set(names)}
    first, *others = sorted((name for name in shares if name), key=lambda name: -shares[name])
    if shares[first] < 0.25:
        return
    ground = f"seen: {shares[first]:.0%} {first}"
    if others and shares[others[0]] >= 0.18:
        ground += f", {shares[others[0]]:.0%} {others[0]}"
        slots = {"colour": first, "Colour": first.capitalize(), "other": others[0]}
        yield Sight("two_colours", ground, slots)
    else:
        yield Sight("one_colour", ground, {"colour": first, "colour_first": first.capitalize()})


#: Hue from (degrees), and the names by lightness below a bound; the last bound holds for all.
_HUES: tuple[tuple[float, tuple[tuple[float, str], ...]], ...] = (
    (20, ((60, "red"), (100, "pink"))),
    (48, ((62, "brown"), (100, "pink"))),
    (80, ((62, "brown"), (100, "ochre"))),
    (105, ((48, "brown"), (100, "golden"))),
    (170, ((100, "green"),)),
    (300, ((100, "blue"),)),
    (340, ((100, "purple"),)),
    (360, ((60, "red"), (100, "pink"))),
)
CREAM_CHROMA, RED_CHROMA = 30.0, 45.0


def _name(lightness: float, a: float, b: float, chroma: float) -> str:
    if lightness < 14:
        return "black"
    if chroma < GREY_CHROMA:
        return "white" if lightness > 88 else "grey"
    hue = float(np.degrees(np.arctan2(b, a))) % 360
    names = next(names for bound, names in _HUES if hue < bound or bound == 360)
    name = next(name for bound, name in names if lightness < bound or bound == 100)
    if name in ("ochre", "golden") and chroma < CREAM_CHROMA:
        return "cream"
    return "red" if name == "brown" and hue < 48 and chroma > RED_CHROMA else name
