"""The second look: small crops round an eye and a mouth, as the first look's points would cut them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from head_studio.batch import Crops
from head_studio.net import CLOSE_PX
from head_studio.points import AT, CLOSE, CLOSE_POINTS
from head_studio.pool import Part

SIDE = 0.45  # of a crop / height of the face's box
# How far off the first look is, in heights of the box: each point, all of them, size (its logarithm), turn.
OFF, ALL_OFF, SIZE_OFF, TURN_OFF_DEG = 0.02, 0.025, 0.1, 6.0


@dataclass(slots=True, eq=False)
class CloseBatch:
    """Crops of eyes and of mouths, by turns, and where the points are; N crops."""

    crops: Tensor  # (N, 3, 48, 48) float32, mean about 0
    points: Tensor  # (N, 9, 3): x, y, seen
    taught: Tensor  # (N, 9): whether it is a point of this crop, of a head that can be read
    height_px: Tensor  # (N,): the box's, in the crop


class CloseCrops(Crops):
    """Draws batches of eyes and mouths."""

    def draw(self, count: int) -> CloseBatch:
        """Return a batch of random training crops of heads that can be read."""
        numbers = np.flatnonzero(self.pool.facts()[:, 7] > 0.5)
        return self._close(self.pool.rows(self.random.choice(numbers, count)), jitter=True)

    def held_back(self, first: int, count: int) -> CloseBatch:
        """Return crops of samples that are never trained on, cut as far off as the first look would."""
        return self._close(self.pool.held_back(first, count), jitter=False)

    def _close(self, chosen: list[tuple[Part, int]], *, jitter: bool) -> CloseBatch:
        count = len(chosen)
        crops = np.empty((count, CLOSE_PX, CLOSE_PX, 3), np.uint8)
        points = np.zeros((count, len(CLOSE_POINTS), 3), np.float32)
        taught = np.zeros((count, len(CLOSE_POINTS)), np.float32)
        heights = np.ones(count, np.float32)
        for number, (part, row) in enumerate(chosen):
            names = CLOSE["eye" if number % 2 else "mouth"]
            fact = part.arrays["facts"][row]
            true = part.arrays["points"][row][[AT[name] for name in names]]
            to_crop = self._round(true[:, :2].astype(float), float(fact[3]), float(fact[6]))
            crops[number] = cv2.warpAffine(
                np.asarray(part.arrays["pictures"][row]),
                to_crop,
                (CLOSE_PX, CLOSE_PX),
                flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )
            of = [CLOSE_POINTS.index(name) for name in names]
            points[number, of, :2] = true[:, :2] @ to_crop[:, :2].T + to_crop[:, 2]
            points[number, of, 2] = true[:, 2]
            taught[number, of] = fact[7]
            heights[number] = fact[3] * np.hypot(*to_crop[0, :2])
        return CloseBatch(
            self.as_seen(crops, jitter=jitter),
            torch.from_numpy(points),
            torch.from_numpy(taught),
            torch.from_numpy(heights),
        )

    def _round(
        self, points: npt.NDArray[np.float64], height_px: float, roll_deg: float
    ) -> npt.NDArray[np.float64]:
        """Return the map, (2, 3), from a stored picture to a crop round points that are a little off."""
        off = self.random.normal(0, OFF, points.shape).mean(0) + self.random.normal(0, ALL_OFF, 2)
        zoom = CLOSE_PX / (SIDE * height_px * np.exp(self.random.normal(0, SIZE_OFF)))
        angle = np.radians(self.random.normal(-roll_deg, TURN_OFF_DEG))
        turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return np.column_stack([turn, (CLOSE_PX - 1) / 2 - turn @ (points.mean(0) + off * height_px)])
