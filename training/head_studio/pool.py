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


def open_pool(folder: Path) -> list[Part]:
    """Return the parts of a pool, in the order of their names."""
    return [
        Part(part, {name: np.load(part / f"{name}.npy", mmap_mode="r") for name in ARRAYS})
        for part in sorted(folder.iterdir())
        if (part / "ready").exists()
    ]


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
