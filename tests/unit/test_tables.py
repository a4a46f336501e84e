"""Tables as people hand them in: every cell arrives as its writer saw it, or the table is refused."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from speaking_engine.artwork.sidecar import read_label
from speaking_engine.errors import UserError
from speaking_engine.tables import csv_rows, plain, read_rows

DAY = datetime.datetime(1965, 5, 12)
WORDS = ["image", "title"], ["girl.jpg", "Mädchen mit dem Perlenohrring, Größe 44,5"], ["x.jpg", "Café “Été”"]


def rows_of(path: Path, remarks: list[str] | None = None) -> list[list[str]]:
    return [
        cells for _, cells in read_rows(path, "The table", UserError, columns=("image",), remarks=remarks)
    ]


def xlsx(path: Path, rows: Sequence[Sequence[Any]], formats: dict[str, str] | None = None) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for place, shown in (formats or {}).items():
        book.active[place].number_format = shown
    book.save(path)
    return path


def ods(path: Path, rows: str) -> Path:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f"<table:table table:name='Notes'><table:table-row/></table:table>"
            f"<table:table table:name='Works'>{rows}</table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("cp1252", "Windows-1252"),
        ("mac_roman", "Mac Roman"),
    ],
)
def test_text_tables(tmp_path: Path, separator: str, ends: str, encoding: str, said: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(WORDS)
    (tmp_path / "t.csv").write_bytes(out.getvalue().encode(encoding))
    remarks: list[str] = []
    assert rows_of(tmp_path / "t.csv", remarks) == list(WORDS)
    assert [said in remark for remark in remarks] == ([True] if said else [])


@pytest.mark.parametrize(
    ("words", "encoding", "name"),
    [
        ("GRÜSSE AUS KÖLN; ÄÖÜ", "cp1252", "Windows-1252"),
        ("Señor Peña ¿qué? £450 l’été", "cp1252", "Windows-1252"),
        ("Mädchen, größer, ältere", "cp850", "DOS 850"),
        ("Józef Chełmoński, Łódź; Příliš žluťoučký", "cp1250", "Windows-1250"),
        ("Илья Репин", "cp1251", "Windows-1251"),
        ("Δομήνικος Θεοτοκόπουλος", "cp1253", "Windows-1253"),
    ],
)
def test_older_encodings_are_told_by_their_letters(
    tmp_path: Path, words: str, encoding: str, name: str
) -> None:
    (tmp_path / "t.csv").write_bytes(f"image\tt\na.jpg\t{words}\n".encode(encoding))
    remarks: list[str] = []
    assert rows_of(tmp_path / "t.csv", remarks)[1][1] == words
    assert name in remarks[0]
    assert "line 2" in remarks[0]
    with pytest.raises(UserError, match="line 2"):
        rows_of(tmp_path / "t.csv")  # nobody to tell


@pytest.mark.parametrize("encoding", ["shift_jis", "gb18030", "big5", "euc_kr"])
def test_what_cannot_be_told_is_refused(tmp_path: Path, encoding: str) -> None:
    words = {"euc_kr": "김홍도의 그림", "shift_jis": "葛飾北斎", "gb18030": "山水画"}.get(encoding, "齊白石")
    (tmp_path / "t.csv").write_bytes(f"image,t\na.jpg,{words}\n".encode(encoding))
    with pytest.raises(UserError, match="not UTF-8"):
        rows_of(tmp_path / "t.csv", [])


@pytest.mark.parametrize("end", ["\x1a", "\x00", "\r\n\x1a", "\x1a\x00\x00\r\n", "\n\n\x00\x1a\n"])
def test_old_ends_of_files_are_no_row(tmp_path: Path, end: str) -> None:
    (tmp_path / "t.csv").write_text(f"image\na.jpg{end}", newline="")
    assert rows_of(tmp_path / "t.csv") == [["image"], ["a.jpg"]]


def test_what_nobody_sees_is_taken_out(tmp_path: Path) -> None:
    text = '\ufeffimage,ti\u200btle,no\na.jpg,A\x07 \u202eB\u00a0,="0012"\n'
    (tmp_path / "t.csv").write_text(text)
    assert rows_of(tmp_path / "t.csv") == [["image", "title", "no"], ["a.jpg", "A B", "0012"]]


def test_a_title_above_the_columns_does_not_choose_the_separator(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Ausstellung, Mai, 2026\n\nimage;title\na.jpg;Ja, gern\n")
    assert rows_of(tmp_path / "t.csv")[1:] == [["image", "title"], ["a.jpg", "Ja, gern"]]


def test_a_workbook_reads_as_it_is_seen(tmp_path: Path) -> None:
    rows = [
        ["image", "date", "seen", "year", "seconds", "number", "hold", "error", "none"],
        ["a.jpg", DAY, DAY, DAY, 12.5, 7, True, "#REF!", None],
        ["b.jpg", 1665, "c. 1665", 1665.0, 30.0, 12, "", "#5", "ä"],
    ]
    path = xlsx(tmp_path / "t.xlsx", rows, {"C2": "mmm yyyy", "D2": "yyyy", "F2": "0000", "F3": "0000"})
    assert rows_of(path) == [
        rows[0],
        ["a.jpg", "12 May 1965", "May 1965", "1965", "12.5", "0007", "true"],
        ["b.jpg", "1665", "c. 1665", "1665", "30", "0012", "", "#5", "ä"],
    ]


def test_the_sheet_with_the_column_is_read_and_said(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Read me"])
    book.create_sheet("Hidden").append(["image"])
    book["Hidden"].sheet_state = "hidden"
    book.create_sheet("Werke").append(["Image", "title"])
    book["Werke"].append(["a.jpg", "A"])
    book.save(tmp_path / "t.xlsx")
    remarks: list[str] = []
    assert rows_of(tmp_path / "t.xlsx", remarks) == [["Image", "title"], ["a.jpg", "A"]]
    assert "Werke" in remarks[0]
    assert read_label(tmp_path / "t.xlsx", Path("a.jpg")).title == "A"


def test_an_open_document_reads_as_it_is_seen(tmp_path: Path) -> None:
    def cell(words: str, attributes: str = "") -> str:
        return f"<table:table-cell {attributes}><text:p>{words}</text:p></table:table-cell>"

    path = ods(
        tmp_path / "t.ods",
        f"<table:table-row>{cell('image')}{cell('date')}{cell('n')}{cell('title')}</table:table-row>"
        "<table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>"
        "<table:table-row>"
        + cell("a.jpg")
        + cell("12.05.1865", "office:value-type='date' office:date-value='1865-05-12'")
        + cell("1.665,00", "office:value-type='float' office:value='1665'")
        + cell("A<text:s/>girl<text:line-break/>in <text:span>blue</text:span>")
        + "<table:table-cell table:number-columns-repeated='16000'/></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048000'><table:table-cell/></table:table-row>",
    )
    found = list(read_rows(path, "The table", UserError, columns=("image",)))
    assert found == [
        (1, ["image", "date", "n", "title"]),
        (5, ["a.jpg", "12 May 1865", "1665", "A girl\nin blue"]),
    ]


def test_hostile_and_foreign_workbooks_are_refused(tmp_path: Path) -> None:
    far = Workbook()
    far.active["A1"], far.active["XFD1048576"] = "image", "x"
    far.save(tmp_path / "far.xlsx")
    assert rows_of(tmp_path / "far.xlsx")[0] == ["image"]
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 301_000_000)
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    ods(tmp_path / "words.zip", "")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    whole = xlsx(tmp_path / "whole.xlsx", [["image"], ["a.jpg"]]).read_bytes()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    entities = '<!DOCTYPE a [<!ENTITY a "aaaa">]><office:document-content/>'
    with zipfile.ZipFile(tmp_path / "entities.ods", "w") as archive:
        archive.writestr("content.xml", entities)
    for name, said in {
        "bomb.xlsx": "300 MB",
        "old.xls": "old Excel",
        "a.docx": "no workbook",
        "half.xlsx": "damaged",
        "entities.ods": "damaged",
    }.items():
        with pytest.raises(UserError, match=said) as caught:
            rows_of(tmp_path / name)
        assert caught.value.hint


cells = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="\r\n\t"), min_size=1, max_size=9
)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_every_table_that_is_written_comes_back(rows: list[list[str]], separator: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([["image", "t"], *rows])
    read = [row for _, row in csv_rows(out.getvalue(), "It", UserError, ("image",))]
    assert read == [["image", "t"], *[[cell.strip() for cell in row] for row in rows]]


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"image,a\n"]))
def test_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, begins: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(begins + data)
    with contextlib.suppress(UserError):
        assert all(any(row) for row in rows_of(path, []))


def test_columns_are_compared_plainly() -> None:
    assert plain(" Text-File\u200b ") == "text_file"
