"""Script: which face says which words, and what supports them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and what grounds it.

    Attributes
    ----------
    grounds : tuple of str
        Names of fields, such as ``metadata.artist``, ``notes[2]``, ``seen: 2 faces``, ``given`` for words
        that a person wrote; empty if nothing supports the sentence.
    """

    text: str
    grounds: tuple[str, ...] = ()


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
class Script:
    """The lines in the order they are spoken.

    Attributes
    ----------
    writer : str
        Who wrote it: "given", "template", "llama", ...
    fallbacks : tuple of str
        Sentences that say where another writer stepped in, and why; shown to the user.
    """

    lines: tuple[Line, ...]
    writer: str
    fallbacks: tuple[str, ...] = ()
