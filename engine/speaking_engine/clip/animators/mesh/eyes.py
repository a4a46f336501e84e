"""Eyes: the curves of the lids in each eye's own axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speaking_engine.clip.animators.mesh import anatomy
from speaking_engine.clip.animators.mesh.head import Array, Head
from speaking_engine.clip.animators.mesh.valley import onto_valley
from speaking_engine.clip.clip import Still

COUNT = 61
"""Points along each curve."""

_PROFILE_EYE = {-1: (263, 386, 374), 1: (33, 159, 145)}  # outer corner, middles of the upper and lower lid

_STRETCH = 1.1
"""Eyes are taken this much wider than landmarks see them, for their whites often go on behind a corner."""

_EYES = (
    (anatomy.LEFT_LID_UPPER, anatomy.LEFT_LID_LOWER, anatomy.LEFT_CREASE, anatomy.LEFT_UNDER_BROW),
    (anatomy.RIGHT_LID_UPPER, anatomy.RIGHT_LID_LOWER, anatomy.RIGHT_CREASE, anatomy.RIGHT_UNDER_BROW),
)


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """One eye in its own axes: x from corner to corner, y down, zero at the left corner, in pixels.

    Attributes
    ----------
    origin, across, down : (2,) float64
        The axes in crop pixels.
    x : (COUNT,) float64
        Places along the eye.
    upper, lower, crease, brow : (COUNT,) float64
        y of the upper lid's edge, the lower lid's edge, the fold, and the skin under the brow.
    profile : bool
        Whether it ends at the front of the eyeball rather than at a second corner.
    """

    origin: Array
    across: Array
    down: Array
    x: Array
    upper: Array
    lower: Array
    crease: Array
    brow: Array
    profile: bool = False

    @property
    def width_px(self) -> float:
        """From corner to corner."""
        return float(self.x[-1])

    @property
    def opening_px(self) -> float:
        """Widest distance between the lids."""
        return float((self.lower - self.upper).max())

    @property
    def height_px(self) -> float:
        """From the fold to the lower lid: the height of the shut lid."""
        return float((self.lower - self.crease).max())

    def places(self, heights: Array) -> Array:
        """Return crop pixels (COUNT, n, 2) of some heights (COUNT, n) along the eye."""
        along = self.origin + self.x[:, None, None] * self.across
        return np.asarray(along + heights[..., None] * self.down)


def eyes_of(head: Head, still: Still) -> tuple[Curves, ...]:
    """Measure the eyes; one turned away, too small or painted shut is left out."""
    if head.front:
        return _profile_curves(head, still)
    found = (_curves(head, still, *eye) for eye in _EYES)
    return tuple(curves for curves in found if curves is not None)


def _curves(
    head: Head, still: Still, upper: list[int], lower: list[int], crease: list[int], brow: list[int]
) -> Curves | None:
    """Measure one eye; None if it cannot blink."""
    corners = head.points[[upper[0], upper[-1]], :2]
    across = corners[1] - corners[0]
    corners = corners + 0.5 * (_STRETCH - 1) * np.stack([-across, across])
    across = _STRETCH * across
    width = float(np.linalg.norm(across))
    turned_away = across @ (head.axes[1, 1], -head.axes[1, 0]) < 0
    if turned_away or width < max(6.0, 0.08 * head.eyes_px):
        return None
    across = across / width
    down = np.array([-across[1], across[0]])
    x = np.linspace(0, width, COUNT)

    def curve(indices: list[int]) -> Array:
        points = head.points[indices, :2] - corners[0]
        along = width / 2 + _STRETCH * (points @ across - width / 2)
        return _smooth_curve(along, points @ down, x)

    edges = curve(upper), curve(lower)
    opening = float((edges[1] - edges[0]).max())
    if opening < max(2.0, 0.08 * width):
        return None
    line = corners[0] + x[:, None] * across + edges[0][:, None] * down
    traced = onto_valley(still.pixels, line, down, 0.22 * opening, trust=0.8)
    lid_edge = np.minimum((traced - corners[0]) @ down, edges[1])
    bulge = np.sqrt(np.clip(1 - (2 * x / width - 1) ** 2, 0, 1))
    fold = np.minimum(curve(crease), lid_edge - 0.04 * width * bulge)
    return Curves(corners[0], across, down, x, lid_edge, edges[1], fold, np.minimum(curve(brow), fold))


def _profile_curves(head: Head, still: Still) -> tuple[Curves, ...]:
    """Measure the one eye of a profile: a wedge from its outer corner to the front of the eyeball."""
    outer, upper, lower = (head.points[index, :2] for index in _PROFILE_EYE[head.front])
    down = head.axes[1, :2] / max(float(np.linalg.norm(head.axes[1, :2])), 1e-9)
    across = np.array([down[1], -down[0]])
    width = 1.9 * float(abs(((upper + lower) / 2 - outer) @ across))
    opening = float((lower - upper) @ down)
    if width < 5 or opening < 2:
        return ()
    origin = outer if head.front > 0 else outer - width * across
    x = np.linspace(0, width, COUNT)
    share = np.clip((x if head.front > 0 else width - x) / width / 0.6, 0, 1)
    wedge = np.sin(np.pi / 2 * share)
    start = float((outer - origin) @ down)
    edges = [start + (float((point - origin) @ down) - start) * wedge for point in (upper, lower)]
    line = origin + x[:, None] * across + edges[0][:, None] * down
    traced = (onto_valley(still.pixels, line, down, 0.25 * opening, trust=0.8) - origin) @ down
    edge = np.minimum(traced, edges[1])
    rise = opening * (0.15 + 0.85 * wedge)
    return (Curves(origin, across, down, x, edge, edges[1], edge - 0.45 * rise, edge - 1.2 * rise, True),)


def _smooth_curve(along: Array, height: Array, x: Array) -> Array:
    """Fit a smooth curve through points of a lid that may be uneven or folded at its ends."""
    order = np.argsort(along)
    low, high = along.min(), along.max()
    scale = max(high - low, 1e-6)
    fit = np.polyfit((along[order] - low) / scale, height[order], min(5, len(along) - 3))
    return np.asarray(np.polyval(fit, (np.clip(x, low, high) - low) / scale))
