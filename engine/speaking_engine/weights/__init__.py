"""Small model weights that ship with the engine, each checked against its SHA-256 before it is opened."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from speaking_engine.errors import SetupError

FOLDER = Path(__file__).parent


@cache
def manifest() -> dict[str, str]:
    """Read `SHA256SUMS`: file name to hexadecimal digest."""
    rows = (FOLDER / "SHA256SUMS").read_text("utf8").split("\n")
    return {name: digest for digest, name in (row.split() for row in rows if row.strip())}


@cache
def locate(name: str) -> Path:
    """Return the path of one weights file, after checking that it is the file we shipped.

    Raises
    ------
    SetupError
        The file is missing or has other bytes; installing the engine again repairs it.
    """
    path = FOLDER / name
    hint = "Install the engine again (`uv sync --reinstall-package speaking-images`)."
    if not path.is_file():
        raise SetupError(f"The model file {path} is missing.", hint=hint)
    if hashlib.sha256(path.read_bytes()).hexdigest() != manifest()[name]:
        raise SetupError(f"The model file {path} is not the one that was shipped.", hint=hint)
    return path
