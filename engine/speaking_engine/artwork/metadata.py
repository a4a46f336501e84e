"""Metadata: what the museum's label says of a work, and nothing it does not say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A free remark on the work and where it comes from."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The label. A missing field stays empty; nothing is ever guessed.

    Attributes
    ----------
    artist : str
        Name alone.
    artist_qualifier : str
        "attributed to", "workshop of", "after", ... exactly as the holder states it; empty if none.
    date : str
        As the label prints it: "1665", "c. 1503-1519".
    hold : str
        Why this work must not be given words (a contested object); stops the script room.
    """

    title: str = ""
    artist: str = ""
    artist_qualifier: str = ""
    date: str = ""
    place: str = ""
    technique: str = ""
    holder: str = ""
    inventory_number: str = ""
    credit: str = ""
    rights: str = ""
    notes: tuple[Note, ...] = ()
    speaker_gender: str = ""
    hold: str = ""
