"""Cuts crops out of a pool's pictures, jittered, sometimes mirrored, in fresh colours each time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from head_studio.net import CROP_PX, PARSED_PX
from head_studio.points import POINTS
from head_studio.pool import Part, Pool
from head_studio.sample import PARSED_PX as STORED_PARSED_PX
from head_studio.sample import STORED_PX

MARGIN = 1.5  # side of a crop / larger side of the face's box
MIRRORED = 0.15  # share of crops that only teach which way a head looks
UNSIDED_DEG = 10.0  # below, a head looks to neither side
COVERED = 0.07  # share of crops drawn from heads that cannot be read, which are one in forty of a pool


@dataclass(slots=True, eq=False)
class Batch:
    """Crops and what is true of them; N crops."""

    crops: Tensor  # (N, 3, 128, 128) float32, mean about 0
    points: Tensor  # (N, 23, 3): x, y, seen
    left: Tensor  # (N,): 1 as painted, 0 mirrored
    height_px: Tensor  # (N,): the box's, in the crop
    pose_deg: Tensor  # (N, 3)
    readable: Tensor  # (N,)
    mouth: Tensor  # (N, 3)
    manner: Tensor  # (N,): its number, -1 for none
    parsing: Tensor  # (N, 64, 64) int64, 255: nothing to learn

    @property
    def taught(self) -> Tensor:
        """Which crops teach points: faces that are not mirrored, (N,)."""
        return self.left * (self.points[:, :, 2].sum(1) > 0)

    @property
    def sided(self) -> Tensor:
        """Which crops teach the side: faces that look to one, (N,)."""
        return (self.readable > 0.5) * (self.pose_deg[:, 0] > UNSIDED_DEG).float()


class Crops:
    """Draws batches from a pool that may still grow."""

    def __init__(self, pool: Path, seed: int) -> None:
        self.pool = Pool(pool)
        self.random = np.random.default_rng(seed)
        self._torch = torch.Generator().manual_seed(seed)

    def draw(self, count: int) -> Batch:
        """Return a batch of random training crops, with more of covered faces than there are."""
        facts = self.pool.facts()
        numbers = self.random.integers(0, len(facts), count)
        covered = np.flatnonzero((facts[:, 7] < 0.5) & (facts[:, 11] >= 0))
        again = self.random.random(count) < COVERED * (len(covered) > 0)
        numbers[again] = self.random.choice(covered, again.sum()) if again.any() else 0
        return self._cut(self.pool.rows(numbers), jitter=True)

    def held_back(self, first: int, count: int) -> Batch:
        """Return samples that are never trained on, cut without jitter."""
        return self._cut(self.pool.held_back(first, count), jitter=False)

    def _cut(self, chosen: list[tuple[Part, int]], *, jitter: bool) -> Batch:
        count = len(chosen)
        crops = np.empty((count, CROP_PX, CROP_PX, 3), np.uint8)
        points = np.empty((count, len(POINTS), 3), np.float32)
        parsing = np.full((count, PARSED_PX, PARSED_PX), 255, np.int64)
        facts = np.empty((count, 12), np.float32)
        left, heights = np.ones(count, np.float32), np.empty(count, np.float32)
        for number, (part, row) in enumerate(chosen):
            fact = part.arrays["facts"][row].copy()
            to_crop, angle = self._placed(fact[:4], jitter=jitter)
            picture = np.asarray(part.arrays["pictures"][row])
            border = cv2.BORDER_REPLICATE if self.random.random() < 0.5 else cv2.BORDER_CONSTANT
            crop = cv2.warpAffine(
                picture, to_crop, (CROP_PX, CROP_PX), flags=cv2.INTER_LINEAR, borderMode=border
            )
            parsed = _parsed(np.asarray(part.arrays["parsing"][row]), to_crop)
            point = part.arrays["points"][row].copy()
            point[:, :2] = point[:, :2] @ to_crop[:, :2].T + to_crop[:, 2]
            if jitter and self.random.random() < MIRRORED:
                crop, left[number] = crop[:, ::-1], 0
                parsed = parsed[:, ::-1]
            crops[number], points[number], parsing[number], facts[number] = crop, point, parsed, fact
            facts[number, 6] += angle
            heights[number] = fact[3] * np.hypot(*to_crop[0, :2])
        return Batch(
            self.as_seen(crops, jitter=jitter),
            torch.from_numpy(points),
            torch.from_numpy(left),
            torch.from_numpy(heights),
            torch.from_numpy(facts[:, 4:7].copy()),
            torch.from_numpy(facts[:, 7].copy()),
            torch.from_numpy(facts[:, 8:11].copy()),
            torch.from_numpy(facts[:, 11].copy()),
            torch.from_numpy(parsing),
        )

    def _placed(self, box: npt.NDArray[np.float32], *, jitter: bool) -> tuple[npt.NDArray[np.float64], float]:
        """Return the map from a stored picture to its crop, (2, 3), and how far it is turned, in degrees."""
        x, y, width, height = box.astype(float)
        side, angle = MARGIN * max(width, height), 0.0
        middle = np.array([x + width / 2, y + height / 2])
        if jitter:
            side *= np.exp(self.random.uniform(-0.17, 0.17))
            middle += self.random.uniform(-0.14, 0.14, 2) * [width, height]
            angle = self.random.normal(0, 7)
        scale = CROP_PX / side
        cosine, sine = scale * np.cos(np.radians(angle)), scale * np.sin(np.radians(angle))
        turn = np.array([[cosine, -sine], [sine, cosine]])
        return np.column_stack([turn, (CROP_PX - 1) / 2 - turn @ middle]), float(angle)

    def as_seen(self, crops: npt.NDArray[np.uint8], *, jitter: bool) -> Tensor:
        """Return crops, (N, H, W, 3), as the net takes them; in fresh colours if jittered."""
        levels = torch.from_numpy(crops).permute(0, 3, 1, 2).float()
        return normalised(self._recoloured(levels) if jitter else levels)

    def _recoloured(self, crops: Tensor) -> Tensor:
        def uniform(low: float, high: float, *shape: int) -> Tensor:
            return torch.empty(len(crops), *shape).uniform_(low, high, generator=self._torch)

        crops = (
            (crops - 128) * uniform(0.7, 1.25, 1, 1, 1)
            + 128
            + uniform(-18, 18, 3, 1, 1)
            + uniform(-20, 20, 1, 1, 1)
        )
        grey = (uniform(0, 1, 1, 1, 1) < 0.15).float()
        return crops * (1 - grey) + crops.mean(1, keepdim=True) * grey


def normalised(crops: Tensor) -> Tensor:
    """Return crops as the net takes them: levels (N, 3, H, W) brought near 0."""
    return ((crops.clamp(0, 255) - 128) / 64).to(memory_format=torch.channels_last)


def _parsed(stored: npt.NDArray[np.uint8], to_crop: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Return the parsing of a crop, (64, 64): nearest values, 255 beyond the picture."""
    finer, coarser = STORED_PX / STORED_PARSED_PX, PARSED_PX / CROP_PX
    turn = to_crop[:, :2] * finer * coarser
    corner = np.full(2, (finer - 1) / 2)
    shift = (to_crop[:, :2] @ corner + to_crop[:, 2] + 0.5) * coarser - 0.5
    placed = np.column_stack([turn, shift])
    size = (PARSED_PX, PARSED_PX)
    return np.asarray(
        cv2.warpAffine(
            stored, placed, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=255
        )
    )
