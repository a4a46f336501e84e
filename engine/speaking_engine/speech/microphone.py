"""Reads recordings as microphones and editors leave them: any rate, many channels, quiet, inverted."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import av
import numpy as np

from speaking_engine.errors import TextError
from speaking_engine.speech.level import Samples, level, loud_stretches, loudness_lufs

SAMPLE_RATE_HZ = 24000
MAX_SECONDS = 1800.0

_SILENT_PEAK = 5e-5  # two steps of 16 bits
_QUIET_LUFS = -45.0
_CANCELLED = 0.3  # of the power of the louder channel
_LONG_SILENCE_SECONDS = 3.0
_MOST_RATE_HZ = 768_000
_HINT = "Give a WAV, FLAC, MP3, Ogg or M4A file."


def read_sound(path: Path) -> tuple[Samples, list[str]]:
    """Read a recording as mono speech.

    Channels that cancel each other are not mixed: the louder one is taken.

    Returns
    -------
    samples, remarks : tuple of (N,) float32 and list of str
        24 kHz, -16 LUFS; the remarks say what was unusual and what was done about it.

    Raises
    ------
    TextError
        The file is no sound, silent, empty or longer than half an hour.
    """
    channels = _channels(path)
    if not channels.shape[1]:
        raise TextError(f"The recording {path} is empty.", hint=_HINT)
    if not np.isfinite(channels).all():
        raise TextError(f"The recording {path} holds values that are no sound.", hint="Export it again.")
    channels -= channels.mean(axis=1, keepdims=True)  # an offset is no sound
    if float(np.abs(channels).max()) < _SILENT_PEAK:
        raise TextError(f"The recording {path} is silent.", hint="Check the microphone's level.")
    remarks = list[str]()
    samples = _mono(channels, remarks)
    samples /= max(float(np.abs(samples).max()), 1e-9) * 2
    return level(_told(samples, channels, remarks), SAMPLE_RATE_HZ), remarks


def _channels(path: Path) -> Samples:
    """Decode one or two channels at 24 kHz: (C, N) float32."""
    pieces, count = [np.zeros((1, 0), np.float32)], 0
    try:
        with av.open(str(path)) as container:
            stream = container.streams.audio[0]
            if stream.codec_context is None:
                raise TextError(f"The recording {path} is in a form that nobody here knows.", hint=_HINT)
            if not 0 < stream.rate <= _MOST_RATE_HZ:
                raise TextError(f"The recording {path} claims {stream.rate:,} samples a second.", hint=_HINT)
            layout = "mono" if stream.channels == 1 else "stereo"
            resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
            for frame in chain(container.decode(stream), [None]):
                new = [np.asarray(piece.to_ndarray(), np.float32) for piece in resampler.resample(frame)]
                pieces += new
                count += sum(piece.shape[1] for piece in new)
                if count > MAX_SECONDS * SAMPLE_RATE_HZ:
                    raise TextError(
                        f"The recording {path} is longer than {MAX_SECONDS / 60:g} minutes.",
                        hint="Part it into several productions.",
                    )
    except (OSError, IndexError, ValueError, OverflowError, av.error.FFmpegError) as error:
        raise TextError(f"The recording {path} cannot be read as sound.", hint=_HINT) from error
    return np.concatenate(pieces[1:] or pieces, axis=1)


def _mono(channels: Samples, remarks: list[str]) -> Samples:
    """Mix to one channel, unless that takes most of the sound away."""
    mixed = channels.mean(axis=0)
    powers = np.mean(np.square(channels), axis=1)
    loudest = int(np.argmax(powers))
    if float(np.mean(np.square(mixed))) >= _CANCELLED * powers[loudest]:
        return np.asarray(mixed, np.float32)
    if powers.min() > powers[loudest] / 10:
        remarks.append(
            "The recording's channels cancel each other, as when one is inverted: the louder one was taken."
        )
    return np.array(channels[loudest], np.float32)


def _told(samples: Samples, channels: Samples, remarks: list[str]) -> Samples:
    """Say that a recording is very quiet, or begins or ends with a long silence."""
    gain = float(np.abs(samples).max()) / max(float(np.abs(channels).max()), 1e-12)
    loudness = loudness_lufs(samples, SAMPLE_RATE_HZ) - 20 * float(np.log10(gain))
    if loudness < _QUIET_LUFS:
        remarks.append(
            f"The recording is very quiet ({loudness:.0f} LUFS): it was made louder, and so was its noise."
        )
    stretches = loud_stretches(samples, SAMPLE_RATE_HZ)
    if stretches:
        lead, tail = stretches[0][0], len(samples) / SAMPLE_RATE_HZ - stretches[-1][1]
        where = {"begins": lead, "ends": tail}
        remarks += [
            f"The recording {name} with {seconds:.1f} s of silence, and so does the film."
            for name, seconds in where.items()
            if seconds > _LONG_SILENCE_SECONDS
        ]
    return samples
