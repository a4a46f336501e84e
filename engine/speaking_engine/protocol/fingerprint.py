"""Digests of files, and of all that decides a film's frames: a killed render goes on only from its own."""

from __future__ import annotations

import errno
import hashlib
import json
from pathlib import Path

from speaking_engine.protocol.plan import RenderPlan


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal.

    Raises
    ------
    OSError
        It cannot be read, or is no file but a folder or a pipe, which may never end.
    """
    if path.exists() and not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "it is no file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(plan: RenderPlan, way: str) -> str:
    """Return a name to everything that decides the frames.

    Media are told apart by path and size: products live under the hash of their recipe, and lossless files
    of other pictures have other sizes, while times change whenever the same file is written again.

    Parameters
    ----------
    plan : RenderPlan
        With absolute paths.

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    facts = plan.as_dict()
    for name in ("sound", "captions", "title", "sentences"):
        del facts[name]
    media = [plan.artwork, *(layer.clip for layer in plan.layers)]
    media += [layer.mask.picture for layer in plan.layers if layer.mask.picture]
    facts["sizes"] = [Path(name).stat().st_size if Path(name).is_file() else None for name in media]
    facts["way"] = way
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode("utf8")).hexdigest()
