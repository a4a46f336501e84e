"""Teeth: two arches of single teeth and the tongue, laid into the fitted head and drawn as light and shade."""

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
_UPPER_EDGE_CM = (0.0, -0.08, -0.02, -0.10, -0.12, -0.14)
_LOWER_EDGE_CM = (0.0, 0.0, -0.03, 0.03, 0.06, 0.08)
"""How far each tooth's edge stands out from the row, towards the other row."""
_CROWN_CM = 1.0
_OVERBITE_CM = 0.2
_ACROSS, _DOWN = 6, 4  # pieces that one tooth is drawn with
_DEEP_CM = 2.6  # over this depth light falls to a third


@dataclass(frozen=True, slots=True, eq=False)
class Row:
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

    upper: Row
    lower: Row
    tongue: Row
    pivot: Array
    joint: Array
    axes: Array
    jaw_radians: float

    def drawn(
        self, turn: Array, jaw_open: float, to_sheet: Array, size: tuple[int, int]
    ) -> tuple[Field, Field]:
        """Draw them as they lie in a frame.

        Parameters
        ----------
        turn : (3, 3) float64
            The head's rotation in the picture's axes.
        jaw_open : float
            The channel `jawOpen`.
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
        kind = np.zeros((size[1], size[0]), np.float32)
        light = np.zeros((size[1], size[0]), np.float32)
        angle = self.jaw_radians * jaw_open
        drop = self.axes @ _about_x(angle) @ self.axes.T
        for number, row in ((1, self.tongue), (2, self.lower), (3, self.upper)):
            corners = row.corners
            if number < 3:
                corners = self.joint + (corners - self.joint) @ drop.T
            corners = self.pivot + (corners - self.pivot) @ turn.T
            flat = corners[..., :2] @ to_sheet[:, :2].T + to_sheet[:, 2]
            edge_a, edge_b = flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 1]
            facing = edge_a[:, 0] * edge_b[:, 1] - edge_a[:, 1] * edge_b[:, 0]
            fixed = np.round(flat * 16).astype(np.int32)
            for q in np.argsort(-corners[..., 2].mean(axis=1)):
                if facing[q] > 0 or number == 1:
                    cv2.fillConvexPoly(kind, fixed[q], float(number), cv2.LINE_8, 4)
                    cv2.fillConvexPoly(light, fixed[q], float(row.light[q]), cv2.LINE_8, 4)
        return kind, light


def teeth_of(figure: Figure, seam: Seam) -> Teeth:
    """Lay both rows into the head, so that the upper edge hangs a little below the painted upper lip."""
    middle = len(seam.upper_px) // 2
    at = seam.upper_px[middle]
    upper = _row(figure, figure.upper_teeth, (_UPPER_CM, _UPPER_EDGE_CM), at, 1.0, _OVERBITE_CM)
    lower = _row(figure, figure.lower_teeth, (_LOWER_CM, _LOWER_EDGE_CM), at, -1.0, 0.02)
    tongue = _tongue(figure, at)
    return Teeth(upper, lower, tongue, figure.pivot, figure.joint, figure.axes, figure.jaw_radians)


def _row(
    figure: Figure,
    mesh: Triangles,
    shape: tuple[tuple[float, ...], tuple[float, ...]],
    seam_px: Array,
    down: float,
    below_cm: float,
) -> Row:
    """Build a row along the arch of the model's own, whose edge lies `below_cm` under a place of the seam.

    Parameters
    ----------
    down : float
        1 for teeth that hang, -1 for teeth that stand.
    """
    unit = figure.px_per_cm
    own = figure.points[np.unique(mesh)] @ figure.axes / unit  # in the head's axes, centimetres
    middle_x = float((own[:, 0].min() + own[:, 0].max()) / 2)
    wide = float(np.ptp(own[:, 0]) / 2) * 0.96
    front, deep = float(own[:, 2].min()), float(np.ptp(own[:, 2]))
    t = np.linspace(-1.35, 1.35, 400)
    arch = np.stack([wide * np.sin(t), front + deep * 0.95 * (1 - np.cos(t)) / (1 - np.cos(1.35))], axis=1)
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(arch, axis=0), axis=1))])
    way -= way[len(way) // 2]
    widths = np.array(shape[0]) * min(1.0, 1.02 * float(way[-1]) / sum(shape[0]))
    quads, lights = [], []
    for side in (-1, 1):
        start = 0.0
        for width, edge in zip(widths, shape[1], strict=True):
            a = np.linspace(-1, 1, _ACROSS + 1)
            s = side * (start + width / 2) + side * a * width / 2
            start += width
            x, z = (np.interp(s, way, arch[:, axis]) for axis in (0, 1))
            slope = np.interp(s, way, np.gradient(arch[:, 1], way))
            bulge = 0.05 * (1 - a**2)
            h = np.linspace(0, 1, _DOWN + 1)[:, None]  # 0 at the edge, 1 at the gum
            round_off = 0.06 * np.abs(a) ** 3
            y = down * (edge - round_off - _CROWN_CM * h)
            depth = z - bulge * np.sin(np.pi * np.clip(0.25 + 0.6 * h, 0, 1))
            grid = np.stack([np.broadcast_to(x, y.shape), y, np.broadcast_to(depth, y.shape)], axis=-1)
            grid = grid[:, ::side]
            facing = 1 / np.sqrt(1 + slope**2)
            tone = facing * (1 - 0.30 * np.abs(a) ** 4) * np.exp(-(z - front) / _DEEP_CM)
            tone = tone * (1 - 0.12 * h) * np.where(h < 0.2, 0.93, 1.0)
            tone = np.broadcast_to(tone, y.shape)[:, ::side]
            cells = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=2)
            quads.append(cells.reshape(-1, 4, 3))
            lights.append(0.25 * (tone[:-1, :-1] + tone[:-1, 1:] + tone[1:, 1:] + tone[1:, :-1]).ravel())
    corners = np.concatenate(quads)
    if down > 0:
        corners = corners[:, ::-1]
    corners[..., 0] += middle_x
    picture = corners @ figure.axes.T * unit
    edge_at = np.array([middle_x, 0.0, front]) @ figure.axes.T * unit
    wanted = seam_px + below_cm * unit * figure.axes[:2, 1]
    # Aside the model knows better than the landmarks; up and down the painted lip does.
    axis = figure.axes[:2, 1] / max(float(np.linalg.norm(figure.axes[:2, 1])), 1e-6)
    own_at = edge_at[:2]
    shift = ((wanted - own_at) @ axis) * axis
    across = np.array([axis[1], -axis[0]])
    shift = shift + 0.5 * ((wanted - own_at) @ across) * across * 0
    picture[..., :2] += shift
    return Row(picture, np.concatenate(lights))


def _tongue(figure: Figure, seam_px: Array) -> Row:
    points = figure.points
    triangles = figure.tongue
    a, b, c = (points[triangles[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    front = float(points[np.unique(triangles), 2].min())
    depth = np.exp(-(points[triangles, 2].mean(axis=1) - front) / (_DEEP_CM * figure.px_per_cm))
    light = (0.45 + 0.55 * np.abs(normal[:, 2])) * depth
    own = points[np.unique(triangles)]
    top = own[np.argmin(own[:, 1])]
    corners = np.stack([a, b, c, c], axis=1)
    wanted = seam_px + 0.35 * figure.px_per_cm * figure.axes[:2, 1]
    axis = figure.axes[:2, 1] / max(float(np.linalg.norm(figure.axes[:2, 1])), 1e-6)
    corners[..., :2] += ((wanted - top[:2]) @ axis) * axis
    return Row(corners, light)


def _about_x(angle: float) -> Array:
    """Rotation (3, 3) about the head's x that lets the chin fall, x right, y down, z back."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
