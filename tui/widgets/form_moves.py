"""Where a key takes the cursor of a form: pure steps from cell to cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tui.widgets.form_places import Cell

Step = Callable[[Sequence[Cell], Cell, int], Cell]


def following(cells: Sequence[Cell], here: Cell, _page: int) -> Cell:
    """The next field, the last one's next being the first."""
    return cells[(cells.index(here) + 1) % len(cells)]


def preceding(cells: Sequence[Cell], here: Cell, _page: int) -> Cell:
    """The field before, the first one's being the last."""
    return cells[cells.index(here) - 1]


def below(cells: Sequence[Cell], here: Cell, _page: int) -> Cell:
    """The nearest field of the line under this one; under a column's last line the next column's first."""
    under = [cell for cell in cells if cell.column == here.column and cell.y >= here.y + here.height]
    if under:
        return _nearest([cell for cell in under if cell.y == min(each.y for each in under)], here)
    return next((cell for cell in cells if cell.column > here.column), here)


def above(cells: Sequence[Cell], here: Cell, _page: int) -> Cell:
    """The nearest field of the line over this one; over a column's first line the last of the column before."""
    over = [cell for cell in cells if cell.column == here.column and cell.y < here.y]
    if over:
        return _nearest([cell for cell in over if cell.y == max(each.y for each in over)], here)
    return next((cell for cell in reversed(cells) if cell.column < here.column), here)


def rightward(cells: Sequence[Cell], here: Cell, _page: int) -> Cell:
    """The next field of the line, then the column to the right at the same height."""
    line = [cell for cell in cells if cell.column == here.column and cell.y == here.y and cell.x > here.x]
    return line[0] if line else _across(cells, here, here.column + 1)


def leftward(cells: Sequence[Cell], here: Cell, _page: int) -> Cell:
    """The field before on the line, then the column to the left at the same height."""
    line = [cell for cell in cells if cell.column == here.column and cell.y == here.y and cell.x < here.x]
    return line[-1] if line else _across(cells, here, here.column - 1)


def page_down(cells: Sequence[Cell], here: Cell, page: int) -> Cell:
    """The field a page further down the column."""
    column = [cell for cell in cells if cell.column == here.column]
    return next((cell for cell in column if cell.y >= here.y + page), column[-1])


def page_up(cells: Sequence[Cell], here: Cell, page: int) -> Cell:
    """The field a page further up the column."""
    column = [cell for cell in cells if cell.column == here.column]
    return next((cell for cell in reversed(column) if cell.y <= here.y - page), column[0])


def first(cells: Sequence[Cell], _here: Cell, _page: int) -> Cell:
    """The first field."""
    return cells[0]


def last(cells: Sequence[Cell], _here: Cell, _page: int) -> Cell:
    """The last field."""
    return cells[-1]


def section_after(cells: Sequence[Cell], here: Cell, _page: int) -> Cell:
    """The first field of the next section; the same field where there is none."""
    rest = cells[cells.index(here) :]
    return next((cell for cell in rest if cell.section != here.section), here)


def section_before(cells: Sequence[Cell], here: Cell, _page: int) -> Cell:
    """The first field of this section, or of the one before when already there."""
    starts = [cell for at, cell in enumerate(cells) if at == 0 or cells[at - 1].section != cell.section]
    return next((cell for cell in reversed(starts) if cells.index(cell) < cells.index(here)), here)


def _nearest(line: Sequence[Cell], here: Cell) -> Cell:
    return min(line, key=lambda cell: abs(cell.x - here.x))


def _across(cells: Sequence[Cell], here: Cell, column: int) -> Cell:
    return min((cell for cell in cells if cell.column == column), key=lambda cell: abs(cell.y - here.y), default=here)


READING: Final[dict[str, Step]] = {
    "down": below, "up": above, "right": rightward, "left": leftward, "pagedown": page_down, "pageup": page_up,
    "home": first, "end": last, "ctrl+home": first, "ctrl+end": last, "tab": section_after, "shift+tab": section_before,
}  # fmt: skip
EDITING: Final[dict[str, Step]] = {
    "tab": following, "enter": following, "shift+tab": preceding, "down": below, "up": above,
    "pagedown": page_down, "pageup": page_up, "ctrl+home": first, "ctrl+end": last,
}  # fmt: skip
