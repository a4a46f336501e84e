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


def fault_of_matte(path: str) -> str:
    """Say what is wrong with the name of a picture in the production; empty if nothing."""
    from pathlib import PurePosixPath

    place = PurePosixPath(path)
    inside = not place.is_absolute() and ".." not in place.parts and "\\" not in path
    return "" if inside and place.suffix == ".png" else "it is no PNG inside the production, as masks/f0.png"


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
    occluder: Annotated[
        str,
        Choice(
            "Picture over the whole work, drawn by hand: white lies before the face and stays",
            fault=fault_of_matte,
            pure=True,
            unset="none",
            scope="speaker",
            example="hand.png",
            is_picture=True,
        ),
    ] = ""
    head_matte: Annotated[
        str,
        Choice(
            "Picture over the whole work, drawn by hand: white is head, hair and what it wears, and turns",
            fault=fault_of_matte,
            pure=True,
            unset="found in the picture",
            scope="speaker",
            example="head.png",
            is_picture=True,
        ),
    ] = ""
    motion: Annotated[
        dict[str, str] | None,
        Choice("NAME=VALUE for the animator's own options, such as steps=30 of hallo; see docs/motion.md"),
    ] = None
