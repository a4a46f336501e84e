"""Pasted markup is taken out and told; what only looks like markup stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.artwork.metadata import metadata_from_mapping
from speaking_engine.errors import TextError
from speaking_engine.faces.face import Face
from speaking_engine.script.markup import without_markup
from speaking_engine.script.sentences import split_sentences
from speaking_engine.speech.directions import passages


@pytest.mark.parametrize(
    ("text", "sentences", "named"),
    [
        ("<b>Hello</b> <i>you</i>.", ("Hello you.",), "<b>, <i>"),
        ('<P CLASS=MsoNormal>One<o:p></o:p></P>\n<p style="x">Two</p>', ("One", "Two"), "<p>"),
        ("One.<br/>Two.", ("One.", "Two."), "<br>"),
        ("Stay<script>alert('x')</script><!-- hidden --> here.", ("Stay here.",), "<script>"),
        ('Wait<break time="500ms"/>now.', ("Wait [pause 0.5] now.",), "<break>"),
        ("<speak>I <emphasis>never</emphasis> moved.</speak>", ("I *never* moved.",), "<emphasis>"),
        ("Salt &amp; pepper", ("Salt & pepper",), "&amp;"),
        ("# Title #\nWords.", ("Title", "Words."), "headings"),
        ("I **never** moved, _not once_.", ("I *never* moved, *not once*.",), "**bold**, _underlined_"),
        ("**I never moved. I sat.**", ("I never moved.", "I sat."), "bold"),
        ("un**believ**able", ("unbelievable",), "bold"),
        ("- one\n* two\n• three", ("one", "two", "three"), "list marks"),
        ("> Look at me.", ("Look at me.",), "quotes"),
        ("See [my page](https://x.org/a_b_c).", ("See my page.",), "links"),
        ("One.\n---\nTwo.", ("One.", "Two."), "lines"),
    ],
)
def test_markup_is_taken_out_and_named(text, sentences, named):
    words, remark = without_markup(text)
    assert split_sentences(words) == sentences
    assert named in remark


@pytest.mark.parametrize(
    "text",
    [
        "3 < 4 and 5 > 2, I <3 you, 2*3*4 = 24, 5 * 3.",
        "If a<b and c>d, then <mona> stays.",
        "AT&T, R&D; and &c. are no entities.",
        "We're # 1 in C#, snake_case_name, file_a/file_b.",
        "[pause 0.4] I *never* moved, [Vermeer](/vɜɹmˈɪɹ/).",
        "*A footnote.",
        "Wait -- no - yes. ~5 m. 100 > 99",
        "> 5 metres",
        "f0: Who is there?\nf1: A visitor.",
    ],
)
def test_what_is_no_markup_stays(text):
    assert without_markup(text) == (text, "")


@given(st.text(alphabet=st.characters(exclude_characters="<&#>-*+•`_~[=")))
def test_words_without_signs_are_never_touched(text):
    assert without_markup(text) == (text, "")


def test_emphasis_out_of_markup_can_be_said():
    words, _ = without_markup("I <em>never</em> <strong>ever</strong> moved.")
    assert passages(words)[0].emphasised == {1, 2}


def test_given_words_carry_the_remark_and_markup_alone_is_refused():
    import numpy as np

    from speaking_engine.artwork.artwork import Artwork
    from speaking_engine.artwork.metadata import Metadata
    from speaking_engine.script.write import write_script

    artwork = Artwork(np.zeros((8, 8, 3), np.uint8), "0", Metadata())
    faces = [Face("f0", (0, 0, 8, 8), 1.0)]
    script = write_script(artwork, faces, text="<p>f0: Hello.</p>")
    assert script.lines[0].text == "Hello."
    assert "<p>" in script.fallbacks[0]
    assert write_script(artwork, faces, text="Hello.").fallbacks == ()
    with pytest.raises(TextError, match="without its markup is empty"):
        write_script(artwork, faces, text="<b class='x1'></b>")


def test_labels_lose_their_tags():
    label = metadata_from_mapping({"title": "<i>Mona  Lisa</i> &amp; I", "date": "< 1503"}, "a test")
    assert (label.title, label.date) == ("Mona Lisa & I", "< 1503")
