"""Utterances on disk: `000.wav` and `000.timing.json` beside it."""

from __future__ import annotations

import io
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import soundfile

from speaking_engine.errors import OutputError, ProjectError
from speaking_engine.speech.utterance import Phoneme, Utterance, Word

TIMING_SCHEMA = 1
Timed = TypeVar("Timed", Phoneme, Word)
_READING_FAILED = (
    OSError,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
    soundfile.SoundFileError,
)


def utterance_to_disk(folder: Path, stem: str, utterance: Utterance) -> tuple[Path, Path]:
    """Write the sound and its times; each file is whole or not there.

    Returns
    -------
    tuple of Path
        ``stem.wav`` (24 bit) and ``stem.timing.json``.

    Raises
    ------
    OutputError
        The folder cannot be written or the disk is full.
    """
    sound, timing = folder / f"{stem}.wav", folder / f"{stem}.timing.json"
    data = {
        "schema": TIMING_SCHEMA,
        "voice": utterance.voice,
        "text": utterance.text,
        "sample_rate_hz": utterance.sample_rate_hz,
        "seconds": utterance.seconds,
        "fallbacks": list(utterance.fallbacks),
        "words": [asdict(word) for word in utterance.words],
        "phonemes": [asdict(phoneme) for phoneme in utterance.phonemes],
    }
    wav = io.BytesIO()
    soundfile.write(wav, utterance.samples, utterance.sample_rate_hz, format="WAV", subtype="PCM_24")
    _write(sound, wav.getvalue())
    _write(timing, json.dumps(data, ensure_ascii=False, indent=1).encode())
    return sound, timing


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        if path.parent.is_dir():
            beside.unlink(missing_ok=True)
        raise OutputError(
            f"The speech cannot be written to {path}: {error.strerror}.", hint="Choose another folder."
        ) from error


def utterance_from_disk(folder: Path, stem: str) -> Utterance:
    """Read what `utterance_to_disk` wrote.

    Raises
    ------
    ProjectError
        A file is missing, damaged or of another schema; the next run speaks the line anew.
    """
    try:
        return _load(folder, stem)
    except (FileNotFoundError, soundfile.LibsndfileError) as error:
        names = (f"{stem}.timing.json", f"{stem}.wav")
        missing = [name for name in names if not (folder / name).exists()]
        reason = f"{missing[0]} is missing" if missing else "its sound is damaged"
        raise _unreadable(folder, reason) from error
    except _READING_FAILED as error:
        raise _unreadable(folder, "a file is damaged") from error


def _unreadable(folder: Path, reason: str) -> ProjectError:
    return ProjectError(
        f"The speech in {folder} cannot be read: {reason}.",
        hint="Run it again: the line is spoken anew. If this comes again, delete that folder first.",
    )


def _load(folder: Path, stem: str) -> Utterance:
    data: dict[str, Any] = json.loads((folder / f"{stem}.timing.json").read_text("utf8"))
    if data["schema"] != TIMING_SCHEMA:
        raise _unreadable(folder, f"it has the schema {data['schema']!r} instead of {TIMING_SCHEMA}")
    with (folder / f"{stem}.wav").open("rb") as file:  # the library bears no long paths
        samples, rate_hz = soundfile.read(file, dtype="float32", always_2d=False)
    if samples.ndim != 1 or int(rate_hz) != data["sample_rate_hz"]:
        raise _unreadable(folder, "its sound has another form than was written")
    return Utterance(
        samples=np.asarray(samples, np.float32),
        sample_rate_hz=int(rate_hz),
        phonemes=tuple(_timed(Phoneme(**phoneme)) for phoneme in data["phonemes"]),
        words=tuple(_timed(Word(**word)) for word in data["words"]),
        text=_text(data["text"]),
        voice=_text(data["voice"]),
        fallbacks=tuple(_text(one) for one in data.get("fallbacks", ())),
    )


def _timed(part: Timed) -> Timed:
    """Refuse times that are no numbers, and go on with those that are."""
    if not 0 <= part.start_seconds <= part.end_seconds < 1e5:
        raise ValueError(f"no times: {part}")
    _text(part.text if isinstance(part, Word) else part.symbol)
    return part


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"no text: {value!r}")
    return value
