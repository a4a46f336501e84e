"""Cast: which face says which sentences."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import groupby

from speaking_engine.errors import FaceError, TextError
from speaking_engine.faces.face import Face
from speaking_engine.script.commission import Commission
from speaking_engine.script.passages import slots_of
from speaking_engine.script.phrasebook import phrasebook_of, questions_in
from speaking_engine.script.phrases import QUESTIONS
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.script.sentences import split_sentences

#: In given words a line may begin with the face that says it: "f1: I am the younger one."
_CUE = re.compile(r"^[ \t]*([fh]\d+)[ \t]*:[ \t]*", re.MULTILINE)


def speakers_among(faces: Sequence[Face], speaker_ids: tuple[str, ...]) -> tuple[Face, ...]:
    """Find who speaks: the faces that are named, or else the first.

    Raises
    ------
    FaceError
        There is no face, or none of that name.
    """
    if not faces:
        raise FaceError("There is no face that could speak.", hint="Place one by hand with --box x,y,w,h.")
    by_id = {face.id: face for face in faces}
    for wanted in speaker_ids:
        if wanted not in by_id:
            raise FaceError(
                f"There is no face {wanted!r} in this picture.", hint=f"Faces: {', '.join(by_id)}."
            )
    return tuple(by_id[wanted] for wanted in speaker_ids) or (faces[0],)


def deal(sentences: Sequence[Sentence], speakers: Sequence[Face], language: str) -> tuple[SpokenLine, ...]:
    """Deal each speaker a run of sentences, as even as the sentences allow; who gets none says nothing."""
    count, lines = len(sentences), []
    for place, speaker in enumerate(speakers):
        run = sentences[place * count // len(speakers) : (place + 1) * count // len(speakers)]
        if run:
            lines.append(SpokenLine(speaker.id, tuple(run), language))
    return tuple(lines)


def converse(sentences: Sequence[Sentence], commission: Commission) -> tuple[SpokenLine, ...] | None:
    """Let two or more speakers talk: one asks, another answers from the label; None for a single speaker.

    Statements go round; before the first of each field another speaker asks for it, as often as a question is
    known. A question has the grounds of its answer, for it states nothing else.
    """
    speakers = commission.speakers
    if len(speakers) < 2:
        return None
    book, asked, turns = phrasebook_of(commission.language), set[str](), list[tuple[int, Sentence]]()
    slots = slots_of(commission)
    english = {topic: tuple(one.format_map(slots) for one in known) for topic, known in QUESTIONS.items()}
    known_questions = questions_in(commission, book) if book else english
    chosen = random.Random(commission.seed)  # noqa: S311 - variety, not secrecy
    speaker = 0
    for sentence in sentences:
        ground = sentence.grounds[0] if sentence.grounds else ""
        topic = "notes" if ground.startswith("notes") else ground.partition(":")[0]
        questions = known_questions.get(topic, ())
        if questions and topic not in asked and turns:
            asked.add(topic)
            turns.append((speaker, Sentence(chosen.choice(questions), sentence.grounds)))
            speaker = (speaker + 1) % len(speakers)
        turns.append((speaker, sentence))
        if not questions:
            speaker = (speaker + 1) % len(speakers)
    return tuple(
        SpokenLine(speakers[place].id, tuple(said for _, said in run), commission.language)
        for place, run in groupby(turns, key=lambda turn: turn[0])
    )


def deal_given(
    text: str, faces: Sequence[Face], speakers: Sequence[Face], language: str
) -> tuple[SpokenLine, ...]:
    """Deal words that a person wrote: by their cues ("f0: ...", "f1: ..."), or else evenly.

    Raises
    ------
    FaceError
        A cue names a face that is not there.
    TextError
        There are cues and no words.
    """
    parts = _CUE.split(text)
    before = _given(parts[0])
    if len(parts) == 1:
        return deal(before, speakers, language)
    lines = [SpokenLine(speakers[0].id, before, language)] if before else []
    for face_id, words in zip(parts[1::2], parts[2::2], strict=True):
        (face,) = speakers_among(faces, (face_id,))
        if sentences := _given(words):
            lines.append(SpokenLine(face.id, sentences, language))
    if not lines:
        raise TextError(
            "The text names who speaks, but holds no words.", hint="Write f0: and then the words."
        )
    return tuple(lines)


def _given(text: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(words, ("given",)) for words in split_sentences(text))
