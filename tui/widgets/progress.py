"""How far something is, on one line: a bar and two counts."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.signs import sign

MOST_WIDE: Final = 60


class Progress(Widget):
    """Nothing until there is something to be done; drawn anew only when a cell of it changes."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Progress { height: 1; width: 1fr; }
    Progress > .progress--done { color: ansi_cyan; }
    Progress > .progress--left { text-style: dim; }
    Progress > .progress--counts { text-style: none; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"progress--done", "progress--left", "progress--counts"}

    done: reactive[int] = reactive(0, init=False)
    """How many are done."""
    total: reactive[int] = reactive(0, init=False)
    """How many there are; 0 draws nothing."""
    counts: reactive[str] = reactive("", init=False)
    """Both in words, beside the bar."""

    def render_line(self, y: int) -> Strip:
        """The bar and the counts."""
        style = self.get_component_rich_style("progress--counts")
        if not self.total:
            return Strip.blank(self.size.width, style)
        cells = max(0, min(MOST_WIDE, self.size.width - len(self.counts) - 5))
        full = cells * min(self.done, self.total) // self.total
        return Strip([
            Segment("   ", style),
            Segment(sign("bar") * full, self.get_component_rich_style("progress--done")),
            Segment(sign("track") * (cells - full), self.get_component_rich_style("progress--left")),
            Segment(f"  {self.counts}", style),
        ]).adjust_cell_length(self.size.width, style)  # fmt: skip
