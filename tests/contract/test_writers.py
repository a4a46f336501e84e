"""What every writer promises, held by all of them: the template, the embedded model, and a server."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType

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


class Library:
    """Stands in for llama-cpp-python 0.3.36: what the engine uses of it, with its errors."""

    def __init__(self, **given):
        self.given, self.closed, self.resets, self.asked = given, False, 0, []
        if given["chat_handler"] is None and given["model_path"].endswith("truncated.gguf"):
            raise ValueError(f"Failed to load model from file: {given['model_path']}")

    def create_chat_completion(
        self, messages, *, stream, seed=None, max_tokens=None, temperature=0.2, grammar=None
    ):
        self.asked.append({"messages": messages, "seed": seed, "grammar": grammar})
        if len(str(messages)) > 4000:
            raise ValueError("Requested tokens (1531) exceed context window of 1024")
        words = ["I ", "am ", "oil ", "on ", "canvas."]
        yield {"choices": [{"delta": {"role": "assistant"}, "finish_reason": None}]}
        for word in words:
            yield {"choices": [{"delta": {"content": word}, "finish_reason": None}]}
        yield {"choices": [{"delta": {}, "finish_reason": "stop"}]}

    def reset(self):
        self.resets += 1

    def close(self):
        self.closed = True


class Eyes:
    def __init__(self, clip_model_path, verbose=True):
        self.path = clip_model_path


class Grammar:
    @classmethod
    def from_string(cls, text, verbose=True):
        return f"grammar of {text}"


@pytest.fixture
def library(monkeypatch):
    """Install the stand-in under the library's name."""
    module, formats = ModuleType("llama_cpp"), ModuleType("llama_cpp.llama_chat_format")
    module.Llama, module.LlamaGrammar, formats.MTMDChatHandler = Library, Grammar, Eyes
    module.llama_chat_format = formats
    monkeypatch.setitem(sys.modules, "llama_cpp", module)
    monkeypatch.setitem(sys.modules, "llama_cpp.llama_chat_format", formats)
    return formats


@pytest.fixture
def gguf(tmp_path):
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF")
    return path


def quiet(*_):
    """Take no notice."""


ASKED = {
    "messages": [{"role": "user", "content": "Who are you?"}],
    "seed": 3,
    "max_tokens": 9,
    "temperature": 0.9,
}
SHOWN = [
    {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,"}}]}
]


def test_llama_cpp_python_answers_as_the_other_runtime_does(library, gguf):
    with GgufModel(gguf, context_tokens=512, threads=2, runtime="llama_cpp") as model:
        assert model.chat({**ASKED, "grammar": 'root ::= "x"'}, quiet) == ("I am oil on canvas.", "stop")
        inner = model._runtime._model
    assert inner.asked[0]["grammar"] == 'grammar of root ::= "x"'
    assert inner.asked[0]["seed"] == 3
    assert inner.given["n_ctx"] == 512
    assert inner.given["n_threads"] == 2
    assert inner.closed
    assert inner.resets == 1


def test_llama_cpp_python_stops_when_asked(library, gguf):
    heard = []

    def report(*said):
        heard.append(said)
        if len(heard) == 3:
            raise Cancelled

    with GgufModel(gguf, runtime="llama_cpp") as model, pytest.raises(Cancelled):
        model.chat(ASKED, report)
    assert len(heard) == 3


def test_what_llama_cpp_python_cannot_do_is_a_sentence(library, gguf, tmp_path):
    with GgufModel(gguf, runtime="llama_cpp") as model:
        with pytest.raises(TextError, match="exceed context window"):
            model.chat({"messages": [{"role": "user", "content": "word " * 999}]}, quiet)
        with pytest.raises(TextError, match="image input is not supported"):
            model.chat({"messages": SHOWN}, quiet)
    truncated = tmp_path / "truncated.gguf"
    truncated.write_bytes(b"GGUF")
    with pytest.raises(TextError, match="cannot be loaded"):
        GgufModel(truncated, runtime="llama_cpp")


@pytest.mark.parametrize("handler", ["MTMDChatHandler", "Llava15ChatHandler"])
def test_llama_cpp_python_is_given_its_eyes_under_the_newer_and_the_older_name(
    library, gguf, tmp_path, handler
):
    eyes = tmp_path / "eyes.gguf"
    eyes.write_bytes(b"GGUF")
    del library.MTMDChatHandler
    setattr(library, handler, Eyes)
    with GgufModel(gguf, eyes, runtime="llama_cpp") as model:
        assert model.chat({"messages": SHOWN}, quiet)[0] == "I am oil on canvas."
        assert model._runtime._model.given["chat_handler"].path == str(eyes)


def test_llama_cpp_python_writes_from_a_picture_in_two_steps(library, gguf, tmp_path, monkeypatch):
    eyes = tmp_path / "eyes.gguf"
    eyes.write_bytes(b"GGUF")
    monkeypatch.setattr("speaking_engine.script.writers.gguf.RUNTIMES", {"llama_cpp": "llama-cpp-python"})
    monkeypatch.setattr("speaking_engine.script.writers.gguf.find_spec", lambda name: name == "llama_cpp")
    settings = WriterSettings(model_path=str(gguf), mmproj_path=str(eyes))
    draft = writer_named("llama", settings).write(commission(), quiet)
    assert draft.text == "I am oil on canvas."
    assert [ground for ground, _ in draft.seen] == ["seen by model.gguf: I am oil on canvas."]


def test_without_any_runtime_it_says_what_to_install(gguf, monkeypatch):
    monkeypatch.setattr("speaking_engine.script.writers.gguf.find_spec", lambda name: None)
    with pytest.raises(SetupError) as caught:
        GgufModel(gguf)
    assert "llama-cpp-python" in caught.value.hint


def test_the_real_llama_cpp_python_writes_under_a_grammar():
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    with GgufModel(embedded_model(), context_tokens=512, threads=1, runtime="llama_cpp") as model:
        asked = {**ASKED, "grammar": 'root ::= "I am " ("old" | "new") "."'}
        assert model.chat(asked, quiet)[0] in ("I am old.", "I am new.")
