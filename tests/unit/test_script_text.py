"""Words that people type: where sentences end, and which files cannot be spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.errors import TextError
from speaking_engine.script.sentences import clean, split_sentences
from speaking_engine.script.textfile import LIMIT_CHARACTERS, check_text, read_text_file


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ("One.", "Two!", "Three?", "Four")),
        ("Painted c. 1665. Look!", ("Painted c. 1665.", "Look!")),
        ("By J. M. W. Turner. Yes.", ("By J. M. W. Turner.", "Yes.")),
        ("I am St. Jerome. Am I?", ("I am St. Jerome.", "Am I?")),
        ("It is I. You know me.", ("It is I.", "You know me.")),
        ("No. I will not.", ("No.", "I will not.")),
        ("Arrangement No. 1 is mine.", ("Arrangement No. 1 is mine.",)),
        ('She said "Stay." and left. Then I sat.', ('She said "Stay." and left.', "Then I sat.")),
        ("Well... perhaps. Yes…", ("Well... perhaps.", "Yes…")),
        ("第一句。第二句！", ("第一句。", "第二句！")),
        ("أنا هنا. هل تراني؟ نعم.", ("أنا هنا.", "هل تراني؟", "نعم.")),
        ("मैं यहाँ हूँ। देखो।", ("मैं यहाँ हूँ।", "देखो।")),
        ("A heading\n\nA text", ("A heading", "A text")),
        ("One line\nbroken. Two.", ("One line broken.", "Two.")),
        ("Stay [pause 0.4] a little. Go.", ("Stay [pause 0.4] a little.", "Go.")),
        ("3.5 metres. Yes.", ("3.5 metres.", "Yes.")),
        ("", ()),
    ],
)
def test_where_sentences_end(text, sentences):
    assert split_sentences(text) == sentences


@given(st.text(max_size=200))
def test_nothing_but_white_space_is_lost(text):
    assert "".join(" ".join(split_sentences(text)).split()) == "".join(clean(text).split())


def test_control_characters_are_dropped_and_accents_composed():
    assert clean("a\x07b\u200bc e\u0301\r\n d") == "abc é\nd"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        ("🎨🎨".encode(), "no word"),
        (b"...", "no word"),
        (b"caf\xe9", "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
        (b"abc\x00\x01", "binary"),
        (b"a" * (LIMIT_CHARACTERS + 1), "50,000"),
        (b"a" * (LIMIT_CHARACTERS * 4 + 1), "50,000"),
    ],
)
def test_a_file_that_cannot_be_spoken_is_a_sentence(tmp_path, content, words):
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    with pytest.raises(TextError) as caught:
        read_text_file(path)
    assert words in caught.value.sentence
    assert "words.txt" in caught.value.sentence


def test_a_missing_file_and_a_folder_are_sentences(tmp_path):
    with pytest.raises(TextError, match="cannot be read"):
        read_text_file(tmp_path / "none.txt")
    with pytest.raises(TextError, match="is a folder"):
        read_text_file(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_words_with_emoji_are_read_whole(tmp_path, encoding):
    path = tmp_path / "words.txt"
    path.write_bytes("Hello 🎨. שלום".encode(encoding))
    assert read_text_file(path) == "Hello 🎨. שלום"


def test_fifty_thousand_characters_pass():
    text = ("word " * (LIMIT_CHARACTERS // 5)).strip()
    assert check_text(text) == text
