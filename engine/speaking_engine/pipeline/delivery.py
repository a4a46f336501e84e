"""Hands out the finished film, and takes it back: what a person made or changed is never lost."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from itertools import count, takewhile
from pathlib import Path

from speaking_engine.errors import OutputError
from speaking_engine.media.beside import told_when_unwritable, write_text, written_beside
from speaking_engine.project.production import SUFFIX, Production, is_production, opened, peeked
from speaking_engine.script.signoff import refuse_held, refuse_without_consent

FILM = "film.mp4"
DELIVERED_FILE = "delivered.json"
WITHHELD = "withheld"
EXPORT_FILE, EXPORTS_FILE = "export.json", "exports.json"
"""What was exported into a folder; where a production exported to."""
_SUFFIXES = (".mp4", ".vtt", ".srt")
Delivered = dict[Path, str]


def deliver_film(production: Production, film: Path, captions: Sequence[Path], target: Path) -> list[str]:
    """Copy the film to where the user wants it, and its captions beside it.

    Captions are left as they are if they are neither what was delivered there last nor in the store; a film
    that was changed where it was delivered is put aside. What was delivered is written down in
    `store/delivered.json`, by its SHA-256.

    Parameters
    ----------
    film, captions : Path and sequence of Path
        Products of the store.
    target : Path
        The film's path; the captions have its name with their own suffixes.

    Returns
    -------
    list of str
        A sentence for each captions file that was kept, and for a film that was put aside.

    Raises
    ------
    OutputError
        A file cannot be written, or is not ours to replace; the person can fix it.
    """
    check_replaceable(production, target)
    delivered = _read(production)
    remarks = _put_aside(production, film, target, delivered)
    delivered[target.resolve()] = _copied(film, target)
    for source in captions:
        path = target.with_suffix(source.suffix)
        ours = _sha256(source)
        known = {
            ours,
            delivered.get(path.resolve(), ours),
            *_made_before(production, "composite", source.name),
        }
        if not path.is_file() or _sha256(path) in known:
            delivered[path.resolve()] = _copied(source, path)
        else:
            own = path.resolve() in delivered or path.resolve().is_relative_to(production.folder)
            what = "was changed by hand" if own else "was not made by this production"
            remarks.append(f"{path.name} {what} and is kept; delete it to get a new one.")
    _write(production, delivered)
    return remarks


def check_replaceable(production: Production, target: Path) -> None:
    """Refuse a path at which there is a film that this production did not deliver there.

    Raises
    ------
    OutputError
        The person chooses another name, or removes the film.
    """
    place = target.resolve()
    if not place.is_file() or place.is_relative_to(production.folder) or place in _known_films(production):
        return
    if _sha256(place) not in _made_before(production, "render", FILM):
        raise OutputError(
            f"{target} cannot be written: it is there already, and was not made by this production.",
            hint="Give another name, or remove it.",
        )


def check_hold(production: Production, *, is_final: bool = False) -> None:
    """Refuse to go on with a work that must not speak, and take back the films in which it did.

    Parameters
    ----------
    is_final : bool
        The film is meant to be shown: a living or recently dead sitter has to have consented.

    Raises
    ------
    TextError
        It is on hold, as stored or by a label or hold list beside the picture as it stands now; or consent is
        missing.
    """
    hold = production.keep_hold()
    if hold:
        withhold(production)
        refuse_held(hold)
    if is_final:
        label, consent = production.project.metadata, production.project.choices.consent
        refuse_without_consent(str(label.get("title", "")), str(label.get("date", "")), consent)


def withhold(production: Production) -> list[Path]:
    """Move what was delivered or exported from there into the production; give where it is now.

    Only what is as it was delivered is moved from other folders: the list may come from another machine.

    Raises
    ------
    OutputError
        One cannot be moved; the person does it.
    """
    delivered = _read(production)
    made = {*delivered.values(), *_made_before(production, "render", FILM)}
    folder = production.folder / WITHHELD
    moved = []
    for path in sorted({*delivered, *_known_films(production)}):
        inside = path.parent == production.folder and path.suffix in _SUFFIXES
        if path.is_file() and (inside or _sha256(path) in made):
            with told_when_unwritable(path):
                folder.mkdir(exist_ok=True)
                moved.append(Path(shutil.move(path, _free(folder / path.name))))
    for exported in _exports(production):
        if exported.is_dir() and is_our_export(exported):
            with told_when_unwritable(exported):
                folder.mkdir(exist_ok=True)
                moved.append(Path(shutil.move(exported, _free(folder / exported.name))))
    if moved:
        _write(production, {})
    return moved


def is_our_export(folder: Path) -> bool:
    """Return whether a folder holds nothing but what was exported into it, unchanged."""
    try:
        listed = json.loads((folder / EXPORT_FILE).read_text("utf8"))["files"]
        there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
        there.pop(EXPORT_FILE, None)
        return there.keys() <= set(listed) and all(
            _sha256(path) == listed[name] for name, path in there.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def remember_export(production: Production, folder: Path) -> None:
    """Write down where something was exported to, so that it can be taken back."""
    known = [*_exports(production), folder.resolve()]
    names = [_name(production, place) for place in dict.fromkeys(known)]
    write_text(production.store_folder / EXPORTS_FILE, json.dumps(names, indent=1, ensure_ascii=False) + "\n")


def _exports(production: Production) -> list[Path]:
    try:
        names = json.loads((production.store_folder / EXPORTS_FILE).read_text("utf8"))
        return [(production.folder / str(name)).resolve() for name in names]
    except (OSError, ValueError, TypeError, RecursionError, RuntimeError):
        return []


def put_old_aside(folder: Path, picture: Path) -> str:
    """Put a production aside that was made of another picture, with its films, so that a new one can begin.

    Returns
    -------
    str
        Why the work is on hold, which binds its next picture, too; empty if it is not.

    Raises
    ------
    SpeakingError
        It cannot be opened or moved, or the picture cannot be read.
    """
    folder = folder.resolve()
    numbered = (folder.with_name(f"{folder.stem}.old{number}{SUFFIX}") for number in count(1))
    before = list(takewhile(os.path.lexists, numbered))
    if is_production(folder):
        with opened(folder) as old:
            if old.is_of(picture):
                return ""
            old.keep_hold()
            withhold(old)
            before.append(folder.with_name(f"{folder.stem}.old{len(before) + 1}{SUFFIX}"))
            with told_when_unwritable(folder):
                folder.rename(before[-1])
    # read from the disk, for we may have been killed when the old one had just been put aside
    return peeked(before[-1]).hold if before and is_production(before[-1]) else ""


def _known_films(production: Production) -> set[Path]:
    """Return where films may be that were delivered; older versions wrote down captions only."""
    places = _read(production)
    return {production.folder / FILM, *places, *(place.with_suffix(".mp4") for place in places)}


def _put_aside(production: Production, film: Path, target: Path, delivered: Delivered) -> list[str]:
    """Keep a film that somebody changed; what is only cut off is no loss."""
    if not target.is_file() or target.stat().st_size == 0:
        return []
    there = _sha256(target)
    known = {delivered.get(target.resolve()), *_made_before(production, "render", FILM)}
    if there in known or target.resolve() not in delivered or _is_start_of(target, film):
        return []
    aside = _free(target)
    with told_when_unwritable(aside):
        target.rename(aside)
    return [f"{target.name} was changed by hand or damaged; the old one is beside it, in {aside.name}."]


def _is_start_of(path: Path, whole: Path) -> bool:
    size_bytes = path.stat().st_size
    if size_bytes >= whole.stat().st_size:
        return False
    with whole.open("rb") as file:
        start = hashlib.sha256(file.read(size_bytes)).hexdigest()
    return start == _sha256(path)


def _free(path: Path) -> Path:
    """Return the path, or one like it at which there is nothing yet."""
    if not os.path.lexists(path):
        return path
    places = (path.with_name(f"{path.stem}.changed{number}{path.suffix}") for number in count(1))
    return next(place for place in places if not os.path.lexists(place))


def _read(production: Production) -> Delivered:
    """Read what was delivered where; if that cannot be told, only the store is asked."""
    try:
        document = json.loads((production.store_folder / DELIVERED_FILE).read_text("utf8"))
        return {(production.folder / place).resolve(): str(sha256) for place, sha256 in document.items()}
    except (OSError, ValueError, AttributeError, RecursionError, RuntimeError):
        return {}


def _write(production: Production, delivered: Delivered) -> None:
    named = {_name(production, place): sha256 for place, sha256 in delivered.items()}
    write_text(
        production.store_folder / DELIVERED_FILE, json.dumps(named, indent=1, ensure_ascii=False) + "\n"
    )


def _name(production: Production, place: Path) -> str:
    """Name a file so that the production may be moved as a whole, or together with what lies beside it."""
    beside = place.is_relative_to(production.folder.parent)
    return Path(os.path.relpath(place, production.folder)).as_posix() if beside else place.as_posix()


def _made_before(production: Production, stage: str, name: str) -> set[str]:
    """Return digests of a file in the store, for productions older than the list of what was delivered."""
    return {_sha256(path) for path in production.store_folder.glob(f"{stage}/*/{name}") if path.is_file()}


def _copied(source: Path, target: Path) -> str:
    """Copy a file, wait until the disk has it, and give its SHA-256."""
    digest = hashlib.sha256()
    with written_beside(target) as beside, source.open("rb") as old, beside.open("wb") as new:
        while block := old.read(1 << 20):
            digest.update(block)
            new.write(block)
        new.flush()
        os.fsync(new.fileno())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
