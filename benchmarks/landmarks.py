"""How far landmarks of works of art lie from where people put them, by side and kind, in one run.

python -m benchmarks landmarks [--robust] [--points] [--draw PNG] [--move FOLDER] [--artworks FOLDER]

Errors are in % of the height of the hand-made box, of good and fair faces only, without doubtful points. A
point counts if the face's handles, as `faces --json` gives them, name it. What nobody could read is refused.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.clip_moments import strip
from benchmarks.faces_score import read_truth
from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.clip.animators.head.animator import covered
from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.rig import rig_of
from speaking_engine.clip.animators.head.selfcheck import checked
from speaking_engine.clip.crop import crop_for
from speaking_engine.faces.boxes import Box
from speaking_engine.faces.describe import describe_face
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import handles_of
from speaking_engine.faces.placing import FAR_NAMES, MIDDLE_NAMES, NEAR_NAMES

ARTWORKS = Path(__file__).resolve().parents[2] / "shared" / "artworks"
SMALL_PX = 40
TILE_PX = 300
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Marked:
    """One face as a person marked it: in which work, of which type, and its row in `landmarks.json`."""

    work: str
    kind: str
    pixels: Pixels
    truth: dict[str, Any]

    @property
    def box_px(self) -> Box:
        """The hand-made box."""
        x, y, width, height = map(float, self.truth["bbox"])
        return x, y, width, height

    @property
    def height_px(self) -> float:
        """Height of the box as it was drawn, however it is spoilt now."""
        return float(self.truth.get("drawn_px", self.truth["bbox"])[3])

    @property
    def side(self) -> str:
        """From which side the face is seen."""
        return "three-quarter" if self.truth["set"] == "frontal" else "profile"

    @property
    def readable(self) -> bool:
        """Whether a person could mark it well."""
        return self.truth["confidence"] in ("good", "fair")


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one face: errors by point, whether it looks to its side, and how far the yaw is off."""

    marked: Marked
    face: Face
    errors: dict[str, float]

    @property
    def right_side(self) -> bool:
        """Whether the face looks to the side it was marked to look to."""
        return bool((self.face.yaw_deg or 0) * self.marked.truth["yaw_deg"] > 0)

    @property
    def yaw_error_deg(self) -> float:
        """How far the yaw is off a person's guess."""
        return float(abs((self.face.yaw_deg or 0) - self.marked.truth["yaw_deg"]))


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="benchmarks landmarks", description=__doc__)
    parser.add_argument("--artworks", type=Path, default=ARTWORKS)
    parser.add_argument(
        "--robust", action="store_true", help="also spoil pictures and boxes in ways that happen"
    )
    parser.add_argument("--points", action="store_true", help="also tell each point's error")
    parser.add_argument("--draw", type=Path, help="PNG: every face with its handles, green by hand, red ours")
    parser.add_argument("--move", type=Path, help="folder: strips of every readable profile as it moves")
    asked = parser.parse_args()
    marked = list(read_marked(asked.artworks))
    judged = [judge(one) for one in marked]
    for one in judged:
        print(_line(one))
    _summary("as they are", judged)
    if asked.points:
        _by_point(judged)
    if asked.draw:
        cv2.imwrite(str(asked.draw), _sheet(judged)[..., ::-1])
    if asked.move:
        _move([one for one in judged if one.marked.side == "profile" and one.marked.readable], asked.move)
    if asked.robust:
        for name, spoil in SPOILT.items():
            _summary(name, [judge(spoil(one)) for one in marked if one.readable])


def read_marked(folder: Path) -> Iterator[Marked]:
    """Yield the faces that people marked, work by work."""
    works = read_truth(folder)
    for name, faces in json.loads((folder / "landmarks.json").read_text("utf8")).items():
        picture = cv2.imread(str(folder / works[name]["file"]))
        for truth in faces:
            yield Marked(name, works[name]["type"], np.asarray(picture[..., ::-1]), truth)


