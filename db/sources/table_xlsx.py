"""XLSX read as a stream. A reader of our own: the known ones load whole files, trust their sizes or are not kept up; ours refuses
document types (and with them every entity), archives that grow beyond measure, and formulas that were never calculated.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from xml.parsers import expat

from db.errors import Invalid
from db.sources.table_limits import LONGEST_LINE, Raw
from db.sources.table_sheet import Attributes, Sheet, unescaped

_LARGEST_PART: Final = 1024 * 2**20
_LARGEST_STRINGS: Final = 48 * 2**20
"""Characters of all shared texts, the one thing of a workbook that is kept in memory."""
_GROWTH: Final = 400
"""How many times larger than packed a part may be: sheets grow 10–60 times, bombs 1,000."""
_GROWS_FREELY: Final = 4 * 2**20
_BLOCK: Final = 64 * 1024
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Number formats that are dates and times by their number."""
_NOT_A_DATE: Final = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')

Begin = Callable[[str, Attributes], None]
End = Callable[[str], None]


def sheets(path: Path) -> tuple[str, ...]:
    """Names of the sheets of a workbook, in order."""
    with _opened(path) as archive:
        return tuple(_book(archive).sheets)


def rows(path: Path, sheet: str) -> Iterator[Raw]:
    """Rows of a sheet by their numbers in it."""
    with _opened(path) as archive:
        book = _book(archive)
        reader = Sheet(_shared(archive, book.shared), _date_styles(archive, book.styles), book.since_1904)
        for _ in _parsed(archive, book.sheets[sheet], reader.begin, reader.end, reader.text):
            yield from reader.taken()


class _opened:  # noqa: N801 — a context manager is named like a function
    """The archive, with everything that a broken one may raise as an answer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive: zipfile.ZipFile | None = None

    def __enter__(self) -> zipfile.ZipFile:
        try:
            self.archive = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise Invalid("table_broken") from None
        return self.archive

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self.archive:
            self.archive.close()
        broken = (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError, LookupError, ValueError, ArithmeticError, NotImplementedError)
        if isinstance(error, broken):
            raise Invalid("table_broken") from None


def _part(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    part = archive.getinfo(name)
    if part.flag_bits & 1:
        raise Invalid("table_old_excel")
    if part.file_size > _LARGEST_PART or (part.file_size > _GROWS_FREELY and part.file_size > part.compress_size * _GROWTH):
        raise Invalid("table_bomb")
    return part


def _no_document_type(*_: object) -> None:
    raise Invalid("table_entities")


def _parsed(archive: zipfile.ZipFile, name: str, begin: Begin, end: End, text: Callable[[str], None]) -> Iterator[None]:
    """Reads a part a block at a time, and stops after each: ``zipfile`` gives no more than the size that was declared."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_document_type
    parser.StartElementHandler = lambda tag, given: begin(tag.rpartition(" ")[2], given)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    with archive.open(_part(archive, name)) as part:
        while block := part.read(_BLOCK):
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
    yield


def _nothing(*_: object) -> None: ...


def _elements(archive: zipfile.ZipFile, name: str) -> list[tuple[str, Attributes]]:
    """The beginnings of all elements of a small part, in order."""
    found: list[tuple[str, Attributes]] = []
    for _ in _parsed(archive, name, lambda tag, given: found.append((tag, given)), _nothing, _nothing):
        if len(found) > 200_000:
            raise Invalid("table_bomb")
    return found


@dataclass(slots=True)
class _Book:
    sheets: dict[str, str]
    shared: str | None
    styles: str | None
    since_1904: bool


def _book(archive: zipfile.ZipFile) -> _Book:
    if "[Content_Types].xml" not in archive.namelist() or "xl/workbook.xml" not in archive.namelist():
        raise Invalid("table_no_workbook")
    targets: dict[str, tuple[str, str]] = {}
    for tag, given in _elements(archive, "xl/_rels/workbook.xml.rels"):
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = given["Target"]
            place = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            targets[given["Id"]] = (given["Type"].rpartition("/")[2], place)
    found: dict[str, str] = {}
    since_1904 = False
    for tag, given in _elements(archive, "xl/workbook.xml"):
        if tag == "workbookPr":
            since_1904 = given.get("date1904") in {"1", "true"}
        if tag == "sheet":
            kind, place = targets.get(next((it for name, it in given.items() if name.endswith(" id")), ""), ("", ""))
            if kind == "worksheet":
                found[given["name"]] = place
    if not found:
        raise Invalid("table_no_workbook")
    named = {kind: place for kind, place in targets.values() if place in archive.namelist()}
    return _Book(found, named.get("sharedStrings"), named.get("styles"), since_1904)


def _date_styles(archive: zipfile.ZipFile, name: str | None) -> frozenset[int]:
    """Which styles of cells show a number as a date."""
    if name is None:
        return frozenset()
    own: set[int] = set()
    styles: list[bool] = []
    inside = False
    for tag, given in _elements(archive, name):
        if tag == "numFmt" and re.search(r"[ymdhs]", _NOT_A_DATE.sub("", given.get("formatCode", "")), re.IGNORECASE):
            own.add(int(given["numFmtId"]))
        inside = tag == "cellXfs" or (inside and tag not in {"cellStyles", "dxfs"})
        if inside and tag == "xf":
            number = int(given.get("numFmtId", "0"))
            styles.append(number in own or number in _DATES)
    return frozenset(place for place, is_date in enumerate(styles) if is_date)


def _shared(archive: zipfile.ZipFile, name: str | None) -> list[str]:
    """The texts that cells name by number; how they are pronounced is left out."""
    texts: list[str] = []
    parts: list[str] = []
    size = 0
    open_tags: list[str] = []

    def begin(tag: str, _: Attributes) -> None:
        open_tags.append(tag)

    def end(tag: str) -> None:
        nonlocal size
        open_tags.pop()
        if tag == "si":
            texts.append(unescaped("".join(parts)))
            size += len(texts[-1]) + 40
            parts.clear()
            if size > _LARGEST_STRINGS:
                raise Invalid("table_too_large", most=_LARGEST_STRINGS // 2**20)

    def text(it: str) -> None:
        if open_tags[-1] == "t" and "rPh" not in open_tags:
            parts.append(it)

    if name is not None:
        for _ in _parsed(archive, name, begin, end, text):
            if sum(map(len, parts)) > LONGEST_LINE:
                raise Invalid("table_line_too_long")
    return texts
