"""Hears which words a recording holds, and when, so that a text can be compared with what is spoken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from math import gcd

import numpy as np

from speaking_engine.protocol.progress import Report, silent
from speaking_engine.speech.loudness import Samples, loud_stretches
from speaking_engine.speech.whisper import PARTS, RATE_HZ, Heard, recogniser

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
