"""Keeps samples on disk, in arrays that training may read while they still grow."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from head_studio.points import POINTS
from head_studio.sample import PARSED_PX, STORED_PX, Maker

ARRAYS = {
    "pictures": (np.uint8, (STORED_PX, STORED_PX, 3)),
    "points": (np.float32, (len(POINTS), 3)),
    "facts": (np.float32, (12,)),
    "parsing": (np.uint8, (PARSED_PX, PARSED_PX)),
}
HELD_BACK = 1000  # the first samples of a pool's first part, at most a third of it, judge and never teach
TOLD_EVERY = 100


@dataclass(slots=True, eq=False)
class Part:
    """One process's share of a pool: arrays by name, of which the first `ready` rows are whole."""

    folder: Path
    arrays: dict[str, npt.NDArray[np.generic]]

    @property
    def ready(self) -> int:
        """How many rows are whole by now."""
        return int((self.folder / "ready").read_text() or 0)

    @property
    def held_back(self) -> int:
        """How many of its first rows judge, if it is the first part; the same while it grows."""
        return min(HELD_BACK, len(self.arrays["facts"]) // 3)


class Pool:
    """Parts in the order of their names; training samples are numbered through all of them."""

    def __init__(self, folder: Path) -> None:
        self.parts = [
            Part(part, {name: np.load(part / f"{name}.npy", mmap_mode="r") for name in ARRAYS})
            for part in sorted(folder.iterdir())
            if (part / "ready").exists()
        ]
        self._ready = np.zeros(len(self.parts), np.int64)

    @property
    def count(self) -> int:
        """How many samples there are to train on by now."""
        return sum(part.ready for part in self.parts) - self.judges

    @property
    def judges(self) -> int:
        """How many samples are held back."""
        return self.parts[0].held_back

    def facts(self) -> npt.NDArray[np.float32]:
        """Return the facts of all samples that there are to train on by now, (M, 12)."""
        self._ready = np.array([part.ready for part in self.parts])
        ranges = zip(self.parts, self._first(), self._ready, strict=True)
        return np.concatenate([part.arrays["facts"][first:ready] for part, first, ready in ranges])

    def rows(self, numbers: npt.NDArray[np.int64]) -> list[tuple[Part, int]]:
        """Return where the samples lie that have these numbers among the last `facts`."""
        ends = np.cumsum(self._ready - self._first())
        which = np.searchsorted(ends, numbers, side="right")
        rows = numbers - ends[which] + self._ready[which]
        return [(self.parts[part], int(row)) for part, row in zip(which, rows, strict=True)]

    def held_back(self, first: int, count: int) -> list[tuple[Part, int]]:
        """Return where samples lie that are never trained on."""
        return [(self.parts[0], row) for row in range(first, first + count)]

    def _first(self) -> npt.NDArray[np.int64]:
        return np.array([self.judges] + [0] * (len(self.parts) - 1))


def fill(maker: Maker, folder: Path, count: int, seed: int) -> None:
    """Write `count` samples into one part, going on where a killed run stopped.

    Each hundred samples have a seed of their own, so a pool is the same however often it was interrupted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "ready"
    start = int(told.read_text()) if told.exists() else 0
    mode = "r+" if start else "w+"
    arrays = {
        name: np.lib.format.open_memmap(folder / f"{name}.npy", mode, kind, (count, *shape))
        for name, (kind, shape) in ARRAYS.items()
    }
    began = time.monotonic()
    for first in range(start, count, TOLD_EVERY):
        samples = maker.samples(np.random.default_rng([seed, first]))
        for row in range(first, min(count, first + TOLD_EVERY)):
            sample = next(samples)
            for name in ARRAYS:
                arrays[name][row] = getattr(sample, {"pictures": "picture"}.get(name, name))
        told.write_text(str(min(count, first + TOLD_EVERY)))
        if first % 1000 == 0:
            speed = (first - start + TOLD_EVERY) / (time.monotonic() - began)
            print(f"{first + TOLD_EVERY} samples, {speed:.0f} a second", flush=True)
