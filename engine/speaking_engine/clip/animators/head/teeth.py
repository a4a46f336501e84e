"""Teeth: two arches of single teeth and the tongue, in the fitted head, drawn as light and shade."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import Figure, Triangles
from speaking_engine.clip.animators.head.lattice import Array, Field
from speaking_engine.clip.animators.head.seam import Seam

_UPPER_CM = (0.85, 0.65, 0.76, 0.70, 0.68, 1.00)
_LOWER_CM = (0.53, 0.59, 0.68, 0.70, 0.71, 1.10)
"""Widths of the teeth from the middle backwards (J. B. Woelfel, Dental Anatomy, 1984)."""
_UPPER_EDGE_CM = (0.0, -0.05, -0.03, -0.08, -0.12, -0.14)
_LOWER_EDGE_CM = (0.0, 0.0, -0.03, 0.03, 0.06, 0.08)
"""How far each tooth's edge stands out from the row, towards the other row."""
_CROWN_CM = 1.0
_OVERBITE_CM = 0.18  # under the painted seam: lips that part by so much show nothing but teeth, as in /i s/
_LOWER_CM_DOWN = 0.22  # under the painted seam, so that the lower lip hides most of the lower row
_ACROSS, _DOWN = 4, 3  # pieces that one tooth is drawn with
_DEEP_CM = 2.6  # over this depth light falls to a third
_TONGUE_DEEP_CM = 4.5  # the same for the tongue, that is wet
_TONGUE_CM = 0.12  # under the painted seam, where its back lies at rest
_TONGUE_OUT = 0.3  # the channel `tongueOut` of a tongue that touches the upper teeth
_HELD = 0.85  # of the jaw's drop, that such a tongue does not follow


@dataclass(frozen=True, slots=True, eq=False)
class ToothRow:
    """One row of teeth: quads in the picture's axes at rest.

    Attributes
    ----------
    corners : (Q, 4, 3) float64
        Crop pixels, z away from us.
    light : (Q,) float64
        How much light each piece throws back from the front, 0 to 1.
    """

    corners: Array
    light: Array


@dataclass(frozen=True, slots=True, eq=False)
class Teeth:
    """All that is hard or wet behind the lips."""

    upper: ToothRow
    lower: ToothRow
    tongue: ToothRow
    middle: Array
    pivot: Array
    joint: Array
    axes: Array
    jaw_radians: float

    def drawn(
        self,
        turn: Array,
        carried: Array,
        jaw: tuple[float, float],
        to_sheet: Array,
        size: tuple[int, int],
    ) -> tuple[Field, Field]:
        """Draw them as they lie in a frame.

        Parameters
        ----------
        turn : (3, 3) float64
            The head's rotation in the picture's axes.
        carried : (2,) float64
            How far that turn carries the painted lips' middle, pixels; teeth stay behind it.
        jaw : tuple of float
            The channels `jawOpen` and `tongueOut`.
        to_sheet : (2, 3) float64
            From crop pixels to the sheet.
        size : (width, height)

        Returns
        -------
        kind : (height, width) float32
            0 hollow, 1 tongue, 2 lower teeth, 3 upper teeth.
        light : (height, width) float32
            0 to 1.
        """
        drawn = np.zeros((size[1], size[0]), np.float32)
        open_by = self.jaw_radians * jaw[0]
        lifted = min(jaw[1] / _TONGUE_OUT, 1.0)
        shift = carried - ((self.middle - self.pivot) @ (turn - np.eye(3)).T)[:2]
        for number, row in ((1, self.tongue), (2, self.lower), (3, self.upper)):
            corners = row.corners
            if number < 3:
                held = _HELD * lifted if number == 1 else 0.0
                drop = self.axes @ _about_x(open_by * (1 - held)) @ self.axes.T
                corners = self.joint + (corners - self.joint) @ drop.T
            corners = self.pivot + (corners - self.pivot) @ turn.T
            flat = (corners[..., :2] + shift) @ to_sheet[:, :2].T + to_sheet[:, 2]
            edge_a, edge_b = flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 1]
            facing = edge_a[:, 0] * edge_b[:, 1] - edge_a[:, 1] * edge_b[:, 0]
            seen = (flat.max(axis=1) > 0).all(axis=1) & (flat.min(axis=1) < size).all(axis=1)
            seen &= (facing > 0) | (number == 1)
            fixed = np.round(flat * 16).astype(np.int32)
            tone = number + 0.99 * np.clip(row.light, 0, 1)
            for q in np.argsort(-corners[..., 2].mean(axis=1)):
                if seen[q]:
                    cv2.fillConvexPoly(drawn, fixed[q], float(tone[q]), cv2.LINE_8, 4)
        kind = np.floor(drawn)
        return kind, np.asarray((drawn - kind) / np.float32(0.99), np.float32)


def teeth_of(figure: Figure, seam: Seam) -> Teeth:
    """Lay both rows into the head, so that the upper edge hangs a little below the painted upper lip."""
    at = seam.upper_px[int(np.argmin(np.abs(seam.across())))]
    upper = _row(figure, figure.upper_teeth, (_UPPER_CM, _UPPER_EDGE_CM), at, 1.0, _OVERBITE_CM)
    lower = _row(figure, figure.lower_teeth, (_LOWER_CM, _LOWER_EDGE_CM), at, -1.0, _LOWER_CM_DOWN)
    tongue = _tongue(figure, at)
    middle = np.append(at, upper.corners[..., 2].min())
    return Teeth(upper, lower, tongue, middle, figure.pivot, figure.joint, figure.axes, figure.jaw_radians)


