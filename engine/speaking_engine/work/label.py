"""Lays the museum's label over a production: what was given, what lies beside the picture, and a hold."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from speaking_engine.artwork.metadata import KNOWN_FIELDS, Metadata, merge, metadata_from_mapping
from speaking_engine.artwork.sidecar import find_hold, find_sidecar, read_label
from speaking_engine.errors import PictureError
from speaking_engine.pipeline.delivery import withhold
from speaking_engine.project.choosing import choose
from speaking_engine.project.production import Production

SHARED = ("hold", "gender")
"""Fields that hold in every language, whichever they are given in."""


def lay_label(
    production: Production, given: Mapping[str, Any], label_file: Path | None = None, language: str = ""
) -> tuple[str, ...]:
    """Lay what was given over what the production has, or over the label beside its picture.

    A hold is read afresh from every label beside the picture, whatever else is followed. It is stored, and
    the films in which the work spoke are taken back, whatever is asked for.

    Parameters
    ----------
    given : mapping of str to Any
        Fields of `Metadata`; one given as empty text takes away what was said before.
    label_file : Path, optional
        A label to take over: JSON, YAML, a table or a museum's record; see `artwork.sidecar`.
    language : str
        Tag of the only language in which the fields hold, but for `SHARED`; empty for all.

    Returns
    -------
    tuple of str
        Sentences that tell what of a record was not used, which label is not followed, which still holds the
        work back, what was moved.

    Raises
    ------
    PictureError
        A field or file cannot be used; the person who wrote it can fix it.
    UserError
        No voice speaks that language.
    """
    tag = language.lower().replace("_", "-")
    own: dict[str, Any] = {}
    main = production.project.choices.language
    if tag not in ("", main, main.partition("-")[0]):
        own = {name: value for name, value in given.items() if name not in SHARED}
        given = {name: value for name, value in given.items() if name in SHARED}
    remarks = _lay(production, given, label_file)
    if own:
        _lay_version(production, tag, own)
    if not production.keep_hold():
        return remarks
    moved = withhold(production)
    names = ", ".join(path.name for path in moved)
    return (*remarks, f"This work is on hold: {names} was moved to {moved[0].parent}.") if moved else remarks


def _lay_version(production: Production, language: str, given: Mapping[str, Any]) -> None:
    """Lay what was given over the label in one language; a field given as "" is said no more there."""
    project = production.project
    said = _filled(metadata_from_mapping(given, where="the options"))
    choose(project, {}, language=language)
    version = project.versions[language]
    kept = {name: value for name, value in version.said.items() if name not in _named(given)}
    version.said = kept | said
    follow_versions(production)


def _lay(production: Production, given: Mapping[str, Any], label_file: Path | None) -> tuple[str, ...]:
    project = production.project
    language = project.choices.language
    known = metadata_from_mapping(project.metadata, where="project.json")
    remarks: tuple[str, ...] = ()
    if label_file is not None:
        told: list[str] = []
        base = merge(known, read_label(label_file, production.picture, language=language, remarks=told))
        remarks = tuple(told)
        project.label_sha256 = _sha256(label_file)
        production.label_file = label_file
    else:
        base, remarks = _with_sidecar(known, production)
    over = metadata_from_mapping(given, where="the options")
    project.metadata = _filled(merge(_without(base, given), over))
    for version in project.versions.values():  # what a person says now holds in every language
        for own in (version.label, version.said):
            for name in _named(given) & set(own):
                del own[name]
    follow_versions(production)
    production.lifted = given.get("hold") == ""
    return (*remarks, *_still_held(production)) if production.lifted else remarks


def _with_sidecar(known: Metadata, production: Production) -> tuple[Metadata, tuple[str, ...]]:
    """Take the label beside a picture where none is known; of one that is not followed, tell."""
    beside = next(filter(None, map(find_sidecar, production.picture_places)), None)
    if beside is None:
        return known, ()
    is_new = dataclasses.replace(known, hold="") == Metadata()
    sha256 = _sha256(beside)
    if not is_new and sha256 == production.project.label_sha256:
        return known, ()
    told: list[str] = []
    try:
        language = production.project.choices.language
        label = read_label(beside, production.picture, language=language, remarks=told)
    except PictureError as error:
        if not is_new:
            return known, (f"{error.sentence} It is not followed.",)
        error.hint = f"{error.hint} If {beside.name} is no label, give it another name.".strip()
        raise
    if is_new:
        production.project.label_sha256 = sha256
        return dataclasses.replace(label, hold=known.hold or label.hold), tuple(told)
    if merge(known, dataclasses.replace(label, hold="")) == known:
        return known, ()
    return known, (
        f"{beside} says other things than the production knows, and is not followed; "
        "give it with --metadata to `script` or `speak` to take it over.",
    )


def follow_language(production: Production, before: str) -> None:
    """Read the record beside the picture again in a new language, if its label is still as it was read.

    A label that a person corrected stays; so does one that no longer can be read.
    """
    project = production.project
    beside = next(filter(None, map(find_sidecar, production.picture_places)), None)
    if beside is None or project.label_sha256 != _sha256(beside):
        return
    known = metadata_from_mapping(project.metadata, where="project.json")
    with suppress(PictureError):
        was, is_now = (
            dataclasses.replace(read_label(beside, production.picture, language=language), hold=known.hold)
            for language in (before, project.choices.language)
        )
        if was == known:
            project.metadata = _filled(is_now)


def follow_versions(production: Production) -> None:
    """Keep beside the version of each language what the label's file says otherwise in it.

    That is read from a file that still is as it was taken over, and for fields alone that nobody corrected.

    Raises
    ------
    PictureError
        What it says in one of the languages cannot be used.
    """
    project = production.project
    places = production.picture_places if project.versions else ()
    file = production.label_file or next(filter(None, map(find_sidecar, places)), None)
    if not project.versions or file is None or project.label_sha256 != _sha256(file):
        return
    known = metadata_from_mapping(project.metadata, where="project.json")
    main = read_label(file, production.picture, language=project.choices.language)
    kept = {name for name in KNOWN_FIELDS if getattr(known, name) != getattr(main, name)} | {"hold"}
    if kept & {"artist", "artist_qualifier"}:
        kept |= {"artist", "artist_qualifier"}
    for tag, version in project.versions.items():
        own = merge(main, read_label(file, production.picture, language=tag))
        version.label = {
            name: value
            for name, value in dataclasses.asdict(own).items()
            if name not in kept and getattr(own, name) != getattr(main, name)
        }


def _still_held(production: Production) -> tuple[str, ...]:
    """Tell of the labels that will hold the work back again as soon as the next command reads them."""
    found = filter(None, map(find_hold, production.picture_places))
    return tuple(
        f"{path} still holds this work back ({hold}); take `hold` out of it, or the next command will refuse."
        for hold, path in dict.fromkeys(found)
    )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PictureError(
            f"The label {path} cannot be read: {error.strerror}.", hint="Check its permissions."
        ) from error


def _without(base: Metadata, given: Mapping[str, Any]) -> Metadata:
    """Take out what was given as empty text, such as a hold that is lifted with ``--hold ""``."""
    emptied = _named({name: value for name, value in given.items() if value in ("", [""])})
    plain = Metadata()
    return dataclasses.replace(base, **{name: getattr(plain, name) for name in emptied})


def _named(given: Mapping[str, Any]) -> set[str]:
    """Return the fields that are given; with a maker goes what is stated of it."""
    return {*given, *(("artist_qualifier",) if "artist" in given else ())}


def _filled(metadata: Metadata) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(metadata).items() if value}
