"""Options that every animator takes, read from strings; and what an animator does not follow."""

from __future__ import annotations

from dataclasses import dataclass

from speaking_engine.clip.clip import Animator, Motion
from speaking_engine.errors import ClipError
from speaking_engine.performance.manner import PLAIN, Manner


@dataclass(frozen=True, slots=True)
class Finish:
    """What happens to an animator's frames after it has made them.

    Attributes
    ----------
    segment_seconds : float
        Longest stretch of speech animated in one piece, each starting from the still again; 0 for no limit.
    join_seconds : float
        Length of the cross-fade between two pieces.
    blend : float
        0 still to 1 moving.
    ramp_seconds : float
        Time over which `blend` rises from 0 at the start and falls to 0 at the end; 0 for none.
    smooth : float
        0 to 1, strength of the temporal filter outside mouth and eyes.
    """

    segment_seconds: float = 0.0
    join_seconds: float = 0.16
    blend: float = 1.0
    ramp_seconds: float = 0.0
    smooth: float = 0.0


_LIMITS = {
    "segment_s": (0.0, 3600.0),
    "join_s": (0.0, 2.0),
    "blend": (0.0, 1.0),
    "ramp_s": (0.0, 10.0),
    "smooth": (0.0, 1.0),
}
FINISHING = frozenset(_LIMITS)
"""Names of these options."""


def finish_of(motion: Motion, segment_seconds: float) -> Finish:
    """Read the options `segment_s`, `join_s`, `blend`, `ramp_s` and `smooth`.

    Parameters
    ----------
    segment_seconds : float
        The animator's own limit, where the user gives none.

    Raises
    ------
    ClipError
        An option is not a number or out of its range; the user mends it.
    """
    given = motion.options
    return Finish(
        segment_seconds=number(given, "segment_s", segment_seconds, *_LIMITS["segment_s"]),
        join_seconds=number(given, "join_s", 0.16, *_LIMITS["join_s"]),
        blend=number(given, "blend", 1.0, *_LIMITS["blend"]),
        ramp_seconds=number(given, "ramp_s", 0.0, *_LIMITS["ramp_s"]),
        smooth=number(given, "smooth", 0.0, *_LIMITS["smooth"]),
    )


def unfollowed(animator: Animator, motion: Motion, manner: Manner = PLAIN) -> tuple[str, ...]:
    """Say, in a sentence each, what was asked of the movement that this animator does not follow.

    Parameters
    ----------
    manner : Manner
        From which the performance was made.
    """
    options = [f"the option {name}" for name in motion.options if name not in animator.follows]
    asked = [] if "performance" in animator.follows else [*manner.wishes(), *motion_sources(motion)]
    return tuple(f"The animator {animator.name!r} does not follow {what}." for what in (*asked, *options))


def motion_sources(motion: Motion) -> tuple[str, ...]:
    """Name what of a performance is a person's own: an actor's take, or corrections by hand."""
    sources = {stretch.source for stretch in motion.performance.stretches}
    named = {"actor": "the actor's performance", "hand": "the corrections by hand"}
    return tuple(what for source, what in named.items() if source in sources)


def number(given: dict[str, str], name: str, default: float, low: float, high: float) -> float:
    """Read one number from options given as strings.

    Raises
    ------
    ClipError
        It is not a number between `low` and `high`; the user mends it.
    """
    if name not in given:
        return default
    try:
        value = float(given[name])
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise ClipError(
            f"The option {name} is {given[name]!r}, which is no number from {low:g} to {high:g}.",
            hint=f"Leave it out for {default:g}.",
            place=f"motion.options.{name}",
        )
    return value
