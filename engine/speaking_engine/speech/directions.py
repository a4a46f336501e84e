"""Stage directions inside a text: ``[pause 0.4]`` is a silence, ``*word*`` emphasis, ``[warmly]`` a mood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.errors import TextError

MAX_PAUSE_SECONDS = 10.0
PARAGRAPH_PAUSE_SECONDS = 0.9

MOODS = {
    "neutral": "neutral", "neutrally": "neutral", "plainly": "neutral", "calmly": "neutral",
    "warm": "warm", "warmly": "warm", "kindly": "warm", "tenderly": "warm", "gently": "warm",
    "grave": "grave", "gravely": "grave", "seriously": "grave", "solemnly": "grave", "sternly": "grave",
    "amused": "amused", "amusedly": "amused", "wryly": "amused", "playfully": "amused", "smiling": "amused",
    "sorrowful": "sorrowful", "sorrowfully": "sorrowful", "sadly": "sorrowful", "mournfully": "sorrowful",
}  # fmt: skip
"""What a text may say in brackets of how it is said, and the mood that is meant."""

_PAUSE = re.compile(r"\[pause\b\s*([^\[\]]*)\]", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_MOOD = re.compile(rf"\[\s*({'|'.join(MOODS)})\s*\][ \t]*", re.IGNORECASE)
_MARK = "\ue000"  # private use: `clean` has taken it out of what people write
_PLAIN_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Directed:
    """Words that are said without a pause asked for.

    Attributes
    ----------
    text : str
        Without directions; empty where a text begins with a pause.
    emphasised : frozenset of int
        Which words of ``text.split()`` are emphasised.
    pause_seconds : float or None
        Silence after them; None leaves it to the punctuation.
    """

    text: str
    emphasised: frozenset[int]
    pause_seconds: float | None


def passages(text: str) -> tuple[Directed, ...]:
    """Part a cleaned text at its pauses and line breaks.

    Raises
    ------
    TextError
        A pause has no number, or one that is not between 0 and 10 seconds.
    """
    found: list[Directed] = []
    text = _MOOD.sub("", text)
    paragraphs = [line for line in text.split("\n") if line.strip()]
    for last, paragraph in enumerate(paragraphs, start=1 - len(paragraphs)):
        found += _paragraph(paragraph, None if last == 0 else PARAGRAPH_PAUSE_SECONDS)
    return tuple(found)


def moods_in(text: str) -> tuple[tuple[int, str], ...]:
    """Return the moods that a cleaned text asks for: before which of its words, counted from 0, and which.

    The words are those of all `passages` in order.
    """
    found, words, at = [], 0, 0
    for match in _MOOD.finditer(text):
        words += sum(len(part.text.split()) for part in passages(text[at : match.start()]))
        found.append((words, MOODS[match.group(1).lower()]))
        at = match.end()
    return tuple(found)


def _paragraph(text: str, pause_seconds: float | None) -> Iterator[Directed]:
    at = 0
    for match in _PAUSE.finditer(text):
        yield _passage(text[at : match.start()], _seconds(match))
        at = match.end()
    rest = text[at:]
    if rest.strip() or pause_seconds is not None:
        yield _passage(rest, pause_seconds)


def _seconds(match: re.Match[str]) -> float:
    typed = match.group(1).strip().removesuffix("s").strip()
    try:
        seconds = float(typed) if typed else _PLAIN_PAUSE_SECONDS
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MAX_PAUSE_SECONDS:
        raise TextError(
            f"The pause {match.group(0)!r} is not a number of seconds from 0 to {MAX_PAUSE_SECONDS:g}.",
            hint="Write it like [pause 0.4].",
        )
    return seconds


def _passage(text: str, pause_seconds: float | None) -> Directed:
    marked = _EMPHASIS.sub(lambda m: " ".join(_MARK + word for word in m.group(1).split()), text)
    words = marked.split()
    emphasised = frozenset(index for index, word in enumerate(words) if _MARK in word)
    return Directed(" ".join(word.replace(_MARK, "") for word in words), emphasised, pause_seconds)


GAIN_DB = 2.5

_VOWEL = re.compile("[AIOQWYaeiouæɐɑɒɔəɚɛɜɨɪʊʌᵻyøœ]")
_STRESSED_VOWEL = re.compile("(ˈ[^ˈˌ ]*?[AIOQWYaeiouæɐɑɒɔəɚɛɜɨɪʊʌᵻyøœ])(?!ː)")
_RAMP_SECONDS = 0.03


def emphasise(phonemes: str) -> str:
    """Return the last word of a reading full stress and a longer vowel."""
    head, space, word = phonemes.rpartition(" ")
    if "ˈ" not in word:
        word = word.replace("ˌ", "ˈ", 1) if "ˌ" in word else _VOWEL.sub(r"ˈ\g<0>", word, count=1)
    return head + space + _STRESSED_VOWEL.sub(r"\1ː", word, count=1)


def louden(
    samples: npt.NDArray[np.float32], sample_rate_hz: int, spans_seconds: list[tuple[float, float]]
) -> npt.NDArray[np.float32]:
    """Raise the loudness inside spans by `GAIN_DB`, with ramps of 30 ms so that it is not heard as a step."""
    if not spans_seconds:
        return samples
    wanted = np.zeros(len(samples), np.float32)
    for start, end in spans_seconds:
        wanted[int(start * sample_rate_hz) : int(end * sample_rate_hz)] = 1.0
    length = max(int(_RAMP_SECONDS * sample_rate_hz), 1)
    ramp = np.hanning(length + 2)[1:-1]
    smooth = np.convolve(wanted, (ramp / ramp.sum()).astype(np.float32), "same")
    gain = np.power(10.0, GAIN_DB / 20 * smooth).astype(np.float32)
    return samples * gain
