"""Lexicon: how names and rare words are said, written down by a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import platformdirs

from speaking_engine.errors import TextError
from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS
from speaking_engine.tables import read_rows

_STRESS = re.compile("[ˈˌ]")
_VOWEL = re.compile("[AIOQWYaeiouæɐɑɒɔəɚɛɜɨɪʊʌᵊᵻyøœ]")
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?,? \d")
_HEADINGS = {"French": "fr", "Italian": "it", "Spanish": "es", "Dutch": "nl", "German": "de"}
_HINT = "Write two columns: the word, and /phonemes/ or a respelling such as ver-MEER."

Phonemise = Callable[[str], str]


@dataclass(frozen=True)
class Lexicon:
    """Words and how they are said.

    Attributes
    ----------
    entries : mapping of str to str
        Word (or words) as written, to ``/phonemes/`` in Kokoro's alphabet or to a respelling in which
        hyphens part the syllables and capitals carry the stress ("ver-MEER").
        Several words need as many words on the other side.
    """

    entries: Mapping[str, str] = field(default_factory=dict)

    def over(self, other: Lexicon) -> Lexicon:
        """Return a lexicon with the entries of both, where this one has the last word."""
        return Lexicon({**other.entries, **self.entries})

    def find(self, text: str, phonemise: Phonemise) -> dict[int, tuple[int, str]]:
        """Find the words of the lexicon in `text`: where each starts and ends, how it is marked."""
        if not self.entries:
            return {}
        return {
            start: (end, marked)
            for match in self._pattern.finditer(text)
            if self._is_meant(match)
            for start, end, marked in self._marked_words(match, phonemise)
        }

    def found_in(self, text: str) -> dict[str, str]:
        """Return the entries that a text could have any use for: those whose first word it holds."""
        words = set(re.findall(r"\w+", _bare(text)))
        return {word: said for word, said in self.entries.items() if _first_word(word) in words}

    def mark(self, text: str, phonemise: Phonemise) -> str:
        """Write ``[word](/phonemes/)`` for each word of the lexicon found in `text`.

        Parameters
        ----------
        phonemise : callable
            Gives the phonemes of one syllable or word of a respelling, in the accent of the voice.
        """
        if not self.entries:
            return text
        return self._pattern.sub(
            lambda match: self._marked(match, phonemise) if self._is_meant(match) else match[0], text
        )

    def _is_meant(self, match: re.Match[str]) -> bool:
        """Whether a name is written as one: "Tours" and "Jan" are, "tours" and the month "Jan. 5" are not."""
        words = match[0].removesuffix(match[1] or "").casefold()
        if _MONTH.match(match.string, match.start()):
            return False
        return match[0][0].isupper() or self._begins_small[" ".join(words.split())]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = sorted(self._folded, key=len, reverse=True)
        return re.compile(
            rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)(['’]s\b)?", re.IGNORECASE
        )

    @cached_property
    def _begins_small(self) -> dict[str, bool]:
        small = {_bare(word): not word[0].isupper() for word in self.entries}
        return small | {word.casefold(): not word[0].isupper() for word in self.entries}

    @cached_property
    def _folded(self) -> dict[str, str]:
        """Find words in any case (names with a capital), and without the accents that a label may lack."""
        plain = {_bare(word): said for word, said in self.entries.items()}
        return plain | {word.casefold(): said for word, said in self.entries.items()}

    def _marked(self, match: re.Match[str], phonemise: Phonemise) -> str:
        return " ".join(marked for _, _, marked in self._marked_words(match, phonemise))

    def _marked_words(self, match: re.Match[str], phonemise: Phonemise) -> Iterator[tuple[int, int, str]]:
        possessive = match.group(1) or ""
        words = match.group(0).removesuffix(possessive)
        said = phonemes_of(self._folded[" ".join(words.casefold().split())], phonemise).split()
        written = list(re.finditer(r"\S+", words))
        for word, phonemes in zip(written, said, strict=True):
            genitive = possessive if word is written[-1] else ""
            spoken = phonemes + (_genitive(phonemes) if genitive else "")
            at = match.start()
            yield at + word.start(), at + word.end() + len(genitive), f"[{word[0]}{genitive}](/{spoken}/)"


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.casefold()).replace("ø", "o")
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _first_word(entry: str) -> str:
    found = re.search(r"\w+", _bare(entry))
    return found[0] if found else ""


def shared_lexicon(language: str = "en-us") -> Lexicon:
    """Return the lexicon that every production shares: names of art history, and what the person adds.

    Parameters
    ----------
    language : str
        The phonemes are English ones: another language has the names of others, as they are said there.

    Raises
    ------
    TextError
        The person's own file, `own_lexicon_path`, has a broken row.
    """
    if not language.startswith("en"):
        from speaking_engine.speech.languages.espeak import foreign_names

        return foreign_names(language)
    shipped = read_lexicon(Path(__file__).with_name("lexicon.csv"))
    own = own_lexicon_path()
    return read_lexicon(own).over(shipped) if own.is_file() else shipped


def names_by_language() -> dict[str, list[str]]:
    """Return the shipped lexicon's names by the language that a heading says they are of."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in Path(__file__).with_name("lexicon.csv").read_text("utf8").splitlines():
        if line.startswith("#"):
            code = next((code for word, code in _HEADINGS.items() if line.startswith(f"# {word}")), "")
            names = found.setdefault(code, []) if code else []
        elif (name := line.partition(",")[0]) != name.lower():
            names.append(name)
    return found


