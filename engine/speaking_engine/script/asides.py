"""Asides: what a model says to whoever asked (refusals, thoughts, remarks), told from what a figure says."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile

import numpy as np
import numpy.typing as npt
import yaml

from speaking_engine.weights import locate

LIMIT = 0.0
"""Sentences are asides if their score, the log odds, is above it."""
LIMIT_ALONE = 0.5
"""The same of the only one among several sentences, and of one that only offers, regrets or plans."""
LIMIT_ALONE_SOFT = 2.0
LIMIT_AMID = 1.5
"""The same where others are spoken before and after it: models speak for themselves at both ends."""
LIMIT_BESIDE = -1.5
"""The same between an aside and an end of the answer."""
UNNAMED = 1.5
"""By so much a sentence must be surer that names nothing of a model's."""
LIMIT_BETWEEN = -4.0
"""The same between two asides, of what names something of a model's."""
BUCKETS = 1 << 18
LONGEST_SENTENCE = 600
"""Characters of a sentence that are looked at."""
#: Signs of scripts that set no spaces between words: each is a piece by itself.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PIECE = re.compile(r"\w+|[^\w\s]")
#: What is seen of a sentence without its words.
_MARKS = {
    "ends in a colon": re.compile(r"[:：][\s\"”*_)]*$"),
    "asks": re.compile(r"[?？][\s\"”*_)）]*$"),
    "exclaims": re.compile(r"[!！][\s\"”*_)）]*$"),
    "in brackets": re.compile(r"^\s*[(（\[【*_-]"),
    "markup": re.compile(r"\*\*|__|```|^#|^-{3}|</?\w+>"),
    "digits": re.compile(r"\d"),
    "short": re.compile(r"^(?:\W*[^\W\u3040-\u9fff]+){1,4}\W*$|^(?:\W*\w){1,9}\W*$"),
}
#: Roles that words of anybody's sentences play.
_EVERYBODYS = ("instead", "figure")
#: Roles that a figure's words seldom play; the others are courtesy.
_PLAINLY_OF_MODELS = frozenset(
    """machine asker text image person facts write identify pretend scruple invent count note order reason
    based here""".split()  # noqa: SIM905 - reads better
)
_SOUND_AT_MOST = 6.0


def is_aside(sentence: str, language: str = "") -> bool:
    """Return whether a sentence by itself is said to whoever asked for the text, and not by the figure."""
    return score(sentence, language) > LIMIT


def asides_among(sentences: Sequence[str], language: str = "") -> tuple[bool, ...]:
    """Return which sentences of an answer are asides.

    A model speaks for itself at the beginning and at the end: a sentence between spoken ones must be surer
    to be an aside, and one between an aside and an end less sure.
    """
    scores = [score(sentence, language) for sentence in sentences]
    found = [odds > LIMIT for odds in scores]
    last = len(scores) - 1
    plainly = [names_models_things(sentence, language, *_PLAINLY_OF_MODELS) for sentence in sentences]
    either = [aside or plain for aside, plain in zip(found, plainly, strict=True)]
    for index, odds in enumerate(scores):
        if not (all(either[:index]) or all(either[index + 1 :])):
            found[index] = odds > LIMIT_AMID
    if sum(found) == 1 and last > 0:
        only = found.index(True)
        found[only] = scores[only] > (LIMIT_ALONE if plainly[only] else LIMIT_ALONE_SOFT)
    for order in (range(last + 1), range(last, -1, -1)):
        alike = [aside or odds > LIMIT_BESIDE for aside, odds in zip(found, scores, strict=True)]
        run = list(takewhile(alike.__getitem__, order))
        while run and not found[run[-1]]:
            run.pop()
        found = [aside or index in run for index, aside in enumerate(found)]
    for index in range(last - 1, -1, -1):  # what stands before an aside, at the beginning or after another
        led = any(found[:index]) and names_models_things(sentences[index], language)
        begins = plainly[index] and all(either[:index])
        if found[index + 1] and scores[index] > LIMIT_BETWEEN and (led or begins):
            found[index] = True
    return tuple(found)


def names_models_things(sentence: str, language: str = "", *kinds: str) -> bool:
    """Return whether a sentence names what models speak of: anything of it, or one of some roles."""
    roles = roles_of(sentence, language)
    if not kinds:
        return bool((roles & _of_models()).any())
    return any(found for role, found in zip(_vocabulary(), roles, strict=False) if role in kinds)


