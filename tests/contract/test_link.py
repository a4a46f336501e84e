"""Blender's link against the engine's server, each in its own process, as they live together."""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAKE = (sys.executable, str(ROOT / "tests" / "data" / "fake_engine.py"))


@pytest.fixture(scope="module")
def link():
    """Return the link's modules; they need no bpy, but live in a package whose door does."""
    import importlib.util
    import types

    package = types.ModuleType("speaking_link")
    package.__path__ = [str(ROOT / "addon" / "speaking_images" / "link")]
    sys.modules["speaking_link"] = package
    yield {name: importlib.import_module(f"speaking_link.{name}") for name in ("engine", "job", "find")}
    for name in [name for name in sys.modules if name.startswith("speaking_link")]:
        del sys.modules[name]


@pytest.fixture
def engine(link):
    running = link["engine"].Engine(FAKE, {})
    yield running
    running.close()


def outcome(link, engine, action, arguments=None, *, while_running=lambda seen: None):
    """Ask, and follow the job until it has ended."""
    from speaking_engine.protocol.messages import Request

    job, seen = link["job"].Job("j", action), []
    engine.ask(Request("j", action, arguments or {}))
    until = time.monotonic() + 60
    while job.state == "running" and time.monotonic() < until:
        for message in engine.drain(0.005):
            seen.append(message)
            job = link["job"].moved(job, message)
        while_running(seen)
        time.sleep(0.005)
    return job, seen


def test_work_is_done_and_told_of(link, engine):
    job, seen = outcome(link, engine, "echo", {"a": [1, "ü"]})
    assert (job.state, job.value) == ("done", {"echo": {"a": [1, "ü"]}})
    assert next(message.note for message in seen if getattr(message, "stage", "") == "echo") == "step 0"
    assert engine.hello is not None


def test_what_c_libraries_print_is_no_message(link, engine):
    assert outcome(link, engine, "echo")[0].state == "done"
    assert outcome(link, engine, "echo")[0].state == "done"
    assert "a C library prints" in engine.log


def test_a_failure_keeps_its_sentence_hint_and_place(link, engine):
    job, _ = outcome(link, engine, "wrong")
    assert job.state == "failed"
    assert job.error == {
        "kind": "FaceError",
        "sentence": "There is no face 7.",
        "hint": "Choose another.",
        "place": "choices.speakers",
    }
    assert outcome(link, engine, "echo")[0].state == "done"


def test_a_bug_is_told_as_ours_and_the_engine_lives_on(link, engine):
    job, _ = outcome(link, engine, "buggy")
    assert (job.state, job.error["kind"]) == ("failed", "InternalError")
    assert "division by zero" in job.error["sentence"]
    assert engine.alive


def test_cancelling_stops_the_work_and_not_the_engine(link, engine):
    def stop(seen):
        if any(getattr(message, "stage", "") == "slow" for message in seen):
            engine.cancel()

    job, _ = outcome(link, engine, "slow", while_running=stop)
    assert job.state == "cancelled"
    assert engine.alive


def test_an_engine_that_does_not_listen_is_ended(link, engine):
    def stop(seen):
        if any(getattr(message, "stage", "") == "deaf" for message in seen):
            engine.cancel()

    job, _ = outcome(link, engine, "deaf", while_running=stop)
    assert job.state == "cancelled"
    assert not engine.alive


def test_a_dead_engine_is_news_with_its_last_words(link, engine):
    job, _ = outcome(link, engine, "die")
    assert (job.state, job.error["kind"]) == ("failed", "InternalError")
    assert "code 9" in job.error["sentence"]
    assert "the model ate all memory" in job.error["sentence"]


def test_a_second_request_is_refused_while_one_is_under_way(link, engine):
    from speaking_engine.protocol.messages import Failure, Request

    asked = []

    def ask_more(seen):
        if not asked and any(getattr(message, "stage", "") == "slow" for message in seen):
            asked.append(True)
            engine._send(Request("k", "echo"))
        if any(isinstance(message, Failure) and message.job == "k" for message in seen):
            engine.cancel()

    job, seen = outcome(link, engine, "slow", while_running=ask_more)
    assert job.state == "cancelled"
    refusal = next(message for message in seen if getattr(message, "job", "") == "k")
    assert "busy" in refusal.error["sentence"]


def test_a_program_that_is_no_engine_is_told(link):
    running = link["engine"].Engine((sys.executable, "-c", "import sys; sys.exit('no such module')"), {})
    job, _ = outcome(link, running, "echo")
    assert (job.state, job.error["kind"]) == ("failed", "SetupError")
    assert "no such module" in job.error["sentence"]
    running.close()


def test_a_program_that_is_not_there_is_told(link):
    from speaking_engine.errors import SetupError

    with pytest.raises(SetupError, match="cannot be started"):
        link["engine"].Engine(("/nowhere/python",), {})


def test_an_engine_of_another_version_is_told(link):
    other = (
        'print(\'{"kind":"hello","protocol":999,"version":"9.9"}\', flush=True); import time; time.sleep(60)'
    )
    running = link["engine"].Engine((sys.executable, "-c", other), {})
    job, _ = outcome(link, running, "echo")
    assert job.state == "failed"
    assert "9.9" in job.error["sentence"]
    running.close()


