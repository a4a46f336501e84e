"""The stages script, speech and timing: who says what, how it sounds, and when a hand wants it heard."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speaking_engine.errors import TextError, VoiceError
from speaking_engine.pipeline.delivery import check_hold
from speaking_engine.project.document import Choices, Project, SignOff, Version
from speaking_engine.project.trust import check
from speaking_engine.protocol.fingerprint import sha256_of
from speaking_engine.protocol.progress import Report
from speaking_engine.script.choices import ScriptChoices
from speaking_engine.script.commission import WriterSettings
from speaking_engine.script.script import Approval, Script, Sentence, script_from_disk, script_to_disk
from speaking_engine.script.script import SpokenLine as Said
from speaking_engine.script.signoff import approve as signed_by
from speaking_engine.script.subject import gender_of, names_a_couple
from speaking_engine.speech.choices import check_choices_of_speech
from speaking_engine.speech.lexicon import Lexicon, read_lexicon, shared_lexicon
from speaking_engine.speech.retime import TimedPart, retimed
from speaking_engine.speech.store import utterance_from_disk, utterance_to_disk
from speaking_engine.speech.utterance import Utterance

if TYPE_CHECKING:
    from speaking_engine.faces.face import Face
    from speaking_engine.pipeline.line import Line
    from speaking_engine.pipeline.store import Product

STEM = "000"
LEXICON = "lexicon.csv"
HOW_TO_CHANGE = "Words are changed with `script --text` or `script --text-file`, not in the store."


# -- script ------------------------------------------------------------------------------------------------


def script_recipe(line: Line) -> dict[str, Any]:
    """Return what the words depend on."""
    return {
        "metadata": line.project.metadata_for(line.language),
        "faces": [[face.id, face.gender, face.box_px] for face in line.faces],
        "speakers": [face.id for face in line.speakers],
        # the voice is no part of it, though a written text is fitted to it: signed words must not
        # change because somebody tries another voice
        "choices": line.choices.only(ScriptChoices) | {"language": line.choices.language},
        "recording": line.recording is not None,
    }


def make_script(line: Line, folder: Path) -> None:
    """Write `script.json`."""
    script_to_disk(folder, _write(line))


def read_script(line: Line, folder: Path) -> tuple[str, ...]:
    """Read a script, and see that it is for the faces that are there; return its remarks."""
    written = script_from_disk(folder)
    for said in written.lines:
        line.face(said.face_id)
    return written.fallbacks


def script(line: Line) -> Script:
    """Return who says what, with the signature of the project file laid over it.

    Raises
    ------
    TextError
        The work is on hold, whoever wrote or recorded its words.
    """
    check_hold(line.production)
    product = line.product("script")
    if product.remark:
        line.run.remember_fallbacks("script", (HOW_TO_CHANGE,))
    written, signature = script_from_disk(product.folder), _signed(line).approval
    return dataclasses.replace(written, approval=Approval(**signature.model_dump())) if signature else written


def approve(line: Line, name: str) -> None:
    """Let a person sign the words as they stand today; kept in the project file.

    Raises
    ------
    TextError
        There is no name, or there are no words.
    """
    signed = signed_by(line.script, name, datetime.datetime.now(tz=datetime.UTC).date())
    if signed.approval is not None:
        _signed(line).approval = SignOff(**dataclasses.asdict(signed.approval))


def _signed(line: Line) -> Project | Version:
    """Return who keeps the signature: the project, or the version of another language."""
    return line.project.versions[line.language] if line.language else line.project


def _write(line: Line) -> Script:
    choices = line.choices
    if line.recording is not None and not (choices.text or "").strip():  # "" takes a text away
        return Script((Said(line.speakers[0].id, (), choices.language),), "recording")

    if choices.text is None:
        asked = ("writer", "model_url", "model", "projector") if choices.writer != "template" else ()
        _check_trust(line, *asked)

    from speaking_engine.script.write import write_script

    return write_script(
        line.artwork,
        line.faces,
        writer=choices.writer,
        text=choices.text,
        seed=choices.seed,
        seconds=choices.seconds,
        speaker_ids=tuple(face.id for face in line.speakers),
        language=choices.language,
        measure=(lambda text: _seconds_of(line, text)) if _is_spoken(line) else None,
        settings=_settings(choices),
        preset=choices.preset,
        policy=choices.policy,
        tone=choices.tone,
        audience=choices.audience,
        row=choices.row,
        report=line.run.report,
    )


def _is_spoken(line: Line) -> bool:
    """Whether a voice can say how long the words take; else, where they are only written, it is estimated."""
    if not line.run.only_writes:
        return True
    try:
        check_choices_of_speech(line.choices.language, line.choices.voice, line.choices.recording)
    except VoiceError:
        return False
    return True


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


def _seconds_of(line: Line, text: str) -> float:
    """Speak a text to know its length; kept, because the last one measured is the one that is used."""
    said = Said(line.speakers[0].id, (Sentence(text),), line.choices.language)

    def measuring(stage: str, fraction: float, note: str = "") -> None:
        del stage, fraction, note
        line.run.report("script", 0.5, "speaking them once, to know their length")  # nobody knows how often

    line.measured[text] = _utter(line, said, measuring)
    return line.measured[text].seconds


def _check_trust(line: Line, *names: str) -> None:
    values = {name: getattr(line.choices, name) for name in names}
    check(line.project.picture.sha256, values)


# -- speech ------------------------------------------------------------------------------------------------


def speech_recipe(line: Line, place: int) -> dict[str, Any]:
    """Return what the sound of a line depends on."""
    said = line.script.lines[place]
    recipe: dict[str, Any] = {
        "text": said.text,
        "language": said.language,
        "lexicon": line.lexicon.over(shared_lexicon(said.language)).found_in(said.text),
    }
    if line.recording is not None:
        return recipe | {"recording": _digest(line.recording, "recording")}
    voice = line.voice_of(said.face_id)
    recipe |= {"voice": voice, "speed": line.choices_for(said.face_id).speed}
    if voice.startswith("piper:"):
        _check_trust_of_voice(line, voice)
        recipe["voice_file"] = _digest(Path(voice.removeprefix("piper:")).expanduser(), "voice")
    return recipe


def make_speech(line: Line, folder: Path, place: int) -> None:
    """Write `000.wav` and `000.timing.json`."""
    utterance_to_disk(folder, STEM, _utter(line, line.script.lines[place], line.run.report))


def read_speech(_: Line, folder: Path) -> tuple[str, ...]:
    """Read a sound, in the form in which it is used; return its remarks."""
    return utterance_from_disk(folder, STEM).fallbacks


def spoken(line: Line) -> tuple[Product, ...]:
    """Return the sound of every line as it was spoken: `000.wav` and `000.timing.json` each."""
    return tuple(line.product("speech", place) for place in range(len(line.script.lines)))


def sounds(line: Line) -> tuple[Product, ...]:
    """Return the sound of every line, laid out as a hand wished."""
    return tuple(
        line.product("timing", place) if any(wishes) else sound
        for place, (sound, wishes) in enumerate(zip(line.spoken, line.wishes, strict=True))
    )


def sentences_of(said: Said, utterance: Utterance) -> list[str]:
    """Return the sentences of a line; a recording without a script is one."""
    return [sentence.text for sentence in said.sentences] or [utterance.text]


def utterances(line: Line) -> tuple[Utterance, ...]:
    """Read the sound of every line."""
    return tuple(map(utterance_in, line.sounds))


def utterance_in(sound: Product) -> Utterance:
    """Read one sound."""
    return utterance_from_disk(sound.folder, STEM)


def spoken_words(line: Line) -> list[list[str]]:
    """Return the words of each line, as they were spoken."""
    return [[word.text for word in utterance.words] for utterance in line.utterances]


# -- timing ------------------------------------------------------------------------------------------------


def timing_recipe(line: Line, place: int) -> dict[str, Any]:
    """Return what the sound of a line whose sentences were moved depends on."""
    sound = line.spoken[place]
    asked = [[dataclasses.astuple(one) for one in wish] for wish in line.wishes[place]]
    if asked[0]:  # the first pause is between two lines, and no part of this one's sound
        asked[0][0] = (*asked[0][0][:2], 0.0, asked[0][0][3])
    texts = sentences_of(line.script.lines[place], utterance_in(sound))
    return {"sound": sound.digest, "sentences": texts, "wishes": asked}


def make_timing(line: Line, folder: Path, place: int) -> None:
    """Write `000.wav` and `000.timing.json`, each sentence heard when a hand wants it."""
    utterance = utterance_in(line.spoken[place])
    texts = sentences_of(line.script.lines[place], utterance)
    utterance_to_disk(folder, STEM, retimed(utterance, texts, line.wishes[place]))


def wishes(line: Line) -> tuple[tuple[tuple[TimedPart, ...], ...], ...]:
    """Return when a hand wants the sentences of every line to be heard; empty for those it left alone."""
    asked = {
        (one.face_id, one.text, one.number): tuple(
            TimedPart(**stretch.model_dump()) for stretch in one.stretches
        )
        for one in line.project.hand_timing
    }
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for said, sound in zip(line.script.lines, line.spoken, strict=True):
        wanted = []
        for text in sentences_of(said, utterance_in(sound)):
            seen[said.face_id, text] += 1
            wanted.append(asked.get((said.face_id, text, seen[said.face_id, text]), ()))
        found.append(tuple(wanted))
    return tuple(found)


def pauses(line: Line) -> tuple[float | None, ...]:
    """Return the seconds before every line where a hand moved its first sentence."""
    return tuple(wish[0][0].pause_seconds if wish and wish[0] else None for wish in line.wishes)


# -- voices ------------------------------------------------------------------------------------------------


def voice_of(line: Line, face_id: str) -> str:
    """Return the voice of a face: chosen by hand, else after the label's or the apparent gender.

    Sitters whose voice nobody chose never share one; the first who was named to speak has the first choice.
    """
    from speaking_engine.speech.voices import choose_voice

    choices = line.choices_for(face_id)
    chosen = {face.id: line.choices_for(face.id).voice for face in line.speakers}
    voice, taken = choices.voice or "", {name for name in chosen.values() if name}
    for name in dict.fromkeys((*chosen, face_id)):
        if voice:
            break
        if not chosen.get(name):
            found = choose_voice(_gender_of(line, name), choices.seed, choices.language, taken)
            taken.add(found)
            voice = found if name == face_id else ""
    return voice


def _gender_of(line: Line, face_id: str) -> str:
    """Return a hand's word before the label's, which is of the only speaker, and that before a guess."""
    hand = next((one for one in line.project.hand_faces if one.id == face_id), None)
    if hand is not None and hand.gender is not None:
        return hand.gender
    if len(line.speakers) == 1 and line.metadata.gender:
        return line.metadata.gender
    face, others = line.face(face_id), [one for one in line.speakers if one.id != face_id]
    if not others and face.gender == "unknown" and gender_of(line.metadata):
        return gender_of(line.metadata)
    gender, confidence = _guess(line, face)
    if len(others) == 1 and names_a_couple(line.metadata):
        other, other_confidence = _guess(line, others[0])
        if gender == other and confidence < other_confidence:
            # One of two like guesses is wrong, then; in profile one in four is.
            return {"female": "male", "male": "female"}.get(gender, gender)
    return gender


def sure_gender_of(line: Line, face_id: str) -> str:
    """Return whose face it seems to be, where a person would be called so in writing; else "unknown"."""
    hand = next((one for one in line.project.hand_faces if one.id == face_id), None)
    told = hand is not None and hand.gender is not None
    if told or line.face(face_id).gender != "unknown" or names_a_couple(line.metadata):
        return _gender_of(line, face_id)
    return "unknown"


def _guess(line: Line, face: Face) -> tuple[str, float]:
    """Return a face's apparent gender, or the one that it leans to; a voice drawn by lot is a worse guess."""
    from speaking_engine.faces.gender import leaning_gender

    if face.gender != "unknown" or face.landmarks_px is None:
        return face.gender, face.gender_confidence
    return leaning_gender(line.artwork.pixels, face.landmarks_px)


