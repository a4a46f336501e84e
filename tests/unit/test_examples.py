"""Every example runs, and so does every Python block in the guides; with stand-ins for voice and animator."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import speaking_engine as si

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"detector": "fake", "animator": "fake"}
VOICED = {**QUICK, "voice": "fake"}


def example(name: str):
    return runpy.run_path(str(ROOT / "examples" / f"{name}.py"))["main"]


def test_first_film(two_squares: Path, tmp_path: Path) -> None:
    film = example("first_film")(two_squares, tmp_path, **VOICED, seconds=3)
    assert film.path.is_file()
    assert film.text[0]


def test_exhibition(two_squares: Path, tmp_path: Path) -> None:
    table = tmp_path / "works.csv"
    table.write_text("image,title,artist,date\ntwo.png,Two,Nobody,1900\nnone.png,None,Nobody,1900\n")
    results = example("exhibition")(table, tmp_path, **VOICED, seconds=3)
    assert Path(results["two.png"]).is_file()
    assert "no file" in results["none.png"]


def test_face_by_hand(two_squares: Path, tmp_path: Path) -> None:
    assert example("face_by_hand")(two_squares, tmp_path, (40, 40, 140, 160), **VOICED).path.is_file()


def test_two_speakers(two_squares: Path, tmp_path: Path) -> None:
    main = example("two_speakers")
    main.__globals__["WORDS"] = "f0: Yes?\nf1: No."
    film = main(two_squares, tmp_path, **QUICK)
    assert film.text == ("Yes?", "No.")


def test_three_languages(two_squares: Path, tmp_path: Path) -> None:
    films = example("three_languages")(two_squares, tmp_path, **VOICED)
    assert [film.path.name for film in films.values()] == ["film.mp4", "film.fr.mp4", "film.it.mp4"]


def test_one_sentence_again(two_squares: Path, tmp_path: Path) -> None:
    main = example("one_sentence_again")
    main.__globals__["WORDS"] = "Yes. We heard it all. No."
    film = main(two_squares, tmp_path, **VOICED)
    with si.open(film.path.parent) as work:
        made = work.movement
        assert [one.word for one in made.corrections] == ["we", "heard", "it", "all"]
        corrected, again = made.performances[0], made.cues[0]
        made.forget("all")
        plain, before = made.performances[0], made.cues[0]
    assert all(
        (after.opening_mm < earlier.opening_mm) == (1 <= after.number <= 4)
        for after, earlier in zip(again, before, strict=True)
    )
    kept = plain.times < before[1].start_seconds - 0.1
    np.testing.assert_array_equal(corrected.channels[kept], plain.channels[kept])
    assert len(list((film.path.parent / "store" / "speech").iterdir())) == 1


def test_every_example_is_run_here() -> None:
    named = set(re.findall(r'example\("(\w+)"\)', Path(__file__).read_text("utf8")))
    assert named == {path.stem for path in (ROOT / "examples").glob("*.py")}


def blocks() -> list:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = []
    for page in pages:
        for number, block in enumerate(re.findall(r"```python\n(.*?)```", page.read_text("utf8"), re.DOTALL)):
            found.append(pytest.param(block, id=f"{page.stem}-{number}"))
    return found


@pytest.mark.parametrize("block", blocks())
def test_every_python_block_of_the_guides_runs(
    block: str, two_squares: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A block that begins with `# shown only` is not run; it says why in the same line."""
    if block.startswith("# shown only"):
        pytest.skip(block.splitlines()[0])
    monkeypatch.chdir(tmp_path)
    for name in ("mona_lisa.jpg", "arnolfini.jpg", "profile.jpg"):
        Image.open(two_squares).save(tmp_path / name)
    plain_open = si.open

    def quick_open(*given: object, **named: object) -> si.Work:
        work = plain_open(*given, **named)
        work.choose(**VOICED, seconds=3)
        return work

    monkeypatch.setattr(si, "open", quick_open)  # and back: other tests open works too
    exec(compile("import speaking_engine as si\n" + block, "guide", "exec"), {})  # noqa: S102 - our own guides
