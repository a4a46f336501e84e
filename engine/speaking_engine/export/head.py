"""The head that was fitted to a painted face as an object, with the painting on it; see `gltf`, too.

The painting is projected on it from where we look, so that at rest and seen from there it is the painting.
What the picture does not show of one half takes its paint from the other. Three sheets are added to the
model: hair beside the skull, the painted line between the lips, and shut lids, which come and go by the keys
alone. Axes are those of glTF and of the stage in Blender: x to the right of the picture, y up, z to us.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from speaking_engine.clip.animators.head.figure import Figure, figure_of
from speaking_engine.clip.animators.head.rig import HeadPose, head_matte, rig_of
from speaking_engine.clip.clip import Frame, Matte, Still
from speaking_engine.clip.finish import uncovered
from speaking_engine.export.head_sheets import (
    LATTICE_PX,
    SHEETS,
    SKIN,
    UNDER_CM,
    Box,
    Floats,
    Mask,
    box_round,
    hair_beside,
    lip_line,
    reached,
    shut_lids,
)
from speaking_engine.faces.face import Face
from speaking_engine.head.fitted import FittedHead
from speaking_engine.media.beside import written_beside
from speaking_engine.performance.performance import LOOK_DEG

PARTS = {
    "skin": SKIN,
    "lids": (),
    "eyes": ("eye_left", "eye_right"),
    "teeth": ("teeth_upper", "teeth_lower"),
    "tongue": ("tongue",),
    "mouth": ("cavity",),
}
"""What is an object of its own kind, by the model's regions; lashes are painted, and are none.

