"""Stills: a poster of the untouched work, a teaser that moves (GIF, WebP), and a contact sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from speaking_engine.composite.canvas import Picture
from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.grid import Grid
from speaking_engine.export.exhibit import Exhibit, placed
from speaking_engine.project.document import Choices

TEASER_PX, TEASER_SECONDS, TEASER_RATE = 480, 4.0, 12.5
SHEET_FRAMES, SHEET_PX = 12, 360


class Stills:
    """Poster, teaser and contact sheet."""

    help = "a poster, a moving teaser (GIF and WebP) and a contact sheet"

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:
        """Take everything."""

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write them; teaser and sheet of every language."""
        main = exhibits[0]
        height, width = main.artwork.shape[:2]
        largest = 3840 / max(width, height, 3840)
        write_poster(
            main, folder / f"{main.stem}.poster.jpg", (round(width * largest), round(height * largest))
        )
        for exhibit in exhibits:
            _teaser(exhibit, folder)
            _sheet(exhibit, folder / f"{exhibit.named}.sheet.jpg")


def write_poster(exhibit: Exhibit, path: Path, size_px: tuple[int, int]) -> None:
    """Write the work as it is, as JPEG: nothing in it was changed, so it bears no notice."""
    small = cv2.resize(exhibit.artwork, size_px, interpolation=cv2.INTER_AREA)
    Image.fromarray(small).save(path, quality=90, optimize=True)


def _teaser(exhibit: Exhibit, folder: Path) -> None:
    """Write the liveliest seconds, small, with the notice over all of them."""
    frames = list(_small_frames(exhibit))
    pictures = [Image.fromarray(frame) for frame in frames]
    told: dict[str, Any] = {
        "save_all": True,
        "append_images": pictures[1:],
        "duration": round(1000 / TEASER_RATE),
        "loop": 0,
    }
    for suffix, options in ((".gif", {"optimize": False}), (".webp", {"quality": 82, "method": 4})):
        path = folder / f"{exhibit.named}.teaser{suffix}"
        unsigned = path.with_name(f"unsigned.{path.name}")
        pictures[0].save(unsigned, **told, **options)
        exhibit.sign(unsigned, path)


def _small_frames(exhibit: Exhibit) -> Iterator[Picture]:
    """Stream the teaser's frames: from where the first line begins."""
    width, height = exhibit.line.size_px
    scale = TEASER_PX / max(width, height)
    size_px = (2 * max(1, round(width * scale / 2)), 2 * max(1, round(height * scale / 2)))
    plan = placed(exhibit.plan, None, size_px)
    rate = float(plan.frames_per_second)
    first = min((layer.start_frame for layer in plan.layers), default=0)
    wanted = {first + round(step * rate / TEASER_RATE) for step in range(round(TEASER_SECONDS * TEASER_RATE))}
    still = Grid.of(plan).still(exhibit.artwork)
    for number, changes in enumerate(patches(plan, still)):
        if number in wanted:
            yield exhibit.marked(compose_frame(still, changes), still)
        if number > max(wanted):
            return


def _sheet(exhibit: Exhibit, path: Path) -> None:
    """Write frames spread over the film, with their times, as one JPEG."""
    width, height = exhibit.line.size_px
    scale = SHEET_PX / max(width, height)
    size_px = (2 * max(1, round(width * scale / 2)), 2 * max(1, round(height * scale / 2)))
    plan = placed(exhibit.plan, None, size_px)
    still = Grid.of(plan).still(exhibit.artwork)
    wanted = np.linspace(0, plan.frame_count - 1, SHEET_FRAMES).round().astype(int).tolist()
    shown = []
    for number, changes in enumerate(patches(plan, still)):
        if number in wanted:
            frame = exhibit.marked(compose_frame(still, changes), still)
            shown.append(np.vstack([frame, _time(number / float(plan.frames_per_second), frame.shape[1])]))
    across = math.ceil(math.sqrt(SHEET_FRAMES * shown[0].shape[0] / shown[0].shape[1]))
    blank = np.full_like(shown[0], 255)
    shown += [blank] * (-len(shown) % across)
    rows = [np.hstack(shown[at : at + across]) for at in range(0, len(shown), across)]
    unsigned = path.with_name(f"unsigned.{path.name}")
    Image.fromarray(np.vstack(rows)).save(unsigned, quality=90)
    exhibit.sign(unsigned, path)


def _time(seconds: float, width_px: int) -> Picture:
    strip = Image.new("RGB", (width_px, 22), "white")
    ImageDraw.Draw(strip).text((6, 2), f"{seconds:.2f} s", "black", ImageFont.load_default(14))
    return np.asarray(strip, np.uint8)


STILLS = Stills()
