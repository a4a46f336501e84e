"""Script: which face says which words, and what supports them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

#: Why an answer of a model was not taken, or "accepted".
Category = Literal[
    "accepted", "refusal", "empty", "cut off", "off language", "not first person", "repetitive", "ungrounded"
]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and what grounds it.

    Attributes
    ----------
    grounds : tuple of str
        Names of fields, such as ``metadata.artist``, ``notes[2]``, ``seen: 2 faces``, ``given`` for words
        that a person wrote; empty if nothing supports the sentence.
    doubts : tuple of str
        What in it no field supports, such as ``name: Louvre`` or ``date: 1511``; shown to the user.
    """

    text: str
    grounds: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What one face says."""

    face_id: str
    sentences: tuple[Sentence, ...]
    language: str = "en-us"

    @property
    def text(self) -> str:
        """All sentences, joined by a space."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer of a model: what it was asked, what it said, and what became of it."""

    writer: str
    prompt: str
    answer: str
    category: Category


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's word that a script may be shown.

    Attributes
    ----------
    date : str
        ISO 8601 day, such as "2026-11-22".
    text_sha256 : str
        Digest of the words that were approved; other words are not approved by it.
    """

    name: str
    date: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Script:
    """The lines in the order they are spoken; lines of several languages may stand in one script.

    Attributes
    ----------
    writer : str
        Who wrote it: "given", "template", "llama", ...
    fallbacks : tuple of str
        Sentences that say where another writer stepped in, and why; shown to the user.
    attempts : tuple of Attempt
        Every prompt and answer on the way, for the log.
    approval : Approval, or None
        See `speaking_engine.script.signoff`.
    """

    lines: tuple[Line, ...]
    writer: str
    fallbacks: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    approval: Approval | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in the order in which they first occur."""
        return tuple(dict.fromkeys(line.language for line in self.lines))

    def in_language(self, language: str) -> Script:
        """Return the script with the lines of one language."""
        return dataclasses.replace(
            self, lines=tuple(line for line in self.lines if line.language == language)
        )

    def with_lines(self, lines: tuple[Line, ...]) -> Script:
        """Lay lines over the script: each in place of its face's line in that language, or at the end."""
        keyed = {(line.face_id, line.language): line for line in (*self.lines, *lines)}
        return dataclasses.replace(self, lines=tuple(keyed.values()))
