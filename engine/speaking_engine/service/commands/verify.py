"""verify: what a film bears of marks."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from speaking_engine.marks.verify import verify as look
from speaking_engine.service.answer import answer_json, say


def verify(
    film: Annotated[Path, typer.Argument(help="A film, also one that was re-encoded, scaled or cropped.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
) -> None:
    """Return what a film bears of marks: its signed manifest, and our watermark. Works without a network.

    Example: speaking-images verify film.mp4
    """
    verdict = look(film)
    if json:
        answer_json(
            {
                "film": str(film.resolve()),
                "is_marked": verdict.is_marked,
                "signed": dataclasses.asdict(verdict.signed) if verdict.signed else None,
                "watermark": {
                    "is_there": verdict.trace.is_there,
                    "strength": round(verdict.trace.strength, 2),
                    "scale": round(verdict.trace.scale, 4),
                },
                "sentences": verdict.sentences(),
            }
        )
        return
    for sentence in verdict.sentences():
        say(sentence)
