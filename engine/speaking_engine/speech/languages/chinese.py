"""Mandarin to phonemes, by the readings of pypinyin; the tones become the four arrows that Kokoro knows."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

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
_MARKS = str.maketrans("，。！？；：、（）", ",.!?;:,()")
_DIGITS = "零一二三四五六七八九"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))
_HAN = re.compile(r"[㐀-鿿]+")


def read_chinese(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Say how each word is pronounced; words are those of pypinyin's phrase list, because none are written.

    References
    ----------
    pypinyin 0.55 (MIT); the phonemes follow misaki's table for Kokoro 1.0, after Lee & Zee,
    "Standard Chinese (Beijing)", JIPA 33, 2003.
    """
    readings: list[Reading] = []
    for word in seg.cut(_spelled_numbers(paragraph)):
        text = word.strip()
        if _HAN.search(text):
            said = lexicon.entries.get(text, "").strip("/") or _phonemes(text)
            readings.append(Reading(text, said))
        elif text and readings:
            last = readings[-1]
            readings[-1] = Reading(last.text + text, last.phonemes + text[0].translate(_MARKS))
    return tuple(readings)


def _spelled_numbers(text: str) -> str:
    """Write numbers in characters: a year digit by digit, everything else as an amount."""
    text = re.sub(r"\d{3,4}(?=年)", lambda year: "".join(_DIGITS[int(digit)] for digit in year.group()), text)
    return re.sub(r"\d+", lambda number: _counted(int(number.group())), text)


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
