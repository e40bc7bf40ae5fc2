"""A line to type on, drawn as a line also while nothing is on it yet."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import Input


class TypingLine(Input):
    """Arrows go to the field above and below, as in all forms."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def render_line(self, y: int) -> Strip:
        """Textual ends an empty line at its cursor: the line under it shows how much fits."""
        return super().render_line(y).extend_cell_length(self.size.width, self.rich_style)
