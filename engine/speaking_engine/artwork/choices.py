"""What can be chosen of how the picture is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from speaking_engine.choice import Choice

TURNS = {
    "0": "as it is",
    "90": "a quarter clockwise",
    "180": "upside down",
    "270": "a quarter anticlockwise",
    "auto": "as the faces stand",
}


def _fault_of_colour(name: str) -> str:
    from speaking_engine.artwork.read import colour_of
    from speaking_engine.errors import UserError

    try:
        colour_of(name)
    except UserError as error:
        return f"{error.sentence[0].lower()}{error.sentence[1:].rstrip('.')}"
    return ""


@dataclass
class ArtworkChoices:
    """Chosen for the picture file."""

    ROOM: ClassVar[str] = "Picture"

    turn_deg: Annotated[
        Literal["0", "90", "180", "270", "auto"],
        Choice("Turn the picture clockwise, beyond what the file asks for", unit="deg", one_of=TURNS),
    ] = "0"
    background: Annotated[
        str,
        Choice(
            "What is seen through transparent parts: a colour's name, or #rrggbb",
            fault=_fault_of_colour,
            pure=True,
            example="--background '#202020'",
        ),
    ] = "white"
