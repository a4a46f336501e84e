"""The words to be said: where they are typed, the cues that say who speaks, and their approval."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import groupby

import bpy

from speaking_engine.protocol.choices import described_choices

from .fields import has_field
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


def digest_of_words(production: SpeakingProduction) -> str:
    """Name the script, so that an approval holds for these words only; empty where there is none."""
    words = "\n".join(line.text for line in production.lines)
    return hashlib.sha256(words.encode("utf8")).hexdigest() if words else ""


def digest_of_wish(production: SpeakingProduction) -> str:
    """Name all that the words come from, so that an approval is stale at the first changed letter."""
    names = [one.name for one in described_choices() if one.room == "Words" and has_field(one)]
    wish = [getattr(production, name) for name in (*names, "language", "title", "artist", "date")]
    plain = json.dumps([*wish, text_of(production)])
    return hashlib.sha256(plain.encode("utf8")).hexdigest()


def is_approved(production: SpeakingProduction) -> bool:
    """Whether a person signed the words as they stand, and nothing that they come from was changed since."""
    return (
        bool(production.approved)
        and production.approved == digest_of_words(production)
        and production.approved_wish == digest_of_wish(production)
    )


def ground_in_words(ground: str) -> str:
    """Say where a sentence's support is found: "label: artist" for "metadata.artist"."""
    room, _, name = ground.partition(".")
    name = (name or room).replace("_", " ")
    if ground == "given":
        return "your own words"
    if found := _NOTE.fullmatch(name):
        return f"label: note {int(found[1]) + 1}"
    if ground.startswith("metadata:"):
        return ground.replace("metadata:", "label:")
    if room == "metadata":
        return f"label: {name}"
    return ground.replace("seen:", "seen in the picture:")


_NOTE = re.compile(r"notes\[(\d+)\]")


def wrapped(text: str, width_px: int) -> list[str]:
    """Break a text, in the language of Blender's interface, into lines that a panel of this width shows."""
    scale = bpy.context.preferences.system.ui_scale or 1.0  # 0 where there is no window
    letters = max(20, int(width_px / (7 * scale)))
    lines = [""]
    for word in bpy.app.translations.pgettext_iface(text).split():
        if len(lines[-1]) + len(word) >= letters and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
