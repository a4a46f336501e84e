"""All that can go wrong, as one tree; every leaf is a sentence a person can act on.

SpeakingError
|-- UserError              the person at the keyboard can fix it (exit 2)
|   |-- PictureError       the picture file cannot be used
|   |-- FaceError          no such face, or no face at all
|   |   `-- FaceUnseen     an animator's own model sees no face there; another animator may
|   |-- TextError          the words cannot be read, written or spoken
|   |-- VoiceError         no such voice
|   |-- ClipError          a clip is missing, too short or of the wrong size
|   |-- OutputError        a file or folder cannot be written
|   `-- ProjectError       the production folder cannot be used
|-- SetupError             something must be installed or found first (exit 2)
|-- Cancelled              news, not failure (exit 130)
`-- InternalError          our bug (exit 1)
"""

from __future__ import annotations

from typing import ClassVar


class SpeakingError(Exception):
    """Root of the tree.

    Parameters
    ----------
    sentence : str
        What happened and where, as one full sentence.
    hint : str
        What the person can do about it; empty if nothing.
    place : str
        Path inside the project file, such as ``faces[0].box``; empty if none.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, sentence: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".strip()

    def as_dict(self) -> dict[str, str]:
        """Return the error as text, the form in which it crosses processes."""
        return {
            "kind": type(self).__name__,
            "sentence": self.sentence,
            "hint": self.hint,
            "place": self.place,
        }

    @staticmethod
    def from_dict(data: dict[str, str]) -> SpeakingError:
        """Make the error again from `as_dict`; an unknown kind becomes an `InternalError`."""
        kind = _by_name().get(data.get("kind", ""), InternalError)
        return kind(data.get("sentence", ""), hint=data.get("hint", ""), place=data.get("place", ""))


class UserError(SpeakingError):
    """The person at the keyboard can fix it."""

    exit_code = 2


class PictureError(UserError):
    """The picture file cannot be used."""


class FaceError(UserError):
    """No such face, or no face at all."""


class FaceUnseen(FaceError):  # noqa: N818 - what is the matter, in a word
    """An animator's own model sees no face there; another animator may."""


class TextError(UserError):
    """The words cannot be read, written or spoken."""


class VoiceError(UserError):
    """No such voice."""


class ClipError(UserError):
    """A clip is missing, too short or of the wrong size."""


class OutputError(UserError):
    """A file or folder cannot be written."""


class ProjectError(UserError):
    """The production folder cannot be used."""


class SetupError(SpeakingError):
    """Something must be installed or found first."""

    exit_code = 2


class Cancelled(SpeakingError):  # noqa: N818 - news, not an error
    """Somebody asked to stop; news, not failure."""

    exit_code = 130

    def __init__(self, sentence: str = "Stopped.", *, hint: str = "", place: str = "") -> None:
        super().__init__(sentence, hint=hint, place=place)


class InternalError(SpeakingError):
    """Our bug."""


def _by_name() -> dict[str, type[SpeakingError]]:
    found: dict[str, type[SpeakingError]] = {}
    todo: list[type[SpeakingError]] = [SpeakingError]
    while todo:
        kind = todo.pop()
        found[kind.__name__] = kind
        todo.extend(kind.__subclasses__())
    return found
