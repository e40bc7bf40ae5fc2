"""Finds rows that moved up or down together, so that the terminal can move them itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import ne
from typing import Final, NamedTuple

from tui.terminal.canvas import Canvas

_COST: Final = 30
"""Cells a scroll must save before it is worth its codes and the movement on the screen."""


class Scroll(NamedTuple):
    """Rows `top` to `bottom`, both included, whose text moved `by` rows up (down if negative)."""

    top: int
    bottom: int
    by: int


def moved(new: Canvas, old: Canvas, rows: Sequence[int]) -> Scroll | None:
    """The scroll that saves most among the rows that differ, or None where none is worth it."""
    candidates = _candidates(new, old, rows)
    if not candidates:
        return None
    by, ys = max(candidates.items(), key=lambda item: len(item[1]))
    run = max(_runs(ys), key=len)
    if len(run) < 2:
        return None
    scroll = Scroll(run[0], run[-1] + by, by) if by > 0 else Scroll(run[0] + by, run[-1], by)
    return scroll if _saving(new, old, scroll) > _COST else None


def _candidates(new: Canvas, old: Canvas, rows: Sequence[int]) -> dict[int, list[int]]:
    where: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for y in rows:
        for key in _keys(old.chars[y]):
            where[key] = y
            seen[key] += 1
    found: dict[int, list[int]] = {}
    for y in rows:
        shifts = {where[key] - y for key in _keys(new.chars[y]) if seen[key] == 1}
        for by in shifts - {0}:
            found.setdefault(by, []).append(y)
    return found


def _keys(chars: list[str]) -> Iterator[str]:
    middle = len(chars) // 2
    for side, text in (("left", "".join(chars[2:middle])), ("right", "".join(chars[middle:-2]))):
        if text.strip():
            yield side + text


def _runs(ys: list[int]) -> Iterator[list[int]]:
    run = [ys[0]]
    for y in ys[1:]:
        if y - run[-1] > 3:
            yield run
            run = []
        run.append(y)
    yield run


def _saving(new: Canvas, old: Canvas, scroll: Scroll) -> int:
    saving = 0
    for y in range(scroll.top, scroll.bottom + 1):
        source = y + scroll.by
        text, looks = new.chars[y], new.pens[y]
        saving += _differences(text, old.chars[y], looks, old.pens[y])
        if scroll.top <= source <= scroll.bottom:
            saving -= _differences(text, old.chars[source], looks, old.pens[source])
        else:
            saving -= new.width
    return saving


def _differences(text: list[str], other: list[str], looks: Sequence[object], others: Sequence[object]) -> int:
    return sum(map(ne, text, other)) + sum(map(ne, looks, others)) // 4
