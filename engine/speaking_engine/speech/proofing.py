"""Whether a text is that of a recording: what is heard is compared with it, and every doubt is weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from math import gcd
from operator import neg

import numpy as np

from speaking_engine.errors import TextError
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.speech.comparison import Block, Difference, Spoken, compare
from speaking_engine.speech.directions import passages
from speaking_engine.speech.languages import Language
from speaking_engine.speech.level import Samples, loud_stretches
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.speak import read
from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS
from speaking_engine.speech.whisper import PARTS, RATE_HZ, Heard, recogniser
from speaking_engine.speech.written import clean

HINT = (
    "Give the words that are spoken, with --text or --text-file; "
    "with --text '' the sound alone moves the mouth."
)

_UNLIKE = 0.35  # of the sounds: more, and it is another text
_SENTENCE_WORDS = 5  # as many words in a row are no slip of the tongue
_UNDERSTOOD_SOUNDS_A_SECOND = 4.0  # slow speech has 8
_OTHER_LANGUAGE = 0.05
_CERTAINLY_WORSE = 4.5  # of log likelihood; misheard names were up to 1, other words from 4.7
_MISHEARD = 2.0
_UNLIKE_WORDS, _UNLIKE_NAMES = 0.12, 0.25  # "fail" for "fall" is 0.13, "Vandic" for "van Dyck" 0.07
_SAME_PLACE_SECONDS = 0.6
_MARKS = " .,;:!?…—–-\"“”„«»‘’'()[]"


def proof(
    samples: Samples,
    sample_rate_hz: int,
    readings: Sequence[Reading],
    language: Language,
    lexicon: Lexicon,
    report: Report = silent,
) -> tuple[list[str], bool]:
    """Compare text and sound before anything is made of them.

    Parameters
    ----------
    readings : sequence of Reading
        The text, read aloud in `language` with `lexicon`.

    Returns
    -------
    remarks, sure : tuple of list of str and bool
        What differs here and there; and whether the words were heard and are those of the text.

    Raises
    ------
    TextError
        Whole sentences differ, are missing on one side, or stand in another order.
    """
    if not can_hear(language.code):
        return [
            f"No recogniser here hears {language.name}: whether the words are those of the recording "
            "was judged by their length and by what is loud alone."
        ], False
    pieces = hear(samples, sample_rate_hz, language.code, report)
    if not pieces:
        raise TextError("No words are heard in the recording.", hint=HINT)
    placed = [entry for piece in pieces for entry in _spoken(piece, language, lexicon)]
    words = [word for word, _ in placed]
    loud_seconds = sum(end - start for start, end in loud_stretches(samples, sample_rate_hz))
    if sum(len(word.phonemes) for word in words) < _UNDERSTOOD_SOUNDS_A_SECOND * loud_seconds:
        return [
            "The recogniser understood too little of the recording to compare its words with the text: "
            "they were judged by their length and by what is loud alone."
        ], False
    found = compare(readings, words, len(samples) / sample_rate_hz)
    if found.unlike > _UNLIKE:
        raise _other_words([one for block in found.blocks for one in block.differences], pieces, language)
    differences = list(_joined(_confirmed(found.blocks, placed, language)))
    if any(max(len(one.given), len(one.heard)) >= _SENTENCE_WORDS for one in differences):
        raise _other_words(differences, pieces, language)
    return [f"Text and recording differ: {difference}." for difference in differences], True


@dataclass(frozen=True, slots=True)
class _WordPlace:
    """Where a word stands in what is heard of a piece."""

    piece: Heard
    begin: int
    end: int


def _spoken(piece: Heard, language: Language, lexicon: Lexicon) -> list[tuple[Spoken, _WordPlace]]:
    """Read what is heard as the text is read, so that their sounds can be compared."""
    try:
        readings = read(passages(clean(piece.text)), language, lexicon, KOKORO_SYMBOLS)
    except TextError:  # letters of another language, or none at all
        readings = tuple(Reading(word, word.lower()) for word in piece.text.split())
    words, at = [], 0
    for reading in readings:
        begin = piece.text.find(reading.text, at)
        begin = at if begin < 0 else begin
        at = min(begin + len(reading.text), len(piece.text))
        start, end = (float(piece.times_seconds[place]) for place in (begin, at))
        words.append((Spoken(reading.text, reading.phonemes, start, end), _WordPlace(piece, begin, at)))
    return words


def _confirmed(
    blocks: Iterable[Block], placed: Sequence[tuple[Spoken, _WordPlace]], language: Language
) -> Iterator[Difference]:
    """Ask the recogniser how the text's own words fit the sound, wherever it heard others.

    What fits almost as well was misheard; what sounds much alike and fits badly differs all the same
    ("girl" for "pearl").
    """
    worse = dict(_worse(blocks, placed, language))
    for block in blocks:
        much = worse.get(block.whole, _CERTAINLY_WORSE)
        if (
            much > _CERTAINLY_WORSE
            and not block.differences
            and block.whole.unlike > _least_unlike(block, placed)
        ):
            yield block.whole
        elif much > _MISHEARD and block.differences:
            yield from block.differences
        else:
            yield from _other_numbers(block, placed, language)


def _joined(differences: Iterable[Difference]) -> Iterator[Difference]:
    """Join what is heard and what the text has instead, where they were found apart: "parigi", "Londra"."""
    last: Difference | None = None
    for one in differences:
        touching = last and abs(one.start_seconds - last.start_seconds) < _SAME_PLACE_SECONDS
        if last and touching and bool(last.given) != bool(one.given) and bool(last.heard) != bool(one.heard):
            heard = last if last.heard else one
            cost, unlike = max(last.cost, one.cost), max(last.unlike, one.unlike)
            times = heard.start_seconds, heard.end_seconds
            last = Difference(*times, last.given or one.given, last.heard or one.heard, cost, unlike)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _other_numbers(
    block: Block, placed: Sequence[tuple[Spoken, _WordPlace]], language: Language
) -> Iterator[Difference]:
    """Return numbers that are heard otherwise, one by one: "1666" sounds much like "1665".

    Together with a name that was misheard ("1665 and delved" for "1666 in Delft") it would be forgiven.
    """
    given = [word for word in block.whole.given if _digits(word)]
    heard = [at for at in block.heard if _digits(placed[at][0].text)]
    if len(given) != len(heard):
        return
    for word, at in zip(given, heard, strict=True):
        spoken, place = placed[at]
        if _digits(word) == _digits(spoken.text):
            continue
        text = place.piece.text
        begin = place.begin + len(spoken.text) - len(spoken.text.lstrip(_MARKS))
        end = place.begin + len(spoken.text.rstrip(_MARKS))
        (fits,) = weigh(place.piece, language.code, [f"{text[:begin]}{word.strip(_MARKS)}{text[end:]}"])
        if -fits > _MISHEARD:
            times = spoken.start_seconds, spoken.end_seconds
            yield Difference(*times, (word,), (spoken.text,), float(len(spoken.phonemes)), 1.0)


def _digits(word: str) -> str:
    return "".join(sign for sign in word if sign.isdigit())


def _least_unlike(block: Block, placed: Sequence[tuple[Spoken, _WordPlace]]) -> float:
    """Return how unlike words must be that sound alike: names are heard in many spellings."""
    place = placed[block.heard[0]][1] if block.heard else None
    before = place.piece.text[: place.begin].rstrip() if place else ""
    begins = not before or before[-1] in ".?!"  # a sentence, with a capital that is no name's
    capitals = [word.strip(_MARKS)[:1].isupper() for word in block.whole.given]
    return _UNLIKE_NAMES if any(capitals[begins:]) else _UNLIKE_WORDS


def _worse(
    blocks: Iterable[Block], placed: Sequence[tuple[Spoken, _WordPlace]], language: Language
) -> Iterator[tuple[Difference, float]]:
    """Return how much worse the text's own words fit in the place of those that were heard."""
    by_piece: dict[int, list[tuple[Block, list[_WordPlace]]]] = {}
    for block in blocks:
        places = [placed[at][1] for at in block.heard]
        if block.whole.given and places and places[0].piece is places[-1].piece:
            by_piece.setdefault(id(places[0].piece), []).append((block, places))
    for asked in by_piece.values():
        texts = [_as_given(block, places) for block, places in asked]
        weights = weigh(asked[0][1][0].piece, language.code, texts)
        yield from zip((block.whole for block, _ in asked), map(neg, weights), strict=True)


