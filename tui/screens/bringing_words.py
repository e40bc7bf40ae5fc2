"""An import in words: the rows of its list, the row under the cursor, and how it went."""

from __future__ import annotations

from db import importing
from db.importing import Line
from db.importing import Progress as Done
from tui import bringing
from tui.screens.base import thousands
from tui.widgets.columns import Column
from tui.widgets.facts import Fact
from tui.widgets.rows import Row
from tui.words import say


def titles() -> tuple[Column, ...]:
    """The columns of the list in the language in use."""
    return (
        Column(say("bringing.row"), 7, align="right"),
        Column(say("bringing.outcome"), 21),
        Column(say("bringing.customer"), 1.0, least=18, most=34),
        Column(say("bringing.what"), 2.0, least=24),
    )


def row_of(line: Line) -> Row:
    """A line of the list."""
    cells = (str(line.number), say(f"bringing.outcome_{line.outcome}"), bringing.customer(line), bringing.summary(line))
    return Row(line.number, cells, line.number, dim=line.outcome == "same")


def facts_of(line: Line) -> tuple[str, list[Fact]]:
    """A heading and everything about a row: why, what changes, what the file says."""
    told = [Fact("", bringing.why(line), strong=True), Fact("", "   ".join(bringing.changes(line)))]
    cells = " | ".join(cell for cell in line.cells or () if cell)
    return f"{say('bringing.row')} {line.number} · {bringing.customer(line)}", [*told, Fact("", cells)]


def counted(done: Done | None) -> list[tuple[str, str]]:
    """The outcomes that rows have, each with how many have it."""
    counts = [(one, done.counts.get(one, 0)) for one in importing.OUTCOMES] if done else []
    return [(one, f"{say(f'bringing.outcome_{one}')} {thousands(count)}") for one, count in counts if count]


def result(done: Done, *, brought: bool) -> str:
    """What was found, or how it went when rows were ``brought`` in."""
    applied, todo = thousands(done.applied), thousands(done.todo)
    left, duplicates = sum(done.counts.get(outcome, 0) for outcome in importing.LEFT_OUT), done.counts.get("duplicate", 0)
    if done.undone or done.kept:
        return say("bringing.undone_less" if done.kept else "bringing.undone", undone=thousands(done.undone), kept=thousands(done.kept))
    if brought and done.todo:
        return say("bringing.stopped", applied=applied, todo=todo)
    if brought:
        return say("bringing.done_less" if left else "bringing.done", applied=applied, left=thousands(left))
    if duplicates:
        return say("bringing.ready_duplicates", todo=todo, duplicates=thousands(duplicates))
    return say("bringing.ready", todo=todo) if done.todo else say("bringing.nothing_to_do")
