"""Tables read from files: what Excel, other programs and no program at all may write."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Invalid, SelosteError, Setup
from db.sources import table_xlsx, tables
from db.sources.table_writing import writing
from tests.hostile import FEW, NASTY, worded

LINES = 'Yritys;Y-tunnus;Paikka\r\nKahvila Äly Oy;1572860-0;Pihtipudas\r\n\r\n"Rivi\nkaksi";;Oulu\r\n'


def kept(where: Path, what: bytes | str, name: str = "taulu.csv") -> Path:
    path = where / name
    path.write_bytes(what if isinstance(what, bytes) else what.encode())
    return path


def workbook(where: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(where / "kirja.xlsx")
    return where / "kirja.xlsx"


def remade(path: Path, **parts: bytes) -> Path:
    """The same workbook with some parts in another form."""
    made = path.with_name("muu.xlsx")
    with zipfile.ZipFile(path) as was, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as becomes:
        for name in was.namelist():
            becomes.writestr(name, parts.get(Path(name).stem, was.read(name)))
    return made


SPACE = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sheet(*rows: str) -> bytes:
    """A sheet written by hand."""
    return f"<worksheet {SPACE}><sheetData>{''.join(rows)}</sheetData></worksheet>".encode()


def sharing(where: Path, strings: str) -> Path:
    """A workbook as Excel writes it: texts in a part of their own, named by number; prefixes where they are allowed."""
    links = "".join(
        f"<Relationship Id='r{place}' Type='{OFFICE}/{kind}' Target='{target}'/>"
        for place, (kind, target) in enumerate((("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "/xl/sharedStrings.xml")))
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f"<x:workbook xmlns:x='{SPACE[7:-1]}' xmlns:r='{OFFICE}'>"
        "<x:sheets><x:sheet name='T' sheetId='1' r:id='r0'/></x:sheets></x:workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": sheet("<row><c t='s'><v>0</v></c></row><row><c t='s'><v>1</v></c></row>").decode(),
    }
    path = where / "jaettu.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def refused(path: Path) -> str:
    with pytest.raises(SelosteError) as answer:
        list(tables.read(path).rows())
    assert worded(answer.value.code)
    return answer.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter_and_encoding_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    table = tables.read(kept(tmp_path, LINES.replace(";", delimiter).encode(encoding)))
    assert (table.form.delimiter, table.header) == (delimiter, ("Yritys", "Y-tunnus", "Paikka"))
    first, second = table.rows()
    assert (first.number, first["Yritys"], first["Paikka"]) == (2, "Kahvila Äly Oy", "Pihtipudas")
    assert (second.number, second["Yritys"], second["Y-tunnus"]) == (4, "Rivi\nkaksi", "")


def test_what_was_found_can_be_corrected(tmp_path: Path) -> None:
    path = kept(tmp_path, "a,b;c\nä,1;2\n".encode("latin-1"))
    assert tables.read(path, encoding="latin-1", delimiter=",").header == ("a", "b;c")
    with pytest.raises(Invalid, match="table_encoding"):
        list(tables.read(path, encoding="utf-8", delimiter=",").rows())


def test_bytes_that_windows_has_no_letters_for_are_latin_1(tmp_path: Path) -> None:
    assert tables.read(kept(tmp_path, b"a;b\n\x81\xe4;2\n")).form.encoding == "latin-1"


def test_excels_line_that_names_the_delimiter_is_no_heading(tmp_path: Path) -> None:
    table = tables.read(kept(tmp_path, "sep=|\na;x|b\n1|2\n"))
    assert (table.header, [dict(row) for row in table.rows()]) == (("a;x", "b"), [{"a;x": "1", "b": "2"}])


def test_every_column_has_a_name_of_its_own(tmp_path: Path) -> None:
    assert tables.read(kept(tmp_path, "Puhelin;;Puhelin;x;;\n1;2;3;4\n")).header == ("Puhelin", "B", "Puhelin (2)", "x")


def test_rows_that_cannot_be_used_say_why_and_where(tmp_path: Path) -> None:
    long = "x" * 5000
    rows = list(tables.read(kept(tmp_path, f"a;b\n1\n1;2;3\n{long};2\n1;x\0y\n")).rows())
    assert [(row.number, row.problem, row.column) for row in rows] == [
        (2, None, None), (3, "cells_too_many", "C"), (4, "cell_too_long", "a"), (5, "cell_nul", "b"),
    ]  # fmt: skip
    assert all(worded(row.problem) for row in rows if row.problem)
    assert dict(rows[0]) == {"a": "1", "b": ""}


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "table_empty"), ("\n\n", "table_empty"), ('a;b\n1;"2\n', "table_quotes"), ('a;b\n1;"2"3\n', "table_quotes")],
)
def test_a_broken_csv_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert refused(kept(tmp_path, text)) == code


def test_a_line_without_end_is_not_kept_in_memory(tmp_path: Path) -> None:
    assert refused(kept(tmp_path, b"a;b\n" + b"x" * (40 * 2**20))) in {"table_line_too_long", "table_quotes"}


def test_a_cell_of_ten_megabytes_is_a_row_that_cannot_be_used(tmp_path: Path) -> None:
    (row,) = tables.read(kept(tmp_path, "a;b\n" + "y" * 10_000_000 + ";2\n")).rows()
    assert row.problem == "cell_too_long"
    assert len(row["a"]) == 4000


def test_what_is_not_there_or_no_file_is_unread(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "ei"):
        with pytest.raises(Setup, match="file_unread"):
            tables.read(path)


def test_a_workbook_reads_as_its_reader_would_type_it(tmp_path: Path) -> None:
    path = workbook(tmp_path, [
        ["Nimi", "Luku", "Päivä", "Hetki", "Kyllä", "Puhelin"],
        ["Äly Oy", 1.5, date(2026, 1, 31), datetime(2026, 1, 31, 12, 30), True, 358445550100],  # noqa: DTZ001
        [None, 1e21, None, None, False, "0445550100"],
    ])  # fmt: skip
    first, second = tables.read(path).rows()
    assert list(first.values()) == ["Äly Oy", "1.5", "2026-01-31", "2026-01-31 12:30:00", "true", "358445550100"]
    assert list(second.values()) == ["", "1000000000000000000000", "", "", "false", "0445550100"]
    assert (first.number, second.number) == (2, 3)


def test_another_sheet_can_be_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Toinen").append(["x"])
    assert book.active is not None
    book.active.append(["y"])
    book.save(tmp_path / "kirja.xlsx")
    table = tables.read(tmp_path / "kirja.xlsx", sheet="Toinen")
    assert (table.header, len(table.form.sheets)) == (("x",), 2)
    with pytest.raises(Invalid, match="table_sheet_unknown"):
        tables.read(tmp_path / "kirja.xlsx", sheet="Kolmas")


def test_a_formula_counts_by_its_result_and_not_without_one(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["a", "b"], ["=1+1", 2]])
    (row,) = tables.read(path).rows()
    assert (row.problem, row.column) == ("cell_formula", "a")
    written = sheet(
        "<row r='1'><c r='A1' t='inlineStr'><is><t>a</t></is></c></row>",
        "<row r='7'><c r='A7'><f>1+1</f><v>2</v></c></row>",
        "<row r='8'><c r='A8' t='e'><v>#REF!</v></c></row>",
    )
    first, second = tables.read(remade(path, sheet1=written)).rows()
    assert (first.number, first["a"], first.problem) == (7, "2", None)
    assert second.problem == "cell_error"


def test_texts_are_shared_as_excel_does_it(tmp_path: Path) -> None:
    spoken = "<si><r><t>Ä</t></r><r><t xml:space='preserve'>ly </t></r><rPh><t>x</t></rPh></si><si><t>a_x000D_b</t></si>"
    (row,) = tables.read(sharing(tmp_path, f"<sst {SPACE}>{spoken}</sst>")).rows()
    assert dict(row) == {"Äly": "a\rb"}
    assert refused(sharing(tmp_path, f"<sst {SPACE}><si><t>a</t></si></sst>")) == "table_broken"


def test_entities_are_refused_unread(tmp_path: Path) -> None:
    evil = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"
    path = workbook(tmp_path, [["a"], ["1"]])
    for part in ("sheet1", "workbook", "styles"):
        assert refused(remade(path, **{part: evil.encode()})) == "table_entities"
    assert refused(sharing(tmp_path, evil)) == "table_entities"


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["a"], ["1"]])
    assert refused(remade(path, sheet1=b"<worksheet>" + b" " * (64 * 2**20))) == "table_bomb"


def test_a_workbook_cut_short_is_broken_wherever_it_is_cut(tmp_path: Path) -> None:
    whole = workbook(tmp_path, [["a", "b"], *([place, "x"] for place in range(50))]).read_bytes()
    for end in range(4, len(whole) - 1, 97):
        assert refused(kept(tmp_path, whole[:end], "lyhyt.xlsx")) in {"table_broken", "table_no_workbook"}


def test_a_zip_that_is_no_workbook_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.txt", "b")
    assert refused(tmp_path / "x.zip") == "table_no_workbook"
    assert refused(kept(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) == "table_old_excel"


@given(rows=st.lists(st.lists(st.sampled_from(NASTY) | st.text(max_size=20), min_size=2, max_size=2), min_size=1, max_size=6))
@FEW
def test_whatever_csv_can_hold_comes_back_or_is_said(tmp_path: Path, rows: list[list[str]]) -> None:
    rows = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["a", "b"], *rows])
    read = list(tables.read(kept(tmp_path, text.getvalue()), delimiter=";").rows())
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(read) == len(wanted)
    for row, (a, b) in zip(read, wanted, strict=True):
        assert row.problem in {"cell_too_long", "cell_nul"} or [row["a"], row["b"]] == [a.strip(), b.strip()]


@given(noise=st.binary(max_size=300))
@FEW
def test_noise_is_read_or_refused_never_a_crash(tmp_path: Path, noise: bytes) -> None:
    for what in (noise, b"PK\x03\x04" + noise):
        try:
            list(tables.read(kept(tmp_path, what)).rows())
        except SelosteError as answer:
            assert worded(answer.code)  # noqa: PT017


@given(spoilt=st.binary(min_size=1, max_size=40), at=st.integers(0, 2**16), part=st.sampled_from(("sheet1", "workbook", "styles")))
@FEW
def test_a_spoilt_part_is_read_or_refused_never_a_crash(tmp_path: Path, spoilt: bytes, at: int, part: str) -> None:
    path = tmp_path / "kirja.xlsx"
    if not path.exists():
        workbook(tmp_path, [["a", "b"], ["x", date(2026, 1, 1)]])
    with zipfile.ZipFile(path) as archive:
        was = archive.read(next(name for name in archive.namelist() if Path(name).stem == part))
    place = at % len(was)
    try:
        list(tables.read(remade(path, **{part: was[:place] + spoilt + was[place + len(spoilt) :]})).rows())
    except SelosteError as answer:
        assert worded(answer.code)  # noqa: PT017


def test_many_rows_take_no_more_memory_than_few(tmp_path: Path) -> None:
    path = kept(tmp_path, "a;b;c\n" + "Kahvila Koivu Oy;1572860-0;Pihtipudas\n" * 30_000)
    tracemalloc.start()
    assert sum(1 for _ in tables.read(path).rows()) == 30_000
    assert tracemalloc.get_traced_memory()[1] < 6 * 2**20
    tracemalloc.stop()


def test_a_part_that_is_larger_than_it_says_is_broken(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["a"], ["1"]])
    whole = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    assert whole.count(size.to_bytes(4, "little")) >= 1
    lying = bytes(whole).replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))
    assert refused(kept(tmp_path, lying, "valhe.xlsx")) == "table_broken"
    assert table_xlsx.sheets(path)


DANGEROUS = ("=1+1", "+358445550100", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "%0A=1", "|cmd", '=HYPERLINK("http://x")')


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_that_is_written_is_a_formula(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"ulos.{form}"
    with writing(path, form, ["a", "b"]) as writer:
        for text in DANGEROUS:
            writer.row([text, None])
    if form == "csv":
        text = path.read_bytes().decode("utf-8-sig")
        assert all(row[0][0] == "'" for row in list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:])
    else:
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        assert [(cell.data_type, cell.value, cell.quotePrefix) for (cell,) in sheet.iter_rows(min_row=2, max_col=1)] == [
            ("s", text.strip(), True) for text in DANGEROUS
        ]


@given(rows=st.lists(st.lists(st.sampled_from(NASTY) | st.text(max_size=20), min_size=2, max_size=2), min_size=1, max_size=6))
@FEW
def test_what_is_written_comes_back(tmp_path: Path, rows: list[list[str]]) -> None:
    for form in ("csv", "xlsx"):
        path = tmp_path / f"ulos.{form}"
        path.unlink(missing_ok=True)
        with writing(path, form, ["a", "b"]) as writer:
            for row in rows:
                writer.row(row)
        read = [row for row in tables.read(path).rows() if row.problem is None]
        wanted = [[expected(cell) for cell in row] for row in rows]
        assert [list(row.values()) for row in read] == [row for row in wanted if any(row) and all(len(cell) <= 4000 for cell in row)]


def expected(cell: str) -> str:
    """What a cell is after it was written: what no file may hold is a mark, line ends are line feeds."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", re.sub("\r\n?", "\n", cell)).strip()


def test_a_file_that_is_there_is_not_written_over_and_half_a_file_is_none(tmp_path: Path) -> None:
    path = kept(tmp_path, "a;b")
    with pytest.raises(Setup, match="file_exists"), writing(path, "csv", ["a"]):
        pass
    with pytest.raises(ZeroDivisionError), writing(tmp_path / "uusi.csv", "csv", ["a"]):
        raise ZeroDivisionError
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    with writing(tmp_path / "oma.json", "json", ["a", "b"]) as writer:
        writer.row(["ä", ["x", "y"]])
        writer.row([None, 1])
    assert json.loads((tmp_path / "oma.json").read_text()) == [{"a": "ä", "b": ["x", "y"]}, {"a": None, "b": 1}]
    assert (tmp_path / "oma.json").stat().st_mode & 0o777 == 0o600
