"""Measures how well each language is understood: a multilingual recogniser writes sixteen sentences down.

Run it with ``python -m benchmarks.speech_languages [--voices a,b] [--languages fr,it] [--folder F]``. It
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
from pathlib import Path

import yaml
from pypinyin import Style, lazy_pinyin

from benchmarks.speech import distance
from speaking_engine.script.dates import roman
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.languages import find_language
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.speak import speak
from speaking_engine.speech.store import utterance_to_disk
from speaking_engine.speech.voices import BEST
from speaking_engine.speech.voices.styles import EMBEDDED

HERE = Path(__file__).parent
SENTENCES: dict[str, list[str]] = yaml.safe_load((HERE / "speech_languages.yaml").read_text("utf8"))
BY_SOUND = ("es", "fr", "it", "pt-br")
UNPARTED = ("zh", "ja")  # written without spaces: characters are counted
_OF = {"zh": "syllables", "ja": "signs"}


def main() -> None:
    """Speak, listen, and print a table and one JSON object."""
    options = _options()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="languages-"))
    rates: dict[str, dict[str, tuple[float, float]]] = {}
    for code in options.languages.split(","):
        for voice in options.voices.split(",") if options.voices else BEST.get(code, EMBEDDED):
            rate = measure(code, voice, folder / code / re.sub(r"\W", "_", voice))
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
    parser.add_argument("--languages", default=",".join(SENTENCES))
    return parser.parse_args()


def measure(code: str, voice: str, folder: Path) -> tuple[float, float]:
    """Return the share of words (or characters) that a recogniser writes differently, and that sound so."""
    for number, text in enumerate(SENTENCES[code]):
        if not (folder / f"{number:03d}.wav").is_file():
            line = SpokenLine("f0", (Sentence(text),), code)
            utterance_to_disk(folder, f"{number:03d}", speak(line, voice=voice))
    heard = listen(folder, code.partition("-")[0])
    wrong = [0, 0]
    total = 0
    for number, text in enumerate(SENTENCES[code]):
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
