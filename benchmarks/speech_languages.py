"""Measures how well each language is understood: a multilingual recogniser writes sixteen sentences down.

Run it with ``python -m benchmarks.speech_languages [--voices a,b] [--languages fr,it] [--folder F]``, or with
``--works`` for what the template writes of three works, half a minute each. It
prints the word error rate, for Japanese of signs and for Chinese of syllables, for they part no words;
``docs/speech.md`` has them. The recogniser (Whisper base, from PyPI) lives in an environment of its own,
which `uv run --script` makes.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml
from pypinyin import Style, lazy_pinyin

from benchmarks.speech import distance
from speaking_engine.artwork.metadata import metadata_from_mapping
from speaking_engine.faces.face import Face
from speaking_engine.protocol.progress import silent
from speaking_engine.script.commission import Commission
from speaking_engine.script.dates import roman
from speaking_engine.script.length import fit
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.script.writers.template import TemplateWriter
from speaking_engine.speech.languages import find_language
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.speak import speak
from speaking_engine.speech.store import utterance_to_disk
from speaking_engine.speech.voices import BEST
from speaking_engine.speech.voices.styles import EMBEDDED

HERE = Path(__file__).parent
SENTENCES: dict[str, list[str]] = yaml.safe_load((HERE / "speech_languages.yaml").read_text("utf8"))
WORKS: dict[str, list[dict[str, object]]] = yaml.safe_load((HERE / "speech_works.yaml").read_text("utf8"))
WORK_SECONDS = 30.0
BY_SOUND = ("es", "fr", "it", "pt-br")
UNPARTED = ("zh", "ja")  # written without spaces: characters are counted
_OF = {"zh": "syllables", "ja": "signs"}


def main() -> None:
    """Speak, listen, and print a table and one JSON object."""
    options = _options()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="languages-"))
    rates: dict[str, dict[str, tuple[float, float]]] = {}
    known = WORKS if options.works else SENTENCES
    for code in options.languages.split(",") if options.languages else known:
        texts = list(written_of(code)) if options.works else SENTENCES[code]
        for voice in options.voices.split(",") if options.voices else BEST.get(code, EMBEDDED):
            rate = measure(code, voice, folder / code / re.sub(r"\W", "_", voice), texts)
            rates.setdefault(code, {})[voice] = rate
            print(
                f"{code:6s} {voice:14s} {_OF.get(code, 'words')} {rate[0]:.3f}, by sound {rate[1]:.3f}",
                flush=True,
            )
    print(json.dumps(rates))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", help="where the sounds are kept; default is a new temporary folder")
    parser.add_argument("--voices", help="default: in each language those that speak it by default")
    parser.add_argument("--languages", help="default: all")
    parser.add_argument("--works", action="store_true", help="the template's texts of three works")
    return parser.parse_args()


def written_of(code: str) -> Iterator[str]:
    """Iterate over the texts that the template writes of three works in a language."""
    picture = np.full((60, 40, 3), (120, 80, 40), np.uint8)
    for number, fields in enumerate(WORKS[code]):
        label = metadata_from_mapping(fields, "the benchmark")
        face = Face("f0", (14, 15, 10, 15), 1.0)
        order = Commission(label, picture, (face,), 1, WORK_SECONDS, 11 * number + 5, code)
        yield fit(TemplateWriter().write(order, silent), WORK_SECONDS).text


def measure(code: str, voice: str, folder: Path, texts: Sequence[str]) -> tuple[float, float]:
    """Return the share of words (or characters) that a recogniser writes differently, and that sound so."""
    for number, text in enumerate(texts):
        if not (folder / f"{number:03d}.wav").is_file():
            line = SpokenLine("f0", (Sentence(text),), code)
            utterance_to_disk(folder, f"{number:03d}", speak(line, voice=voice))
    heard = listen(folder, code.partition("-")[0])
    wrong = [0, 0]
    total = 0
    for number, text in enumerate(texts):
        written, said = (units(words, code) for words in (text, heard[f"{number:03d}.wav"]))
        by_sound = distance(sounds(written, code), sounds(said, code))
        if by_sound:
            print(f"    {by_sound} in “{text}”, heard “{heard[f'{number:03d}.wav']}”", flush=True)
        wrong = [wrong[0] + distance(written, said), wrong[1] + by_sound]
        total += len(written)
    return round(wrong[0] / total, 3), round(wrong[1] / total, 3)


def listen(folder: Path, language: str) -> dict[str, str]:
    """Let the recogniser write down every WAV of a folder."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("The recogniser needs uv (`pip install uv`).")
    command = [
        uv,
        "run",
        "--quiet",
        "--script",
        str(HERE / "speech_recognise_base.py"),
        str(folder),
        language,
    ]
    heard: dict[str, str] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return heard


def sounds(words: list[str], code: str) -> list[str]:
    """Return how each word sounds, where espeak-ng reads it: French "peint" and "peints" are one."""
    if code not in BY_SOUND:
        return words
    read = find_language(code).read
    said = ("".join(reading.phonemes for reading in read(word, Lexicon())) for word in words)
    return [re.sub("[ˈˌː]", "", phonemes) for phonemes in said]


def units(text: str, code: str) -> list[str]:
    """Return bare words or Japanese signs, and Chinese syllables, however their signs are written."""
    text = re.sub(r"\b(\d\d?)[°º]? (?=secolo\b)", lambda match: f"{roman(int(match[1]))} ", text)
    text = find_language(code).write_out(text)  # "XVIIe" and "17e siècle" are one
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    text = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text)
    if code == "zh":
        return lazy_pinyin(text.replace(" ", ""), style=Style.TONE3)
    return [c for c in text if c != " "] if code in UNPARTED else text.split()


if __name__ == "__main__":
    find_language("en-us")
    main()
