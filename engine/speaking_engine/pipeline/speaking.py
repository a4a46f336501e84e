"""Second part of the line: the words and their sound."""

from __future__ import annotations

import dataclasses
import datetime
import errno
import hashlib
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any

from speaking_engine.errors import TextError
from speaking_engine.pipeline.delivery import check_hold
from speaking_engine.pipeline.looking import Looking
from speaking_engine.pipeline.store import Product
from speaking_engine.project.document import Choices, Project, SignOff, Version
from speaking_engine.project.trust import check
from speaking_engine.script.choices import ScriptChoices
from speaking_engine.script.commission import WriterSettings
from speaking_engine.script.script import Approval, Line, Script, Sentence
from speaking_engine.script.signoff import approve
from speaking_engine.script.store import script_from_disk, script_to_disk
from speaking_engine.speech.lexicon import Lexicon, read_lexicon, shared_lexicon
from speaking_engine.speech.retime import Stretch, retimed
from speaking_engine.speech.store import utterance_from_disk, utterance_to_disk
from speaking_engine.speech.utterance import Utterance

STEM = "000"
LEXICON = "lexicon.csv"
HOW_TO_CHANGE = "Words are changed with `script --text` or `script --text-file`, not in the store."


class Speaking:
    """Reading a property makes what is missing and reuses what is there."""

    def __init__(self, looking: Looking) -> None:
        self.looking = looking
        self.run = looking.run
        self.language = looking.run.language
        self._choices = looking.run.choices_for()
        self._measured: dict[str, Utterance] = {}

    @cached_property
    def script(self) -> Script:
        """Who says what: `script.json`, with the signature of the project file laid over it.

        Raises
        ------
        TextError
            The work is on hold, whoever wrote or recorded its words.
        """
        check_hold(self.run.production)
        recipe = {
            "metadata": self.run.production.project.metadata,
            "faces": [[face.id, face.gender, face.box_px] for face in self.looking.faces],
            "speakers": [face.id for face in self.looking.speakers],
            # the voice is no part of it, though a written text is fitted to it: signed words must not
            # change because somebody tries another voice
            "choices": self._choices.only(ScriptChoices) | {"language": self._choices.language},
            "recording": self.recording is not None,
        }

        def make(folder: Path) -> None:
            script_to_disk(folder, self._write())

        product = self.run.get("script", recipe, make, self._read_script)
        if product.remark:
            self.run.remember_fallbacks("script", (HOW_TO_CHANGE,))
        script = script_from_disk(product.folder)
        self.run.remember_fallbacks("script", script.fallbacks)
        signed = self._signed().approval
        return dataclasses.replace(script, approval=Approval(**signed.model_dump())) if signed else script

    def _read_script(self, folder: Path) -> None:
        """Read a script, and see that it is for the faces that are there."""
        for line in script_from_disk(folder).lines:
            self.looking.face(line.face_id)

    def _write(self) -> Script:
        choices, speakers = self._choices, self.looking.speakers
        if self.recording is not None and not (choices.text or "").strip():  # "" takes a text away
            return Script((Line(speakers[0].id, (), choices.language),), "recording")

        if choices.text is None:
            asked = ("writer", "model_url", "model", "projector") if choices.writer != "template" else ()
            self._check_trust(*asked)

        from speaking_engine.script.write import write_script

        return write_script(
            self.looking.artwork,
            self.looking.faces,
            writer=choices.writer,
            text=choices.text,
            seed=choices.seed,
            seconds=choices.seconds,
            speaker_ids=tuple(face.id for face in speakers),
            language=choices.language,
            measure=self._seconds_of,
            settings=_settings(choices),
            preset=choices.preset,
            policy=choices.policy,
            tone=choices.tone,
            audience=choices.audience,
            turn=choices.turn,
            report=self.run.report,
        )

    def approve(self, name: str) -> Script:
        """Let a person sign the words as they stand today; kept in the project file.

        Raises
        ------
        TextError
            There is no name, or there are no words.
        """
        signed = approve(self.script, name, datetime.datetime.now(tz=datetime.UTC).date())
        if signed.approval is not None:
            self._signed().approval = SignOff(**dataclasses.asdict(signed.approval))
        del self.script  # read again, now with the signature
        return self.script

    def _signed(self) -> Project | Version:
        """Return who keeps the signature: the project, or the version of another language."""
        project = self.run.production.project
        return project.versions[self.language] if self.language else project

    @cached_property
    def sounds(self) -> tuple[Product, ...]:
        """The sound of every line: `000.wav` and `000.timing.json` each, laid out as a hand wished."""
        pairs = zip(self.spoken, self.wishes, strict=True)
        return tuple(self._retimed(place, *pair) for place, pair in enumerate(pairs))

    @cached_property
    def spoken(self) -> tuple[Product, ...]:
        """The sound of every line as it was spoken."""
        return tuple(self._sound(line) for line in self.script.lines)

    @cached_property
    def wishes(self) -> tuple[tuple[tuple[Stretch, ...], ...], ...]:
        """When a hand wants the sentences of every line to be heard; empty for those it left alone."""
        asked = {
            (one.face_id, one.text, one.number): tuple(
                Stretch(**stretch.model_dump()) for stretch in one.stretches
            )
            for one in self.run.production.project.hand_timing
        }
        seen: Counter[tuple[str, str]] = Counter()
        found = []
        for line, sound in zip(self.script.lines, self.spoken, strict=True):
            wishes = []
            for text in sentences_of(line, self.utterance(sound)):
                seen[line.face_id, text] += 1
                wishes.append(asked.get((line.face_id, text, seen[line.face_id, text]), ()))
            found.append(tuple(wishes))
        return tuple(found)

    @cached_property
    def pauses(self) -> tuple[float | None, ...]:
        """Seconds before every line where a hand moved its first sentence."""
        return tuple(wish[0][0].pause_seconds if wish and wish[0] else None for wish in self.wishes)

    def _retimed(self, place: int, sound: Product, wishes: tuple[tuple[Stretch, ...], ...]) -> Product:
        if not any(wishes):
            return sound
        texts = sentences_of(self.script.lines[place], self.utterance(sound))
        # the first pause is between two lines, and no part of this one's sound
        asked = [[dataclasses.astuple(one) for one in wish] for wish in wishes]
        if asked[0]:
            asked[0][0] = (*asked[0][0][:2], 0.0, asked[0][0][3])

        def make(folder: Path) -> None:
            utterance_to_disk(folder, STEM, retimed(self.utterance(sound), texts, wishes))

        recipe = {"sound": sound.digest, "sentences": texts, "wishes": asked}
        return self.run.get("timing", recipe, make, lambda folder: utterance_from_disk(folder, STEM))

    def utterance(self, sound: Product) -> Utterance:
        """Read one line's sound."""
        return utterance_from_disk(sound.folder, STEM)

    def voice_of(self, face_id: str) -> str:
        """Return the voice of a face: chosen by hand, else after the label's or the apparent gender."""
        from speaking_engine.speech.voices import choose_voice

        choices = self.run.choices_for(face_id)
        return choices.voice or choose_voice(self._gender_of(face_id), choices.seed, choices.language)

    def _gender_of(self, face_id: str) -> str:
        """Return a hand's word before the label's, which is of the only speaker, and that before a guess."""
        hand = next((one for one in self.run.production.project.hand_faces if one.id == face_id), None)
        if hand is not None and hand.gender is not None:
            return hand.gender
        label = self.looking.metadata.speaker_gender if len(self.looking.speakers) == 1 else ""
        return label or self.looking.face(face_id).gender

    @cached_property
    def recording(self) -> Path | None:
        """The sound in place of a voice: a recording, or an actor's take unless a voice is chosen."""
        choices = self._choices
        if choices.recording is not None:
            return Path(choices.recording)
        if choices.performance is None or choices.voice:
            return None
        from speaking_engine.performance.actor.take import is_heard

        path = Path(choices.performance)
        return path if is_heard(path) else None

    @cached_property
    def lexicon(self) -> Lexicon:
        """How names are said in this production: its own `lexicon.csv`, if there is one."""
        path = self.run.production.folder / LEXICON
        return read_lexicon(path) if path.is_file() else Lexicon()

    def _sound(self, line: Line) -> Product:
        recipe: dict[str, Any] = {
            "text": line.text,
            "language": line.language,
            "lexicon": self.lexicon.over(shared_lexicon(line.language)).found_in(line.text),
        }
        if self.recording is not None:
            recipe["recording"] = _sha256(self.recording)
        else:
            speed = self.run.choices_for(line.face_id).speed
            voice = self.voice_of(line.face_id)
            recipe |= {"voice": voice, "speed": speed}
            if voice.startswith("piper:"):
                self._check_trust_of_voice(voice)
                recipe["voice_file"] = _sha256(Path(voice.removeprefix("piper:")).expanduser(), "voice")

        def make(folder: Path) -> None:
            utterance_to_disk(folder, STEM, self._utter(line))

        product = self.run.get("speech", recipe, make, lambda folder: utterance_from_disk(folder, STEM))
        self.run.remember_fallbacks("speech", self.utterance(product).fallbacks)
        return product

    def _utter(self, line: Line) -> Utterance:
        if self.recording is not None:
            self._check_trust("recording" if self._choices.recording is not None else "performance")

            from speaking_engine.speech.recording import utterance_from_recording

            words = line.text or None
            return utterance_from_recording(
                self.recording, words, language=line.language, lexicon=self.lexicon, report=self.run.report
            )
        if line.text in self._measured:
            return self._measured[line.text]

        from speaking_engine.speech.speak import speak

        voice = self.voice_of(line.face_id)
        self._check_trust_of_voice(voice)
        return speak(
            line,
            voice=voice,
            speed=self.run.choices_for(line.face_id).speed,
            lexicon=self.lexicon,
            report=self.run.report,
        )

    def _check_trust_of_voice(self, voice: str) -> None:
        check(self.run.production.project.picture.sha256, {"voice": voice})

    def _check_trust(self, *names: str) -> None:
        values = {name: getattr(self._choices, name) for name in names}
        check(self.run.production.project.picture.sha256, values)

    def _seconds_of(self, text: str) -> float:
        """Speak a text to know its length; kept, because the last one measured is the one that is used."""
        line = Line(self.looking.speakers[0].id, (Sentence(text),), self._choices.language)
        self._measured[text] = self._utter(line)
        return self._measured[text].seconds


def sentences_of(line: Line, utterance: Utterance) -> list[str]:
    """Return the sentences of a line; a recording without a script is one."""
    return [sentence.text for sentence in line.sentences] or [utterance.text]


def _settings(choices: Choices) -> WriterSettings:
    plain, model = WriterSettings(), choices.model or ""
    on_server = choices.writer == "openai"
    return dataclasses.replace(
        plain,
        model_path="" if on_server else model,
        mmproj_path=choices.projector or "",
        url=choices.model_url or plain.url,
        model=(model if on_server else "") or plain.model,
    )


def _sha256(path: Path, what: str = "recording") -> str:
    try:
        if not path.is_file():
            raise FileNotFoundError(errno.ENOENT, "there is no such file")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TextError(
            f"The {what} {path} cannot be read: {error.strerror}.",
            hint="Check the path.",
            place=f"choices.{what}",
        ) from error