Lids are those that are shut: the model's once more, with the paint of `clip.animators.head.shut`. They lie
under the skin until a blink has come so far that they pass through it.
"""
INSIDE = ("teeth", "tongue", "mouth")
_LIDS, _EYES = (list(PARTS).index(name) for name in ("lids", "eyes"))
FLIP = np.array([1, -1, -1], np.float32)  # between the picture's axes (y down, z away) and ours

_SMALL_PX = 420  # side at which ground behind the head is filled in
_AROUND = 0.12  # of the head's size, room beside it
_BEHIND = 0.02  # of the head's size: what lies so far behind what is seen is hidden
_STEEP = 0.25  # cosine to the line of sight from which on paint is lent, and lacking
_TEETH, _TONGUE, _DARK = 0.72, 0.5, 0.22  # of the brightness of the skin round the mouth
_OVERBITE_CM, _LOWER_CM = 0.2, 0.22  # below the line of the lips, where both rows of teeth end
_LEAST_EAR = 0.1  # of an ear that is seen, or it is none
_DEEP_CM = 2.6  # behind the teeth, over which light falls to a third
_CORNER = 0.6  # of the light that is lost towards the corners of a mouth
_CALM = 0.025  # face widths over which a matte's edge is smoothed
_TOP, _CHIN = 10, 152  # of MediaPipe's 478 landmarks
_NECK = 0.25  # of the face's height, from the chin to where shoulders begin
_GONE = 0.02  # of the head's size round it, where its ground is filled in, too


@dataclass(frozen=True, slots=True, eq=False)
class HeadObject:
    """A fitted head as a mesh; lengths are pixels of the work at native size.

    Attributes
    ----------
    vertices : (V, 3) float32
        At rest, from the pivot of the neck.
    pivot : (3,) float32
        Where it is: x from the picture's left, y from its top upwards (so mostly negative), z.
    axes : (3, 3) float32
        Columns are the head's own axes as the picture shows them.
    triangles : (T, 3) int32
    uv : (T, 3, 2) float32
        Of each corner, from the left and from the bottom: of the whole work; of the part eyes within its own
        picture.
    part : (T,) uint8
        Number in `PARTS`.
    turn_weight : (V,) float32
        How far each goes along with the head.
    shade : (V,) float32
        How much of its colour's light each has: less, the deeper within the mouth.
    region : (V,) uint8
        Number in `region_names`: the model's, then `SHEETS`.
    units : (52, V, 3) float32
        What each channel of a performance does at 1.
    colours : (3, 3) uint8
        Of teeth, tongue and mouth, in the work's tones; sRGB.
    eyes : (h, w, 3) uint8
        The eyes without lids, at `eyes_px`, (x, y, w, h).
    lids : (h, w, 3) uint8
        The eyes shut, at `lids_px`.
    ground : (h, w, 4) uint8
        What is behind the head, at `ground_px`.
    skin : (H, W, 4) uint8
        The crop, at `skin_px`, with what goes on behind an occluder; its fourth channel says where that is.
    matte : (H, W) uint8
        What of the crop turns with the head, white.
    """

    names: tuple[str, ...]
    region_names: tuple[str, ...]
    size_px: tuple[int, int]
    px_per_cm: float
    vertices: Floats
    pivot: Floats
    axes: Floats
    triangles: npt.NDArray[np.int32]
    uv: Floats
    part: npt.NDArray[np.uint8]
    turn_weight: Floats
    shade: Floats
    region: npt.NDArray[np.uint8]
    units: Floats
    colours: npt.NDArray[np.uint8]
    eyes: Frame
    eyes_px: Box
    lids: Frame
    lids_px: Box
    ground: Frame
    ground_px: Box
    skin: Frame
    skin_px: Box
    matte: Matte


def head_object(face: Face, still: Still, size_px: tuple[int, int]) -> HeadObject:
    """Make the object of a face.

    Parameters
    ----------
    size_px : tuple of int
        Width and height of the whole work.

    Raises
    ------
    FaceError
        The face has neither landmarks nor handles; the person places handles.
    """
    bare = replace(still, pixels=uncovered(still), occluder=None)
    figure = figure_of(face, still.crop_px, still.pixels)
    head, model = figure.head, figure.head.model
    matte = head_matte(bare, figure) if bare.head is not None else _even(head_matte(bare, figure), figure)
    rows, part = _parts(head)
    triangles = model.triangles[rows]
    within = ~np.isin(_keys(triangles), _keys(figure.skin)) & (part == 0)
    part[within] = list(PARTS).index("mouth")  # the inner side of the lips
    seen, front = _seen(head, triangles)
    kept = ~_unseen_ears(head, triangles, seen)
    triangles, part, seen, front = triangles[kept], part[kept], seen[kept], front[kept]
    points = _with_inside(head)
    units = figure.units.copy()
    jaw, close = (model.unit_names.index(name) for name in ("jawOpen", "mouthClose"))
    units[close] *= np.linalg.norm(units[jaw]) / max(float(np.linalg.norm(head.unit_px[jaw])), 1e-6)
    eyes, eyes_px = _eyes(head, bare)
    rig = rig_of(bare.pixels, figure, head=bare.head, uncovered=still.occluder is not None)
    shut = rig.draw(HeadPose({"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0}))
    sheets = (
        shut_lids(head, units),
        hair_beside(head, matte, still, triangles, front),
        lip_line(head, points, triangles, part > _EYES, units),
    )
    lids_px = box_round(sheets[0].uv_px, 0.05, still)
    lids = _cut(shut, lids_px, still)
    places = [
        _paint(head, triangles, seen, front, matte, still),
        *(sheet.uv_px[sheet.triangles] for sheet in sheets),
    ]
    part = np.concatenate(
        [part, *(np.full(len(s.triangles), n, np.uint8) for s, n in zip(sheets, (_LIDS, 0, 0), strict=True))]
    )
    uv = np.concatenate(places) / np.array(size_px, np.float32)
    for number, own, (x, y, width, height) in ((_EYES, head.points_px, eyes_px), (_LIDS, None, lids_px)):
        there = np.concatenate(places)[part == number]
        if own is not None:
            there = own[triangles[part[: len(triangles)] == number], :2]
        uv[part == number] = (there - (x, y)) / np.array((width, height), np.float32)
    uv[..., 1] = 1 - uv[..., 1]
    starts = len(model.mean) + np.cumsum([0, *(len(sheet.points) for sheet in sheets)])
    points = np.concatenate([points, *(sheet.points for sheet in sheets)])
    region = [np.full(len(s.points), len(model.region_names) + n, np.uint8) for n, s in enumerate(sheets)]
    ground, ground_px = _ground(head, bare, matte)
    pivot = np.array([*(figure.pivot[:2] + still.crop_px[:2]), figure.pivot[2]], np.float32)
    flips = np.diag(FLIP)
    under = np.zeros_like(matte) if still.occluder is None else still.occluder
    return HeadObject(
        names=model.unit_names,
        region_names=(*model.region_names, *SHEETS),
        size_px=size_px,
        px_per_cm=head.px_per_cm,
        vertices=(points - pivot) * FLIP,
        pivot=pivot * FLIP,
        axes=np.asarray(flips @ head.turn @ flips, np.float32),
        triangles=np.concatenate(
            [triangles, *(s.triangles + first for s, first in zip(sheets, starts, strict=False))]
        ).astype(np.int32),
        uv=np.asarray(uv, np.float32),
        part=part,
        turn_weight=np.concatenate([model.turn_weight, *(s.turn_weight for s in sheets)]).astype(np.float32),
        shade=np.concatenate([_shade(head), np.ones(len(points) - len(model.mean), np.float32)]),
        region=np.concatenate([model.region, *region]),
        units=np.concatenate([units, *(sheet.units for sheet in sheets)], axis=1) * FLIP,
        colours=_colours(figure, bare),
        eyes=eyes,
        eyes_px=eyes_px,
        lids=lids,
        lids_px=lids_px,
        ground=ground,
        ground_px=ground_px,
        skin=np.dstack([bare.pixels, under]),
        skin_px=still.crop_px,
        matte=matte,
    )


def write_npz(made: HeadObject, path: Path) -> None:
    """Write an object as arrays by the names of `HeadObject`, and beside it its pictures as PNG."""
    pictures = ("eyes", "lids", "ground", "skin", "matte")
    for name in pictures[:-1]:
        with written_beside(path.with_suffix(f".{name}.png")) as beside:
            swapped = getattr(made, name)[..., [2, 1, 0, 3][: getattr(made, name).shape[2]]]
            beside.write_bytes(cv2.imencode(".png", swapped)[1].tobytes())
    arrays = {name: getattr(made, name) for name in made.__slots__ if name not in pictures}
    with written_beside(path) as beside, beside.open("wb") as file:
        np.savez_compressed(file, part_names=np.array(list(PARTS)), look_deg=LOOK_DEG, **arrays)


def write_matte(matte: Matte, crop_px: Box, size_px: tuple[int, int], path: Path) -> None:
    """Write a crop's matte as one over the whole work, as a hand draws them."""
    x, y, width, height = crop_px
    whole = np.zeros((size_px[1], size_px[0]), np.uint8)
    whole[y : y + height, x : x + width] = matte
    with written_beside(path) as beside:
        beside.write_bytes(cv2.imencode(".png", whole)[1].tobytes())


