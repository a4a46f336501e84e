"""Writes what others read of the choices: protocol/choices.json for Blender, docs/choices.md for people.

uv run python scripts/write_choices.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from speaking_engine.choice import Declared
from speaking_engine.project.document import DECLARED

REPO = Path(__file__).resolve().parents[1]
CHOICES_JSON = REPO / "engine" / "speaking_engine" / "protocol" / "choices.json"
CHOICES_MD = REPO / "docs" / "choices.md"
KINDS = {bool: "bool", int: "int", float: "float", str: "text", tuple: "list", dict: "options"}
HEAD = """\
# Everything that can be chosen

Made by `scripts/write_choices.py` from the rooms' `choices.py`; do not edit. The name is that of the Python
API (`work.choose(name=value)`) and, as a column, of a batch's table; the option is that of the command line.
*Speaker* and *language*: may differ from one to another, with `--for FACE` and `--in LANGUAGE`.
"""
HIDDEN = ("fake", "official:", "hibari:")
"""Names that a list does not offer: for tests, or the same voice by another engine."""


def described(one: Declared) -> dict[str, Any]:
    """Return a choice as plain values."""
    names = {name: str(what) for name, what in one.names.items() if not name.startswith(HIDDEN)}
    facts = {
        "name": one.name,
        "room": one.room,
        "kind": KINDS[one.kind],
        "optional": one.optional,
        "default": list(one.default) if isinstance(one.default, tuple) else one.default,
        "help": one.choice.help,
        "unit": one.choice.unit,
        "low": one.choice.low,
        "high": one.choice.high,
        "soft_high": one.choice.soft_high,
        "names": names,
        "is_closed": one.choice.one_of is not None and not one.choice.plugins,
        "is_file": one.choice.is_file,
        "scope": one.choice.scope,
        "unset": one.choice.unset,
    }
    return {
        name: value for name, value in facts.items() if value is not False and value not in (None, "", {})
    }


def choices_json() -> str:
    """Return the file for Blender."""
    rows = [json.dumps(described(one), ensure_ascii=False) for one in DECLARED.values()]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def choices_md() -> str:
    """Return the table for people."""
    parts = [HEAD]
    for room in dict.fromkeys(one.room for one in DECLARED.values()):
        parts += [f"## {room}\n", "| name | option | what it is | allowed | if not chosen | may differ by |"]
        parts.append("|---|---|---|---|---|---|")
        parts += [_row(one) for one in DECLARED.values() if one.room == room]
        parts.append("")
    return "\n".join(parts)


def _row(one: Declared) -> str:
    names = [f"`{name}`" for name in described(one).get("names", {}) if name]
    listed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    allowed = listed or one.range_text or {bool: "yes or no"}.get(one.kind, "")
    default = one.choice.unset or ("" if one.default in (None, "", (), {}) else f"`{one.default}`")
    scope = {"work": "", "speaker": "speaker, language", "language": "language"}[one.choice.scope]
    flags = ", ".join(f"`{flag}`" for flag in (one.flag, *one.choice.flags))
    cells = (f"`{one.name}`", flags, one.choice.help.replace("|", "\\|"), allowed, default, scope)
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Write both."""
    CHOICES_JSON.write_text(choices_json(), "utf8")
    CHOICES_MD.write_text(choices_md(), "utf8")


if __name__ == "__main__":
    main()
