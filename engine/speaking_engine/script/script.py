"""Script: which face says which words, and what supports them."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from speaking_engine.errors import OutputError, TextError
from speaking_engine.text import parse_json, read_text, refusal_of

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
class SpokenLine:
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

    lines: tuple[SpokenLine, ...]
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

    def with_lines(self, lines: tuple[SpokenLine, ...]) -> Script:
        """Lay lines over the script: each in place of its face's line in that language, or at the end."""
        keyed = {(line.face_id, line.language): line for line in (*self.lines, *lines)}
        return dataclasses.replace(self, lines=tuple(keyed.values()))


FILE_NAME = "script.json"
SCHEMA = 1
LIMIT_BYTES = 50_000_000
_ADAPTER = TypeAdapter(Script)


def script_to_disk(folder: Path, script: Script) -> Path:
    """Write `script.json` into a folder, whole or not at all.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    path = folder / FILE_NAME
    data = {"schema": SCHEMA, **dataclasses.asdict(script)}
    half = path.with_suffix(".json.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        half.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf8")
        half.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink()
        raise OutputError(f"The script cannot be written to {path}: {error.strerror}.") from error
    return path


def script_from_disk(folder: Path) -> Script:
    """Read `script.json` out of a folder.

    Raises
    ------
    TextError
        The file is missing, is not JSON, or has other fields than a script has.
    """
    path = folder / FILE_NAME
    hint = "Run it again: the script is made anew."
    text = read_text(path, "The script", TextError, LIMIT_BYTES)
    data = parse_json(text, f"The script {path}", TextError)
    if not isinstance(data, dict) or data.pop("schema", None) != SCHEMA:
        raise TextError(f"The script {path} is not of schema {SCHEMA}.", hint=hint)
    try:
        return _ADAPTER.validate_python(data, extra="forbid")
    except ValidationError as error:
        place, rule = refusal_of(error)
        raise TextError(f"The script {path} cannot be used: `{place}` {rule}.", hint=hint) from error
