"""Asides: what a model says to whoever asked (refusals, thoughts, remarks), told from what a figure says."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import takewhile

import numpy as np
import numpy.typing as npt
import yaml

from speaking_engine.weights import locate

LIMIT = -0.75
"""Sentences that name a request (`asides.yaml`) are asides if their score is above it."""
LIMIT_ALONE = 1.0
"""The same of a sentence that is the only one in a text for the figure."""
LIMIT_OF_MACHINES = -5.0
"""The same of sentences that name a machine: no figure does."""
SURE = 3.0
"""Score above which others are asides, too, where they stand between an aside and an end of the answer."""
BUCKETS = 1 << 18
_LONGEST = 600
"""Characters of a sentence that are looked at."""
#: Signs of scripts that set no spaces between words: each is a piece by itself.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PIECE = re.compile(r"\w+|[^\w\s]")


def is_aside(sentence: str, language: str = "") -> bool:
    """Return whether a sentence by itself is said to whoever asked for the text, and not by the figure."""
    return score(sentence) > _limit(sentence, language)


def asides_among(sentences: Sequence[str], language: str = "") -> tuple[bool, ...]:
    """Return which sentences of an answer are asides.

    Those are that sound like a model and speak of what only a model speaks of; at both ends also their
    neighbours that surely sound like one, and all if all of them do. "I cannot say" and "Look at my hands"
    are a figure's else.
    """
    scores = [score(sentence) for sentence in sentences]
    found = [odds > _limit(text, language) for odds, text in zip(scores, sentences, strict=True)]
    if sum(found) == 1 and len(found) > 1:  # the rest speaks for the figure: rather one aside than a text cut
        only = found.index(True)
        found[only] = scores[only] > LIMIT_ALONE or _limit(sentences[only], language) < LIMIT
    for order in (range(len(found)), range(len(found) - 1, -1, -1)):
        alike = [aside or odds > SURE for aside, odds in zip(found, scores, strict=True)]
        run = set(takewhile(alike.__getitem__, order))
        if any(found[index] for index in run) or len(run) == len(found):
            found = [aside or index in run for index, aside in enumerate(found)]
    return tuple(found)


def _limit(sentence: str, language: str) -> float:
    """Return the score above which a sentence is an aside; infinite where it names nothing of a model's."""
    plain = unicodedata.normalize("NFC", sentence[:_LONGEST]).replace("’", "'")
    tag = language.partition("-")[0].lower()
    if any(pattern.search(plain) for pattern in _topics("machine", tag)):
        return LIMIT_OF_MACHINES
    return LIMIT if any(pattern.search(plain) for pattern in _topics("request", tag)) else np.inf


@cache
def _topics(kind: str, tag: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a language and of English, in which models fall back; of an unknown one all."""
    text = (files("speaking_engine.script") / "asides.yaml").read_text("utf8")
    spoken: dict[str, str | list[str]] = yaml.safe_load(text)[kind]
    wanted = ("all", "en", tag) if tag in spoken else tuple(spoken)
    topics = [topic for name in dict.fromkeys(wanted) for topic in np.atleast_1d(spoken[name])]
    return tuple(re.compile(_at_words(topic), re.I) for topic in topics)


def _at_words(topic: str) -> str:
    """Let the alternatives of a pattern begin where a word does, but for scripts without spaces."""
    return topic if _UNSPACED.search(topic) else rf"(?<![^\W\d_])(?:{topic})"


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
