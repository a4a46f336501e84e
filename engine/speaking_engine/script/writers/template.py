"""The template writer: no model, only what the label says, in one of several styles."""

from __future__ import annotations

import random

from speaking_engine.errors import TextError
from speaking_engine.protocol.progress import Report
from speaking_engine.script.commission import Commission, Draft, WriterSettings
from speaking_engine.script.passages import Passage, passages_of, reflections_of
from speaking_engine.script.phrases import SOBER, STYLES
from speaking_engine.script.script import Sentence


class TemplateWriter:
    """Writes from the label alone: first person, one speaker or several, nothing that is not there."""

    name = "template"

    def __init__(self, settings: WriterSettings | None = None) -> None:
        """Take the settings that every writer takes; this one needs none."""
        del settings

    def write(self, commission: Commission, report: Report) -> Draft:
        """Write every sentence that the label gives; `speaking_engine.script.length` chooses among them."""
        report("script", 0.0, "writing from the label")
        require_english(commission, "The template writer")
        chosen = random.Random(commission.seed)  # noqa: S311 - variety, not secrecy
        passages = passages_of(commission, STYLES[commission.style or chosen.choice(SOBER)])
        return Draft(
            tuple(_draw(passage, chosen) for passage in passages),
            tuple(_draw(passage, chosen) for passage in reflections_of(commission)),
            tuple(passage.weight for passage in passages),
        )


def require_english(commission: Commission, who: str) -> None:
    """Stop before words are written in a language that the phrases do not have.

    Raises
    ------
    TextError
        The language is not English; the user can type the words.
    """
    if not commission.language.lower().startswith("en"):
        raise TextError(
            f"{who} writes English only, not {commission.language}.",
            hint="Type the words yourself, or choose a writer that knows the language (--writer openai).",
        )


def _draw(passage: Passage, chosen: random.Random) -> Sentence:
    return Sentence(chosen.choice(passage.wordings), passage.grounds)
