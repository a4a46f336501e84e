"""Ground: what round the head must stay, and how freely every other place may move."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.lattice import Field, Lattice, Mask
from speaking_engine.clip.animators.head.sheets import Membrane, seen_on
from speaking_engine.clip.clip import Frame, Matte

_REACH = 0.36  # face widths beyond the fitted head that hair, hat or veil may reach
_SURE = 0.035  # face widths inside the fitted outline from which a place is the head's for sure
_PLANE_BAND = 0.24  # face widths inside the outline over which leaning rises from nothing to all
_FREE_FADE = 0.34  # face widths over which ground goes along with an outline that is not held
_EVEN = 0.065  # face widths over which turns are evened out
_ALONG = (-0.16, -0.02)  # of what is no head, how far it goes along when a chin drops over it
_STAYS = (0.015, 0.05)  # face widths outside what turns, between which ground and clothes stop to go along
_NEAR = (0.10, 0.45)  # face widths outside the face over which expression ends: a jaw moves no coat
_OTHER = 0.7  # probability from which a place is believed to be no part of the head
_HALF = 128
_UNIT_FADE = (-0.14, -0.01)
"""Face widths inside the outline between which expression rises: a chin that drops takes its edge along."""
_COVER_FADE = (-0.02, 0.06)  # the same beside what lies before the face


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What belongs to the head, which turns inside its painted outline.

    Attributes
    ----------
    head : (rows, columns) bool
    within : (rows, columns) float32
        Face widths inside the painted outline, negative outside.
    turning, inside : (rows, columns) bool and float32
        The same of what turns with the head. Ground and collar under a chin go along when the jaw drops over
        them, but do not turn.
    held : (rows, columns) float32
        0 to 1, how much the outline near a place must stay; less where ground is drawn behind it anew.
    near : (rows, columns) float32
        1 on the face, falling to 0 away from it: how far expression reaches.
    border : (rows, columns) float32
        0 on the crop's border, 1 from a few points inwards.
    bare : (rows, columns) float32
        0 where something lies before the face, 1 a little beside it.
    step : float
        Face widths from point to point.
    """

    head: Mask
    within: Field
    turning: Mask
    inside: Field
    held: Field
    near: Field
    border: Field
    bare: Field
    step: float

    @property
    def units(self) -> Field:
        """How freely expression may move each place, 0 to 1."""
        expression = _rising(self.within, *_UNIT_FADE) * _rising(self.inside, *_ALONG)
        return expression * self.near * self.bare * self.border

    @property
    def stays(self) -> Field:
        """How surely a place is ground or cloth over which a chin passes, and which stays, 0 to 1."""
        return _rising(-self.inside, *_STAYS) * self.held

    def arms(self, believed: Mask, known: Field) -> Field:
        """Return how turns of the head move each place, (rows, columns, 3) float32 like `Figure.arms`.

        A turn shifts what is near against what is far. The smoothest field that undoes this shift all along
        the outline is taken away from the whole head; leaning is faded out towards the outline. So neither
        ground nor hair beside it swims, and no contour dents.

        Parameters
        ----------
        believed : (rows, columns) bool
        known : (N, 3) float
            Arms of the skin seen there.
        """
        own = Membrane(believed, self.turning | believed, walled=False).filled(known)
        edge = self.turning & (cv2.erode(self.turning.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
        undone = Membrane(edge, self.turning).filled((self.held[edge] * own[edge, 2])[:, None])[..., 0]
        depth = np.where(self.turning, own[..., 2] - undone, 0)
        near = np.asarray(self.inside > -_FREE_FADE)
        inside = np.column_stack([own[self.turning, :2], depth[self.turning]]).astype(np.float64)
        arms = Membrane(self.turning, near).filled(inside)
        band = _rising(self.inside, 0.0, _PLANE_BAND)
        free = 1 - self.held
        arms[..., :2] *= np.where(self.turning, 1 - self.held * (1 - band), free)[..., None]
        arms[..., 2] *= np.where(self.turning, 1, free)
        soft = cv2.GaussianBlur(
            arms, (0, 0), _EVEN / self.step
        )  # or a jaw would part from its neck at a step
        if self.held.all():
            soft *= _rising(self.inside, 0.0, 2 * _EVEN)[..., None]
        return np.ascontiguousarray(soft * self.border[..., None], np.float32)


def ground_of(
    pixels: Frame,
    figure: Figure,
    lattice: Lattice,
    cover: Mask | None = None,
    other: Field | None = None,
    matte: Matte | None = None,
) -> Ground:
    """Find the head in the picture.

    Parameters
    ----------
    cover : (rows, columns) bool, or None
        What lies before the face: no part of it, and stays.
    other : (rows, columns) float32, or None
        Probability that a point shows neither skin nor hair, as `cover.other_of` gives.
    matte : (H, W) uint8, or None
        What a hand drew of the head, white; then nothing is sought.
    """
    head = head_of(pixels, figure, lattice) if matte is None else _at_points(matte, lattice) >= _HALF
    if cover is not None:
        head &= ~cover
    turning = head if other is None else head & ~_surely(other, figure, lattice)
    held = np.ones(head.shape, np.float32)
    step = lattice.step / figure.width_px
    border = _off_border(lattice, pixels.shape)
    near = _near(figure, lattice, step)
    bare = np.ones(head.shape, np.float32)
    if cover is not None and cover.any():
        bare = _rising(-_within(cover, step), *_COVER_FADE)
    within, inside = _within(head, step), _within(turning, step)
    return Ground(head, within, turning, inside, held, near, border, bare, step)


def _near(figure: Figure, lattice: Lattice, step: float) -> Field:
    away = cv2.distanceTransform(1 - _face(figure, lattice), cv2.DIST_L2, 5)
    return 1 - _rising(away * np.float32(step), *_NEAR)


def _face(figure: Figure, lattice: Lattice) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return 1 between the landmarks, (rows, columns)."""
    outline = lattice.to_points(cv2.convexHull(figure.landmarks[:468].astype(np.float32))[:, 0])
    face = np.zeros((lattice.rows, lattice.columns), np.uint8)
    return np.asarray(cv2.fillConvexPoly(face, np.round(outline).astype(np.int32), 1), np.uint8)


def passed_over(back: Field, stays: Field, step: float) -> Field:
    """Let what moves pass over what stays, instead of pushing it along.

    Parameters
    ----------
    back : (rows, columns, 2) float32
        From every point to where its paint comes from, pixels.
    stays : (rows, columns) float32
        As of `Ground.stays`. Where ground lies and the paint would be ground, too, it is that of the still.
    """
    if not stays.any():
        return back
    rows, columns = stays.shape
    there = back * np.float32(1 / step)
    there[..., 0] += np.arange(columns, dtype=np.float32)
    there[..., 1] += np.arange(rows, dtype=np.float32)[:, None]
    share = cv2.remap(stays, there, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(back * (1 - np.minimum(share, stays))[..., None], np.float32)


def _within(head: Mask, step: float) -> Field:
    inside = cv2.distanceTransform(head.astype(np.uint8), cv2.DIST_L2, 5)
    outside = cv2.distanceTransform((~head).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray((inside - outside) * np.float32(step), np.float32)


def _surely(other: Field, figure: Figure, lattice: Lattice) -> Mask:
    """Return what is surely not head, outside the face; of spots nothing is believed."""
    sure = ((other > _OTHER) & (_face(figure, lattice) == 0)).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(sure, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)) > 0)


def head_of(pixels: Frame, figure: Figure, lattice: Lattice) -> Mask:
    """Return which points belong to the painted head, with its hair and what it wears.

    The fitted head is sure to be head, what is far from it is sure not to be; between them the border runs
    where the picture changes most (watershed after Meyer, 1992). Where it errs outwards, a strip of ground
    moves a little; where it errs inwards, a strip of hair stays.
    """
    seen = seen_on(lattice, figure.points, figure.body)
    fitted = cv2.morphologyEx(
        (seen.triangle >= 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)
    )
    step = lattice.step / figure.width_px
    away = cv2.distanceTransform(1 - fitted, cv2.DIST_L2, 5) * np.float32(step)
    deep = cv2.distanceTransform(fitted, cv2.DIST_L2, 5) * np.float32(step)
    marks = np.zeros(fitted.shape, np.int32)
    marks[deep > _SURE] = 1
    marks[away > _REACH] = 2
    marks[[0, -1]] = 2
    marks[:, [0, -1]] = 2
    if not (marks == 1).any():
        return np.asarray(fitted > 0)
    small = _at_points(pixels, lattice)
    cv2.watershed(small, marks)
    head = cv2.morphologyEx((marks == 1).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(head > 0)


def _at_points(pixels: Frame, lattice: Lattice) -> Frame:
    """Read the picture at the lattice's points, each the mean of what lies around it."""
    calm = cv2.GaussianBlur(pixels, (0, 0), max(0.6 * lattice.step, 0.5))
    way = np.array([[lattice.step, 0, lattice.left], [0, lattice.step, lattice.top]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = lattice.columns, lattice.rows
    return np.asarray(cv2.warpAffine(calm, way, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _rising(within: Field, low: float, high: float) -> Field:
    share = np.clip((within - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def _off_border(lattice: Lattice, shape: tuple[int, ...]) -> Field:
    """Return 0 on the crop's border, 1 from a few points inwards."""
    x, y = lattice.places()
    near = np.minimum(np.minimum(x, shape[1] - 1 - x), np.minimum(y, shape[0] - 1 - y))
    return np.asarray(np.clip((near - 1) / (4 * lattice.step), 0, 1), np.float32)
