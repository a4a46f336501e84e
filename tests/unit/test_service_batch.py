"""A batch's table and crew: nothing of a row is lost silently, and no process outlives its batch."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from speaking_engine.errors import UserError
from speaking_engine.service.batch import leash
from speaking_engine.service.batch.status import read_status
from speaking_engine.service.batch.table import Row, read_table
from speaking_engine.service.batch.work import Crew, Wish, alone


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
    assert rows[2].fault == ""
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
    Wish(only=("a", "2")).check(rows)
    with pytest.raises(UserError, match="no row 'c'"):
        Wish(only=("a", "c")).check(rows)


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
