"""hibari's phonemiser, and what has to be done around its defects: this is the only file that knows them.

Each defect is described for its author in `docs/upstream.md`. They were seen in hibari-tts 0.2.1:

1. `normalize` takes any word after "King" or "Chapter" for an empty Roman numeral ("King the zeroth
   Charles"), reads "Madame X" as a tenth and all dates as American. It is not called: `as_said` writes
   everything out.
2. A contraction right after a curly quotation mark is no word to it (“I'm is said "im"), because its tagger
   takes the mark for a noun. It gets words without quotation marks; they come back as phonemes.
3. An amount of money keeps its currency for the next number ("$100, 12 years": "12 dollars"). It gets words.
4. The work for one word grows with the square of its length or worse. It gets long ones in parts.
5. A letter A is always the article, and a letter with a dot never ends a sentence. Initials come with
   phonemes of their own (`numbers.letters`), and the dot is put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from hibari.g2p import G2P

_LONGEST, _LONGEST_SETTLED = 40, 400  # letters; a settled word is written with its phonemes
_MOST_SIGNS = 4
_MARKS = re.compile('[“”"]')
_FULL_STOP = re.compile(r"\.[”\")\]]*$")
_OPENING = re.compile('^[(\\[—–-]*[“"]')
_CLOSING = re.compile('[”"][.,;:!?…)\\]]*$')


def plain_phonemes(text: str, *, british: bool) -> str:
    """Return the phonemes of a few words, without any lexicon."""
    return str(_g2p(british)(text))


def phonemes_of_words(words: Sequence[str], *, british: bool) -> list[str]:
    """Return the phonemes of each word of a text, with its punctuation, as they are in this context.

    Parameters
    ----------
    words : sequence of str
        What stands between spaces, without digits and abbreviations; ``[word](/phonemes/)`` is settled.
    """
    bare = [_MARKS.sub("", word) for word in words]
    parts = [list(_cut(word)) for word in bare]
    spoken = iter(_spoken([part for word in parts for part in word], british))
    return [
        _quoted(word, " ".join(next(spoken) for _ in pieces))
        for word, pieces in zip(words, parts, strict=True)
    ]


def _cut(word: str) -> Iterator[str]:
    """Part a word that is too long, or has too many signs within: "and/or/but/..."."""
    if "](/" in word:
        yield from (word[at : at + _LONGEST_SETTLED] for at in range(0, len(word), _LONGEST_SETTLED))
        return
    start = signs = 0
    for at, letter in enumerate(word):
        if at - start >= _LONGEST or (signs > _MOST_SIGNS and letter.isalnum()):
            yield word[start:at]
            start, signs = at, 0
        signs += not (letter.isalnum() or letter in "'’")
    if word[start:] or not word:
        yield word[start:]


def _quoted(word: str, phonemes: str) -> str:
    if not phonemes:
        return phonemes
    if _FULL_STOP.search(word) and phonemes[-1] not in ".!?…":
        phonemes += "."
    opening = "“" if _OPENING.search(word) else ""
    closing = "”" if _CLOSING.search(word) else ""
    return f"{opening}{phonemes}{closing}"


@cache
def _g2p(british: bool) -> G2P:
    return G2P(british=british)


def _spoken(words: Sequence[str], british: bool) -> list[str]:
    """Return phonemes between spaces; a token of the phonemiser may be a part of a word."""
    g2p = _g2p(british)
    out, phonemes = list[str](), ""
    for token in g2p.phonemize_tokens(g2p.tokenize(" ".join(words))):
        phonemes += token.phonemes or ""
        if token.whitespace:
            out.append(phonemes.strip())
            phonemes = ""
    return [*out, phonemes.strip()][: len(words)]
