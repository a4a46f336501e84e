"""Tells one film's frames from another's, so that a killed render goes on only from its own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from speaking_engine.protocol.plan import RenderPlan


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
