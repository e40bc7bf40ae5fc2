"""Where the panels of a dashboard are: stacks side by side, bands one under the other in a stack, panels side by side in a band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.cells import cell_len

Band = tuple[str, ...]
Stack = tuple[Band, ...]

LEAST: Final = 2
GAP: Final = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: ``key`` says what it stands for, ``lead`` is before and ``tail`` after the text, a ``figure`` is drawn strong."""

    key: object
    text: str
    lead: str = ""
    tail: str = ""
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A title and its lines; ``empty`` is said where there are none."""

    id: str
    title: str
    entries: tuple[Entry, ...] = ()
    empty: str = ""

    @property
    def lines(self) -> int:
        """How many lines it would like, its title included."""
        return 1 + (len(self.entries) or len(self.empty.splitlines()))


NOTHING: Final = Panel("", "")
"""Stands in a band named ``""`` and leaves its place blank."""


@dataclass(slots=True)
class Placed:
    """A panel in its place; ``top`` is the first line shown of those there are."""

    panel: Panel
    x: int
    y: int
    width: int
    height: int
    top: int = 0
    lead: int = field(init=False, default=0)
    tail: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.lead = max((cell_len(entry.lead) for entry in self.panel.entries), default=0)
        self.tail = min(max((cell_len(entry.tail) for entry in self.panel.entries), default=0), self.width * 2 // 5)

    def keep_in_view(self, at: int) -> None:
        """Scroll within the panel so that a line is seen."""
        seen = self.height - 1
        self.top = max(0, min(max(self.top, at - seen + 1), at))

    def entry_at(self, x: int, y: int) -> int | None:
        """Which line is drawn at a place."""
        at = self.top + y - self.y - 1
        inside = self.x <= x < self.x + self.width and self.y < y < self.y + self.height
        return at if inside and at < len(self.panel.entries) else None

    def beyond(self, others: Sequence[Placed], steps: int) -> Placed | None:
        """The nearest panel below, or above for negative steps, that has cells in the same columns."""
        there = [each for each in others if (each.y - self.y) * steps > 0 and each.x < self.x + self.width and self.x < each.x + each.width]
        return min(there, key=lambda each: (abs(each.y - self.y), abs(each.x - self.x)), default=None)

    def beside(self, others: Sequence[Placed], side: int) -> Placed | None:
        """The nearest panel to the right, or to the left for a negative side; one on the same lines first."""
        there = [each for each in others if (each.x - self.x) * side > 0]
        return min(there, key=lambda each: (abs(each.y - self.y), abs(each.x - self.x)), default=None)


def arranged(stacks: Sequence[Stack], panels: Mapping[str, Panel], width: int, height: int) -> tuple[Placed, ...]:
    """Every panel there is in its place, in reading order; the longest give way where the height is short."""
    placed: list[Placed] = []
    for at, stack in enumerate(stacks):
        x, end = width * at // len(stacks), width * (at + 1) // len(stacks)
        bands = [[panels.get(name, NOTHING) for name in band if name in panels or not name] for band in stack]
        placed += _stacked([band for band in bands if any(panel.id for panel in band)], x, end - x, height)
    return tuple(placed)


def _stacked(bands: Sequence[Sequence[Panel]], x: int, width: int, height: int) -> list[Placed]:
    heights = _heights([max(panel.lines for panel in band) for band in bands], height)
    placed: list[Placed] = []
    y = 0
    for band, lines in zip(bands, heights, strict=True):
        edges = [x + width * at // len(band) for at in range(len(band) + 1)]
        for panel, left, right in zip(band, edges, edges[1:], strict=False):
            placed.append(Placed(panel, left, y, right - left, min(lines, panel.lines)))
        y += lines + _gap(heights, height)
    return placed


def _gap(heights: Sequence[int], height: int) -> int:
    """A blank line between bands where there is room for it."""
    return GAP if sum(heights) + GAP * (len(heights) - 1) <= height else 0


def _heights(wanted: Sequence[int], height: int) -> list[int]:
    """The heights of the bands: the highest gives way first, down to one line below its title."""
    heights = list(wanted)
    room = height - GAP * (len(heights) - 1)
    while sum(heights) > room and max(heights) > LEAST:
        highest = max(range(len(heights)), key=lambda at: heights[at])
        heights[highest] -= 1
    return heights
