"""The stages of the line, as values: what each makes, of what, in which version, and what proves it.

A version is raised when a room's code changes what it makes from the same input, so that products of the old
code are not taken for new ones. `tests/golden/seals.json` binds it to the golden outputs: changed pixels or
sound without a raised version fail a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from speaking_engine.pipeline import film, marking, performances, picture, words
from speaking_engine.pipeline.store import Recipe

Key = tuple[int | str, ...]
"""Which of a stage's products: the place of a spoken line, and the face that moves; empty if it has one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage.

    Attributes
    ----------
    makes : str
        Its product, in words.
    recipe : callable
        ``recipe(line, *key)``: everything that the product depends on.
    make : callable
        ``make(line, folder, *key)`` writes the product's files.
    read : callable
        ``read(line, folder)`` sees that they can be used, and returns what was decided for the user.
    golden : tuple of str
        Files below `tests/` that hold approved outputs of this stage.
    """

    name: str
    version: int
    makes: str
    recipe: Callable[..., Recipe]
    make: Callable[..., None]
    read: Callable[..., tuple[str, ...]] | None = None
    golden: tuple[str, ...] = ()


STAGES = (
    Stage(
        "artwork",
        2,
        "the picture, upright and in sRGB",
        picture.artwork_recipe,
        picture.make_artwork,
        picture.read_artwork_facts,
    ),
    Stage(
        "faces",
        7,
        "what the detectors found, with landmarks and handles",
        picture.faces_recipe,
        picture.make_faces,
        picture.read_found,
    ),
    Stage(
        "hand",
        4,
        "the same with a person's corrections",
        picture.hand_recipe,
        picture.make_hand,
        picture.read_hand,
    ),
    Stage(
        "script",
        12,
        "who says which sentence, and what supports it",
        words.script_recipe,
        words.make_script,
        words.read_script,
        ("golden/words.json",),
    ),
    Stage(
        "speech",
        6,
        "the sound of each line, with words and phonemes in time",
        words.speech_recipe,
        words.make_speech,
        words.read_speech,
        ("golden/speech_sound.json",),
    ),
    Stage(
        "timing",
        1,
        "the sound of a line whose sentences a hand moved",
        words.timing_recipe,
        words.make_timing,
        words.read_speech,
    ),
    Stage(
        "take",
        7,
        "an actor's take, read and calibrated",
        performances.take_recipe,
        performances.make_take,
        performances.read_performance,
    ),
    Stage(
        "performance",
        6,
        "the movement of each line, as data",
        performances.performance_recipe,
        performances.make_performance,
        performances.read_performance,
        ("golden/movement.json",),
    ),
    Stage(
        "clip",
        31,
        "the moving face of each line, lossless",
        film.clip_recipe,
        film.make_clip,
        film.read_clip,
        ("data/head_golden.png",),
    ),
    Stage(
        "mix",
        1,
        "the film's sound, as loud as was promised",
        film.mix_recipe,
        film.make_mix,
        film.read_mix,
    ),
    Stage(
        "composite",
        7,
        "the plan of the film, and its captions",
        film.composite_recipe,
        film.make_composite,
        film.read_composite,
        ("golden/composed.json",),
    ),
    Stage("render", 1, "the film", film.render_recipe, film.make_render),
    Stage("marks", 2, "the film, signed", marking.marks_recipe, marking.make_marks, marking.read_marks),
)
"""In the order of the line."""

STAGE = {stage.name: stage for stage in STAGES}
