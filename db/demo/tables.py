"""How the lists of the demo are written, and drawn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Chance = Callable[[], float]
"""The next number of a seeded generator, at least 0 and under 1."""


def listed(table: str) -> tuple[str, ...]:
    """The entries of a table that is written with commas, on as many lines as it takes."""
    return tuple(entry.strip() for entry in table.replace("\n", " ").split(",") if entry.strip())


def by_rank(names: Sequence[str], steepness: int = 12) -> tuple[str, ...]:
    """Names, the most usual first, each as often as Zipf's law has it; a larger steepness makes them more alike."""
    return tuple(name for rank, name in enumerate(names) for _ in range(max(1, 40 * steepness // (rank + steepness))))


def pick(chance: Chance, items: Sequence[Item]) -> Item:
    """One of the items; faster than random.choice and the same on every version of Python."""
    return items[int(chance() * len(items))]
