"""A small table of cells with a cursor on one cell: rows down, a few equal columns across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.columns import fit
from tui.widgets.signs import sign

LEAST_CELL: Final = 12
MOST_CELL: Final = 18
LEAST_TITLE: Final = 18
MOST_TITLE: Final = 40
GUTTER: Final = 2

Tone = Literal["yes", "no", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; the tone only adds a colour to what its text says."""

    text: str
    tone: Tone = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    title: str
    cells: tuple[Cell, ...]


class Matrix(Widget, can_focus=True):
    """Arrows move from cell to cell; Enter or Space says that something is to be done about one."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Matrix { height: auto; width: 1fr; }
    Matrix > .matrix--plain { text-style: none; }
    Matrix > .matrix--heads { color: ansi_cyan; text-style: bold; }
    Matrix > .matrix--title { text-style: bold; }
    Matrix > .matrix--cursor { text-style: bold underline; }
    Matrix:focus > .matrix--cursor { text-style: bold reverse; }
    Matrix > .matrix--yes { text-style: none; }
    Matrix > .matrix--no { color: ansi_red; text-style: bold; }
    Matrix > .matrix--none { text-style: dim; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "matrix--plain", "matrix--heads", "matrix--title", "matrix--cursor", "matrix--yes", "matrix--no", "matrix--none",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("pageup", "move(-5, 0)", show=False),
        Binding("pagedown", "move(5, 0)", show=False),
        Binding("home", "move(-9999, 0)", show=False),
        Binding("end", "move(9999, 0)", show=False),
        Binding("enter,space", "decide", show=False),
    ]

    class Moved(Message):
        """The cursor came to another cell."""

    class Decided(Message):
        """Something is to be done about the cell under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """An empty table until ``fill``."""
        super().__init__(id=id)
        self.titles: tuple[str, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self.row = self.column = self.top = 0

    def fill(self, titles: Sequence[str], lines: Sequence[Line]) -> None:
        """Show other cells, the cursor staying where it is as far as there are cells."""
        grown = len(lines) != len(self.lines)
        self.titles, self.lines = tuple(titles), tuple(lines)
        self._go(self.row, self.column)
        self.refresh(layout=grown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Titles and every row; a limit in the style sheet makes it scroll."""
        return 1 + max(1, len(self.lines))

    def action_move(self, down: int, across: int) -> None:
        """Move by cells."""
        before = (self.row, self.column)
        self._go(self.row + down, self.column + across)
        if before != (self.row, self.column):
            self.refresh()
            self.post_message(self.Moved())

    def action_decide(self) -> None:
        """Say that something is to be done about the cell."""
        if self.lines:
            self.post_message(self.Decided())

    def _go(self, row: int, column: int) -> None:
        self.row = max(0, min(row, len(self.lines) - 1))
        self.column = max(0, min(column, len(self.titles) - 1))
        shown = max(1, self.size.height - 1)
        self.top = max(self.row - shown + 1, min(self.top, self.row, max(0, len(self.lines) - shown)), 0)
        self._place_cursor()

    def _place_cursor(self) -> None:
        if self.has_focus:
            title, cell = self._widths()
            place = Offset(GUTTER + title + self.column * cell, 1 + self.row - self.top)
            self.app.cursor_position = self.content_region.offset + place  # pyright: ignore[reportUnknownMemberType]

    def on_focus(self) -> None:
        """Put the terminal's own cursor on the cell."""
        self._place_cursor()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._go(self.row, self.column)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to the cell; a double click does something about it."""
        title, cell = self._widths()
        row, column = self.top + event.y - 1, (event.x - GUTTER - title) // cell
        if event.y and row < len(self.lines) and column >= 0:
            self.action_move(row - self.row, column - self.column)
            if event.chain > 1:
                self.action_decide()

    def _widths(self) -> tuple[int, int]:
        """Cells of the row titles and of each column."""
        count = max(1, len(self.titles))
        room = self.size.width - GUTTER
        cell = max(LEAST_CELL, min(MOST_CELL, (room - min(MOST_TITLE, room // 3)) // count))
        return max(1, min(MOST_TITLE, max(LEAST_TITLE, room - cell * count))), cell

    def render_line(self, y: int) -> Strip:
        """The column titles, or one row."""
        width = self.size.width
        at = self.top + y - 1
        plain = self.get_component_rich_style("matrix--plain")
        if y == 0:
            segments = self._titles()
        elif at < len(self.lines):
            segments = self._row(self.lines[at], selected=at == self.row)
        else:
            segments = []
        return Strip(segments).adjust_cell_length(width, plain)

    def _titles(self) -> list[Segment]:
        title, cell = self._widths()
        style = self.get_component_rich_style("matrix--heads")
        return [Segment(" " * (GUTTER + title) + "".join(fit(name, cell - 1) + " " for name in self.titles), style)]

    def _row(self, line: Line, *, selected: bool) -> list[Segment]:
        title, cell = self._widths()
        style = self.get_component_rich_style("matrix--title" if selected else "matrix--plain")
        segments = [Segment(f"{sign('cursor') if selected else ' '} {fit(line.title, title - 1)} ", style)]
        for at, one in enumerate(line.cells):
            segments += self._cell(one, cell, here=selected and at == self.column)
        return segments

    def _cell(self, cell: Cell, width: int, *, here: bool) -> list[Segment]:
        style: Style = self.get_component_rich_style("matrix--cursor" if here else f"matrix--{cell.tone}")
        return [Segment(fit(cell.text, width - 1), style), Segment(" ", self.get_component_rich_style("matrix--plain"))]
