"""What can be chosen of the motion: who moves the face, and in which pieces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from speaking_engine.choice import Choice

TEETH = {
    "none": "none, as most painters had it",
    "hint": "as dim as behind a painted lip",
    "full": "clearly",
}


def _animators() -> Mapping[str, str]:
    from speaking_engine.clip.animate import ANIMATORS

    return dict.fromkeys(ANIMATORS.names, "")


@dataclass
class MotionChoices:
    """Chosen for the motion."""

    ROOM: ClassVar[str] = "Motion"

    animator: Annotated[str, Choice("Who moves the face", one_of=_animators, plugins=True)] = "head"
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
    teeth: Annotated[Literal["none", "hint", "full"], Choice("How much of the teeth shows", one_of=TEETH)] = (
        "hint"
    )
    motion: Annotated[
        dict[str, str] | None,
        Choice("NAME=VALUE for the animator's own options, such as steps=30 of hallo; see docs/motion.md"),
    ] = None
