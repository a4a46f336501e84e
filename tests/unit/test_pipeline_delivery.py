"""The film is handed out with its captions, and a person's corrections of them are never lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from speaking_engine.pipeline.delivery import DELIVERED_FILE, deliver_film, put_old_aside
from speaking_engine.project.production import Production, created, peeked


@pytest.fixture
def production(tmp_path):
    picture = tmp_path / "picture.png"
    Image.new("RGB", (64, 64), "grey").save(picture)
    with created(tmp_path / "a.speaking", picture) as production:
        yield production


def composed(production: Production, words: str) -> list[Path]:
    """Put captions into the store, a product for each text."""
    folder = production.store_folder / "composite" / str(abs(hash(words)))
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in (".srt", ".vtt"):
        (folder / f"captions{suffix}").write_text(words + suffix)
    return sorted(folder.iterdir())


def deliver(production: Production, words: str, target: Path | None = None) -> list[str]:
    film = production.store_folder / "film.mp4"
    film.parent.mkdir(exist_ok=True)
    film.write_text(f"film of {words}")
    return deliver_film(
        production, film, composed(production, words), target or production.folder / "film.mp4"
    )


def test_captions_nobody_touched_follow_the_film(production):
    for words in ("one", "two"):
        assert deliver(production, words) == []
        shutil.rmtree(production.store_folder / "composite")  # as `tidy` does
        assert (production.folder / "film.srt").read_text() == f"{words}.srt"
        assert (production.folder / "film.mp4").read_text() == f"film of {words}"


def test_captions_changed_by_hand_are_kept_and_told_at_every_run(production):
    srt = production.folder / "film.srt"
    deliver(production, "one")
    srt.write_text("corrected")
    for words in ("one", "two", "two"):
        assert deliver(production, words) == [
            "film.srt was changed by hand and is kept; delete it to get a new one."
        ]
        assert srt.read_text() == "corrected"
        assert (production.folder / "film.vtt").read_text() == f"{words}.vtt"
    srt.unlink()
    assert deliver(production, "two") == []
    assert srt.read_text() == "two.srt"


def test_a_moved_production_knows_its_captions(production, tmp_path):
    deliver(production, "one")
    moved = shutil.copytree(production.folder, tmp_path / "moved" / "b.speaking")
    shutil.rmtree(moved / "store" / "composite")
    assert deliver(Production(moved, production.project), "two") == []
    assert (moved / "film.srt").read_text() == "two.srt"


def test_captions_of_a_production_without_a_list_are_known_by_the_store(production):
    deliver(production, "one")
    (production.store_folder / DELIVERED_FILE).write_text("\udcff{", "utf8", "surrogateescape")
    assert deliver(production, "two") == []


def test_captions_of_somebody_else_are_kept(production, tmp_path):
    (tmp_path / "out.vtt").write_text("another film's")
    said = deliver(production, "one", tmp_path / "out.mp4")
    assert said == ["out.vtt was not made by this production and is kept; delete it to get a new one."]
    assert (tmp_path / "out.vtt").read_text() == "another film's"
    assert (tmp_path / "out.srt").read_text() == "one.srt"


def test_the_hold_of_a_work_goes_on_to_its_next_picture(tmp_path):
    pictures = [tmp_path / "one.png", tmp_path / "two.png"]
    for picture, colour in zip(pictures, ("grey", "white"), strict=True):
        Image.new("RGB", (64, 64), colour).save(picture)
    folder = tmp_path / "a.speaking"
    with created(folder, pictures[0]) as production:
        deliver(production, "one", tmp_path / "out.mp4")
        production.project.metadata = {"hold": "claimed"}
        production.save()
    assert put_old_aside(folder, pictures[0]) == ""
    assert put_old_aside(folder, pictures[1]) == "claimed"
    assert (tmp_path / "a.old1.speaking" / "withheld" / "out.mp4").is_file()
    assert put_old_aside(folder, pictures[1]) == "claimed"  # as after a kill
    with created(folder, pictures[1], "claimed"):
        pass
    assert peeked(folder).hold == "claimed"
