"""CSV of any delimiter and encoding, found out from the file itself."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import TextIOBase
from itertools import islice
from pathlib import Path
from typing import Final

from db.errors import Invalid
from db.sources.table_limits import LONGEST_LINE, MOST_COLUMNS, Raw

ENCODINGS: Final = ("utf-8", "windows-1252", "latin-1", "utf-16")
DELIMITERS: Final = (";", ",", "\t", "|")
_SAMPLE: Final = 256 * 1024
_SAMPLED_ROWS: Final = 60
_TOLD: Final = re.compile(r'"?sep=(.)"?\s*', re.ASCII)
"""The first line by which Excel is told a delimiter."""


def encoding_of(path: Path) -> str:
    """UTF-8 where the whole file is, UTF-16 by its mark; else Windows-1252, or Latin-1 with bytes that Windows has no letters for."""
    with path.open("rb") as file:
        if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8, seen = True, set[int]()
        while block := file.read(2**20):
            if is_utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
            seen.update(block)
    if is_utf8 and not decoder.getstate()[0]:
        return "utf-8"
    return "latin-1" if seen & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "windows-1252"


def delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter that cuts the first rows into the most columns, the same number in each; ";" where none does."""
    with path.open("rb") as file:
        begin = _decoded(file.read(_SAMPLE), encoding)
    told = _TOLD.fullmatch(begin.split("\n", 1)[0])
    if told:
        return told[1]
    return max(DELIMITERS, key=lambda delimiter: _fitness(begin, delimiter))


def _decoded(begin: bytes, encoding: str) -> str:
    return begin.decode(_codec(encoding), errors="replace")


def _codec(encoding: str) -> str:
    """Python's name; the mark at the beginning of UTF-8 is no part of the first heading."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _fitness(begin: str, delimiter: str) -> tuple[float, int]:
    """Share of the rows that have as many columns as most have, and how many these are."""
    lines = begin.splitlines(keepends=True)
    try:
        widths = Counter(len(cells) for cells in islice(csv.reader(lines, delimiter=delimiter), _SAMPLED_ROWS) if cells)
    except csv.Error:
        return 0.0, 0
    wide = {width: times for width, times in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width, times = max(wide.items(), key=lambda one: (one[1], one[0]))
    return round(times / sum(widths.values()), 1), width


def rows(path: Path, encoding: str, delimiter: str) -> Iterator[Raw]:
    """Rows by their place; quoted line ends belong to their cell. Invalid("table_…", row) where the file cannot be read on."""
    if encoding not in ENCODINGS:
        raise Invalid("table_encoding_unknown", encoding=encoding)
    if len(delimiter) != 1 or delimiter in '"\r\n\0 ':
        raise Invalid("table_delimiter_unknown")
    csv.field_size_limit(LONGEST_LINE)
    number = 0
    with path.open(encoding=_codec(encoding), newline="") as file:
        reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                number += 1
                if number == 1 and cells and _TOLD.fullmatch(delimiter.join(cells)):
                    continue
                if len(cells) > MOST_COLUMNS * 2:
                    raise Invalid("table_too_wide", most=MOST_COLUMNS)
                yield Raw(number, tuple(cell.strip() for cell in cells))
        except UnicodeDecodeError:
            raise Invalid("table_encoding", row=number + 1, encoding=encoding) from None
        except csv.Error:
            raise Invalid("table_quotes", row=number + 1) from None


def _lines(file: TextIOBase) -> Iterator[str]:
    """Lines of a file that has some: one of many megabytes is no table."""
    for line in iter(lambda: file.readline(LONGEST_LINE), ""):
        if len(line) >= LONGEST_LINE:
            raise Invalid("table_line_too_long")
        yield line