def _parts(head: FittedHead) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Return the triangles of all parts, and the part of each; one between two belongs to the outer."""
    names = [[head.model.region_names.index(name) for name in PARTS[part]] for part in PARTS]
    corners = head.model.region[head.model.triangles]
    part = np.full(len(corners), 255, np.uint8)
    for number in reversed(range(len(names))):
        part[np.isin(corners, names[number]).any(axis=1)] = number
    lashes = (corners == head.model.region_names.index("lashes")).any(axis=1)
    rows = np.flatnonzero((part < 255) & ~lashes)
    return rows, part[rows]


def _seen(head: FittedHead, triangles: npt.NDArray[np.int32]) -> tuple[Mask, Floats]:
    """Return which triangles may be seen from where we look, and how far each faces us, as a cosine."""
    points = head.points_px
    corners = points[triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    front = -normal[:, 2] / np.maximum(np.linalg.norm(normal, axis=1), 1e-9)
    low = points[:, :2].min(axis=0)
    size = float(np.ptp(points[:, 1]))
    step = max(1.0, size / LATTICE_PX)
    across, down = (int(n) + 2 for n in np.ptp(points[:, :2], axis=0) / step)
    shown = head.seen((float(low[0]), float(low[1])), step, across, down)
    middle = corners.mean(axis=1)
    at = np.round((middle[:, :2] - low) / step).astype(int)
    nearest = shown.depth[np.clip(at[:, 1], 0, down - 1), np.clip(at[:, 0], 0, across - 1)] * step
    behind = middle[:, 2] > nearest + _BEHIND * size
    met = np.isin(_keys(triangles), _keys(head.model.triangles[np.unique(shown.triangle[shown.covered])]))
    return met | ((front > 0) & ~behind), np.asarray(front, np.float32)


def _keys(triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Name triangles by their corners, in whichever order."""
    low, middle, high = np.sort(triangles.astype(np.int64), axis=1).T
    return np.asarray((low * 10_000 + middle) * 10_000 + high)


