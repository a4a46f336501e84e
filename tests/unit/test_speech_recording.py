"""An actor's recording; the part is played by the small model, and by people where the cases are there."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.errors import TextError
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech import proofing
from speaking_engine.speech.by_sound import phonemes_of_sound
from speaking_engine.speech.comparison import Spoken, compare
from speaking_engine.speech.languages import find_language
from speaking_engine.speech.level import LOUDNESS_LUFS, loud_stretches, loudness_lufs
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.microphone import read_sound
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.recording import utterance_from_recording
from speaking_engine.speech.speak import speak
from speaking_engine.speech.whisper import Heard

TEXT = "People remember the pearl, but I am watching you. I was painted in 1665, and I never moved."
CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "sounds"
ACTOR = (
    "Stand here for a moment.",
    "On the label stands “Portrait of King Charles I”, but a name is not yet a face.",
    "Anthony van Dyck made me about 1635, and so I came to be.",
    "Step back once, then come close again and see what changes.",
)


@pytest.fixture(scope="module")
def spoken():
    return speak(SpokenLine("f0", (Sentence(TEXT),)), voice="hibari:heart")


@pytest.fixture(scope="module")
def recording(spoken, tmp_path_factory):
    path = tmp_path_factory.mktemp("actor") / "voice.flac"
    stereo = np.stack([spoken.samples, spoken.samples], axis=1)
    soundfile.write(path, stereo * 0.2, 24000)
    return path


@pytest.fixture(autouse=True, scope="module")
def _hear_once():
    """Let every sound be heard once in this file: the recogniser is the slow part."""
    hear, known = proofing.hear, {}

    def heard(samples, rate_hz, language, report):
        key = (samples.tobytes(), language)
        if key not in known:
            known[key] = hear(samples, rate_hz, language, report)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proofing, "hear", heard)
        yield


def test_words_are_found_where_they_are_spoken(recording, spoken):
    utterance = utterance_from_recording(recording, TEXT)
    assert [word.text for word in utterance.words] == TEXT.split()
    starts = [a.start_seconds - b.start_seconds for a, b in zip(utterance.words, spoken.words, strict=True)]
    assert np.median(np.abs(starts)) < 0.04
    assert abs(utterance.seconds - spoken.seconds) < 0.001
    assert abs(loudness_lufs(utterance.samples, 24000) - LOUDNESS_LUFS) <= 1
    assert {p.symbol for p in utterance.phonemes} > {"", "p", "m", "w"}
    assert utterance.fallbacks == ()


@pytest.mark.parametrize(
    ("given", "instead", "heard"),
    [
        ("painted", "not painted", "not"),
        ("in 1665", "around 1799", "1665"),
        ("1665", "1666", "1665"),
        ("remember", "forget", "remember"),
        ("pearl", "girl", "pearl"),
        ("never", "always", "never"),
    ],
)
def test_words_that_differ_are_named_with_their_time(recording, given, instead, heard):
    (remark,) = utterance_from_recording(recording, TEXT.replace(given, instead)).fallbacks
    assert heard in remark
    assert "from" in remark
    assert " s “" in remark or "nothing is heard" in remark


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello.", "not those that are spoken"),
        ("Sit down. " * 40, "not those that are spoken"),
        ("People remember the pearl, but I am watching you.", "“I was painted in 1665"),
        ("I was painted in 1665, and I never moved.", "“People remember"),
        (
            "I was painted in 1665, and I never moved. People remember the pearl, but I am watching you.",
            "order",
        ),
        (f"{TEXT} I hang in Paris now, and I am lonely.", "“I hang in Paris"),
        ("The museum was stolen from Berlin in 1945 by the director himself.", "not those"),
    ],
)
def test_other_texts_are_refused_and_the_stretch_is_named(recording, text, said):
    with pytest.raises(TextError, match="not those that are spoken") as caught:
        utterance_from_recording(recording, text)
    assert said in caught.value.sentence
    assert "--text-file" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        ACTOR[0],
        "Stand",
        f"{ACTOR[0]} {ACTOR[3]}",
        " ".join(reversed(ACTOR)),
        " ".join((ACTOR[0], ACTOR[2], ACTOR[1], ACTOR[3])),
        " ".join((*ACTOR[:2], ACTOR[3])),
        "My frame is of gilded oak and my varnish has turned yellow.",
    ],
)
def test_the_actor_of_the_cases_said_something_else(text):
    path = CASES / "30_actor_reads_five_sentences.mp3"
    if not path.is_file():
        pytest.skip("../shared/cases is not there")
    with pytest.raises(TextError, match=r"from .* s"):
        utterance_from_recording(path, text)


def test_something_loud_without_words_is_refused_with_its_time(spoken, tmp_path):
    time = np.arange(3 * 24000) / 24000
    tune = sum(np.sin(2 * np.pi * f * time) for f in (220, 277, 330)) * 0.1 * np.abs(np.sin(4 * time))
    pause = np.zeros(12000)
    soundfile.write(tmp_path / "a.wav", np.concatenate([spoken.samples, pause, tune]), 24000)
    with pytest.raises(TextError, match="loud, but the text has no words") as caught:
        utterance_from_recording(tmp_path / "a.wav", TEXT)
    start, end = (float(number) for number in re.findall(r"\d+\.\d", caught.value.sentence))
    assert abs(start - spoken.seconds - 0.5) < 0.3
    assert abs(end - spoken.seconds - 3.5) < 0.3


def test_without_words_the_sound_moves_the_mouth_and_it_is_said(recording, spoken):
    utterance = utterance_from_recording(recording, None)
    assert utterance.words == ()
    assert "alone move the mouth" in utterance.fallbacks[0]
    assert utterance.phonemes[0].start_seconds == 0
    assert np.isclose(utterance.phonemes[-1].end_seconds, utterance.seconds)
    pause = next(word.end_seconds for word in spoken.words if word.text == "you.") + 0.25
    (at_pause,) = [p.symbol for p in utterance.phonemes if p.start_seconds <= pause < p.end_seconds]
    assert at_pause == ""
    symbols = {p.symbol for p in utterance.phonemes}
    assert symbols & {"ɑ", "æ"}
    assert symbols >= {"i", "s", "m"}


def wav(path: Path, samples: np.ndarray, rate_hz: int = 24000, **kind: str) -> Path:
    soundfile.write(path, samples, rate_hz, **kind)
    return path


def test_sound_is_read_as_microphones_leave_it(spoken, tmp_path):
    voice = spoken.samples
    right, remarks = read_sound(wav(tmp_path / "plain.wav", voice))
    assert remarks == []

    def like(path: Path) -> list[str]:
        samples, said = read_sound(path)
        count = min(len(samples), len(right))
        assert abs(len(samples) - len(right)) < 100
        assert abs(np.corrcoef(np.abs(samples[:count]), np.abs(right[:count]))[0, 1]) > 0.9
        assert abs(loudness_lufs(samples, 24000) - LOUDNESS_LUFS) <= 1
        return said

    inverted = like(wav(tmp_path / "inverted.wav", np.stack([voice, -voice], axis=1)))
    assert "cancel" in inverted[0]
    assert like(wav(tmp_path / "left.wav", np.stack([voice, voice * 0], axis=1))) == []
    centre = np.stack([voice * 0, voice * 0, voice, voice * 0, voice * 0, voice * 0], axis=1)
    assert like(wav(tmp_path / "centre.wav", centre)) == []
    assert "very quiet" in like(wav(tmp_path / "quiet.wav", voice * 0.002, subtype="PCM_24"))[0]
    assert like(wav(tmp_path / "offset.wav", voice * 0.3 + 0.4)) == []
    assert like(wav(tmp_path / "loud.wav", voice * 9, subtype="FLOAT")) == []
    for rate_hz in (8000, 11025, 22050, 44100, 44101, 96000, 192000):
        count = round(len(voice) * rate_hz / 24000)
        other = np.interp(np.arange(count) * 24000 / rate_hz, np.arange(len(voice)), voice)
        if rate_hz >= 22050:
            assert like(wav(tmp_path / f"{rate_hz}.wav", other, rate_hz)) == []


def test_a_silent_start_is_said_and_the_words_keep_their_times(spoken, tmp_path):
    later = np.concatenate([np.zeros(24000 * 8, np.float32), spoken.samples])
    utterance = utterance_from_recording(wav(tmp_path / "late.wav", later), TEXT)
    assert "begins with 8" in utterance.fallbacks[0]
    late = [a.start_seconds - b.start_seconds - 8 for a, b in zip(utterance.words, spoken.words, strict=True)]
    assert np.median(np.abs(late)) < 0.04


def test_files_that_are_no_speech_are_told(tmp_path):
    with pytest.raises(TextError, match="cannot be read as sound"):
        utterance_from_recording(tmp_path / "none.wav", "Hello.")
    (tmp_path / "text.wav").write_text("hello")
    with pytest.raises(TextError, match="cannot be read as sound"):
        utterance_from_recording(tmp_path / "text.wav", "Hello.")
    with pytest.raises(TextError, match="silent"):
        utterance_from_recording(wav(tmp_path / "silent.wav", np.zeros(24000)), "Hello.")
    with pytest.raises(TextError, match="empty"):
        utterance_from_recording(wav(tmp_path / "empty.wav", np.zeros(0)), None)
    nothing = np.full(24000, np.nan, np.float32)
    with pytest.raises(TextError, match="no sound"):
        utterance_from_recording(wav(tmp_path / "nan.wav", nothing, subtype="FLOAT"), None)
    noise = np.random.default_rng(0).normal(0, 0.1, 48000)
    with pytest.raises(TextError, match="words"):
        utterance_from_recording(wav(tmp_path / "noise.wav", noise), "Good evening, my friend.")


def test_a_flipped_bit_in_a_header_is_no_fault_of_ours(spoken, tmp_path):
    whole = wav(tmp_path / "whole.wav", spoken.samples[:6000]).read_bytes()
    for bit in range(44 * 8):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << (bit % 8)
        (tmp_path / "flipped.wav").write_bytes(data)
        try:
            read_sound(tmp_path / "flipped.wav")
        except TextError as error:
            assert error.hint  # noqa: PT017 - whichever bits are refused


@settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.integers(20, 120)), min_size=1, max_size=8), st.integers(0, 3))
def test_mouth_shapes_touch_and_follow_what_is_loud(parts, seed):
    noise = np.random.default_rng(seed)
    pieces = [noise.normal(0, 0.2, n * 240) if loud else np.zeros(n * 240) for loud, n in parts]
    samples = np.concatenate(pieces).astype(np.float32)
    phonemes = phonemes_of_sound(samples, 24000)
    assert phonemes[0].start_seconds == 0
    assert phonemes[-1].end_seconds == pytest.approx(len(samples) / 24000)
    assert all(a.end_seconds == pytest.approx(b.start_seconds) for a, b in pairwise(phonemes))
    sounding = sum(p.end_seconds - p.start_seconds for p in phonemes if p.symbol)
    loud_seconds = sum(end - start for start, end in loud_stretches(samples, 24000))
    assert abs(sounding - loud_seconds) < 0.2 + 0.1 * len(parts)


words = st.lists(
    st.sampled_from(["pˈɜɹl", "ɡˈɜɹl", "nˈɑt", "ˈivnɪŋ", "mˈɔɹnɪŋ", "fˈAs", "kwˈin"]), max_size=12
)


@given(words, st.integers(0, 11), st.integers(1, 4))
def test_what_is_taken_out_or_put_in_is_found(spoken_words, at, count):
    def heard(sounds):
        return [Spoken(sound, sound, float(n), n + 1.0) for n, sound in enumerate(sounds)]

    given_words = [Reading(sound, sound) for sound in spoken_words]
    assert compare(given_words, heard(spoken_words), 99.0).blocks == ()
    rest = spoken_words[:at] + spoken_words[at + count :]
    gone = len(spoken_words) - len(rest)
    missing = compare(given_words, heard(rest), 99.0)
    assert bool(gone) == bool(missing.blocks)
    assert sum(len(block.whole.given) - len(block.whole.heard) for block in missing.blocks) == gone
    extra = compare([Reading(sound, sound) for sound in rest], heard(spoken_words), 99.0)
    assert sum(len(block.whole.heard) - len(block.whole.given) for block in extra.blocks) == gone


def test_a_rate_that_nobody_records_is_told(tmp_path):
    data = bytearray(wav(tmp_path / "a.wav", np.ones(2400) * 0.1).read_bytes())
    data[24:28] = (2**31 - 1).to_bytes(4, "little")
    (tmp_path / "a.wav").write_bytes(data)
    with pytest.raises(TextError):
        read_sound(tmp_path / "a.wav")


def test_a_clipped_and_humming_recording_with_the_right_words_is_taken(spoken, tmp_path):
    hum = np.sin(2 * np.pi * 50 * np.arange(len(spoken.samples)) / 24000) * 0.05
    clipped = np.clip(spoken.samples * 12, -0.8, 0.8) + hum
    utterance = utterance_from_recording(wav(tmp_path / "clipped.wav", clipped), TEXT)
    assert utterance.fallbacks == ()
    starts = [a.start_seconds - b.start_seconds for a, b in zip(utterance.words, spoken.words, strict=True)]
    assert np.median(np.abs(starts)) < 0.06


def _proofed(monkeypatch, heard, text, worse):
    """Compare a text with what is said to have been heard; other wordings fit worse by so much."""
    times = np.linspace(0.0, 5.0, len(heard) + 1)
    piece = Heard(heard, times, "en", 1.0, np.zeros(16000, np.float32))
    monkeypatch.setattr(proofing, "hear", lambda *_: (piece,))
    monkeypatch.setattr(proofing, "weigh", lambda _, __, texts: [-worse] * len(texts))
    language = find_language("en-us")
    readings = language.read(text, Lexicon())
    remarks, _ = proofing.proof(np.zeros(5 * 16000, np.float32), 16000, readings, language, Lexicon())
    return remarks


def test_another_year_is_told_beside_a_misheard_name(monkeypatch):
    heard = "I was painted circa 1665 and delved, by the water."
    text = "I was painted circa 1666 in Delft, by the water."
    (remark,) = _proofed(monkeypatch, heard, text, worse=3.0)
    assert "“1665” is heard, where the text has “1666”" in remark
    assert _proofed(monkeypatch, heard, text, worse=1.0) == []


def test_what_is_heard_instead_is_told_in_one_remark(monkeypatch):
    remarks = _proofed(
        monkeypatch, "I was painted in paree last year.", "I was painted in London last year.", 9.0
    )
    assert len(remarks) == 1
    assert "“paree” is heard, where the text has “London”" in remarks[0]