def _row(
    figure: Figure,
    mesh: Triangles,
    shape: tuple[tuple[float, ...], tuple[float, ...]],
    seam_px: Array,
    down: float,
    below_cm: float,
) -> ToothRow:
    """Build a row along the arch of the model's own, whose edge lies `below_cm` under a place of the seam.

    Parameters
    ----------
    shape : widths and edges of the teeth
    down : float
        1 for teeth that hang, -1 for teeth that stand.
    """
    unit = figure.px_per_cm
    arch = _arch_of(figure.points[np.unique(mesh)] @ figure.axes / unit)
    widths = np.array(shape[0]) * min(1.0, 1.02 * float(arch.way[-1]) / sum(shape[0]))
    starts = np.concatenate([[0.0], np.cumsum(widths)[:-1]])
    teeth = [
        _tooth(arch, side, (start, width), edge, down)
        for side in (-1, 1)
        for start, width, edge in zip(starts, widths, shape[1], strict=True)
    ]
    corners = np.concatenate([cells for cells, _ in teeth])
    if down > 0:
        corners = corners[:, ::-1]
    picture = corners @ figure.axes.T * unit
    edge_at = np.array([arch.middle_x, 0.0, arch.front]) @ figure.axes.T * unit
    # Aside the model knows better where the row is; up and down the painted lip does.
    axis = figure.axes[:2, 1] / max(float(np.linalg.norm(figure.axes[:2, 1])), 1e-6)
    wanted = seam_px + below_cm * unit * figure.axes[:2, 1]
    picture[..., :2] += ((wanted - edge_at[:2]) @ axis) * axis
    return ToothRow(picture, np.concatenate([light for _, light in teeth]))


@dataclass(frozen=True, slots=True, eq=False)
class Arch:
    """The line that a row stands on, in the head's axes, centimetres.

    Attributes
    ----------
    x, z : (N,) float64
        z away from the front.
    way : (N,) float64
        Length along it from its middle, rising.
    middle_x, front : float
        Where its foremost place lies.
    """

    x: Array
    z: Array
    way: Array
    middle_x: float
    front: float


def _arch_of(own: Array) -> Arch:
    """Lay an arch through the front of a row of the model's (N, 3)."""
    middle_x = float((own[:, 0].min() + own[:, 0].max()) / 2)
    wide, deep, front = (
        0.48 * float(np.ptp(own[:, 0])),
        0.95 * float(np.ptp(own[:, 2])),
        float(own[:, 2].min()),
    )
    angle = np.linspace(-1.35, 1.35, 400)
    x = middle_x + wide * np.sin(angle)
    z = front + deep * (1 - np.cos(angle)) / (1 - np.cos(1.35))
    way = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(z)))])
    return Arch(x, z, way - way[len(way) // 2], middle_x, front)


def _tooth(
    arch: Arch, side: int, place_cm: tuple[float, float], edge_cm: float, down: float
) -> tuple[Array, Array]:
    """Build one tooth: its pieces (Q, 4, 3) in the head's axes and their light (Q,)."""
    start, width = place_cm
    across = np.linspace(-1, 1, _ACROSS + 1)
    up = np.linspace(0, 1, _DOWN + 1)[:, None]  # 0 at the edge, 1 at the gum
    s = side * (start + width / 2 + across * width / 2)
    x, z = np.interp(s, arch.way, arch.x), np.interp(s, arch.way, arch.z)
    slope = np.interp(s, arch.way, np.gradient(arch.z, arch.way))
    y = down * (edge_cm - 0.045 * np.abs(across) ** 3 - _CROWN_CM * up)
    depth = z - 0.05 * (1 - across**2) * np.sin(np.pi * np.clip(0.25 + 0.6 * up, 0, 1))
    grid = np.stack([np.broadcast_to(x, y.shape), y, depth], axis=-1)[:, ::side]
    tone = (1 - 0.30 * np.abs(across) ** 4) * np.exp(-(z - arch.front) / _DEEP_CM) / np.sqrt(1 + slope**2)
    tone = (tone * (1 - 0.12 * up) * np.where(up < 0.2, 0.93, 1.0))[:, ::side]
    cells = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=2)
    light = 0.25 * (tone[:-1, :-1] + tone[:-1, 1:] + tone[1:, 1:] + tone[1:, :-1])
    return cells.reshape(-1, 4, 3), light.ravel()


def _tongue(figure: Figure, seam_px: Array) -> ToothRow:
    points = figure.points
    triangles = figure.tongue
    a, b, c = (points[triangles[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    front = float(points[np.unique(triangles), 2].min())
    depth = np.exp(-(points[triangles, 2].mean(axis=1) - front) / (_TONGUE_DEEP_CM * figure.px_per_cm))
    light = (0.6 + 0.4 * np.abs(normal[:, 2])) * depth
    own = points[np.unique(triangles)]
    top = own[np.argmin(own[:, 1])]
    corners = np.stack([a, b, c, c], axis=1)
    wanted = seam_px + _TONGUE_CM * figure.px_per_cm * figure.axes[:2, 1]
    axis = figure.axes[:2, 1] / max(float(np.linalg.norm(figure.axes[:2, 1])), 1e-6)
    corners[..., :2] += ((wanted - top[:2]) @ axis) * axis
    return ToothRow(corners, light)


def _about_x(angle: float) -> Array:
    """Rotation (3, 3) about the head's x that lets the chin fall, x right, y down, z back."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