def judge(marked: Marked) -> Judged:
    """Let the engine describe a face in its hand-made box, and compare."""
    face = describe_face(Artwork(marked.pixels, "", Metadata()), marked.box_px, "f0", 1.0, ())
    told = handles_of(face)
    if told is None:
        return Judged(marked, face, {})
    truth = marked.truth["points"] | (marked.truth.get("far_points") or {})
    names = _names(told["set"], looks_left=marked.truth["yaw_deg"] < 0)
    errors = {}
    for handle, at in told["points"].items():
        name = names.get(handle)
        wanted = truth.get(name)
        if wanted is not None and name not in marked.truth["doubtful"]:
            errors[str(name)] = float(np.hypot(*np.subtract(at, wanted))) / marked.height_px * 100
    return Judged(marked, face, errors)


def _names(handle_set: str, *, looks_left: bool) -> dict[str, str]:
    """Return for each handle the name that `landmarks.json` has for it."""
    if handle_set != "frontal":
        return {name: name for name in (*MIDDLE_NAMES, *NEAR_NAMES.values(), "ear")}
    near, far = ("right", "left") if looks_left else ("left", "right")
    sides = {name.format(near): point for name, point in NEAR_NAMES.items()}
    return MIDDLE_NAMES | sides | {name.format(far): point for name, point in FAR_NAMES.items()}


def _line(one: Judged) -> str:
    truth, face = one.marked.truth, one.face
    errors = list(one.errors.values())
    middle = f"{np.median(errors):5.1f} {max(errors):5.1f}" if errors else "  refused  "
    yaw = "" if face.yaw_deg is None else f"{face.yaw_deg:4.0f}"
    wrong = "" if one.right_side or face.yaw_deg is None else " WRONG SIDE"
    told = f"readable {face.readable:.2f}, mouth {face.mouth_state}{wrong}"
    name = f"{one.marked.work[:28]:28s} {truth['confidence']:10s}"
    return f"{name} yaw {truth['yaw_deg']:4d}, ours {yaw:4s} by {face.placed_by or '-':4s} {middle}  {told}"


def _summary(title: str, judged: list[Judged]) -> None:
    print(f"\n{title}: median / 90th percentile of points, % of the box's height")
    fit = [one for one in judged if one.marked.readable]
    for side in ("profile", "three-quarter"):
        _told(side, [one for one in fit if one.marked.side == side])
    for kind in sorted({one.marked.kind for one in fit}):
        _told(f"  {kind}", [one for one in fit if one.marked.kind == kind])
    rest = [one for one in judged if not one.marked.readable]
    if rest:
        refused = sum(not one.errors and one.face.landmarks_px is None for one in rest)
        print(f"poor and unreadable faces: {refused} of {len(rest)} refused")


def _told(title: str, judged: list[Judged]) -> None:
    errors = [error for one in judged for error in one.errors.values()]
    placed = [one for one in judged if one.face.landmarks_px is not None]
    if not errors:
        print(f"{title:18s} {len(judged)} faces, none read")
        return
    middle, most = np.percentile(errors, [50, 90])
    yaw = np.median([one.yaw_error_deg for one in placed])
    sides = sum(one.right_side for one in placed)
    by = {name: sum(one.face.placed_by == name for one in placed) for name in ("mesh", "net")}
    read = f"{len(placed)} of {len(judged)} faces read ({by['mesh']} mesh, {by['net']} net)"
    print(
        f"{title:18s} {middle:4.1f} / {most:4.1f} of {len(errors)} points; {read}, side right on {sides},"
        f" yaw off by {yaw:.0f} degrees"
    )


def _by_point(judged: list[Judged]) -> None:
    for side in ("profile", "three-quarter"):
        errors: dict[str, list[float]] = {}
        for one in judged:
            if one.marked.side == side and one.marked.readable:
                for name, error in one.errors.items():
                    errors.setdefault(name, []).append(error)
        told = (f"{name} {np.median(found):.1f} ({len(found)})" for name, found in sorted(errors.items()))
        print(f"{side}: " + ", ".join(told))


