"""What just happened, told above the footer: on one line, on two where it would be cut."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.columns import cut
from tui.widgets.form_wrap import rows_of
from tui.widgets.signs import sign
from tui.words import spoken

MOST: Final = 2
"""Lines that it may take from the screen; a refusal says at its end what to do next."""


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
        self.told = (_on_one_line(text), bad)

    @property
    def text(self) -> str:
        """What is told now."""
        return self.told[0]

    def watch_told(self) -> None:
        """Take as many lines as the text needs."""
        self._fit()

    def on_resize(self) -> None:
        """The same at another width."""
        self._fit()

    def _fit(self) -> None:
        lines = len(self._lines()) if self.size else 1
        if self.size and lines != self.size.height:
            self.styles.height = lines

    def _lines(self) -> list[str]:
        """The text as it is shown: broken between words, what is beyond the last line cut."""
        text, bad = self.told
        shown, width = f"{sign('warning')} {text}" if bad and text else text, max(1, self.size.width - 2)
        starts = [start for start, _ in rows_of(shown, width)][:MOST]
        ends = [*starts[1:], len(shown)]
        return [cut(shown[start:end].rstrip(), width) for start, end in zip(starts, ends, strict=True)]

    def render_line(self, y: int) -> Strip:
        """One line of the text."""
        style = self.get_component_rich_style("notice--bad" if self.told[1] else "notice--text")
        lines = self._lines()
        return Strip([Segment(f" {lines[y] if y < len(lines) else ''}", style)]).adjust_cell_length(self.size.width, style)


@spoken
def _on_one_line(text: str) -> str:
    return " ".join(text.split())
