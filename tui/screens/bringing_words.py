"""An import in words: the rows of its list, the row under the cursor, and how it went."""

from __future__ import annotations

from itertools import zip_longest

from db import importing
from db.importing import Line
from db.importing import Progress as Done
from tui import bringing
from tui.screens.base import thousands
from tui.widgets.columns import Column
from tui.widgets.facts import Fact
from tui.widgets.rows import Row
from tui.widgets.signs import sign
from tui.words import how_many, joined, say, spoken


def titles() -> tuple[Column, ...]:
    """The columns of the list in the language in use."""
    return (
        Column(say("bringing.row"), 7, align="right"),
        Column(say("bringing.outcome"), 21),
        Column(say("bringing.customer"), 1.0, least=18, most=34),
        Column(say("bringing.what"), 2.0, least=24),
    )


def become(line: Line, done: Done | None) -> str:
    """What became of a row that was brought in, "" for any other: the register keeps of it only that."""
    if done is None or line.cells is not None or line.why or line.outcome in {"same", *importing.LEFT_OUT}:
        return ""
    if not done.undone:
        return say("bringing.brought")
    return "" if done.undoable else say("bringing.taken_back")


def row_of(line: Line, done: Done | None) -> Row:
    """A line of the list."""
    what = become(line, done) or bringing.summary(line)
    cells = (str(line.number), say(f"bringing.outcome_{line.outcome}"), bringing.customer(line), what)
    return Row(line.number, cells, line.number, dim=line.outcome == "same")


def heading_of(line: Line) -> str:
    """Which row, of whom."""
    return joined(" · ", joined(" ", say("bringing.row"), str(line.number)), bringing.customer(line))


def facts_of(line: Line, done: Done | None) -> tuple[str, list[Fact]]:
    """A heading and everything about a row: why, what changes, what the file says."""
    why = bringing.why(line) or become(line, done)
    told = [Fact("", why, strong=True), Fact("", f" {sign('dot')} ".join(bringing.changes(line)))]
    cells = " | ".join(cell for cell in line.cells or () if cell)
    return heading_of(line), [*told, Fact("", cells)]


def whole(line: Line, done: Done) -> tuple[str, str]:
    """A heading and the whole of a row, a line for each thing: why, what changes, what the file says by its columns."""
    cells = zip_longest(done.header, line.cells or (), fillvalue="")
    said = [": ".join(filter(None, pair)) for pair in cells if pair[1]]
    told = [say(f"bringing.outcome_{line.outcome}"), bringing.why(line) or become(line, done), *bringing.changes(line)]
    return heading_of(line), "\n".join([*filter(None, told), *(["", say("bringing.in_the_file"), *said] if said else [])])


def counted(done: Done | None) -> list[tuple[str, str]]:
    """The outcomes that rows have, each with how many have it."""
    counts = [(one, done.counts.get(one, 0)) for one in importing.OUTCOMES] if done else []
    return [(one, f"{say(f'bringing.outcome_{one}')} {thousands(count)}") for one, count in counts if count]


@spoken
def result(done: Done, *, brought: bool) -> str:
    """What was found, or how it went when rows were ``brought`` in."""
    left, duplicates = sum(done.counts.get(outcome, 0) for outcome in importing.LEFT_OUT), done.counts.get("duplicate", 0)
    if done.undone or done.kept:
        rows = how_many("bringing.rows", done.undone)
        return say("bringing.undone_less" if done.kept else "bringing.undone", rows=rows, kept=thousands(done.kept))
    if brought and done.todo:
        return say("bringing.stopped", applied=thousands(done.applied), todo=thousands(done.todo))
    if brought:
        rows = how_many("bringing.rows", done.applied)
        return say("bringing.done_less" if left else "bringing.done", rows=rows, left=thousands(left))
    rows = how_many("bringing.rows", done.todo)
    if duplicates:
        return say("bringing.ready_duplicates", rows=rows, duplicates=thousands(duplicates))
    return say("bringing.ready", rows=rows) if done.todo else say("bringing.nothing_to_do")
