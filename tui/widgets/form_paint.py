"""A form's lines as spans of one tone each, and what differs between two drawings of a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from tui.widgets.form_fields import Key
from tui.widgets.form_places import Cell, Layout, Piece, in_words, mask
from tui.widgets.form_record import Entry, Record
from tui.widgets.form_wrap import clipped, fitting, row_with, rows_of, scrolled
from tui.widgets.signs import sign
from tui.words import say

Drawn = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Painter:
    """Draws the lines of a layout; ``first`` is the first character or row drawn of the field being typed in."""

    record: Record
    layout: Layout
    here: Key | None = None
    focused: bool = False
    first: int = 0

    def line(self, y: int, width: int) -> Drawn:
        """The spans of one line, together exactly that wide."""
        pieces = [*self.layout.lines[y], *self._gutter(y)] if y < len(self.layout.lines) else []
        spans: list[tuple[str, str]] = []
        x = 0
        for piece in sorted(pieces, key=lambda piece: piece.x):
            if piece.x > x:
                spans.append((" " * (piece.x - x), "value"))
            spans += self._piece(piece)
            x = max(x, piece.x) + piece.width
        return (*spans, (" " * max(0, width - x), "value"))

    def cursor(self) -> tuple[int, int] | None:
        """Where the cursor is in the whole form: x and y of its cell, None when there is none."""
        cell = self.layout.cell(self.here)
        if not cell or not cell.box or self.record.entries[cell.key].field.picked:
            return (cell.x, cell.y) if cell else None
        typing = self.record.entries[cell.key].typing
        if cell.height == 1:
            return cell.x + cell_len(typing.text[self.first : typing.at]), cell.y
        rows = rows_of(typing.text, cell.width - 1)
        row = row_with(rows, typing.at)
        return cell.x + min(cell_len(typing.text[rows[row][0] : typing.at]), cell.width - 1), cell.y + row - self.first

    def follow(self) -> None:
        """Scroll the text of the field being typed in so that its cursor shows."""
        cell = self.layout.cell(self.here)
        if not cell or not cell.box:
            self.first = 0
            return
        typing = self.record.entries[cell.key].typing
        if cell.height == 1:
            self.first = scrolled(typing.text, self.first, typing.at, cell.width)
            return
        row = row_with(rows_of(typing.text, cell.width - 1), typing.at)
        self.first = min(max(self.first, row - cell.height + 1), row)

    def _gutter(self, y: int) -> Iterator[Piece]:
        """The cursor's marker and each field's sign: wrong, contested or changed."""
        for x in dict.fromkeys(cell.label_x for cell in self.layout.cells if cell.y == y):
            cells = [cell for cell in self.layout.cells if cell.y == y and cell.label_x == x]
            here = any(cell.key == self.here for cell in cells)
            signs = max((self._sign(cell) for cell in cells), key=" *#!".index)
            drawn = sign("warning") if signs == "!" else signs
            if here or signs != " ":
                yield Piece(x, 1, sign("cursor") if here else " ", "title")
                yield Piece(x + 1, 1, drawn, "error" if signs in "!#" else "title")

    def _sign(self, cell: Cell) -> str:
        entry = self.record.entries.get(cell.key)
        if entry is None:
            return " "
        if entry.error:
            return "!"
        return "#" if entry.contested else "*" if entry.field.editable and entry.changed else " "

    def _piece(self, piece: Piece) -> list[tuple[str, str]]:
        here = piece.key is not None and piece.key == self.here
        if piece.tone != "box" or piece.key is None:
            tone = ("here" if self.focused else "rest") if here else piece.tone
            return [(clipped(piece.text, piece.width), tone)]
        entry = self.record.entries[piece.key]
        if not here or not self.focused:
            return self._box(entry, piece)
        if entry.field.picked:
            return [(clipped(self._text(entry)[0], piece.width), "here")]
        return self._typed(entry, piece)

    def _text(self, entry: Entry) -> tuple[str, str]:
        """A box's text when nothing moves in it; the sign of nothing where it is empty."""
        if entry.field.picked:
            text, tone = in_words(entry.field, entry.value)
            return text, "box" if tone == "value" else "box-dim"
        if entry.typing.text:
            return self._unseen(entry), "box"
        if entry.field.masked and entry.field.value:
            return mask(entry.field.value), "box-dim"
        empty = "form.needed" if entry.field.required else "form.empty" if entry.value == "" else "form.null"
        return say(empty), "box-dim"

    def _unseen(self, entry: Entry) -> str:
        """The typed text, a secret as bullets."""
        return sign("marked") * len(entry.typing.text) if entry.field.secret else entry.typing.text

    def _box(self, entry: Entry, piece: Piece) -> list[tuple[str, str]]:
        text, tone = self._text(entry)
        rows = rows_of(text, piece.width - 1) if entry.field.kind == "multiline" else [(0, len(text))]
        start, end = rows[piece.row] if piece.row < len(rows) else (0, 0)
        return [(clipped(text[start:end], piece.width), tone)]

    def _typed(self, entry: Entry, piece: Piece) -> list[tuple[str, str]]:
        """A row of the box that is being typed in."""
        typing = entry.typing
        if not typing.text:
            text, tone = self._text(entry)
            return with_cursor(text, 0, piece.width, tone) if piece.row == 0 else [(" " * piece.width, tone)]
        if entry.field.kind != "multiline":
            return with_cursor(self._unseen(entry)[self.first :], typing.at - self.first, piece.width, "box")
        rows, row = rows_of(typing.text, piece.width - 1), piece.row + self.first
        if row >= len(rows):
            return [(" " * piece.width, "box")]
        start, end = rows[row]
        at = min(typing.at - start, piece.width - 1) if row == row_with(rows, typing.at) else None
        return with_cursor(typing.text[start:end], at, piece.width, "box")


def with_cursor(text: str, at: int | None, width: int, tone: str) -> list[tuple[str, str]]:
    """A text in that many cells with a cursor on one of its characters or just after them; None for no cursor."""
    line = clipped(text, width)
    if at is None:
        return [(line, tone)]
    if at >= len(line) or (at == len(line) - 1 and line[at] == sign("more")):
        line = text[: fitting(text, 0, width)]
        line += " " * (width - cell_len(line))
    return [(line[:at], tone), (line[at : at + 1], "cursor"), (line[at + 1 :], tone)]


def cells_of(drawn: Drawn) -> list[tuple[str, str]]:
    """A drawing a cell at a time; a wide character's second cell is empty."""
    cells: list[tuple[str, str]] = []
    for text, tone in drawn:
        for char in text:
            if cell_len(char):
                cells += [(char, tone), *[("", tone)] * (cell_len(char) - 1)]
            elif cells:
                cells[-1] = (cells[-1][0] + char, tone)
    return cells


def differing(old: Drawn, new: Drawn) -> tuple[int, int] | None:
    """The first cell and the number of cells that differ, None where nothing does."""
    if old == new:
        return None
    before, after = cells_of(old), cells_of(new)
    shared = min(len(before), len(after))
    start = next((at for at in range(shared) if before[at] != after[at]), shared)
    tail = next((at for at in range(shared - start) if before[-1 - at] != after[-1 - at]), shared - start)
    while start and start < len(after) and after[start][0] == "":
        start -= 1
    return (start, len(after) - tail - start) if start < len(after) - tail else None
