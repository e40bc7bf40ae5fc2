"""Tables that people bring: CSV and XLSX files as rows with their numbers, a row at a time, in memory that does not grow with the file.

``read`` finds the format by content, never by the name of the file; a file that cannot be read to its end is refused with the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from db.errors import Invalid, Setup
from db.sources import table_csv, table_xlsx
from db.sources.table_limits import LARGEST_FILE, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Raw

ZIP: Final = b"PK\x03\x04"
MARKUP: Final = b"<"
JSON: Final = (b"{", b"[{")
"""How files begin that hold no table."""
_NUL: Final = "\u2400"
"""What stands for a NUL that was there, and is refused like one until somebody mends it."""
_BEGINS_FORMULA: Final = frozenset("=+-@|%")
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
"""The begin of an XLS file, and of an XLSX file behind a password."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is read: found by itself, corrected by ``read``'s arguments. A CSV has no sheet, an XLSX no encoding and delimiter."""

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row(Mapping[str, str]):
    """One row, its cells by column; ``number`` is that of a spreadsheet, where the headings usually are row 1.

    ``problem`` is a code of ``errors`` for a row that must not be used as it is, ``column`` where.
    """

    number: int
    cells: dict[str, str]
    problem: str | None = None
    column: str | None = None
    beyond: tuple[str, ...] = ()
    """Cells beyond the headings."""

    def __getitem__(self, column: str) -> str:
        """The text of a cell without blanks at its ends, "" for an empty one."""
        return self.cells[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A file with its headings; ``rows`` reads it from the beginning each time it is asked."""

    path: Path
    form: Form
    header: tuple[str, ...]
    begins: int = field(repr=False)
    """The number of the row of headings."""

    @property
    def uncut(self) -> bool:
        """Whether all is one column in which another delimiter stands."""
        return self.form.format == "csv" and len(self.header) == 1 and any(one in self.header[0] for one in table_csv.DELIMITERS)

    def rows(self) -> Iterator[Row]:
        """All rows below the headings that are not empty; Invalid("table_…", row=…) where the file breaks."""
        read = 0
        for raw in _raw(self.path, self.form):
            if raw.number <= self.begins or not any(raw.cells):
                continue
            read += 1
            if read > MOST_ROWS:
                raise Invalid("table_too_long", most=MOST_ROWS)
            yield _row(raw, self.header)


def read(path: Path, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None) -> Table:
    """A file as a table; what is not given is found out. Setup("file_unread"), Invalid("table_…")."""
    try:
        form = _form(path, encoding, delimiter, sheet)
        for raw in _raw(path, form):
            if any(raw.cells):
                return Table(path, form, _headings(raw), raw.number)
    except OSError:
        raise Setup("file_unread", path=str(path)) from None
    raise Invalid("table_empty")


def _form(path: Path, encoding: str | None, delimiter: str | None, sheet: str | None) -> Form:
    if not path.is_file():
        raise Setup("file_unread", path=str(path))
    if path.stat().st_size > LARGEST_FILE:
        raise Invalid("table_too_large", most=LARGEST_FILE // 2**20)
    with path.open("rb") as file:
        begin = file.read(64)
    if begin.startswith(OLD_EXCEL):
        raise Invalid("table_old_excel")
    if begin.startswith(ZIP):
        sheets = table_xlsx.sheets(path)
        if sheet is not None and sheet not in sheets:
            raise Invalid("table_sheet_unknown", sheet=sheet)
        return Form("xlsx", sheet=sheet or sheets[0], sheets=sheets)
    text = begin.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"").replace(b"\n", b"").replace(b" ", b"")
    if text.startswith(MARKUP):
        raise Invalid("table_is_xml")
    if text.startswith(JSON):
        raise Invalid("table_is_json")
    found = encoding or table_csv.encoding_of(path)
    return Form("csv", found, delimiter or table_csv.delimiter_of(path, found))


def _raw(path: Path, form: Form) -> Iterator[Raw]:
    if form.format == "xlsx":
        return table_xlsx.rows(path, form.sheet or "")
    return table_csv.rows(path, form.encoding or "utf-8", form.delimiter or ";")


def _headings(raw: Raw) -> tuple[str, ...]:
    """Names of the columns, each once: an empty one by its letter, a second of the same name with a number."""
    cells = list(raw.cells)
    while not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise Invalid("table_too_wide", most=MOST_COLUMNS)
    names: list[str] = []
    for place, cell in enumerate(cells):
        name = wanted = " ".join(cell.split())[:100] or letters(place)
        times = 1
        while name in names:
            times += 1
            name = f"{wanted} ({times})"
        names.append(name)
    return tuple(names)


def letters(place: int) -> str:
    """The letters of a column of a spreadsheet, counted from zero: A, B … Z, AA."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in _BEGINS_FORMULA else cell


def _row(raw: Raw, header: tuple[str, ...]) -> Row:
    cells = dict.fromkeys(header, "") | dict(zip(header, map(_plain, raw.cells), strict=False))
    row = Row(raw.number, cells)
    if raw.problem:
        return replace(_whole(row), problem=raw.problem, column=header[raw.place] if raw.place < len(header) else letters(raw.place))
    if any(raw.cells[len(header) :]):
        beyond = tuple(map(_kept, raw.cells[len(header) :]))
        return replace(_whole(row), problem="cells_too_many", column=letters(len(header)), beyond=beyond)
    return _whole(row)


def _whole(row: Row) -> Row:
    """The row, or with a cell that cannot be kept what can be kept of it, and which it was."""
    for column, cell in row.cells.items():
        if len(cell) > LONGEST_CELL or "\0" in cell or _NUL in cell:
            kept = {name: _kept(one) for name, one in row.cells.items()}
            return replace(row, cells=kept, problem="cell_too_long" if len(cell) > LONGEST_CELL else "cell_nul", column=column)
    return row


def _kept(cell: str) -> str:
    return cell[:LONGEST_CELL].replace("\0", _NUL)
