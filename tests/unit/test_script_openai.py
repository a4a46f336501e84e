"""The openai writer against a stand-in server on this machine: good, busy, wrong, silent and hanging ones."""

import base64
import io
import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image

from speaking_engine.artwork.metadata import Metadata, Note
from speaking_engine.errors import Cancelled, TextError
from speaking_engine.faces.face import Face
from speaking_engine.protocol.progress import silent
from speaking_engine.script.attempts import write_until_accepted
from speaking_engine.script.commission import Commission, WriterSettings
from speaking_engine.script.writers.openai import OpenAiWriter
from speaking_engine.script.writers.prompts import PRESETS, messages_for

LABEL = Metadata(
    "A Lady", "Titian", artist_qualifier="workshop of", date="1530", notes=(Note("She waits.", "Cat."),)
)
TEXT = "I come from the workshop of Titian."


def answer(text=TEXT, finish="stop"):
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return 200, json.dumps({"id": "1", "object": "chat.completion", "choices": [choice], "usage": {}})


@contextmanager
def server(*answers):
    """Serve answers in turn, the last one again and again; an answer of None never comes."""
    asked, release = [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, self.headers, body))
            reply = answers[min(len(asked), len(answers)) - 1]
            if reply is None:
                release.wait(30)
                return
            status, text = reply
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    standin = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=standin.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{standin.server_port}/v1", asked
    finally:
        release.set()
        standin.shutdown()
        standin.server_close()
        thread.join()


def commission(**changes):
    face = Face("f0", (0, 0, 9, 9), 1.0, gender="female")
    pixels = np.full((2000, 1000, 3), 128, np.uint8)
    return Commission(LABEL, pixels, (face,), 1, 18.0, 7, **{"preset": "paper-metadata", **changes})


def ask(url, report=silent, timeout_seconds=20.0, **changes):
    settings = WriterSettings(
        url=url, model="m", timeout_seconds=timeout_seconds, api_key_variable="TEST_KEY"
    )
    return OpenAiWriter(settings).write(commission(**changes), report)


def test_the_label_and_a_small_picture_are_sent_and_the_answer_comes_back(monkeypatch):
    monkeypatch.setenv("TEST_KEY", "secret")
    with server(answer(f"{TEXT} I wait.", "length")) as (url, asked):
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        draft = ask(url)
    assert [sentence.text for sentence in draft.sentences] == [TEXT, "I wait."]
    assert draft.finish == "length"
    path, headers, body = asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert (body["model"], body["seed"]) == ("m", 7)
    words, picture = body["messages"][-1]["content"]
    assert "Artist: workshop of Titian" in words["text"]
    assert "She waits. (Cat.)" in words["text"]
    data = base64.b64decode(picture["image_url"]["url"].removeprefix("data:image/jpeg;base64,"))
    assert Image.open(io.BytesIO(data)).size == (384, 768)
    assert "[picture]" in draft.prompt
    assert "base64" not in draft.prompt
    assert "secret" not in draft.prompt


@pytest.mark.parametrize("home", ["", "https://api.openai.com/v1", "http://127.0.0.1:9/v1"])
def test_the_key_of_one_server_is_not_sent_to_another(monkeypatch, home):
    monkeypatch.setenv("TEST_KEY", "secret")
    monkeypatch.setenv("OPENAI_BASE_URL", home)
    with server(answer(TEXT)) as (url, asked):
        ask(url)
    assert "Authorization" not in asked[0][1]


def test_a_busy_server_is_asked_again():
    with server((503, "loading"), (429, "slowly"), answer()) as (url, asked):
        assert ask(url).text == TEXT
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("reply", "words", "times"),
    [
        ((404, '{"error": "model \'m\' not found"}'), "answers 404: .*not found", 1),
        ((401, ""), "answers 401: no reason given", 1),
        ((500, "boom."), r"answers 500: boom\. ", 6),  # with the picture, and without
        ((200, "<html>"), "no chat completion", 1),
        ((200, '{"choices": []}'), "no chat completion", 1),
        ((200, '{"choices": [{}]}'), "no chat completion", 1),
    ],
)
def test_a_wrong_answer_is_a_sentence(reply, words, times):
    with server(reply) as (url, asked), pytest.raises(TextError, match=words):
        ask(url)
    assert len(asked) == times


def test_a_server_without_eyes_is_asked_without_the_picture():
    with server((400, "image input is not supported"), answer()) as (url, asked):
        assert ask(url).text == TEXT
    assert "image_url" in json.dumps(asked[0][2])
    assert "image_url" not in json.dumps(asked[1][2])


def test_streams_and_lists_of_parts_are_read():
    parts = [{"type": "text", "text": "I come from "}, {"type": "text", "text": "the workshop of Titian."}]
    pieces = [
        {"choices": [{"delta": {"content": word}}]} for word in ("I come from ", "the workshop of Titian.")
    ]
    stream = "".join(f"data: {json.dumps(piece)}\n\n" for piece in pieces) + "data: [DONE]\n"
    for body in (json.dumps({"choices": [{"message": {"content": parts}}]}), stream):
        with server((200, body)) as (url, _):
            assert ask(url).text == TEXT


