"""What is known of one thing: a heading, and lines of label and text, wrapped under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.columns import cut, fit, plain
from tui.widgets.form_wrap import rows_of
from tui.widgets.signs import sign

LABEL: Final = (14, 24)
"""The least and the most cells of labels, with the space after them."""
MARGIN: Final = 2
MOST_WIDE: Final = 110
"""Longer lines are hard to read however wide the screen is."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its text; without a label the text takes the whole line, ``strong`` draws it bold."""

    label: str
    text: str
    strong: bool = False


class Facts(Widget):
    """Draws facts; what does not fit below is cut, so what matters comes first."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Facts { height: auto; width: 1fr; }
    Facts > .facts--heading { text-style: bold; }
    Facts > .facts--label { color: ansi_cyan; }
    Facts > .facts--text { text-style: none; }
    Facts > .facts--strong { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"facts--heading", "facts--label", "facts--text", "facts--strong"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Nothing until ``show``."""
        super().__init__(id=id)
        self.heading = ""
        self.facts: tuple[Fact, ...] = ()
        self._lines: list[tuple[str, str, bool]] = []
        self._label = LABEL[0]

    def show(self, heading: str, facts: Sequence[Fact]) -> None:
        """Show other facts; an empty text is left out."""
        self.heading, self.facts = heading, tuple(fact for fact in facts if fact.text)
        before = len(self._lines)
        self._lay_out(self.size.width)
        self.refresh(layout=len(self._lines) != before)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line for the heading and as many as the facts take."""
        self._lay_out(width)
        return 1 + len(self._lines)

    def on_resize(self) -> None:
        """Wrap at the new width."""
        self._lay_out(self.size.width)

    def _lay_out(self, width: int) -> None:
        self._lines = []
        self._label = min(max([LABEL[0], *(cell_len(fact.label) + 1 for fact in self.facts)]), LABEL[1])
        for fact in self.facts:
            indent = MARGIN + (self._label if fact.label else 0)
            text = plain(fact.text)
            rows = rows_of(text, max(8, min(width, MOST_WIDE) - indent - 1))
            for at, (start, end) in enumerate(rows):
                self._lines.append((fact.label if at == 0 else "", " " * (indent - MARGIN) + text[start:end], fact.strong))

    def render_line(self, y: int) -> Strip:
        """The heading on a rule, or one line of a fact."""
        width = self.size.width
        text = self.get_component_rich_style("facts--text")
        if y == 0:
            rule, name = sign("rule"), cut(self.heading, max(0, width - 6))
            label, heading = self.get_component_rich_style("facts--label"), self.get_component_rich_style("facts--heading")
            before = [Segment(rule * 2, label), Segment(f" {name} " if name else rule, heading if name else label)]
            used = sum(segment.cell_length for segment in before)
            return Strip([*before, Segment(rule * max(0, width - used), label)]).adjust_cell_length(width, label)
        if y > len(self._lines):
            return Strip.blank(width, text)
        label, shown, strong = self._lines[y - 1]
        style = self.get_component_rich_style("facts--strong") if strong else text
        if not label:
            return Strip([Segment(" " * MARGIN + shown, style)]).adjust_cell_length(width, text)
        head = Segment(" " * MARGIN + fit(label, self._label - 1) + " ", self.get_component_rich_style("facts--label"))
        return Strip([head, Segment(shown[self._label :], style)]).adjust_cell_length(width, text)
