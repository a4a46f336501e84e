"""Mandarin to phonemes, by the readings of pypinyin; the tones become the four arrows that Kokoro knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

from speaking_engine.speech.languages.english.numbers import roman
from speaking_engine.speech.languages.latin import parted, read_latin
from speaking_engine.speech.languages.rewriting import SIGNS, Rule, rewrite
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading

_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ",
    "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ",
    "s": "s", "": "",
}  # fmt: skip
_FINALS = {  # the tone goes where the 0 stands, after the vowel that carries it
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0",
    "en": "ə0n", "eng": "ə0ŋ", "er": "ɚ0", "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ",
    "iao": "jau0", "ie": "je0", "in": "i0n", "ing": "i0ŋ", "iong": "jʊ0ŋ", "iou": "jou0", "io": "jɔ0",
    "o": "wo0", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "ua": "wa0", "uai": "wai0", "uan": "wa0n",
    "uang": "wa0ŋ", "uei": "wei0", "uen": "wə0n", "ueng": "wə0ŋ", "uo": "wo0", "v": "y0", "van": "ɥɛ0n",
    "ve": "ɥe0", "vn": "y0n", "ê": "ɛ0",
}  # fmt: skip
_HISSED = {
    "z": "ɹ0",
    "c": "ɹ0",
    "s": "ɹ0",
    "zh": "ɻ0",
    "ch": "ɻ0",
    "sh": "ɻ0",
    "r": "ɻ0",
}  # the vowel of si and shi
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_MARKS = dict(zip("。！？…；：，、.!?;:,", ".!?…;:,,.!?;:,", strict=True))
_OPENERS = "《〈“‘「『（(【"
_DIGITS = "零一二三四五六七八九"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))
_HAN = re.compile(r"[㐀-鿿]+")
_MEASURES = {
    "cm": "厘米", "mm": "毫米", "km": "公里", "m": "米", "kg": "公斤", "g": "克", "%": "", "€": "欧元",
    "£": "英镑", "$": "美元",
}  # fmt: skip
_COUNTED = "个個张張幅位件种種次只隻本尊座枚颗顆条條岁歲点點"  # before these, two is 两


def read_chinese(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Say how each word is pronounced; words are those of pypinyin's phrase list, because none are written.

    Numbers stay one word as they are written; names in Latin letters are read in English.

    References
    ----------
    pypinyin 0.55 (MIT); the phonemes follow misaki's table for Kokoro 1.0, after Lee & Zee,
    "Standard Chinese (Beijing)", JIPA 33, 2003.
    """
    readings: list[Reading] = []
    opener = ""
    for reading in _pieces(paragraph, lexicon):
        if reading.phonemes or (not readings and not opener and reading.text not in _OPENERS):
            readings.append(Reading(opener + reading.text, reading.phonemes))
            opener = ""
        elif reading.text[-1:] in _OPENERS:  # what opens a title belongs to its first word
            opener += reading.text
        elif readings:
            last = readings[-1]
            readings[-1] = Reading(last.text + reading.text, last.phonemes + _mark(reading.text))
    if opener and readings:
        readings[-1] = Reading(readings[-1].text + opener, readings[-1].phonemes)
    return tuple(reading for reading in readings if reading.phonemes)


def written_out(text: str) -> str:
    """Write a text in the signs that are said for its numbers."""
    out, at = "", 0
    for piece in rewrite(text, _RULES, token=SIGNS):
        out, at = out + text[at : piece.start] + piece.said, piece.end
    return out + text[at:]


def _pieces(paragraph: str, lexicon: Lexicon) -> Iterator[Reading]:
    """Return words with their phonemes, and marks without any."""
    at = 0
    for piece in rewrite(paragraph, _RULES, token=SIGNS):
        yield from _words(paragraph[at : piece.start], lexicon)
        said = " ".join(_phonemes(word) for word in seg.cut(piece.said) if _HAN.search(word))
        yield Reading(paragraph[piece.start : piece.end], said)
        at = piece.end
    yield from _words(paragraph[at:], lexicon)