def score(sentence: str, language: str = "") -> float:
    """Return the log odds that a sentence is an aside, by how it sounds and by what is spoken of."""
    model = _model()
    sound = float(np.clip(sound_of(sentence), -_SOUND_AT_MOST, _SOUND_AT_MOST))
    roles = roles_of(sentence, language)
    present = np.flatnonzero(roles)
    odds = sound * model.sound_weight + float(model.pairs[np.ix_(present, present)].sum()) + model.bias
    return odds if (roles & _of_models()).any() else odds - UNNAMED


def sound_of(sentence: str) -> float:
    """Return how much a sentence sounds like an aside.

    A linear classifier of pieces of words, as of Joulin et al., "Bag of Tricks for Efficient Text
    Classification" (2017), with the buckets of a hash instead of a vocabulary; `training/asides` made it.
    """
    found = buckets_of(sentence)
    model = _model()
    return float(model.weights[found].sum() * model.scale / max(1.0, len(found)) ** 0.5 + model.bias_of_sound)


def roles_of(sentence: str, language: str = "") -> npt.NDArray[np.bool_]:
    """Return which roles of `asides.yaml` the words of a sentence play, and which marks it bears, (R,)."""
    plain = unicodedata.normalize("NFC", sentence[:LONGEST_SENTENCE]).replace("’", "'")
    patterns = _roles(language.partition("-")[0].lower())
    return np.array([bool(pattern.search(plain)) for pattern in (*patterns, *_MARKS.values())])


@cache
def _vocabulary() -> dict[str, dict[str, str]]:
    text = (files("speaking_engine.script") / "asides.yaml").read_text("utf8")
    vocabulary: dict[str, dict[str, str]] = yaml.safe_load(text)
    return vocabulary


@cache
def _of_models() -> npt.NDArray[np.bool_]:
    """Return which roles and marks only a model's sentences are known by, (R,)."""
    named = [role not in _EVERYBODYS for role in _vocabulary()]
    return np.array(named + [mark == "markup" for mark in _MARKS])


@cache
def _roles(tag: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a language and of English, in which models fall back; of an unknown one all."""
    roles = _vocabulary()
    known = any(tag in spoken for spoken in roles.values())
    wanted = ("all", "en", tag) if known else tuple(roles["machine"])
    return tuple(
        re.compile(
            "|".join(_at_words(spoken[name]) for name in dict.fromkeys(wanted) if name in spoken) or r"(?!)",
            re.I,
        )
        for spoken in roles.values()
    )


def _at_words(role: str) -> str:
    """Let the alternatives of a pattern begin where a word does, but for scripts without spaces."""
    return f"(?:{role})" if _UNSPACED.search(role) else rf"(?<![^\W\d_])(?:{role})"


def buckets_of(sentence: str) -> npt.NDArray[np.int64]:
    """Return where the pieces of a sentence stand among the weights, each once."""
    return np.array(sorted({zlib.crc32(piece.encode()) % BUCKETS for piece in _pieces(sentence)}), np.int64)


def _pieces(sentence: str) -> Iterator[str]:
    """Give words, pairs of words and runs of letters in them; of unspaced scripts runs of four signs."""
    plain = unicodedata.normalize("NFKC", sentence[:LONGEST_SENTENCE]).lower()
    plain = re.sub(r"\d+", "0", plain.replace("’", "'"))
    words = ["^", *_PIECE.findall(_UNSPACED.sub(lambda sign: f" {sign[0]} ", plain)), "$"]
    for index, word in enumerate(words):
        for length in (1, 2, 3, 4):
            if index + length <= len(words) and (length <= 2 or _UNSPACED.search(word)):
                yield " ".join(words[index : index + length])
        padded = f"<{word}>"
        for length in (4, 5):
            yield from (padded[start : start + length] for start in range(len(padded) - length + 1))


@dataclass(frozen=True, slots=True)
class _Model:
    weights: npt.NDArray[np.int8]
    scale: float
    bias_of_sound: float
    sound_weight: float
    pairs: npt.NDArray[np.float32]
    bias: float


@cache
def _model() -> _Model:
    with np.load(locate("asides.npz")) as stored:
        return _Model(
            stored["weights"],
            float(stored["scale"]),
            float(stored["bias_of_sound"]),
            float(stored["sound_weight"]),
            stored["pairs"],
            float(stored["bias"]),
        )
