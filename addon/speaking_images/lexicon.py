"""The production's lexicon.csv, how names are said, as a text of Blender's."""

from __future__ import annotations

from pathlib import Path

import bpy

from .settings import SpeakingProduction

NAME = "lexicon.csv"
HEADING = "word,said\n"


def lexicon_path(production: SpeakingProduction) -> Path:
    """Return where the engine reads it."""
    return Path(bpy.path.abspath(production.folder)) / NAME


def open_lexicon(production: SpeakingProduction) -> bpy.types.Text | None:
    """Return the lexicon if it is open in this Blender; what is typed there counts once it is saved."""
    path = str(lexicon_path(production))
    return next((text for text in bpy.data.texts if bpy.path.abspath(text.filepath) == path), None)


def loaded_lexicon(production: SpeakingProduction) -> bpy.types.Text:
    """Return the lexicon, opened if it was not, and made with a heading row if there is none.

    Raises
    ------
    OSError, RuntimeError
        The file cannot be made or read.
    """
    path = lexicon_path(production)
    if not path.exists():
        path.write_text(HEADING, "utf8")
    return open_lexicon(production) or bpy.data.texts.load(str(path))
