"""A batch's table and crew: nothing of a row is lost silently, and no process outlives its batch."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from speaking_engine.doors.batch import leash, work
from speaking_engine.doors.batch.files import Finder, Found
from speaking_engine.doors.batch.folder import read_folder, with_texts
from speaking_engine.doors.batch.sheet import write_sheet
from speaking_engine.doors.batch.status import read_status, status_path
from speaking_engine.doors.batch.table import Row, read_table
from speaking_engine.doors.batch.work import Crew, Wish, alone
from speaking_engine.errors import UserError


def rows_of(folder: Path, text: str, encoding: str = "utf-8") -> tuple[Row, ...]:
    (folder / "t.csv").write_bytes(text.encode(encoding))
    return read_table(folder / "t.csv").rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_are_read_in_every_encoding_that_names_itself(tmp_path: Path, encoding: str) -> None:
    (row,) = rows_of(tmp_path, "sep=;\r\nimage;title\r\nä.jpg;Büßerin\r\n", encoding)
    assert (row.name, row.label["title"]) == ("ä", "Büßerin")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("image;text\na.jpg;Good evening; my friend\n", "3 cells for 2 columns"),
        ("image;title\n;Untitled\n", "names no image"),
        ("id;image\nA;a.jpg\na;b.jpg\n", "id 'a' already"),
    ],
)
def test_a_wrong_row_fails_by_itself(tmp_path: Path, text: str, said: str) -> None:
    row = rows_of(tmp_path, text)[-1]
    ((_, status, _),) = Crew(tmp_path).run([row], Wish())
    assert status.state == "failed"
    assert said in status.sentence
    assert read_status(tmp_path, row) == status


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("image;text;Text\na;b;c\n", "`text` twice"),
        ("image;text\n\n;;\n", "no rows"),
        ('image;text\na;"b\nc;d\n', "begins on line 2"),
    ],
)
def test_a_wrong_table_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        rows_of(tmp_path, text)


def test_names_fit_every_file_system(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, f"id,image\n{'ä' * 300},a.jpg\n../../x:y,a.jpg\n🎨,a.jpg\n...,a.jpg\n")
    assert [row.name for row in rows] == ["ä" * 50, "x_y", "row", "row-2"]
    assert "already" not in rows[2].fault
    assert "already" in rows[3].fault


def test_a_row_is_made_again_when_its_files_change(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("One.")
    (row,) = rows_of(tmp_path, "image,text_file\na.jpg,words.txt\n")
    before = row.digest
    assert row.digest == before
    (tmp_path / "words.txt").write_text("One more.")
    changed = row.digest
    assert changed != before
    (tmp_path / "a.jpg").write_bytes(b"a picture")
    again = row.digest
    assert again not in {before, changed}
    (tmp_path / "a.yaml").write_text("hold: claimed")
    assert row.digest not in {before, changed, again}


def test_rows_that_are_not_there_cannot_be_chosen(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "image\na.jpg\nb.jpg\n")
    assert [row.name for row in Wish(only=("a", "2")).choose(rows)] == ["a", "b"]
    with pytest.raises(UserError, match="no row 'c'"):
        Wish(only=("a", "c")).choose(rows)


@pytest.mark.parametrize(
    ("wish", "names"), [("2", ["2"]), ("1", ["1"]), ("#1", ["2"]), ("#3", ["c"]), ("3", ["c"])]
)
def test_a_name_goes_before_a_number(tmp_path: Path, wish: str, names: list[str]) -> None:
    rows = rows_of(tmp_path, "id,image\n2,a.jpg\n1,b.jpg\nc,c.jpg\n")
    assert [row.name for row in Wish(only=(wish,)).choose(rows)] == names


def test_two_batches_do_not_share_a_folder(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(UserError, match="Another batch"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_row_ends_with_a_batch_that_was_killed() -> None:
    row = (
        f"import time; from {leash.__name__} import follow; follow(); print('on', flush=True); time.sleep(60)"
    )
    batch = (
        f"import subprocess, sys, time; from {leash.__name__} import environment;"
        f"p = subprocess.Popen([sys.executable, '-c', {row!r}], env=environment(), stdout=subprocess.PIPE);"
        "p.stdout.readline(); print(p.pid, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", batch], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = psutil.Process(int(process.stdout.readline()))
    assert child.is_running()
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 30
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_without_a_batch_nobody_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.delenv(leash.VARIABLE, raising=False)
    before = threading.active_count()
    leash.follow()
    assert threading.active_count() == before
    assert leash.environment()[leash.VARIABLE] == str(os.getpid())


CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "tables"


def test_files_are_found_as_people_write_them(tmp_path: Path) -> None:
    (tmp_path / "bilder").mkdir()
    (tmp_path / "bilder" / "Girl ä.jpg").touch()
    (tmp_path / "back\\slash.jpg").touch()
    finder = Finder(tmp_path)
    girl = tmp_path / "bilder" / "Girl ä.jpg"
    for written in (
        "bilder\\Girl ä.jpg",
        ".\\Bilder\\GIRL Ä.JPG",
        "BILDER/girl a\u0308.JPG",
        "bilder//girl ä.jpg",
    ):
        found = finder.find(written, "image")
        assert (found.path, found.fault) == (girl, "")
    assert "was taken" in finder.find("bilder\\girl ä.jpg", "image").remark
    assert finder.find(f"file://{girl}".replace(" ", "%20"), "image") == Found(girl)
    assert finder.find("back\\slash.jpg", "image") == Found(tmp_path / "back\\slash.jpg")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("https://example.org/iiif/girl/full/max/0/default.jpg", "web address"),
        ("HTTP://example.org/a.jpg", "web address"),
        ("www.example.org/a.jpg", "web address"),
        ("//example.org/a.jpg", "web address"),
        ("data:image/png;base64,AAAA", "web address"),
        ("C:\\Bilder\\girl.jpg", "Windows computer"),
        ("\\\\server\\share\\girl.jpg", "Windows computer"),
        ("girl.png", "lies girl.jpg"),
        ("none/girl.jpg", "no file"),
        ("TWO.JPG", "differ in case: Two.jpg, two.jpg"),
        ("x" * 5000, "no file"),
        ("a\x00b.jpg", "no file"),
    ],
)
def test_what_is_no_file_fails_by_itself(tmp_path: Path, written: str, said: str) -> None:
    for name in ("girl.jpg", "two.jpg", "Two.jpg"):
        (tmp_path / name).touch()
    found = Finder(tmp_path).find(written, "image")
    assert said in found.fault


def test_numbers_and_years_are_read_as_they_are_meant(tmp_path: Path) -> None:
    (row,) = rows_of(
        tmp_path,
        "image;seconds;speed;feather;seed;date;title\na.jpg;12,5;1,10;30,0;7.0;1665.0;Room 12,5\n",
    )
    assert row.options == {"--seconds": "12.5", "--speed": "1.10", "--feather": "30", "--seed": "7"}
    assert row.label == {"date": "1665", "title": "Room 12,5"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("08_windows_backslash_path.csv", "bilder"),
        ("16_excel_dates_and_numbers.csv", ""),
        ("18_ends_in_ctrl_z_and_nul.csv", ""),
        ("20_image_column_is_url.csv", "web address"),
    ],
)
def test_the_cases_that_failed(name: str, said: str) -> None:
    if not CASES.is_dir():
        pytest.skip("../shared/cases is not there")
    (row,) = read_table(CASES / name).rows
    assert row.label["title"] == "Mädchen mit dem Perlenohrring"
    assert said in row.fault if said else row.fault == ""
    if name.startswith("16"):
        assert row.options["--seconds"] == "12.5"


def test_a_row_may_have_a_column_for_each_language(tmp_path: Path) -> None:
    head = "image;title;title_fr;note (de);languages;voice_fr;text_it;text;photo_by"
    (tmp_path / "t.csv").write_text(
        f"{head}\na.jpg;A;Un;Ein Satz.;en, fr, it;ff_siwis;Ciao.;Hello.;X\n", "utf8"
    )
    table = read_table(tmp_path / "t.csv")
    (row,) = table.rows
    assert table.ignored_columns == ("photo_by",)
    assert row.label == {"title": {"none": "A", "fr": "Un"}, "notes": {"de": "Ein Satz."}}
    assert row.languages == ("en", "fr", "it")
    assert row.own == {"fr": {"--voice": "ff_siwis"}, "it": {"--text": "Ciao."}}
    assert row.options == {"--text": "Hello.", "--language": "en"}


def test_films_in_several_languages_are_one_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    rows = rows_of(tmp_path, "image;title;title_fr;languages;text_it\na.jpg;A;Un;en,fr,it;Ciao.\n")
    asked: list[list[str]] = []

    def answer(_: Crew, command: list[str]) -> tuple[dict, str]:
        asked.append(command)
        if command[0] == "script":
            return {"lines": []}, ""
        for name in ("a.mp4", "a.fr.mp4", "a.it.mp4"):
            (tmp_path / name).write_bytes(b"film")
        told = {key: [] for key in ("text", "lines", "faces")}
        numbers = dict.fromkeys(("took_seconds", "seconds", "picture_width_px", "picture_height_px"), 1)
        return {"film": "a.mp4", "stages": {}, **told, **numbers}, ""

    monkeypatch.setattr(Crew, "_ask", answer)
    ((_, status, _),) = Crew(tmp_path).run(rows, Wish())
    main, italian, film = asked
    assert "--language" in main
    assert "--text" not in main
    assert italian[italian.index("--in") + 1] == "it"
    assert "Ciao." in italian
    assert film[film.index("--in") + 1] == "en,fr,it"
    assert "--text" not in film
    assert json.loads((tmp_path / "a.label.json").read_text("utf8")) == {"title": {"none": "A", "fr": "Un"}}
    assert [file.path for file in status.files] == ["a.mp4", "a.fr.mp4", "a.it.mp4"]


def test_a_title_above_the_columns_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Ausstellung, 2026\n\nimage;title\na.jpg;A\n")
    table = read_table(tmp_path / "t.csv")
    assert table.rows[0].label == {"title": "A"}
    assert "line 3" in table.remarks[0]


def test_many_rows_of_one_picture_have_names_of_their_own(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "id,image\n,a.jpg\n,a.jpg\na-3,b.jpg\n,a.jpg\n,A.jpg\n")
    assert [row.name for row in rows] == ["a", "a-2", "a-3", "a-4", "A-5"]


def test_a_folder_of_pictures_and_one_of_texts(tmp_path: Path) -> None:
    pictures, texts = tmp_path / "pictures", tmp_path / "texts"
    pictures.mkdir()
    texts.mkdir()
    for name in ("Girl.JPG", "two.png", "b.tif", ".hidden.jpg", "notes.docx", "b.json"):
        (pictures / name).touch()
    for name in ("girl.txt", "two.rtf", "two.srt", "none.txt", "x.pdf"):
        (texts / name).touch()
    table = with_texts(read_folder(pictures), texts, needed=True)
    assert [row.name for row in table.rows] == ["Girl", "b", "two"]
    assert table.rows[0].options == {"--text-file": str(texts / "girl.txt")}
    assert table.rows[1].options == {}
    assert "Several texts" in table.rows[2].fault
    assert any("notes.docx" in remark for remark in table.remarks)
    assert any("none.txt" in remark for remark in table.remarks)
    with pytest.raises(UserError, match="no text"):
        with_texts(table, pictures, needed=True)
    with pytest.raises(UserError, match="no picture"):
        read_folder(texts)


@pytest.mark.parametrize(
    "odd",
    [
        '{"stages": {"x": {}}}',
        '{"lines": [{}]}',
        '{"lines": [{"face_id": "f0", "sentences": [{}]}]}',
        '{"faces": [{"id": "f0", "box_px": [1]}]}',
        '{"stages": {"x": {"fallbacks": 3}}}',
        '{"measures": [{"limits": 3}]}',
        "[" * 100_000,
        '{"row": 1e999}',
        "\x00",
        "null",
    ],
)
def test_an_odd_status_file_ends_no_batch(tmp_path: Path, odd: str) -> None:
    (row,) = rows_of(tmp_path, "image\na.jpg\n")
    whole = {"row": 1, "name": "a", "state": "done", "digest": row.digest, "film": "a.mp4"}
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        odd = json.dumps(whole | json.loads(odd))
    status_path(tmp_path, row).write_text(odd)
    ((_, status, ran),) = Crew(tmp_path).run([row], Wish())
    assert (status.state, ran) == ("failed", True)
    write_sheet(tmp_path / "index.html", "t", [(row, status)])


def test_a_folder_in_the_way_of_a_status_ends_no_batch(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "image\na.jpg\nb.jpg\n")
    status_path(tmp_path, rows[0]).mkdir()
    first, second = (status for _, status, _ in Crew(tmp_path).run(rows, Wish()))
    assert "in the way" in first.sentence
    assert second.state == "failed"
    assert status_path(tmp_path, rows[1]).is_file()


def test_a_row_that_takes_too_long_is_stopped_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jpg").touch()
    (row,) = rows_of(tmp_path, "image\na.jpg\n")
    started = tmp_path / "started"
    program = tmp_path / "slow.py"
    program.write_text(
        "import subprocess, sys, time, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(started)!r}).write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    monkeypatch.setattr(work, "PROGRAM", (sys.executable, str(program)))
    ((_, status, _),) = Crew(tmp_path, row_minutes=0.05).run([row], Wish())
    assert status.state == "failed"
    assert "after 0.05 minutes" in status.sentence
    assert "--row-minutes" in status.hint
    pid = int(started.read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
