"""One row of a list drawn as one line of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.columns import GAP, Column, cut, fit, widths
from tui.widgets.signs import sign
from tui.widgets.window import HELD, Row

Tone = Literal["plain", "dim", "match"]
Piece = tuple[str, Tone]


class Painter:
    """Draws lines for one width and one set of styles: a gutter of cursor, mark and the row's own signs, then the columns."""

    def __init__(self, columns: Sequence[Column], width: int, marks: int, style: Callable[[str], Style]) -> None:
        """``marks`` cells hold the signs of a row; ``style`` gives the style of a component class."""
        self.columns, self.width, self.marks = columns, width, marks
        self.gutter = 3 + marks
        self.cells = widths(columns, width - self.gutter)
        self.base, self.title_style, selected = style("rows--row"), style("rows--title"), style("rows--selected")
        match = Style(bold=True, underline=True)
        self.plain: dict[Tone, Style] = {"plain": self.base, "dim": style("rows--dim"), "match": style("rows--match")}
        self.selected: dict[Tone, Style] = {"plain": selected, "dim": selected, "match": selected + match}
        self.drawn: dict[tuple[Row, bool, bool], Strip] = {}

    def titles(self, total: str) -> Strip:
        """The line of column titles, with the total at the right end of the first."""
        shown = [fit(column.title, cells, column.align) for column, cells in zip(self.columns, self.cells, strict=True) if cells]
        if shown and total:
            first = cell_len(shown[0])
            total = cut(f" {total}", first)
            shown[0] = fit(self.columns[0].title, first - cell_len(total)) + total
        return Strip([Segment(fit(" " * self.gutter + (" " * GAP).join(shown), self.width), self.title_style)])

    def row(self, row: Row, *, selected: bool, marked: bool) -> Strip:
        """The line of a row, remembered while its width and styles last."""
        key = (row, selected, marked)
        if key not in self.drawn:
            if len(self.drawn) > 2 * HELD:
                self.drawn.clear()
            self.drawn[key] = self._strip(self._pieces(row, selected, marked), self.selected if selected else self.plain)
        return self.drawn[key]

    def text(self, text: str) -> Strip:
        """A line of help where no row is."""
        return Strip([Segment(fit(" " * self.gutter + text if text else "", self.width), self.base)])

    def _pieces(self, row: Row, selected: bool, marked: bool) -> Iterator[Piece]:
        yield (sign("cursor") if selected else " ") + (sign("marked") if marked else " ") + fit(row.marks, self.marks) + " ", "plain"
        gap = ""
        for at, (column, cells) in enumerate(zip(self.columns, self.cells, strict=True)):
            if not cells:
                continue
            text = fit(row.cells[at] if at < len(row.cells) else "", cells, column.align)
            yield gap, "plain"
            if at == 0 and row.spans:
                yield from _matched(text, row.spans)
            else:
                yield text, "dim" if row.dim or column.dim else "plain"
            gap = " " * GAP

    def _strip(self, pieces: Iterator[Piece], styles: dict[Tone, Style]) -> Strip:
        segments = [Segment("".join(text for text, _ in group), styles[tone]) for tone, group in groupby(pieces, key=_tone)]
        return Strip(segments).adjust_cell_length(self.width, styles["plain"])


def _tone(piece: Piece) -> Tone:
    return piece[1]


def _matched(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The first cell cut at its matches; a span beyond the cut text shows what is left of it."""
    at = 0
    for start, end in sorted(spans):
        start, end = max(at, start), min(end, len(text))
        if start < end:
            yield text[at:start], "plain"
            yield text[start:end], "match"
            at = end
    yield text[at:], "plain"
