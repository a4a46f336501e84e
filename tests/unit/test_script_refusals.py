"""Refusals and other answers that are no text: recognised on a corpus written by us, held to a floor."""

import re
import time
from pathlib import Path

import pytest
import yaml

from speaking_engine.script.asides import is_aside
from speaking_engine.script.commission import Draft
from speaking_engine.script.refusals import judge, plain_answer, without_asides
from speaking_engine.script.script import Sentence
from speaking_engine.script.sentences import split_sentences

CORPUS = Path(__file__).parent.parent / "data" / "script_refusals.tsv"
HELD_OUT = "# --- Held out"
FLOOR_RECALL, FLOOR_PRECISION = 0.9, 0.9


def rows(held_out):
    part = CORPUS.read_text("utf8").split(HELD_OUT)[held_out]
    lines = [line.split("\t") for line in part.splitlines()]
    return [line for line in lines if len(line) == 4]


def judged(text, language, finish):
    return judge(
        Draft(tuple(map(Sentence, split_sentences(plain_answer(text, language)))), finish=finish), language
    )


def test_the_corpus_is_large_enough():
    assert len(rows(False)) + len(rows(True)) >= 80


@pytest.mark.parametrize("row", rows(False), ids=lambda row: row[3][:40])
def test_each_line_is_what_it_is(row):
    kind, language, finish, text = row
    assert judged(text, language, finish) == kind


def test_of_unseen_lines_most_refusals_are_caught_and_no_good_text_is_lost():
    seen = [(kind, judged(text, language, finish)) for kind, language, finish, text in rows(True)]
    wrong = [found for kind, found in seen if kind == "accepted" and found != "accepted"]
    caught = [found != "accepted" for kind, found in seen if kind != "accepted"]
    assert not wrong
    assert sum(caught) / len(caught) >= 0.75


def spoken(text, language):
    """Return the sentences of an answer that would be spoken."""
    draft = Draft(tuple(map(Sentence, split_sentences(plain_answer(text, language)))))
    accepted = judge(draft, language) == "accepted"
    return [sentence.text for sentence in without_asides(draft, language)[0].sentences] if accepted else []


def test_refusals_and_thoughts_in_ten_languages_are_not_spoken_and_good_texts_stay_whole():
    lines = (CORPUS.parent / "script_refusals_first_sight.tsv").read_text("utf8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    bad = [is_aside(text, language) for kind, language, text in rows if kind == "bad"]
    fine = [is_aside(text, language) for kind, language, text in rows if kind == "fine"]
    assert sum(bad) >= FLOOR_RECALL * len(bad)
    assert sum(bad) >= FLOOR_PRECISION * (sum(bad) + sum(fine))


def test_of_an_answer_only_what_the_figure_says_is_spoken():
    answer = "I was painted by Jan van Eyck in 1434. I look at you. Would you like me to make it longer?"
    assert spoken(answer, "en") == ["I was painted by Jan van Eyck in 1434.", "I look at you."]
    assert spoken("I'm sorry, but I can't identify people in images. However, I can describe it.", "en") == []


@pytest.mark.parametrize(
    "piece", ["the user wants it and I look ", "I look at you. ", "a", "<think>", "(", "je ne peux pas "]
)
def test_an_answer_of_a_megabyte_is_judged_in_less_than_a_second(piece):
    started = time.process_time()
    judged(piece * (1_000_000 // len(piece)), "fr", "stop")
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("answer", "plain"),
    [
        ("Sure! Here is the text:\n\nI am here.", "I am here."),
        ("Certainly, here's a first-person description: I am here.", "I am here."),
        ("Here is my hand: take it.", "Here is my hand: take it."),
        ("Sure as the tide, I am here.", "Sure as the tide, I am here."),
        ("Here is a monologue for you: I am here.", "I am here."),
        ("**I am here.**", "I am here."),
        ('"I am here."', "I am here."),
        ("(softly) I am here.", "I am here."),
        ("*smiles* I am here.", "I am here."),
        ("# Title\nI am here.", "I am here."),
        ("**Monologue**\n\nI am here.", "I am here."),
        ("Sure, I am here.", "Sure, I am here."),
        ("Gladly! Here is a short text for your guide: I am here.", "I am here."),
        ("<|channel|>analysis<|message|>Careful.<|end|><|channel|>final<|message|>I am here.", "I am here."),
        ("I am here.", "I am here."),
        ("Great minds looked at me.", "Great minds looked at me."),
    ],
)
def test_what_chat_models_put_around_a_text_is_cut_away(answer, plain):
    assert plain_answer(answer) == plain


def test_thoughts_and_remarks_of_a_model_are_not_spoken():
    answer = "<think>I should be careful.</think>\nI am the face in this work.\n\nNote: this is fiction."
    assert plain_answer(answer) == "I am the face in this work."
    assert plain_answer("Careful now.</think>I am here.") == "I am here."
    assert plain_answer("<think>I never come to an end.") == ""
    assert plain_answer("I note: the light is good.") == "I note: the light is good."


def test_a_greeting_is_no_preamble():
    assert plain_answer("Guten Tag. Jan van Eyck malte mich 1434.").startswith("Guten Tag.")
    assert plain_answer("Gut! Hier ist ein Text: Ich hänge in London.").startswith("Ich hänge")


def whole_answers(name):
    """Give language, answer and its asides, which stand in ⟦ ⟧."""
    answers = yaml.safe_load((CORPUS.parent / f"script_answers_{name}.yaml").read_text("utf8"))
    for language, texts in answers.items():
        for text in texts:
            yield language, text.translate({ord("⟦"): "", ord("⟧"): ""}), re.findall(r"⟦(.*?)⟧", text)


@pytest.mark.parametrize(
    "name", [f"{number}_sight" for number in ("first", "second", "fifth", "sixth", "seventh", "ninth")]
)
def test_a_good_answer_is_spoken_whole_and_of_most_others_no_aside(name):
    clean = []
    for language, answer, asides in whole_answers(name):
        said = " ".join(spoken(answer, language)).replace(" ", "")
        if asides:
            sentences = [sentence for aside in asides for sentence in split_sentences(aside)]
            clean.append(not any(sentence.replace(" ", "") in said for sentence in sentences))
        else:
            assert said == answer.replace(" ", "")
    assert sum(clean) / len(clean) >= 0.9


@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "es", "pt", "nl", "ja", "zh"])
def test_an_answer_is_in_its_language(language):
    own = [text for tag, text, asides in whole_answers("first_sight") if tag == language and not asides]
    assert all(judged(text, language, "stop") == "accepted" for text in own)
