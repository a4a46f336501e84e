"""The visible notice: drawn small, in the film's language, where no face is and nothing moves.

References
----------
EU AI Act, article 50, and its Code of Practice of 10 June 2026: a text with "AI" as its main element, at
first exposure and at intervals, in an unobstructed place such as top right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from speaking_engine.errors import UserError
from speaking_engine.render.marking import Notice

Box = tuple[float, float, float, float]

TEXTS = {
    "en": "AI MODIFIED", "de": "KI-VERÄNDERT", "fr": "MODIFIÉ PAR IA", "es": "MODIFICADO CON IA",
    "it": "MODIFICATO CON IA", "pt": "MODIFICADO COM IA", "nl": "MET AI BEWERKT",
}  # fmt: skip
SHARE = 0.026  # of the film's shorter side: the height of the letters
LEAST_PX = 14
SECONDS, EVERY_SECONDS = 5.0, 30.0
PLATE = (16, 16, 16, 190)


def text_for(language: str) -> str:
    """Return the notice in a language, such as "fr" or "en-gb"; in English where we know none."""
    return TEXTS.get(language.partition("-")[0].lower(), TEXTS["en"])


def make_notice(
    text: str, size_px: tuple[int, int], taken_px: Iterable[Box], frame_count: int, rate: Fraction
) -> Notice:
    """Draw the notice and find its place and times: at the start, and every 30 seconds for 5.

    Parameters
    ----------
    taken_px : iterable of (x, y, width, height)
        Where it must not be, in film pixels: faces, and all that moves.

    Raises
    ------
    UserError
        There is no room for it; the person shows it otherwise and says so.
    """
    plate = draw(text, max(LEAST_PX, round(SHARE * min(size_px))))
    taken = list(taken_px)
    for x, y in _places(size_px, plate.shape[1], plate.shape[0]):
        if not any(_overlap((x, y, plate.shape[1], plate.shape[0]), box) for box in taken):
            return Notice(x, y, plate, tuple(_spans(frame_count, rate)))
    raise UserError(
        f"There is no room for the notice “{text}” in a film of {size_px[0]} x {size_px[1]}.",
        hint="Shorten it with --notice-text AI, or show it beside the screen and say so: "
        "--notice none --notice-reason 'a sign beside the screen'.",
        place="choices.notice",
    )


def draw(text: str, letter_px: int) -> npt.NDArray[np.uint8]:
    """Draw white letters on a dark plate: (H, W, 4) uint8, both sides even."""
    font = ImageFont.load_default(letter_px)
    left, top, right, bottom = font.getbbox(text)
    pad = max(4, letter_px // 2)
    width, height = (2 * round((side + 2 * pad) / 2) for side in (right - left, bottom - top))
    plate = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(plate)
    pen.rounded_rectangle((0, 0, width - 1, height - 1), pad, PLATE)
    pen.text(((width - right - left) / 2, (height - bottom - top) / 2), text, (255, 255, 255, 255), font)
    return np.asarray(plate, np.uint8)


def _places(size_px: tuple[int, int], width: int, height: int) -> Iterator[tuple[int, int]]:
    """Return places from the best on: along the top from the right, down the sides, along the bottom."""
    margin = 2 * round(min(size_px) * 0.02)
    last_x, last_y = (
        2 * ((side - part - margin) // 2) for side, part in zip(size_px, (width, height), strict=True)
    )
    if last_x < margin or last_y < margin:
        return
    across = [*range(last_x, margin - 1, -2 * max(1, width // 4)), margin]
    down = [*range(margin, last_y + 1, 2 * max(1, height // 2)), last_y]
    yield from ((x, margin) for x in across)
    yield from ((x, y) for y in down for x in (last_x, margin))
    yield from ((x, last_y) for x in across)


def _overlap(one: Box, other: Box) -> bool:
    return all(
        one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2]
        for axis in (0, 1)
    )


def _spans(frame_count: int, rate: Fraction) -> Iterator[range]:
    every, long = round(EVERY_SECONDS * rate), round(SECONDS * rate)
    for start in range(0, frame_count, every):
        yield range(start, min(start + long, frame_count))
