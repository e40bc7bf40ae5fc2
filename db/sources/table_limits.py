"""How much of a table is read before it is refused, and a row as its format gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LARGEST_FILE: Final = 512 * 2**20
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 300
LONGEST_CELL: Final = 4_000
LONGEST_LINE: Final = 32 * 2**20
"""Characters of one line of a CSV file, and of one cell: what is kept in memory at once."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A row before it has columns; ``problem`` is what is wrong with the cell at ``place``."""

    number: int
    cells: tuple[str, ...]
    problem: str | None = None
    place: int = 0
