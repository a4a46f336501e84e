"""What can be chosen of the words: given, or who writes them and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from speaking_engine.choice import Choice

MOST_CHARACTERS = 20_000
"""Of one speaker's words: about 22 minutes; a file for several may have 50,000 in all, an hour."""

PRESETS = {
    "museum": "gives the label's facts and forbids others",
    "paper": "the prompt of arXiv 2506.05368",
    "paper-metadata": "the paper's prompt with the label added",
}
POLICIES = {
    "strict": "leaves out what nothing supports",
    "flag": "keeps it, and marks it",
    "free": "keeps it",
}


def _writers() -> Mapping[str, str]:
    from speaking_engine.script.writers import WRITERS

    return dict.fromkeys(WRITERS.names, "")


def _tones() -> Mapping[str, str]:
    from speaking_engine.script.phrases import TONES

    return {"": "drawn by the seed", **TONES}


def _audiences() -> Mapping[str, str]:
    from speaking_engine.script.phrases import AUDIENCES

    return AUDIENCES


@dataclass
class ScriptChoices:
    """Chosen for the words."""

    ROOM: ClassVar[str] = "Words"

    text: Annotated[
        str | None,
        Choice(
            f"The words, given: up to {MOST_CHARACTERS:,} characters a speaker; '' for none",
            unset="the writer writes them",
            fault=lambda words: "" if words.strip() or not words else "there are no words in it",
            pure=True,
            scope="language",
        ),
    ] = None
    writer: Annotated[
        str, Choice("Who writes if no words are given", one_of=_writers, plugins=True, trusted_only=True)
    ] = "template"
    seconds: Annotated[
        float, Choice("Wanted length of a written text", unit="s", low=0, above=True, high=600)
    ] = 18.0
    seed: Annotated[
        int,
        Choice("Of every random choice: the same seed, the same film", low=0, high=2**31 - 1, soft_high=999),
    ] = 0
    tone: Annotated[str, Choice("How the template writes", one_of=_tones, unset="drawn by the seed")] = ""
    audience: Annotated[str, Choice("For whom the template writes", one_of=_audiences)] = "general"
    row: Annotated[
        int,
        Choice(
            "Place of the work in a row of works: wordings are dealt out in turn; a batch counts its rows",
            low=0,
            high=1_000_000,
            soft_high=100,
            unset="0: drawn by the seed",
        ),
    ] = 0
    preset: Annotated[str, Choice("How a model is asked for a text", one_of=PRESETS)] = "museum"
    policy: Annotated[
        Literal["strict", "flag", "free"],
        Choice("What becomes of claims that nothing supports", one_of=POLICIES),
    ] = "strict"
    model: Annotated[
        str | None, Choice("GGUF file (llama), or the model's name on the server (openai)", trusted_only=True)
    ] = None
    projector: Annotated[
        str | None,
        Choice(
            "The GGUF model's projector file, its eyes", is_file=True, flags=("--eyes",), trusted_only=True
        ),
    ] = None
    model_url: Annotated[
        str | None,
        Choice("Server of `openai`", unset="http://127.0.0.1:11434/v1", trusted_only=True),
    ] = None
