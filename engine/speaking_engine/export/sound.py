"""Sound alone, for audio guides: it begins with a spoken notice, and is signed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from speaking_engine.composite.arrange import FILM_SAMPLE_RATE_HZ, Loudness
from speaking_engine.composite.loudness import mastered
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.export.page import says_in
from speaking_engine.media.sound import resample, write_wav
from speaking_engine.project.document import Choices
from speaking_engine.script.script import Sentence, SpokenLine

REST_SECONDS = 0.8


class Sound:
    """One sound file of each language."""

    help = "sound alone (WAV), for audio guides; begins with a spoken AI notice"

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:
        """Take everything."""

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write a WAV of each language, as loud as was chosen, and what is said in it."""
        for exhibit in exhibits:
            parts = [one.samples for one in exhibit.line.utterances]
            words = list(exhibit.text)
            rate_hz = exhibit.line.utterances[0].sample_rate_hz
            if exhibit.choices.notice_spoken:
                notice = says_in(exhibit.language)["spoken"]
                parts.insert(0, resample(*_spoken(exhibit, notice), rate_hz))
                words.insert(0, notice)
            else:
                exhibit.remarks.append(
                    "Sound alone bears no spoken notice: say elsewhere that AI spoke the words."
                )
            rest = np.zeros(round(REST_SECONDS * rate_hz), np.float32)
            joined = np.concatenate([part for one in parts for part in (one, rest)])
            wish = Loudness(
                exhibit.choices.loudness_lufs, exhibit.choices.peak_dbtp, exhibit.choices.channels
            )
            samples, remarks = mastered(resample(joined, rate_hz, FILM_SAMPLE_RATE_HZ), wish)
            exhibit.remarks += remarks
            path = folder / f"{exhibit.named}.wav"
            unsigned = path.with_name(f"unsigned.{path.name}")
            write_wav(unsigned, samples, FILM_SAMPLE_RATE_HZ)
            exhibit.sign(unsigned, path)
            path.with_suffix(".txt").write_text("\n\n".join(words) + "\n", "utf8")


def _spoken(exhibit: Exhibit, text: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.float32]], int]:
    """Speak the notice with the voice of the first speaker."""
    from speaking_engine.speech.speak import speak

    face_id = exhibit.lines[0].face_id
    line = SpokenLine(face_id, (Sentence(text),), exhibit.language)
    said = speak(line, voice=exhibit.line.voice_of(face_id))
    return said.samples, said.sample_rate_hz


SOUND = Sound()
