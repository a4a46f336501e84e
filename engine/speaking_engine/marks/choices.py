"""What can be chosen of how a film says that a machine changed the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from speaking_engine.choice import Choice

NOTICES = {
    "final": "in final films",
    "always": "in drafts, too",
    "none": "never; say why with --notice-reason",
}
WATERMARKS = {"final": "in final films", "always": "in drafts, too", "none": "never"}


@dataclass
class MarkChoices:
    """Chosen for the film's marks."""

    ROOM: ClassVar[str] = "Marks"

    notice: Annotated[
        Literal["final", "always", "none"],
        Choice("Whether the film shows that AI changed the work", one_of=NOTICES),
    ] = "final"
    notice_text: Annotated[
        str,
        Choice(
            "What the notice says; 'AI' is to be its main word", unset="AI MODIFIED, in the film's language"
        ),
    ] = ""
    notice_reason: Annotated[
        str, Choice("Why a final film shows no notice, such as a sign beside the screen; kept with the work")
    ] = ""
    watermark: Annotated[
        Literal["final", "always", "none"],
        Choice("Whether an invisible watermark is laid into the film", one_of=WATERMARKS),
    ] = "final"
