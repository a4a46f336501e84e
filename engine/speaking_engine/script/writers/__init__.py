"""Writers: everyone who can write a script, by name."""

from __future__ import annotations

from speaking_engine.errors import TextError
from speaking_engine.plugins import Register
from speaking_engine.script.commission import Writer, WriterSettings

_HERE = "speaking_engine.script.writers"
WRITERS = Register(
    "writer",
    "speaking_images.writers",  # of others: a class or function taking WriterSettings
    {
        "template": f"{_HERE}.template:TemplateWriter",
        "llama": f"{_HERE}.llama:LlamaWriter",
        "openai": f"{_HERE}.openai:OpenAiWriter",
    },
    TextError,
)


def writer_named(name: str, settings: WriterSettings | None = None) -> Writer:
    """Return a writer by its name, set up.

    Raises
    ------
    TextError
        There is no writer of that name.
    """
    writer: Writer = WRITERS.load(name)(settings or WriterSettings())
    return writer
