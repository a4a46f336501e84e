"""What every writer promises, held by all of them: the template, the embedded model, and a server."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import Cancelled, SetupError, TextError
from speaking_engine.faces.face import Face
from speaking_engine.script.commission import Commission, WriterSettings
from speaking_engine.script.passages import Passage
from speaking_engine.script.writers import WRITERS, writer_named
from speaking_engine.script.writers.gguf import GgufModel, embedded_model
from speaking_engine.script.writers.llama import grammar_of, parse

LABEL = Metadata(
    "A Lady", "Titian", artist_qualifier="workshop of", date="c. 1530", technique="oil on canvas"
)


class Kind(BaseHTTPRequestHandler):
    """A server that gives the same good answer to everybody."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        text = "I come from the workshop of Titian. I am glad that you came."
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"choices": [{"message": {"content": text}}]}).encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def settings():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Kind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield WriterSettings(url=f"http://127.0.0.1:{server.server_port}/v1", timeout_seconds=20)
    server.shutdown()
    server.server_close()
    thread.join()


def commission(seed=3, seconds=12.0):
    face = Face("f0", (0, 0, 9, 9), 1.0)
    return Commission(LABEL, np.zeros((16, 16, 3), np.uint8), (face,), 1, seconds, seed)


@pytest.fixture(scope="module", params=["template", "llama", "openai"])
def writer(request, settings):
    if request.param == "llama":
        pytest.importorskip("xllamacpp", reason="the small language model is not installed")
    return writer_named(request.param, settings)


@pytest.fixture(scope="module")
def written(writer):
    """Two drafts of the same order, and what was reported meanwhile."""
    seen = []

    def report(stage, fraction, note=""):
        seen.append((stage, fraction))

    return [writer.write(commission(), report) for _ in range(2)], seen


def test_it_writes_whole_sentences(written):
    for draft in written[0]:
        assert draft.sentences
        assert all(sentence.text and sentence.text[-1] in ".!?" for sentence in draft.sentences)
        assert draft.finish == "stop"


def test_it_reports(written):
    assert written[1]
    assert all(stage == "script" and 0 <= fraction <= 1 for stage, fraction in written[1])


def test_the_label_survives_with_its_qualifier(written):
    assert "workshop of Titian" in written[0][0].text


def test_the_same_seed_gives_the_same_words(written):
    assert written[0][0].text == written[0][1].text


def test_what_no_server_wrote_is_grounded_by_its_writer(writer, written):
    grounds = {ground for sentence in written[0][0].sentences for ground in sentence.grounds}
    assert writer.name == "openai" or {"metadata.title", "metadata.artist"} <= grounds


def test_a_writer_with_a_model_keeps_its_prompt(writer, written):
    assert bool(written[0][0].prompt) == (writer.name != "template")


def test_it_stops_when_asked(writer):
    def report(stage, fraction, note=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        writer.write(commission(), report)


def test_it_is_listed_by_its_name(writer):
    assert writer.name in WRITERS.names


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"hello", "not a language model"),
        (b"", "not a language model"),
        (4_000_000, "truncated"),
    ],
)
def test_a_broken_gguf_is_a_sentence(tmp_path, content, words):
    path = tmp_path / "model.gguf"
    if isinstance(content, int):
        try:
            with embedded_model().open("rb") as file:
                content = file.read(content)
        except SetupError as error:
            pytest.skip(str(error))
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TextError, match=words):
        GgufModel(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [("word " * 600, "exceeds"), ([{"type": "image_url", "image_url": {"url": "data:,"}}], "not supported")],
)
def test_what_a_model_cannot_answer_is_a_sentence(content, words):
    pytest.importorskip("xllamacpp", reason="the small language model is not installed")
    request = {"messages": [{"role": "user", "content": content}], "max_tokens": 4}
    with (
        GgufModel(embedded_model(), context_tokens=256, threads=1) as model,
        pytest.raises(TextError, match=words),
    ):
        model.chat(request, lambda *_: None)


def test_a_missing_pair_of_eyes_is_a_sentence(tmp_path):
    with pytest.raises(TextError, match=r"eyes\.gguf cannot be read"):
        GgufModel(embedded_model(), tmp_path / "eyes.gguf")


def test_what_a_grammar_allows_is_found_again():
    passages = [
        Passage("a", ('Say "a".', "Say b."), 1, ("metadata.title",)),
        Passage("b", ("Yes.", "Yes. No."), 1),
    ]
    assert '"Say \\"a\\"." | "Say b."' in grammar_of(passages)
    found = parse('Say "a". Yes. No.', passages)
    assert [sentence.text for sentence in found] == ['Say "a".', "Yes. No."]
    assert found[0].grounds == ("metadata.title",)
    assert parse("Say c. Yes.", passages) is None
