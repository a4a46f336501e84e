"""One file per speech model, and the choice among them."""

from __future__ import annotations

import random

from speaking_engine.speech.voices.fake import FakeVoice
from speaking_engine.speech.voices.kokoro import KokoroVoice
from speaking_engine.speech.voices.styles import (
    EMBEDDED,
    gender_of,
    known_styles,
    language_of,
    parse_blend,
    style_of,
)
from speaking_engine.speech.voices.voice import Sound, Voice, VoiceCard

__all__ = ["Sound", "Voice", "VoiceCard", "choose_voice", "list_voices", "load_voice"]


def choose_voice(gender: str, seed: int) -> str:
    """Choose an embedded voice for an apparent gender.

    Parameters
    ----------
    gender : {"female", "male", "unknown"}
        "unknown" chooses among all.
    seed : int
        Decides where several fit.
    """
    fitting = [name for name in EMBEDDED if gender_of(name) == gender] or list(EMBEDDED)
    return random.Random(seed).choice(fitting)  # noqa: S311 - not for secrets


def list_voices() -> tuple[VoiceCard, ...]:
    """List every voice known here, those that cannot speak with the reason why."""
    kokoro = [VoiceCard(name, gender_of(name), language_of(name), "kokoro") for name in known_styles()]
    return (*kokoro, FakeVoice.card)


def load_voice(name: str) -> Voice:
    """Get a voice ready to speak.

    Raises
    ------
    VoiceError
        There is no such voice; the hint lists those there are.
    SetupError
        The voice needs something that is not installed.
    """
    if name == FakeVoice.card.name:
        return FakeVoice()
    blend = parse_blend(name)
    style = style_of(blend)
    first = blend.shares[0][0]
    return KokoroVoice(VoiceCard(name, gender_of(first), language_of(first), "kokoro"), style)
