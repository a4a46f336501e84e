"""The words to be said: each face's own, those of all, or a text file; and cues that say who speaks."""

from __future__ import annotations

import re
from itertools import groupby

from .settings import SpeakingFace, SpeakingProduction

_CUE = re.compile(r"^([fh]\d+): ", re.MULTILINE)


def text_of(production: SpeakingProduction) -> str:
    """Return the words: those of the text file where there is one, else those of the fields in the panel."""
    if production.text_block:
        return production.text_block.as_string().strip()
    faces = faces_with_fields(production)
    if len(faces) == 1:
        return faces[0].text.strip()
    return _with_cues({face.name: face.text.strip() for face in faces}) or production.text.strip()


def faces_with_fields(production: SpeakingProduction) -> list[SpeakingFace]:
    """Return the faces that have words of their own or may get them: each speaker where several speak.

    One that speaks alone says the words of all, unless only its own are left from before.
    """
    speakers = [face for face in production.faces if face.speaks]
    if len(speakers) > 1 or (speakers and speakers[0].text.strip() and not production.text.strip()):
        return speakers
    return []


def script_with_cues(production: SpeakingProduction) -> str:
    """Return the written script as a text that can be edited, with cues where several speak."""
    turns = [
        (name, " ".join(line.text for line in lines))
        for name, lines in groupby(production.lines, key=lambda line: line.name)
    ]
    if len({name for name, _ in turns}) < 2:
        return " ".join(words for _, words in turns)
    return "\n".join(f"{name}: {words}" for name, words in turns)


def show_text(text: str, production: SpeakingProduction) -> None:
    """Put words into the fields they come from; what the fields cannot hold stays whole in the common one."""
    if production.text_block or text == text_of(production):
        return
    parts = _CUE.split(text)
    own = dict(zip(parts[1::2], map(str.strip, parts[2::2]), strict=True))
    speakers = [face for face in production.faces if face.speaks]
    fits = len(speakers) > 1 and text == _with_cues({face.name: own.get(face.name, "") for face in speakers})
    production.text = "" if fits else text
    for face in speakers:
        face.text = own.get(face.name, "") if fits else ""


def _with_cues(words: dict[str, str]) -> str:
    return "\n".join(f"{name}: {said}" for name, said in words.items() if said)