def test_a_batch_goes_on_with_the_template_where_a_server_gives_nothing():
    face = Face("f0", (0, 0, 9, 9), 1.0)
    order = Commission(LABEL, np.zeros((40, 40, 3), np.uint8), (face,), 1, 18.0, 0)
    with server((200, "<html>")) as (url, _):
        accepted = write_until_accepted(
            OpenAiWriter(WriterSettings(url=url, model="m")), order, "strict", silent
        )
    assert accepted.writer == "template"
    assert "no chat completion" in accepted.fallbacks[0]


def test_a_refusal_in_its_own_field_is_an_answer():
    message = {"content": None, "refusal": "I cannot do that."}
    with server((200, json.dumps({"choices": [{"message": message}]}))) as (url, _):
        assert ask(url).text == "I cannot do that."


def test_a_server_that_hangs_is_a_sentence_after_the_time_out():
    with server(None) as (url, asked), pytest.raises(TextError, match=r"no answer within 0\.6 seconds"):
        ask(url, timeout_seconds=0.6)
    assert len(asked) == 1


def test_waiting_is_reported_and_can_be_cancelled():
    fractions = []

    def report(stage, fraction, note=""):
        fractions.append(fraction)
        if len(fractions) == 3:
            raise Cancelled

    with server(None) as (url, _), pytest.raises(Cancelled):
        ask(url, report=report)
    assert fractions == sorted(fractions)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1/v1", "nothing answers there"),
        ("http://nowhere.invalid/v1", "no machine of that name is known here"),
    ],
)
def test_no_server_is_a_sentence_in_our_words(url, reason, monkeypatch):
    look_up = socket.getaddrinfo

    def known_here(host, *args, **kwargs):  # a real name server may be slow
        if host in ("nowhere.invalid", b"nowhere.invalid"):
            raise socket.gaierror(-2, "Name or service not known")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", known_here)
    with pytest.raises(TextError) as caught:
        ask(url)
    assert caught.value.sentence == f"The server {url}/chat/completions cannot be reached: {reason}."


def test_a_server_that_does_not_speak_https_is_a_sentence():
    with server(answer()) as (url, _), pytest.raises(TextError, match="a secure connection to it fails\\. "):
        ask(url.replace("http:", "https:"))


def test_a_connection_that_breaks_is_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as deaf:

        def hang_up():
            for _ in range(3):
                deaf.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(TextError, match="cannot be reached: the connection broke\\. "):
            ask(f"http://127.0.0.1:{deaf.getsockname()[1]}/v1")
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "ftp://127.0.0.1/v1",
        "http://[/v1",
        "http://127.0.0.1:99999/v1",
        "http://:80/v1",
        "http://a b/v1",
        "http://\x01/v1",
        "http://xn--\xff/v1",
    ],
)
def test_what_is_no_address_is_told_with_one_that_is(url):
    with pytest.raises(TextError, match="is no address of a server") as caught:
        ask(url)
    assert "http://127.0.0.1:11434/v1" in caught.value.hint


def test_the_papers_prompt_is_a_preset_with_and_without_the_label():
    plain = messages_for(commission(preset="paper"), with_picture=False)
    assert plain == [
        {"role": "user", "content": "Describe in the first person as if the female character was speaking."}
    ]
    told = messages_for(commission(preset="paper-metadata"), with_picture=False)[0]["content"]
    assert told.startswith(plain[0]["content"])
    assert "Artist: workshop of Titian" in told


def test_each_try_is_worded_anew_and_an_unknown_preset_is_a_sentence():
    for preset in PRESETS:
        prompts = [messages_for(commission(preset=preset, attempt=n), False)[-1]["content"] for n in range(3)]
        assert len(set(prompts)) == 3
    with pytest.raises(TextError, match="'poem'"):
        messages_for(commission(preset="poem"), False)


SEEN = """Here is what I see:
- The woman wears a green dress.
2. A small dog lies at her feet.
* Her name is Maria.
- It was painted in 1530."""


def test_a_model_with_eyes_says_what_it_sees_and_writes_from_that():
    text = f"{TEXT} I wear a green dress. A small dog lies at my feet. My hat is red. My name is Maria."
    with server(answer(SEEN), answer(text)) as (url, asked):
        writer = OpenAiWriter(WriterSettings(url=url, model="seer-7b"))
        accepted = write_until_accepted(writer, commission(preset="museum"), "strict", silent)
    looking, writing = (body["messages"] for _, _, body in asked)
    assert looking[-1]["content"][1]["type"] == "image_url"
    assert isinstance(writing[-1]["content"], str)
    assert (
        "<seen>\nThe woman wears a green dress.\nA small dog lies at her feet.\n</seen>"
        in writing[-1]["content"]
    )
    spoken = {sentence.text: sentence.grounds for sentence in accepted.draft.sentences}
    assert spoken["I wear a green dress."] == ("seen by seer-7b: The woman wears a green dress.",)
    assert spoken["A small dog lies at my feet."] == ("seen by seer-7b: A small dog lies at her feet.",)
    assert not any(word in text for text in spoken for word in ("red", "Maria"))
    assert not any(
        ground.startswith("metadata") and "seen" in ground for g in spoken.values() for ground in g
    )


@pytest.mark.parametrize(
    "first", [(500, "no image input"), answer("I'm sorry, I can't identify people in images.")]
)
def test_a_model_that_sees_nothing_writes_from_the_label(first):
    with server(first, answer(TEXT)) as (url, asked):
        draft = ask(url, preset="museum")
    assert draft.seen == ()
    assert "<seen>" not in asked[-1][2]["messages"][-1]["content"]
    assert draft.text == TEXT
