"""Length: which of the sentences are spoken, so that the time is filled and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from speaking_engine.script.commission import Draft
from speaking_engine.script.script import Sentence

Measure = Callable[[str], float]

#: How near to the wished length is near enough.
TOLERANCE = 0.10
#: So near that another measurement is not worth its time.
_NEAR = 0.08
_STEP_SECONDS = 0.1
_TRIES = 4
#: Measured with four voices over 106 s of speech, which spoke between 8 % faster and 15 % slower than this.
_LETTERS_PER_SECOND = 17.5
#: "1465" is said "fourteen sixty-five".
_LETTERS_A_DIGIT = 3


def estimate_seconds(text: str) -> float:
    """Guess how long a text takes when spoken, from its characters and its pauses.

    The rate is that of Kokoro-82M at speed 1 over English sentences of the template writer.
    """
    stops = sum(text.count(mark) for mark in ".!?…。！？")
    commas = sum(text.count(mark) for mark in ",;:、，")
    digits = sum(char.isdigit() for char in text)
    letters = len(text) + _LETTERS_A_DIGIT * digits
    return letters / _LETTERS_PER_SECOND + 0.35 * stops + 0.15 * commas


def fit(draft: Draft, seconds: float, measure: Measure | None = None) -> tuple[Sentence, ...]:
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
    tuple of Sentence
        At least one, in the order of the draft.
    """
    scale, best, best_miss = 1.0, draft.sentences, float("inf")
    for _ in range(_TRIES):
        chosen = _choose(draft, seconds, scale)
        text = " ".join(sentence.text for sentence in chosen)
        if measure is None:
            return chosen
        spoken = measure(text)
        if abs(spoken - seconds) < best_miss:
            best, best_miss = chosen, abs(spoken - seconds)
        if best_miss <= _NEAR * seconds:
            break
        scale = spoken / max(estimate_seconds(text), 0.1)
    return best


def _choose(draft: Draft, seconds: float, scale: float) -> tuple[Sentence, ...]:
    weights = draft.weights or tuple(range(len(draft.sentences), 0, -1))
    heaviest_first = sorted(range(len(draft.sentences)), key=lambda index: -weights[index])
    cost = [scale * estimate_seconds(sentence.text) for sentence in draft.sentences]
    taken: list[int] = []
    left = seconds
    for index in heaviest_first:
        if not taken or cost[index] <= left + TOLERANCE / 2 * seconds:
            taken.append(index)
            left -= cost[index]
    spare = [scale * estimate_seconds(sentence.text) for sentence in draft.spare]
    extra = _fill_from_few(spare, left, seconds)
    return _in_order(draft, sorted(taken), extra)


def _fill_from_few(costs: Sequence[float], left: float, seconds: float) -> list[int]:
    """Fill from the first few items if they are enough, for neighbours differ in theme."""
    for few in (5, 10, len(costs)):
        extra = _fill(costs[:few], left)
        if abs(sum(costs[index] for index in extra) - left) <= TOLERANCE / 3 * seconds:
            break
    return sorted(extra)


def _fill(costs: Sequence[float], left: float) -> list[int]:
    """Find the items whose costs come nearest to `left`; few items and early ones go first."""
    reached: dict[int, list[int]] = {0: []}
    for index, cost in enumerate(costs):
        step = max(1, round(cost / _STEP_SECONDS))
        for total, items in sorted(reached.items(), key=lambda pair: len(pair[1])):
            if total * _STEP_SECONDS < left and index not in items:
                reached.setdefault(total + step, [*items, index])
    nearest = min(reached, key=lambda total: abs(total * _STEP_SECONDS - left))
    return reached[nearest]


def _in_order(draft: Draft, taken: list[int], extra: list[int]) -> tuple[Sentence, ...]:
    """Put the spare sentences before the last one, if the draft's last one is taken; else at the end."""
    chosen = [draft.sentences[index] for index in taken]
    cut = len(chosen) - 1 if len(chosen) > 1 and taken[-1] == len(draft.sentences) - 1 else len(chosen)
    return (*chosen[:cut], *(draft.spare[index] for index in extra), *chosen[cut:])
