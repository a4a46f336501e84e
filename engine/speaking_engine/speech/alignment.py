"""Finding when known words are heard in a sound, with an aligner that is independent of every voice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import gcd

import numpy as np
import numpy.typing as npt
from pocketsphinx import Decoder
from scipy.signal import resample_poly

from speaking_engine.errors import TextError
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.timing import Mark

_RATE_HZ = 16000
_FRAME_SECONDS = 0.01
_BEAMS = {"beam": 1e-80, "pbeam": 1e-80, "wbeam": 1e-60}  # wide enough for other accents, not for other words
_WIDE_BEAMS = dict.fromkeys(_BEAMS, 1e-300)  # for sounds that its English model never heard

_SYMBOLS = {  # those of Kokoro that each English phone of the aligner stands for
    "EY": "A", "AY": "I", "OW": "OQ", "AW": "W", "OY": "YS", "IY": "i", "UW": "uyɯ", "AA": "ɑaɒ",
    "AO": "ɔo", "EH": "ɛe", "ER": "ɜɚøœ", "IH": "ɪᵻɨ", "UH": "ʊ", "AH": "ʌəᵊɐɤ", "AE": "æ",
    "B": "bβ", "D": "dɖɾɽT", "F": "fɸ", "HH": "hçxχ", "G": "ɣɡɟ", "Y": "jʝɥ", "K": "kcq", "L": "lʎ",
    "M": "m", "N": "nɲɴɳ", "P": "p", "S": "s", "T": "tʈʦʔ", "V": "vʋ", "W": "wɰ", "Z": "zʣ",
    "NG": "ŋ", "R": "ɹrɻʁ", "SH": "ʃʂɕ", "ZH": "ʒ", "DH": "ð", "TH": "θ", "JH": "ʤʥ", "CH": "ʧʨꭧ",
}  # fmt: skip
_ARPABET = {symbol: phone for phone, symbols in _SYMBOLS.items() for symbol in symbols}
_SOUND = re.compile(f"(?P<stress>[ˈˌ]?)(?P<symbol>[{''.join(_ARPABET)}])")
_STRESS = {"": 0, "ˈ": 1, "ˌ": 2}


def align(
    samples: npt.NDArray[np.float32],
    sample_rate_hz: int,
    readings: Sequence[Reading],
    *,
    foreign: bool = False,
) -> tuple[Mark, ...]:
    """Say when each phoneme of each reading is heard.

    Parameters
    ----------
    samples : (N,) float32
        Mono speech.
    readings : sequence of Reading
        The words in the order in which they are spoken; those without phonemes are passed over.
    foreign : bool
        The words are not English: anything is taken for them that is not altogether unlike.

    Returns
    -------
    tuple of Mark
        Sounding symbols only, in order; times within about 10 ms.

    Raises
    ------
    TextError
        The words are not what is spoken.

    References
    ----------
    CMU PocketSphinx 5.1, whose wheel carries an acoustic model of American English; phonemes of other
    languages are aligned as the English ones that are nearest.
    """
    wanted = [
        (index, match["symbol"], _STRESS[match["stress"]])
        for index, reading in enumerate(readings)
        for match in _SOUND.finditer(reading.phonemes)
    ]
    if not wanted:
        raise TextError("There are no words to align.", hint="Write what is spoken in the recording.")
    try:
        phones = [_ARPABET[symbol] for _, symbol, _ in wanted]
        spans = _spans(phones, _pcm(samples, sample_rate_hz), _WIDE_BEAMS if foreign else _BEAMS)
    except (RuntimeError, TypeError) as error:  # pocketsphinx gives None where nothing fits
        raise _unlike() from error
    if len(spans) != len(wanted):
        raise _unlike()
    return tuple(
        Mark(symbol, *span, index, stress)
        for (index, symbol, stress), span in zip(wanted, spans, strict=True)
    )


def align_symbols(
    samples: npt.NDArray[np.float32], sample_rate_hz: int, phonemes: str
) -> npt.NDArray[np.float64]:
    """Return bounds of every symbol of one phoneme string in its sound; those that make no sound are short.

    The words are known to be those that are spoken, in whichever language.

    Returns
    -------
    (S + 1,) float64
        Where each of the S symbols starts and where the last one ends; rising.

    Raises
    ------
    TextError
        The phonemes are not what is spoken.
    """
    marks = iter(align(samples, sample_rate_hz, [Reading("", phonemes)], foreign=True))
    bounds = np.zeros(len(phonemes) + 1)
    at = 0
    for match in _SOUND.finditer(phonemes):
        mark = next(marks)
        start = match.start()
        bounds[at : start + 1] = np.linspace(bounds[at], mark.start_seconds, start + 1 - at)
        bounds[start : match.end()] = mark.start_seconds
        bounds[match.end()] = mark.end_seconds
        at = match.end()
    bounds[at:] = bounds[at]
    return np.asarray(np.maximum.accumulate(bounds) + 1e-6 * np.arange(len(bounds)), np.float64)


def _unlike() -> TextError:
    return TextError(
        "The words are not those that are spoken in the recording.", hint="Check the text, word by word."
    )


def _spans(phones: Sequence[str], pcm: bytes, beams: Mapping[str, float]) -> list[tuple[float, float]]:
    """Align phones in one pass, each as a word of its own.

    The two passes that pocketsphinx has for phones inside words fail on good recordings (its issue 339).
    """
    decoder = Decoder(lm=None, dict=None, bestpath=False, loglevel="FATAL", **beams)
    for phone in sorted(set(phones)):
        decoder.add_word(phone.lower(), phone, True)
    decoder.set_align_text(" ".join(phone.lower() for phone in phones))
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    return [
        (segment.start_frame * _FRAME_SECONDS, (segment.end_frame + 1) * _FRAME_SECONDS)
        for segment in decoder.seg()
        if not segment.word.startswith("<")
    ]


def _pcm(samples: npt.NDArray[np.float32], sample_rate_hz: int) -> bytes:
    divisor = gcd(sample_rate_hz, _RATE_HZ)
    heard = resample_poly(samples, _RATE_HZ // divisor, sample_rate_hz // divisor)
    peak = float(np.abs(heard).max(initial=0.0)) or 1.0
    return bytes((heard / peak * 0.7 * 32767).astype("<i2"))
