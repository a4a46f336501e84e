"""Spanish, French, Italian, Portuguese and Hindi to phonemes, by espeak-ng out of a wheel."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from functools import cache

import espeakng_loader

from speaking_engine.errors import SetupError
from speaking_engine.speech.languages.rewriting import groups_of, in_words, readings_of, rewrite
from speaking_engine.speech.languages.romance import names_of, rules_of, sounds_of
from speaking_engine.speech.lexicon import Lexicon, names_by_language
from speaking_engine.speech.reading import Reading

# Kokoro writes a diphthong or affricate as one character; espeak ties its two with a caret.
_TIED = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O",
    "ə^ʊ": "Q", "s^s": "S", "t^s": "ʦ", "t^ʃ": "ʧ", "ɔ^ɪ": "Y",
}  # fmt: skip
_END = re.compile('([;:,.!?—…।]+)["”»)’\\]]*$')
_LINK = re.compile(r"\[([^\]]+)\]\(/([^)]*)/\)")
_SWITCHES = re.compile(r"\([a-z^-]+\)")  # espeak names the language of foreign words, ties inside: "(e^n)"
_NAMES = {"pt-pt": "pt"}  # where espeak has another name for a language
_SYLLABIC = "\u0329"

_RETRIEVAL, _DO_NOT_EXIT = 2, 0x8000
_UTF8, _IPA_TIED = 1, 0x02 | 0x80 | ord("^") << 8


def read_espeak(paragraph: str, *, voice: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Return how each word is pronounced.

    Parameters
    ----------
    voice : str
        Name of a language in espeak-ng: "es", "fr", "hi", "it", "pt-br".

    Raises
    ------
    SetupError
        espeak-ng cannot be loaded, or does not know the language.

    References
    ----------
    espeak-ng (GPL-3.0-or-later) as packed by espeakng-loader; the tied pairs follow misaki's EspeakG2P.
    """
    settled = lexicon.find(paragraph, lambda word: _phonemes(word, voice))
    groups = groups_of(paragraph, paragraph, rewrite(paragraph, rules_of(voice), fixed=settled))
    words = [word for group in groups for word in group.said.split()]
    return tuple(readings_of(groups, list(_spoken(words, voice))))


@cache
def foreign_names(language: str) -> Lexicon:
    """Return how names of other languages are said in one: as in their own, with the sounds that it has.

    "Botticelli" is no Spanish word; only languages with a table of sounds have any.
    """
    sounds = sounds_of(language)
    if not sounds:
        return Lexicon()
    said = {}
    for code, names in names_by_language().items():
        for name in names if code != language.partition("-")[0] else ():
            phonemes = [_phonemes(word, code) for word in name.split()]
            for pattern, instead in sounds.items():
                phonemes = [re.sub(pattern, instead, word) for word in phonemes]
            if all(phonemes) and len(" ".join(phonemes).split()) == len(name.split()):
                said[name] = f"/{' '.join(phonemes)}/"
    return Lexicon(said | {name: f"/{phonemes}/" for name, phonemes in names_of(language).items()})


def written_out(voice: str, text: str) -> str:
    """Write a text in the words that are said for it; amounts stay in digits."""
    return in_words(groups_of(text, text, rewrite(text, rules_of(voice))))


def _spoken(words: Sequence[str], voice: str) -> Iterator[str]:
    """Read what stands between punctuation and numbers in one go, so that words bind as they do in speech."""
    run: list[str] = []
    for word in words:
        end = _END.search(word)
        bare = word[: end.start()] if end else word
        mark = end[1][-1].replace("।", ".") if end else ""
        link = _LINK.search(bare)
        alone = bool(link) or any(c.isdigit() for c in bare)
        if alone:
            yield from _bound(run, voice)
            run = []
            yield (link[2] if link else _phonemes(bare, voice)) + mark
        elif mark:
            *said, last = _bound([*run, bare], voice)
            run = []
            yield from said
            yield last + mark
        else:
            run.append(bare)
    yield from _bound(run, voice)


def _bound(words: Sequence[str], voice: str) -> list[str]:
    said = _phonemes(" ".join(words), voice).split()
    return said if len(said) == len(words) else [_phonemes(word, voice) for word in words]


def _phonemes(text: str, voice: str) -> str:
    """Return Kokoro's phonemes of a text without punctuation."""
    if not text.strip():
        return ""
    library = _espeak()
    if library.espeak_SetVoiceByName(_NAMES.get(voice, voice).encode()) != 0:
        raise SetupError(
            f"espeak-ng does not know the language {voice!r}.", hint="Install espeakng-loader again."
        )
    rest, parts = ctypes.c_char_p(text.encode()), list[str]()
    while rest.value:
        parts.append(library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA_TIED).decode())
    phonemes = _SWITCHES.sub("", " ".join(parts))
    for pair, symbol in _TIED.items():
        phonemes = phonemes.replace(pair, symbol)
    phonemes = re.sub(rf"(\S){_SYLLABIC}", r"ᵊ\1", phonemes)
    return phonemes.replace("^", "").replace("-", "")


@cache
def _espeak() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path()
    except (OSError, RuntimeError) as error:
        raise SetupError(
            f"espeak-ng cannot be loaded: {error}.", hint="Install espeakng-loader again."
        ) from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    if library.espeak_Initialize(_RETRIEVAL, 0, data.encode(), _DO_NOT_EXIT) < 0:
        raise SetupError(f"espeak-ng finds no data in {data}.", hint="Install espeakng-loader again.")
    return library
