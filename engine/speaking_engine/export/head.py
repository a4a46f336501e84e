"""The head that was fitted to a painted face as an object, with the painting on it; see `gltf`, too.

The painting is projected on it from where we look, so that at rest and seen from there it is the painting.
What the picture does not show of one half takes its paint from the other. Axes are those of glTF and of the
stage in Blender: x to the right of the picture, y up, z to us.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from speaking_engine.clip.animators.head.figure import Figure, figure_of
from speaking_engine.clip.animators.head.rig import head_matte
from speaking_engine.clip.clip import Frame, Matte, Still
from speaking_engine.faces.face import Face
from speaking_engine.head.fitted import FittedHead
from speaking_engine.media.beside import written_beside
from speaking_engine.performance.performance import LOOK_DEG

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Box = tuple[int, int, int, int]

PARTS = {
    "skin": ("face", "scalp", "neck", "ears", "lids", "lip_upper", "lip_lower"),
    "eyes": ("eye_left", "eye_right"),
    "teeth": ("teeth_upper", "teeth_lower"),
    "tongue": ("tongue",),
    "mouth": ("cavity",),
}
"""What is an object of its own kind, by the model's regions; lashes are painted, and are none."""
INSIDE = ("teeth", "tongue", "mouth")
FLIP = np.array([1, -1, -1], np.float32)  # between the picture's axes (y down, z away) and ours

_SMALL_PX = 420  # side at which ground behind the head is filled in
_AROUND = 0.12  # of the head's size, room beside it
_BEHIND = 0.02  # of the head's size: what lies so far behind what is seen is hidden
_STEEP = 0.25  # cosine to the line of sight from which on paint is lent, and lacking
_LATTICE_PX = 900  # points along the head's height at which it is looked at
_TEETH, _TONGUE, _DARK = 0.72, 0.5, 0.22  # of the brightness of the skin round the mouth


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
    region : (V,) uint8
        Number in `region_names`.
    units : (52, V, 3) float32
        What each channel of a performance does at 1.
    colours : (3, 3) uint8
        Of teeth, tongue and mouth, in the work's tones; sRGB.
    eyes : (h, w, 3) uint8
        The eyes without lids, at `eyes_px`, (x, y, w, h).
    ground : (h, w, 4) uint8
        What is behind the head, at `ground_px`.
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
    region: npt.NDArray[np.uint8]
    units: Floats
    colours: npt.NDArray[np.uint8]
    eyes: Frame
    eyes_px: Box
    ground: Frame
    ground_px: Box
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
    figure = figure_of(face, still.crop_px, still.pixels)
    head = figure.head
    model = head.model
    rows, part = _parts(head)
    triangles = model.triangles[rows]
    places = head.points_px[:, :2]
    seen, front = _seen(head, triangles)
    uv = _paint(head, triangles, seen, front) / np.array(size_px, np.float32)
    uv[..., 1] = 1 - uv[..., 1]
    part[_between_lips(figure, triangles)] = 0
    eyes, eyes_px = _eyes(head, still, seen & (part == list(PARTS).index("eyes")), triangles)
    own = part == list(PARTS).index("eyes")
    uv[own] = (places[triangles[own]] - eyes_px[:2]) / np.array(eyes_px[2:], np.float32)
    uv[own, :, 1] = 1 - uv[own, :, 1]
    ground, ground_px = _ground(head, still)
    units = figure.units.copy()
    jaw, close = (model.unit_names.index(name) for name in ("jawOpen", "mouthClose"))
    units[close] *= np.linalg.norm(units[jaw]) / max(float(np.linalg.norm(head.unit_px[jaw])), 1e-6)
    pivot = np.array([*(figure.pivot[:2] + still.crop_px[:2]), figure.pivot[2]], np.float32)
    flips = np.diag(FLIP)
    return HeadObject(
        names=model.unit_names,
        region_names=model.region_names,
        size_px=size_px,
        px_per_cm=head.px_per_cm,
        vertices=(head.points_px - pivot) * FLIP,
        pivot=pivot * FLIP,
        axes=np.asarray(flips @ head.turn @ flips, np.float32),
        triangles=triangles,
        uv=uv,
        part=part,
        turn_weight=model.turn_weight,
        region=model.region,
        units=units * FLIP,
        colours=_colours(figure, still),
        eyes=eyes,
        eyes_px=eyes_px,
        ground=ground,
        ground_px=ground_px,
        matte=head_matte(still, figure),
    )


