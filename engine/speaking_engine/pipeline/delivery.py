"""Hands out the finished film: what a person corrected in the captions beside it is never overwritten."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from speaking_engine.media.beside import write_text, written_beside
from speaking_engine.project.production import Production

DELIVERED_FILE = "delivered.json"


def deliver_film(production: Production, film: Path, captions: Sequence[Path], target: Path) -> list[str]:
    """Copy the film to where the user wants it, and its captions beside it.

    Captions are left as they are if they are neither what was delivered there last nor in the store. What was
    delivered is written down in `store/delivered.json`, by its SHA-256.

    Parameters
    ----------
    film, captions : Path and sequence of Path
        Products of the store.
    target : Path
        The film's path; the captions have its name with their own suffixes.

    Returns
    -------
    list of str
        A sentence for each captions file that was kept.

    Raises
    ------
    OutputError
        A file cannot be written; the person can fix it.
    """
    _copy(film, target)
    delivered = _read(production)
    remarks = []
    for source in captions:
        path = target.with_suffix(source.suffix)
        place, ours = _place(production, path), _sha256(source)
        there = _sha256(path) if path.is_file() else ours
        if there == ours or there == delivered.get(place) or there in _made_before(production, source.name):
            _copy(source, path)
            delivered[place] = ours
        else:
            own = place in delivered or not Path(place).is_absolute()
            what = "was changed by hand" if own else "was not made by this production"
            remarks.append(f"{path.name} {what} and is kept; delete it to get a new one.")
    document = json.dumps(delivered, indent=1, ensure_ascii=False)
    write_text(production.store_folder / DELIVERED_FILE, document + "\n")
    return remarks


def _read(production: Production) -> dict[str, str]:
    """Read what was delivered where; if that cannot be told, only the store is asked."""
    try:
        document = json.loads((production.store_folder / DELIVERED_FILE).read_text("utf8"))
    except (OSError, ValueError):
        return {}
    return (
        {str(place): str(sha256) for place, sha256 in document.items()} if isinstance(document, dict) else {}
    )


def _place(production: Production, path: Path) -> str:
    """Name a file so that the production may be moved as a whole."""
    path = path.resolve()
    inside = path.is_relative_to(production.folder)
    return (path.relative_to(production.folder) if inside else path).as_posix()


def _made_before(production: Production, name: str) -> set[str]:
    """Give the captions in the store, for productions older than the list of what was delivered."""
    return {_sha256(path) for path in production.store_folder.glob(f"composite/*/{name}")}


def _copy(source: Path, target: Path) -> None:
    with written_beside(target) as beside:
        shutil.copyfile(source, beside)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
