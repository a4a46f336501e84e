"""Attempts: asks a writer until the text can stand, and then the template; every answer is kept."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from speaking_engine.errors import TextError
from speaking_engine.protocol.progress import Report
from speaking_engine.script.commission import Commission, Draft, NoDraftError, Writer
from speaking_engine.script.evidence import evidence_of
from speaking_engine.script.grounding import Policy, apply_policy
from speaking_engine.script.passages import reflections_of
from speaking_engine.script.refusals import judge, plain_answer, without_asides
from speaking_engine.script.script import Attempt, Category, Sentence
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.writers.template import TemplateWriter

#: The first try and two with a reworded prompt.
TRIES = 3

_WHY: dict[Category, str] = {
    "refusal": "refused",
    "empty": "wrote nothing",
    "cut off": "was cut off in the middle of a sentence",
    "off language": "wrote in another language",
    "not first person": "did not write in the first person",
    "repetitive": "went round in circles",
    "ungrounded": "stated mostly what no field of the label supports",
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A draft that can stand, who wrote it, and what happened on the way."""

    draft: Draft
    writer: str
    attempts: tuple[Attempt, ...]
    fallbacks: tuple[str, ...]


def write_until_accepted(writer: Writer, commission: Commission, policy: Policy, report: Report) -> Accepted:
    """Ask a writer at most three times, then the template.

    Raises
    ------
    TextError
        No text in the language could be had; the user can type one.
    """
    attempts: list[Attempt] = []
    for number in range(TRIES):
        try:
            draft = writer.write(dataclasses.replace(commission, attempt=number), report)
        except NoDraftError as error:
            return _instead(writer, commission, tuple(attempts), report, error)
        if not draft.prompt:  # no model was asked: what the writer knows, it has said itself
            return Accepted(draft, writer.name, (), ())
        raw = draft.text
        draft = _plain(draft, commission.language)
        category = judge(draft, commission.language)
        news: tuple[str, ...] = ()
        if category == "accepted":
            draft, asides = without_asides(draft, commission.language)
            written = len(draft.text)
            draft, news = _grounded(draft, commission, policy)
            category = "accepted" if len(draft.text) >= written / 2 else "ungrounded"
        attempts.append(Attempt(writer.name, draft.prompt, raw, category))
        if category == "accepted":
            left = _left_out(writer, asides)
            return Accepted(draft, writer.name, tuple(attempts), (*_told(attempts), *left, *news))
    return _by_template(writer, commission, attempts, report)


def _told(attempts: list[Attempt]) -> tuple[str, ...]:
    """Say of each answer that was thrown away why it was."""
    return tuple(
        f"The writer {attempt.writer!r} {_WHY[attempt.category]}; it was asked again with other words."
        for attempt in attempts
        if attempt.category != "accepted"
    )


def _left_out(writer: Writer, asides: tuple[str, ...]) -> tuple[str, ...]:
    said = "; ".join(f'"{aside}"' for aside in asides)
    return (f"Left out of what {writer.name!r} wrote, for no figure says it: {said}.",) if asides else ()


def _by_template(writer: Writer, commission: Commission, attempts: list[Attempt], report: Report) -> Accepted:
    reasons = ", then ".join(dict.fromkeys(_WHY[attempt.category] for attempt in attempts))
    sentence = f"The writer {writer.name!r} {reasons} ({len(attempts)} tries); the template wrote instead."
    try:
        draft = TemplateWriter().write(commission, report)
    except TextError as error:
        raise TextError(
            f"The writer {writer.name!r} {reasons} ({len(attempts)} tries).", hint=error.hint
        ) from error
    return Accepted(draft, TemplateWriter.name, tuple(attempts), (sentence,))


def _instead(
    writer: Writer, commission: Commission, attempts: tuple[Attempt, ...], report: Report, error: NoDraftError
) -> Accepted:
    """Let the template write where a writer gave nothing, and say why."""
    try:
        draft = TemplateWriter().write(commission, report)
    except TextError as unable:
        raise TextError(error.sentence, hint=unable.hint) from error
    told = f"{error.sentence} The template wrote instead of {writer.name!r}."
    return Accepted(draft, TemplateWriter.name, attempts, (told,))


def _plain(draft: Draft, language: str) -> Draft:
    """Cut away what chat models put around a text; words that a writer grounded itself are left alone."""
    if any(sentence.grounds for sentence in draft.sentences):
        return draft
    sentences = tuple(
        Sentence(text) for text in split_sentences(plain_answer(draft.answer or draft.text, language))
    )
    return dataclasses.replace(draft, sentences=sentences)


def _grounded(draft: Draft, commission: Commission, policy: Policy) -> tuple[Draft, tuple[str, ...]]:
    if draft.weights:  # written from passages: its facts are those of the label
        return draft, ()
    english = commission.language.lower().startswith("en")
    evidence = evidence_of(commission.metadata, commission.face_count, commission.language, draft.seen)
    instead = _makers(commission) if english else ()
    sentences, news = apply_policy(draft.sentences, policy, evidence, instead)
    spare = reflections_of(commission) if english else ()
    filling = tuple(Sentence(passage.wordings[0]) for passage in spare)
    return dataclasses.replace(draft, sentences=sentences, spare=filling), news


def _makers(commission: Commission) -> tuple[Sentence, ...]:
    """Return what the label says of the maker, to stand where a model said it wrongly."""
    draft = TemplateWriter().write(commission, lambda *_: None)
    return tuple(sentence for sentence in draft.sentences if "metadata.artist" in sentence.grounds)[:1]
