"""Several choices side by side with a box each: a digit or Space ticks one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.commands import bindings
from tui.widgets.columns import fit
from tui.widgets.signs import sign

AROUND = 8
"""Cells of a choice besides its label: cursor, digit, box, and what keeps it from the next."""


class Picks(Widget, can_focus=True):
    """As many columns as the width has room for; ``single`` allows exactly one."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Picks { width: 1fr; height: auto; }
    Picks > .picks--text { text-style: none; }
    Picks > .picks--on { text-style: bold; }
    Picks:focus > .picks--here { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"picks--text", "picks--on", "picks--here"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
        *(Binding(str(number), f"tick({number})", show=False) for number in range(1, 10)),
        *bindings("mark"),
    ]

    class Changed(Message):
        """A choice was ticked or its tick taken away."""

        def __init__(self, picks: Picks) -> None:
            super().__init__()
            self.picks = picks

        @property
        def control(self) -> Picks:
            """The widget that changed."""
            return self.picks

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        picked: Iterable[str] = (),
        *,
        single: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Each choice is a code and its label; ``picked`` are codes."""
        super().__init__(id=id)
        self.choices, self.single = tuple(choices), single
        self.picked = {*picked}
        self.at = 0

    @property
    def codes(self) -> list[str]:
        """The codes picked, in the order of the choices."""
        return [code for code, _ in self.choices if code in self.picked]

    def relabel(self, choices: Sequence[tuple[str, str]]) -> None:
        """The same choices in other words."""
        self.choices = tuple(choices)
        self.refresh(layout=True)

    @property
    def _cell(self) -> int:
        return max((cell_len(label) for _, label in self.choices), default=0) + AROUND

    def _across(self, width: int) -> int:
        """How many choices stand side by side; columns are filled from the top down."""
        return max(1, min(len(self.choices), width // self._cell))

    def _down(self, width: int) -> int:
        across = self._across(width)
        return -(-len(self.choices) // across)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the columns need."""
        return max(1, self._down(width))

    def on_focus(self) -> None:
        """Put the terminal's own cursor on the choice."""
        self._point()

    def _point(self) -> None:
        down = self._down(self.size.width)
        here = Offset(self.at // down * self._cell + 1, self.at % down)
        self.app.cursor_position = self.content_region.offset + here  # pyright: ignore[reportUnknownMemberType]

    def action_step(self, steps: int) -> None:
        """The choice beside."""
        self._go(self.at + steps * self._down(self.size.width))

    def action_line(self, steps: int) -> None:
        """The next or previous choice; beyond the first and last is the next field."""
        at = self.at + steps
        if 0 <= at < len(self.choices):
            self._go(at)
        elif steps > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def _go(self, at: int) -> None:
        if 0 <= at < len(self.choices):
            self.at = at
            self.refresh()
            self._point()

    def action_mark(self) -> None:
        """Tick the choice under the cursor, or take its tick away."""
        self.action_tick(self.at + 1)

    def action_tick(self, number: int) -> None:
        """Tick a choice by its number, or take its tick away."""
        if not 0 < number <= len(self.choices):
            return
        code = self.choices[number - 1][0]
        self.picked = {code} if self.single else self.picked ^ {code}
        self._go(number - 1)
        self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Tick the choice under the mouse."""
        self.action_tick(event.x // self._cell * self._down(self.size.width) + event.y + 1)

    def render_line(self, y: int) -> Strip:
        """The choices of a line."""
        down = self._down(self.size.width)
        segments = [self._drawn(at) for at in range(y, len(self.choices), down)] if y < down else []
        return Strip(segments).adjust_cell_length(self.size.width, self.get_component_rich_style("picks--text"))

    def _drawn(self, at: int) -> Segment:
        code, label = self.choices[at]
        on, here = code in self.picked, self.has_focus and at == self.at
        box = ("(x)" if on else "( )") if self.single else ("[x]" if on else "[ ]")
        digit = str(at + 1) if at < 9 else " "
        style = self.get_component_rich_style("picks--here" if here else "picks--on" if on else "picks--text")
        shown = f"{sign('cursor') if here else ' '}{digit} {box} {label}"
        return Segment(fit(shown, min(self._cell, self.size.width) - 1) + " ", style)
