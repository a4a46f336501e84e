"""What can be chosen of how faces are found, and which of them speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from speaking_engine.choice import Choice


def _detectors() -> Mapping[str, str]:
    from speaking_engine.faces.detectors import DETECTORS

    return dict.fromkeys(DETECTORS.names, "")


@dataclass
class FacesChoices:
    """Chosen for the whole picture."""

    ROOM: ClassVar[str] = "Face"

    speakers: Annotated[
        tuple[str, ...],
        Choice(
            "Which face speaks: its number (from 0) or id in `faces`; repeatable",
            unset="the likely main one",
            flags=("--face",),
        ),
    ] = ()
    thorough: Annotated[bool, Choice("Look longer for faces", flags=("--quick",))] = False
    detector: Annotated[
        str, Choice("Ask one detector alone", one_of=_detectors, plugins=True, unset="all that help")
    ] = ""