def write_npz(made: HeadObject, path: Path) -> None:
    """Write an object as arrays by the names of `HeadObject`, and beside it its pictures as PNG."""
    pictures = ("eyes", "ground", "matte")
    for name in pictures[:2]:
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
    step = max(1.0, size / _LATTICE_PX)
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


def _paint(head: FittedHead, triangles: npt.NDArray[np.int32], seen: Mask, front: Floats) -> Floats:
    """Return from where in the picture each corner takes its paint: the hidden from the other half."""
    _, twin = cKDTree(head.model.mean).query(head.model.mean * np.array([-1, 1, 1], np.float32))
    twins = twin[triangles]
    rows = {int(key): row for row, key in enumerate(_keys(triangles))}
    other = np.array([rows.get(int(key), -1) for key in _keys(twins.astype(np.int32))])
    # Just behind the outline paint goes on as it is there: a turn of some degrees shows no border.
    lent = ~seen & (front < -_STEEP) & (other >= 0) & seen[other] & (front[other] > _STEEP)
    return np.where(lent[:, None, None], head.points_px[twins, :2], head.points_px[triangles, :2])


def _between_lips(figure: Figure, triangles: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Return which triangles inside the mouth the picture shows: painted teeth, or a hair between lips."""
    head = figure.head
    lips = head.points_px[head.model.is_in("lip_upper", "lip_lower")]
    low, high = lips[:, :2].min(axis=0) - 2, lips[:, :2].max(axis=0) + 2
    origin = np.floor(low) + 0.5  # where pixels have their middles
    across, down = (int(n) + 1 for n in high - low)
    everything = (*PARTS["skin"], *PARTS["teeth"], *PARTS["tongue"], *PARTS["mouth"])
    seen = head.seen((float(origin[0]), float(origin[1])), 1.0, across, down, *everything)
    inner = ~head.model.is_in(*PARTS["skin"])
    met = np.unique(seen.triangle[seen.covered])
    met = met[inner[head.model.triangles[met]].any(axis=1)]
    return np.flatnonzero(np.isin(_keys(triangles), _keys(head.model.triangles[met])))


def _eyes(head: FittedHead, still: Still, shown: Mask, triangles: npt.NDArray[np.int32]) -> tuple[Frame, Box]:
    """Return the picture of both eyes, in which what lids hide goes on as it is at their edge."""
    balls = head.points_px[head.model.is_in("eye_left", "eye_right"), :2]
    x, y, width, height = box = _box(balls, 0.05, still)
    cut = still.pixels[y - still.crop_px[1] :, x - still.crop_px[0] :][:height, :width].copy()
    there = np.zeros((height, width), np.uint8)
    for corners in head.points_px[triangles[shown], :2] - (x, y):
        cv2.fillConvexPoly(there, np.round(corners).astype(np.int32), 1)
    if not there.any():
        return cut, box
    sure = cv2.erode(there, np.ones((3, 3), np.uint8), iterations=max(1, height // 60))
    filled = _filled(cut, (sure if sure.any() else there) == 0)
    kept = cv2.dilate(there, np.ones((5, 5), np.uint8)) > 0
    return np.where(kept[..., None], cut, filled), box


def _ground(head: FittedHead, still: Still) -> tuple[Frame, Box]:
    """Return what goes on behind the head of what lies round it; its fourth channel says where that is."""
    x, y, width, height = box = _box(head.points_px[:, :2], _AROUND, still)
    cut = still.pixels[y - still.crop_px[1] :, x - still.crop_px[0] :][:height, :width].copy()
    shown = head.seen((float(x), float(y)), 1.0, width, height).covered.astype(np.uint8)
    inside = cv2.erode(shown, np.ones((5, 5), np.uint8))
    return np.dstack([_filled(cut, inside > 0), 255 * inside]), box


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


def _box(places: Floats, around: float, still: Still) -> Box:
    """Return the box round places with some room, within the crop."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = around * float((high - low).max())
    left, top, width, height = still.crop_px
    first = np.maximum(np.floor(low - room), (left, top)).astype(int)
    last = np.minimum(np.ceil(high + room), (left + width, top + height)).astype(int)
    return int(first[0]), int(first[1]), int(last[0] - first[0]), int(last[1] - first[1])


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
    grey = np.full(3, skin.mean())
    red = skin * np.array([1.1, 0.75, 0.75])
    made = [_TEETH * (0.6 * skin + 0.4 * grey), _TONGUE * red, _DARK * red]
    return np.clip(np.rint(made), 0, 255).astype(np.uint8)
