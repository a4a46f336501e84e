"""Voices of a server, against one that is made here."""

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
import soundfile

from speaking_engine.errors import VoiceError
from speaking_engine.script.script import Sentence, SpokenLine
from speaking_engine.speech.languages import find_language
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.speak import speak
from speaking_engine.speech.voices import TextVoice, load_voice


class Server(ThreadingHTTPServer):
    """Answers as it was told, and keeps what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.status, self.answer = [], 200, None
        self.address = f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer(body) if self.server.answer else b"no")

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = Server()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def spoken_by_hibari(body):
    """Say the text with a small real voice, so that an aligner finds its words."""
    readings = find_language("en-us").read(body["input"], Lexicon())
    sound = load_voice("hibari:heart").sound(" ".join(r.phonemes for r in readings), body["speed"])
    wav = io.BytesIO()
    soundfile.write(wav, sound.samples, 24000, format="WAV")
    return wav.getvalue()


def line(text, language="en-us"):
    return SpokenLine("f0", (Sentence(text),), language)


def test_a_server_speaks_and_its_words_are_found(server):
    server.answer = spoken_by_hibari
    text = "I never moved. Louis XIV came to see me in 1665."
    utterance = speak(line(text), voice=f"server:{server.address}?voice=nova&model=m")
    assert [word.text for word in utterance.words] == text.split()
    assert all(
        a.end_seconds <= b.start_seconds + 1e-6
        for a, b in zip(utterance.words, utterance.words[1:], strict=False)
    )
    assert utterance.words[-1].end_seconds > 3
    assert len({phoneme.symbol for phoneme in utterance.phonemes}) > 10
    paths, _, bodies = zip(*server.asked, strict=True)
    assert set(paths) == {"/v1/audio/speech"}
    assert bodies[1]["input"] == "Louis the fourteenth came to see me in sixteen sixty-five."
    assert (bodies[0]["voice"], bodies[0]["model"], bodies[0]["response_format"]) == ("nova", "m", "wav")
    assert "aligner" in utterance.fallbacks[0]


def test_the_key_goes_to_its_own_server_only(server, monkeypatch):
    server.answer = spoken_by_hibari
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    load_voice(f"server:{server.address}").say("I never moved.", 1.0)
    assert "Authorization" not in server.asked[0][1]
    monkeypatch.setenv("OPENAI_BASE_URL", server.address)
    load_voice(f"server:{server.address}").say("I never moved.", 1.0)
    assert server.asked[1][1]["Authorization"] == "Bearer secret"


def test_nothing_is_asked_before_something_is_to_be_said(server):
    voice = load_voice(f"server:{server.address}")
    assert isinstance(voice, TextVoice)
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "answer", "message"),
    [
        (404, b"no such voice", "answers 404: no such voice"),
        (200, b"<html>", "no sound"),
        (200, b"", "no sound"),
    ],
)
def test_an_answer_that_is_no_sound_is_told(server, status, answer, message):
    server.status, server.answer = status, lambda body: answer
    with pytest.raises(VoiceError, match=message) as caught:
        speak(line("I never moved."), voice=f"server:{server.address}")
    assert caught.value.hint


def test_a_server_that_is_not_there_is_told():
    with pytest.raises(VoiceError, match="cannot be reached: nothing answers there"):
        speak(line("I never moved."), voice="server:http://127.0.0.1:9/v1")


@pytest.mark.parametrize("name", ["", "127.0.0.1", "ftp://x/v1", "http://x/v1?voice=a&speed=2"])
def test_what_is_no_address_is_told(name):
    with pytest.raises(VoiceError):
        load_voice(f"server:{name}")


def test_silence_has_no_words(server):
    def silence(body):
        wav = io.BytesIO()
        soundfile.write(wav, np.zeros(2400, np.float32), 24000, format="WAV")
        return wav.getvalue()

    server.answer = silence
    with pytest.raises(VoiceError, match="no sound"):
        speak(line("I never moved at all, not for one moment."), voice=f"server:{server.address}")
