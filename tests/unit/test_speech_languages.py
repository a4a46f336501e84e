"""Languages other than English."""

import importlib.util

import pytest

from speaking_engine.errors import SetupError, TextError, VoiceError
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.languages import find_language, list_languages
from speaking_engine.speech.languages.telling import seems
from speaking_engine.speech.lexicon import Lexicon, shared_lexicon
from speaking_engine.speech.speak import check_speaker, speak
from speaking_engine.speech.voices import choose_voice
from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS

DICTIONARY = importlib.util.find_spec("pyopenjtalk") is not None
TEXTS = {
    "es": "Me llamo Inés, y nací en 1665. ¿Quién me pintó?",
    "fr": "Les amis de Vermeer ont peint la jeune fille à la perle.",
    "hi": "मैं एक चित्र हूँ।",
    "it": "Sono la Gioconda; Leonardo mi dipinse nel 1503.",
    "pt-br": "Não me mexi durante três horas.",
    "zh": "我是一幅画，画家在1665年画了我。你好吗？",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_language_is_read_in_the_alphabet_of_kokoro(code):
    readings = find_language(code).read(TEXTS[code], Lexicon())
    assert all(set(reading.phonemes) <= KOKORO_SYMBOLS for reading in readings)
    assert all(any(c.isalpha() for c in reading.phonemes) for reading in readings)
    if code not in ("zh",):
        assert [reading.text for reading in readings] == TEXTS[code].split()
    assert readings[-1].phonemes[-1] in ".?"


@pytest.mark.parametrize("code", list(TEXTS))
def test_a_language_is_spoken_with_all_its_words(code):
    utterance = speak(SpokenLine("f0", (Sentence(TEXTS[code]),), code), voice="fake")
    assert utterance.words[-1].end_seconds > utterance.words[0].end_seconds > 0


def test_liaison_and_lexicon_in_french():
    readings = find_language("fr").read("Les amis de Vermeer.", Lexicon({"Vermeer": "/vɛɾmˈeːɾ/"}))
    assert readings[0].phonemes.endswith("z")
    assert readings[3].phonemes == "vɛɾmˈeːɾ."


@pytest.mark.parametrize(
    "name", ["Vermeer", "Whistler", "Gainsborough", "Reynolds", "Warhol", "design", "weekend"]
)
def test_the_marks_of_espeak_for_foreign_words_are_not_said(name):
    (reading,) = find_language("fr").read(name, Lexicon())
    assert not set("()") & set(reading.phonemes)
    assert not reading.phonemes.startswith("en")


def test_chinese_years_and_amounts():
    def said(text):
        return "".join(reading.phonemes for reading in find_language("zh").read(text, Lexicon())).replace(
            " ", ""
        )

    assert said("1665年") == said("一六六五年")
    assert said("120个") == said("一百二十个")
    assert said("10005") == said("一万零五")


def test_other_tags_of_the_same_language():
    assert find_language("fr-FR").code == "fr"
    assert find_language("PT_br").code == "pt-br"
    assert find_language("en").code == "en-us"


def test_what_cannot_be_read_is_told():
    assert find_language("de-AT").code == "de"
    assert find_language("en-AU").code == "en-gb"
    with pytest.raises(TextError, match="'xx'"):
        find_language("xx")
    with pytest.raises(TextError, match="Cyrillic letters, which Spanish cannot read"):
        speak(SpokenLine("f0", (Sentence("Hola Привет"),), "es"), voice="fake")


@pytest.mark.skipif(
    bool(importlib.util.find_spec("pyopenjtalk")), reason="the Japanese dictionary is installed"
)
def test_japanese_says_what_it_needs():
    (missing,) = [language.missing for language in list_languages() if language.code == "ja"]
    assert "pyopenjtalk-plus" in missing
    with pytest.raises(SetupError, match="pyopenjtalk-plus"):
        find_language("ja")


@pytest.mark.skipif(
    not importlib.util.find_spec("pyopenjtalk"), reason="the Japanese dictionary is not installed"
)
def test_japanese_is_read():
    readings = find_language("ja").read("私は少女です。あなたを見ています！", Lexicon())
    assert "".join(reading.text for reading in readings) == "私は少女です。あなたを見ています！"
    assert all(set(reading.phonemes) <= KOKORO_SYMBOLS for reading in readings)


@pytest.mark.parametrize("voice", [None, "bf_emma", "hibari:heart", "fake"])
def test_a_language_without_a_built_in_voice_is_refused_with_the_three_ways(voice):
    with pytest.raises(VoiceError, match="German") as caught:
        check_speaker("de", voice)
    assert all(way in caught.value.hint for way in ("piper:", "server:", "--recording"))


@pytest.mark.parametrize("code", ["de", "nl", "pl", "sv", "ru", "el", "pt-pt"])
def test_other_languages_are_read_for_voices_from_elsewhere(code):
    texts = {"ru": "Я девочка с жемчужной серёжкой.", "el": "Είμαι το κορίτσι."}
    text = texts.get(code, "Ich bin in 1665 im Museum.")
    readings = find_language(code).read(text, Lexicon())
    assert [reading.text for reading in readings] == text.split()
    assert all(reading.phonemes for reading in readings)
    assert code not in [language.code for language in list_languages()]
    check_speaker(code, "server:http://127.0.0.1:9/v1")


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        ("es", "Botticelli", "botiʧˈelli"),
        ("fr", "Vermeer", "vɛʁmˈɛʁ"),
        ("it", "Delacroix", "delakrwˈa"),
        ("pt-br", "van Gogh", "vɐ̃ŋ ɡˈɔɡɪ"),
    ],
)
def test_names_of_other_languages_are_said_as_there_with_the_sounds_that_there_are(language, name, said):
    readings = find_language(language).read(name, shared_lexicon(language))
    assert " ".join(reading.phonemes for reading in readings) == said
    assert name not in shared_lexicon("de").entries


