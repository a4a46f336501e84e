"""The visible notice: drawn small, in the film's language, where no face is and nothing moves.

References
----------
EU AI Act, article 50, and its Code of Practice of 10 June 2026: a text with "AI" as its main element, at
first exposure and at intervals, in an unobstructed place such as top right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

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
CARD = (18, 17, 16, 255)


def text_for(language: str) -> str:
    """Return the notice in a language, such as "fr" or "en-gb"; in English where we know none."""
    return TEXTS.get(language.partition("-")[0].lower(), TEXTS["en"])


def make_notice(
    text: str,
    size_px: tuple[int, int],
    taken_px: Iterable[Box],
    frame_count: int,
    rate: Fraction,
    *,
    first: int = 0,
) -> Notice:
    """Draw the notice and find its place and times: at the start, and every 30 seconds for 5.

    Parameters
    ----------
    taken_px : iterable of (x, y, width, height)
        Where it must not be, in film pixels: faces, and all that moves.
    first : int
        Frame at which the work is first seen.

    Raises
    ------
    UserError
        There is no room for it; the person shows it otherwise and says so.
    """
    plate = draw(text, max(LEAST_PX, round(SHARE * min(size_px))))
    taken = list(taken_px)
    for x, y in _places(size_px, plate.shape[1], plate.shape[0]):
        if not any(_overlap((x, y, plate.shape[1], plate.shape[0]), box) for box in taken):
            return Notice(x, y, plate, tuple(_spans(first, frame_count, rate)))
    raise UserError(
        f"There is no room for the notice “{text}” in a film of {size_px[0]} x {size_px[1]}.",
        hint="Shorten it with --notice-text AI, or show it beside the screen and say so: "
        "--notice none --notice-reason 'a sign beside the screen'.",
        place="choices.notice",
    )


def make_card(
    lines: Sequence[str], size_px: tuple[int, int], span: range, *, fades_in: int = 0, fades_out: int = 0
) -> Notice:
    """Draw a card over the whole film, its first line large.

    Parameters
    ----------
    lines : sequence of str
        Empty ones are left out; letters shrink until all fit.
    """
    width, height = size_px
    letter_px = min(height // 14, width // 16)
    while letter_px > LEAST_PX and not (_card_fits(lines, letter_px, size_px)):
        letter_px = letter_px * 9 // 10
    picture = Image.new("RGBA", size_px, CARD)
    pen = ImageDraw.Draw(picture)
    rows = _card_rows(lines, letter_px, width)
    y = (height - sum(step for _, _, step in rows)) / 2
    for text, font, step in rows:
        pen.text((width / 2, y + step / 2), text, (240, 236, 228, 255), font, anchor="mm")
        y += step
    return Notice(0, 0, np.asarray(picture, np.uint8), (span,), fades_in, fades_out)


def _card_fits(lines: Sequence[str], letter_px: int, size_px: tuple[int, int]) -> bool:
    return sum(step for _, _, step in _card_rows(lines, letter_px, size_px[0])) <= 0.86 * size_px[1]


def _card_rows(lines: Sequence[str], letter_px: int, width_px: int) -> list[tuple[str, Any, float]]:
    """Break lines to the card's width: text, font and the room that each takes."""
    rows: list[tuple[str, Any, float]] = []
    for place, line in enumerate(lines):
        px = letter_px if place == 0 else max(LEAST_PX, round(letter_px * 0.55))
        font = ImageFont.truetype(str(_serif()), px)
        words, row = line.split(), ""
        for word in words:
            if row and font.getlength(f"{row} {word}") > 0.84 * width_px:
                rows.append((row, font, 1.25 * px))
                row = word
            else:
                row = f"{row} {word}".strip()
        if row:
            rows.append((row, font, 1.7 * px))
    return rows


@cache
def _serif() -> Path:
    """Find DejaVu Serif, which matplotlib brings: Latin, Greek, Cyrillic and more, but no Chinese letters."""
    found = find_spec("matplotlib")
    assert found is not None and found.origin is not None  # noqa: S101, PT018 - a dependency of ours
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSerif.ttf"


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


def _spans(first: int, frame_count: int, rate: Fraction) -> Iterator[range]:
    every, long = round(EVERY_SECONDS * rate), round(SECONDS * rate)
    for start in range(first, frame_count, every):
        yield range(start, min(start + long, frame_count))
