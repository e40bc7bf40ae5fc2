"""One line above the footer that tells what just happened."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.columns import cut
from tui.widgets.signs import sign


class Notice(Widget):
    """A refusal has a sign before it, so that colour is not all that tells it from good news."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Notice { height: 1; }
    Notice > .notice--text { text-style: none; }
    Notice > .notice--bad { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"notice--text", "notice--bad"}

    told: reactive[tuple[str, bool]] = reactive[tuple[str, bool]](("", False), init=False)
    """The text, and whether it is bad news."""

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Show a text; an empty one clears the line."""
        self.told = (" ".join(text.split()), bad)

    @property
    def text(self) -> str:
        """What is told now."""
        return self.told[0]

    def render_line(self, y: int) -> Strip:
        """The text, cut where the line ends."""
        text, bad = self.told
        style = self.get_component_rich_style("notice--bad" if bad else "notice--text")
        shown = f"{sign('warning')} {text}" if bad and text else text
        return Strip([Segment(f" {cut(shown, max(0, self.size.width - 2))}", style)]).adjust_cell_length(self.size.width, style)
