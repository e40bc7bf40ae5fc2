"""The few rows a list holds of a query that may have millions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

PAGE: Final = 64
HELD: Final = 6 * PAGE
AHEAD: Final = 96


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: ``key`` is its place in the query's order, ``spans`` the matched characters of its first cell."""

    id: int
    cells: tuple[str, ...]
    key: object = None
    marks: str = ""
    dim: bool = False
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Window:
    """Neighbouring rows in the order of their query, each id once, and whether the query goes on either way."""

    rows: list[Row] = field(default_factory=list[Row])
    at_start: bool = True
    at_end: bool = True
    first_key: object = None
    last_key: object = None

    def replace(self, rows: Sequence[Row], *, at_start: bool, at_end: bool) -> None:
        """Hold these rows instead."""
        self.rows = self._new(rows, set())
        self.at_start, self.at_end = at_start, at_end
        self.first_key = rows[0].key if rows else None
        self.last_key = rows[-1].key if rows else None

    def append(self, rows: Sequence[Row], *, at_end: bool) -> None:
        """Add the page that follows; an empty page ends the query."""
        self.rows += self._new(rows, {row.id for row in self.rows})
        self.at_end = at_end or not rows
        self.last_key = rows[-1].key if rows else self.last_key

    def prepend(self, rows: Sequence[Row], *, at_start: bool) -> int:
        """Add the page that precedes and say how many rows it added; an empty page begins the query."""
        new = self._new(rows, {row.id for row in self.rows})
        self.rows[:0] = new
        self.at_start = at_start or not rows
        self.first_key = rows[0].key if rows else self.first_key
        return len(new)

    def trim(self, limit: int, top: int, bottom: int) -> tuple[int, int]:
        """Let go of rows beyond ``limit``, farthest from the view first, and say how many went from the front and back."""
        excess = len(self.rows) - limit
        if excess <= 0:
            return 0, 0
        above, below = top, len(self.rows) - bottom
        front = min(excess, max(0, above - AHEAD)) if above >= below else excess - min(excess, max(0, below - AHEAD))
        self._drop_front(front)
        self._drop_back(excess - front)
        return front, excess - front

    def _drop_front(self, count: int) -> None:
        if count:
            del self.rows[:count]
            self.at_start, self.first_key = False, self.rows[0].key

    def _drop_back(self, count: int) -> None:
        if count:
            del self.rows[-count:]
            self.at_end, self.last_key = False, self.rows[-1].key

    def place(self, row_id: int) -> int | None:
        """Where the row with that id is, or None."""
        return next((at for at, row in enumerate(self.rows) if row.id == row_id), None)

    @staticmethod
    def _new(rows: Sequence[Row], seen: set[int]) -> list[Row]:
        new: list[Row] = []
        for row in rows:
            if row.id not in seen:
                seen.add(row.id)
                new.append(row)
        return new
