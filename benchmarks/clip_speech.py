"""Speech for the clip benchmark: noise with the phonemes of real sentences at a natural pace, from a seed."""

from __future__ import annotations

import numpy as np

from speaking_engine.performance.visemes import VOWELS
from speaking_engine.speech.utterance import Phoneme, Utterance

HZ = 24000
SENTENCES = (
    "ˈI æm ðə wˈIf ʌv fɹænsˈɛskO dɛl ʤOkˈɑndO",
    "pˈipəl kˈʌm fɹʌm fˈɑɹ əwˈA tə lˈʊk æt mˌi",
    "bət ˈI hæv bˈɪn wˈɑʧɪŋ ðɛm tˈu",
    "mI pˈAntəɹ pˈʊt hɪz θˈʌm ˈɪntu ðə wˈɛt pˈAnt",
)


def speech(seconds: float = 0.0, sentences: int = len(SENTENCES)) -> Utterance:
    """Say the first sentences, again and again until `seconds` are full; at least once."""
    random = np.random.default_rng(5)
    phonemes = [Phoneme("", 0.0, 0.25)]
    while True:
        for sentence in SENTENCES[:sentences]:
            _say(sentence, phonemes, random)
        if phonemes[-1].end_seconds >= seconds:
            break
    samples = np.zeros(int(phonemes[-1].end_seconds * HZ), np.float32)
    for phoneme in phonemes:
        part = slice(int(phoneme.start_seconds * HZ), int(phoneme.end_seconds * HZ))
        level = 0.0 if not phoneme.symbol else 0.16 if phoneme.symbol in VOWELS else 0.06
        samples[part] = random.normal(0, 1, len(samples[part])) * level * random.uniform(0.6, 1.2)
    return Utterance(samples, HZ, tuple(phonemes), (), " ".join(SENTENCES), "noise")


def _say(sentence: str, phonemes: list[Phoneme], random: np.random.Generator) -> None:
    stress = 0
    for symbol in sentence:
        if symbol in "ˈˌ":
            stress = 1 if symbol == "ˈ" else 2
        elif symbol != " ":
            usual = 0.115 if symbol in VOWELS else 0.07
            start = phonemes[-1].end_seconds
            length = usual * random.uniform(0.75, 1.3) * (1.25 if stress == 1 else 1.0)
            phonemes.append(Phoneme(symbol, start, start + length, stress if symbol in VOWELS else 0))
            stress = 0 if symbol in VOWELS else stress
    start = phonemes[-1].end_seconds
    phonemes.append(Phoneme("", start, start + random.uniform(0.35, 0.6)))