def test_the_default_voice_is_one_that_is_understood():
    assert choose_voice("female", 1, "pt-br") == "pf_dora"
    assert choose_voice("female", 2, "fr") == "ff_siwis"
    assert choose_voice("male", 2, "it") == "im_nicola"
    assert choose_voice("male", 2, "fr").startswith("im_nicola:")
    assert choose_voice("female", 3, "ja") == "jf_alpha"


@pytest.mark.parametrize(
    ("text", "chosen", "seen"),
    [
        ("Ich bin das Mädchen mit dem Perlenohrring, und ich wurde in Delft gemalt.", "en-us", "de"),
        ("Je suis la jeune fille à la perle et je vous regarde.", "en-gb", "fr"),
        ("I am the girl with the pearl earring, and I was painted in Delft.", "fr", "en-us"),
        ("I am the girl with the pearl earring, and I was painted in Delft.", "en-us", ""),
        ("They call me La Gioconda, or Mona Lisa del Giocondo, in the Musée du Louvre.", "en-us", ""),
        ("Las Meninas, by Diego Velázquez, in the Museo Nacional del Prado de Madrid.", "en-us", ""),
        ("Der Blaue Reiter", "en-us", ""),
        ("मैं एक चित्र हूँ।", "hi", ""),
    ],
)
def test_a_text_in_another_language_is_noticed(text, chosen, seen):
    assert seems(text, chosen) == seen


def test_a_text_in_another_language_is_told():
    text = "Ich bin das Mädchen mit dem Perlenohrring, und ich wurde in Delft gemalt."
    (remark,) = speak(SpokenLine("f0", (Sentence(text),)), voice="fake").fallbacks
    assert "seems to be German" in remark


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("44.5 x 39 cm", "四十四点五 乘 三十九厘米"),
        ("1489-1491年", "一四八九至一四九一年"),
        ("公元前300年", "公元前三百年"),
        ("£3 000，50%", "三千英镑，百分之五十"),
        ("路易XIV", "路易十四"),
        ("2幅画，2月", "两幅画，二月"),
        ("No. 5", "第五号"),
    ],
)  # fmt: skip
def test_chinese_measures_spans_and_rulers(written, said):
    assert find_language("zh").write_out(written) == said


@pytest.mark.parametrize(
    "text", ["约1665年，画了《Girl with a Pearl Earring》。", "J. M. W. Turner，1843年", "“你好！”"]
)
def test_chinese_words_stay_as_they_are_written(text):
    readings = find_language("zh").read(text, Lexicon())
    assert "".join(reading.text for reading in readings).replace(" ", "") == text.replace(" ", "")
    assert all(reading.phonemes for reading in readings)


def test_latin_names_in_chinese_are_read_in_english():
    readings = {r.text: r.phonemes for r in find_language("zh").read("《Girl》和Vermeer", Lexicon())}
    assert readings["Vermeer"] == "vəɹmˈɪɹ"
    assert "ɡˈɜɹl" in readings["《Girl》"]


@pytest.mark.skipif(not DICTIONARY, reason="asks for the extra japanese")
@pytest.mark.parametrize(
    ("text", "said"),
    [("1665年頃", "neŋɡoɾo"), ("5月12日", "ɡoɡaʦɨ"), ("2人", "ɸɯtaɾʲi"), ("50%", "paːsento"),
     ("44.5", "teɴ ɡo"), ("1,500円", "seɴ ɡoçakɯ"), ("39 cm", "seɲʨi"), ("ルイXIV", "joɴ seː")],
)  # fmt: skip
def test_japanese_counters_decimals_and_units(text, said):
    readings = find_language("ja").read(text, Lexicon())
    assert said in " ".join(reading.phonemes for reading in readings)
    assert "".join(reading.text for reading in readings).replace(" ", "") == text.replace(" ", "")
