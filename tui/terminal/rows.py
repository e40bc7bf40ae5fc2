"""Compares one row of cells with what the terminal shows, and says what must be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from tui.terminal.style import Style, blank

Span = tuple[int, int]


CLEAR: Final = 0
CLEAR_END: Final = 1
WRITE: Final = 2


class Stroke(NamedTuple):
    """Cells from `x` up to `end` in one look: to be written, or emptied to the end of the row; made in the order of their stages."""

    stage: int
    pen: Style
    y: int
    x: int
    end: int


class Row(NamedTuple):
    """The characters and the looks of one row of cells."""

    chars: list[str]
    pens: list[Style]


def strokes(y: int, new: Row, old: Row, may_erase: Callable[[Style], bool]) -> Iterator[Stroke]:
    """What turns the old row into the new one; the old one is brought up to date on the way."""
    changed = changed_cells(new, old)
    ground = filled(new, changed) if len(changed) > 20 else None
    if ground is not None and may_erase(ground):
        first = changed[0]
        yield Stroke(CLEAR, ground, y, first, first)
        old.chars[first:] = " " * (len(new.chars) - first)
        old.pens[first:] = [ground] * (len(new.pens) - first)
        changed = changed_cells(new, old)
    tail = erasable_tail(new, changed)
    end_look = blank(new.pens[-1])
    if tail < len(new.chars) and may_erase(end_look):
        changed = [x for x in changed if x < tail]
    else:
        tail = len(new.chars)
    for x, end in spans(changed, new):
        yield from _written(y, x, end, new)
    if tail < len(new.chars):
        yield Stroke(CLEAR_END, end_look, y, tail, tail)
    old.chars[:], old.pens[:] = new


def _written(y: int, x: int, end: int, row: Row) -> Iterator[Stroke]:
    chars, pens = row
    while x < end:
        pen, stop = pens[x], x + 1
        while stop < end and (pens[stop] == pen or (chars[stop] == " " and blank(pens[stop]) == blank(pen))):
            stop += 1
        yield Stroke(WRITE, pen, y, x, stop)
        x = stop


def changed_cells(new: Row, old: Row) -> list[int]:
    """Columns that look different; on an empty cell the text colour does not count."""
    return [
        x
        for x, (char, old_char, pen, old_pen) in enumerate(zip(new.chars, old.chars, new.pens, old.pens, strict=True))
        if char != old_char or (pen is not old_pen and pen != old_pen and (char != " " or blank(pen) != blank(old_pen)))
    ]


def erasable_tail(row: Row, changed: Sequence[int]) -> int:
    """First column of the changed cells that erasing to the end of the row would make; the row's width if too few."""
    chars, pens = row
    width = len(chars)
    if not changed or chars[-1] != " ":
        return width
    look, start = blank(pens[-1]), width
    while start and chars[start - 1] == " " and (pens[start - 1] is pens[-1] or blank(pens[start - 1]) == look):
        start -= 1
    inside = [x for x in changed if x >= start]
    return inside[0] if len(inside) > 3 else width


def filled(row: Row, changed: Sequence[int]) -> Style | None:
    """The look in which it pays to erase the row's end before writing the rest of it."""
    chars, pens = row
    first = changed[0]
    looks = Counter(blank(pens[x]) for x in changed if chars[x] == " ")
    if not looks:
        return None
    look, repaired = looks.most_common(1)[0]
    kept = len(chars) - first - len(changed)
    empty_and_kept = sum(1 for x in range(first, len(chars)) if chars[x] == " " and blank(pens[x]) == look) - repaired
    return look if repaired - 2 * (kept - empty_and_kept) > 12 else None


def spans(changed: Sequence[int], row: Row) -> Iterator[Span]:
    """Runs of columns to write; short gaps in one look are written again, as that is cheaper than a move."""
    if not changed:
        return
    start = end = changed[0]
    for x in changed:
        if x > end and not _cheap_gap(row, end, x):
            yield start, _past_wide(end, row.chars)
            start = x
        end = x + 1
    yield start, _past_wide(end, row.chars)


def _cheap_gap(row: Row, end: int, x: int) -> bool:
    if x - end > 4:
        return False
    chars, pens = row
    before, past = pens[end - 1], pens[x]
    looks = {blank(before), blank(past)}
    return all(pens[at] in (before, past) or (chars[at] == " " and blank(pens[at]) in looks) for at in range(end, x))


def _past_wide(end: int, chars: list[str]) -> int:
    return end + (end < len(chars) and not chars[end])
