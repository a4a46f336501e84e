"""What each phoneme asks of the mouth: one table from the Kokoro alphabet to mouth shapes.

A target of None is not asked for: the mouth passes from the sound before to the sound after, which is how
rounding spreads over the consonants around a vowel (look-ahead coarticulation).

References
----------
M. Cohen and D. Massaro, Modeling Coarticulation in Synthetic Visual Speech, 1993.
P. Edwards et al., JALI: an animator-centric viseme model, ACM ToG 35(4), 2016.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MouthShape:
    """Targets of one sound, 0 to 1 each; None where the sound does not care.

    Attributes
    ----------
    jaw : how far the jaw drops.
    apart : how far the lips part beyond what the jaw does.
    round, spread : corners drawn in and lips pushed out; corners drawn apart.
    tuck : lower lip under the upper teeth.
    close : lips pressed together, whatever the jaw does.
    tongue : tongue seen between the teeth.
    """

    jaw: float | None = None
    apart: float | None = None
    round: float | None = None
    spread: float | None = None
    tuck: float = 0.0
    close: float = 0.0
    tongue: float = 0.0


REST = MouthShape(jaw=0.0, apart=0.0, round=0.0, spread=0.0)

_VOWELS = {
    "ɑ": MouthShape(1.00, 0.45, 0.05, 0.05),
    "a": MouthShape(0.95, 0.50, 0.00, 0.15),
    "æ": MouthShape(0.85, 0.55, 0.00, 0.30),
    "ɒ": MouthShape(0.85, 0.45, 0.40, 0.00),
    "ɔ": MouthShape(0.75, 0.40, 0.60, 0.00),
    "ʌ": MouthShape(0.65, 0.40, 0.00, 0.10),
    "ɐ": MouthShape(0.45, 0.35, None, None),
    "ɛ": MouthShape(0.60, 0.50, 0.00, 0.35),
    "e": MouthShape(0.50, 0.45, 0.00, 0.45),
    "ɜ": MouthShape(0.45, 0.40, 0.35, 0.00),
    "ə": MouthShape(0.38, 0.30, None, None),
    "ᵊ": MouthShape(0.25, 0.20, None, None),
    "ɪ": MouthShape(0.38, 0.40, 0.00, 0.40),
    "ᵻ": MouthShape(0.30, 0.30, 0.00, 0.25),
    "i": MouthShape(0.26, 0.45, 0.00, 0.80),
    "o": MouthShape(0.55, 0.30, 0.80, 0.00),
    "ʊ": MouthShape(0.35, 0.30, 0.70, 0.00),
    "u": MouthShape(0.22, 0.25, 1.00, 0.00),
}

_CONSONANTS = {
    **dict.fromkeys("pbm", MouthShape(jaw=None, apart=0.0, close=1.0)),
    **dict.fromkeys("fv", MouthShape(jaw=0.12, apart=0.15, spread=0.15, tuck=1.0)),
    "w": MouthShape(0.15, 0.12, 0.95, 0.00),
    **dict.fromkeys("ɹr", MouthShape(0.22, 0.30, 0.45, 0.00)),
    **dict.fromkeys("ʃʒʧʤ", MouthShape(0.14, 0.50, 0.55, 0.00)),
    **dict.fromkeys("sz", MouthShape(0.08, 0.42, None, 0.35)),
    **dict.fromkeys("tdTɾ", MouthShape(0.16, 0.30, None, None, tongue=0.2)),
    "n": MouthShape(0.16, 0.28, None, None, tongue=0.3),
    "l": MouthShape(0.28, 0.32, None, None, tongue=0.7),
    **dict.fromkeys("θð", MouthShape(0.18, 0.35, None, None, tongue=1.0)),
    **dict.fromkeys("kɡŋx", MouthShape(0.26, 0.30, None, None)),
    "h": MouthShape(0.25, 0.25, None, None),
    "j": MouthShape(0.20, 0.30, 0.00, 0.50),
    "ʔ": MouthShape(0.15, 0.15, None, None),
}

_DIPHTHONGS = {"A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ"}

_OTHER = MouthShape(0.25, 0.25, None, None)

VOWELS = frozenset(_VOWELS) | frozenset(_DIPHTHONGS)
BILABIALS = frozenset("pbm")


def shapes_of(symbol: str) -> tuple[MouthShape, ...]:
    """Give the shapes that one phoneme passes through; two for a diphthong.

    Parameters
    ----------
    symbol : str
        One character of the Kokoro alphabet; "" for silence. An unknown sound opens the mouth slightly.
    """
    if not symbol:
        return (REST,)
    if symbol in _DIPHTHONGS:
        return tuple(_VOWELS[half] for half in _DIPHTHONGS[symbol])
    return (_VOWELS.get(symbol) or _CONSONANTS.get(symbol) or _OTHER,)
