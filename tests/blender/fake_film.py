"""Films made by arithmetic for tests of Blender: a colourful still, and clips whose frames all differ."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from speaking_engine.composite.prepare import write_png
from speaking_engine.media.movie import write_lossless
from speaking_engine.media.sound import write_wav
from speaking_engine.protocol.plan import FaceLayer, Mask, RenderPlan, read_plan


@dataclass
class FakeFilm:
    """What to make; `layers` are (crop_px, start_frame, frame_count, mask)."""

    size_px: tuple[int, int] = (320, 240)
    frame_count: int = 6
    rate: Fraction = Fraction(25)
    layers: list[tuple[tuple[int, int, int, int], int, int, Mask]] = field(
        default_factory=lambda: [((60, 40, 120, 140), 0, 6, Mask("rounded_box", 16.0, 2.0, 30.0))]
    )
    blend: float = 1.0

    def write(self, folder: Path) -> Path:
        """Write all media and `plan.json`; give its path."""
        folder.mkdir(parents=True, exist_ok=True)
        width, height = self.size_px
        rng = np.random.default_rng(7)
        coarse = rng.integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
        still = cv2.resize(coarse, self.size_px, interpolation=cv2.INTER_CUBIC)
        write_png(folder / "artwork.png", still)
        write_wav(
            folder / "mix.wav", np.zeros(round(48000 * self.frame_count / self.rate), np.float32), 48000
        )
        layers = tuple(self._layer(folder, place, still, *layer) for place, layer in enumerate(self.layers))
        plan = RenderPlan(
            "artwork.png", width, height, width + width % 2, height + height % 2,
            (self.rate.numerator, self.rate.denominator), self.frame_count, layers, "mix.wav",
        )  # fmt: skip
        path = folder / "plan.json"
        path.write_text(json.dumps(plan.as_dict()), "utf8")
        return path

    def _layer(self, folder, place, still, crop_px, start, count, mask):
        x, y, width, height = crop_px
        frames = []
        for number in range(count):
            frame = 255 - still[y : y + height, x : x + width]
            # A bar that grows frame by frame, well inside the mask: a frame too early or late shows.
            frame[height // 2 - 4 : height // 2 + 4, width // 4 : width // 4 + 5 * (number + 1)] = 255
            frames.append(frame)
        name = f"{place:03}.mkv"
        write_lossless(folder / name, frames, self.rate)
        return FaceLayer(name, crop_px, start, count, mask, self.blend, f"f{place}")


def read(path: Path) -> RenderPlan:
    """Read a plan with absolute paths."""
    return read_plan(path)
