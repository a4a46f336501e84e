"""Utterances on disk."""

import os

import numpy as np
import pytest

from speaking_engine.errors import OutputError, ProjectError
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.speak import speak
from speaking_engine.speech.store import utterance_from_disk, utterance_to_disk


@pytest.fixture(scope="module")
def utterance():
    return speak(SpokenLine("f0", (Sentence("Öl auf Leinwand, “1665”."),)), voice="fake")


def test_there_and_back(tmp_path, utterance):
    sound, timing = utterance_to_disk(tmp_path / "new", "000", utterance)
    assert (sound.name, timing.name) == ("000.wav", "000.timing.json")
    back = utterance_from_disk(tmp_path / "new", "000")
    assert np.abs(back.samples - utterance.samples).max() < 1e-6
    for name in ("sample_rate_hz", "phonemes", "words", "text", "voice", "fallbacks"):
        assert getattr(back, name) == getattr(utterance, name)


def test_writing_twice_gives_the_same_bytes_and_leaves_nothing_else(tmp_path, utterance):
    first = [path.read_bytes() for path in utterance_to_disk(tmp_path, "000", utterance)]
    assert first == [path.read_bytes() for path in utterance_to_disk(tmp_path, "000", utterance)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000.timing.json", "000.wav"]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (b"{", "a file is damaged"),
        (b"[]", "a file is damaged"),
        (b"\xff\xff", "a file is damaged"),
        (b'{"schema": 99}', "schema 99 instead of 1"),
        (b'{"schema": 1}', "a file is damaged"),
    ],
)
def test_damaged_times_are_told(tmp_path, utterance, damage, said):
    _, timing = utterance_to_disk(tmp_path, "000", utterance)
    timing.write_bytes(damage)
    with pytest.raises(ProjectError, match=rf"cannot be read: .*{said}\. Run it again"):
        utterance_from_disk(tmp_path, "000")


def test_a_damaged_or_missing_sound_is_told(tmp_path, utterance):
    sound, _ = utterance_to_disk(tmp_path, "000", utterance)
    sound.write_bytes(b"xx" + sound.read_bytes()[2:])
    with pytest.raises(ProjectError, match=r"cannot be read: its sound is damaged\. Run it again"):
        utterance_from_disk(tmp_path, "000")
    sound.unlink()
    with pytest.raises(ProjectError, match=r"cannot be read: 000\.wav is missing"):
        utterance_from_disk(tmp_path, "000")


def test_a_folder_that_cannot_be_is_told(tmp_path, utterance):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        utterance_to_disk(tmp_path / "file" / "under", "000", utterance)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, utterance, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OutputError, match="No space left"):
        utterance_to_disk(tmp_path, "000", utterance)
    assert list(tmp_path.iterdir()) == []