def _as_given(block: Block, places: Sequence[_WordPlace]) -> str:
    """Write what is heard of a piece with the text's words in the place of a block's."""
    text = places[0].piece.text
    begin, end = places[0].begin, places[-1].end
    while begin < end and not text[begin].isalnum():
        begin += 1
    while end > begin and not text[end - 1].isalnum():
        end -= 1
    words = " ".join(block.whole.given).replace("’", "'").strip(_MARKS)
    return f"{text[:begin]}{words}{text[end:]}"


def _other_words(differences: Sequence[Difference], pieces: Sequence[Heard], language: Language) -> TextError:
    """Say that a text is not that of the recording, and where they part."""
    foreign = sum(piece.likely < _OTHER_LANGUAGE for piece in pieces) > len(pieces) / 2
    if foreign:
        why = f" It seems to be spoken in another language ({pieces[0].language}), not in {language.name}."
    else:
        why = " The same words seem to be spoken in another order." if _in_another_order(differences) else ""
    shown = max(differences, key=lambda one: one.cost, default=None)
    where = f": {shown}" if shown else ""
    return TextError(f"The words are not those that are spoken in the recording{where}.{why}", hint=HINT)


def _in_another_order(differences: Sequence[Difference]) -> bool:
    """Whether most words that are missing in one place are heard in another."""
    missing = {word.lower().strip(_MARKS) for one in differences for word in one.given}
    elsewhere = {word.lower().strip(_MARKS) for one in differences for word in one.heard}
    return len(missing) >= _SENTENCE_WORDS and len(missing & elsewhere) > len(missing) * 0.7


