"""Writes the codes that bring a terminal from what it shows to what it should show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.terminal.canvas import Canvas
from tui.terminal.hand import Hand
from tui.terminal.rows import WRITE, Row, Stroke, strokes
from tui.terminal.scroll import Scroll, moved
from tui.terminal.style import PLAIN, VISIBLE_ON_BLANKS, Style

_WORTH_ERASING: Final = 9
_UNKNOWN: Final = "\x00"


class Features(NamedTuple):
    """What a terminal can do beyond the least: erase in the current background, and repeat a character (REP)."""

    erases_in_background: bool = True
    repeats: bool = False


class Painter:
    """Remembers what the terminal shows: cells, pen, cursor; None where it cannot be known."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self._shown: Canvas | None = None
        self._cursor_shown: bool | None = None
        self._hand = Hand(repeats=features.repeats)

    @property
    def knows(self) -> bool:
        """True once the terminal's cells are known."""
        return self._shown is not None

    def forget(self) -> None:
        """Know nothing of the terminal any more: the next painting clears the screen first."""
        self._shown = self._cursor_shown = self._hand.pen = None
        self._hand.out.clear()
        self.lose_cursor()

    def lose_cursor(self) -> None:
        """Know no more where the cursor is."""
        self._hand.lose()

    def paint(self, wanted: Canvas, *, synchronized: bool = False) -> str:
        """The codes that make the terminal show the canvas; empty where it does already."""
        shown = self._shown
        if shown is None or (shown.width, shown.height) != (wanted.width, wanted.height):
            self._hide_cursor()
            shown = self._clear(wanted.width, wanted.height)
        rows = _differing(wanted, shown)
        if len(rows) > 1:
            self._hide_cursor()
        if len(rows) > 2 and (scroll := moved(wanted, shown, rows)):
            self._scroll(shown, scroll)
            rows = _differing(wanted, shown)
        self._bring_up_to_date(wanted, shown, rows)
        self._park(wanted)
        text = "".join(self._hand.out)
        self._hand.out.clear()
        return f"\x1b[?2026h{text}\x1b[?2026l" if synchronized and len(rows) > 1 else text

    def _hide_cursor(self) -> None:
        if self._cursor_shown is not False:
            self._hand.out.append("\x1b[?25l")
            self._cursor_shown = False

    def _park(self, wanted: Canvas) -> None:
        self._hand.move(min(wanted.x, wanted.width - 1), wanted.y)
        if self._cursor_shown is not wanted.cursor_shown:
            self._cursor_shown = wanted.cursor_shown
            self._hand.out.append("\x1b[?25h" if wanted.cursor_shown else "\x1b[?25l")

    def _clear(self, width: int, height: int) -> Canvas:
        self._hand.out.append("\x1b[r\x1b[m\x1b[2J")
        self._hand.pen = PLAIN
        self._hand.lose()
        self._shown = Canvas(width, height)
        return self._shown

    def _may_erase(self, pen: Style) -> bool:
        plain = not (pen.attributes & VISIBLE_ON_BLANKS or pen.link or pen.other)
        return plain and (self.features.erases_in_background or not pen.background)

    def _scroll(self, shown: Canvas, scroll: Scroll) -> None:
        count = abs(scroll.by)
        self._hand.out.append(f"\x1b[{scroll.top + 1};{scroll.bottom + 1}r\x1b[{scroll.top + 1}H")
        self._hand.out.append(f"\x1b[{count if count > 1 else ''}{'M' if scroll.by > 0 else 'L'}\x1b[r")
        self._hand.lose()
        shown.margins(scroll.top + 1, scroll.bottom + 1)
        (shown.delete_lines if scroll.by > 0 else shown.insert_lines)(count, scroll.top)
        shown.margins(1, shown.height)
        first = scroll.bottom + 1 - count if scroll.by > 0 else scroll.top
        for y in range(first, first + count):
            shown.chars[y] = [_UNKNOWN] * shown.width

    def _bring_up_to_date(self, wanted: Canvas, shown: Canvas, rows: Sequence[int]) -> None:
        by_row: list[Stroke] = []
        for y in rows:
            by_row += strokes(y, Row(wanted.chars[y], wanted.pens[y]), Row(shown.chars[y], shown.pens[y]), self._may_erase)
        hands = [self._drawn(by_row, wanted)]
        if len(by_row) > 2:
            hands.append(self._drawn(_by_look(by_row), wanted))
        best = min(hands, key=lambda hand: sum(map(len, hand.out)))
        self._hand.out += best.out
        self._hand.x, self._hand.y, self._hand.pen = best.x, best.y, best.pen

    def _drawn(self, order: Sequence[Stroke], wanted: Canvas) -> Hand:
        hand = self._hand.twin()
        for stroke in order:
            hand.move(stroke.x, stroke.y)
            if stroke.stage == WRITE:
                self._write(hand, stroke, wanted)
            else:
                hand.erase(stroke.pen)
        return hand

    def _write(self, hand: Hand, stroke: Stroke, wanted: Canvas) -> None:
        cells = wanted.chars[stroke.y][stroke.x : stroke.end]
        inked = len(cells)
        while inked and cells[inked - 1] == " ":
            inked -= 1
        blanks = len(cells) - inked
        if blanks < _WORTH_ERASING or not self._may_erase(stroke.pen):
            hand.write(cells, stroke.pen, at_edge=stroke.end == wanted.width)
            return
        if inked:
            hand.write(cells[:inked], stroke.pen, at_edge=False)
        hand.move(stroke.x + inked, stroke.y)
        hand.blank_out(blanks, stroke.pen)


def _by_look(order: Sequence[Stroke]) -> list[Stroke]:
    """The same strokes with those of one look together, which takes more moves and fewer colour codes."""
    looks = {pen: place for place, pen in enumerate(dict.fromkeys(stroke.pen for stroke in order))}
    return sorted(order, key=lambda stroke: (stroke.stage, looks[stroke.pen], stroke.y, stroke.x))


def _differing(wanted: Canvas, shown: Canvas) -> list[int]:
    rows = zip(wanted.chars, shown.chars, wanted.pens, shown.pens, strict=True)
    return [y for y, (chars, old_chars, pens, old_pens) in enumerate(rows) if chars != old_chars or pens != old_pens]
