"""Which column of a file is which field: proposed from headings in Finnish, Swedish and English and from what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from db import values
from db.errors import Invalid
from db.shown import search_form

SAMPLED: Final = 50
SURE: Final = 0.7
"""What share of the cells must look like a field whose heading says nothing."""

Row = dict[str, Any]
"""One row as it would enter the register anew: ``{entity, key, fields, new, columns}``; ``new`` are fields of a new row only."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a column may be; ``headings`` are folded words that name it, ``looks`` says whether a cell is one."""

    name: str
    headings: tuple[str, ...]
    looks: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """One row of a file by fields; what is empty is not there."""

    cells: Mapping[str, str]
    columns: Mapping[str, str]
    """The column of each field."""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    """What holds for every row: unit, kinds of what is new."""

    def text(self, name: str) -> str:
        """What a field holds, "" when it is empty or no column is this field."""
        column = self.columns.get(name)
        return self.cells.get(column, "") if column else ""

    def checked(self, name: str, check: Callable[[str], str]) -> str | None:
        """A field in its normal form, None when it is empty; Invalid with the column where it is not right."""
        text = self.text(name)
        if not text:
            return None
        try:
            return check(text)
        except Invalid as error:
            raise Invalid(error.code, **{**error.facts, "column": self.columns[name]}) from None

    def row(self, entity: str, key: str, found: Mapping[str, tuple[str, Any]], **new: Any) -> Row | None:
        """A row of the register from fields: column of the register → (field of the file, value); None when it has none."""
        fields = {name: value for name, (_, value) in found.items() if value is not None}
        if not fields:
            return None
        columns = {name: self.columns.get(of, "") for name, (of, value) in found.items() if value is not None}
        return {"entity": entity, "key": key, "fields": fields, "new": new, "columns": columns}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is of; ``rows`` makes of one row what ``api.import_stage`` takes, or raises Invalid."""

    name: str
    fields: tuple[Field, ...]
    rows: Callable[[Given], dict[str, Any]]
    settings: tuple[str, ...] = ()
    """What must be chosen for every row."""
    source: str = ""
    """Where every row comes from, "" where it is chosen."""


def proposed(fields: Sequence[Field], header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Column → field, as far as headings or contents tell; each field once, whole headings before parts of them before contents."""
    sample = list(islice(rows, SAMPLED))
    found: dict[str, str] = {}
    for fits in (_whole, _part, _content):
        for column in header:
            if column in found:
                continue
            cells = [row[column] for row in sample if row.get(column)]
            name = next((one.name for one in fields if one.name not in found.values() and fits(one, column, cells)), None)
            if name is not None:
                found[column] = name
    return found


def _whole(one: Field, column: str, cells: Sequence[str]) -> bool:
    return search_form(column) in one.headings and _may_be(one, cells)


def _part(one: Field, column: str, cells: Sequence[str]) -> bool:
    words = f" {search_form(column)} "
    return any(f" {heading} " in words for heading in one.headings if len(heading) > 3) and _may_be(one, cells)


def _may_be(one: Field, cells: Sequence[str]) -> bool:
    """Whether a heading is to be believed: not when not a single cell looks like it."""
    return one.looks is None or not cells or any(one.looks(cell) for cell in cells)


def _content(one: Field, _: str, cells: Sequence[str]) -> bool:
    return one.looks is not None and len(cells) > 0 and sum(map(one.looks, cells)) >= SURE * len(cells)


def right(check: Callable[[str], object]) -> Callable[[str], bool]:
    """Whether a check takes a cell."""

    def looks(cell: str) -> bool:
        try:
            check(cell)
        except Invalid:
            return False
        return True

    return looks


def looks_like_phone(cell: str) -> bool:
    """A number that begins like one that is dialled: not a postcode, a business ID or a customer number."""
    if re.fullmatch(r"[0-9]{6,7}-[0-9]", cell):
        return False
    return re.fullmatch(r"(\+|00?)[0-9 ()-]{6,18}", cell) is not None and right(values.phone)(cell)


def looks_like_postcode(cell: str) -> bool:
    """Five digits."""
    return re.fullmatch(r"[0-9]{5}", cell) is not None


def looks_like_email(cell: str) -> bool:
    """An address with one at sign."""
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}", cell) is not None
