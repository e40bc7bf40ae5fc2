"""A list of any number of rows that holds a few pages of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui.commands import bindings
from tui.widgets.columns import Column
from tui.widgets.line import Painter
from tui.widgets.marks import Marks
from tui.widgets.pager import Direction, Pager
from tui.widgets.window import Row
from tui.words import say

__all__ = ["Column", "Row", "RowList"]

LATE: Final = 0.4
WHEEL: Final = 3


class RowList(Widget, can_focus=True):
    """Asks for pages by ``Wanted`` and is answered by ``supply``; old rows stay until the answer is there.

    The screen says ``restart()`` for a new query and ``reload()`` to see the same one again at the same place.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; }
    RowList > .rows--row { text-style: none; }
    RowList > .rows--title { text-style: bold underline; }
    RowList > .rows--selected { text-style: bold; }
    RowList:focus > .rows--selected { text-style: reverse; }
    RowList > .rows--match { text-style: bold underline; }
    RowList > .rows--dim { text-style: dim; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--row", "rows--title", "rows--selected", "rows--match", "rows--dim"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        *bindings("open", "mark"),
    ]

    columns: var[tuple[Column, ...]] = var[tuple[Column, ...]](tuple, init=False)
    """The columns; set anew when the language changes."""
    total: var[str] = var("", init=False)
    """How many rows there are in words, shown beside the first title."""
    empty: var[str] = var("", init=False)
    """Lines shown instead of rows when there are none."""

    class OfRows(Message):
        """Anything a list says."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> RowList:
            """The list that speaks."""
            return self.rows

    class Wanted(OfRows):
        """A page is asked for: answer by ``supply(request, …)`` or ``unanswered(request)``."""

        def __init__(self, rows: RowList, direction: Direction, key: object, request: int) -> None:
            super().__init__(rows)
            self.direction, self.key, self.request = direction, key, request

    class OfRow(OfRows):
        """Something about one row."""

        def __init__(self, rows: RowList, row: Row) -> None:
            super().__init__(rows)
            self.row = row

    class Opened(OfRow):
        """The row was opened by Enter or a double click."""

    class Selected(OfRow):
        """The cursor came to another row."""

    class Marked(OfRows):
        """The marks changed; ``ids`` are all the marked rows, held or not, or those left out when everything is marked."""

        def __init__(self, rows: RowList, ids: frozenset[int]) -> None:
            super().__init__(rows)
            self.ids = ids

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "",
        marks: int = 1,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """``marks`` cells are kept for the signs a row brings with it."""
        super().__init__(id=id, classes=classes)
        self.set_reactive(RowList.columns, tuple(columns))
        self.set_reactive(RowList.empty, empty)
        self.marked = Marks()
        self.pager = Pager(self._want)
        self._marks_width = marks
        self._told: int | None = None
        self._opening = self._late = False
        self._late_timer: Timer | None = None
        self._painter: Painter | None = None

    def _want(self, direction: Direction, key: object, request: int) -> None:
        self.post_message(self.Wanted(self, direction, key, request))

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.pager.row

    @property
    def held(self) -> int:
        """How many rows are in memory."""
        return len(self.pager.window.rows)

    def restart(self) -> None:
        """Ask for a new query from its first row."""
        self._opening = False
        self._during(self.pager.restart)

    def reload(self) -> None:
        """Ask for the rows in view again, the cursor staying on its row."""
        self._during(self.pager.reload)

    def supply(self, request: int, rows: Sequence[Row], at_end: bool) -> None:
        """Answer a request with rows in the query's order; ``at_end``: none lie beyond in the direction asked."""
        self._during(lambda: self.pager.supply(request, rows, at_end))
        if self._opening and not self.pager.jumping:
            self.action_open()

    def unanswered(self, request: int) -> None:
        """Say that a request failed; the rows stay, and the next movement asks again."""
        self._opening = False
        self._during(lambda: self.pager.unanswered(request))

    def show(self, total: str) -> None:
        """Show how many rows there are, in words such as ``1 000+``."""
        self.total = total

    def unmark(self) -> None:
        """Take away every mark."""
        self.marked.clear()
        self.refresh()
        self.post_message(self.Marked(self, frozenset()))

    def action_move(self, steps: int) -> None:
        """Move the cursor by rows."""
        self._during(lambda: self.pager.move(steps))

    def action_page(self, pages: int) -> None:
        """Move by the rows in view."""
        self._during(lambda: self.pager.page(pages))

    def action_first(self) -> None:
        """Go to the first row."""
        self._during(self.pager.first)

    def action_last(self) -> None:
        """Go to the last row."""
        self._during(self.pager.last)

    def action_open(self) -> None:
        """Open the row under the cursor, or what will be under it when the answer awaited is there."""
        self._opening = self.pager.jumping
        if self.row and not self._opening:
            self.post_message(self.Opened(self, self.row))

    def action_mark(self) -> None:
        """Mark or unmark the row and go to the next."""
        if not self.row or self.pager.jumping:
            return
        self.marked ^= {self.row.id}
        self.post_message(self.Marked(self, frozenset(self.marked)))
        self._refresh_lines(self.pager.cursor - self.pager.top)
        self.action_move(1)

    def _during(self, step: Callable[[], object]) -> None:
        """Take a step and repaint what it changed in view: nothing, two lines or all of them."""
        pager = self.pager
        seen, line = pager.visible, pager.cursor - pager.top
        step()
        if pager.visible != seen or not seen:
            self.refresh(Region(0, 1, self.size.width, max(0, self.size.height - 1)))
        elif pager.cursor - pager.top != line:
            self._refresh_lines(line, pager.cursor - pager.top)
        self._watch_the_wait()
        self._tell()

    def _refresh_lines(self, *lines: int) -> None:
        self.refresh(*(Region(0, 1 + line, self.size.width, 1) for line in lines))

    def _tell(self) -> None:
        """Say which row the cursor is on, and put the terminal's own cursor there."""
        row = self.row
        if row and row.id != self._told:
            self.post_message(self.Selected(self, row))
        self._told = row.id if row else None
        if self.has_focus:
            here = self.content_region.offset + Offset(0, 1 + self.pager.cursor - self.pager.top)
            self.app.cursor_position = here  # pyright: ignore[reportUnknownMemberType]

    def _watch_the_wait(self) -> None:
        """Say that rows are awaited only when they have been for a while."""
        if self.pager.jumping and self._late_timer is None:
            self._late_timer = self.set_timer(LATE, self._say_late)
        elif not self.pager.jumping and self._late:
            self._late = False
            self._refresh_lines(-1)

    def _say_late(self) -> None:
        self._late_timer = None
        self._late = self.pager.jumping
        if self._late:
            self._refresh_lines(-1)

    def watch_columns(self) -> None:
        """Lay the columns out again."""
        self.notify_style_update()
        self.refresh()

    def watch_empty(self) -> None:
        """Show the new text, should there be no rows."""
        self.refresh()

    def watch_total(self) -> None:
        """Show the new total."""
        self._refresh_lines(-1)

    def notify_style_update(self) -> None:
        """Forget what was drawn with the styles, columns and width before."""
        super().notify_style_update()
        self._painter = None

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view."""
        self.notify_style_update()
        self._during(lambda: self.pager.resize(event.size.height - 1))
        self.refresh()

    def on_focus(self) -> None:
        """Put the terminal's own cursor on the selected row."""
        self._tell()

    def on_click(self, event: events.Click) -> None:
        """Select the row; a double click opens it."""
        line = event.y - 1
        if 0 <= line < len(self.pager.visible):
            self.action_move(self.pager.top + line - self.pager.cursor)
            if event.chain > 1:
                self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the cursor more than needed."""
        event.stop()
        self._during(lambda: self.pager.scroll(WHEEL))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the cursor more than needed."""
        event.stop()
        self._during(lambda: self.pager.scroll(-WHEEL))

    @property
    def painter(self) -> Painter:
        """What draws the lines, made anew when the width, columns or styles change."""
        if self._painter is None:
            self._painter = Painter(self.columns, self.size.width, self._marks_width, self.get_component_rich_style)
        return self._painter

    def render_line(self, y: int) -> Strip:
        """The titles, a row, or a line of the text for no rows."""
        if y == 0:
            return self.painter.titles(say("common.fetching") if self._late else self.total)
        rows, at = self.pager.window.rows, self.pager.top + y - 1
        if at < len(rows):
            return self.painter.row(rows[at], selected=at == self.pager.cursor, marked=rows[at].id in self.marked)
        lines = self.empty.splitlines() if self.pager.answered and not rows else []
        return self.painter.text(lines[y - 2] if 0 <= y - 2 < len(lines) else "")
