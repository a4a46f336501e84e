"""An actor's recording; the part is played by the small model."""

import numpy as np
import pytest
import soundfile

from speaking_engine.errors import TextError
from speaking_engine.script.script import Line, Sentence
from speaking_engine.speech.level import LOUDNESS_LUFS, loudness_lufs
from speaking_engine.speech.recording import utterance_from_recording
from speaking_engine.speech.speak import speak

TEXT = "People remember the pearl, but I am watching you. I was painted in 1665, and I never moved."


@pytest.fixture(scope="module")
def spoken():
    return speak(Line("f0", (Sentence(TEXT),)), voice="hibari:heart")


@pytest.fixture(scope="module")
def recording(spoken, tmp_path_factory):
    path = tmp_path_factory.mktemp("actor") / "voice.flac"
    stereo = np.stack([spoken.samples, spoken.samples], axis=1)
    soundfile.write(path, stereo * 0.2, 24000)
    return path


def test_words_are_found_where_they_are_spoken(recording, spoken):
    utterance = utterance_from_recording(recording, TEXT)
    assert [word.text for word in utterance.words] == TEXT.split()
    starts = [a.start_seconds - b.start_seconds for a, b in zip(utterance.words, spoken.words, strict=True)]
    assert np.median(np.abs(starts)) < 0.04
    assert abs(utterance.seconds - spoken.seconds) < 0.001
    assert abs(loudness_lufs(utterance.samples, 24000) - LOUDNESS_LUFS) <= 1
    assert {p.symbol for p in utterance.phonemes} > {"", "p", "m", "w"}
    assert utterance.fallbacks == ()


def test_without_words_loudness_moves_the_jaw_and_it_is_said(recording, spoken):
    utterance = utterance_from_recording(recording, None)
    assert utterance.words == ()
    assert "loudness" in utterance.fallbacks[0]
    assert utterance.phonemes[0].start_seconds == 0
    assert np.isclose(utterance.phonemes[-1].end_seconds, utterance.seconds)
    pause = next(word.end_seconds for word in spoken.words if word.text == "you.") + 0.25
    (at_pause,) = [p.symbol for p in utterance.phonemes if p.start_seconds <= pause < p.end_seconds]
    assert at_pause == ""
    assert "ɑ" in {p.symbol for p in utterance.phonemes}


@pytest.mark.parametrize("text", ["Hello.", "Sit down. " * 40])
def test_other_words_are_told(recording, text):
    with pytest.raises(TextError, match="not those that are spoken"):
        utterance_from_recording(recording, text)


def test_files_that_are_no_speech_are_told(tmp_path):
    with pytest.raises(TextError, match="cannot be read as sound"):
        utterance_from_recording(tmp_path / "none.wav", "Hello.")
    (tmp_path / "text.wav").write_text("hello")
    with pytest.raises(TextError, match="cannot be read as sound"):
        utterance_from_recording(tmp_path / "text.wav", "Hello.")
    soundfile.write(tmp_path / "silent.wav", np.zeros(24000), 24000)
    with pytest.raises(TextError, match="silent"):
        utterance_from_recording(tmp_path / "silent.wav", "Hello.")
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 24000)
    with pytest.raises(TextError, match="empty"):
        utterance_from_recording(tmp_path / "empty.wav", None)
