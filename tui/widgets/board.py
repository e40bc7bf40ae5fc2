"""Panels of a dashboard drawn as one: a cursor goes through every line of every panel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from tui.commands import bindings
from tui.widgets.board_layout import Entry, Panel, Placed, Stack, arranged
from tui.widgets.columns import fit
from tui.widgets.signs import sign

__all__ = ["Board", "Entry", "Panel", "Stack"]


class Board(Widget, can_focus=True):
    """Arrows go through lines and from panel to panel, Tab goes to the next panel, Enter opens a line."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Board { height: 1fr; width: 1fr; }
    Board > .board--text { text-style: none; }
    Board > .board--title { text-style: bold; }
    Board > .board--figure { text-style: bold; }
    Board > .board--dim { text-style: dim; }
    Board > .board--selected { text-style: bold; }
    Board:focus > .board--selected { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"board--text", "board--title", "board--figure", "board--dim", "board--selected"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("left", "side(-1)", show=False),
        Binding("right", "side(1)", show=False),
        Binding("tab", "panel(1)", show=False),
        Binding("shift+tab", "panel(-1)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end", "end(-1)", show=False),
        *bindings("open"),
    ]

    panels: var[tuple[Panel, ...]] = var[tuple[Panel, ...]](tuple, init=False)
    """What is shown; the cursor stays on its line by the line's key."""

    class Opened(Message):
        """A line was opened."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class Moved(Message):
        """The cursor is on another line, or on none."""

        def __init__(self, entry: Entry | None) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, narrow: Sequence[Stack], wide: Sequence[Stack], *, wide_from: int = 130) -> None:
        """The order of the panels by their ids on a narrow screen, and from ``wide_from`` cells on."""
        super().__init__()
        self._narrow, self._wide, self._wide_from = narrow, wide, wide_from
        self._placed: tuple[Placed, ...] = ()
        self._at: tuple[str, int] = ("", 0)
        self._told: object = None

    def watch_panels(self) -> None:
        """Lay everything out again."""
        self._lay()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay everything out for the new size."""
        self._lay()

    def _lay(self) -> None:
        kept = self.entry.key if self.entry else None
        order = self._wide if self.size.width >= self._wide_from else self._narrow
        self._placed = arranged(order, {panel.id: panel for panel in self.panels}, self.size.width, self.size.height)
        found = [(placed.panel.id, at) for placed in self._placed for at, entry in enumerate(placed.panel.entries) if entry.key == kept]
        self._at = (found or [self._at])[0]
        self._keep_within()
        self.refresh()

    def _keep_within(self) -> None:
        here = self._here
        if here is None:
            first = next(iter(self._full), None)
            self._at = (first.panel.id, 0) if first else ("", 0)
        else:
            self._at = (here.panel.id, min(self._at[1], len(here.panel.entries) - 1))
        self._show_cursor()

    @property
    def _full(self) -> list[Placed]:
        """Panels with lines, in reading order."""
        return [placed for placed in self._placed if placed.panel.entries]

    @property
    def _here(self) -> Placed | None:
        return next((placed for placed in self._full if placed.panel.id == self._at[0]), None)

    @property
    def entry(self) -> Entry | None:
        """The line under the cursor."""
        here = self._here
        return here.panel.entries[self._at[1]] if here and self._at[1] < len(here.panel.entries) else None

    def go(self, panel: str) -> bool:
        """Go to the first line of a panel; False when it has none."""
        there = next((placed for placed in self._full if placed.panel.id == panel), None)
        if there:
            self._move(there, 0)
        return there is not None

    def _move(self, there: Placed, at: int) -> None:
        before = self._here
        self._at = (there.panel.id, max(0, min(at, len(there.panel.entries) - 1)))
        self._show_cursor()
        for placed in {id(each): each for each in (before, there) if each}.values():
            self.refresh(Region(placed.x, placed.y, placed.width, placed.height))

    def _tell(self) -> None:
        """Say on which line the cursor came to be."""
        key = self.entry.key if self.entry else None
        if key != self._told:
            self._told = key
            self.post_message(self.Moved(self.entry))

    def _show_cursor(self) -> None:
        self._tell()
        here = self._here
        if here is None:
            return
        here.keep_in_view(self._at[1])
        if self.has_focus:
            line = Offset(here.x, here.y + 1 + self._at[1] - here.top)
            self.app.cursor_position = self.content_region.offset + line  # pyright: ignore[reportUnknownMemberType]

    def on_focus(self) -> None:
        """Put the terminal's own cursor on the line."""
        self._show_cursor()

    def action_step(self, steps: int) -> None:
        """The next line, or the panel above or below."""
        here = self._here
        if here is None:
            return
        at = self._at[1] + steps
        if 0 <= at < len(here.panel.entries):
            self._move(here, at)
            return
        there = here.beyond(self._full, steps)
        if there:
            self._move(there, 0 if steps > 0 else len(there.panel.entries) - 1)

    def action_side(self, side: int) -> None:
        """The panel beside, on the same line where it has one."""
        here = self._here
        there = here.beside(self._full, side) if here else None
        if here and there:
            line = here.y + self._at[1] - here.top
            self._move(there, there.top + min(max(0, line - there.y), there.height - 2))

    def action_panel(self, steps: int) -> None:
        """The next or previous panel."""
        full, here = self._full, self._here
        if here:
            self._move(full[(full.index(here) + steps) % len(full)], 0)

    def action_end(self, which: int) -> None:
        """The very first or last line."""
        full = self._full
        if full:
            self._move(full[which], 0 if which == 0 else len(full[-1].panel.entries) - 1)

    def action_open(self) -> None:
        """Open the line under the cursor."""
        if self.entry:
            self.post_message(self.Opened(self.entry))

    def on_click(self, event: events.Click) -> None:
        """Go to the line; a double click opens it."""
        for placed in self._full:
            at = placed.entry_at(event.x, event.y)
            if at is not None:
                self._move(placed, at)
                if event.chain > 1:
                    self.action_open()

    def render_line(self, y: int) -> Strip:
        """What the panels side by side have on this line."""
        blank = self.get_component_rich_style("board--text")
        segments: list[Segment] = []
        at = 0
        for placed in sorted(self._placed, key=lambda each: each.x):
            if placed.y <= y < placed.y + placed.height:
                segments += [Segment(" " * (placed.x - at), blank), *self._line(placed, y - placed.y)]
                at = placed.x + placed.width
        return Strip(segments).adjust_cell_length(self.size.width, blank)

    def _line(self, placed: Placed, line: int) -> Iterator[Segment]:
        panel, width = placed.panel, placed.width
        if line == 0:
            yield Segment(fit(f" {panel.title}", width), self.get_component_rich_style("board--title"))
            return
        at = placed.top + line - 1
        if at < len(panel.entries):
            yield from self._entry(placed, panel.entries[at], selected=(panel.id, at) == self._at)
            return
        told = [] if panel.entries else panel.empty.splitlines()
        text = told[line - 1] if line <= len(told) else ""
        yield Segment(fit(f"   {text}", width), self.get_component_rich_style("board--dim"))

    def _entry(self, placed: Placed, entry: Entry, *, selected: bool) -> Iterator[Segment]:
        style = self.get_component_rich_style("board--selected" if selected else "board--text")
        strong = style if selected else self.get_component_rich_style("board--figure" if entry.figure else "board--dim")
        lead, tail = placed.lead, placed.tail
        before = f" {sign('cursor') if selected else ' '} "
        yield Segment(before + (f"{fit(entry.lead, lead)} " if lead else ""), style)
        room = placed.width - len(before) - (lead + 1 if lead else 0) - (tail + 1 if tail else 0) - 1
        yield Segment(fit(entry.text, room), style)
        yield Segment(f" {fit(entry.tail, tail, 'right')} " if tail else " ", strong)
