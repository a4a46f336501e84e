"""Cues: each word of a line with its sounds, its time, how far the mouth opens, and what is wrong there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from speaking_engine.errors import ClipError
from speaking_engine.performance.millimetres import opening_mm, shut
from speaking_engine.performance.performance import Performance
from speaking_engine.performance.prosody import Track
from speaking_engine.performance.visemes import BILABIALS
from speaking_engine.speech.utterance import Utterance, Word
from speaking_engine.text import read_text

FASTEST_LIPS_MM_S = 200.0


@dataclass(frozen=True, slots=True)
class Cue:
    """One word.

    Attributes
    ----------
    number : int
        Of the word in its line, from 0.
    word : str
        As written.
    phonemes : str
        Of the Kokoro alphabet.
    start_seconds, end_seconds : float
        In the line's own time.
    opening_mm : float
        Widest opening in it, of a mouth 50 mm wide.
    fault : str
        What a person should look at: a closure that is missing, lips that are too fast; else empty.
    """

    number: int
    word: str
    phonemes: str
    start_seconds: float
    end_seconds: float
    opening_mm: float
    fault: str = ""


def cues_of(performance: Performance, utterance: Utterance) -> tuple[Cue, ...]:
    """Return the cues of a line, in order."""
    opening, closed = opening_mm(performance), shut(performance)
    speed = np.abs(np.diff(opening, append=opening[-1:])) * float(performance.rate)
    found = []
    for number, word in enumerate(utterance.words):
        first, last = _frames(performance, word.start_seconds, word.end_seconds)
        fault = _open_closure(performance, utterance, word, np.minimum(opening / 1.0, 1 - closed))
        if not fault and float(speed[first:last].max(initial=0)) > FASTEST_LIPS_MM_S:
            fault = f"The lips are faster than {FASTEST_LIPS_MM_S:.0f} mm/s."
        found.append(
            Cue(
                number,
                word.text,
                "".join(
                    p.symbol for p in utterance.phonemes if _inside(p.start_seconds, p.end_seconds, word)
                ),
                round(word.start_seconds, 4),
                round(word.end_seconds, 4),
                round(float(opening[first:last].max(initial=0)), 2),
                fault,
            )
        )
    return tuple(found)


def widest_frame(performance: Performance, start_seconds: float, end_seconds: float) -> int:
    """Return the frame, from 0, at which the mouth is widest between two times of a line, such as a cue's."""
    first, last = _frames(performance, start_seconds, end_seconds)
    opening = opening_mm(performance)[first:last]
    return first + (int(opening.argmax()) if len(opening) else 0)


def cues_as_list(cues: tuple[Cue, ...]) -> list[dict[str, Any]]:
    """Return plain values for JSON."""
    return [asdict(cue) for cue in cues]


def sheet_of(performance: Performance, utterance: Utterance, names: Sequence[str]) -> dict[str, Any]:
    """Return plain values for a program: cues with the names that corrections know, phonemes, stretches.

    All times are the line's own. `openings_in` reads it back.
    """
    cues = cues_as_list(cues_of(performance, utterance))
    return {
        "rate": str(performance.rate),
        "frames": len(performance),
        "text": utterance.text,
        "cues": [{"name": name, **cue} for name, cue in zip(names, cues, strict=True)],
        "phonemes": [asdict(phoneme) for phoneme in utterance.phonemes],
        "stretches": [asdict(stretch) for stretch in performance.stretches],
    }


def openings_in(path: Path) -> dict[str, float]:
    """Read from a sheet how far the mouth is to open in each word, in millimetres, by the word's name.

    Raises
    ------
    ClipError
        It is no such sheet; the user gives another.
    """
    try:
        cues = json.loads(read_text(path, "The sheet of cues", ClipError))["cues"]
        return {str(cue["name"]): float(cue["opening_mm"]) for cue in cues}
    except (ValueError, KeyError, TypeError) as error:
        raise ClipError(
            f"{path} is no sheet of cues: cues with name and opening_mm are not found in it.",
            hint="Import the FILE.json that `performance --export FILE.json` wrote, edited.",
            place="--import",
        ) from error


def _open_closure(performance: Performance, utterance: Utterance, word: Word, parted: Track) -> str:
    """Name the first /p b m/ of a word on which the lips do not meet, within two frames."""
    for phoneme in utterance.phonemes:
        if phoneme.symbol in BILABIALS and _inside(phoneme.start_seconds, phoneme.end_seconds, word):
            middle = round((phoneme.start_seconds + phoneme.end_seconds) / 2 * performance.rate)
            near = parted[max(middle - 2, 0) : middle + 3]
            if float(near.min(initial=1)) > 0.5:
                return f"The lips do not meet on /{phoneme.symbol}/."
    return ""


def _inside(start: float, end: float, word: Word) -> bool:
    return word.start_seconds - 1e-6 <= (start + end) / 2 < word.end_seconds + 1e-6


def _frames(performance: Performance, start: float, end: float) -> tuple[int, int]:
    return int(start * performance.rate), int(end * performance.rate) + 1
