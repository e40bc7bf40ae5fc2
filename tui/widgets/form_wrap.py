"""Text cut to the cells of a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from tui.widgets.signs import sign

Span = tuple[int, int]


def fitting(text: str, start: int, width: int) -> int:
    """Where a text from ``start`` on leaves a line of that many cells; at least one character is taken."""
    if text.isascii():
        return min(len(text), start + max(1, width))
    cells = 0
    for at in range(start, len(text)):
        cells += cell_len(text[at])
        if cells > width and at > start:
            return at
    return len(text)


def rows_of(text: str, width: int) -> list[Span]:
    """The text as rows of at most that many cells, broken at line ends and spaces; a trailing space may hang over."""
    rows: list[Span] = []
    start = 0
    for line in text.split("\n"):
        rows += [(start + first, start + last) for first, last in _wrapped(line, width)]
        start += len(line) + 1
    return rows


def _wrapped(line: str, width: int) -> Iterator[Span]:
    at = 0
    while (end := fitting(line, at, width)) < len(line):
        space = line.rfind(" ", at + 1, end + 1)
        cut = space + 1 if space > at else end
        yield at, cut
        at = cut
    yield at, len(line)


def row_with(rows: list[Span], at: int) -> int:
    """Which row holds the cursor."""
    return max(row for row, (start, _) in enumerate(rows) if start <= at) if at else 0


def clipped(text: str, width: int) -> str:
    """The text in exactly that many cells, its end replaced by the sign of more where it does not fit."""
    cells = cell_len(text)
    if cells <= width:
        return text + " " * (width - cells)
    if width <= 0:
        return ""
    kept = text[: fitting(text, 0, width - 1)] if width > 1 else ""
    kept = kept if cell_len(kept) < width else ""
    return kept + sign("more") + " " * (width - cell_len(kept) - 1)


def scrolled(text: str, first: int, at: int, width: int) -> int:
    """The first character drawn so that the cursor stays within that many cells, moved no more than needed."""
    if cell_len(text) < width:
        return 0
    if at < first:
        return max(0, at - width // 4)
    while first < at and cell_len(text[first:at]) >= width:
        first += max(1, (len(text[first:at]) - width) // 2 + 1)
    return min(first, at)
