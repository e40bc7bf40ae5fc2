"""The cursor and the pen of a terminal: moves, looks and text by the shortest codes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tui.terminal.cells import one_cell_each, width_is_disputed
from tui.terminal.style import VISIBLE_ON_BLANKS, Style, change

_RUN: Final = re.compile(r"(.)\1{7,}")


class Hand:
    """Writes codes into `out`, and knows where that leaves the cursor and the pen; None where it cannot be known."""

    def __init__(self, x: int | None = None, y: int | None = None, pen: Style | None = None, *, repeats: bool = False) -> None:
        self.x, self.y, self.pen = x, y, pen
        self.repeats = repeats
        self.out: list[str] = []

    def twin(self) -> Hand:
        """Another hand in the same place, which has written nothing yet."""
        return Hand(self.x, self.y, self.pen, repeats=self.repeats)

    def lose(self) -> None:
        """Know no more where the cursor is."""
        self.x = self.y = None

    def move(self, x: int, y: int) -> None:
        """Place the cursor."""
        if (self.x, self.y) != (x, y):
            self.out.append(travel(self.x, self.y, x, y))
            self.x, self.y = x, y

    def dip(self, pen: Style) -> None:
        """Take the look for what is written next."""
        if self.pen != pen:
            self.out.append(change(self.pen, pen))
            self.pen = pen

    def erase(self, pen: Style) -> None:
        """Empty the row from the cursor on."""
        self.dip(self._likened(pen))
        self.out.append("\x1b[K")

    def write(self, cells: list[str], pen: Style, *, at_edge: bool) -> None:
        """Write cells; after the last column the cursor's place is the terminal's own affair."""
        text = "".join(cells)
        self.dip(pen if text.strip(" ") else self._likened(pen))
        start = self.x or 0
        self.x = None if at_edge else start + len(cells)
        if one_cell_each(text):
            self.out.append(_RUN.sub(_repeated, text) if self.repeats else text)
        else:
            self._write_disputed(cells, start)

    def blank_out(self, count: int, pen: Style) -> None:
        """Empty cells from the cursor on, which stays where it is."""
        self.dip(self._likened(pen))
        self.out.append(f"\x1b[{count}X")

    def _likened(self, pen: Style) -> Style:
        """On empty cells the text colour is not seen, so the present one may stay."""
        if self.pen is None or pen.attributes & VISIBLE_ON_BLANKS:
            return pen
        return pen._replace(foreground=self.pen.foreground)

    def _write_disputed(self, cells: list[str], start: int) -> None:
        for place, cell in enumerate(cells, 1):
            self.out.append(cell)
            if not width_is_disputed(cell):
                continue
            past = place + (place < len(cells) and not cells[place])
            if past < len(cells):
                self.out.append(f"\x1b[{start + past + 1}G")
            else:
                self.x = None


def _repeated(run: re.Match[str]) -> str:
    return f"{run[1]}\x1b[{len(run[0]) - 1}b"


@lru_cache(16384)
def travel(from_x: int | None, from_y: int | None, x: int, y: int) -> str:
    """The shortest way for the cursor; None where the terminal's own place is not known."""
    ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
    if from_y is None:
        return ways[0]
    down = _steps(y - from_y, "B", "A") if y != from_y else ""
    if x == 0:
        ways.append("\r" + down)
    if not down:
        ways.append(f"\x1b[{x + 1}G")
    if from_x is not None:
        ways.append(down + _across(from_x, x))
        if from_x == x:
            ways.append(f"\x1b[{y + 1}d")
    return min(ways, key=len)


def _across(from_x: int, x: int) -> str:
    if x < from_x and from_x - x < 4:
        return "\b" * (from_x - x)
    return _steps(x - from_x, "C", "D") if x != from_x else ""


def _steps(count: int, forward: str, back: str) -> str:
    return f"\x1b[{abs(count) if abs(count) > 1 else ''}{forward if count > 0 else back}"
