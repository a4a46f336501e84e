"""An actor's recording in place of a voice: aligned with its words, or else followed by loudness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

from speaking_engine.errors import TextError
from speaking_engine.speech.alignment import align
from speaking_engine.speech.directions import passages
from speaking_engine.speech.languages import find_language
from speaking_engine.speech.level import level
from speaking_engine.speech.lexicon import Lexicon, shared_lexicon
from speaking_engine.speech.speak import NO_LEXICON, read
from speaking_engine.speech.timing import Mark, phonemes_of, words_of
from speaking_engine.speech.utterance import Phoneme, Utterance, Word
from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS
from speaking_engine.speech.written import clean

SAMPLE_RATE_HZ = 24000
MAX_SECONDS = 1800.0

_STEP_SECONDS = 0.04
_OPEN_DB, _WIDE_DB = -26.0, -11.0  # under the loudest moment: where the jaw opens, and where it opens wide
_SHORTEST_PAUSE_SECONDS = 0.12
_RUN_ON_SECONDS = 0.15  # a shorter gap between two words is not a closed mouth

Samples = npt.NDArray[np.float32]


def utterance_from_recording(
    path: Path, text: str | None, *, language: str = "en-us", lexicon: Lexicon = NO_LEXICON
) -> Utterance:
    """Make an utterance of a recording, with the times of its words if they are known.

    Parameters
    ----------
    path : Path
        Any sound file that ffmpeg reads; the first sound stream is taken, mixed to mono.
    text : str or None
        The words spoken. None lets loudness alone drive the jaw, which `Utterance.fallbacks` says.

    Returns
    -------
    Utterance
        24 kHz mono at -16 LUFS, as long as the recording.

    Raises
    ------
    TextError
        The file is no sound or a silent one, or the words are not those that are spoken.
    """
    samples = level(_read_sound(path), SAMPLE_RATE_HZ)
    seconds = len(samples) / SAMPLE_RATE_HZ
    if text is None:
        return Utterance(
            samples=samples,
            sample_rate_hz=SAMPLE_RATE_HZ,
            phonemes=tuple(_phonemes_of_loudness(samples)),
            words=(),
            text="",
            voice=f"recording:{path.name}",
            fallbacks=(
                "The recording has no text: its loudness alone moves the jaw, and there are no captions.",
            ),
        )
    parts = passages(clean(text))
    reading_aloud = find_language(language)
    readings = read(parts, reading_aloud, lexicon.over(shared_lexicon(reading_aloud.code)), KOKORO_SYMBOLS)
    sounds = _run_on(align(samples, SAMPLE_RATE_HZ, readings))
    return Utterance(
        samples=samples,
        sample_rate_hz=SAMPLE_RATE_HZ,
        phonemes=phonemes_of(sounds, seconds),
        words=_checked(words_of(sounds, readings)),
        text=" ".join(part.text for part in parts if part.text),
        voice=f"recording:{path.name}",
    )


def _read_sound(path: Path) -> Samples:
    """Read mono sound at 24 kHz."""
    hint = "Give a WAV, FLAC, MP3, Ogg or M4A file."
    try:
        with av.open(str(path)) as container:
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="flt", layout="mono", rate=stream.rate)
            frames = [piece for frame in container.decode(stream) for piece in resampler.resample(frame)]
            frames += resampler.resample(None)
            rate_hz = stream.rate
    except (OSError, IndexError, av.error.FFmpegError) as error:
        raise TextError(f"The recording {path} cannot be read as sound.", hint=hint) from error
    samples = np.concatenate([np.zeros(0, np.float32), *(frame.to_ndarray().ravel() for frame in frames)])
    if not len(samples) or len(samples) > MAX_SECONDS * rate_hz:
        raise TextError(
            f"The recording {path} is empty or longer than {MAX_SECONDS / 60:g} minutes.", hint=hint
        )
    if not np.isfinite(samples).all() or float(np.abs(samples).max()) < 1e-4:
        raise TextError(f"The recording {path} is silent.", hint="Check the microphone's level.")
    divisor = gcd(rate_hz, SAMPLE_RATE_HZ)
    return np.asarray(resample_poly(samples, SAMPLE_RATE_HZ // divisor, rate_hz // divisor), np.float32)


def _run_on(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Close the short gaps that an aligner leaves between words that run on."""
    out: list[Mark] = []
    for at, mark in enumerate(marks):
        following = marks[at + 1].start_seconds if at + 1 < len(marks) else mark.end_seconds
        gap = following - mark.end_seconds
        end = following if 0 < gap < _RUN_ON_SECONDS else mark.end_seconds
        out.append(Mark(mark.symbol, mark.start_seconds, end, mark.word, mark.stress))
    return tuple(out)


def _checked(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Refuse an alignment that squeezes or stretches most words: then other words were spoken."""
    lengths = [(word.end_seconds - word.start_seconds) / max(len(word.text), 2) for word in words]
    odd = sum(length < 0.02 or length > 0.4 for length in lengths)
    if odd > len(words) * 0.3:
        raise TextError(
            "The words are not those that are spoken in the recording.", hint="Check the text, word by word."
        )
    return words


def _phonemes_of_loudness(samples: Samples) -> Iterator[Phoneme]:
    """Give synthetic phonemes: a wide vowel where it is loud, a narrow one where softer, else silence."""
    step = int(_STEP_SECONDS * SAMPLE_RATE_HZ)
    count = -(-len(samples) // step)
    padded = np.pad(samples, (0, count * step - len(samples))).reshape(count, step)
    power_db = 10 * np.log10(np.mean(np.square(padded, dtype=np.float64), axis=1) + 1e-12)
    power_db -= float(np.percentile(power_db, 98))
    symbols = ["ɑ" if db > _WIDE_DB else "ə" if db > _OPEN_DB else "" for db in power_db]
    yield from _runs(_without_flutter(symbols), step, len(samples) / SAMPLE_RATE_HZ)


def _without_flutter(symbols: Sequence[str]) -> list[str]:
    """Fill silences too short to be seen as a pause."""
    out = list(symbols)
    shortest = round(_SHORTEST_PAUSE_SECONDS / _STEP_SECONDS)
    silent_from = None
    for at, symbol in enumerate(out):
        if not symbol:
            silent_from = at if silent_from is None else silent_from
        elif silent_from is not None:
            if silent_from > 0 and at - silent_from < shortest:
                out[silent_from:at] = ["m"] * (at - silent_from)
            silent_from = None
    return out


def _runs(symbols: Sequence[str], step: int, seconds: float) -> Iterator[Phoneme]:
    start = 0
    for at in range(1, len(symbols) + 1):
        if at == len(symbols) or symbols[at] != symbols[start]:
            end = min(at * step / SAMPLE_RATE_HZ, seconds)
            yield Phoneme(symbols[start], start * step / SAMPLE_RATE_HZ, end, int(symbols[start] == "ɑ"))
            start = at
