"""Finds the files that a table names as people write them: with backslashes, in other capitals."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

_WEB = re.compile(r"(?:[a-z][a-z0-9+.-]+://|//|www\.|data:)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\")


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or why there is none.

    Attributes
    ----------
    path : Path
        Absolute; where the file should be if there is none.
    remark : str
        A sentence, where the file is not written as it is called.
    fault : str
        A sentence, where there is no such file.
    """

    path: Path
    remark: str = ""
    fault: str = ""


@dataclass(slots=True)
class _Listing:
    """The names in a folder by what is compared of them."""

    by_name: dict[str, list[str]] = field(default_factory=dict)
    by_stem: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Finder:
    """Looks for files below a folder; what a folder holds is read once."""

    folder: Path
    _listed: dict[Path, _Listing] = field(default_factory=dict)

    def find(self, written: str, column: str) -> Found:
        """Find the file that a cell means, in the folder or by a whole path.

        Where nothing has the very name, a backslash is taken for "/" and case and accents' composition are
        passed over, if then one file alone is meant.

        Parameters
        ----------
        column : str
            For the sentence.
        """
        if written.lower().startswith("file://"):
            written = unquote(re.sub(r"^file://(?:localhost)?", "", written, flags=re.IGNORECASE))
        if _WEB.match(written):
            return Found(
                self.folder / "-",
                fault=f"The column `{column}` holds a web address, {_short(written)}, and nothing is "
                "downloaded: save the file beside the table and write its name.",
            )
        path = self.folder / written
        if _exists(path):
            return Found(path)
        slashed = written.replace("\\", "/")
        alike = self._alike(self.folder, [part for part in slashed.split("/") if part not in {"", "."}])
        if len(alike) == 1 and not _DRIVE.match(written) and not slashed.startswith("/"):
            shown = os.path.relpath(alike[0], self.folder)
            return Found(alike[0], f"The table says {_short(written)}; the file {shown} was taken.")
        return Found(path, fault=self._missing(path, written, alike))

    def _alike(self, folder: Path, parts: Sequence[str]) -> list[Path]:
        """Return the paths that differ from the parts only in what people pass over."""
        if not parts:
            return [folder]
        if parts[0] == "..":
            return self._alike(folder.parent, parts[1:])
        if _exists(folder / parts[0]):  # as it is written goes first
            return self._alike(folder / parts[0], parts[1:])
        names = self._listing(folder).by_name.get(_key(parts[0]), ())
        return [path for name in names for path in self._alike(folder / name, parts[1:])]

    def _missing(self, path: Path, written: str, alike: Sequence[Path]) -> str:
        if len(alike) > 1:
            names = ", ".join(sorted(one.name for one in alike))
            return f"There is no file {path}, but several that differ in case: {names}. Write one of them."
        if _DRIVE.match(written) and os.name != "nt":
            return (
                f"There is no file {written}: that is a path of a Windows computer. "
                "Write paths as they are seen from the table."
            )
        other = sorted(self._listing(path.parent).by_stem.get(_key(path.stem), ()))
        beside = f" In its folder lies {other[0]}." if other else ""
        return f"There is no file {path}.{beside} Check the path and its spelling."

    def _listing(self, folder: Path) -> _Listing:
        if folder not in self._listed:
            self._listed[folder] = listing = _Listing()
            try:
                for entry in os.scandir(folder):
                    listing.by_name.setdefault(_key(entry.name), []).append(entry.name)
                    listing.by_stem.setdefault(_key(Path(entry.name).stem), []).append(entry.name)
            except (OSError, ValueError):  # no folder, or no path at all
                return listing
        return self._listed[folder]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _short(written: str) -> str:
    return written if len(written) <= 80 else f"{written[:79]}…"
