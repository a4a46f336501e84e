"""A night of work: rows that fail, a restart, a changed row, and the sheet."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from speaking_engine.doors.cli.main import run


@pytest.fixture
def exhibition(tmp_path: Path, portrait: Path, landscape: Path) -> Path:
    shutil.copy(portrait, tmp_path / "hopper.jpg")
    (tmp_path / "broken.jpg").write_text("no picture")
    table = tmp_path / "exhibition.csv"
    table.write_text(
        "image;title;text;voice;animator\n"
        "hopper.jpg;Grace Hopper;Good evening.;fake;fake\n"
        "broken.jpg;Broken;Hello.;fake;fake\n"
        "none.jpg;Missing;Hello.;fake;fake\n"
        f"{landscape.name};Field;Hello.;fake;fake\n",
        "utf-8-sig",
    )
    return table


def ask(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    capfd.readouterr()
    code = run([*map(str, arguments), "--renderer", "engine", "--json"])
    return code, json.loads(capfd.readouterr().out)


def test_a_night_of_work(exhibition: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = exhibition.parent / "films"
    code, answer = ask(capfd, "batch", exhibition, "--out", out, "--jobs", "2")
    assert code == 2
    assert [row["state"] for row in answer["rows"]] == ["done", "failed", "failed", "failed"]
    assert "not a picture" in answer["rows"][1]["sentence"]
    assert "no file" in answer["rows"][2]["sentence"]
    assert "No face" in answer["rows"][3]["sentence"]
    assert (out / "hopper.mp4").stat().st_size > 10_000
    assert (out / "hopper.vtt").is_file()
    page = (out / "index.html").read_text()
    assert "data:image/jpeg;base64," in page
    assert "Good evening." in page
    assert "[given]" in page

    made = (out / "hopper.mp4").stat().st_mtime_ns
    code, answer = ask(capfd, "batch", exhibition, "--out", out, "--only", "hopper")
    assert code == 0
    assert (out / "hopper.mp4").stat().st_mtime_ns == made

    shutil.copy(exhibition.parent / "hopper.jpg", exhibition.parent / "none.jpg")
    code, answer = ask(capfd, "batch", exhibition, "--out", out, "--only", "3", "--retry", "--measure")
    assert code == 0
    assert answer["rows"][0]["measures"][0]["first_equal"] is True
    assert "silent_lip_deviation" in (out / "index.html").read_text()
    assert answer["rows"][0]["state"] == "done"


def test_signed_words_and_the_final_film(
    tmp_path: Path, portrait: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    quick = ["--voice", "fake", "--animator", "fake", "--renderer", "engine", "--resolution", "720p"]
    assert run(["speak", str(portrait), "--text", "I waited.", *quick, "--final"]) == 2
    assert "not approved" in capfd.readouterr().err
    assert run(["approve", "grace_hopper.speaking", "--by", "M. Duval"]) == 0
    assert run(["render", "grace_hopper.speaking", "--final"]) == 0
    assert run(["speak", "grace_hopper.speaking", "--text", "I waited long.", "--final"]) == 2
    assert "then edited" in capfd.readouterr().err
    assert run(["render", "grace_hopper.speaking", "--final", "--unapproved"]) == 0


def test_an_actors_recording_moves_the_face(
    tmp_path: Path, portrait: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import numpy as np

    from speaking_engine.media.sound import write_wav

    monkeypatch.chdir(tmp_path)
    time = np.arange(36_000) / 24_000
    loud = (np.sin(2 * np.pi * 3 * time) > 0) * np.sin(2 * np.pi * 180 * time) * 0.3
    write_wav(tmp_path / "actor.wav", loud.astype(np.float32), 24_000)
    assert run(["speak", str(portrait), "--audio", "actor.wav", "--renderer", "engine", "--json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    assert any("loudness" in sentence for sentence in answer["stages"]["speech"]["fallbacks"])
    assert 2 < answer["seconds"] < 4


def test_faces_are_corrected_from_the_command_line(
    tmp_path: Path, portrait: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def faces(*arguments: str) -> list[dict[str, Any]]:
        capfd.readouterr()
        assert run(["faces", str(portrait), *arguments, "--json"]) == 0
        return json.loads(capfd.readouterr().out)["faces"]

    assert [face["id"] for face in faces()] == ["f0"]
    assert faces("--set-gender", "f0=male")[0]["gender"] == "male"
    assert [face["id"] for face in faces("--add", "--box", "20,300,90,120")] == ["h0", "f0"]
    assert [face["id"] for face in faces("--order", "f0,h0")] == ["f0", "h0"]
    moved = faces("--move", "f0", "--box", "160,120,140,180")[0]
    assert moved["box_px"] == [160, 120, 140, 180]
    assert moved["gender"] == "male"
    assert [face["id"] for face in faces("--thorough", "--remove", "h0", "--overlay", "o.png")] == ["f0"]
    assert (tmp_path / "o.png").stat().st_size > 10_000
    faces("--on", "f0", "--draft-handles", "h.json", "--set", "profile_left")
    assert "nose_tip" in json.loads((tmp_path / "h.json").read_text())["handles"]
    assert faces("--on", "f0", "--handles", "h.json")[0]["yaw_class"] == "profile"


@pytest.fixture
def shown(exhibition: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    """The folder of films of one row that is done."""
    exhibition.write_text("id,image,text,voice,animator\none,hopper.jpg,Good evening.,fake,fake\n")
    assert ask(capfd, "batch", exhibition, "--out", exhibition.parent / "films")[0] == 0
    return exhibition.parent / "films"


def made_again(exhibition: Path, capfd: pytest.CaptureFixture[str], films: Path) -> bool:
    """Run the batch again, and say whether the row was run; it is done in any case."""
    status = films / "one.status.json"
    before = status.stat().st_mtime_ns
    code, answer = ask(capfd, "batch", exhibition, "--out", films)
    assert code == 0, answer
    assert (films / "one.mp4").stat().st_size > 10_000
    return status.stat().st_mtime_ns != before


def test_done_counts_only_with_the_film_that_was_made(
    exhibition: Path, shown: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    film, whole = shown / "one.mp4", (shown / "one.mp4").read_bytes()
    assert not made_again(exhibition, capfd, shown)
    for harm in (whole[:100], b"", bytes(len(whole))):
        film.write_bytes(harm)
        assert made_again(exhibition, capfd, shown)
        assert film.read_bytes() == whole
    (shown / "one.srt").unlink()
    assert made_again(exhibition, capfd, shown)
    (shown / "one.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nCorrected.\n")
    assert not made_again(exhibition, capfd, shown)
    copy = shutil.copytree(shown, exhibition.parent / "copied")
    shutil.rmtree(shown)
    assert not made_again(exhibition, capfd, copy)
    (copy / "one.mp4").unlink()
    assert made_again(exhibition, capfd, copy)


def test_a_new_picture_is_a_new_production(
    exhibition: Path, shown: Path, landscape: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from PIL import Image

    picture = exhibition.parent / "hopper.jpg"
    Image.open(picture).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(picture)
    old = (shown / "one.mp4").read_bytes()
    assert made_again(exhibition, capfd, shown)
    assert (shown / "one.mp4").read_bytes() != old
    assert (shown / "one.old1.speaking" / "withheld" / "one.mp4").read_bytes() == old
    shutil.copy(landscape, picture)
    code, answer = ask(capfd, "batch", exhibition, "--out", shown)
    assert code == 2
    assert "No face" in answer["rows"][0]["sentence"]
    assert not (shown / "one.mp4").exists()


def test_every_row_is_exported_and_linked(
    tmp_path: Path, portrait: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        shutil.copy(portrait, tmp_path / f"{name}.jpg")
    table = tmp_path / "t.csv"
    rows = "image,text,voice,animator,resolution,canvas,approved_by\n"
    table.write_text(
        f"{rows}a.jpg,Hello.,fake,fake,720p,320x240,Anna\nb.jpg,Hello.,fake,fake,720p,320x240,\n"
    )
    out = tmp_path / "films"
    code, answer = ask(capfd, "batch", table, "--out", out, "--export", "screen,stills")
    assert code == 2
    assert [row["state"] for row in answer["rows"]] == ["done", "failed"]
    assert "not approved" in answer["rows"][1]["sentence"]
    assert (out / answer["rows"][0]["exports"]["screen"] / "a.en-us.mp4").is_file()
    assert "a.speaking/export/stills/" in (out / "index.html").read_text()
    code, answer = ask(capfd, "batch", table, "--out", out, "--export", "screnn")
    assert code == 2
    assert "Did you mean screen?" in answer["error"]["hint"]