def test_the_engine_ends_when_its_pipe_is_closed(link):
    running = link["engine"].Engine(FAKE, {})
    outcome(link, running, "echo")
    running.close()
    assert not running.alive
    assert running._process.returncode == 0


def test_a_flood_of_news_is_taken_over_in_small_parts(link, engine):
    spent = []
    from speaking_engine.protocol.messages import Request

    engine.ask(Request("j", "chatty"))
    while engine._job:
        spent.append(len(list(engine.drain(0.005))))
        time.sleep(0.001)
    assert sum(spent) > 2000


def test_a_job_takes_only_its_own_news(link):
    from speaking_engine.protocol.messages import Progress, Result

    job = link["job"].Job("a", "echo")
    assert link["job"].moved(job, Progress("b", "stage", 0.5)) == job
    done = link["job"].moved(job, Result("a", {"x": 1}))
    assert link["job"].moved(done, Progress("a", "stage", 0.5)) == done


def test_a_python_with_the_engine_is_found_by_its_files(link, tmp_path, monkeypatch):
    find = link["find"]
    monkeypatch.delenv(find.VARIABLE, raising=False)
    python = find.python_in(tmp_path / "engine")
    package = tmp_path / "engine" / "lib" / "python3.11" / "site-packages" / "speaking_images-0.1.0.dist-info"
    python.parent.mkdir(parents=True)
    python.touch()
    assert find.find_python(tmp_path) != str(python)
    package.mkdir(parents=True)
    assert find.find_python(tmp_path) == str(python)
    monkeypatch.setenv(find.VARIABLE, "/my/python")
    assert find.find_python(tmp_path) == "/my/python"


def test_an_install_that_fails_says_why_and_leaves_blender_s_python_alone(link, tmp_path):
    installer = ROOT / "addon" / "speaking_images" / "link" / "installer.py"
    running = link["engine"].Engine((sys.executable, str(installer), str(ROOT / "engine")), {})
    wish = {"folder": str(tmp_path / "engine"), "source": str(tmp_path / "no.whl"), "python": sys.executable}
    job, seen = outcome(link, running, "install", wish)
    running.close()
    assert (job.state, job.error["kind"]) == ("failed", "SetupError")
    assert "no.whl" in job.error["sentence"]
    assert any(getattr(message, "note", "").startswith("making an environment") for message in seen)
    assert link["find"].python_in(tmp_path / "engine").exists()


@pytest.mark.parametrize(
    ("said", "is_without_python", "hint"),
    [
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", False, "SSL_CERT_FILE"),
        ("error: invalid peer certificate: UnknownIssuer", True, "SSL_CERT_FILE"),
        ("error: Request failed after 3 retries", True, "3.11 or 3.13"),
        ("error: Request failed after 3 retries", False, "Is there a network"),
    ],
)
def test_what_can_be_done_about_an_install_is_what_was_in_its_way(link, said, is_without_python, hint):
    installer = importlib.import_module("speaking_link.installer")
    assert hint in installer.hint_on(said, is_without_python=is_without_python)


def test_a_command_that_is_a_link_is_followed_and_the_fitting_version_goes_first(link, tmp_path, monkeypatch):
    find = link["find"]
    monkeypatch.delenv(find.VARIABLE, raising=False)
    pythons = {}
    for folder, version in (("tools/speaking-images", "0.3.0"), ("user/engine", "0.2.0")):
        python = pythons[version] = find.python_in(tmp_path / folder)
        python.parent.mkdir(parents=True)
        python.touch()
        site = tmp_path / folder / "lib" / "python3.11" / "site-packages"
        (site / f"speaking_images-{version}.dist-info").mkdir(parents=True)
    command = pythons["0.3.0"].parent / "speaking-images"
    command.touch(mode=0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "speaking-images").symlink_to(command)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find.find_python(tmp_path / "user") == str(pythons["0.2.0"])
    assert find.find_python(tmp_path / "user", "0.3.0") == str(pythons["0.3.0"])
    assert find.find_python(tmp_path / "nobody") == str(pythons["0.3.0"])


SLOW_UV = """#!/bin/sh
case "$1" in
python) echo /usr/bin/python3 ;;
venv) mkdir -p "$5" ;;
*) echo "Downloading numpy (16.0MiB)"; echo " Downloaded numpy"; exec sleep 60 ;;
esac
"""


def test_an_install_that_is_cancelled_ends_with_all_that_it_started(link, tmp_path, monkeypatch):
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(SLOW_UV)
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{uv.parent}:/usr/bin:/bin")
    installer = ROOT / "addon" / "speaking_images" / "link" / "installer.py"
    running = link["engine"].Engine((sys.executable, str(installer), str(ROOT / "engine")), {})

    def stop(seen):
        if any("Downloaded" in getattr(message, "note", "") for message in seen):
            running.cancel()

    began = time.monotonic()
    job, _ = outcome(
        link, running, "install", {"folder": str(tmp_path / "home" / "engine")}, while_running=stop
    )
    running.close()
    assert (job.state, job.error["kind"]) == ("cancelled", "Cancelled")
    assert time.monotonic() - began < 50
    assert "Downloading numpy" in (tmp_path / "home" / "install.log").read_text()
