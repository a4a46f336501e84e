"""Looks at a dressed head: what is seen at every pixel, where the points lie, which of them are hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from head_studio.dress import BRIM_CORNERS, Dressed, Wardrobe
from head_studio.head import EYE, HAIR, TEETH, TONGUE, Floats, Head
from head_studio.points import AT, POINTS, Points, profile_share
from head_studio.raster import interpolate, normals, rasterise
from head_studio.shape import Random, painters_liberties, random_expression, random_person

PARTS = (
    "ground", "skin", "lips", "teeth", "mouth", "eyes", "brows", "hair", "beard", "spectacles", "occluder",
)  # fmt: skip
PART = {name: number for number, name in enumerate(PARTS)}
HAT, CLOTH = 11, 12  # painted apart, parsed as hair and as ground
FACE_LEAST_PX = 300
NECK_CM = np.array([0, -62, -1], np.float32)


@dataclass(slots=True, eq=False)
class View:
    """One look at one head; pixels have their origin at the middle of the top left one.

    Attributes
    ----------
    depth : (S, S) float32
        Centimetres, smaller is nearer; 1e9 where nothing is.
    part : (S, S) int16
        Number in PARTS, or HAT or CLOTH; lips, brows and the mouth's inside are told by the painter.
    rest : (S, S, 3) float32
        Where on the head at rest a pixel lies.
    normals : (S, S, 3) float32
    beard : (S, S) bool
    points : (23, 3) float32
        x, y in pixels and 1 where the point is seen.
    box : (4,) float32
        x, y, width and height of the visible face, as people draw it: hairline to chin, ear to contour.
    pose_deg : (3,) float32
        Yaw (0 looks at us, 90 to the left), pitch (down), roll (clockwise).
    px_per_cm : float
    rims_px : list of (K, 2) float32
        Outlines of spectacles, if the head wears any.
    """

    depth: Floats
    part: npt.NDArray[np.int16]
    rest: Floats
    normals: Floats
    beard: npt.NDArray[np.bool_]
    points: Floats
    box: Floats
    pose_deg: Floats
    px_per_cm: float
    rims_px: list[Floats]


@dataclass(slots=True, eq=False)
class Camera:
    """Head and trunk as they are turned, and how they fall on the picture."""

    turn: Floats
    trunk: Floats
    reach_cm: float
    scale: float = 1.0
    shift: Floats | None = None

    def turned(self, points: Floats) -> Floats:
        """Return points of the head as the head is turned."""
        return (points - NECK_CM) @ self.turn.T

    def flat(self, turned: Floats) -> Floats:
        """Return where turned points fall on the picture, (..., 2)."""
        seen = turned[..., :2] / (1 + turned[..., 2:] / self.reach_cm)
        return seen if self.shift is None else seen * self.scale + self.shift

    def placed(self, turned: Floats) -> Floats:
        """Return where turned points fall, and how deep they lie, (..., 3)."""
        return np.concatenate([self.flat(turned), turned[..., 2:]], -1).astype(np.float32)


def rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Floats:
    """Return the matrix that first nods, then turns, then tilts a head."""
    (cy, cp, cr), (sy, sp, sr) = (f(np.radians([yaw_deg, pitch_deg, roll_deg])) for f in (np.cos, np.sin))
    tilt = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    turn = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    nod = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    return np.asarray(tilt @ turn @ nod, np.float32)


class Studio:
    """Makes views of random heads."""

    def __init__(self, head: Head) -> None:
        self.head, self.wardrobe = head, Wardrobe(head)
        rest = head.points
        self.rest_landmarks = head.landmarks(rest)
        self._points = Points(head, self.wardrobe.body)
        corner = np.arange(BRIM_CORNERS)
        here, after = corner, np.roll(corner, -1)
        self.brim = np.concatenate(
            [
                np.stack([here, after, here + BRIM_CORNERS], 1),
                np.stack([after, after + BRIM_CORNERS, here + BRIM_CORNERS], 1),
            ]
        ).astype(np.int32) + len(rest)

    def look(self, random: Random, size_px: int, yaw_deg: float | None = None) -> View | None:
        """Return one view of a new head, or None if hardly any face is seen."""
        points = painters_liberties(self.head, random_person(self.head, random), random)
        bare = (points + random_expression(self.head, random)).astype(np.float32)
        dressed = self.wardrobe.dress(bare, random)
        yaw = _random_yaw(random) if yaw_deg is None else yaw_deg
        pitch = float(np.clip(random.normal(2, 11), -32, 38))
        wild = random.random() > 0.85
        roll = float(np.clip(random.uniform(-50, 50) if wild else random.normal(0, 13), -50, 50))
        reach = 1e4 if random.random() < 0.5 else random.uniform(60, 200)
        trunk = rotation(yaw + random.normal(0, 30), 0, roll * random.uniform(-0.2, 0.6))
        camera = Camera(rotation(yaw, pitch, roll), trunk, reach)
        points3 = self._points.on(bare, yaw, roll, camera.turn)
        self._frame(bare, points3, yaw, size_px, camera)
        view = self._drawn(dressed, camera, size_px, random)
        view.pose_deg = np.array([yaw, pitch, roll], np.float32)
        self._place(view, points3, camera)
        if random.random() < 0.05:
            view.rims_px = self._spectacles(bare, camera, yaw, random)
        return view if _boxed(view) else None

    def _frame(self, bare: Floats, points3: Floats, yaw: float, size_px: int, camera: Camera) -> None:
        """Let the camera hold the face in the middle of the picture, 1.9 times as large as it is."""
        side = points3[AT["ear" if yaw > 30 else "chin"]]
        face = np.concatenate([self.head.landmarks(bare)[:468], side[None]])
        flat = camera.flat(camera.turned(face))
        low, high = flat.min(0), flat.max(0)
        camera.scale = size_px / (1.875 * float((high - low).max()))
        camera.shift = size_px / 2 - (low + high) / 2 * camera.scale

    def _drawn(self, dressed: Dressed, camera: Camera, size_px: int, random: Random) -> View:
        head, rest = self.head, self.head.points
        upright = np.clip((-rest[:, 1] - 0.5 * rest[:, 2] - 59) / 6, 0, 1)[:, None].astype(np.float32)
        moved = camera.turned(dressed.points) * upright
        moved += (dressed.points - NECK_CM) @ camera.trunk.T * (1 - upright)
        keep = head.material != HAIR
        if dressed.shell:
            behind = rest[head.triangles][:, :, 2].min(1) > random.uniform(-6, -2)
            keep = keep | behind
        triangles = head.triangles[keep]
        material = head.material[keep]
        if dressed.brim is not None:
            moved = np.concatenate([moved, camera.turned(dressed.brim)])
            triangles = np.concatenate([triangles, self.brim])
            material = np.concatenate([material, np.full(len(self.brim), HAT)])
        moved = np.ascontiguousarray(moved, np.float32)
        depth, nearest, second, third = rasterise(camera.placed(moved), triangles, size_px, size_px)
        more = len(moved) - len(rest)
        carried = [np.pad(rest, ((0, more), (0, 0))), np.pad(dressed.fields, ((0, more), (0, 0)))]
        carried.append(normals(moved, triangles))
        values = np.concatenate(carried, 1).astype(np.float32)
        seen = interpolate(values, triangles, nearest, second, third)
        code = np.where(nearest >= 0, material[np.maximum(nearest, 0)], -1)
        part, beard = _parts(code, seen[..., 3:8], random)
        nothing = np.zeros(0, np.float32)
        return View(
            depth, part, seen[..., :3], seen[..., 8:], beard, nothing, nothing, nothing, camera.scale, []
        )

    def _place(self, view: View, points3: Floats, camera: Camera) -> None:
        """Put the points into the view and tell which are seen."""
        turned = camera.turned(points3)
        placed = camera.placed(turned)
        yaw = float(view.pose_deg[0])
        profile = profile_share(yaw)
        if profile > 0:  # the front end of the eye's opening, as far as it is seen
            ys, xs = np.where((view.part == PART["eyes"]) & (view.rest[..., 0] > 0))
            if len(xs) > 8:
                forward = camera.turn @ np.array([0, 0, -1], np.float32)
                first = np.argsort(-(xs * forward[0] + ys * forward[1]))[:4]
                front = np.array([xs[first].mean(), ys[first].mean()])
                at = AT["eye_inner"]
                placed[at, :2] = (1 - profile) * placed[at, :2] + profile * front
        size = len(view.depth)
        x, y = np.clip(placed[:, :2].round().astype(int), 0, size - 1).T
        seen = np.zeros(len(POINTS), np.float32)
        for k in range(len(POINTS)):
            near = slice(max(0, y[k] - 2), y[k] + 3), slice(max(0, x[k] - 2), x[k] + 3)
            bare = (view.part[near] == PART["skin"]) | (view.part[near] == PART["eyes"])
            seen[k] = (bare & (np.abs(view.depth[near] - turned[k, 2]) < 1)).any()
        if view.beard[y[AT["chin"]], x[AT["chin"]]]:
            seen[AT["chin"]] = 0
        view.points = np.concatenate([placed[:, :2], seen[:, None]], 1).astype(np.float32)

    def _spectacles(self, bare: Floats, camera: Camera, yaw: float, random: Random) -> list[Floats]:
        marks = self.head.landmarks(bare)
        radius, ahead = random.uniform(1.7, 2.5), random.uniform(0.6, 1.6)
        angle = np.linspace(0, 2 * np.pi, 40)
        rims, lens = [], {}
        for outer, inner, ear in ((263, 362, 7.2), (33, 133, -7.2)):
            if ear < 0 and yaw > 75:
                continue
            centre = (marks[outer] + marks[inner]) / 2 + [0, 0.3, -ahead]
            ring = centre + radius * np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1)
            rims.append(ring)
            lens[ear] = centre
            if ear > 0 and random.random() < 0.6:
                rims.append(np.array([centre + [radius, 0, 0], bare[self._points.ear] + [0.3, -2.5, 0]]))
        if len(lens) == 2:
            rims.append(np.array([lens[-7.2] + [radius, -0.3, 0], lens[7.2] - [radius, 0.3, 0]]))
        return [camera.flat(camera.turned(rim.astype(np.float32))).astype(np.float32) for rim in rims]


def _random_yaw(random: Random) -> float:
    kind = random.random()
    low, high = (55, 100) if kind < 0.5 else (18, 55) if kind < 0.84 else (0, 18)
    return float(random.uniform(low, high))


def _parts(
    code: npt.NDArray[np.int64], fields: Floats, random: Random
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.bool_]]:
    """Return which part of a head each pixel shows, and where it is bearded; hair has a ragged edge."""
    size = len(code)
    coarse = np.repeat(np.repeat(random.normal(0, 0.25, (size // 6 + 1,) * 2), 6, 0), 6, 1)[:size, :size]
    ragged = (coarse + random.normal(0, 0.25, code.shape) * random.random()).astype(np.float32)
    part = np.full(code.shape, PART["ground"], np.int16)
    for material, name in ((0, "skin"), (EYE, "eyes"), (HAIR, "hair"), (TEETH, "teeth"), (TONGUE, "mouth")):
        part[code == material] = PART[name]
    part[code == HAT] = HAT
    skin = part == PART["skin"]
    beard = skin & ((fields[..., 3] + ragged > 0) | (fields[..., 4] + ragged > 0))
    part[skin & (fields[..., 2] > 0)] = CLOTH
    part[skin & (fields[..., 0] + ragged > 0)] = PART["hair"]
    part[skin & (fields[..., 1] > 0)] = HAT
    return part, beard & (part == PART["skin"])


def _boxed(view: View) -> bool:
    """Draw the box round the visible face; tell whether there is enough of it."""
    _, y, z = np.moveaxis(view.rest, -1, 0)
    face = (view.part == PART["skin"]) | (view.part == PART["eyes"])
    face &= (y > -80.5) & (y < -62.8) & (z < -5) & ~((z > -9) & (y > -64.5))
    ys, xs = np.where(face)
    if len(xs) < FACE_LEAST_PX:
        return False
    x0, x1, y0, y1 = xs.min(), xs.max() + 1.0, ys.min(), ys.max() + 1.0
    if np.abs(view.pose_deg[1:]).sum() < 35:  # people let the box end at the chin
        y1 = min(y1, view.points[AT["chin"], 1] + 0.02 * (y1 - y0))
    view.box = np.array([x0, y0, x1 - x0, y1 - y0], np.float32)
    return bool(y1 - y0 > 20)
