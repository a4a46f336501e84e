"""Sheets beside the model's skin: hair beside the skull, the painted line between the lips, shut lids.

They lie in the picture's axes (x right, y down, z away), and come and go by turn and keys alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from speaking_engine.clip.clip import Matte, Still
from speaking_engine.head.fitted import FittedHead
from speaking_engine.head.raster import rasterise

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Box = tuple[int, int, int, int]

SHEETS = ("shut_lids", "hair", "lip_line")
"""Regions beside the model's own."""
SKIN = ("face", "scalp", "neck", "ears", "lids", "lip_upper", "lip_lower")
"""Regions of the model that are its skin."""
LATTICE_PX = 900  # points along the head's height at which it is looked at
UNDER_CM, _OVER_CM = 0.06, 0.095  # how far shut lids lie under the skin at rest, and over it in the end
_BLINKS_CM = 0.02  # what `eyeBlink` moves by more is lid
_HAIR_POINTS = 48  # along each side of the sheet of hair
_HAIR_SLOPE = 0.5  # how steeply hair recedes from where the skull ends
_WITHIN_CM, _BACK_CM = 1.0, 0.5  # inside the outline where it leaves it, and before the back of the head
_BORDER = 0.04  # of a crop's size along its border, over which turning ceases
_BEHIND_SKIN_CM = 0.15  # how far hair lies behind the skull in front of it
_LINE_POINTS = 24  # along the lips
_PAINTED_OPEN_CM = 0.5  # high is a line at least in which teeth may be painted
_LINE_GOES, _LINE_BACK_CM = 10.0, 0.5  # how many times it has gone, and how far, when the jaw is wide open
_LINE_MORE_CM = 0.1  # how far the painted line goes on behind each lip
_RIM = 0.02  # of the head's height within which of its outline it ends


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet beside the model's skin, in the picture: x and y in its pixels, y down, z away.

    Attributes
    ----------
    points : (N, 3) float32
    triangles : (M, 3) int32
        Of its own points.
    uv_px : (N, 2) float32
        Where in the picture its paint lies.
    units : (52, N, 3) float32
    turn_weight : (N,) float32
    """

    points: Floats
    triangles: npt.NDArray[np.int32]
    uv_px: Floats
    units: Floats
    turn_weight: Floats


def shut_lids(head: FittedHead, units: Floats) -> Sheet:
    """Return the lids once more, painted as they are when they are shut."""
    model = head.model
    blink = sum(units[model.unit_names.index(f"eyeBlink{side}")] for side in ("Left", "Right"))
    moves = np.linalg.norm(blink, axis=1) > _BLINKS_CM * head.px_per_cm
    lid = model.is_in("face", "lids")[model.triangles].all(axis=1) & moves[model.triangles].any(axis=1)
    own, triangles = np.unique(model.triangles[lid], return_inverse=True)
    normal = vertex_normals(head.points_px, model.triangles[model.triangles_in(*SKIN)])[own]
    unit = units[:, own].copy()
    for side in ("Left", "Right"):
        number = model.unit_names.index(f"eyeBlink{side}")
        through = (UNDER_CM + _OVER_CM) * head.px_per_cm * normal
        unit[number] += through * (np.sign(model.mean[own, 0]) == (1 if side == "Left" else -1))[:, None]
    return Sheet(
        points=head.points_px[own] - UNDER_CM * head.px_per_cm * normal,
        triangles=triangles.reshape(-1, 3).astype(np.int32),
        uv_px=(head.points_px + blink)[own, :2],
        units=unit,
        turn_weight=model.turn_weight[own],
    )


def hair_beside(
    head: FittedHead, matte: Matte, still: Still, triangles: npt.NDArray[np.int32], front: Floats
) -> Sheet:
    """Return a sheet that goes on beside the head from where it ends, as far as the matte may reach."""
    x, y, width, height = box_round(reached(head, matte, still), 0.02, still)
    step = np.array([width - 1, height - 1], np.float32) / (_HAIR_POINTS - 1)
    rows, columns = np.mgrid[:_HAIR_POINTS, :_HAIR_POINTS]
    places = np.stack([columns, rows], axis=-1).reshape(-1, 2) * step + np.array([x, y], np.float32)
    low = head.points_px[:, :2].min(axis=0) - 4
    fine = float(np.ptp(head.points_px[:, 1])) / LATTICE_PX
    across, down = (int(n) + 8 for n in np.ptp(head.points_px[:, :2], axis=0) / fine)
    seen = head.seen((float(low[0]), float(low[1])), fine, across, down)
    inside = cv2.distanceTransform(seen.covered.astype(np.uint8), cv2.DIST_L2, 5)
    skin = np.isin(head.model.region[triangles[:, 0]], [*map(head.model.region_names.index, SKIN)])
    towards, away = (np.zeros(len(head.points_px), bool) for _ in range(2))
    towards[triangles[skin & (front > 0)]] = True
    away[triangles[skin & (front <= 0)]] = True
    at = np.clip(np.round((head.points_px[:, :2] - low) / fine).astype(int), 0, (across - 1, down - 1))
    rim = np.flatnonzero(towards & away & (inside[at[:, 1], at[:, 0]] < _RIM * LATTICE_PX))
    far, near = cKDTree(head.points_px[rim, :2]).query(places, k=min(6, len(rim)))
    share = 1 / (far.reshape(len(places), -1) + fine) ** 2
    share /= share.sum(axis=1, keepdims=True)
    near = rim[near.reshape(len(places), -1)]
    # Hair hides what lies behind the outline beside it, as an ear behind a cheek.
    depth = head.points_px[near, 2].min(axis=1)
    weight = (head.model.turn_weight[near] * share).sum(axis=1)
    border = np.minimum(places - (x, y), (x + width - 1, y + height - 1) - places).min(axis=1)
    weight *= np.clip(border / (_BORDER * max(width, height)), 0, 1)
    spot = np.round((places - low) / fine).astype(int)
    within = ((spot >= 0) & (spot < (across, down))).all(axis=1)
    shown = np.full(len(places), np.inf)
    shown[within] = seen.depth[spot[within, 1], spot[within, 0]] * fine
    over = np.isfinite(shown)
    deep = np.zeros(len(places))
    deep[within] = inside[spot[within, 1], spot[within, 0]] * fine / head.px_per_cm
    depth += _HAIR_SLOPE * np.where(over, 0, far.reshape(len(places), -1)[:, 0])
    depth = cv2.GaussianBlur(depth.reshape(_HAIR_POINTS, -1), (0, 0), 1.0).ravel()
    behind = shown + _BEHIND_SKIN_CM * head.px_per_cm
    depth = np.where(over, np.maximum(depth, np.where(over, behind, 0)), depth)
    # Within the skull it lies at its back, or an open mouth would show it.
    skull = rasterise(
        np.asarray((head.points_px - [*low, 0]) / fine * [1, 1, -1], np.float32),
        triangles[skin],
        across,
        down,
    )
    back = np.full(len(places), -np.inf)
    back[within] = -skull.depth[spot[within, 1], spot[within, 0]] * fine - _BACK_CM * head.px_per_cm
    depth += np.clip(deep / _WITHIN_CM - 0.5, 0, 1) * np.maximum(back - depth, 0)
    return Sheet(
        points=np.column_stack([places, depth]).astype(np.float32),
        triangles=_woven(_HAIR_POINTS, _HAIR_POINTS),
        uv_px=places,
        units=np.zeros((len(head.model.units), len(places), 3), np.float32),
        turn_weight=np.asarray(weight, np.float32),
    )


def reached(head: FittedHead, matte: Matte, still: Still) -> Floats:
    """Return places of the picture between which head and matte lie."""
    y, x = np.nonzero(matte)
    there = np.column_stack([x, y]) + np.array(still.crop_px[:2])
    return np.concatenate([there, head.points_px[:, :2]], dtype=np.float32)


def _woven(rows: int, columns: int) -> npt.NDArray[np.int32]:
    """Return the triangles of a grid, row by row, facing us."""
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    a, b, c, d = first, first + 1, first + columns, first + columns + 1
    return np.concatenate([np.column_stack([a, b, c]), np.column_stack([b, d, c])], dtype=np.int32)


def lip_line(
    head: FittedHead,
    points: Floats,
    triangles: npt.NDArray[np.int32],
    inside: Mask,
    units: Floats,
) -> Sheet:
    """Return what the picture shows between the lips, a dark line or painted teeth: it stays with the upper.

    The inside of the mouth is not painted by it, for that would be seen when the lips part.

    Parameters
    ----------
    inside : (M,) bool
        Which triangles lie within the mouth.
    """
    model = head.model
    lips = np.flatnonzero(model.is_in("lip_upper", "lip_lower"))
    low = head.points_px[lips, :2].min(axis=0) - 2
    high = head.points_px[lips, :2].max(axis=0) + 2
    origin = np.floor(low) + 0.5  # where pixels have their middles
    across, down = (int(n) + 1 for n in high - low)
    seen = rasterise(points - np.array([*origin, 0], np.float32), triangles, across, down)
    rows, columns = np.nonzero(seen.covered & inside[seen.triangle])
    ends = model.landmarks.take([61, 291]).on(head.points_px, model.triangles)[:, :2]
    way = ends[1] - ends[0]
    length = max(float(np.linalg.norm(way)), 1.0)
    axes = np.stack([way, [-way[1], way[0]]], axis=1) / length
    gap = (np.column_stack([columns, rows]) + origin - ends[0]) @ axes
    bins = np.linspace(-0.05, 1.05, _LINE_POINTS) * length
    upper = np.flatnonzero(model.is_in("lip_upper"))
    beside = (head.points_px[upper, :2] - ends[0]) @ axes
    nearest = upper[np.abs(beside[:, 0] - bins[:, None]).argmin(axis=1)]
    place = np.round((gap[:, 0] - bins[0]) / (bins[1] - bins[0])).astype(int)
    top, bottom, depth = (np.full(_LINE_POINTS, np.nan) for _ in range(3))
    z = points[triangles[seen.triangle[rows, columns]], 2].min(axis=1)
    for number in range(_LINE_POINTS):
        own = np.abs(place - number) <= 1
        if own.any():
            more = max(_LINE_MORE_CM * head.px_per_cm, 1.5)
            top[number], bottom[number] = gap[own, 1].min() - more, gap[own, 1].max() + more
            depth[number] = z[own].min() - 0.2
    known = np.isfinite(top)
    if known.any():
        top, bottom, depth = (np.interp(bins, bins[known], line[known]) for line in (top, bottom, depth))
    else:
        top, bottom, depth = np.zeros(_LINE_POINTS), np.zeros(_LINE_POINTS), head.points_px[nearest, 2]
    flat = np.concatenate([np.column_stack([bins, edge]) for edge in (top, bottom)]) @ axes.T + ends[0]
    unit = units[:, np.tile(nearest, 2)].copy()
    height = float((bottom - top).max())
    if height < _PAINTED_OPEN_CM * head.px_per_cm:  # a mere line goes behind the lip when they part
        gone = np.append(-height * axes[:, 1], _LINE_BACK_CM * head.px_per_cm).astype(np.float32)
        unit[model.unit_names.index("jawOpen")] += _LINE_GOES * gone
    return Sheet(
        points=np.column_stack([flat, np.tile(depth, 2)]).astype(np.float32),
        triangles=_woven(2, _LINE_POINTS),
        uv_px=flat.astype(np.float32),
        units=unit,
        turn_weight=model.turn_weight[np.tile(nearest, 2)],
    )


def vertex_normals(points: Floats, triangles: npt.NDArray[np.int32]) -> Floats:
    """Return where a surface looks to at each point, as long as 1; (0, 0, 0) where there is none."""
    corners = points[triangles]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal = np.zeros_like(points)
    for corner in range(3):
        np.add.at(normal, triangles[:, corner], facing)
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1), 1e-9)[:, None], np.float32)


def box_round(places: Floats, around: float, still: Still) -> Box:
    """Return the box round places with some room, within the crop."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = around * float((high - low).max())
    left, top, width, height = still.crop_px
    first = np.maximum(np.floor(low - room), (left, top)).astype(int)
    last = np.minimum(np.ceil(high + room), (left + width, top + height)).astype(int)
    return int(first[0]), int(first[1]), int(last[0] - first[0]), int(last[1] - first[1])
