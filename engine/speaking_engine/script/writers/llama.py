"""The llama writer: a language model in this process, the small embedded one or any GGUF file."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from pathlib import Path

from speaking_engine.errors import InternalError, TextError
from speaking_engine.protocol.progress import Report
from speaking_engine.script.commission import Commission, Draft, WriterSettings
from speaking_engine.script.length import fit
from speaking_engine.script.passages import Passage, passages_of, reflections_of
from speaking_engine.script.refusals import plain_answer
from speaking_engine.script.script import Sentence
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.writers.gguf import GgufModel, embedded_model
from speaking_engine.script.writers.prompts import as_log, claims_of, messages_for, sights_asked
from speaking_engine.script.writers.template import tone_of

_TEMPERATURE = 0.9
#: More than the text needs, less than a small model that goes round in circles would take.
_TOKENS_A_SECOND, _FEWEST_TOKENS = 15, 400
#: The embedded model is so small that a second thread on a busy machine costs more than it gives.
_THREADS = 1


class LlamaWriter:
    """Asks a GGUF model.

    The embedded SmolLM2-135M invents when it is let free, so it writes under a grammar: the facts of every
    sentence are fixed, it chooses their wording among all styles. A model given by path writes freely.
    """

    name = "llama"

    def __init__(self, settings: WriterSettings) -> None:
        self.settings = settings

    def write(self, commission: Commission, report: Report) -> Draft:
        """Write one draft."""
        report("script", 0.0, "loading the language model")
        if self.settings.model_path:
            return self._write_freely(commission, report)
        return _write_by_grammar(commission, report)

    def _write_freely(self, commission: Commission, report: Report) -> Draft:
        sees = bool(self.settings.mmproj_path)
        eyes = Path(self.settings.mmproj_path) if sees else None
        path = Path(self.settings.model_path)
        in_steps = sees and commission.preset == "museum"
        seen: tuple[tuple[str, str], ...] = ()
        looked = ""
        with GgufModel(path, eyes) as model:
            if in_steps:
                looking = sights_asked(commission)
                listed, _ = model.chat(_request(looking, commission), report)
                seen = claims_of(plain_answer(listed), path.name, commission.language)
                looked = f"{as_log(looking)}\n{listed}\n"
            messages = messages_for(commission, with_picture=sees and not in_steps, seen=seen)
            answer, finish = model.chat(_request(messages, commission), report)
        sentences = tuple(Sentence(text) for text in split_sentences(answer))
        return Draft(sentences, prompt=looked + as_log(messages), finish=finish, seen=seen, answer=answer)


def _request(messages: list[dict[str, object]], commission: Commission) -> dict[str, object]:
    return {
        "messages": messages,
        "seed": commission.seed + commission.attempt,
        "max_tokens": max(_FEWEST_TOKENS, round(_TOKENS_A_SECOND * commission.seconds)),
        "temperature": _TEMPERATURE,
    }


def _write_by_grammar(commission: Commission, report: Report) -> Draft:
    if not commission.language.lower().startswith("en"):
        raise TextError(
            f"The small language model writes English only, not {commission.language}.",
            hint="Choose --writer template, give it a larger model (--model), or type the words yourself.",
        )
    passages = _chosen(commission)
    messages: list[dict[str, object]] = [
        {"role": "system", "content": "You are a figure in a work of art. You speak to a museum visitor."},
        {"role": "user", "content": "Introduce yourself in the first person."},
    ]
    request = {**_request(messages, commission), "grammar": grammar_of(passages)}
    with GgufModel(embedded_model(), context_tokens=2048, threads=_THREADS) as model:
        answer, finish = model.chat(request, report)
    sentences = parse(answer, passages)
    if sentences is None:
        raise InternalError(f"The language model left its grammar: {answer!r} ({finish}).")
    weights = tuple(passage.weight for passage in passages)
    said = {sentence.text for sentence in sentences}
    spare = [passage.wordings[0] for passage in reflections_of(commission)]
    left = tuple(Sentence(text) for text in spare if text not in said)
    return Draft(sentences, left, weights, as_log(messages), finish)


def _chosen(commission: Commission) -> list[Passage]:
    """Choose as many passages as the time allows; the time of each is that of its middle wording."""
    chosen = random.Random(commission.seed)  # noqa: S311 - variety, not secrecy
    commission = dataclasses.replace(commission, tone=tone_of(commission, chosen))
    passages = passages_of(commission)
    reflections = reflections_of(commission)
    middle = {_middle(passage): passage for passage in (*passages, *reflections)}
    draft = Draft(
        tuple(Sentence(_middle(passage), passage.grounds) for passage in passages),
        tuple(Sentence(_middle(passage)) for passage in reflections),
        tuple(passage.weight for passage in passages),
    )
    return [middle[sentence.text] for sentence in fit(draft, commission.seconds).sentences]


def _middle(passage: Passage) -> str:
    return sorted(passage.wordings, key=len)[len(passage.wordings) // 2]


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
