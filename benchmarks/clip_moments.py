"""Strips of the moments by which a moving face is judged: `python -m benchmarks.clip_moments WORKS OUT`.

With `--manners` it draws those of `docs/motion.md` instead, one for each manner of making pictures.

For each work of a folder with `faces.json`: rest, wide vowel, closure, f/v, u/o, blink, most turned to both
sides; the face, and below it mouth and eyes enlarged. It is what an editor looks at before marking a film; no
speech is made, so that looking is cheap.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.clip_works import speaker
from speaking_engine.clip.animators.head.animator import covered
from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.lids import Eye
from speaking_engine.clip.animators.head.manner import LUMA
from speaking_engine.clip.animators.head.rig import HeadPose, Rig, rig_of
from speaking_engine.clip.animators.head.selfcheck import checked
from speaking_engine.clip.animators.head.shut import LidOpening
from speaking_engine.clip.clip import Frame, Still
from speaking_engine.faces.face import Face

WIDE = {"jawOpen": 0.36, **dict.fromkeys(("mouthLowerDownLeft", "mouthLowerDownRight"), 0.25)}
TUCK = {"jawOpen": 0.06, "mouthRollLower": 0.45, "mouthUpperUpLeft": 0.3, "mouthUpperUpRight": 0.3}
SMILE = {"jawOpen": 0.2, "browInnerUp": 0.5, "mouthSmileLeft": 0.3, "mouthSmileRight": 0.3}
MOMENTS = {
    "rest": HeadPose({}),
    "wide": HeadPose(WIDE, opening_mm=12.5),
    "closure": HeadPose({"jawOpen": 0.05, "mouthClose": 0.13}, shut=1.0),
    "f/v": HeadPose(TUCK, opening_mm=2.5),
    "u/o": HeadPose({"jawOpen": 0.16, "mouthFunnel": 0.35, "mouthPucker": 0.8}, opening_mm=5.0),
    "blink": HeadPose({"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0}),
    "right": HeadPose({"jawOpen": 0.12}, np.array([6.0, 3.0, 2.0]), opening_mm=3.0),
    "left": HeadPose(SMILE, np.array([-6.0, -5.0, -4.0]), opening_mm=6.0),
}
MANNERS = {
    "print": "droeshout_shakespeare",
    "woodblock": "sharaku_arashi_ryuzo",
    "drawing": "leonardo_red_chalk",
    "marble": "aristotle_altemps",
    "fresco": "fra_angelico_annunciation",
    "daguerreotype": "dickinson_daguerreotype",
    "impasto": "van_gogh_self_portrait_1887",
}
"""A developers' work for each; none of them is an icon or lies on a gold ground."""
_LEAST_PX = 8
_SKIN_BELOW = 0.75
_TILE = (250, 330)
_LOW = (250, 220)
_SMALL_PX = 240
_SHOWN = ("rest", "wide", "f/v", "u/o", "blink", "left")


def moments(works: Path, out: Path, only: tuple[str, ...] = ()) -> None:
    """Write one picture for each work whose main speaker has a face that can be moved.

    Parameters
    ----------
    works : Path
        Folder with `faces.json` and the pictures it names.
    only : tuple of str
        Works by their slug; all if there is none.
    """
    out.mkdir(parents=True, exist_ok=True)
    for slug, truth in json.loads((works / "faces.json").read_text("utf8"))["images"].items():
        if (only and slug not in only) or not truth["n_faces"]:
            continue
        found = speaker(works, truth)
        if found is None:
            print(f"{slug}: no face that can be moved")
            continue
        rig, remarks = _as_delivered(*found)
        cv2.imwrite(str(out / f"{slug}.png"), strip(rig)[..., ::-1])
        lids = ", ".join(f"{lid:.2f} ({bare:.2f})" for lid, bare in lid_contrast(rig)) or "none shut"
        print(f"{slug}: lids (bare skin) of their ring {lids}; {'; '.join(remarks) or 'nothing calmed'}")


def manners(works: Path, out: Path) -> None:
    """Write `manner_NAME.jpg` for each of `MANNERS`."""
    truths = json.loads((works / "faces.json").read_text("utf8"))["images"]
    for manner, slug in MANNERS.items():
        found = speaker(works, truths[slug])
        if found is None:
            print(f"{slug}: no face that can be moved")
            continue
        rig, remarks = _as_delivered(*found)
        head = rig.figure.points[np.unique(rig.figure.skin), :2]
        box = _around(head if rig.figure.in_profile else rig.figure.landmarks[:468], 0.12)
        rows, columns = (
            min(far, most) - max(near, 0)
            for near, far, most in zip(box[1::-1], box[:1:-1], rig.pixels.shape[:2], strict=True)
        )
        size = _SMALL_PX, round(_SMALL_PX * rows / columns)
        drawn = np.hstack([_tile(rig.draw(MOMENTS[name]), box, size) for name in _SHOWN])
        cv2.imwrite(str(out / f"manner_{manner}.jpg"), drawn[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 82])
        print(f"{manner}, {slug}: {'; '.join(remarks) or 'nothing calmed'}")


