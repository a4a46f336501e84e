"""The film itself is as loud as was promised: measured on what a player decodes, on all its channels."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, resample_poly, sosfilt

from speaking_engine.composite.arrange import FILM_SAMPLE_RATE_HZ, Loudness
from speaking_engine.composite.loudness import mastered
from speaking_engine.media.colour import to_yuv420
from speaking_engine.media.movie import FilmWriter

SECONDS = 6


def babble(gain: float, seed: int = 0) -> np.ndarray:
    """Make noise in syllables, with silence at both ends, as a film has it."""
    rng = np.random.default_rng(seed)
    time = np.arange(SECONDS * FILM_SAMPLE_RATE_HZ) / FILM_SAMPLE_RATE_HZ
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * time), 0, 1) ** 2 * (time > 0.5) * (time < SECONDS - 0.8)
    speechlike = sosfilt(
        butter(2, [120, 5000], "bandpass", fs=FILM_SAMPLE_RATE_HZ, output="sos"), rng.normal(size=len(time))
    )
    return (gain * syllables * speechlike).astype(np.float32)


def measured(sound: np.ndarray) -> tuple[float, float]:
    """Return LUFS over all channels and the true peak in dBTP, independently of ours."""
    lufs = pyloudnorm.Meter(FILM_SAMPLE_RATE_HZ).integrated_loudness(sound.astype(np.float64))
    peak = np.abs(resample_poly(sound, 8, 1, axis=0)).max()
    return float(lufs), float(20 * np.log10(peak))


@pytest.mark.parametrize("channels", ["mono", "stereo"])
@pytest.mark.parametrize("lufs", [-16.0, -23.0])
def test_a_played_film_has_the_promised_loudness(tmp_path: Path, channels: str, lufs: float) -> None:
    sound, remarks = mastered(babble(0.05), Loudness(lufs, -1.0, channels))
    assert not remarks
    still = to_yuv420(np.full((64, 64, 3), 90, np.uint8))
    with FilmWriter(tmp_path / "film.mp4", (64, 64), Fraction(5), sound) as writer:
        for _ in range(SECONDS * 5):
            writer.write(still)
    with av.open(str(tmp_path / "film.mp4")) as film:
        played = np.concatenate([part.to_ndarray() for part in film.decode(audio=0)], axis=1).T
    assert played.shape[1] == {"mono": 1, "stereo": 2}[channels]
    loudness_lufs, peak_dbtp = measured(played)
    assert loudness_lufs == pytest.approx(lufs, abs=0.3)
    assert peak_dbtp <= -1.0


@settings(max_examples=12)
@given(
    gain=st.floats(0.003, 3),
    wish=st.builds(Loudness, st.floats(-30, -10), st.floats(-9, 0), st.sampled_from(["mono", "stereo"])),
    seed=st.integers(0, 99),
)
def test_loudness_is_reached_or_its_lack_is_told_and_the_peak_is_kept(
    gain: float, wish: Loudness, seed: int
) -> None:
    sound, remarks = mastered(babble(gain, seed), wish)
    loudness_lufs, peak_dbtp = measured(sound)
    assert peak_dbtp <= wish.peak_dbtp
    assert bool(remarks) == (abs(loudness_lufs - wish.loudness_lufs) > 0.5)


def test_silence_stays_silence() -> None:
    sound, remarks = mastered(np.zeros(48000, np.float32), Loudness())
    assert not sound.any()
    assert not remarks
