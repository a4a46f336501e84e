"""Products kept under the hash of their recipe: nothing is made twice, nothing half-made is found."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speaking_engine.media.beside import write_text, written_beside

RECIPE_FILE = "recipe.json"
Recipe = Mapping[str, Any]


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
    """

    folder: Path
    digest: str
    made: bool
    seconds: float = 0.0


class Store:
    """The products of one production, `<folder>/<stage>/<recipe hash>/`.

    A product is made in a folder beside and renamed when whole. One whose files are missing or have other
    sizes than written down is dropped and made again (after DVC's run cache).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, stage: str, recipe: Recipe, make: Callable[[Path], None]) -> Product:
        """Give the product of a recipe, calling ``make(empty_folder)`` only if it is not there.

        Raises
        ------
        OutputError
            The store cannot be written; the person can fix it.
        """
        key = hashlib.sha256(_canonical(recipe)).hexdigest()[:20]
        folder = self.folder / stage / key
        digest = _whole(folder)
        if digest is not None:
            return Product(folder, digest, made=False)
        start = time.monotonic()
        if folder.exists():
            shutil.rmtree(folder)
        with written_beside(folder) as beside:
            beside.mkdir()
            make(beside)
            files = _measure(beside)
            digest = hashlib.sha256(_canonical(files)).hexdigest()
            document = {"stage": stage, "recipe": recipe, "files": files, "digest": digest}
            write_text(beside / RECIPE_FILE, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
        return Product(folder, digest, made=True, seconds=time.monotonic() - start)

    def keep_only(self, folders: Collection[Path]) -> int:
        """Remove every product but these, and what renderers left; give the bytes that are free now."""
        freed_bytes = 0
        for folder in self.folder.glob("*/*"):
            if folder.is_dir() and folder not in folders:
                freed_bytes += sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
                shutil.rmtree(folder)
        return freed_bytes


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _measure(folder: Path) -> dict[str, dict[str, Any]]:
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            files[path.relative_to(folder).as_posix()] = {"size_bytes": path.stat().st_size, "sha256": sha256}
    return files


def _whole(folder: Path) -> str | None:
    """Give the digest of a product whose files are all there with their sizes, else None."""
    try:
        document = json.loads((folder / RECIPE_FILE).read_text("utf8"))
        sizes = {name: entry["size_bytes"] for name, entry in document["files"].items()}
        whole = all((folder / name).stat().st_size == size for name, size in sizes.items())
        return str(document["digest"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
