"""Where a list is in its query: the cursor, the view, the pages asked for and the keys that outran them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from tui.widgets.window import AHEAD, HELD, PAGE, Row, Window

Direction = Literal["first", "after", "before", "last"]
Reason = Literal["restart", "reload", "around", "first", "last", "after", "before"]
JUMPS: Final = frozenset({"restart", "reload", "around", "first", "last"})


class Pager:
    """Moves at once through the rows held, asks ahead for more, and keeps a move that must wait until its rows are there."""

    def __init__(self, ask: Callable[[Direction, object, int], None]) -> None:
        """``ask`` is told the direction, the key to go on from and the number of each request."""
        self.window = Window()
        self.cursor = self.top = 0
        self.height = 1
        self.answered = False
        self._ask = ask
        self._asked: dict[int, Reason] = {}
        self._request = self._debt = 0
        self._moved = False
        self._jumped: tuple[Reason, Direction, object] = ("restart", "first", None)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.window.rows[self.cursor] if self.window.rows else None

    @property
    def visible(self) -> tuple[Row, ...]:
        """The rows in view."""
        return tuple(self.window.rows[self.top : self.top + self.height])

    @property
    def jumping(self) -> bool:
        """Whether other rows are on their way to take the place of these."""
        return not JUMPS.isdisjoint(self._asked.values())

    def restart(self) -> None:
        """Ask for the first page of a new query; the cursor will be on its first row."""
        self._moved = False
        self._jump("restart", "first", None)

    def reload(self) -> None:
        """Ask for the rows in view again; the cursor stays on its row when that is still there."""
        if self.jumping:
            self._jump(*self._jumped)
        elif self.top == 0:
            self._jump("reload", "first", None)
        else:
            self._jump("around", "after", self.window.rows[self.top - 1].key)

    def first(self) -> None:
        """Go to the first row of the query."""
        if self.window.at_start and not self.jumping:
            self._put(0, 0)
        else:
            self._jump("first", "first", None)

    def last(self) -> None:
        """Go to the last row of the query."""
        end = len(self.window.rows) - 1
        if self.window.at_end and not self.jumping:
            self._put(end, end)
        else:
            self._jump("last", "last", None)

    def move(self, steps: int) -> None:
        """Move the cursor by rows."""
        self._go(steps, self.top)

    def page(self, pages: int) -> None:
        """Move the cursor and the view by views, one row shared."""
        steps = pages * max(1, self.height - 1)
        self._go(steps, self.top + steps)

    def scroll(self, lines: int) -> None:
        """Move the view by lines and the cursor only as far as it must."""
        if self.jumping:
            return
        self._moved = True
        top = max(0, min(self.top + lines, len(self.window.rows) - self.height))
        self._put(max(top, min(self.cursor, top + self.height - 1)), top)
        self._look_ahead(AHEAD)

    def resize(self, height: int) -> None:
        """Show so many rows."""
        self.height = max(1, height)
        self._put(self.cursor, self.top)
        if self.answered:
            self._look_ahead(0)

    def supply(self, request: int, rows: Sequence[Row], at_end: bool) -> bool:
        """Take the answer to a request and say whether it was still wanted; ``at_end``: nothing lies beyond in its direction."""
        reason = self._asked.pop(request, None)
        if reason is None:
            return False
        self.answered = True
        if reason == "around" and not rows:
            self._jump("last", "last", None)
            return True
        self._take(reason, rows, at_end)
        self._trim()
        debt, self._debt = self._debt, 0
        if debt and not self.jumping:
            self.move(debt)
        self._look_ahead(AHEAD if self._moved else 0)
        return True

    def unanswered(self, request: int) -> None:
        """The request failed: it may be asked again by the next movement."""
        self._asked.pop(request, None)
        self._debt = 0

    def _take(self, reason: Reason, rows: Sequence[Row], at_end: bool) -> None:
        match reason:
            case "after":
                self.window.append(rows, at_end=at_end)
            case "before":
                added = self.window.prepend(rows, at_start=at_end)
                self._put(self.cursor + added, self.top + added)
            case "last":
                self.window.replace(rows, at_start=at_end, at_end=True)
                self._put(len(rows) - 1, len(rows) - 1)
            case "reload" | "around":
                self._take_again(rows, reason == "reload", at_end)
            case _:
                self.window.replace(rows, at_start=True, at_end=at_end)
                self._put(0, 0)

    def _take_again(self, rows: Sequence[Row], at_start: bool, at_end: bool) -> None:
        chosen, line = self.row, self.cursor - self.top
        self.window.replace(rows, at_start=at_start, at_end=at_end)
        place = self.window.place(chosen.id) if chosen else None
        cursor = line if place is None else place
        self._put(cursor, cursor - line)

    def _trim(self) -> None:
        limit = max(HELD, self.height + 2 * (AHEAD + PAGE))
        front, back = self.window.trim(limit, self.top, self.top + self.height)
        self._put(self.cursor - front, self.top - front)
        gone = {"before"} if front else set[str]()
        gone |= {"after"} if back else set[str]()
        self._asked = {request: reason for request, reason in self._asked.items() if reason not in gone}

    def _go(self, steps: int, top: int) -> None:
        self._moved = True
        if self.jumping:
            self._owe(steps)
            return
        target = self.cursor + steps
        end = len(self.window.rows) - 1
        if (target > end and not self.window.at_end) or (target < 0 and not self.window.at_start):
            self._owe(target - max(0, min(target, end)))
        self._put(target, top)
        self._look_ahead(AHEAD)

    def _owe(self, steps: int) -> None:
        self._debt = max(-self.height, min(self._debt + steps, self.height))

    def _put(self, cursor: int, top: int) -> None:
        count = len(self.window.rows)
        self.cursor = max(0, min(cursor, count - 1))
        top = max(self.cursor - self.height + 1, min(top, self.cursor))
        self.top = max(0, min(top, count - self.height))

    def _jump(self, reason: Reason, direction: Direction, key: object) -> None:
        self._asked.clear()
        self._debt = 0
        self._jumped = (reason, direction, key)
        self._send(reason, direction, key)

    def _look_ahead(self, margin: int) -> None:
        if self.jumping:
            return
        window, under_way, count = self.window, self._asked.values(), len(self.window.rows)
        if not window.at_end and "after" not in under_way and self.top + self.height + margin > count:
            self._send("after", "after", window.last_key)
        if not window.at_start and "before" not in under_way and (self.top < margin or count < self.height):
            self._send("before", "before", window.first_key)

    def _send(self, reason: Reason, direction: Direction, key: object) -> None:
        self._request += 1
        self._asked[self._request] = reason
        self._ask(direction, key, self._request)
