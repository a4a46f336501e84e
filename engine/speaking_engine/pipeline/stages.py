"""The stages of the line, as values: what each makes, its version, and what proves that it makes it still.

A version is raised when a room's code changes what it makes from the same input, so that products of the old
code are not taken for new ones. `tests/golden/seals.json` binds it to the golden outputs: changed pixels or
sound without a raised version fail a test.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage.

    Attributes
    ----------
    makes : str
        Its product, in words; files are named where they are made.
    made_in : str
        Module and property of the pipeline that say recipe, make and read.
    golden : tuple of str
        Files below `tests/` that hold approved outputs of this stage.
    """

    name: str
    version: int
    makes: str
    made_in: str
    golden: tuple[str, ...] = ()


STAGES = (
    Stage("artwork", 2, "the picture, upright and in sRGB", "looking.Looking.picture"),
    Stage("faces", 5, "what the detectors found, with landmarks and handles", "looking.Looking.found"),
    Stage("hand", 3, "the same with a person's corrections", "looking.Looking.faces_folder"),
    Stage("script", 4, "who says which sentence, and what supports it", "speaking.Speaking.script"),
    Stage(
        "speech",
        3,
        "the sound of each line, with words and phonemes in time",
        "speaking.Speaking.sounds",
        ("golden/speech_sound.json",),
    ),
    Stage("timing", 1, "the sound of a line whose sentences a hand moved", "speaking.Speaking.sounds"),
    Stage("take", 1, "an actor's take, read and calibrated", "performing.Performing"),
    Stage("performance", 2, "the movement of each line, as data", "performing.Performing.performances"),
    Stage(
        "clip",
        13,
        "the moving face of each line, lossless",
        "showing.Showing.clips",
        ("data/clip_golden.png", "data/head_golden.png"),
    ),
    Stage("mix", 1, "the film's sound, as loud as was promised", "showing.Showing.mixed"),
    Stage("composite", 4, "the plan of the film, and its captions", "showing.Showing.composed"),
    Stage("render", 1, "the film", "showing.Showing.film"),
    Stage("marks", 2, "the film, signed", "marking.Signing.film"),
)
"""In the order of the line."""

VERSIONS = {stage.name: stage.version for stage in STAGES}
