"""Tables written: CSV as Finnish Excel reads it, XLSX and JSON, a row at a time; nothing in a cell is ever a formula."""

from __future__ import annotations

import csv
import json
import os
import re
import zipfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Final, Protocol
from xml.sax.saxutils import escape

from db.errors import Setup
from db.sources.tables import letters

FORMATS: Final = ("csv", "xlsx", "json")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile(r"\r\n?")
_FORMULA: Final = re.compile(r"'*[=+\-@|%]")
"""How a cell begins that a spreadsheet may take for a formula."""


class Writer(Protocol):
    """Takes rows; what is not text is written as its text, None as an empty cell."""

    def row(self, cells: Sequence[Any]) -> None:
        """One row, its cells in the order of the headings."""
        ...

    def end(self) -> None:
        """The last of the file."""
        ...


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before one, which ``tables`` takes away again."""
    return f"'{text}" if _FORMULA.match(text) else text


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return ", ".join(map(str, cell))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return _UNWRITABLE.sub("\ufffd", _LINE_ENDS.sub("\n", str(cell))).strip()


class _Csv:
    def __init__(self, file: IO[bytes], header: Sequence[str], delimiter: str, *, mark: bool) -> None:
        self.text = TextIOWrapper(file, encoding="utf-8-sig" if mark else "utf-8", newline="", write_through=False)
        self.writer = csv.writer(self.text, delimiter=delimiter, lineterminator="\r\n")
        self.row(header)

    def row(self, cells: Sequence[Any]) -> None:
        self.writer.writerow([defused(_text(cell)) for cell in cells])

    def end(self) -> None:
        self.text.flush()
        self.text.detach()


class _Json:
    def __init__(self, file: IO[bytes], header: Sequence[str]) -> None:
        self.file, self.header, self.first = file, header, True

    def row(self, cells: Sequence[Any]) -> None:
        self.file.write(b"[\n " if self.first else b",\n ")
        self.first = False
        self.file.write(json.dumps(dict(zip(self.header, cells, strict=True)), ensure_ascii=False, default=str).encode("utf-8", "replace"))

    def end(self) -> None:
        self.file.write(b"[]\n" if self.first else b"\n]\n")


class _Xlsx:
    """Every cell is a text; one that begins like a formula has the mark by which Excel keeps it one when it is edited."""

    def __init__(self, file: IO[bytes], header: Sequence[str]) -> None:
        self.archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        for name, text in _BOOK.items():
            self.archive.writestr(name, _HEAD + text)
        self.sheet = self.archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self.sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        self.number = 0
        self.row(header)

    def row(self, cells: Sequence[Any]) -> None:
        self.number += 1
        written = "".join(self._cell(place, _text(cell)) for place, cell in enumerate(cells) if cell not in {None, ""})
        self.sheet.write(f'<row r="{self.number}">{written}</row>'.encode("utf-8", "replace"))

    def _cell(self, place: int, text: str) -> str:
        style = ' s="1"' if _FORMULA.match(text) else ""
        plain = escape(re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text[:32767]))
        return f'<c r="{letters(place)}{self.number}" t="inlineStr"{style}><is><t xml:space="preserve">{plain}</t></is></c>'

    def end(self) -> None:
        self.sheet.write(b"</sheetData></worksheet>")
        self.sheet.close()
        self.archive.close()


_BOOK: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Seloste" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
        '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="49" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2">'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs></styleSheet>'
    ),
}  # fmt: skip
"""What a workbook of one sheet needs besides it; its cells are texts, of which the second style says so aloud."""


@contextmanager
def writing(path: Path, form: str, header: Sequence[str], *, delimiter: str = ";", mark: bool = True) -> Generator[Writer]:
    """A new file of the user alone; gone again when it is not written to its end. Setup("file_exists"), ("file_unwritten")."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except FileExistsError:
        raise Setup("file_exists", path=str(path)) from None
    except OSError:
        raise Setup("file_unwritten", path=str(path)) from None
    whole = False
    try:
        with os.fdopen(descriptor, "wb") as file:
            writer = (
                _Json(file, header)
                if form == "json"
                else _Xlsx(file, header)
                if form == "xlsx"
                else _Csv(file, header, delimiter, mark=mark)
            )
            yield writer
            writer.end()
        whole = True
    except OSError:
        raise Setup("file_unwritten", path=str(path)) from None
    finally:
        if not whole:
            path.unlink(missing_ok=True)
