"""The sound of one sentence, against what was approved: a change of voice, pace or level shows here.

Make the reference again with ``python tests/golden/test_speech_sound.py`` after listening to the new sound.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.speak import speak

REFERENCE = Path(__file__).with_name("speech_sound.json")
TEXT = "I am the girl with the pearl earring, painted c. 1665."
STEP = 480  # 20 ms


def measured(voice):
    utterance = speak(SpokenLine("f0", (Sentence(TEXT),)), voice=voice, lexicon=Lexicon())
    blocks = utterance.samples[: len(utterance.samples) // STEP * STEP].reshape(-1, STEP)
    loudness_db = 10 * np.log10(np.mean(np.square(blocks, dtype=np.float64), axis=1) + 1e-8)
    return {
        "seconds": round(utterance.seconds, 3),
        "words": [[word.text, round(word.start_seconds, 3)] for word in utterance.words],
        "phonemes": "".join(phoneme.symbol or " " for phoneme in utterance.phonemes),
        "loudness_db": [round(float(value), 1) for value in loudness_db],
    }


@pytest.mark.parametrize("voice", ["am_michael", "hibari:heart"])
def test_the_sentence_sounds_as_it_did(voice):
    reference, now = json.loads(REFERENCE.read_text("utf8"))[voice], measured(voice)
    assert now["phonemes"] == reference["phonemes"]
    assert [word for word, _ in now["words"]] == [word for word, _ in reference["words"]]
    assert abs(now["seconds"] - reference["seconds"]) < 0.1
    moved = [a - b for (_, a), (_, b) in zip(now["words"], reference["words"], strict=True)]
    assert np.abs(moved).max() < 0.06  # two frames of the model: rounding differs between processors
    length = min(len(now["loudness_db"]), len(reference["loudness_db"]))
    curves = [np.array(curve["loudness_db"][:length]) for curve in (now, reference)]
    assert np.corrcoef(curves)[0, 1] > 0.9
    assert abs(curves[0].mean() - curves[1].mean()) < 2.0


if __name__ == "__main__":
    made = {voice: measured(voice) for voice in ("am_michael", "hibari:heart")}
    REFERENCE.write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf8")
