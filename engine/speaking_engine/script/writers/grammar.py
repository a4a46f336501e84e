"""Grammar: lets a model choose the wording and nothing else, and finds again what it chose.

References
----------
GBNF: https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md
"""

from __future__ import annotations

from collections.abc import Sequence

from speaking_engine.script.passages import Passage
from speaking_engine.script.script import Sentence


def grammar_of(passages: Sequence[Passage]) -> str:
    """Write a GBNF grammar whose only texts are one wording of each passage, joined by spaces."""
    root = ' " " '.join(f"p{index}" for index in range(len(passages)))
    rules = [
        f"p{index} ::= {' | '.join(_quoted(wording) for wording in passage.wordings)}"
        for index, passage in enumerate(passages)
    ]
    return "\n".join([f"root ::= {root}", *rules])


def parse(text: str, passages: Sequence[Passage]) -> tuple[Sentence, ...] | None:
    """Find the wordings in a text that the grammar allowed; None if it is not such a text."""
    found, rest = [], text.strip()
    for passage in passages:
        fitting = [wording for wording in passage.wordings if rest.startswith(wording)]
        if not fitting:
            return None
        wording = max(fitting, key=len)
        found.append(Sentence(wording, passage.grounds))
        rest = rest[len(wording) :].lstrip()
    return tuple(found) if not rest else None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
