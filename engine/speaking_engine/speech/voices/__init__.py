"""One file per speech model, and the choice among them."""

from __future__ import annotations

import random
from collections.abc import Collection
from itertools import permutations

from speaking_engine.errors import VoiceError
from speaking_engine.plugins import Register
from speaking_engine.speech.voices.styles import EMBEDDED, NATIVE, gender_of
from speaking_engine.speech.voices.voice import Sound, TextVoice, Voice, VoiceCard

__all__ = ["Sound", "TextVoice", "Voice", "VoiceCard", "choose_voice", "list_voices", "load_voice"]

_HERE = "speaking_engine.speech.voices"
BACKENDS = Register(
    "kind of voice",
    "speaking_images.voices",  # of others: a function taking the voice's name
    {
        "kokoro": f"{_HERE}.kokoro:KokoroVoice",
        "hibari": f"{_HERE}.hibari:HibariVoice",
        "official": f"{_HERE}.official:OfficialVoice",
        "piper": f"{_HERE}.piper:PiperVoice",
        "server": f"{_HERE}.server:ServerVoice",
        "fake": f"{_HERE}.fake:FakeVoice",
    },
    VoiceError,
)
BEST = {  # by language, those of the embedded voices that are understood best there (docs/speech.md)
    "es": ("ef_dora", "em_alex"),
    "fr": ("ff_siwis", "im_nicola:0.6+ff_siwis:0.4"),
    "hi": ("hf_alpha", "hm_omega"),
    "it": ("if_sara", "im_nicola"),
    "ja": ("jf_alpha", "jm_kumo"),
    "pt-br": ("pf_dora", "pm_alex"),
    "zh": ("zf_xiaoxiao", "zm_yunxi"),
}


NOT_UNDERSTOOD = {
    "fr": "Kokoro has no French man: an Italian one, mixed with the French woman, speaks for men.",
}
"""By language, what its default voices are not; said wherever voices are listed."""


def choose_voice(gender: str, seed: int, language: str = "en-us", taken: Collection[str] = ()) -> str:
    """Choose an embedded voice for an apparent gender, one that is understood in the language.

    Parameters
    ----------
    gender : {"female", "male", "unknown"}
        "unknown" chooses among all.
    seed : int
        Decides where several fit.
    language : str
        Where none of the gender is understood, one that is comes first.
    taken : collection of str
        Voices of the other sitters, who must not share one: then a mixture of two that are understood speaks,
        or another embedded one, the same for the same seed.
    """
    understood = BEST.get(language, EMBEDDED)
    fitting = [name for name in understood if gender_of(name) == gender] or list(understood)
    plain = [name for name in fitting if ":" not in name]
    mixtures = [f"{one}:0.5+{other}:0.5" for one, other in permutations(plain, 2) if one < other]
    near = [name for name in (*NATIVE, *EMBEDDED) if gender_of(name) == gender]
    first = fitting[0].partition(":")[0]
    others = (name for name in (*near, *understood, *EMBEDDED) if name != first and ":" not in name)
    aside = [f"{first}:0.6+{name}:0.4" for name in others]
    chosen = random.Random(seed)  # noqa: S311 - not for secrets
    for names in (fitting, mixtures, *([name] for name in aside)):
        if free := [name for name in names if name not in taken]:
            return chosen.choice(free)
    return chosen.choice(fitting)


def list_voices() -> tuple[VoiceCard, ...]:
    """List every voice known here but the tests' own, those that cannot speak with the reason why."""
    from speaking_engine.speech.voices.hibari import list_hibari
    from speaking_engine.speech.voices.kokoro import list_kokoro
    from speaking_engine.speech.voices.official import list_official

    return (*list_kokoro(), *list_hibari(), *list_official())


def load_voice(name: str) -> Voice | TextVoice:
    """Get a voice ready to speak.

    Parameters
    ----------
    name : str
        A voice of Kokoro (``af_heart``), a mixture (``af_heart:0.6+bf_emma:0.4``), or a voice of another
        backend (``hibari:heart``, ``official:af_heart``, ``piper:FILE.onnx``, ``server:URL?voice=NAME``,
        ``fake``).

    Raises
    ------
    VoiceError
        There is no such voice; the hint lists those there are.
    SetupError
        The voice needs something that is not installed.
    """
    backend, _, voice = name.partition(":")
    if not name.strip():
        raise VoiceError("There is no voice without a name.", hint=f"Choose one of {', '.join(EMBEDDED)}.")
    found: Voice | TextVoice = (
        BACKENDS.load(backend)(voice) if backend in BACKENDS else BACKENDS.load("kokoro")(name)
    )
    return found
