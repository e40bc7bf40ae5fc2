"""A form as it is drawn: its record, its places, its cursor, and only what differs sent to the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, cast

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.form_fields import Key, Section
from tui.widgets.form_hint import hint
from tui.widgets.form_layout import columns_of, lay_out
from tui.widgets.form_moves import Step, above, below
from tui.widgets.form_news import Moved
from tui.widgets.form_paint import Drawn, Painter, differing
from tui.widgets.form_places import Cell, Layout
from tui.widgets.form_record import Entry, Record

TONES: Final = ("title", "rule", "label", "value", "dim", "error", "theirs", "box", "box-dim", "here", "rest", "cursor")


class FormView(Widget, can_focus=True):
    """The drawing half of a form."""

    DEFAULT_CSS = """
    FormView {
        height: 1fr; width: 1fr; color: $foreground; background: $background;
        & > .form--title { color: $text-accent; text-style: bold; }
        & > .form--rule, & > .form--label, & > .form--dim { color: $text-muted; }
        & > .form--value { color: $foreground; }
        & > .form--error { color: $text-error; text-style: bold; }
        & > .form--theirs { color: $text-warning; }
        & > .form--box { background: $surface-lighten-1; }
        & > .form--box-dim { color: $text-muted; background: $surface-lighten-1; }
        & > .form--rest { text-style: bold; }
        & > .form--here, & > .form--cursor { text-style: reverse; }
    }
    FormView:ansi {
        color: ansi_default; background: ansi_default;
        & > .form--title { color: ansi_cyan; }
        & > .form--rule, & > .form--label, & > .form--dim { color: ansi_default; text-style: dim; }
        & > .form--value { color: ansi_default; }
        & > .form--error { color: ansi_red; }
        & > .form--theirs { color: ansi_magenta; }
        & > .form--box { color: ansi_default; background: ansi_default; text-style: underline; }
        & > .form--box-dim { color: ansi_default; background: ansi_default; text-style: dim underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"form--{tone}" for tone in TONES}

    def __init__(self, sections: Sequence[Section] = (), *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.record = Record.of(sections)
        self.painter = Painter(self.record, Layout())
        self.edited: frozenset[str] = frozenset()
        self.top = 0
        self.notice = ""
        self.columns: list[list[str]] = []
        self._drawn: list[Drawn] = []

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Whether a key is typed into the field instead of calling a command."""
        return self.editing and character is not None and character.isprintable()

    @property
    def places(self) -> Layout:
        """Where everything stands at this moment."""
        return self.painter.layout

    @property
    def editing(self) -> bool:
        """Whether fields are open to type in."""
        return bool(self.edited)

    @property
    def here(self) -> Key | None:
        """The item and field under the cursor; item "" and the section's name in an empty section."""
        return self.painter.here

    @property
    def cell(self) -> Cell | None:
        """The place of the cursor."""
        return self.places.cell(self.here)

    @property
    def entry(self) -> Entry | None:
        """The field under the cursor with what is typed in it."""
        return self.record.entries.get(self.here) if self.here else None

    @property
    def shell(self) -> App[object]:
        """The app, whose result is of no concern here."""
        return cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]

    @property
    def rows(self) -> int:
        """Lines of the record in view: all but the hint's."""
        return self.size.height - 1 if self.size.height > 3 else self.size.height

    def reachable(self) -> list[Cell]:
        """The cells the cursor can go to: the boxes while editing, else all."""
        return [cell for cell in self.places.cells if cell.box] if self.editing else self.places.cells

    def lay(self, *, anew: bool = False) -> None:
        """Work out where everything stands, the split into columns too if ``anew``, and draw what differs."""
        if not self.size:
            return
        if anew or not self.columns:
            self.columns = [[section.id for section in column] for column in columns_of(self.record, self.size.width)]
        named = {section.id: section for section in self.record.sections}
        columns = [[named[name] for name in column] for column in self.columns]
        self.painter.layout = lay_out(self.record, self.edited, self.size.width, columns)
        cells = self.reachable()
        if self.cell not in cells:
            self.painter.here, self.painter.first = (cells[0].key if cells else None), 0
        self.draw()

    def go(self, key: Key | None) -> None:
        """Put the cursor on a field and leave the one before; None and fields that are not drawn leave it where it is."""
        if key is None or key == self.here or not self.places.cell(key):
            self.draw()
            return
        self.leave()
        self.painter.here, self.painter.first = key, 0
        self.post_message(Moved(self))
        self.lay() if self.editing else self.draw()

    def leave(self) -> None:
        """Let the field under the cursor show what is wrong with it and take its stored form."""
        if self.editing and self.entry:
            self.entry.told = True
            self.entry.settle()

    def tell(self, sentence: str) -> None:
        """Say something on the form's last line until the next key."""
        self.notice = sentence
        self.draw()

    def draw(self) -> None:
        """Scroll to the cursor and repaint the cells that differ from what is on the screen."""
        if not self.is_attached or not self.size:
            return
        self.painter.focused = self.has_focus
        self.painter.follow()
        self._scroll()
        old, self._drawn = self._drawn, self._lines()
        if len(old) != len(self._drawn):
            self.refresh()
        spans = [(y, differing(*pair)) for y, pair in enumerate(zip(old, self._drawn, strict=False))]
        changed = [Region(span[0], y, span[1], 1) for y, span in spans if span]
        if changed:
            self.refresh(*changed)
        self._place_cursor()

    def _lines(self) -> list[Drawn]:
        width, height = self.size
        lines = [self.painter.line(self.top + y, width) for y in range(self.rows)]
        return [*lines, hint(self, width)] if height > self.rows else lines

    def _scroll(self) -> None:
        """Keep the cursor's cell in view, with what is told under it, and the title over a section's first field."""
        cell, cells, total = self.cell, self.places.cells, len(self.places.lines)
        if cell:
            at = cells.index(cell)
            titled = at == 0 or cells[at - 1].section != cell.section
            self.top = min(self.top, cell.y - 1 if titled else cell.y)
            self.top = max(self.top, cell.y + cell.height + self._told_rows(cell) - self.rows)
        self.top = max(0, min(self.top, total - self.rows))

    def _told_rows(self, cell: Cell) -> int:
        below = self.places.lines[cell.y + cell.height : cell.y + cell.height + 3]
        return sum(bool(line) and all(piece.tone in ("error", "theirs") for piece in line) for line in below)

    def _place_cursor(self) -> None:
        place = self.painter.cursor()
        if place and self.has_focus:
            self.shell.cursor_position = Offset(*self.content_region.offset) + Offset(place[0], place[1] - self.top)

    def render_line(self, y: int) -> Strip:
        """One line as it was last drawn."""
        if y >= len(self._drawn):
            return Strip.blank(self.size.width, self._style("value"))
        strip = Strip([Segment(text, self._style(tone)) for text, tone in self._drawn[y] if text])
        return strip.adjust_cell_length(self.size.width, self._style("value"))

    def _style(self, tone: str) -> Style:
        style = self.get_component_rich_style(f"form--{tone}")
        return style + Style(underline=True) if self.shell.no_color and tone.startswith("box") else style

    def on_resize(self, _event: events.Resize) -> None:
        """Lay out again for the new size."""
        self.lay(anew=True)

    def on_focus(self, _event: events.Focus) -> None:
        """Show the cursor."""
        self.draw()

    def on_blur(self, _event: events.Blur) -> None:
        """Show the cursor's place without it."""
        self.draw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor on the field that is clicked."""
        x, y = event.x, event.y + self.top
        hit = [cell for cell in self.reachable() if cell.y <= y < cell.y + cell.height and cell.label_x <= x]
        self.go(max(hit, key=lambda cell: cell.x).key if hit else None)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """A line further down."""
        event.stop()
        self._roll(below)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """A line further up."""
        event.stop()
        self._roll(above)

    def _roll(self, step: Step) -> None:
        if self.cell:
            self.go(step(self.reachable(), self.cell, 1).key)
