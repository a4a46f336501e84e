"""What lips, lids and head do by the picture alone: patches of the still, found again in a frame.

It asks no model and knows nothing of how frames are made, so it sees profiles and prints too, and can say
whether the mesh that finds landmarks again is to be believed.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.clip import Frame
from speaking_engine.faces.canonical import canonical_face

Array = npt.NDArray[np.float64]
Grey = npt.NDArray[np.uint8]

_UNIT_PX = 90.0  # a larger face is looked at from further away: brushwork would cost time and say nothing
_UPPER_LIP = (0, 37, 267, 39, 269)
_LOWER_LIP = (17, 84, 314, 181, 405)
_SKULL = (168, 6, 197, 195, 33, 133, 362, 263)
_BRIDGE, _CHIN = 168, 152
_EYES = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
# In distances between the eyes: patches hold a lip's edge and some skin, and are sought where lips can be.
_LIP_RADIUS, _SKULL_RADIUS = 0.11, 0.16
_ABOVE, _BELOW, _DROP = 0.04, 0.06, 0.18
_SKULL_REACH, _UPPER_REACH, _LOWER_REACH = (0.12, 0.12), (0.08, 0.15), (0.12, 0.26)
_LEAST_EYE_PX = 12
_LEAST_CONTRAST = 3.0


@dataclass(frozen=True, slots=True)
class EyeSight:
    """One frame as the picture shows it; lengths in distances between the eyes, seen from the front.

    Attributes
    ----------
    opening : how much further than in the still the lips are apart.
    lids : share of the eyes' painted pattern that is still there: 1 as in the still, about 0 shut; NaN where
        the still's eyes are too small or too plain to tell.
    shift : how far the skull has moved.
    likeness : of the lips' patches to what was found, -1 to 1, the worse of both lips; under 0.3 a guess.
    """

    opening: float
    lids: float
    shift: float
    likeness: float


class ImageLooker:
    """Finds patches of one still in its frames.

    Parameters
    ----------
    still : (H, W, 3) uint8
    landmarks_px : (478, 2 or more) float32
        Where its face is, in the still's own pixels.

    References
    ----------
    Normalised cross-correlation with a parabola through its peak: Lewis, "Fast template matching", 1995.
    """

    def __init__(self, still: Frame, landmarks_px: npt.NDArray[np.float32]) -> None:
        points = landmarks_px[:, :2].astype(np.float64)
        down = points[_CHIN] - points[_BRIDGE]
        unit = float(np.linalg.norm(down)) * _eyes_per_height()
        self._scale = min(1.0, _UNIT_PX / max(unit, 1e-6))
        self._unit = unit * self._scale
        self._down = down / max(float(np.linalg.norm(down)), 1e-6)
        self._still = self._seen(still)
        points = (points + 0.5) * self._scale - 0.5
        # whole pixels: a patch cut between them is softer than what it is looked for in
        self._skull = np.round(points[list(_SKULL)])
        self._upper = np.round(points[list(_UPPER_LIP)] - self._down * _ABOVE * self._unit)
        self._lower = np.round(points[list(_LOWER_LIP)] + self._down * _BELOW * self._unit)
        self._eyes = [eye for outline in _EYES if (eye := self._eye(points[list(outline)])) is not None]
        self._rest = 0.0
        self._rest = self.look(still).opening  # parabolas lean a little to one side

    def look(self, frame: Frame) -> EyeSight:
        """Look at one frame (H, W, 3) uint8 of the still's size."""
        seen = self._seen(frame)
        resting = np.zeros(2)
        skull, _ = self._found(seen, self._skull, resting, _SKULL_RADIUS, _SKULL_REACH)
        upper, above = self._found(seen, self._upper, skull, _LIP_RADIUS, _UPPER_REACH)
        dropped = skull + self._down * _DROP * self._unit
        lower, below = self._found(seen, self._lower, dropped, _LIP_RADIUS, _LOWER_REACH)
        lids = [self._pattern_left(seen, eye, skull) for eye in self._eyes]
        return EyeSight(
            opening=float((lower - upper) @ self._down) / self._unit - self._rest,
            lids=float(np.mean(lids)) if lids else np.nan,
            shift=float(np.linalg.norm(skull)) / self._unit,
            likeness=min(above, below),
        )

    def _seen(self, frame: Frame) -> Grey:
        if self._scale < 1:
            frame = np.asarray(
                cv2.resize(frame, None, fx=self._scale, fy=self._scale, interpolation=cv2.INTER_AREA)
            )
        return np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8)

    def _found(
        self, seen: Grey, places: Array, guess: Array, radius: float, reach: tuple[float, float]
    ) -> tuple[Array, float]:
        """Return the move (2,) that most patches agree on, those found well above all, and their likeness."""
        guess = np.round(guess)
        half = max(3, round(radius * self._unit))
        across, along = (max(2, round(share * self._unit)) for share in reach)
        moves, peaks = np.empty((len(places), 2)), np.empty(len(places))
        for index, place in enumerate(places):
            patch = _cut(self._still, place, half, half)
            window = _cut(seen, place + guess, half + across, half + along)
            peak, offset = _peak(window, patch)
            moves[index] = guess + offset - (across, along)
            peaks[index] = peak
        return _weighted_median(moves, np.maximum(peaks, 0.0) ** 4 + 1e-9), float(np.median(peaks))

    def _eye(self, outline: Array) -> tuple[Array, tuple[int, int], npt.NDArray[np.bool_]] | None:
        """Return an eye's middle, half size and where its aperture is; None if it shows too little."""
        low, high = np.floor(outline.min(axis=0)).astype(int), np.ceil(outline.max(axis=0)).astype(int)
        half = (int(high[0] - low[0]) // 2 + 1, int(high[1] - low[1]) // 2 + 1)
        middle = np.round((low + high) / 2)
        mask = np.zeros((2 * half[1] + 1, 2 * half[0] + 1), np.uint8)
        corners = np.round((outline - middle + half) * 16).astype(np.int32)
        cv2.fillPoly(mask, [corners], 1, cv2.LINE_8, 4)
        inside = mask > 0
        shown = _cut(self._still, middle, *half)[inside]
        if len(shown) < _LEAST_EYE_PX or shown.std() < _LEAST_CONTRAST:
            return None
        return middle, half, inside

    def _pattern_left(
        self, seen: Grey, eye: tuple[Array, tuple[int, int], npt.NDArray[np.bool_]], skull: Array
    ) -> float:
        """Return slope of the frame's aperture over the still's: how much of what was painted is there."""
        middle, half, inside = eye
        before = _cut(self._still, middle, *half)[inside].astype(np.float64)
        now = _cut(seen, middle + skull, *half)[inside].astype(np.float64)
        before -= before.mean()
        return float(before @ (now - now.mean()) / (before @ before))


def _eyes_per_height() -> float:
    """Return distance between the eyes over that from the bridge of the nose to the chin, in everybody."""
    points = canonical_face()
    across = np.linalg.norm(points[33] - points[263])
    return float(across / np.linalg.norm(points[_BRIDGE] - points[_CHIN]))


def _cut(picture: Grey, middle: Array, half_width: int, half_height: int) -> Grey:
    size = (2 * half_width + 1, 2 * half_height + 1)
    return np.asarray(cv2.getRectSubPix(picture, size, (float(middle[0]), float(middle[1]))), np.uint8)


def _peak(window: Grey, patch: Grey) -> tuple[float, Array]:
    """Return the best likeness and where it is, x and y, to a fraction of a pixel."""
    scores = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(scores)
    return float(best), np.array([x + _top(scores[y], x), y + _top(scores[:, x], y)])


def _top(scores: npt.NDArray[np.float32], index: int) -> float:
    """Return how far from `index` a parabola through three scores has its top, at most half a step."""
    if not 0 < index < len(scores) - 1:
        return 0.0
    before, here, after = (float(score) for score in scores[index - 1 : index + 2])
    bend = before - 2 * here + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < -1e-9 else 0.0


def _weighted_median(moves: Array, weights: Array) -> Array:
    """Return the weighted median of x and of y."""
    middle = []
    for values in moves.T:
        order = np.argsort(values, kind="stable")
        total = np.cumsum(weights[order])
        middle.append(values[order][np.searchsorted(total, total[-1] / 2)])
    return np.array(middle)
