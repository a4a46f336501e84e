"""Sheets: the skin above the lips' seam and the skin below it, each with a field for every unit.

On each sheet the fitted head says how a place moves wherever one of its triangles can be trusted there; the
rest is filled by a membrane, also past the sheet's own edge: no crack can open, no triangle is drawn singly.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

from speaking_engine.clip.animators.head.figure import Figure, Triangles
from speaking_engine.clip.animators.head.lattice import Array, Field, Lattice, Mask

_NO_TRIANGLE = -1
_BEHIND_CM = 1.2
"""A triangle this far behind the foremost one is not what the picture shows there."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One unit's field where it is not zero.

    Attributes
    ----------
    rows, columns : slice
        Of the lattice.
    field : (h, w, 3) float32
        Pixels for a weight of 1, in the picture's axes.
    """

    rows: slice
    columns: slice
    field: Field


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """How one layer of skin moves.

    Attributes
    ----------
    arms : (rows, columns, 3) float32
        From the neck's pivot, for turns of the head.
    units : tuple of Unit
        In the figure's order.
    """

    lattice: Lattice
    arms: Field
    units: tuple[Unit, ...]

    def moved(self, weights: Array, turn: Array) -> Field:
        """Return the displacement (rows, columns, 2) float32 in pixels.

        Parameters
        ----------
        weights : (K,) float64
        turn : (3, 3) float64
            Rotation of the head in the picture's axes.
        """
        bent = np.zeros((self.lattice.rows, self.lattice.columns, 3), np.float32)
        for k in np.flatnonzero(weights):
            unit = self.units[k]
            if unit.field.size:
                part = bent[unit.rows, unit.columns]
                cv2.scaleAdd(unit.field, float(weights[k]), part, part)
        away = cv2.transform(self.arms, (turn - np.eye(3))[:2])
        return np.asarray(cv2.add(cv2.transform(bent, turn[:2]), away), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Sighted:
    """Which triangle is seen at every point of a lattice.

    Attributes
    ----------
    triangle : (rows, columns) int32
        Its number, -1 where there is none.
    depth : (rows, columns) float64
        In pixels, away from us.
    """

    triangle: np.ndarray[tuple[int, ...], np.dtype[np.int32]]
    shares: Array
    depth: Array


def seen_on(lattice: Lattice, points: Array, triangles: Triangles) -> Sighted:
    """Draw triangles from back to front, and give for each point the last one with its barycentric shares."""
    flat = lattice.to_points(points[:, :2])
    corners = flat[triangles]
    order = np.argsort(-points[triangles, 2].mean(axis=1), kind="stable")
    drawn = np.full((lattice.rows, lattice.columns), float(_NO_TRIANGLE), np.float32)
    fixed = np.round(corners * 16).astype(np.int32)
    low, high = corners.min(axis=1), corners.max(axis=1)
    inside = (high >= 0).all(axis=1) & (low < (lattice.columns, lattice.rows)).all(axis=1)
    for t in order[inside[order]]:
        cv2.fillConvexPoly(drawn, fixed[t], float(t), cv2.LINE_8, 4)
    number = drawn.astype(np.int32)
    rows, columns = np.nonzero(number >= 0)
    a, b, c = corners[number[rows, columns]].transpose(1, 0, 2)
    at = np.stack([columns, rows], axis=1)
    area = _cross(b - a, c - a)
    area = np.where(np.abs(area) < 1e-6, 1e-6, area)
    shares = np.zeros((*number.shape, 3))
    two, three = _cross(at - a, c - a) / area, _cross(b - a, at - a) / area
    own = np.clip(np.stack([1 - two - three, two, three], axis=1), 0, 1)
    own /= own.sum(axis=1, keepdims=True)
    shares[rows, columns] = own
    depth = np.full(number.shape, np.inf)
    depth[rows, columns] = (points[triangles[number[rows, columns]], 2] * own).sum(axis=1)
    return Sighted(number, shares, depth)


def sheet_of(
    figure: Figure,
    lattice: Lattice,
    triangles: Triangles,
    zones: tuple[Mask, Mask],
    arms: Field,
    free: Field,
) -> Sheet:
    """Lay a sheet over the lattice.

    Parameters
    ----------
    triangles : (T, 3) int
        Skin that belongs to this sheet.
    zones : two (rows, columns) bool
        Where the mesh may be believed, and where what is believed next to it goes on unchanged: along the
        seam, lest the membrane pull the lips towards what lies beyond them.
    arms : (rows, columns, 3) float32
        How turns of the head move each place.
    free : (rows, columns) float32
        How freely expression may move each place, 0 to 1.
    """
    front = seen_on(lattice, figure.points, figure.body)
    own = seen_on(lattice, figure.points, triangles)
    trusted, carried = zones
    believed = trusted & (own.triangle >= 0) & (own.depth < front.depth + _BEHIND_CM * figure.px_per_cm)
    rows, columns = nearest(believed)
    believed |= carried
    at = rows[believed], columns[believed]
    corners = triangles[own.triangle[at]]
    shares = own.shares[at][..., None]
    stretch = Membrane(believed, free > 0)
    count = len(figure.units)
    known = np.concatenate([(unit[corners] * shares).sum(axis=1) for unit in figure.units], axis=1)
    fields = stretch.filled(known) * free[..., None]
    fields = fields.reshape(lattice.rows, lattice.columns, count, 3)
    units = tuple(_unit(fields[:, :, k]) for k in range(count))
    return Sheet(lattice, arms, units)


def nearest(known: Mask) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], ...]:
    """Return for every point the row and the column of the known point that is nearest to it."""
    _, label = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    rows, columns = np.nonzero(known)
    table = np.zeros((int(label.max()) + 1, 2), np.int64)
    table[label[rows, columns]] = np.stack([rows, columns], axis=1)
    return table[label, 0], table[label, 1]


class Membrane:
    """Fills what is not known with the smoothest field between what is known and the places that stay.

    Solves Laplace's equation on the points that are free and unknown; places that are neither are 0.

    Parameters
    ----------
    known, free : (rows, columns) bool
    walled : bool
        Whether what is not free pulls towards 0; else the field ends there as it comes.
    """

    def __init__(self, known: Mask, free: Mask, *, walled: bool = True) -> None:
        self._known = known & free
        self._kept = (known & free)[known]
        unknown = free & ~known
        self._at = np.nonzero(unknown)
        count = len(self._at[0])
        number = np.full(known.shape, -1)
        number[self._at] = np.arange(count)
        place = np.full(known.shape, -1)
        place[self._known] = np.arange(int(self._known.sum()))
        rows, columns, values = [], [], []
        lit_rows, lit_columns = [], []
        degree = np.zeros(count)
        for down, across in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            r, c = self._at[0] + down, self._at[1] + across
            inside = (r >= 0) & (r < known.shape[0]) & (c >= 0) & (c < known.shape[1])
            here = np.flatnonzero(inside)
            counted = inside.copy()
            if not walled:
                counted[here] = free[r[here], c[here]]
            degree += counted
            other = number[r[here], c[here]]
            among = other >= 0
            rows.append(here[among])
            columns.append(other[among])
            values.append(np.full(int(among.sum()), -1.0))
            beside = place[r[here], c[here]]
            lit_rows.append(here[beside >= 0])
            lit_columns.append(beside[beside >= 0])
        rows.append(np.arange(count))
        columns.append(np.arange(count))
        values.append(degree + 1e-6)
        index = np.concatenate(rows), np.concatenate(columns)
        self._solve = (
            splu(coo_matrix((np.concatenate(values), index), (count, count)).tocsc()) if count else None
        )
        lit = np.concatenate(lit_rows), np.concatenate(lit_columns)
        self._lit = coo_matrix((np.ones(len(lit[0])), lit), (count, int(self._known.sum()))).tocsr()

    def filled(self, values: Array | Field) -> Field:
        """Fill from the values (N, C) at the known points, row by row, giving (rows, columns, C) float32."""
        kept = np.asarray(values, np.float64)[self._kept]
        full = np.zeros((*self._known.shape, kept.shape[1]), np.float32)
        full[self._known] = kept
        if self._solve is not None:
            given = self._lit @ kept
            active = np.flatnonzero(np.abs(given).max(axis=0, initial=0) > 1e-4)
            part = np.zeros((given.shape[0], kept.shape[1]), np.float32)
            if len(active):
                part[:, active] = self._solve.solve(np.ascontiguousarray(given[:, active]))
            full[self._at] = part
        return full


def _unit(field: Field) -> Unit:
    """Keep of a field (rows, columns, 3) only the rectangle in which it moves anything."""
    strong = np.abs(field).max(axis=2) > 0.02
    if not strong.any():
        return Unit(slice(0, 0), slice(0, 0), np.zeros((0, 0, 3), np.float32))
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return Unit(*part, np.ascontiguousarray(field[part], np.float32))


def _cross(a: Array, b: Array) -> Array:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
