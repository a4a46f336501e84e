"""Tells which older encoding a text without a mark was written in, by where its letters stand in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLOSE_TO_CERTAIN = 0.95
_ENOUGH_CHARACTERS = 100_000
_LONGEST_RUN_OF_ACCENTS = 3  # ÄÖÜ, créée
_SIGNS = frozenset("–—‘’‚“”„•…«»‹›¡¿°§©®™€£¥²³¹·¶†‡×±¼½¾ºª´\xa0‰№")


@dataclass(frozen=True, slots=True)
class Encoding:
    """One that people still save in.

    Attributes
    ----------
    codec : str
        Python's name.
    name : str
        The name that programs show.
    letters : frozenset of str
        Those that its languages write, besides ASCII.
    mixes : bool
        Whether its words mix them with ASCII letters, as Latin alphabets do.
    evidence : int
        How many letters and signs beyond ASCII it takes to believe it; more for those that are seldom met.
    """

    codec: str
    name: str
    letters: frozenset[str]
    mixes: bool = True
    evidence: int = 1


def _both_cases(letters: str) -> frozenset[str]:
    return frozenset(letters + letters.upper())


_WESTERN = _both_cases("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßðþ")
_CENTRAL = _both_cases("ąćęłńóśźżáčďéěíňřšťúůýžőűäöüßâăîşţĺľŕôëđ")

#: In the order in which equally likely ones are taken.
_ENCODINGS = (
    Encoding("cp1252", "Windows-1252", _WESTERN),
    Encoding("mac_roman", "Mac Roman", _WESTERN, evidence=2),
    Encoding("cp850", "DOS 850", _WESTERN, evidence=3),
    Encoding("cp1250", "Windows-1250", _CENTRAL, evidence=3),
    Encoding(
        "cp1251",
        "Windows-1251",
        _both_cases("абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґ"),
        mixes=False,
        evidence=6,
    ),
    Encoding(
        "cp1253", "Windows-1253", _both_cases("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"), mixes=False, evidence=6
    ),
)


def without_mark(data: bytes) -> str | None:
    """Return the codec of UTF-16 that lacks its mark: every second byte of most letters is zero.

    Returns
    -------
    str or None
        None where it is not that.
    """
    head = data[:4096]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half < 2 or len(data) % 2 or max(even, odd) < half * 0.4 or min(even, odd) > half * 0.05:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def guess(data: bytes) -> tuple[str, str] | None:
    """Read a text that is no Unicode in the encoding in which its letters stand as they do in words.

    Returns
    -------
    text, name : tuple of str, or None
        None where no encoding is nearly certain: a wrong guess would be spoken aloud.
    """
    best: tuple[float, str, str] | None = None
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding.codec)
        except UnicodeDecodeError:
            continue
        certainty = _certainty(text, encoding)
        if best is None or certainty > best[0]:
            best = (certainty, text, encoding.name)
    return best[1:] if best is not None and best[0] >= _CLOSE_TO_CERTAIN else None


_RUN = re.compile(r"[^\W\d_]+|[^\x00-\x7f]")


def _certainty(text: str, encoding: Encoding) -> float:
    """Return the share of the letters and signs beyond ASCII that stand where such a thing may stand."""
    right = whole = 0
    telling = "\n".join(line for line in text.splitlines() if not line.isascii())
    for match in _RUN.finditer(telling[:_ENOUGH_CHARACTERS]):
        if not encoding.mixes and match[0].isupper():
            continue  # any bytes may look like capitals of another alphabet; they prove nothing
        beyond = sum(not char.isascii() for char in match[0])
        whole += beyond
        if beyond and _may_stand(match, encoding):
            right += beyond
    return right / whole if whole >= encoding.evidence else 0.0


def _may_stand(match: re.Match[str], encoding: Encoding) -> bool:
    word, text = match[0], match.string
    if word[0] in _SIGNS:
        before, after = text[match.start() - 1 : match.start()], text[match.end() :][:1]
        inside = before.isalpha() and after.isalpha()
        return word in "’ \xa0" if inside else before not in _SIGNS
    if not all(char.isascii() or char in encoding.letters for char in word):
        return False
    if not encoding.mixes:
        return _case_is_whole(word) and not any(char.isascii() for char in word)
    runs = re.findall(r"[^\x00-\x7f]+", word)
    return max(map(len, runs)) <= _LONGEST_RUN_OF_ACCENTS and _case_is_whole(word)


def _case_is_whole(word: str) -> bool:
    """Whether a word is small, large or begins large: "Größe", not "GrÑe"."""
    return word[1:].islower() or word.isupper() or len(word) == 1
