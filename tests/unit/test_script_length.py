"""Length: the sentences that are kept fill the time, by estimate or by measure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.artwork.metadata import Metadata, Note
from speaking_engine.faces.face import Face
from speaking_engine.script.commission import Commission, Draft
from speaking_engine.script.length import TOLERANCE, UNGROUNDED, estimate_seconds, fit
from speaking_engine.script.script import Sentence
from speaking_engine.script.writers.template import TemplateWriter

THIN = Metadata()
RICH = Metadata(
    "Girl with a Pearl Earring",
    "Johannes Vermeer",
    date="c. 1665",
    technique="oil on canvas",
    holder="Mauritshuis, The Hague",
    inventory_number="670",
    notes=(Note("The sitter wears a turban."), Note("The pearl is painted in two strokes.")),
)


def draft_of(label, seconds, seed):
    face = Face("f0", (0, 0, 9, 9), 1.0)
    order = Commission(label, np.zeros((8, 8, 3), np.uint8), (face,), 1, seconds, seed)
    return TemplateWriter().write(order, lambda *_: None)


@settings(max_examples=60)
@given(st.just(RICH), st.floats(11, 26), st.integers(0, 99))
def test_the_estimate_is_met_within_a_tenth(label, seconds, seed):
    text = fit(draft_of(label, seconds, seed), seconds).text
    assert estimate_seconds(text) == pytest.approx(seconds, rel=TOLERANCE)


@settings(max_examples=60)
@given(st.just(RICH), st.floats(15, 24), st.integers(0, 99), st.floats(0.85, 1.3))
def test_a_slow_or_fast_voice_is_met_within_a_tenth(label, seconds, seed, pace):
    calls = []

    def measure(text):
        calls.append(text)
        return estimate_seconds(text) * pace + 0.2

    text = fit(draft_of(label, seconds, seed), seconds, measure).text
    assert estimate_seconds(text) * pace + 0.2 == pytest.approx(seconds, rel=TOLERANCE)
    assert len(calls) <= 4


@settings(max_examples=40)
@given(st.sampled_from([THIN, RICH]), st.floats(8, 90), st.integers(0, 99))
def test_few_sentences_state_nothing_however_long_the_time(label, seconds, seed):
    chosen = fit(draft_of(label, seconds, seed), seconds).sentences
    assert sum(not one.grounds for one in chosen) <= UNGROUNDED * len(chosen)


def test_the_heaviest_sentences_are_kept_when_time_is_short():
    text = fit(draft_of(RICH, 8, 0), 8).text
    assert "Girl with a Pearl Earring" in text
    assert "Vermeer" in text
    assert "670" not in text


def test_the_order_of_the_draft_is_kept_and_the_last_stays_last():
    draft = Draft(
        tuple(map(Sentence, ("I begin.", "I go on.", "I end."))), tuple(map(Sentence, ("I fill in.",)))
    )
    whole = estimate_seconds("I begin. I go on. I end. I fill in.")
    assert fit(draft, whole).text == "I begin. I go on. I fill in. I end."


def test_at_least_one_sentence_is_spoken_and_a_short_supply_is_used_up():
    draft = Draft((Sentence("I am longer than a second, for I have much to say to you."),))
    assert fit(draft, 0.5).sentences == draft.sentences
    assert fit(draft, 100).sentences == draft.sentences


def test_a_text_of_several_sentences_is_cut_from_its_end():
    draft = Draft(
        tuple(Sentence(f"This is sentence number {word}.") for word in ("one", "two", "three", "four"))
    )
    assert fit(draft, 5).sentences == draft.sentences[:2]
