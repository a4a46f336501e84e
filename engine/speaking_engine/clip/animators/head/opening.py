"""Opening: the gap between the lips in one frame, and the lower lip bent so that it is as wide as asked."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.lattice import Array, Field, Lattice
from speaking_engine.clip.animators.head.seam import COUNT, Seam

_OVAL = 0.55
"""How far the gap takes the form of an oval rather than the mesh's own, which is a V."""
_SEALED = 0.25
"""Share of each half of the lips, from the corner, that stays shut where they are fully rounded."""
_ARCHED = 0.45  # of a round hole that lies above the line where the lips met
_UNBOWED = 0.8  # of the painted bow of the upper lip that goes where lips are rounded
_LIFTED, _SUNK = 0.14, 0.14  # of the gap, by which the upper lip's middle rises and corners sink in vowels
_GAPING, _DRAWN_IN = 0.25, 0.7  # mouth widths of a wide painted gap; how much of one goes where lips round
_WIDE = 0.22  # mouth widths from which a gap counts as wide
_RED, _FULLER = 0.12, 0.40  # mouth widths of a lip's red, and how much higher it is where it is pushed out
_PHILTRUM = 0.34  # mouth widths above the seam over which the upper lip's bending ends
_FADE = 0.42  # mouth widths below the seam over which the lower lip's bending ends
_STEEPEST = 0.6  # how fast the lower sheet may be squeezed, so that no lip folds under


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The gap in one frame.

    Attributes
    ----------
    upper_px, lower_px : (COUNT, 2) float64
        Edges of the lips in crop pixels, left to right; the lower never above the upper.
    height_px : float
        Of the gap where it is widest.
    """

    upper_px: Array
    lower_px: Array
    height_px: float

    def parted(self, least_px: float, down: Array) -> Opening:
        """Return the gap parted by at least `least_px` in its middle, to both sides alike."""
        gap = (self.lower_px - self.upper_px) @ down
        form = np.cos(np.linspace(-0.5 * np.pi, 0.5 * np.pi, COUNT)) ** 0.5
        lack = (0.5 * np.maximum(least_px * form - gap, 0))[:, None] * down
        return Opening(self.upper_px - lack, self.lower_px + lack, max(self.height_px, least_px))


class UpperLip:
    """Arches the upper lip over a wide or a round hole, and makes it fuller where lips are pushed out.

    Parameters
    ----------
    seam : Seam
    lattice : Lattice
        Round the mouth.
    """

    def __init__(self, seam: Seam, lattice: Lattice) -> None:
        self._seam = seam
        column, depth, beside = _placed(seam, lattice, seam.upper_px)
        self._column = column
        self._share = (_eased(1 - np.abs(depth) / _PHILTRUM) * beside).astype(np.float32)
        self._fuller = (-_fuller(-depth) * beside * seam.width_px).astype(np.float32)
        self._form = _round(seam.across(), 1.0)
        self._oval = 1 - np.abs(seam.across()) ** 2
        ends = seam.upper_px[[0, -1]]
        chord = ends[0] + np.linspace(0, 1, COUNT)[:, None] * (ends[1] - ends[0])
        # Where teeth are painted under it, it would rise off them and leave them hanging in the dark.
        self._free = 1 - min(float(seam.gap_px.max()) / (_GAPING * seam.width_px), 1.0)
        self._bow = (chord - seam.upper_px) @ seam.down

    def bent(self, field: Field, height_px: float, rounded: float) -> Field:
        """Add to the upper sheet's displacement (rows, columns, 2) what a wide gap and rounding add.

        A lip that sags below the line from corner to corner, as a smiling one does, would leave a hole that
        is cut off straight above.
        """
        if not (rounded or height_px):
            return field
        wide = min(height_px / (_WIDE * self._seam.width_px), 1.0)
        rise = (
            (1 - rounded)
            * self._free
            * (_LIFTED * height_px * self._oval + _UNBOWED * wide * np.maximum(-self._bow, 0))
        )
        rise += rounded * (_ARCHED * height_px * self._form - _UNBOWED * self._bow)
        up = _along(rise.astype(np.float32)[None], self._column) * self._share
        down = (rounded * self._fuller - up)[..., None] * self._seam.down.astype(np.float32)
        return np.asarray(field + down, np.float32)


class LowerLip:
    """Bends the lower sheet so that the lips part, or meet, exactly as asked.

    Parameters
    ----------
    seam : Seam
    lattice : Lattice
        Of the lower sheet.

    Attributes
    ----------
    own : (rows, columns, 1) float32
        0 to 1, how much the lower sheet is itself; at its rim it is the upper one.
    """

    def __init__(self, seam: Seam, lattice: Lattice) -> None:
        self._seam = seam
        self._lattice = lattice
        self._column, depth, beside = _placed(seam, lattice, seam.lower_px)
        # What is painted between lips goes with the lower one: squeezed as they shut, it would leave a strip.
        gap = np.interp(self._column, np.arange(COUNT), seam.gap_px / seam.width_px)
        away = np.where(depth > 0, depth / _FADE, np.maximum(-depth - 1.25 * gap, 0) / (_FADE + gap))
        self._share = (_eased(np.asarray(1 - away, np.float64)) * beside).astype(np.float32)
        self._fuller = (_fuller(depth) * beside * seam.width_px).astype(np.float32)
        self._under = np.clip(depth / 0.08 - 0.5, 0, 1).astype(np.float32)
        x, y = lattice.places()
        place = seam.local(np.stack([x, y], axis=-1))
        self.own = _own(lattice, seam.beyond(place[..., 0]))
        self._down_px = (y - lattice.top).astype(np.float32)
        across = seam.across()
        self._across = across
        self._oval = (1 - np.abs(across) ** 2.2) ** 0.75
        self._taper = np.cos(0.5 * np.pi * across).clip(0) ** 0.6

    def opening(
        self, moved: tuple[Array, Array], height_px: float, shut: float, rounded: float = 0.0
    ) -> tuple[Opening, Array]:
        """Return how the lips lie in a frame, and by how much the lower edge must be moved for that.

        Parameters
        ----------
        moved : two (COUNT, 2) float64
            How far the sheets carry the upper and the lower edge.
        height_px : float
            How far the lips are to part in the middle beyond how they were painted.
        shut : float
            0 to 1, how far they are to be shut, also where they are painted apart.
        rounded : float
            0 to 1, how far they are drawn together, so that a round hole is left in their middle.

        Returns
        -------
        opening : Opening
        mending : (COUNT, 2) float64
        """
        seam = self._seam
        upper, lower = seam.upper_px + moved[0], seam.lower_px + moved[1]
        painted = seam.gap_px
        growth = lower - upper - (seam.lower_px - seam.upper_px)
        own = np.maximum(growth @ seam.down, 0) * self._taper
        most = float(own.max())
        own = own / most if most > 1e-6 else self._oval
        form = (1 - _OVAL) * own + _OVAL * self._oval
        form /= float(form.max())
        form = form + rounded * (_round(self._across, rounded) - form)
        wide = float(painted.max()) / seam.width_px
        # What is painted wide apart parts less far beyond that, and is drawn together, too, when lips round.
        kept = painted * (1 - _DRAWN_IN * rounded * min(wide / _GAPING, 1.0))
        gap = (kept + height_px * form / (1 + wide / _GAPING)) * (1 - shut)
        aside = (growth @ seam.along) * self._taper * (1 - shut)
        wanted = upper + gap[:, None] * seam.down + aside[:, None] * seam.along
        return Opening(upper, wanted, float(gap.max())), wanted - lower

    def bent(self, field: Field, mending: Array, skin: Field, rounded: float = 0.0) -> Field:
        """Add to the lower sheet's displacement what mends its edge, fading out over the lip and the chin.

        Parameters
        ----------
        field, skin : (rows, columns, 2) float32
            Displacements of the lower and the upper sheet; away from the mouth the upper one holds.
        """
        field = skin + self.own * (field - skin)
        spread = _along(mending.astype(np.float32)[None], self._column)
        bent = field + spread * self._share[..., None]
        if rounded:
            bent += (rounded * self._fuller)[..., None] * self._seam.down.astype(np.float32)
        # Where the lip would pass its own chin, the chin gives way.
        slope = np.float32(_STEEPEST) * self._down_px
        pushed = np.maximum.accumulate(bent[..., 1] + slope, axis=0) - slope - bent[..., 1]
        sigma = 0.07 * self._seam.width_px / self._lattice.step
        bent[..., 1] += cv2.GaussianBlur(pushed, (0, 0), sigma) * self._under
        return np.asarray(bent, np.float32)


def _placed(seam: Seam, lattice: Lattice, edge: Array) -> tuple[Field, Array, Array]:
    """Return where every point lies along an edge of the seam and across it.

    That is its place along it, 0 to COUNT - 1, how far it lies below it in mouth widths, and 1 between the
    corners, falling to 0 beside them.
    """
    x, y = lattice.places()
    place = seam.local(np.stack([x, y], axis=-1))
    line = seam.local(edge)
    column = np.interp(place[..., 0], line[:, 0], np.arange(COUNT, dtype=float))
    depth = place[..., 1] - np.interp(place[..., 0], line[:, 0], line[:, 1])
    return column.astype(np.float32), depth, np.clip(1 - seam.beyond(place[..., 0]) / 0.25, 0, 1)


def _along(values: Field, column: Field) -> Field:
    """Read values (1, COUNT) or (1, COUNT, C) along the seam at each point's place along it."""
    none = np.zeros_like(column)
    return np.asarray(cv2.remap(values, column, none, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _round(across: Array, rounded: float) -> Array:
    """Return the form of a round hole along the seam, 1 in its middle."""
    near = np.abs(across) / (1 - _SEALED * rounded)
    return np.asarray(np.clip(1 - near**2, 0, 1) ** 0.6)


def _fuller(away: Array) -> Array:
    """Return how far a place goes away from the seam, both in mouth widths, where a lip becomes fuller."""
    fading = _eased(1 - (away - _RED) / (2.5 * _RED))
    return np.asarray(_FULLER * np.clip(away, 0, _RED) * fading)


def _eased(share: Array) -> Array:
    share = np.clip(share, 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _own(lattice: Lattice, beyond: Array) -> Field:
    """Return how much the lower sheet is itself: all round the lips, nothing at its rim and far aside."""
    rows, columns = (np.minimum(np.arange(n), np.arange(n)[::-1]) for n in (lattice.rows, lattice.columns))
    rim = np.minimum.outer(rows, columns) / (0.12 * max(min(lattice.rows, lattice.columns), 1))
    beside = (0.30 - beyond) / 0.25
    share = np.clip(np.minimum(rim, beside), 0, 1)
    return np.asarray((share * share * (3 - 2 * share))[..., None], np.float32)
