"""Writers: everyone who can write a script, by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from speaking_engine.errors import TextError
from speaking_engine.script.commission import Writer, WriterSettings
from speaking_engine.script.writers.llama import LlamaWriter
from speaking_engine.script.writers.openai import OpenAiWriter
from speaking_engine.script.writers.template import TemplateWriter

#: Others add theirs under this group of entry points: name = "package.module:WriterClass".
ENTRY_POINTS = "speaking_images.writers"

_OURS: dict[str, Callable[[WriterSettings], Writer]] = {
    "template": TemplateWriter,
    "llama": LlamaWriter,
    "openai": OpenAiWriter,
}


def writer_names() -> tuple[str, ...]:
    """Give the names of all writers, ours first."""
    return (*_OURS, *sorted(point.name for point in entry_points(group=ENTRY_POINTS)))


def writer_named(name: str, settings: WriterSettings | None = None) -> Writer:
    """Give a writer by its name, set up.

    Raises
    ------
    TextError
        There is no writer of that name.
    """
    settings = settings or WriterSettings()
    if name in _OURS:
        return _OURS[name](settings)
    for point in entry_points(group=ENTRY_POINTS, name=name):
        made: Writer = point.load()(settings)
        return made
    raise TextError(f"There is no writer {name!r}.", hint=f"Writers: {', '.join(writer_names())}.")