def _move(judged: list[Judged], folder: Path) -> None:
    """Draw each face, as the program placed it, in the moments by which a moving face is judged."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(judged):
        pixels, name = one.marked.pixels, f"{number:02d} {one.marked.work}"
        if one.face.landmarks_px is None:
            print(f"{name}: refused")
            continue
        x, y, width, height = crop_for(one.face, pixels.shape[1], pixels.shape[0])
        crop = np.ascontiguousarray(pixels[y : y + height, x : x + width])
        figure = figure_of(one.face, (x, y, width, height), crop)
        rig, remarks = checked(covered(rig_of(crop, figure), one.face), one.face.id)
        cv2.imwrite(str(folder / f"{name}.png"), strip(rig)[..., ::-1])
        print(f"{name}: moves; {'; '.join(remarks) or 'nothing calmed'}")


def _sheet(judged: list[Judged]) -> Pixels:
    tiles = [_tile(one) for one in judged]
    across = 7
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % across)
    rows = [np.hstack(tiles[first : first + across]) for first in range(0, len(tiles), across)]
    return np.asarray(np.vstack(rows), np.uint8)


def _tile(one: Judged) -> Pixels:
    x, y, width, height = one.marked.box_px
    side = 1.5 * max(width, height)
    zoom = TILE_PX / side
    shift = [TILE_PX / 2 - zoom * (x + width / 2), TILE_PX / 2 - zoom * (y + height / 2)]
    place = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]]])
    tile = cv2.warpAffine(one.marked.pixels, place, (TILE_PX, TILE_PX), flags=cv2.INTER_AREA)
    points = [(at, (0, 220, 0)) for at in one.marked.truth["points"].values() if at is not None]
    told = handles_of(one.face)
    points += [(at, (255, 40, 40)) for at in (told["points"].values() if told else ())]
    for (px, py), colour in points:
        at = round(px * zoom + shift[0]), round(py * zoom + shift[1])
        cv2.circle(tile, at, 3, colour, -1, cv2.LINE_AA)
    word = f"{one.face.placed_by or 'refused'}"
    cv2.putText(tile, word, (4, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255), 1, cv2.LINE_AA)
    return np.asarray(tile, np.uint8)


def _mirrored(one: Marked) -> Marked:
    width = one.pixels.shape[1]
    x, y, across, down = one.box_px

    def flip(points: dict[str, Any] | None) -> dict[str, Any]:
        return {name: None if at is None else [width - at[0], at[1]] for name, at in (points or {}).items()}

    turned = {"bbox": [width - x - across, y, across, down], "yaw_deg": -one.truth["yaw_deg"]}
    told = turned | {"points": flip(one.truth["points"]), "far_points": flip(one.truth.get("far_points"))}
    return Marked(one.work, one.kind, np.ascontiguousarray(one.pixels[:, ::-1]), one.truth | told)


def _grey(one: Marked) -> Marked:
    grey = cv2.cvtColor(cv2.cvtColor(one.pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return Marked(one.work, one.kind, np.asarray(grey, np.uint8), one.truth)


def _squeezed(one: Marked) -> Marked:
    packed = cv2.imencode(".jpg", one.pixels, [cv2.IMWRITE_JPEG_QUALITY, 10])[1]
    return Marked(one.work, one.kind, np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8), one.truth)


def _box_off(one: Marked) -> Marked:
    """Shift and stretch the box by up to a fifth, the same way in every run."""
    random = np.random.default_rng([len(one.work), int(one.box_px[0])])
    x, y, width, height = one.box_px
    grown = np.exp(random.uniform(-0.2, 0.2))
    shift = random.uniform(-0.2, 0.2, 2) * [width, height]
    middle = x + width / 2 + shift[0], y + height / 2 + shift[1]
    box = [middle[0] - grown * width / 2, middle[1] - grown * height / 2, grown * width, grown * height]
    return Marked(one.work, one.kind, one.pixels, one.truth | {"bbox": box, "drawn_px": one.box_px})


def _shrunk(one: Marked) -> Marked:
    scale = SMALL_PX / one.box_px[3]
    if scale >= 1:
        return one
    small = cv2.resize(one.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)

    def less(points: dict[str, Any] | None) -> dict[str, Any]:
        return {name: None if at is None else [v * scale for v in at] for name, at in (points or {}).items()}

    told = {"bbox": [v * scale for v in one.box_px], "points": less(one.truth["points"])}
    told["far_points"] = less(one.truth.get("far_points"))
    return Marked(one.work, one.kind, np.asarray(small, np.uint8), one.truth | told)


SPOILT: dict[str, Callable[[Marked], Marked]] = {
    "mirrored": _mirrored,
    "grey": _grey,
    "JPEG, quality 10": _squeezed,
    "boxes off by up to 20 %": _box_off,
    "faces 40 px high": _shrunk,
}


if __name__ == "__main__":
    main()
