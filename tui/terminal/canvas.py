"""The cells of a screen as a terminal would keep them."""

from __future__ import annotations

from typing import TypeVar

from tui.terminal.cells import clusters, one_cell_each, parts
from tui.terminal.style import PLAIN, Style

Cell = TypeVar("Cell")


class Canvas:
    """A grid of cells, a cursor and a scroll region; a wide character is followed by an empty cell. Columns and rows start at 0."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.chars = [[" "] * width for _ in range(height)]
        self.pens = [[PLAIN] * width for _ in range(height)]
        self.pen = PLAIN
        self.x = self.y = 0
        self.top, self.bottom = 0, height - 1
        self.wraps = True
        self.cursor_shown = True
        self._kept = (0, 0)

    def resize(self, width: int, height: int) -> None:
        """Crop or extend at the right and at the bottom."""
        self.chars = [_fitted(row, width, " ") for row in self.chars[:height]]
        self.pens = [_fitted(row, width, PLAIN) for row in self.pens[:height]]
        for row in self.chars:
            _mend(row, width)
        self.chars += [[" "] * width for _ in range(height - len(self.chars))]
        self.pens += [[PLAIN] * width for _ in range(height - len(self.pens))]
        self.width, self.height = width, height
        self.margins(1, height)
        self.move(self.x, self.y)

    def put(self, text: str) -> None:
        """Write text with the pen; past the right edge the last cell is overwritten unless the terminal wraps."""
        if one_cell_each(text):
            self._put_part(text)
            return
        for part in parts(text):
            self._put_part(part)

    def _put_part(self, text: str) -> None:
        x, end = self.x, self.x + len(text)
        if end > self.width or not one_cell_each(text):
            self._put_clusters(text)
            return
        chars = self.chars[self.y]
        if not chars[x]:
            chars[x - 1] = " "
        chars[x:end] = text
        if end < self.width and not chars[end]:
            chars[end] = " "
        self.pens[self.y][x:end] = [self.pen] * len(text)
        self.x = end

    def _put_clusters(self, text: str) -> None:
        for cluster, size in clusters(text):
            if not size:
                self._attach(cluster)
                continue
            if self.x + size > self.width:
                self._pass_the_edge(size)
            self._put_cell(cluster, size)

    def _attach(self, marks: str) -> None:
        chars, x = self.chars[self.y], self.x - 1
        if x > 0 and not chars[x]:
            x -= 1
        if x >= 0 and len(chars[x]) + len(marks) <= 16:
            chars[x] += marks

    def _pass_the_edge(self, size: int) -> None:
        if self.wraps:
            self.line_feed()
        else:
            self.x = max(0, self.width - size)

    def _put_cell(self, cluster: str, size: int) -> None:
        chars, x, end = self.chars[self.y], self.x, min(self.x + size, self.width)
        if not chars[x]:
            chars[x - 1] = " "
        chars[x:end] = [cluster, ""][: end - x]
        if end < self.width and not chars[end]:
            chars[end] = " "
        self.pens[self.y][x:end] = [self.pen] * (end - x)
        self.x = end

    def move(self, x: int, y: int) -> None:
        """Place the cursor, inside the screen."""
        self.x = min(max(x, 0), self.width - 1)
        self.y = min(max(y, 0), self.height - 1)

    def keep_place(self) -> None:
        """Remember the cursor's place (DECSC)."""
        self._kept = (self.x, self.y)

    def take_place(self) -> None:
        """Go back to the remembered place (DECRC)."""
        self.move(*self._kept)

    def line_feed(self) -> None:
        """Begin the next line, scrolling at the bottom of the region, as a terminal behind ONLCR does."""
        self.x = 0
        if self.y == self.bottom:
            self.delete_lines(1, self.top)
        elif self.y < self.height - 1:
            self.y += 1

    def reverse_line_feed(self) -> None:
        """One line up, scrolling at the top of the region (RI)."""
        if self.y == self.top:
            self.insert_lines(1, self.top)
        elif self.y:
            self.y -= 1

    def margins(self, top: int, bottom: int) -> None:
        """Set the scroll region, counted from 1; an impossible one means the whole screen (DECSTBM)."""
        sound = 1 <= top < bottom <= self.height
        self.top, self.bottom = (top - 1, bottom - 1) if sound else (0, self.height - 1)

    def erase(self, y: int, x: int, end: int) -> None:
        """Empty cells of a row, in the pen's background."""
        x, end = max(x, 0), min(end, self.width)
        if x >= end:
            return
        chars = self.chars[y]
        if not chars[x] and x:
            chars[x - 1] = " "
        if end < self.width and not chars[end]:
            chars[end] = " "
        chars[x:end] = " " * (end - x)
        self.pens[y][x:end] = [Style(background=self.pen.background)] * (end - x)

    def insert_lines(self, count: int, at: int | None = None) -> None:
        """Open empty rows at the cursor, pushing the others out of the region's bottom (IL)."""
        self._shift(self.y if at is None else at, -count)

    def delete_lines(self, count: int, at: int | None = None) -> None:
        """Take rows out at the cursor, with empty ones coming in at the region's bottom (DL)."""
        self._shift(self.y if at is None else at, count)

    def _shift(self, first: int, by: int) -> None:
        if not self.top <= first <= self.bottom:
            return
        last, count = self.bottom + 1, min(abs(by), self.bottom + 1 - first)
        gone, born = (first, last - count) if by > 0 else (last - count, first)
        for rows in (self.chars, self.pens):
            del rows[gone : gone + count]
        self.chars[born:born] = [[" "] * self.width for _ in range(count)]
        self.pens[born:born] = [[PLAIN] * self.width for _ in range(count)]
        for y in range(born, born + count):
            self.erase(y, 0, self.width)

    def insert_cells(self, count: int) -> None:
        """Open empty cells at the cursor, pushing the row's end out (ICH)."""
        self._slide(self.x, count)

    def delete_cells(self, count: int) -> None:
        """Take cells out at the cursor (DCH)."""
        self._slide(self.x + count, -count)

    def _slide(self, x: int, by: int) -> None:
        chars, pens, at = self.chars[self.y], self.pens[self.y], min(self.x, self.width - 1)
        moved_chars, moved_pens = chars[x:], pens[x:]
        self.erase(self.y, at, self.width)
        to = min(max(x + by, at), self.width)
        stop = min(to + len(moved_chars), self.width)
        chars[to:stop] = moved_chars[: stop - to]
        pens[to:stop] = moved_pens[: stop - to]
        _mend(chars, self.width)


def _fitted(row: list[Cell], width: int, filler: Cell) -> list[Cell]:
    return row[:width] + [filler] * (width - len(row))


def _mend(chars: list[str], width: int) -> None:
    for x, cell in enumerate(chars):
        orphan = not cell and (not x or not chars[x - 1] or one_cell_each(chars[x - 1]))
        if orphan:
            chars[x] = " "
    if width and chars[-1] and not one_cell_each(chars[-1]) and clusters(chars[-1])[0][1] > 1:
        chars[-1] = " "
