"""Refusals and other answers that are no text: recognised on a corpus written by us, held to a floor."""

import re
import time
from pathlib import Path

import pytest

from speaking_engine.script.commission import Draft
from speaking_engine.script.refusals import judge, plain_answer
from speaking_engine.script.script import Sentence
from speaking_engine.script.sentences import split_sentences

CORPUS = Path(__file__).parent.parent / "data" / "script_refusals.tsv"
HELD_OUT = "# --- Held out"


def rows(held_out):
    part = CORPUS.read_text("utf8").split(HELD_OUT)[held_out]
    lines = [line.split("\t") for line in part.splitlines()]
    return [line for line in lines if len(line) == 4]


def judged(text, language, finish):
    return judge(Draft(tuple(map(Sentence, split_sentences(plain_answer(text)))), finish=finish), language)


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


#: What stays in a text if thoughts and remarks about it are not cut away.
LEFT = re.compile(
    "user|Note|Final|count|Thought|First, I|Okay|utilis|Voici|Remarque|Nutzer|Hier i|Anmerk|Aqu|usuario|Ecco"
    "|utente|以下"
)


def test_refusals_and_thoughts_in_nine_languages_are_not_spoken_and_good_texts_stay_whole():
    lines = [
        line.split("\t")
        for line in CORPUS.with_stem("script_refusals_held_back").read_text("utf8").splitlines()
    ]
    rows = [line for line in lines if len(line) == 3 and not line[0].startswith("#")]
    missed, lost = [], []
    for kind, language, text in rows:
        plain = plain_answer(text)
        accepted = judged(text, language, "stop") == "accepted"
        if kind == "fine" and not (accepted and plain == text):
            lost.append(text)
        if (kind == "refusal" and accepted) or (kind == "leak" and accepted and LEFT.search(plain)):
            missed.append(text)
    bad = sum(kind != "fine" for kind, *_ in rows)
    assert len(missed) <= 0.05 * bad, missed
    assert len(lost) <= 0.02 * (bad - len(missed)), lost


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
        ("# Title\nI am here.", "Title\nI am here."),
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
