"""One sheet of an XLSX file as its elements come by: rows of cells as a person would type them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from db.errors import Invalid
from db.sources.table_limits import LONGEST_LINE, MOST_COLUMNS, Raw

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL: Final = re.compile(r"([A-Z]{1,3})[0-9]+")

Attributes = dict[str, str]


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return "\ufffd" if 0xD800 <= number < 0xE000 else chr(number)


def unescaped(text: str) -> str:
    """A text with the characters that XLSX writes by their number."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)


@dataclass(slots=True)
class Sheet:
    """What is being read of a sheet: cells of one row, parts of one cell."""

    shared: list[str]
    dates: frozenset[int]
    since_1904: bool
    done: list[Raw] = field(default_factory=list[Raw])
    cells: list[str] = field(default_factory=list[str])
    parts: list[str] = field(default_factory=list[str])
    number: int = 0
    place: int = 0
    kind: str = "n"
    style: int = 0
    tag: str = ""
    spoken: bool = False
    formula: bool = False
    problem: str | None = None
    problem_at: int = 0

    def taken(self) -> list[Raw]:
        """Rows that are whole, each given once."""
        if sum(map(len, self.parts)) > LONGEST_LINE:
            raise Invalid("table_line_too_long")
        done, self.done = self.done, []
        return done

    def begin(self, tag: str, given: Attributes) -> None:
        """A row or cell begins, or what is in it."""
        self.tag = tag
        if tag == "row":
            self.number = int(given.get("r", self.number + 1))
            self.cells, self.problem = [], None
        elif tag == "c":
            found = _CELL.fullmatch(given.get("r", ""))
            self.place = _place(found[1]) if found else len(self.cells)
            if self.place >= MOST_COLUMNS * 2:
                raise Invalid("table_too_wide", most=MOST_COLUMNS)
            self.kind, self.style, self.parts = given.get("t", "n"), int(given.get("s", "0")), []
            self.formula = False
        elif tag == "f":
            self.formula = True
        elif tag == "rPh":
            self.spoken = True

    def text(self, it: str) -> None:
        """Text between elements: that of a value counts."""
        if self.tag in {"v", "t"} and not self.spoken:
            self.parts.append(it)

    def end(self, tag: str) -> None:
        """A cell or row is whole."""
        self.tag = ""
        if tag == "c":
            self.cells.extend("" for _ in range(self.place + 1 - len(self.cells)))
            self.cells[self.place] = self.value("".join(self.parts)).strip()
        elif tag == "rPh":
            self.spoken = False
        elif tag == "row":
            self.done.append(Raw(self.number, tuple(self.cells), self.problem, self.problem_at))

    def value(self, text: str) -> str:
        """A cell as its reader would type it; a day as ISO 8601."""
        if self.kind == "e" or (self.formula and not text):
            self.problem, self.problem_at = "cell_error" if self.kind == "e" else "cell_formula", self.place
            return text
        match self.kind:
            case "s":
                return self.shared[int(text)] if text else ""
            case "b":
                return {"1": "true", "0": "false"}.get(text, text)
            case "n":
                return _day(text, since_1904=self.since_1904) if text and self.style in self.dates else _number(text)
            case _:
                return unescaped(text)


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _number(text: str) -> str:
    """A number without an exponent and without zeros behind its point: a telephone number stays one."""
    if text.isdigit() or not text:
        return text
    try:
        number = Decimal(text)
        if not number.is_finite() or number.adjusted() > 40:
            return text
        plain = f"{Decimal(repr(float(number))):f}" if number.adjusted() < 15 else f"{number:f}"
    except (InvalidOperation, ValueError, OverflowError):
        return text
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _day(text: str, *, since_1904: bool) -> str:
    """A day counted by Excel, whose year 1900 has a 29th of February."""
    try:
        moment = (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)) + timedelta(days=round(float(text) * 86400) / 86400)  # noqa: DTZ001
    except (ValueError, OverflowError):
        return text
    if float(text) < 1:
        return moment.strftime("%H:%M:%S")
    return moment.date().isoformat() if moment.time().isoformat() == "00:00:00" else moment.isoformat(sep=" ", timespec="seconds")
