"""Speaking a line, with the voice that needs no model."""

import re
from itertools import pairwise

import numpy as np
import pytest

from speaking_engine.errors import Cancelled, SetupError, TextError, VoiceError
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.level import LOUDNESS_LUFS, loudness_lufs
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.speak import speak


def line(text, language="en-us"):
    return SpokenLine("f0", (Sentence(text),), language)


def said(text, **options):
    return speak(line(text), voice="fake", **options)


def test_every_written_word_is_there_in_order():
    text = "Philip IV sat for me c. 1665 — in Madrid 😀, “they say”!\nI never moved."
    utterance = said(text)
    assert [word.text for word in utterance.words] == text.split()
    assert all(a.end_seconds <= b.start_seconds + 1e-9 for a, b in pairwise(utterance.words))
    assert utterance.words[-1].end_seconds <= utterance.seconds
    assert utterance.text == " ".join(text.split())


def test_a_long_text_is_spoken_to_its_end():
    text = " ".join(f"This is sentence number {number} and it is said." for number in range(60))
    utterance = said(text)
    assert len(utterance.words) == 60 * 9
    assert utterance.words[-1].start_seconds > utterance.words[0].start_seconds + 60


def test_the_sound_keeps_its_promises():
    utterance = said("I am the girl with the pearl earring.")
    assert utterance.sample_rate_hz == 24000
    assert utterance.samples.dtype == np.float32
    assert utterance.samples.ndim == 1
    assert abs(loudness_lufs(utterance.samples, 24000) - LOUDNESS_LUFS) <= 1
    assert 20 * np.log10(np.abs(utterance.samples).max()) <= -1
    assert not utterance.samples[:100].any()
    assert not utterance.samples[-100:].any()


def test_phonemes_fill_the_sound_and_agree_with_it():
    utterance = said("A pearl, an earring.")
    assert utterance.phonemes[0].start_seconds == 0
    assert np.isclose(utterance.phonemes[-1].end_seconds, utterance.seconds)
    for phoneme in utterance.phonemes:  # the fake voice sounds exactly where it says
        start, end = (int(t * 24000) for t in (phoneme.start_seconds, phoneme.end_seconds))
        loud = np.abs(utterance.samples[start:end]).max(initial=0) > 0.01
        assert loud == bool(phoneme.symbol), phoneme


def test_the_same_words_give_the_same_bytes():
    assert said("Once more.").samples.tobytes() == said("Once more.").samples.tobytes()


def test_speed_shortens_and_is_limited():
    assert said("I never moved.", speed=2.0).seconds < said("I never moved.").seconds
    for speed in (0.0, 0.4, 3.0, float("nan")):
        with pytest.raises(VoiceError, match="speed"):
            said("I never moved.", speed=speed)


def test_pauses_are_obeyed_and_not_spoken():
    plain, paused = said("I waited and waited."), said("I waited [pause 1.5] and waited.")
    assert [word.text for word in paused.words] == [word.text for word in plain.words]
    assert "pause" not in paused.text
    gap = paused.words[2].start_seconds - paused.words[1].end_seconds
    assert abs(gap - 1.5) < 0.1
    first = said("[pause 2] I waited.").words[0]
    assert first.start_seconds > 2
    assert said("I waited. [pause 3]").seconds > said("I waited.").seconds + 2


def test_a_short_sentence_ends_as_a_long_one_does():
    words = said("Who am I? Nobody knows. Do you see my pearl? Look at it! I will never move at all.").words
    ends = [at for at, word in enumerate(words[:-1]) if word.text[-1] in ".?!"]
    gaps = [words[at + 1].start_seconds - words[at].end_seconds for at in ends]
    assert len(gaps) == 4
    assert np.allclose(gaps, 0.6, atol=0.1)


def test_line_breaks_are_longer_pauses():
    gaps = [
        utterance.words[3].start_seconds - utterance.words[2].end_seconds
        for utterance in (said("I never moved\nAnd you did."), said("I never moved And you did."))
    ]
    assert gaps[0] > gaps[1] + 0.4


@pytest.mark.parametrize("pause", ["[pause -1]", "[pause 99]", "[pause soon]", "[pause nan]"])
def test_a_pause_that_is_no_pause_is_told(pause):
    with pytest.raises(TextError, match="pause"):
        said(f"I waited {pause} and waited.")


