"""Length: which of the sentences are spoken, so that the time is filled and no more."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from speaking_engine.script.commission import Draft
from speaking_engine.script.script import Sentence

Measure = Callable[[str], float]

#: How near to the wished length is near enough.
TOLERANCE = 0.10
#: So near that another measurement is not worth its time.
_NEAR = 0.08
#: Sentences of this weight are said however short the time: what the work is, and who made it.
_INDISPENSABLE = 80
#: The first spare sentences differ in theme, so they go before the later ones.
_SPARE_NEAR = 3
_STEP_SECONDS = 0.1
UNGROUNDED = 0.25
"""Largest share of sentences that state nothing of the work: greetings, closings, reflections."""
_TRIES = 4
#: Measured with four voices over 106 s of speech, which spoke between 8 % faster and 15 % slower than this.
_LETTERS_PER_SECOND = 17.5
#: A Chinese sign is a syllable; a Japanese one is one (kana) or two. By films of three works each.
_LETTERS_A_SIGN, _LETTERS_A_KANA = 3.5, 2.7
#: "1465" is said "fourteen sixty-five".
_LETTERS_A_DIGIT = 3


def estimate_seconds(text: str) -> float:
    """Guess how long a text takes when spoken, from its characters and its pauses.

    The rate is that of Kokoro-82M at speed 1 over English sentences of the template writer.
    """
    stops = sum(text.count(mark) for mark in ".!?…。！？")
    commas = sum(text.count(mark) for mark in ",;:、，")
    digits = sum(char.isdigit() for char in text)
    signs, kana = (len(re.findall(letters, text)) for letters in ("[\u3400-\u9fff]", "[\u3040-\u30ff]"))
    letters: float = len(text) + _LETTERS_A_DIGIT * digits
    letters += (_LETTERS_A_SIGN - 1) * signs + (_LETTERS_A_KANA - 1) * kana
    return letters / _LETTERS_PER_SECOND + 0.35 * stops + 0.15 * commas


@dataclass(frozen=True, slots=True)
class Fitted:
    """The sentences that are spoken, and the seconds that takes by measure or by estimate."""

    sentences: tuple[Sentence, ...]
    seconds: float

    @property
    def text(self) -> str:
        """All sentences, joined by a space."""
        return " ".join(sentence.text for sentence in self.sentences)


def fit(draft: Draft, seconds: float, measure: Measure | None = None) -> Fitted:
    """Choose sentences of a draft so that speaking them takes `seconds`.

    The heaviest sentences are taken first; what is left of the time is filled from the lighter ones and
    the spare ones. With `measure` the estimate is corrected by the true length until it is right.

    Parameters
    ----------
    seconds : float
        Wished length, > 0.
    measure : callable, optional
        Gives the seconds a text takes when it is spoken. Called at most four times.

    Returns
    -------
    Fitted
        At least one sentence, in the order of the draft.
    """
    draft = _calmed(draft, seconds)
    best, scale = _choose(draft, seconds, 1.0), 1.0
    if measure is None:
        return best
    best = Fitted(best.sentences, measure(best.text))
    newest = best
    for _ in range(_TRIES - 1):
        if abs(best.seconds - seconds) <= _NEAR * seconds:
            break
        scale = newest.seconds / max(estimate_seconds(newest.text), 0.1)
        chosen = _choose(draft, seconds, scale)
        if chosen.sentences == newest.sentences:
            break
        newest = Fitted(chosen.sentences, measure(chosen.text))
        best = min(best, newest, key=lambda one: abs(one.seconds - seconds))
    return best


def _calmed(draft: Draft, seconds: float) -> Draft:
    """Take out spare sentences, and then a greeting or closing, until few of the chosen state nothing.

    Of a draft without weights, a model's, nothing is taken out.
    """
    if not draft.weights:
        return draft
    calmer = draft
    for calmer in _calmer(draft):
        chosen = _choose(calmer, seconds, 1.0).sentences
        if sum(not one.grounds for one in chosen) <= UNGROUNDED * len(chosen):
            break
    return calmer


def _calmer(draft: Draft) -> Iterator[Draft]:
    """Iterate over a draft with ever fewer sentences that state nothing."""
    for count in range(len(draft.spare), -1, -1):
        yield dataclasses.replace(draft, spare=draft.spare[:count])
    count = len(draft.sentences)
    empty = [place for place in range(count) if not draft.sentences[place].grounds]
    for left_out in ({count - 1}, {0}, set(empty)):
        kept = [place for place in range(count) if place not in left_out.intersection(empty)]
        if kept:
            sentences = tuple(draft.sentences[place] for place in kept)
            weights = tuple(draft.weights[place] for place in kept)
            yield dataclasses.replace(draft, spare=(), sentences=sentences, weights=weights)


def _choose(draft: Draft, seconds: float, scale: float) -> Fitted:
    """Choose the sentences of most value whose time comes near enough, or else nearest, to `seconds`."""
    draft = draft if draft.weights else _beginning(draft, seconds / scale)
    weights = draft.weights + tuple(_SPARE_NEAR if index < 5 else 1 for index in range(len(draft.spare)))
    sentences = (*draft.sentences, *draft.spare)
    steps = [max(1, round(scale * estimate_seconds(sentence.text) / _STEP_SECONDS)) for sentence in sentences]
    must = frozenset(index for index, weight in enumerate(weights) if weight >= _INDISPENSABLE)
    wished = seconds / _STEP_SECONDS
    reached = _reachable(steps, [weight**2 for weight in weights], must, (1 + TOLERANCE) * wished)
    near = [total for total in reached if abs(total - wished) <= _NEAR / 2 * wished and reached[total][1]]
    filled = [total for total in reached if reached[total][1]] or list(reached)
    best = (
        max(near, key=lambda total: reached[total][0]) if near else min(filled, key=lambda t: abs(t - wished))
    )
    chosen = _in_order(draft, reached[best][1] or frozenset({0}))
    return Fitted(chosen, scale * sum(estimate_seconds(sentence.text) for sentence in chosen))


def _beginning(draft: Draft, seconds: float) -> Draft:
    """Keep the first sentences that fit into the time, for they were written to follow each other."""
    kept, left = 0, (1 + TOLERANCE / 2) * seconds
    for sentence in draft.sentences:
        left -= estimate_seconds(sentence.text)
        if left < 0:
            break
        kept += 1
    kept = max(1, kept)
    return dataclasses.replace(draft, sentences=draft.sentences[:kept], weights=(_INDISPENSABLE,) * kept)


def _reachable(
    steps: Sequence[int], values: Sequence[int], must: frozenset[int], limit: float
) -> dict[int, tuple[int, frozenset[int]]]:
    """Find for each total of steps the items of most value that sum up to it (a knapsack).

    Parameters
    ----------
    must : frozenset of int
        Items that are always taken.
    limit : float
        No total above it is tried, except that of `must`.

    Returns
    -------
    dict of int to (int, frozenset of int)
        Total to value and items.
    """
    start = sum(steps[index] for index in must)
    reached = {start: (sum(values[index] for index in must), must)}
    for index, (step, value) in enumerate(zip(steps, values, strict=True)):
        if index in must:
            continue
        for total, (held, items) in list(reached.items()):
            more = total + step
            if more <= limit and held + value > reached.get(more, (-1, must))[0]:
                reached[more] = (held + value, items | {index})
    return reached


def _in_order(draft: Draft, taken: frozenset[int]) -> tuple[Sentence, ...]:
    """Put the spare sentences before the draft's last one, if that is taken; else at the end."""
    count = len(draft.sentences)
    chosen = [draft.sentences[index] for index in sorted(taken) if index < count]
    extra = [draft.spare[index - count] for index in sorted(taken) if index >= count]
    cut = len(chosen) - 1 if len(chosen) > 1 and count - 1 in taken else len(chosen)
    return (*chosen[:cut], *extra, *chosen[cut:])
