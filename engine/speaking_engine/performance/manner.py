"""Manner: how lively a performance is, what of the face takes part in it, and from which seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from speaking_engine.errors import ClipError
from speaking_engine.performance.articulation import PLAIN as PLAIN_MOUTH
from speaking_engine.performance.articulation import Crispness
from speaking_engine.performance.channels import GROUPS
from speaking_engine.performance.expression import NEUTRAL, Mood
from speaking_engine.performance.keys import Keys

Region = Literal["mouth", "eyes", "brows", "head"]
REGIONS: tuple[Region, ...] = get_args(Region)
TRACKS_OF: dict[str, frozenset[str]] = {
    "mouth": frozenset(GROUPS["mouth"] + GROUPS["jaw"]),
    "eyes": frozenset(GROUPS["eyes"]),
    "brows": frozenset(GROUPS["brows"]),
    "head": frozenset(GROUPS["head"]),
}


@dataclass(frozen=True, slots=True)
class Style:
    """Factors on what speech asks of the mouth, and on head, brows and gaze."""

    mouth: float
    head: float
    brows: float
    gaze: float


STYLES = {
    "restrained": Style(mouth=0.68, head=0.45, brows=0.45, gaze=0.6),
    "portrait": Style(mouth=1.0, head=1.0, brows=1.0, gaze=1.0),
    "lively": Style(mouth=1.08, head=1.6, brows=1.45, gaze=1.3),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """What a person chose of a performance.

    Attributes
    ----------
    style : str
        One of `STYLES`.
    amplitude : float
        Factor on all movement but blinks, 0 to 2.
    amplitude_keys : tuple of (seconds, factor)
        Another factor over the time of the line, 0 to 2; see `keys`. Both together do no more than 2.
    regions : tuple of str
        What moves; some of `REGIONS`.
    mood : Mood
        The expression over the whole; see `expression`.
    crispness : Crispness
        How the mouth holds its shapes.
    seed : int
        Of every random choice; two runs with one seed give the same performance. See `seed_of`.
    """

    style: str = "portrait"
    amplitude: float = 1.0
    amplitude_keys: Keys = ()
    regions: tuple[Region, ...] = REGIONS
    mood: Mood = NEUTRAL
    crispness: Crispness = PLAIN_MOUTH
    seed: int = 0

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise ClipError(
                f"There is no style of movement called {self.style!r}.",
                hint=f"Choose one of: {', '.join(STYLES)}.",
                place="motion.style",
            )

    def wishes(self) -> tuple[str, ...]:
        """Name what differs from how everybody is made to move."""
        wished = {
            f"the style {self.style!r}": self.style != "portrait",
            f"the amplitude {self.amplitude:g}": self.amplitude != 1.0,
            "the keys of the amplitude": bool(self.amplitude_keys),
            f"the expression {self.mood.name!r}": self.mood.name != "neutral",
            "the choice of regions": self.regions != REGIONS,
        }
        return tuple(what for what, is_wished in wished.items() if is_wished)


PLAIN = Manner()


def parse_regions(text: str) -> tuple[Region, ...]:
    """Read regions as people type them: ``mouth,eyes``; an empty text means all.

    Raises
    ------
    ClipError
        One is no region; the person can fix it.
    """
    wanted = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in wanted if word not in REGIONS]
    if unknown:
        raise ClipError(
            f"{unknown[0]!r} is no region of a face.",
            hint=f"Choose some of: {','.join(REGIONS)}.",
            place="choices.regions",
        )
    return tuple(region for region in REGIONS if region in wanted) or REGIONS


def parse_strengths(text: str) -> dict[str, float]:
    """Read factors on regions as people type them: ``mouth=1.2,head=0.5``; empty for none.

    Raises
    ------
    ClipError
        One is no region or no factor from 0 to 3; the person can fix it.
    """
    found: dict[str, float] = {}
    for pair in (part.strip() for part in text.split(",") if part.strip()):
        name, _, value = pair.partition("=")
        try:
            factor = float(value)
        except ValueError:
            factor = -1.0
        if name.strip().lower() not in REGIONS or not 0 <= factor <= 3:
            raise ClipError(
                f"{pair!r} is no factor on a region.",
                hint="Write REGION=FACTOR with 0 to 3, such as mouth=1.2,head=0.5; "
                f"regions are {', '.join(REGIONS)}.",
                place="choices.performance_strength",
            )
        found[name.strip().lower()] = factor
    return found


def seed_of(picture_sha256: str, text: str, seed: int) -> int:
    """Return the seed of one picture's words, so that portraits in one room never move or blink together."""
    digest = hashlib.sha256(f"{picture_sha256}\n{text}\n{seed}".encode()).digest()
    return int.from_bytes(digest[:6])
