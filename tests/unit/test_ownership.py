"""What we did not make is neither deleted nor replaced, wherever it lies, also through links."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from speaking_engine.doors.cli.main import run
from speaking_engine.errors import OutputError, ProjectError
from speaking_engine.pipeline.delivery import check_replaceable
from speaking_engine.pipeline.store import Store
from speaking_engine.project.production import created, opened

KEY = "0123456789abcdef0123"
THESIS = b"three years of work"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    Image.new("RGB", (64, 64), "grey").save(path)
    return path


def write(path: Path, data: bytes = THESIS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_folder_of_other_things_is_not_adopted(tmp_path: Path, picture: Path) -> None:
    thesis = write(tmp_path / "work" / "store" / "clip" / KEY / "thesis.tex")
    with pytest.raises(ProjectError, match="folder of other things"), created(tmp_path / "work", picture):
        pass
    assert thesis.read_bytes() == THESIS
    (tmp_path / "link.speaking").symlink_to(tmp_path / "work", target_is_directory=True)
    with pytest.raises(ProjectError), created(tmp_path / "link.speaking", picture):
        pass
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["store"]


@pytest.mark.parametrize("name", ["empty", "old.speaking", "new"])
def test_an_empty_a_new_and_a_speaking_folder_are_adopted(tmp_path: Path, picture: Path, name: str) -> None:
    if name != "new":
        (tmp_path / name).mkdir()
    if name == "old.speaking":
        write(tmp_path / name / "lexicon.csv")
    with created(tmp_path / name, picture) as production:
        assert production.folder == tmp_path / name


PLACES = st.sampled_from(
    [
        "notes.txt",
        "store/notes.txt",
        "store/clip/notes.txt",
        "store/thesis/chapter/1.tex",
        f"store/clip/{KEY}/thesis.tex",
        f"store/clip/{KEY}.changed1/thesis.tex",
        f"store/frames/{KEY}/holiday.png",
        f"store/frames/{KEY}/strips/2024.png",
        "store/.thesis.partial",
        "films/.holiday.0123abcd.partial",
        ".partial",
        "store/clip/.tex.partial/1.tex",
        f"store/render/{KEY}/film.mp4",
        f"store/render/{KEY[:-1]}/film.mp4",
    ]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(theirs=st.sets(PLACES, min_size=1), forged=st.sampled_from(["", "../../../notes.txt", ".."]))
def test_tidying_and_sweeping_leave_what_is_not_ours(
    tmp_path: Path, picture: Path, theirs: set[str], forged: str
) -> None:
    folder = tmp_path / "a.speaking"
    shutil.rmtree(folder, ignore_errors=True)
    with created(folder, picture) as production:
        kept = [write(folder / place) for place in theirs]
        if forged:
            recipe = {"stage": "clip", "files": {forged: {}, str(picture): {}}, "digest": ""}
            write(folder / "store" / "clip" / KEY / "recipe.json", json.dumps(recipe).encode())
        Store(production.store_folder).keep_only([])
    with opened(folder):
        pass
    assert all(path.read_bytes() == THESIS for path in kept)
    assert picture.is_file()


def test_nothing_is_deleted_through_a_link(tmp_path: Path, picture: Path) -> None:
    elsewhere = write(
        tmp_path / "elsewhere" / "clip" / KEY / "recipe.json", b'{"stage": "clip", "files": {}}'
    )
    partial = write(tmp_path / "elsewhere" / ".a.01234567.partial")
    folder = tmp_path / "a.speaking"
    with created(folder, picture):
        pass
    (folder / "store").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert run(["tidy", str(folder)]) == 2
    (folder / "store").unlink()
    (folder / "store").mkdir()
    (folder / "store" / "clip").symlink_to(tmp_path / "elsewhere" / "clip", target_is_directory=True)
    write(folder / "store" / "speech" / "x")
    (folder / "store" / "speech" / KEY).symlink_to(elsewhere.parent, target_is_directory=True)
    assert run(["tidy", str(folder)]) == 0
    assert elsewhere.is_file()
    assert partial.is_file()


def test_what_we_made_is_still_removed(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")

    def make(folder: Path) -> None:
        write(folder / "deep" / "a.bin", b"1234")

    product = store.get("clip", {"a": 1}, make).folder
    for name in ("strips/000000.png", "strips/.000001.part.png", "strips/recipe.txt", "strips.json"):
        write(tmp_path / "store" / "frames" / KEY / name)
    assert store.keep_only([]) > 4
    assert not product.exists()
    assert not (tmp_path / "store" / "frames" / KEY).exists()


def test_a_film_of_somebody_else_is_not_replaced(tmp_path: Path, picture: Path) -> None:
    holiday = write(tmp_path / "holiday.mp4")
    with created(tmp_path / "a.speaking", picture) as production:
        with pytest.raises(OutputError, match="not made by this production"):
            check_replaceable(production, holiday)
        check_replaceable(production, tmp_path / "new.mp4")
    assert run(["speak", str(picture), "--text", "Hello.", "--out", str(holiday)]) == 2
    assert holiday.read_bytes() == THESIS
