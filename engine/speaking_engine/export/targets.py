"""What a work can be exported for, by name, and the export itself: checked first, whole or not at all."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from speaking_engine import __version__
from speaking_engine.composite.canvas import Size
from speaking_engine.errors import OutputError, UserError
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.media.beside import written_beside
from speaking_engine.pipeline.delivery import EXPORT_FILE, check_hold, is_our_export, remember_export
from speaking_engine.pipeline.line import Line
from speaking_engine.plugins import Register
from speaking_engine.project.choosing import checked_for
from speaking_engine.project.document import Choices
from speaking_engine.project.production import Production
from speaking_engine.protocol.progress import Report
from speaking_engine.script.signoff import require_approval

_HERE = "speaking_engine.export"
TARGETS = Register(
    "export",
    "speaking_images.exports",  # of others: an object with the attributes of `Target`
    {
        "screen": f"{_HERE}.players:SCREEN",
        "brightsign-hd": f"{_HERE}.players:BRIGHTSIGN_HD",
        "brightsign-4k": f"{_HERE}.players:BRIGHTSIGN_4K",
        "raspberry-pi": f"{_HERE}.players:RASPBERRY_PI",
        "web": f"{_HERE}.players:WEB",
        "page": f"{_HERE}.page:PAGE",
        "ar": f"{_HERE}.augmented:AR",
        "loop": f"{_HERE}.loop:LOOP",
        "editors": f"{_HERE}.editors:EDITORS",
        "iiif": f"{_HERE}.iiif:IIIF",
        "stills": f"{_HERE}.stills:STILLS",
        "sound": f"{_HERE}.sound:SOUND",
        "head": f"{_HERE}.gltf:HEAD",
    },
)
FOLDER = "export"


class Target(Protocol):
    """What a work is exported for."""

    @property
    def help(self) -> str:
        """What it is, in a few words."""

    def check(self, choices: Choices, artwork_px: Size) -> None:
        """Refuse, before any work is done, what cannot be made.

        Raises
        ------
        UserError
            The person chooses otherwise.
        """

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write everything into an empty folder; remarks go to the exhibits'."""


class Exports(Protocol):
    """What of a work is needed here: `work.Work`."""

    production: Production
    report: Report

    @property
    def languages(self) -> tuple[str, ...]:
        """All, the main one first."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One finished export.

    Attributes
    ----------
    name : str
        What it is for.
    folder : Path
        Where it lies.
    files : tuple of Path
        All in it.
    notes : tuple of str
        What had to be decided, a sentence each.
    """

    name: str
    folder: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for programs."""
        files = [str(path) for path in self.files]
        return {"for": self.name, "folder": str(self.folder), "files": files, "notes": list(self.notes)}


def export(
    work: Exports,
    names: Sequence[str],
    out: Path | None,
    languages: Sequence[str],
    choices: Mapping[str, Any],
    *,
    unapproved: bool = False,
) -> tuple[Exported, ...]:
    """Export a work for everything that is named; see `work.Work.export`.

    Raises
    ------
    SpeakingError
        Whatever stopped it; nothing half-made is left.
    """
    production = work.production
    if not names:
        raise UserError(
            "It is not said what to export for.", hint=f"Name some of: {', '.join(TARGETS.names)}."
        )
    targets: dict[str, Target] = {name: TARGETS.load(name) for name in dict.fromkeys(names)}
    exhibits = tuple(
        Exhibit(Line(production, work.report, tag, checked_for(production.project, choices, tag)))
        for tag in _tags(work, languages)
    )
    folder = (out or production.folder / FOLDER).resolve()
    for exhibit in exhibits:
        exhibit.line.check()
        for target in targets.values():
            target.check(exhibit.choices, exhibit.line.size_px)
        exhibit.line.check_final()
        if not unapproved:
            require_approval(exhibit.line.script)
    for name in targets:
        _check_free(folder / name)
    return tuple(_exported(name, target, exhibits, folder / name) for name, target in targets.items())


def _tags(work: Exports, languages: Sequence[str]) -> list[str]:
    main, *others = work.languages
    tags = []
    for asked in languages or work.languages:
        language = asked.lower().replace("_", "-")
        if language not in (main, *others):
            raise UserError(
                f"This work has no film in {asked!r}.",
                hint=f"It has {', '.join((main, *others))}; `speak PRODUCTION --in {language}` adds one.",
            )
        tags.append("" if language == main else language)
    return list(dict.fromkeys(tags))


def _check_free(folder: Path) -> None:
    if folder.exists() and not (folder.is_dir() and (is_our_export(folder) or not any(folder.iterdir()))):
        raise OutputError(
            f"{folder} cannot be written: it holds what was not exported into it, or was changed since.",
            hint="Move it away, or give another --out.",
        )


def _exported(name: str, target: Target, exhibits: Sequence[Exhibit], folder: Path) -> Exported:
    production = exhibits[0].line.production
    for exhibit in exhibits:
        exhibit.remarks.clear()
    with written_beside(folder) as beside:
        beside.mkdir()
        target.write(exhibits, beside)
        check_hold(production, is_final=True)  # once more: it may have been set meanwhile
        notes = tuple(dict.fromkeys(note for exhibit in exhibits for note in exhibit.remarks))
        if exhibits[0].signer.is_for_trying_out:
            notes += (
                "It was signed for trying out only, which vouches for nobody; docs/marks.md tells how to "
                "sign with your own certificate.",
            )
        _describe(beside, name, exhibits, notes)
        old = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}.partial")
        if folder.exists():
            folder.rename(old)
    shutil.rmtree(old, ignore_errors=True)
    remember_export(production, folder)
    files = tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
    return Exported(name, folder, files, notes)


def _describe(folder: Path, name: str, exhibits: Sequence[Exhibit], notes: Sequence[str]) -> None:
    """Write down what was made, so that it is known again."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    told = {
        "made_by": f"Speaking Images {__version__}",
        "made_on": datetime.date.today().isoformat(),
        "for": name,
        "title": exhibits[0].title,
        "languages": [exhibit.language for exhibit in exhibits],
        "notes": list(notes),
        "files": files,
    }
    (folder / EXPORT_FILE).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf8")
