"""Asides: what a model says to whoever asked (refusals, thoughts, remarks), told from what a figure says."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from speaking_engine.weights import locate

LIMIT = -0.25
"""Sentences whose score is above it are asides; a refusal that is spoken costs more than a lost sentence."""
BUCKETS = 1 << 18
_LONGEST = 600
"""Characters of a sentence that are looked at."""
#: Signs of scripts that set no spaces between words: each is a piece by itself.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PIECE = re.compile(r"\w+|[^\w\s]")


def is_aside(sentence: str) -> bool:
    """Return whether a sentence is said to whoever asked for the text, and not by the figure."""
    return score(sentence) > LIMIT


def score(sentence: str) -> float:
    """Return the log odds that a sentence is an aside.

    A linear classifier of pieces of words, as of Joulin et al., "Bag of Tricks for Efficient Text
    Classification" (2017), with the buckets of a hash instead of a vocabulary; `training/asides` made it.
    """
    found = buckets_of(sentence)
    weights, scale, bias = _model()
    return float(weights[found].sum() * scale / max(1.0, len(found)) ** 0.5 + bias)


def buckets_of(sentence: str) -> npt.NDArray[np.int64]:
    """Return where the pieces of a sentence stand among the weights, each once."""
    return np.array(sorted({zlib.crc32(piece.encode()) % BUCKETS for piece in _pieces(sentence)}), np.int64)


def _pieces(sentence: str) -> Iterator[str]:
    """Give words, pairs of words and runs of letters in them; of unspaced scripts runs of four signs."""
    plain = unicodedata.normalize("NFKC", sentence[:_LONGEST]).lower()
    plain = re.sub(r"\d+", "0", plain.replace("’", "'"))
    words = ["^", *_PIECE.findall(_UNSPACED.sub(lambda sign: f" {sign[0]} ", plain)), "$"]
    for index, word in enumerate(words):
        for length in (1, 2, 3, 4):
            if index + length <= len(words) and (length <= 2 or _UNSPACED.search(word)):
                yield " ".join(words[index : index + length])
        padded = f"<{word}>"
        for length in (4, 5):
            yield from (padded[start : start + length] for start in range(len(padded) - length + 1))


@cache
def _model() -> tuple[npt.NDArray[np.int8], float, float]:
    with np.load(locate("asides.npz")) as stored:
        return stored["weights"], float(stored["scale"]), float(stored["bias"])
