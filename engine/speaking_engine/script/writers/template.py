"""The template writer: no model, only what label and picture say, in one of several tones."""

from __future__ import annotations

import dataclasses
import random
import zlib
from collections import Counter

from speaking_engine.errors import TextError
from speaking_engine.protocol.progress import Report
from speaking_engine.script.commission import Commission, Draft, WriterSettings
from speaking_engine.script.passages import Passage, passages_of, reflections_of
from speaking_engine.script.phrasebook import passages_in, phrasebook_of, reflections_in, written_languages
from speaking_engine.script.phrases import SOBER
from speaking_engine.script.script import Sentence
from speaking_engine.script.subject import grave_words


class TemplateWriter:
    """Writes from label and picture alone: first person, and nothing that is not there."""

    name = "template"

    def __init__(self, settings: WriterSettings | None = None) -> None:
        """Take the settings that every writer takes; this one needs none."""
        del settings

    def write(self, commission: Commission, report: Report) -> Draft:
        """Write every sentence that the label gives; `speaking_engine.script.length` chooses among them."""
        report("script", 0.0, "writing from the label")
        book = phrasebook_of(commission.language)
        if book is None:
            _require_english(commission)
        chosen = random.Random(commission.seed)  # noqa: S311 - variety, not secrecy
        commission = dataclasses.replace(commission, tone=tone_of(commission, chosen))
        passages = passages_in(commission, book) if book else passages_of(commission)
        spare = reflections_in(commission, book) if book else reflections_of(commission)
        said, openings = Counter[str](), set[str]()
        return Draft(
            tuple(_draw(passage, commission, chosen, said, openings) for passage in passages),
            tuple(_draw(passage, commission, chosen, said, openings) for passage in spare),
            tuple(passage.weight for passage in passages),
        )


def tone_of(commission: Commission, chosen: random.Random) -> str:
    """Return the tone: sober where the subject asks for it; else the chosen or a drawn one."""
    if grave_words(commission.metadata):
        return "sober"
    if commission.tone:
        return commission.tone
    return SOBER[commission.row % len(SOBER)] if commission.row else chosen.choice(SOBER)


def _require_english(commission: Commission) -> None:
    if not commission.language.lower().startswith("en"):
        known = ", ".join(("English", *written_languages()))
        raise TextError(
            f"The template writes {known}, but not {commission.language}.",
            hint="Type the words yourself, or choose a writer that knows the language (--writer openai).",
        )


def _draw(
    passage: Passage, commission: Commission, chosen: random.Random, said: Counter[str], openings: set[str]
) -> Sentence:
    """Draw a wording: by the seed, or in a row of works the next of its move.

    None twice in a text, and if it can be none that begins as another does ("This painting is ...").
    """
    kinds = len(passage.wordings)
    drawn = chosen.randrange(kinds)
    if commission.row:  # tones go round too, so each tone's turns are counted apart
        row, place = divmod(commission.row, len(SOBER))
        drawn = (zlib.crc32(passage.move.encode()) + row + place * -(-kinds // len(SOBER))) % kinds
    drawn += said[passage.move]
    said[passage.move] += 1
    turns = [passage.wordings[(drawn + step) % kinds] for step in range(kinds)]
    others = random.Random(f"{commission.row} {commission.seed} {passage.move}")  # noqa: S311 - variety
    turns[1:] = others.sample(turns[1:], kinds - 1)  # else the next one would stand in for many
    words = next((words for words in turns if _opening(words) not in openings), turns[0])
    openings.add(_opening(words))
    return Sentence(words, passage.grounds)


def _opening(words: str) -> str:
    return " ".join(words.split()[:2]).lower()
