"""Sound files: reading, writing and changing the sample rate of float sound."""

from __future__ import annotations

import io
from math import gcd
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from speaking_engine.media.beside import written_beside

Samples = npt.NDArray[np.float32]


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Change the sample rate with a polyphase filter (`scipy.signal.resample_poly`)."""
    if from_hz == to_hz:
        return samples
    from scipy.signal import resample_poly

    step = gcd(from_hz, to_hz)
    return np.asarray(resample_poly(samples, to_hz // step, from_hz // step), np.float32)


def write_wav(path: Path, samples: Samples, sample_rate_hz: int) -> None:
    """Write 24-bit PCM, (N,) or (N, channels), whole or not at all; samples beyond -1 to 1 are clipped."""
    with written_beside(path) as beside:
        clipped = np.clip(samples, -1.0, 1.0)
        wav = io.BytesIO()  # the library tells of a full disk in its own words only
        soundfile.write(wav, clipped, sample_rate_hz, subtype="PCM_24", format="WAV")
        beside.write_bytes(wav.getbuffer())


def read_wav(path: Path) -> tuple[Samples, int]:
    """Read a sound file as mono float32 and its sample rate in Hz; channels are averaged."""
    samples, sample_rate_hz = read_channels(path)
    return np.ascontiguousarray(samples.mean(axis=1)), sample_rate_hz


def read_channels(path: Path) -> tuple[Samples, int]:
    """Read a sound file as (N, channels) float32 and its sample rate in Hz."""
    with path.open("rb") as file:  # the library bears no long paths
        samples, sample_rate_hz = soundfile.read(file, dtype="float32", always_2d=True)
    return samples, int(sample_rate_hz)
