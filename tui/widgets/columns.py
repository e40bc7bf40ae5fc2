"""Columns of a list: which are shown at a width, how wide, and their text cut by cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rich.cells import cell_len, set_cell_size

from tui.widgets.signs import sign

GAP: Final = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A whole ``width`` is cells, a fraction is a share of what is left between ``least`` and ``most`` cells.

    On a narrow screen the columns with the highest ``priority`` vanish first; those with 0 never do.
    """

    title: str
    width: int | float = 1.0
    least: int = 6
    most: int = 1000
    align: Literal["left", "right"] = "left"
    priority: int = 0
    dim: bool = False

    @property
    def need(self) -> int:
        """The fewest cells this column can be drawn in."""
        return self.width if isinstance(self.width, int) else self.least


def widths(columns: Sequence[Column], room: int) -> tuple[int, ...]:
    """Cells of each column in ``room`` cells, one cell between columns; 0 for a column that is left out."""
    kept = _kept(columns, room)
    cells = {at: columns[at].need for at in kept}
    spare = room - sum(cells.values()) - GAP * (len(kept) - 1)
    growing = [at for at in kept if not isinstance(columns[at].width, int)]
    while spare > 0 and (growing := [at for at in growing if cells[at] < columns[at].most]):
        spare = _share_out(columns, cells, growing, spare)
    return tuple(cells.get(at, 0) for at in range(len(columns)))


def _kept(columns: Sequence[Column], room: int) -> list[int]:
    kept = list(range(len(columns)))
    while sum(columns[at].need for at in kept) + GAP * (len(kept) - 1) > room:
        victim = max(kept, key=lambda at: (columns[at].priority, at))
        if columns[victim].priority == 0:
            break
        kept.remove(victim)
    return kept


def _share_out(columns: Sequence[Column], cells: dict[int, int], growing: list[int], spare: int) -> int:
    shares = sum(columns[at].width for at in growing)
    offered = spare
    for at in growing:
        more = min(max(1, int(offered * columns[at].width / shares)), columns[at].most - cells[at], spare)
        cells[at] += more
        spare -= more
    return spare


def plain(text: str) -> str:
    """The text without anything a terminal would obey: one printable character for each character."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char.isspace() else "?" for char in text)


def cut(text: str, width: int) -> str:
    """Printable text in at most ``width`` cells, ending in the sign for more when it was longer."""
    text = plain(text)
    if cell_len(text) <= width:
        return text
    return "" if width <= 0 else set_cell_size(text, width - 1) + sign("more")


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Printable text in exactly ``width`` cells."""
    text = cut(text, width)
    padding = " " * (width - cell_len(text))
    return padding + text if align == "right" else text + padding
