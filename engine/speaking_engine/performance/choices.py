"""What can be chosen of the performance: how lively, with which expression, what of the face moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from speaking_engine.choice import Choice, Scope

STYLES = {
    "restrained": "hardly more than the mouth",
    "portrait": "as a sitter would move",
    "lively": "head and brows move with the words",
}
EXPRESSIONS = {
    "neutral": "as the artist painted it",
    "warm": "eyes and mouth smile a little",
    "grave": "brows lower, lips firm",
    "amused": "one corner of the mouth knows more",
    "sorrowful": "inner brows up, corners down",
}
KEYS_EXAMPLE = "'0:1 4.5:0.3 6:1'"
STRENGTHS_EXAMPLE = "mouth=1.2,head=0.5"
REGIONS_EXAMPLE = "mouth,eyes,brows,head"


def _fault_of_rate(text: str) -> str:
    from speaking_engine.errors import UserError
    from speaking_engine.media.rate import parse_rate

    try:
        parse_rate(text)
    except UserError as error:
        return error.sentence.rstrip(".")
    return ""


def keyed(
    help_text: str, *, highest: float = 2.0, example: str = KEYS_EXAMPLE, scope: Scope = "work"
) -> Choice:
    """Return the choice of a value that is keyed over the film's time, from 0 to `highest`."""

    def fault(keys: tuple[tuple[float, float], ...]) -> str:
        from speaking_engine.performance.keys import fault_of

        return fault_of(keys, highest)

    return Choice(
        f"{help_text}: {example}; '' for none",
        fault=fault,
        pure=True,
        parse=_parse_keys,
        scope=scope,
        example=example,
    )


def _parse_keys(text: str) -> Any:  # noqa: ANN401 - as `Choice.parse`
    from speaking_engine.performance.keys import parse_keys

    return parse_keys(text)


def _fault_of_regions(text: str) -> str:
    from speaking_engine.errors import ClipError
    from speaking_engine.performance.manner import parse_regions

    try:
        parse_regions(text)
    except ClipError as error:
        return error.sentence.rstrip(".")
    return ""


def _fault_of_take(path: str) -> str:
    from pathlib import Path

    return "" if Path(path).is_file() else "there is no such file"


def _fault_of_strengths(text: str) -> str:
    from speaking_engine.errors import ClipError
    from speaking_engine.performance.manner import parse_strengths

    try:
        parse_strengths(text)
    except ClipError as error:
        return error.sentence.rstrip(".")
    return ""


@dataclass
class PerformanceChoices:
    """Chosen for the performance."""

    ROOM: ClassVar[str] = "Motion"

    style: Annotated[
        Literal["portrait", "restrained", "lively"],
        Choice("How much it moves", one_of=STYLES, scope="speaker"),
    ] = "portrait"
    amplitude: Annotated[
        float, Choice("Factor on all movement but blinks", low=0, high=2, scope="speaker")
    ] = 1.0
    amplitude_keys: Annotated[
        tuple[tuple[float, float], ...],
        keyed("SECONDS:FACTOR in the film's time"),
    ] = ()
    expression: Annotated[
        Literal["neutral", "warm", "grave", "amused", "sorrowful"],
        Choice("Expression over the whole; in a text: [warmly]", one_of=EXPRESSIONS, scope="speaker"),
    ] = "neutral"
    expression_strength: Annotated[
        float, Choice("How strong the expression is", low=0, high=1.5, scope="speaker")
    ] = 1.0
    expression_keys: Annotated[
        tuple[tuple[float, float], ...],
        keyed("SECONDS:FACTOR on the expression's strength"),
    ] = ()
    regions: Annotated[
        str,
        Choice(
            f"What of the face moves, some of {REGIONS_EXAMPLE}",
            fault=_fault_of_regions,
            pure=True,
            unset="all",
            scope="speaker",
            example="mouth,eyes",
        ),
    ] = ""
    listening: Annotated[bool, Choice("Who is silent looks at who speaks", flags=("--no-listening",))] = True
    performance: Annotated[
        str | None,
        Choice(
            "An actor plays: a video of a face (its sound is the voice), or a CSV of Live Link Face",
            is_file=True,
            fault=_fault_of_take,
            scope="language",
            trusted_only=True,
        ),
    ] = None
    performance_strength: Annotated[
        str,
        Choice(
            f"Factors on what the actor does, 0 to 3: {STRENGTHS_EXAMPLE}",
            fault=_fault_of_strengths,
            pure=True,
            unset="all 1",
            example=STRENGTHS_EXAMPLE,
        ),
    ] = ""
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
