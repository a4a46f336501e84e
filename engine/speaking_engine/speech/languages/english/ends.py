"""Whether the dot of an abbreviation also ends the sentence."""

from __future__ import annotations

import re

_STARTERS = (
    "A|An|And|At|But|For|From|He|Her|His|How|I|If|In|It|Its|My|No|Nobody|Now|On|Once|Our|She|So|The|Their|Then|There"
    "|These|They|This|To|We|What|When|Where|Who|Why|With|Yes|You|Your"
)
_END = re.compile(rf"[\"”“’'»›)\]]*(?:\s*$|\s+[\"“‘«(]?(?:{_STARTERS})(?:['’]\w+)?\s)")


def ends_sentence(text: str, at: int) -> bool:
    """Whether nothing, or a word that begins sentences, follows a dot that stands before `at`."""
    return bool(_END.match(text, at))


def dot(match: re.Match[str], part: str | int = 0) -> str:
    """Return the dot back that an abbreviation has swallowed, where it ended the sentence too."""
    written = match[part] or ""
    return "." if written.endswith(".") and ends_sentence(match.string, match.end()) else ""
