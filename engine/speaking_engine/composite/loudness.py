"""How loud the finished film is: measured on all its channels after mixing, and never over its true peak."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from speaking_engine.composite.arrange import FILM_SAMPLE_RATE_HZ, Loudness
from speaking_engine.speech.level import limited, loudness_lufs

Samples = npt.NDArray[np.float32]

ENCODING_DB = 0.5
"""AAC's decoded peaks were seen up to 0.4 dB over those of what it was given."""
_OVERSAMPLING = 4  # ITU-R BS.1770-4, annex 2
_TWO_EARS_LU = 10 * np.log10(2)  # the same sound in two channels is that much louder
_SILENT_LUFS = -60.0
_TOLERANCE_LU = 0.5


def mastered(mixed: Samples, wish: Loudness) -> tuple[Samples, tuple[str, ...]]:
    """Bring a mix to the loudness of the film.

    Parameters
    ----------
    mixed : (N,) float32
        Mono at 48 kHz.

    Returns
    -------
    sound : (N, 1 or 2) float32
    remarks : tuple of str
        A sentence where the loudness is not reached, for the peaks would be too high.

    References
    ----------
    ITU-R BS.1770-4; EBU R 128.
    """
    wanted_lufs = wish.loudness_lufs - (_TWO_EARS_LU if wish.channels == "stereo" else 0.0)
    out = mixed
    for _ in range(6):  # limiting takes a little loudness away, so measure and add again
        measured_lufs = loudness_lufs(out, FILM_SAMPLE_RATE_HZ)
        if measured_lufs < _SILENT_LUFS or abs(measured_lufs - wanted_lufs) < 0.05:
            break
        louder = out * np.float32(10 ** ((wanted_lufs - measured_lufs) / 20))
        out = limited(louder, FILM_SAMPLE_RATE_HZ, wish.peak_dbtp - ENCODING_DB, _OVERSAMPLING)
    out = limited(out, FILM_SAMPLE_RATE_HZ, wish.peak_dbtp - ENCODING_DB, _OVERSAMPLING)
    missed_lu = loudness_lufs(out, FILM_SAMPLE_RATE_HZ) - wanted_lufs
    remarks: tuple[str, ...] = ()
    if np.any(out) and abs(missed_lu) > _TOLERANCE_LU:
        remarks = (
            f"The film has {wish.loudness_lufs + missed_lu:.1f} LUFS instead of {wish.loudness_lufs:g}: "
            f"more would lift its peaks over {wish.peak_dbtp:g} dBTP, or it is all but silent.",
        )
    return np.stack([out] * (2 if wish.channels == "stereo" else 1), axis=1), remarks
