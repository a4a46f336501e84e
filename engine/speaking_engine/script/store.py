"""Store: the script as `script.json`, which people read; they change the words through `--text`."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from speaking_engine.errors import OutputError, TextError
from speaking_engine.script.script import Script
from speaking_engine.text import parse_json, read_text, refusal_of

FILE_NAME = "script.json"
SCHEMA = 1
LIMIT_BYTES = 50_000_000
_ADAPTER = TypeAdapter(Script)


def script_to_disk(folder: Path, script: Script) -> Path:
    """Write `script.json` into a folder, whole or not at all.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    path = folder / FILE_NAME
    data = {"schema": SCHEMA, **dataclasses.asdict(script)}
    half = path.with_suffix(".json.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        half.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf8")
        half.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink()
        raise OutputError(f"The script cannot be written to {path}: {error.strerror}.") from error
    return path


def script_from_disk(folder: Path) -> Script:
    """Read `script.json` out of a folder.

    Raises
    ------
    TextError
        The file is missing, is not JSON, or has other fields than a script has.
    """
    path = folder / FILE_NAME
    hint = "Run it again: the script is made anew."
    text = read_text(path, "The script", TextError, LIMIT_BYTES)
    data = parse_json(text, f"The script {path}", TextError)
    if not isinstance(data, dict) or data.pop("schema", None) != SCHEMA:
        raise TextError(f"The script {path} is not of schema {SCHEMA}.", hint=hint)
    try:
        return _ADAPTER.validate_python(data, extra="forbid")
    except ValidationError as error:
        place, rule = refusal_of(error)
        raise TextError(f"The script {path} cannot be used: `{place}` {rule}.", hint=hint) from error