def _unseen_ears(head: FittedHead, triangles: npt.NDArray[np.int32], seen: Mask) -> Mask:
    """Return which triangles are of an ear that hair or cheek hide: painted on hair it would be a scrap."""
    ears = head.model.is_in("ears")[triangles].any(axis=1)
    left = head.model.mean[triangles, 0].mean(axis=1) > 0
    sides = [ears & (left == side) for side in (False, True)]
    hidden = [own for own in sides if seen[own].mean() < _LEAST_EAR]
    return np.asarray(np.any([np.zeros(len(triangles), bool), *hidden], axis=0))


def _with_inside(head: FittedHead) -> Floats:
    """Return the points with both rows of teeth where the animator has them, and nothing through the skin."""
    model, points = head.model, head.points_px.copy()
    lip = float(model.landmarks.take([13]).on(head.rest_cm, model.triangles)[0, 1])
    for row, edge, below_cm in (("teeth_upper", np.max, _OVERBITE_CM), ("teeth_lower", np.min, _LOWER_CM)):
        own = model.is_in(row)
        shift = lip + below_cm - float(edge(head.rest_cm[own, 1]))
        points[own] += np.float32(shift * head.px_per_cm) * head.turn[:, 1].astype(np.float32)
    inside = np.flatnonzero(model.is_in(*(region for part in INSIDE for region in PARTS[part])))
    low = points[inside, :2].min(axis=0) - 2
    across, down = (int(n) + 5 for n in np.ptp(points[inside, :2], axis=0))
    skin = head.seen((float(low[0]), float(low[1])), 1.0, across, down, *SKIN)
    # The nearest skin round each place: between points of a mesh it bulges.
    near = cv2.dilate(np.where(skin.covered, skin.depth, -np.inf).astype(np.float32), np.ones((3, 3)))
    at = np.round(points[inside, :2] - low).astype(int)
    points[inside, 2] = np.maximum(points[inside, 2], near[at[:, 1], at[:, 0]] + UNDER_CM * head.px_per_cm)
    return points


def _paint(
    head: FittedHead,
    triangles: npt.NDArray[np.int32],
    seen: Mask,
    front: Floats,
    matte: Matte,
    still: Still,
) -> Floats:
    """Return from where in the picture each corner takes its paint.

    What looks away from us takes it from the other half; what something hides, from what is seen beside it.
    """
    model, points = head.model, head.points_px
    _, twin = cKDTree(model.mean).query(model.mean * np.array([-1, 1, 1], np.float32))
    twins = twin[triangles]
    rows = {int(key): row for row, key in enumerate(_keys(triangles))}
    other = np.array([rows.get(int(key), -1) for key in _keys(twins.astype(np.int32))])
    at = np.round(points[:, :2] - still.crop_px[:2]).astype(int)
    at = np.clip(at, 0, (matte.shape[1] - 1, matte.shape[0] - 1))
    there = matte[at[:, 1], at[:, 0]] > 127  # what lies on ground is cut away with it
    # Just behind the outline paint goes on as it is there: a turn of some degrees shows no border.
    lent = ~seen & (front < -_STEEP) & (other >= 0) & seen[other] & (front[other] > _STEEP)
    lent &= there[triangles].all(axis=1)
    source = np.arange(len(points))
    known, hidden = np.zeros(len(points), bool), np.zeros(len(points), bool)
    known[triangles[seen]] = True
    hidden[triangles[~seen & (front > 0)]] = True
    hidden &= ~known
    for region in np.unique(model.region[hidden]):
        beside = np.flatnonzero(known & (model.region == region))
        if len(beside):
            own = np.flatnonzero(hidden & (model.region == region))
            source[own] = beside[cKDTree(head.rest_cm[beside]).query(head.rest_cm[own])[1]]
    return np.where(lent[:, None, None], points[twins, :2], points[source[triangles], :2])


def _even(matte: Matte, figure: Figure) -> Matte:
    """Return a matte without the steps of the lattice on which it was found."""
    calm = cv2.GaussianBlur(matte, (0, 0), _CALM * figure.width_px)
    return np.asarray(cv2.GaussianBlur(((calm > 127) * 255).astype(np.uint8), (0, 0), 0.8), np.uint8)


def _shade(head: FittedHead) -> Floats:
    """Return how much light each vertex of the model has: less the deeper within the mouth."""
    model = head.model
    place = head.rest_cm
    corners = model.landmarks.take([61, 291]).on(place, model.triangles)
    middle, half = corners.mean(axis=0), max(float(np.ptp(corners[:, 0])) / 2, 0.1)
    first = place[model.is_in("teeth_upper"), 2].min()
    deep = 3.0 ** (-np.maximum(place[:, 2] - first, 0) / _DEEP_CM)
    aside = 1 - _CORNER * np.clip((place[:, 0] - middle[0]) / half, -1, 1) ** 2
    return np.asarray(deep * aside, np.float32)


