"""One file per way of reading a language aloud, and the choice among them."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass

from speaking_engine.errors import SetupError, TextError
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading

_LINK = re.compile(r"\[([^\]]+)\]\(/[^)]*/\)")
_LATIN = ("LATIN", "MODIFIER", "FEMININE", "MASCULINE", "MICRO")
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
    built_in : bool
        Whether a voice that comes with the engine speaks it; else it needs one from elsewhere.
    write_out : callable
        Writes a text in the words that are said for it, for voices that take text.
    """

    code: str
    name: str
    read: Reader
    scripts: tuple[str, ...] = _LATIN
    needs: str = ""
    built_in: bool = True
    write_out: Callable[[str], str] = str

    @property
    def missing(self) -> str:
        """Return why it cannot be read here; empty if it can."""
        if not self.needs or importlib.util.find_spec(self.needs):
            return ""
        return f"{self.name} needs the package pyopenjtalk-plus."


def _espeak(code: str, name: str, *scripts: str, built_in: bool = True) -> Language:
    def read(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
        from speaking_engine.speech.languages.espeak import read_espeak

        return read_espeak(paragraph, voice=code, lexicon=lexicon)

    def write_out(text: str) -> str:
        from speaking_engine.speech.languages.espeak import written_out

        return written_out(code, text)

    return Language(code, name, read, (*scripts, *_LATIN), built_in=built_in, write_out=write_out)


def _english(code: str, name: str, *, british: bool) -> Language:
    def read(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
        from speaking_engine.speech.languages.english import read_english

        return read_english(paragraph, british=british, lexicon=lexicon)

    def write_out(text: str) -> str:
        from speaking_engine.speech.languages.english import as_said

        return _LINK.sub(r"\1", as_said(text, british=british))

    return Language(code, name, read, write_out=write_out)


def _write_out_japanese(text: str) -> str:
    from speaking_engine.speech.languages.japanese import written_out

    return written_out(text)


def _write_out_chinese(text: str) -> str:
    from speaking_engine.speech.languages.chinese import written_out

    return written_out(text)


def _read_japanese(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    from speaking_engine.speech.languages.japanese import read_japanese

    return read_japanese(paragraph, lexicon)


def _read_chinese(paragraph: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    from speaking_engine.speech.languages.chinese import read_chinese

    return read_chinese(paragraph, lexicon)


_LANGUAGES = {
    language.code: language
    for language in (
        _english("en-us", "American English", british=False),
        _english("en-gb", "British English", british=True),
        _espeak("es", "Spanish"),
        _espeak("fr", "French"),
        _espeak("hi", "Hindi", "DEVANAGARI"),
        _espeak("it", "Italian"),
        _espeak("pt-br", "Brazilian Portuguese"),
        Language(
            "ja",
            "Japanese",
            _read_japanese,
            ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH", *_LATIN),
            "pyopenjtalk",
            write_out=_write_out_japanese,
        ),
        Language("zh", "Mandarin Chinese", _read_chinese, ("CJK", *_LATIN), write_out=_write_out_chinese),
        *(
            _espeak(code, name, *scripts, built_in=False)
            for code, (name, *scripts) in {
                "bg": ("Bulgarian", "CYRILLIC"),
                "ca": ("Catalan",),
                "cs": ("Czech",),
                "da": ("Danish",),
                "de": ("German",),
                "el": ("Greek", "GREEK"),
                "eu": ("Basque",),
                "fi": ("Finnish",),
                "hr": ("Croatian",),
                "hu": ("Hungarian",),
                "is": ("Icelandic",),
                "nb": ("Norwegian",),
                "nl": ("Dutch",),
                "pl": ("Polish",),
                "pt-pt": ("European Portuguese",),
                "ro": ("Romanian",),
                "ru": ("Russian", "CYRILLIC"),
                "sk": ("Slovak",),
                "sl": ("Slovenian",),
                "sr": ("Serbian", "CYRILLIC"),
                "sv": ("Swedish",),
                "tr": ("Turkish",),
                "uk": ("Ukrainian", "CYRILLIC"),
            }.items()
        ),
    )
}
_ALIASES = {
    "en": "en-us", "pt": "pt-br", "fr-fr": "fr", "es-es": "es", "it-it": "it", "ja-jp": "ja", "zh-cn": "zh",
    "cmn": "zh", "hi-in": "hi", "no": "nb",
}  # fmt: skip


def list_languages() -> tuple[Language, ...]:
    """List the languages of the built-in voices; `Language.missing` says which cannot be read, and why."""
    return tuple(language for language in _LANGUAGES.values() if language.built_in)


def readable_languages() -> tuple[str, ...]:
    """List the tags of all languages whose text can be read, whether a built-in voice speaks them or not."""
    return tuple(_LANGUAGES)


def find_language(code: str) -> Language:
    """Find a language by its tag; "de-AT" is German.

    Raises
    ------
    TextError
        Its text cannot be read here.
    SetupError
        A package is needed for it.
    """
    tag = code.lower().replace("_", "-")
    language = _LANGUAGES.get(_ALIASES.get(tag, tag)) or _LANGUAGES.get(_near(tag))
    if language is None:
        known = ", ".join(_LANGUAGES)
        raise TextError(
            f"No voice here speaks the language {code!r}.", hint=f"Those that can be read: {known}."
        )
    if language.missing:
        raise SetupError(language.missing, hint="Install it: `uv sync --extra japanese`.")
    return language


def _near(tag: str) -> str:
    """Return language of a tag with a region that has no reading of its own: "en-AU" is read as British."""
    language, _, region = tag.partition("-")
    if language == "en":
        return "en-us" if region in ("ca", "ph") else "en-gb"
    return _ALIASES.get(language, language)