def lid_contrast(rig: Rig) -> list[tuple[float, float]]:
    """Return for each eye how fine the shut lid's contrast is, and that of bare skin, of a ring's at rest.

    It is what a blur of 0.05 eye widths takes away in shares of the local tone, 70th percentile; of the lid
    without its lash line, of untouched skin in the lid's shape 0.75 eye widths below, and of a ring round the
    eye 0.2 eye widths broad with all that it holds: lashes, creases and edges of shades.
    """
    shares = []
    shut = rig.draw(MOMENTS["blink"])
    for eye in rig.eyes:
        opening, below = _opening(rig, eye, 0.0), _opening(rig, eye, _SKIN_BELOW)
        lid, ring = opening.around(0.0, -0.13, -0.08), opening.grown(0.2) & ~opening.grown(0.08)
        bare = below.around(0.0, -0.13, -0.08)
        if min(lid.sum(), ring.sum(), bare.sum()) >= _LEAST_PX:
            usual = max(_fine(rig.pixels, eye.width_px, ring), 1e-4)
            seen = _fine(shut, eye.width_px, lid), _fine(rig.pixels, eye.width_px, bare)
            shares.append((seen[0] / usual, seen[1] / usual))
    return shares


def _opening(rig: Rig, eye: Eye, below: float) -> LidOpening:
    y, x = np.mgrid[0 : rig.pixels.shape[0], 0 : rig.pixels.shape[1]].astype(np.float32)
    u, v = (
        ((x - eye.origin[0]) * axis[0] + (y - eye.origin[1]) * axis[1]).astype(np.float32)
        for axis in (eye.along, eye.down)
    )
    upper, lower = (np.interp(u, eye.u, edge).astype(np.float32) for edge in (eye.upper, eye.lower))
    return LidOpening(u, v - np.float32(below * eye.width_px), upper, lower, eye.width_px)


def _fine(frame: Frame, width_px: float, where: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    light = frame.astype(np.float32) @ LUMA.astype(np.float32)
    smooth = cv2.GaussianBlur(light, (0, 0), 0.05 * width_px)
    return float(np.percentile(np.abs(light - smooth)[where] / np.maximum(smooth[where], 12), 70))


def _as_delivered(still: Still, face: Face) -> tuple[Rig, tuple[str, ...]]:
    """Return the rig that a film would be drawn with, and what was calmed in it."""
    figure = figure_of(face, still.crop_px, still.pixels)
    return checked(covered(rig_of(still.pixels, figure), face), face.id)


def strip(rig: Rig) -> Frame:
    """Draw the moments of one rig, the face above and mouth and eyes below."""
    marks = rig.figure.landmarks[:468]
    face = _around(marks, 0.25)
    mouth = _around(rig.seam.middle_px, 0.0, 0.85 * rig.seam.width_px)
    eyes = _around(marks[[33, 133, 362, 263]], 0.25)
    frames = {name: rig.draw(pose) for name, pose in MOMENTS.items()}
    above = np.hstack([_tile(frame, face, _TILE) for frame in frames.values()])
    below = [_tile(frames[name], mouth, _LOW) for name in MOMENTS if name not in ("blink", "right")]
    below.append(_tile(frames["blink"], eyes, (2 * _LOW[0], _LOW[1])))
    return np.vstack([above, np.hstack(below)])


def _around(points: npt.NDArray[np.float64], share: float, room_px: float = 0.0) -> tuple[int, int, int, int]:
    low, high = points.min(axis=0), points.max(axis=0)
    room = share * (high - low).max() + room_px
    return int(low[0] - room), int(low[1] - room), int(high[0] + room), int(high[1] + room)


def _tile(frame: Frame, box: tuple[int, int, int, int], size: tuple[int, int]) -> Frame:
    left, top, right, bottom = max(box[0], 0), max(box[1], 0), box[2], box[3]
    part = frame[top:bottom, left:right]
    scale = min(size[0] / part.shape[1], size[1] / part.shape[0])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    part = cv2.resize(part, (round(part.shape[1] * scale), round(part.shape[0] * scale)), interpolation=way)
    tile = np.zeros((size[1], size[0], 3), np.uint8)
    tile[: part.shape[0], : part.shape[1]] = part
    return tile


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("works", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("only", nargs="*")
    parser.add_argument("--manners", action="store_true")
    asked = parser.parse_args()
    if asked.manners:
        manners(asked.works, asked.out)
    else:
        moments(asked.works, asked.out, tuple(asked.only))
