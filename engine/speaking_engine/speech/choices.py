"""What can be chosen of the sound: a voice, or an actor's recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from speaking_engine.choice import Choice


def list_voice_names() -> Mapping[str, str]:
    """Return the voices that can speak here, each with its gender and language."""
    from speaking_engine.speech.voices import list_voices

    return {card.name: f"{card.gender}, {card.language}" for card in list_voices() if not card.missing}


def _languages() -> Mapping[str, str]:
    from speaking_engine.speech.languages import list_languages

    return {language.code: language.name for language in list_languages()}


def _fault_of_language(code: str) -> str:
    from speaking_engine.errors import SetupError, TextError
    from speaking_engine.speech.languages import find_language

    try:
        find_language(code)
    except (TextError, SetupError) as error:
        return f"{error}"
    return ""


def _fault_of_voice(name: str) -> str:
    from speaking_engine.errors import SetupError, VoiceError
    from speaking_engine.speech.voices import load_voice

    try:
        load_voice(name)
    except (VoiceError, SetupError) as error:
        return f"{error}"
    return ""


def check_choices_of_speech(language: str, voice: str | None, recording: str | None) -> None:
    """Refuse a language that nobody would speak, before any work is done; a recording may be in any.

    Raises
    ------
    VoiceError
        The voice does not speak it, or no built-in one does.
    """
    if recording is None:
        from speaking_engine.speech.speak import check_speaker

        check_speaker(language, voice)


def _fault_of_recording(path: str) -> str:
    from pathlib import Path

    return "" if Path(path).is_file() else "there is no such file"


@dataclass
class SpeechChoices:
    """Chosen for the voice."""

    ROOM: ClassVar[str] = "Voice"

    language: Annotated[
        str,
        Choice("Language tag of what is spoken, see `voices`", names=_languages, fault=_fault_of_language),
    ] = "en-us"
    voice: Annotated[
        str | None,
        Choice(
            "Who speaks, see `voices`; a mixture is written af_heart:0.6+bf_emma:0.4, a Piper voice "
            "piper:FILE.onnx, a server's server:URL?voice=NAME",
            names=list_voice_names,
            fault=_fault_of_voice,
            unset="after the face",
            scope="speaker",
            trusted_only=True,
        ),
    ] = None
    speed: Annotated[float, Choice("Factor on the voice's speed", low=0.5, high=2, scope="speaker")] = 1.0
    caption_name: Annotated[
        str,
        Choice(
            "Name of this speaker in the captions, where several speak",
            unset="the sitter's name of the label, or a description",
            fault=lambda name: "it is longer than 60 characters" if len(name) > 60 else "",
            scope="speaker",
        ),
    ] = ""
    recording: Annotated[
        str | None,
        Choice(
            "An actor's recording, instead of a voice; its words with --text-file",
            is_file=True,
            flags=("--audio",),
            fault=_fault_of_recording,
            scope="language",
            trusted_only=True,
        ),
    ] = None
