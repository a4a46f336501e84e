"""What can be chosen of how a film says that a machine changed the work."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from speaking_engine.choice import Choice

NOTICES = {
    "final": "in final films",
    "always": "in drafts, too",
    "card": "on a card before the work, in final films: for artistic settings",
    "none": "never; say why with --notice-reason",
}
WATERMARKS = {"final": "in final films", "always": "in drafts, too", "none": "never"}


def fault_of_consent(text: str) -> str:
    """Say what is wrong with "WHO, WHEN"; empty if nothing."""
    who, when = split_consent(text)
    if not who or not when:
        return "it is to name who consented, and end in a date as 2026-11-01"
    try:
        date = datetime.date.fromisoformat(when)
    except ValueError:
        return f"{when} is no date"
    return f"{when} is yet to come" if date > datetime.date.today() else ""


def split_consent(text: str) -> tuple[str, str]:
    """Return who consented and when, as "2026-11-01"; empty what is not said."""
    found = re.fullmatch(r"(.*?)[\s,;:]*(\d{4}-\d{2}-\d{2})", text.strip())
    return (found[1].strip(), found[2]) if found else (text.strip(), "")


@dataclass
class MarkChoices:
    """Chosen for the film's marks."""

    ROOM: ClassVar[str] = "Marks"

    notice: Annotated[
        Literal["final", "always", "card", "none"],
        Choice("Whether and where the film shows that AI changed the work", one_of=NOTICES),
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
    notice_spoken: Annotated[
        bool,
        Choice(
            "Sound alone (`export --for sound`) begins with a spoken notice", flags=("--no-notice-spoken",)
        ),
    ] = True
    consent: Annotated[
        str,
        Choice(
            "Who consented to a film of a living or recently dead person, and when",
            fault=fault_of_consent,
            pure=True,
            example="'Anna Muster, 2026-11-01'",
        ),
    ] = ""
    watermark: Annotated[
        Literal["final", "always", "none"],
        Choice("Whether an invisible watermark is laid into the film", one_of=WATERMARKS),
    ] = "final"