def _words(text: str, lexicon: Lexicon) -> Iterator[Reading]:
    for run, latin in parted(text):
        if latin:
            yield from read_latin(run)
            continue
        for word in filter(None, map(str.strip, seg.cut(run))):
            for part in re.findall(r"[㐀-鿿]+|[^㐀-鿿]", word):
                said = lexicon.entries.get(part, "").strip("/") or _phonemes(part)
                yield Reading(part, said if _HAN.search(part) else "")


def _mark(text: str) -> str:
    return "".join(_MARKS.get(sign, "") for sign in text)


def _counted(number: int) -> str:
    """Return an amount as it is said alone: 十七, not 一十七."""
    return _amount(number).removeprefix("一") if 10 <= number < 20 else _amount(number)


def _amount(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    size, name = next(unit for unit in _UNITS if number >= unit[0])
    head, rest = divmod(number, size)
    if not rest:
        return _amount(head) + name
    return _amount(head) + name + ("零" if rest < size // 10 else "") + _amount(rest)


def _number(written: str) -> str:
    """Say an amount: "1,500" or "44.5"."""
    whole, _, part = written.replace(",", "").replace(" ", "").partition(".")
    return _counted(int(whole)) + ("点" + _by_digit(part) if part else "")


def _by_digit(written: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in written)


def _year(written: str) -> str:
    """Say a year digit by digit; 300 is three hundred."""
    return _counted(int(written)) if len(written) < 4 and written.endswith("00") else _by_digit(written)


def _years(match: re.Match[str], _: bool) -> str:
    first, last = match["first"], match["last"]
    return f"{_year(first)}至{_year(first[: len(first) - len(last)] + last)}"


def _quantity(match: re.Match[str], _: bool) -> str:
    unit = _MEASURES[match["unit"]]
    return ("百分之" if match["unit"] == "%" else "") + _number(match["number"]) + unit


def _date(match: re.Match[str], _: bool) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{_by_digit(match['year'])}年{_counted(month)}月{_counted(day)}日"


def _ruler(match: re.Match[str], _: bool) -> str | None:
    number = roman(match["numeral"])
    return _counted(number) if number else None


_NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?"
_RULES: tuple[Rule, ...] = tuple(
    Rule(re.compile(pattern), say)
    for pattern, say in (
        (r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)", _date),
        (r"(?P<first>\d{3,4})\s*[-–—~～〜]\s*(?P<last>\d{2,4})(?!\d|[,.]\d)(?!\s*(?:cm|厘米|[x×]))", _years),
        (r"\d{3,4}(?=\s*年(?!代?[间間]?的历史))", lambda match, _: _year(match[0])),
        (rf"(?P<number>{_NUMBER})\s?(?P<unit>cm|mm|km|kg|m|g|%|€)(?![A-Za-z])", _quantity),
        (rf"(?P<unit>[€£$])\s?(?P<number>{_NUMBER})", _quantity),
        (r"(?<![A-Za-z])[x×](?=\s*\d)", lambda *_: "乘"),
        (r"(?:No|Nr|Inv)\.?\s*(?P<number>\d+)", lambda match, _: f"第{_number(match['number'])}号"),
        (r"(?<=[㐀-鿿])(?P<numeral>[IVX]{1,6})(?![A-Za-z.])", _ruler),
        (rf"2(?=[{_COUNTED}])", lambda *_: "两"),
        (_NUMBER, lambda match, _: _number(match[0])),
    )
)


def _phonemes(word: str) -> str:
    initials = lazy_pinyin(word, style=Style.INITIALS, strict=True, errors="ignore")
    finals = lazy_pinyin(
        word,
        style=Style.FINALS_TONE3,
        strict=True,
        neutral_tone_with_five=True,
        errors="ignore",
        tone_sandhi=True,
    )
    return "".join(map(_syllable, initials, finals))


def _syllable(initial: str, final: str) -> str:
    vowel, tone = (final[:-1], final[-1]) if final[-1:].isdigit() else (final, "5")
    shape = _HISSED.get(initial) if vowel == "i" else None
    if shape is None:
        shape = _FINALS.get(vowel, "ə0")
    return _INITIALS.get(initial, "") + shape.replace("0", _TONES[tone])