_LONGEST_SECONDS = 28.0
_MARGIN_SECONDS = 0.25


def can_hear(language: str) -> bool:
    """Whether a recogniser for a language, as BCP 47 tag, is installed."""
    return all(map(find_spec, ("ctranslate2", *PARTS))) and _tag(language) in recogniser().languages


def hear(samples: Samples, sample_rate_hz: int, language: str, report: Report = silent) -> tuple[Heard, ...]:
    """Write down what is spoken.

    Parameters
    ----------
    samples : (N,) float32
        Mono.
    language : str
        BCP 47 tag of the language that is expected.

    Returns
    -------
    tuple of Heard
        In order; stretches in which nobody seems to speak are left out.

    Raises
    ------
    SetupError
        The recogniser is not installed whole.
    """
    divisor = gcd(sample_rate_hz, RATE_HZ)
    from scipy.signal import resample_poly

    sound = np.asarray(resample_poly(samples, RATE_HZ // divisor, sample_rate_hz // divisor), np.float32)
    pieces = _pieces(sound)
    heard = []
    for number, (start, end) in enumerate(pieces):
        report("speech", number / len(pieces), "listening to the recording")
        one = recogniser().hear(sound[start:end], start / RATE_HZ, _tag(language))
        if one is not None:
            heard.append(one)
    return tuple(heard)


def weigh(piece: Heard, language: str, texts: Sequence[str]) -> list[float]:
    """Return how much better other texts fit the sound of a piece than what was heard in it.

    Returns
    -------
    list of float
        Log likelihood ratios, below 0 where the other text fits worse. What the recogniser expects of words
        alone is taken out, so that a rare name is not held against a text.

    References
    ----------
    Meng et al., Internal language model estimation for domain-adaptive end-to-end speech recognition, 2021:
    a decoder without sound says what it expects.
    """
    return recogniser().weigh(piece, _tag(language), texts)


def _tag(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]


def _pieces(sound: Samples) -> list[tuple[int, int]]:
    """Join loud stretches to pieces that fit the model's window, cut at the longest pauses there are."""
    stretches = [
        (round(start * RATE_HZ), round(end * RATE_HZ)) for start, end in loud_stretches(sound, RATE_HZ)
    ]
    most, margin = int(_LONGEST_SECONDS * RATE_HZ), int(_MARGIN_SECONDS * RATE_HZ)
    pieces: list[tuple[int, int]] = []
    for start, end in _divided(stretches, most):
        cuts = [*range(start, end, most), end]
        pieces += pairwise(cuts)
    return [(max(0, start - margin), min(len(sound), end + margin)) for start, end in pieces]


def _divided(stretches: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Divide at the longest pause until every part fits."""
    if not stretches:
        return
    start, end = stretches[0][0], stretches[-1][1]
    if end - start <= most or len(stretches) == 1:
        yield start, end
        return
    pauses = [after[0] - before[1] for before, after in pairwise(stretches)]
    middle = (len(pauses) - 1) / 2
    at = max(range(len(pauses)), key=lambda n: (pauses[n], -abs(n - middle))) + 1
    yield from _divided(stretches[:at], most)
    yield from _divided(stretches[at:], most)
