"""Products kept under the hash of their recipe: nothing is made twice, nothing half-made is found."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from speaking_engine.errors import Cancelled, OutputError
from speaking_engine.media.beside import told_when_unwritable, write_text, written_beside

RECIPE_FILE = "recipe.json"
FRAMES = "frames"
_NAME = re.compile(r"[0-9a-f]{20}(\.changed\d+)?")
_FRAMES = re.compile(r"\.?\d{6}(\.part)?\.png|\d{3}\.mkv|artwork\.png|(strips|planes|plan)\.json|recipe\.txt")
VERIFIED_BYTES = 50_000_000
"""Files up to this size are read whole to know that they are as they were made (0.05 s at most); larger ones
only have their size looked at."""
Recipe = Mapping[str, Any]
Read = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Product:
    """A folder of finished files.

    Attributes
    ----------
    digest : str
        SHA-256 over the names and bytes of its files: what later recipes depend on, so that a room that ran
        again and came to the same result does not wake the rooms after it.
    made : bool
        False if it was there already.
    remark : str
        What was wrong with the product that was there; empty if nothing.
    """

    folder: Path
    digest: str
    made: bool
    seconds: float = 0.0
    remark: str = ""


class Store:
    """The products of one production, `<folder>/<stage>/<recipe hash>/`.

    A product is made in a folder beside and renamed when whole. One whose files are not as they were made is
    made again (after DVC's run cache). What was changed in it may be a person's work: it is kept beside, in
    `<recipe hash>.changed1`, until the store is tidied.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def kin(self, stage: str, recipe: Recipe, but: str) -> list[Path]:
        """Return the products whose recipes differ from this one in one thing alone, the newest first."""
        wanted = json.loads(_canonical({name: value for name, value in recipe.items() if name != but}))
        found = []
        for path in (self.folder / stage).glob(f"*/{RECIPE_FILE}"):
            with suppress(OSError, ValueError, KeyError, AttributeError):
                known = json.loads(path.read_text("utf8"))["recipe"]
                known.pop(but, None)
                if known == wanted and not _inspect(path.parent)[1]:
                    found.append((path.stat().st_mtime, path.parent))
        return [folder for _, folder in sorted(found, reverse=True)]

    def get(
        self, stage: str, recipe: Recipe, make: Callable[[Path], None], read: Read | None = None
    ) -> Product:
        """Return the product of a recipe, calling ``make(empty_folder)`` only if it is not there.

        Parameters
        ----------
        read : callable, optional
            Reads what is there; if it cannot, the product is made again, whatever its digests say: they are
            those of whoever made it.

        Raises
        ------
        OutputError
            The store cannot be written; the person can fix it.
        """
        key = hashlib.sha256(_canonical(recipe)).hexdigest()[:20]
        folder = self.folder / stage / key
        digest, faults = _inspect(folder) if folder.exists() else ("", [])
        if digest and not faults and not _can_be_read(folder, read):
            faults = [path.name for path in sorted(folder.iterdir())]
        if digest and not faults:
            return Product(folder, digest, made=False)
        start = time.monotonic()
        remark = ""
        with written_beside(folder) as beside:
            beside.mkdir()
            make(beside)
            files = _measure(beside)
            digest = _digest(files)
            document = {"stage": stage, "recipe": recipe, "files": files, "digest": digest}
            write_text(beside / RECIPE_FILE, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
            if folder.exists():
                remark = self._set_aside(folder, faults)
        return Product(folder, digest, made=True, seconds=time.monotonic() - start, remark=remark)

    def _set_aside(self, folder: Path, faults: list[str]) -> str:
        """Make room for a product that is made anew, and say why and where the old one is."""
        where = folder.relative_to(self.folder.parent).as_posix()
        if _is_real(folder) and not any((folder / name).exists() for name in faults):
            _remove_made(folder)
        if not os.path.lexists(folder):
            return f"{', '.join(faults)} in {where} was missing and is made anew."
        places = (folder.with_name(f"{folder.name}.changed{number}") for number in count(1))
        aside = folder.rename(next(place for place in places if not place.exists()))
        return (
            f"{', '.join(faults)} in {where} was changed by hand or damaged, and is made anew; "
            f"the old one is in {aside.name} beside it until `tidy`."
        )

    def keep_only(self, folders: Collection[Path]) -> int:
        """Remove every product but these, and what renderers left; give the bytes that are free now.

        Only files are removed that were made here, by the list of each product; links are not followed.

        Raises
        ------
        OutputError
            The store is a link, or cannot be written; the person can fix it.
        """
        if self.folder.is_symlink():
            raise OutputError(
                f"{self.folder} is a link, and nothing is deleted through links.",
                hint="Tidy the production where its store really is.",
            )
        freed_bytes = 0
        with told_when_unwritable(self.folder):
            for folder in self.folder.glob("*/*"):
                ours = _is_real(folder) and _is_real(folder.parent) and _NAME.fullmatch(folder.name)
                if ours and folder not in folders:
                    freed_bytes += _remove_made(folder)
        return freed_bytes


def _can_be_read(folder: Path, read: Read | None) -> bool:
    try:
        if read is not None:
            read(folder)
    except Cancelled:
        raise
    except Exception:  # noqa: BLE001 - whatever a file of another maker does to its reader
        return False
    return True


def _is_real(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink()


def _remove_made(folder: Path) -> int:
    """Remove what was made in a folder of the store, and the folder if nothing else is in it.

    Returns
    -------
    int
        Bytes that are free now.
    """
    freed_bytes = 0
    made = _made_in(folder)
    for path in made:
        if (
            os.path.lexists(path)
            and not _is_real(path)
            and path.parent.resolve().is_relative_to(folder.resolve())
        ):
            freed_bytes += path.lstat().st_size
            path.unlink()
    for place in sorted({folder, *(above for path in made for above in path.parents)}, reverse=True):
        if place.is_relative_to(folder):
            with suppress(OSError):  # somebody else's file is in it
                place.rmdir()
    return freed_bytes


def _made_in(folder: Path) -> list[Path]:
    """Name the files of ours in a folder: by the recipe of it or of what it was, or by name."""
    if folder.parent.name == FRAMES:
        return [path for path in folder.rglob("*") if _FRAMES.fullmatch(path.name) and not path.is_dir()]
    for recipe in (folder / RECIPE_FILE, folder.with_name(folder.name.split(".")[0]) / RECIPE_FILE):
        try:
            document = json.loads(recipe.read_text("utf8"))
            if document["stage"] == folder.parent.name:
                return [*(folder / name for name in document["files"]), folder / RECIPE_FILE]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
    return []


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(files: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(files)).hexdigest()


def _measure(folder: Path) -> dict[str, dict[str, Any]]:
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            files[path.relative_to(folder).as_posix()] = {
                "size_bytes": path.stat().st_size,
                "sha256": _sha256(path),
            }
    return files


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _inspect(folder: Path) -> tuple[str, list[str]]:
    """Return the digest of a product, and the names of its files that are not as they were made."""
    try:
        document = json.loads((folder / RECIPE_FILE).read_text("utf8"))
        files, digest = document["files"], str(document["digest"])
        faults = [name for name, entry in files.items() if not _as_made(folder / name, entry)]
        return (digest, faults) if digest == _digest(files) else ("", [RECIPE_FILE])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "", [RECIPE_FILE]


def _as_made(path: Path, entry: Mapping[str, Any]) -> bool:
    try:
        size_bytes = path.stat().st_size
        known = size_bytes == entry["size_bytes"]
        return known and (size_bytes > VERIFIED_BYTES or _sha256(path) == entry["sha256"])
    except OSError:
        return False
