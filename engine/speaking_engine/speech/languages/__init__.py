"""One file per way of reading a language aloud, and the choice among them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from speaking_engine.errors import SetupError, TextError
from speaking_engine.speech.languages.chinese import read_chinese
from speaking_engine.speech.languages.english import read_english
from speaking_engine.speech.languages.espeak import read_espeak
from speaking_engine.speech.languages.japanese import read_japanese
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading

Reader = Callable[[str, Lexicon], tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class Language:
    """A language that can be read aloud.

    Attributes
    ----------
    code : str
        BCP 47 language tag in lower case.
    scripts : tuple of str
        Beginnings of the Unicode names of its letters; others are refused.
    needs : str
        Package to install for it, empty if it is always there.
    """

    code: str
    name: str
    read: Reader
    scripts: tuple[str, ...] = ("LATIN", "MODIFIER", "FEMININE", "MASCULINE", "MICRO")
    needs: str = ""

    @property
    def missing(self) -> str:
        """Say why it cannot be read here; empty if it can."""
        if not self.needs or importlib.util.find_spec(self.needs):
            return ""
        return f"{self.name} needs the package pyopenjtalk-plus."


def _espeak(code: str, name: str, voice: str, *scripts: str) -> Language:
    def read(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
        return read_espeak(paragraph, voice=voice, lexicon=lexicon)

    language = Language(code, name, read)
    return Language(code, name, read, scripts) if scripts else language


_LANGUAGES = {
    language.code: language
    for language in (
        Language(
            "en-us", "American English", lambda text, words: read_english(text, british=False, lexicon=words)
        ),
        Language(
            "en-gb", "British English", lambda text, words: read_english(text, british=True, lexicon=words)
        ),
        _espeak("es", "Spanish", "es"),
        _espeak("fr", "French", "fr"),
        _espeak("hi", "Hindi", "hi", "DEVANAGARI", "LATIN"),
        _espeak("it", "Italian", "it"),
        _espeak("pt-br", "Brazilian Portuguese", "pt-br"),
        Language(
            "ja", "Japanese", read_japanese, ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC"), "pyopenjtalk"
        ),
        Language("zh", "Mandarin Chinese", read_chinese, ("CJK",)),
    )
}
_ALIASES = {"en": "en-us", "pt": "pt-br", "fr-fr": "fr", "es-es": "es", "it-it": "it", "ja-jp": "ja"} | {
    "zh-cn": "zh", "cmn": "zh", "hi-in": "hi",
}  # fmt: skip


def list_languages() -> tuple[Language, ...]:
    """List the languages of Kokoro; `Language.missing` says which cannot be read here, and why."""
    return tuple(_LANGUAGES.values())


def find_language(code: str) -> Language:
    """Find a language by its tag.

    Raises
    ------
    TextError
        No voice learned it.
    SetupError
        A package is needed for it.
    """
    tag = code.lower().replace("_", "-")
    language = _LANGUAGES.get(_ALIASES.get(tag, tag))
    if language is None:
        known = ", ".join(_LANGUAGES)
        raise TextError(
            f"No voice here speaks the language {code!r}.", hint=f"Those that are spoken: {known}."
        )
    if language.missing:
        raise SetupError(language.missing, hint="Install it: `uv sync --extra japanese`.")
    return language
