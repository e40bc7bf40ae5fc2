"""Times, and tables of them."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import Any, Final

CELLS: Final = ("n", "p50 ms", "p95 ms", "mean ms worked")


def worked_ms(pid: int | None) -> float:
    """Milliseconds that a program has worked, not counting when others had the processor; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


@dataclass(slots=True)
class Times:
    """Milliseconds of one thing done many times; with the ``pid`` of who serves it, also those its processor worked."""

    each: list[float] = field(default_factory=list)
    pid: int | None = None
    worked: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def once(self) -> AsyncGenerator[None]:
        """Time what is done inside."""
        worked, began = worked_ms(self.pid), time.perf_counter()
        yield
        self.each.append((time.perf_counter() - began) * 1000)
        self.worked.append(worked_ms(self.pid) - worked)

    @property
    def median(self) -> float:
        """Half are faster."""
        return median(self.each)

    @property
    def p95(self) -> float:
        """Nineteen of twenty are faster."""
        return sorted(self.each)[int(len(self.each) * 0.95)]


def cells(times: Times) -> tuple[str, str, str, str]:
    """Count, median, p95, and the mean of the server's own work."""
    return str(len(times.each)), ms(times.median), ms(times.p95), ms(fmean(times.worked)) if times.worked else ""


async def timed(times: Times, ask: Callable[[Any], Awaitable[object]], all_of: Iterable[Any]) -> Times:
    """Ask about each, one after the other."""
    for one in all_of:
        async with times.once():
            await ask(one)
    return times


def ms(value: float) -> str:
    """Milliseconds as they are read."""
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def ratio(ours: float, reference: float) -> str:
    """How many times the reference."""
    return f"{ours / reference:.2f}×" if reference else "–"


def within(ok: bool) -> str:
    """Whether a bar was kept."""
    return "" if ok else "MISSED"


@dataclass(slots=True)
class Table:
    """Rows of text under a heading, printed as Markdown reads them."""

    title: str
    head: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """One more line."""
        self.rows.append(cells)

    def text(self) -> str:
        """The table with its columns aligned."""
        lines = [self.head, *self.rows]
        wide = [max(len(line[place]) for line in lines) for place in range(len(self.head))]
        shown = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, wide, strict=True)) + " |" for line in lines]
        shown.insert(1, "|" + "|".join("-" * (width + 2) for width in wide) + "|")
        return "\n".join([f"### {self.title}", "", *shown, ""])
