"""A small chart: a line for each figure, its bar as long as its share of the largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.columns import fit
from tui.widgets.signs import sign

LABEL: Final = 14
LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure: how long its bar is compared with the others, and what is said of it."""

    label: str
    length: float
    text: str
    strong: bool = False


class Bars(Widget):
    """Draws figures; a figure that is not nothing has at least one cell."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Bars { height: auto; width: 1fr; }
    Bars > .bars--label { color: ansi_cyan; }
    Bars > .bars--bar { text-style: none; }
    Bars > .bars--strong { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bars--label", "bars--bar", "bars--strong"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        """Nothing until ``show``."""
        super().__init__(id=id)
        self.bars: tuple[Bar, ...] = ()

    def show(self, bars: Sequence[Bar]) -> None:
        """Show other figures."""
        before, self.bars = len(self.bars), tuple(bars)
        self.refresh(layout=len(self.bars) != before)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line a figure."""
        return len(self.bars)

    def render_line(self, y: int) -> Strip:
        """One figure: label, bar, text."""
        style = self.get_component_rich_style("bars--bar")
        if y >= len(self.bars):
            return Strip.blank(self.size.width, style)
        bar = self.bars[y]
        room = max(1, min(LONGEST, self.size.width - LABEL - 2 - max(len(one.text) for one in self.bars) - 2))
        most = max((one.length for one in self.bars), default=0)
        cells = max(1, round(room * bar.length / most)) if bar.length > 0 and most > 0 else 0
        return Strip([
            Segment(f"  {fit(bar.label, LABEL - 1)} ", self.get_component_rich_style("bars--label")),
            Segment(sign("bar") * cells, self.get_component_rich_style("bars--strong") if bar.strong else style),
            Segment(f"{' ' * bool(cells)}{bar.text}", self.get_component_rich_style("bars--strong") if bar.strong else style),
        ]).adjust_cell_length(self.size.width, style)  # fmt: skip
