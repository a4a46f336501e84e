"""What can be chosen of the motion: who moves the face, how much, how crisply, in which pieces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from speaking_engine.choice import Choice

STYLES = {
    "restrained": "hardly more than the mouth",
    "portrait": "as a sitter would move",
    "lively": "head and brows move with the words",
}
KEYS_EXAMPLE = "'0:1 4.5:0.3 6:1'"


def _animators() -> Mapping[str, str]:
    from speaking_engine.clip.animate import animator_names

    return dict.fromkeys(animator_names(), "")


def _fault_of_rate(text: str) -> str:
    from speaking_engine.errors import UserError
    from speaking_engine.media.rate import parse_rate

    try:
        parse_rate(text)
    except UserError as error:
        return error.sentence.rstrip(".")
    return ""


def _fault_of_keys(keys: tuple[tuple[float, float], ...]) -> str:
    from speaking_engine.clip.keys import fault_of

    return fault_of(keys)


def _parse_keys(text: str) -> Any:  # noqa: ANN401 - as `Choice.parse`
    from speaking_engine.clip.keys import parse_keys

    return parse_keys(text)


@dataclass
class MotionChoices:
    """Chosen for the motion."""

    ROOM: ClassVar[str] = "Motion"

    animator: Annotated[str, Choice("Who moves the face", one_of=_animators)] = "mesh"
    style: Annotated[
        Literal["portrait", "restrained", "lively"],
        Choice("How much it moves", one_of=STYLES, scope="speaker"),
    ] = "portrait"
    amplitude: Annotated[
        float, Choice("Factor on all movement but blinks", low=0, high=2, scope="speaker")
    ] = 1.0
    amplitude_keys: Annotated[
        tuple[tuple[float, float], ...],
        Choice(
            f"SECONDS:FACTOR in the film's time: {KEYS_EXAMPLE}; '' for none",
            fault=_fault_of_keys,
            pure=True,
            parse=_parse_keys,
            example=KEYS_EXAMPLE,
        ),
    ] = ()
    rate: Annotated[
        str,
        Choice(
            "Frames a second: 1 to 240, as 25, 29.97 or 30000/1001",
            fault=_fault_of_rate,
            pure=True,
            example="29.97",
        ),
    ] = "25"
    crispness: Annotated[
        float,
        Choice(
            "Share of a sound for which the mouth holds its shape: low flows, high is crisp", low=0, high=0.9
        ),
    ] = 0.45
    lead_s: Annotated[
        float, Choice("How much earlier than its sound the mouth has its shape", unit="s", low=0, high=0.15)
    ] = 0.02
    soften_s: Annotated[
        float, Choice("Last smoothing of the mouth's movement", unit="s", low=0, high=0.1)
    ] = 0.012
    segment_s: Annotated[
        float | None,
        Choice(
            "Longest speech animated in one piece; 0 for no limit",
            unit="s",
            low=0,
            high=3600,
            soft_high=60,
            unset="the animator's own",
        ),
    ] = None
    join_s: Annotated[float, Choice("Cross-fade between two pieces", unit="s", low=0, high=2)] = 0.16
    ramp_s: Annotated[
        float, Choice("From still to moving and back at both ends", unit="s", low=0, high=10)
    ] = 0.0
    smooth: Annotated[float, Choice("Filter over time outside mouth and eyes", low=0, high=1)] = 0.0
    motion: Annotated[
        dict[str, str] | None,
        Choice("NAME=VALUE for the animator's own options, such as steps=30 of hallo; see docs/motion.md"),
    ] = None