def own_lexicon_path() -> Path:
    """Return where the person's own lexicon for all productions is kept."""
    return platformdirs.user_config_path("speaking-images") / "lexicon.csv"


def _genitive(phonemes: str) -> str:
    """Return the sound of 's after a sound."""
    if phonemes[-1] in "szʃʒʧʤ":
        return "ᵻz"
    return "s" if phonemes[-1] in "ptkfθ" else "z"


def phonemes_of(said: str, phonemise: Phonemise) -> str:
    """Turn the second column into phonemes."""
    if said.startswith("/"):
        return said.strip("/")
    return " ".join(_respelled(word, phonemise) for word in said.split())


def _respelled(word: str, phonemise: Phonemise) -> str:
    """Read syllable by syllable; the capital one carries the stress."""
    syllables = word.split("-")
    if len(syllables) == 1:
        return phonemise(word.lower()).replace(" ", "")
    out = []
    for syllable in syllables:
        sound = _STRESS.sub("", phonemise(syllable.lower())).replace(" ", "")
        out.append(_VOWEL.sub(r"ˈ\g<0>", sound, count=1) if syllable.isupper() else sound)
    return "".join(out)


def read_lexicon(path: Path) -> Lexicon:
    """Read a `lexicon.csv`: a word and how it is said; a heading ``word,...`` and rows with # are left out.

    Commas, semicolons or tabs part the columns.

    Raises
    ------
    TextError
        The file cannot be read, a row is broken, or a word is said in two ways; the sentence names the line.
    """
    what = f"the lexicon {path}"
    said: dict[str, tuple[str, int]] = {}
    for line, cells in read_rows(path, "The lexicon", TextError):
        if cells[0].startswith("#") or (not said and cells[0].casefold() == "word"):
            continue
        word, sound = _row(cells, f"Line {line} of {what}")
        before = said.setdefault(word, (sound, line))
        if before[0] != sound:
            raise TextError(
                f"Line {line} of {what} says {word!r} otherwise than line {before[1]}.",
                hint="Keep one of the two.",
            )
    return Lexicon({word: sound for word, (sound, _) in said.items()})


def _row(row: list[str], where: str) -> tuple[str, str]:
    cells = [cell for cell in row if cell]
    if len(cells) < 2:
        raise TextError(f"{where} has no {'pronunciation' if row[0] else 'word'}.", hint=_HINT)
    if len(row) > 3:
        raise TextError(f"{where} has {len(row)} columns.", hint=_HINT)
    word, said = cells[0], cells[1]
    if said.startswith("/"):
        _check_phonemes(said, where)
    elif not re.fullmatch(r"[^\W\d_]+(?:['’\- ][^\W\d_]+)*", said):
        raise TextError(
            f"{where} has a respelling that is not made of letters and hyphens: {said!r}.", hint=_HINT
        )
    if len(word.split()) != len(said.split()):
        raise TextError(
            f"{where} has {_count(word, 'word')} but {_count(said, 'pronunciation')}.",
            hint="Write as many words on both sides; hyphens join syllables: van-GOFF.",
        )
    return word, said


def _count(words: str, noun: str) -> str:
    count = len(words.split())
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _check_phonemes(said: str, where: str) -> None:
    if len(said) < 3 or not said.endswith("/"):
        raise TextError(f"{where} has phonemes without a closing slash: {said!r}.", hint=_HINT)
    unknown = sorted(set(said[1:-1]) - KOKORO_SYMBOLS)
    if unknown:
        raise TextError(f"{where} has phonemes the voice does not know: {' '.join(unknown)}.", hint=_HINT)