def _eyes(head: FittedHead, still: Still) -> tuple[Frame, Box]:
    """Return the picture of both eyes, in which what lids hide goes on as it is at their edge."""
    model = head.model
    x, y, width, height = box = box_round(head.points_px[model.is_in(*PARTS["eyes"]), :2], 0.05, still)
    cut = _cut(still.pixels, box, still)
    seen = head.seen((float(x), float(y)), 1.0, width, height)
    ball = model.is_in(*PARTS["eyes"])[model.triangles].all(axis=1)
    there = (seen.covered & ball[seen.triangle]).astype(np.uint8)
    if not there.any():
        return cut, box
    sure = cv2.erode(there, np.ones((3, 3), np.uint8), iterations=max(1, height // 60))
    filled = _filled(cut, (sure if sure.any() else there) == 0)
    kept = cv2.dilate(there, np.ones((3, 3), np.uint8)) > 0
    return np.where(kept[..., None], cut, filled), box


def _ground(head: FittedHead, still: Still, matte: Matte) -> tuple[Frame, Box]:
    """Return what goes on behind the head of what lies round it; its fourth channel says where that is."""
    x, y, width, height = box = box_round(reached(head, matte, still), _AROUND, still)
    cut = _cut(still.pixels, box, still)
    covered = head.seen((float(x), float(y)), 1.0, width, height).covered.astype(np.uint8)
    shown = (_cut(matte, box, still) > 0).astype(np.uint8)
    more = max(2, round(_GONE * max(width, height)))
    gone = cv2.dilate(covered | shown, np.ones((more, more), np.uint8)).astype(np.uint8)
    # Shoulders hardly turn, and what the model has there is cut off beside the matte: notches keep paint.
    top, chin = head.model.landmarks.on(head.points_px, head.model.triangles)[[_TOP, _CHIN], 1]
    bust = max(round(float(chin + _NECK * (chin - top))) - y, 0)
    gone[bust:] = cv2.erode(shown, np.ones((more, more), np.uint8))[bust:]
    soft = cv2.GaussianBlur(255 * gone, (0, 0), more / 4)
    return np.dstack([_filled(cut, gone > 0), np.minimum(soft, 255 * gone)]), box


def _cut(picture: Frame, box: Box, still: Still) -> Frame:
    """Cut a box of the work out of a picture of the crop."""
    x, y, width, height = box
    left, top = x - still.crop_px[0], y - still.crop_px[1]
    return np.asarray(picture[top : top + height, left : left + width].copy(), np.uint8)


def _filled(picture: Frame, lacking: Mask) -> Frame:
    """Fill in what is lacking, smoothly from what is beside it (Telea, 2004), at a small size."""
    height, width = lacking.shape
    share = min(1.0, _SMALL_PX / max(height, width))
    size = max(1, round(width * share)), max(1, round(height * share))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    hidden = cv2.resize(lacking.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    if hidden.all():
        return picture
    made = cv2.inpaint(small, hidden.astype(np.uint8), 5, cv2.INPAINT_TELEA)
    large = cv2.resize(made, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.where(lacking[..., None], large, picture), np.uint8)


def _colours(figure: Figure, still: Still) -> npt.NDArray[np.uint8]:
    """Return the tones of teeth, tongue and mouth: dimmer than the skin beside, as behind a painted lip."""
    reach = 0.75 * figure.mouth_px
    middle = figure.landmarks[[13, 14]].mean(axis=0)
    low = np.maximum(middle - reach, 0).astype(int)
    high = np.maximum(middle + reach, low + 1).astype(int)
    around = still.pixels[low[1] : high[1], low[0] : high[0]].reshape(-1, 3)
    if not len(around):
        around = still.pixels.reshape(-1, 3)
    skin = np.median(around, axis=0)
    grey = np.full(3, skin.mean())  # the eye takes grey beside warm paint for blue
    red = skin * np.array([1.1, 0.75, 0.75])
    made = [_TEETH * (0.85 * skin + 0.15 * grey), _TONGUE * red, _DARK * red]
    return np.clip(np.rint(made), 0, 255).astype(np.uint8)
