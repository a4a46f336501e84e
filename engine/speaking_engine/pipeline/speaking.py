"""Second part of the line: the words and their sound."""

from __future__ import annotations

import dataclasses
import datetime
from functools import cached_property
from pathlib import Path

from speaking_engine.pipeline.looking import Looking
from speaking_engine.pipeline.store import Product
from speaking_engine.project.document import SignOff
from speaking_engine.script.script import Approval, Line, Script
from speaking_engine.script.signoff import approve
from speaking_engine.script.store import script_from_disk, script_to_disk
from speaking_engine.script.write import write_script
from speaking_engine.speech.speak import speak
from speaking_engine.speech.store import utterance_from_disk, utterance_to_disk
from speaking_engine.speech.utterance import Utterance
from speaking_engine.speech.voices import choose_voice

STEM = "000"


class Speaking:
    """Reading a property makes what is missing and reuses what is there."""

    def __init__(self, looking: Looking) -> None:
        self.looking = looking
        self.run = looking.run
        self._choices = looking.run.production.project.choices

    @cached_property
    def script(self) -> Script:
        """Who says what: `script.json`."""
        choices, looking = self._choices, self.looking
        speaker_ids = tuple(face.id for face in looking.speakers)

        def make(folder: Path) -> None:
            script = write_script(
                looking.artwork,
                looking.faces,
                writer=choices.writer,
                text=choices.text,
                seed=choices.seed,
                seconds=choices.seconds,
                speaker_ids=speaker_ids,
                language=choices.language,
                report=self.run.report,
            )
            script_to_disk(folder, script)

        recipe = {
            "metadata": self.run.production.project.metadata,
            "faces": [[face.id, face.gender, face.box_px] for face in looking.faces],
            "speakers": speaker_ids,
            "choices": choices.model_dump(include={"text", "writer", "seconds", "language", "seed"}),
        }
        script = script_from_disk(self.run.get("script", recipe, make).folder)
        self.run.remember_fallbacks("script", script.fallbacks)
        signed = self.run.production.project.approval
        return dataclasses.replace(script, approval=Approval(**signed.model_dump())) if signed else script

    def approve(self, name: str) -> Script:
        """Let a person sign the words as they stand today; kept in the project file.

        Raises
        ------
        TextError
            There is no name, or there are no words.
        """
        signed = approve(self.script, name, datetime.datetime.now(tz=datetime.UTC).date())
        if signed.approval is not None:
            self.run.production.project.approval = SignOff(**dataclasses.asdict(signed.approval))
        del self.script  # read again, now with the signature
        return self.script

    @cached_property
    def sounds(self) -> tuple[Product, ...]:
        """The sound of every line: `000.wav` and `000.timing.json` each."""
        return tuple(self._sound(line) for line in self.script.lines)

    def utterance(self, sound: Product) -> Utterance:
        """Read one line's sound."""
        return utterance_from_disk(sound.folder, STEM)

    def voice_of(self, line: Line) -> str:
        """Give the voice of a line: chosen by hand, else after the label's or the apparent gender."""
        gender = self.looking.metadata.speaker_gender or self.looking.face(line.face_id).gender
        return self._choices.voice or choose_voice(gender, self._choices.seed)

    def _sound(self, line: Line) -> Product:
        voice, speed = self.voice_of(line), self._choices.speed

        def make(folder: Path) -> None:
            utterance_to_disk(folder, STEM, speak(line, voice=voice, speed=speed, report=self.run.report))

        recipe = {"text": line.text, "language": line.language, "voice": voice, "speed": speed}
        return self.run.get("speech", recipe, make)
