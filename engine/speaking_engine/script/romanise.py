"""Romanise: whether a name in Japanese, Chinese or Indian letters sounds like a name of the label."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from pypinyin import lazy_pinyin

ALIKE = 0.66
"""How alike the consonants of a name and its transliteration are at least; by the pairs of the tests."""

_KANA_ROWS = (
    "アa イi ウu エe オo カka キki クku ケke コko サsa シsi スsu セse ソso タta チti ツtu テte トto",
    "ナna ニni ヌnu ネne ノno ハha ヒhi フfu ヘhe ホho マma ミmi ムmu メme モmo ヤya ユyu ヨyo",
    "ラra リri ルru レre ロro ワwa ヲwo ンn ヴvu ガga ギgi グgu ゲge ゴgo ザza ジji ズzu ゼze ゾzo",
    "ダda ヂdi ヅdu デde ドdo バba ビbi ブbu ベbe ボbo パpa ピpi プpu ペpe ポpo",
    "ァa ィi ゥu ェe ォo ャya ュyu ョyo ッ ー",
)
_KANA = {cell[0]: cell[1:] for row in _KANA_ROWS for cell in row.split()}
_NAGARI = dict(zip("कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहंँ", "kkggnccjjnttddnttddnpfbbmyrlvssshnn", strict=True))
#: Sounds that transliterations take for each other: f v w, l r, b p, c q g k, z s, d t.
_AS_ONE = str.maketrans("fwlbqczdgj", "vvrpkkstks")


def romanised(name: str, language: str) -> str:
    """Return a name in Latin letters, roughly: ja, zh or hi."""
    if language == "zh":
        return "".join(lazy_pinyin(name))
    table = _KANA if language == "ja" else _NAGARI
    return "".join(table.get(sign, "") for sign in name)


def consonants(word: str) -> str:
    """Return what stays of a name in another script: its consonants, those that sound alike taken as one.

    Examples
    --------
    >>> consonants("Vermeer"), consonants(romanised("フェルメール", "ja"))
    ('vrmr', 'vrmr')
    """
    plain = re.sub(r"ng\b", "n", word.lower()).translate(_AS_ONE)
    return re.sub(r"[aeiouyh'’\s]", "", plain).replace("tk", "k")


def likeness(one: str, other: str) -> float:
    """Return how much two strings of consonants have in common, 0 to 1."""
    return SequenceMatcher(None, one, other).ratio()
