"""What each phoneme asks of lips and jaw: one table from the Kokoro alphabet to targets in millimetres.

A target of None is not asked for: the sounds around it decide, which is how rounding spreads over the
consonants before its vowel (look-ahead coarticulation).

References
----------
M. Cohen and D. Massaro, Modeling Coarticulation in Synthetic Visual Speech, 1993.
P. Edwards et al., JALI: an animator-centric viseme model, ACM ToG 35(4), 2016: jaw and lips apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viseme:
    """Targets of one sound; millimetres as in `millimetres`, all else 0 to 1; None where it does not care.

    Attributes
    ----------
    opening_mm : between the lips in their middle.
    jaw_mm : of it by the jaw alone.
    pucker, funnel : corners drawn in; lips pushed out and open.
    spread : corners drawn apart.
    tuck : lower lip under the upper teeth.
    tongue : tongue seen between the teeth.
    shut : whether the lips meet, whatever the jaw does.
    firmness : how strongly it holds its own against its neighbours.
    """

    opening_mm: float | None = None
    jaw_mm: float | None = None
    pucker: float | None = None
    funnel: float | None = None
    spread: float | None = None
    tuck: float = 0.0
    tongue: float = 0.0
    shut: bool = False
    firmness: float = 1.0


SILENCE = Viseme(0.0, 0.0, 0.0, 0.0, 0.0, firmness=1.3)

_VOWELS = {
    "ɑ": Viseme(13.5, 9.5, 0.0, 0.0, 0.05),
    "a": Viseme(13.0, 9.0, 0.0, 0.0, 0.15),
    "æ": Viseme(12.5, 8.5, 0.0, 0.0, 0.30),
    "ɒ": Viseme(12.0, 8.5, 0.20, 0.14, 0.0),
    "ɔ": Viseme(10.5, 7.0, 0.55, 0.30, 0.0),
    "ʌ": Viseme(10.0, 6.5, 0.0, 0.0, 0.10),
    "ɐ": Viseme(8.0, 5.0),
    "ɛ": Viseme(9.5, 5.5, 0.0, 0.0, 0.30),
    "e": Viseme(8.0, 4.5, 0.0, 0.0, 0.40),
    "ɜ": Viseme(7.5, 4.5, 0.20, 0.25, 0.0),
    "ə": Viseme(6.0, 3.5, firmness=0.7),
    "ᵊ": Viseme(4.5, 2.5, firmness=0.5),
    "ɪ": Viseme(6.5, 3.0, 0.0, 0.0, 0.35),
    "ᵻ": Viseme(5.0, 2.5, 0.0, 0.0, 0.20, firmness=0.7),
    "i": Viseme(5.5, 2.2, 0.0, 0.0, 0.75),
    "o": Viseme(7.5, 5.5, 0.85, 0.16, 0.0),
    "ʊ": Viseme(5.5, 3.5, 0.78, 0.12, 0.0),
    "u": Viseme(4.5, 2.5, 0.96, 0.14, 0.0),
}

_CONSONANTS = {
    **dict.fromkeys("pbm", Viseme(0.0, 0.7, shut=True)),
    **dict.fromkeys("fv", Viseme(1.8, 1.3, 0.0, 0.0, 0.15, tuck=1.0, firmness=2.5)),
    "w": Viseme(2.8, 2.0, 1.00, 0.10, 0.0, firmness=1.4),
    **dict.fromkeys("ɹr", Viseme(4.5, 2.5, 0.35, 0.35, 0.0)),
    **dict.fromkeys("ʃʒʧʤ", Viseme(5.0, 1.2, 0.30, 0.55, 0.0, firmness=1.3)),
    **dict.fromkeys("sz", Viseme(4.2, 0.9, None, None, 0.30, firmness=1.3)),
    **dict.fromkeys("tdTɾ", Viseme(4.5, 1.8, tongue=0.2, firmness=0.8)),
    "n": Viseme(4.2, 2.0, tongue=0.3, firmness=0.8),
    "l": Viseme(5.5, 2.8, tongue=0.6, firmness=0.8),
    **dict.fromkeys("θð", Viseme(4.5, 2.0, tongue=1.0)),
    **dict.fromkeys("kɡŋx", Viseme(5.5, 3.0, firmness=0.7)),
    "h": Viseme(6.0, 3.5, firmness=0.4),
    "j": Viseme(5.0, 2.2, 0.0, 0.0, 0.50),
    "ʔ": Viseme(3.5, 2.0, firmness=0.5),
}

_DIPHTHONGS = {"A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ"}
_OTHER = Viseme(4.5, 2.5, firmness=0.7)

VOWELS = frozenset(_VOWELS) | frozenset(_DIPHTHONGS)
ROUNDED = frozenset("uʊoOwɔQ")
BILABIALS = frozenset("pbm")


def visemes_of(symbol: str) -> tuple[Viseme, ...]:
    """Return the targets that one phoneme passes through; two for a diphthong.

    Parameters
    ----------
    symbol : str
        One character of the Kokoro alphabet; "" for silence. An unknown sound opens the mouth slightly.
    """
    if not symbol:
        return (SILENCE,)
    if symbol in _DIPHTHONGS:
        return tuple(_VOWELS[half] for half in _DIPHTHONGS[symbol])
    return (_VOWELS.get(symbol) or _CONSONANTS.get(symbol) or _OTHER,)