def recording(line: Line) -> Path | None:
    """Return the sound in place of a voice: a recording, or an actor's take unless a voice is chosen."""
    choices = line.choices
    if choices.recording is not None:
        return Path(choices.recording)
    if choices.performance is None or choices.voice:
        return None
    from speaking_engine.performance.actor.take import is_heard

    path = Path(choices.performance)
    return path if is_heard(path) else None


def lexicon(line: Line) -> Lexicon:
    """Return how names are said in this production: its own `lexicon.csv`, if there is one."""
    path = line.production.folder / LEXICON
    return read_lexicon(path) if path.is_file() else Lexicon()


def _utter(line: Line, said: Said, report: Report) -> Utterance:
    if line.recording is not None:
        _check_trust(line, "recording" if line.choices.recording is not None else "performance")

        from speaking_engine.speech.recording import utterance_from_recording

        words = said.text or None
        return utterance_from_recording(
            line.recording, words, language=said.language, lexicon=line.lexicon, report=report
        )
    if said.text in line.measured:
        return line.measured[said.text]

    from speaking_engine.speech.speak import speak

    voice = line.voice_of(said.face_id)
    _check_trust_of_voice(line, voice)
    return speak(
        said,
        voice=voice,
        speed=line.choices_for(said.face_id).speed,
        lexicon=line.lexicon,
        report=report,
    )


def _check_trust_of_voice(line: Line, voice: str) -> None:
    check(line.project.picture.sha256, {"voice": voice})


def _digest(path: Path, what: str) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise TextError(
            f"The {what} {path} cannot be read: {error.strerror}.",
            hint="Check the path.",
            place=f"choices.{what}",
        ) from error
