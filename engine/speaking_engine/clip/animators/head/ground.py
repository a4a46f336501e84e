"""Ground: what round the head must stay, and how freely every other place may move."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.lattice import Field, Lattice, Mask
from speaking_engine.clip.animators.head.sheets import Membrane, seen_on
from speaking_engine.clip.clip import Frame

_REACH = 0.36  # face widths beyond the fitted head that hair, hat or veil may reach
_SURE = 0.035  # face widths inside the fitted outline from which a place is the head's for sure
_PLANE_BAND = 0.24  # face widths inside the outline over which leaning rises from nothing to all
_PLAIN_FADE = 0.34  # face widths over which plain ground goes along with the head
_UNIT_FADE = (-0.05, 0.05)  # face widths inside the outline between which expression rises
_RING = 0.14  # face widths of ground beside the head by which it is judged
_PLAIN, _BUSY = (
    2.0,
    7.0,
)  # levels of local contrast below which ground cannot be seen to move, and above which it is


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What belongs to the head, and how it is held at its painted outline.

    Attributes
    ----------
    head : (rows, columns) bool
    within : (rows, columns) float32
        Face widths inside the painted outline, negative outside.
    held : (rows, columns) float32
        0 to 1, how much the outline near a place must stay: less beside plain ground, which may go along.
    border : (rows, columns) float32
        0 on the crop's border, 1 from a few points inwards.
    """

    head: Mask
    within: Field
    held: Field
    border: Field

    @property
    def units(self) -> Field:
        """How freely expression may move each place, 0 to 1."""
        return _rising(self.within, *_UNIT_FADE) * self.border

    def arms(self, believed: Mask, known: Field) -> Field:
        """Give how turns of the head move each place, (rows, columns, 3) float32 as `Figure.arms`.

        A turn shifts what is near against what is far. Where the outline must stay, the smoothest field that
        undoes its shift is taken away from the whole head, so that it turns inside its outline; leaning is
        faded out towards it.

        Parameters
        ----------
        believed : (rows, columns) bool
        known : (N, 3) float
            Arms of the skin seen there.
        """
        own = Membrane(believed, self.head | believed, walled=False).filled(known)
        edge = self.head & (cv2.erode(self.head.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
        undone = Membrane(edge, self.head).filled((self.held[edge] * own[edge, 2])[:, None])[..., 0]
        depth = np.where(self.head, own[..., 2] - undone, 0)
        near = np.asarray(self.within > -_PLAIN_FADE)
        spread = Membrane(self.head, near).filled(
            np.column_stack([own[self.head, :2], depth[self.head]]).astype(np.float64)
        )
        band = _rising(self.within, 0.0, _PLANE_BAND)
        leaning = np.where(self.head, 1 - self.held * (1 - band), 1 - self.held)
        spread *= self.border[..., None]
        spread[..., :2] *= leaning[..., None]
        spread[..., 2] *= np.where(self.head, 1, 1 - self.held)
        return np.ascontiguousarray(spread, np.float32)


def ground_of(pixels: Frame, figure: Figure, lattice: Lattice) -> Ground:
    """Find the head in the picture, and judge the ground round it."""
    head = head_of(pixels, figure, lattice)
    step = np.float32(lattice.step / figure.width_px)
    inside = cv2.distanceTransform(head.astype(np.uint8), cv2.DIST_L2, 5)
    outside = cv2.distanceTransform((~head).astype(np.uint8), cv2.DIST_L2, 5)
    within = np.asarray((inside - outside) * step, np.float32)
    return Ground(
        head, within, _held(pixels, lattice, within, float(step)), _off_border(lattice, pixels.shape)
    )


def _held(pixels: Frame, lattice: Lattice, within: Field, step: float) -> Field:
    """Judge how well one would see the ground beside the head move, spread to every place near it."""
    light = cv2.cvtColor(_at_points(pixels, lattice), cv2.COLOR_RGB2GRAY).astype(np.float32)
    ring = ((within < -0.015) & (within > -_RING)).astype(np.float32)

    def mean(values: Field, reach: float) -> Field:
        size = 2 * max(1, round(reach / step)) + 1
        total = cv2.blur(values * ring, (size, size))
        return np.asarray(total / np.maximum(cv2.blur(ring, (size, size)), 1e-3), np.float32)

    contrast = np.sqrt(np.maximum(mean(light * light, 0.05) - mean(light, 0.05) ** 2, 0))
    busy = np.clip((contrast - _PLAIN) / (_BUSY - _PLAIN), 0, 1).astype(np.float32)
    sigma = 0.10 / step
    spread = cv2.GaussianBlur(busy * ring, (0, 0), sigma) + np.float32(1e-4)
    weight = cv2.GaussianBlur(ring, (0, 0), sigma) + np.float32(1e-4)
    return np.asarray(spread / weight, np.float32)


def head_of(pixels: Frame, figure: Figure, lattice: Lattice) -> Mask:
    """Say which points belong to the painted head, with its hair and what it wears.

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
    """Give 0 on the crop's border, 1 from a few points inwards."""
    x, y = lattice.places()
    near = np.minimum(np.minimum(x, shape[1] - 1 - x), np.minimum(y, shape[0] - 1 - y))
    return np.asarray(np.clip((near - 1) / (4 * lattice.step), 0, 1), np.float32)
