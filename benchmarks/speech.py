"""Measures speech: pace, level, joins, word times against an aligner, word errors of a recogniser.

Run it with ``python -m benchmarks.speech [--folder F] [--voices a,b] [--no-recogniser]``. The recogniser
lives in an environment of its own, which `uv run --script` makes from PyPI.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
from hibari.g2p.numbers import cardinal

from speaking_engine.media.captions import make_cues, problems
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.level import loudness_lufs
from speaking_engine.speech.recording import utterance_from_recording
from speaking_engine.speech.speak import speak
from speaking_engine.speech.store import utterance_to_disk
from speaking_engine.speech.utterance import Utterance
from speaking_engine.speech.voices import TextVoice, load_voice
from speaking_engine.speech.voices.styles import EMBEDDED

HERE = Path(__file__).parent
TEXTS: list[str] = json.loads((HERE / "speech_texts.json").read_text("utf8"))
TIMED_TEXTS = 5
THREADS = 2
LIMITS = {
    "real_time_factor": 0.5,  # by the clock: only a fair number where nothing else runs
    "busy_factor": 0.5,  # processor time over the two threads
    "word_start_ms": 40.0,
    "word_error_rate": 0.05,
    "loudness_off_lu": 1.0,
    "peak_dbfs": -1.0,
    "join_step_dbfs": -50.0,
    "hasty_captions": 0,
}


@dataclass
class Row:
    """What was measured of one voice."""

    voice: str
    numbers: dict[str, float]
    characters_per_second: float


def main() -> None:
    """Measure the voices and print a table and one JSON object."""
    options = _options()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="speech-"))
    rows = [measure(voice, folder / voice.replace(":", "_")) for voice in options.voices.split(",")]
    if options.recogniser:
        for row in rows:
            row.numbers["word_error_rate"] = word_error_rate(folder / row.voice.replace(":", "_"))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for row in rows:
        print(f"{row.voice:14s}", *(_shown(name, value) for name, value in row.numbers.items()), sep="  ")
    print(
        json.dumps(
            {row.voice: row.numbers | {"characters_per_second": row.characters_per_second} for row in rows}
        )
    )
    sys.exit(any(value > LIMITS[name] for row in rows for name, value in row.numbers.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", help="where the sounds are kept; default is a new temporary folder")
    parser.add_argument("--voices", default=",".join(EMBEDDED))
    parser.add_argument("--no-recogniser", dest="recogniser", action="store_false")
    return parser.parse_args()


def _shown(name: str, value: float) -> str:
    return f"{name} {value:.3f} {'ok' if value <= LIMITS[name] else 'OVER ' + str(LIMITS[name])}"


def measure(voice: str, folder: Path) -> Row:
    """Speak all texts and measure the sound; the model is loaded before the clock starts."""
    speaker = load_voice(voice)
    if isinstance(speaker, TextVoice):
        raise SystemExit(f"{voice} speaks text, not phonemes: its frames are not ours to time.")
    speaker.sound("həlˈO.", 1.0)
    language = speaker.card.language
    factors, worst, starts, pace = [], [], [], []
    for number, text in enumerate(TEXTS):
        began, worked = time.perf_counter(), time.process_time()
        utterance = speak(SpokenLine("f0", (Sentence(text),)), voice=voice)
        wall, work = time.perf_counter() - began, time.process_time() - worked
        factors.append((wall / utterance.seconds, work / THREADS / utterance.seconds))
        sound, _ = utterance_to_disk(folder, f"{number:03d}", utterance)
        worst.append(_sound_numbers(utterance))
        pace.append(len(text) / utterance.seconds)
        if number < TIMED_TEXTS:
            heard = utterance_from_recording(sound, text, language=language)
            starts += [
                a.start_seconds - b.start_seconds for a, b in zip(utterance.words, heard.words, strict=True)
            ]
    numbers = {
        "real_time_factor": float(np.median(factors, axis=0)[0]),
        "busy_factor": float(np.median(factors, axis=0)[1]),
        "word_start_ms": 1e3 * float(np.median(np.abs(starts))),
    }
    return Row(
        voice, numbers | dict(zip(_SOUND, np.max(worst, axis=0).tolist(), strict=True)), float(np.mean(pace))
    )


_SOUND = ("loudness_off_lu", "peak_dbfs", "join_step_dbfs", "hasty_captions")


def _sound_numbers(utterance: Utterance) -> tuple[float, float, float, float]:
    """Give how far the loudness is off, the peak, the largest step next to silence, captions over a limit."""
    samples = utterance.samples
    silent = samples == 0
    edges = np.flatnonzero(silent[1:] != silent[:-1])
    edges = edges[[bool(silent[max(e - 100, 0) : e].all() or silent[e + 1 : e + 100].all()) for e in edges]]
    step = float(np.abs(np.diff(samples)[edges]).max(initial=1e-9))
    off = abs(loudness_lufs(samples, utterance.sample_rate_hz) + 16.0)
    words = [(word.text, word.start_seconds, word.end_seconds) for word in utterance.words]
    hasty = len(problems(make_cues(words, until_seconds=utterance.seconds)))
    return off, 20 * float(np.log10(np.abs(samples).max())), 20 * float(np.log10(step)), float(hasty)


def word_error_rate(folder: Path) -> float:
    """Let a recogniser write down every WAV of a folder, and count the words it hears differently."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("The recogniser needs uv (`pip install uv`), or say --no-recogniser.")
    command = [uv, "run", "--quiet", "--script", str(HERE / "speech_recognise.py"), str(folder)]
    heard = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    errors = words = 0
    for number, text in enumerate(TEXTS):
        said, written = spoken_words(heard[f"{number:03d}.wav"]), spoken_words(text)
        errors += distance(written, said)
        words += len(written)
    return errors / words


def spoken_words(text: str) -> list[str]:
    """Return bare words, numbers spelled out, in American spelling, so that only hearing is compared."""
    text = re.sub(r"\d+", lambda number: cardinal(int(number.group())), text.lower())
    text = re.sub(r"colour", "color", text.replace("grey", "gray"))
    return [word for word in re.findall(r"[a-z']+", text.replace("-", " ")) if word != "and"]


def distance(first: list[str], second: list[str]) -> int:
    """Count the fewest insertions, deletions and replacements (Levenshtein)."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        above, row[0] = row[0], i
        for j, b in enumerate(second, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


if __name__ == "__main__":
    main()