def test_emphasis_lengthens_the_word_and_raises_it():
    plain, emphatic = said("I never moved at all."), said("I *never* moved at all.")
    assert [word.text for word in emphatic.words] == [word.text for word in plain.words]
    lengths = [u.words[1].end_seconds - u.words[1].start_seconds for u in (plain, emphatic)]
    assert lengths[1] > lengths[0]

    def swing(utterance, index):
        word = utterance.words[index]
        start, end = (int(t * 24000) for t in (word.start_seconds, word.end_seconds))
        return np.abs(utterance.samples[start:end]).max()

    assert swing(emphatic, 1) / swing(emphatic, 2) > 1.1 * swing(plain, 1) / swing(plain, 2)


def test_a_star_that_marks_nothing_is_left_alone():
    assert [word.text for word in said("5 * 3 is a note*").words] == ["5", "*", "3", "is", "a", "note*"]


def test_the_lexicon_is_heard():
    assert "x" not in {p.symbol for p in said("Kiefer").phonemes}
    assert "x" in {p.symbol for p in said("Kiefer", lexicon=Lexicon({"Kiefer": "/xˈix/"})).phonemes}


@pytest.mark.parametrize("text", ["", "   \n\t ", "😀 🎨", "\x00\x07\u200b", "— … !", "[pause 1]", "***"])
def test_nothing_to_say_is_a_sentence(text):
    with pytest.raises(TextError, match="no words to speak"):
        said(text)


def test_control_characters_and_emoji_do_not_stop_the_rest():
    utterance = said("I\x07 am\u200b here\x00. 😀")
    assert [word.text for word in utterance.words] == ["I", "am", "here.", "😀"]


@pytest.mark.parametrize(
    ("text", "letters", "way"),
    [
        (
            "I am שלום here",
            "Hebrew letters",
            "No voice here reads them: write it in Latin letters, .* --audio FILE",
        ),
        ("مرحبا", "Arabic letters", "No voice here reads them: write it in Latin letters, .* --audio FILE"),
        ("Привет", "Cyrillic letters", "No voice here reads them"),
        ("I say 你好", "Chinese, Japanese or Korean letters", "its language: --language ja or zh"),
        ("नमस्ते", "Devanagari letters", "its language: --language hi"),
    ],
)
def test_letters_of_another_script_are_refused_with_what_can_be_done(text, letters, way):
    with pytest.raises(TextError, match=f"in {letters}, which American English cannot read") as caught:
        said(text)
    assert re.search(way, caught.value.hint)


def test_a_book_is_refused_with_the_limit():
    with pytest.raises(TextError, match="50,000 characters; one line may have 20,000"):
        said("a" * 50_000)


@pytest.mark.parametrize(
    "voice", ["nobody", "af_heart:0", "af_heart:x+bf_emma", "../passwd", "", "hibari:zz"]
)
def test_a_voice_that_does_not_exist_is_told(voice):
    with pytest.raises(VoiceError) as caught:
        speak(line("Hello."), voice=voice)
    assert caught.value.hint


def test_what_is_not_installed_is_a_setup_error():
    with pytest.raises(SetupError, match="kokoro"):
        speak(line("Hello."), voice="official:af_heart")
    with pytest.raises(SetupError, match="not in its package"):
        speak(line("Hello."), voice="hibari:emma")


def test_an_unknown_language_is_told():
    with pytest.raises(TextError, match="'xx'"):
        speak(line("Guten Tag.", "xx"), voice="fake")
    with pytest.raises(VoiceError, match="does not speak German"):
        speak(line("Guten Tag.", "de"), voice="fake")


def test_a_voice_that_knows_only_english_is_told():
    with pytest.raises(VoiceError, match="does not speak Spanish"):
        speak(line("Hola.", "es"), voice="hibari:heart")


def test_it_reports_and_can_be_stopped():
    seen = []
    said(
        "I never moved at all, not once.",
        report=lambda stage, fraction, note="": seen.append((stage, fraction)),
    )
    assert seen[0] == ("speech", 0.0)
    assert seen[-1] == ("speech", 1.0)

    def stop(stage, fraction, note=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        said("I never moved.", report=stop)
