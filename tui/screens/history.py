"""What was changed of an opened customer, newest first; for data protection also who read what."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from db import audit
from db.audit import Entry, Trace
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No, shown_moment
from tui.screens.history_words import Persons, Told, about, entity_name, label, purpose, told
from tui.screens.opened import of_opened
from tui.screens.restoring import bring_back
from tui.widgets.facts import Fact, Facts
from tui.widgets.reading import ReadList
from tui.widgets.rows import Column, Row, RowList
from tui.words import known, say

PAGE: Final = 64
PRIVACY: Final = "seloste_privacy"


def change_columns() -> tuple[Column, ...]:
    """The columns of changes in the language in use."""
    return (
        Column(say("audit.when"), 16),
        Column(say("audit.who"), 0.6, least=8, most=24),
        Column(say("audit.purpose"), 18, priority=2),
        Column(say("audit.what"), 1.0, least=24, most=34),
        Column(say("audit.change"), 2.0, least=25),
    )


def trace_columns() -> tuple[Column, ...]:
    """The columns of reads and changes in the language in use."""
    return (
        Column(say("audit.when"), 16),
        Column(say("audit.who"), 0.6, least=8, most=24),
        Column(say("audit.purpose"), 18),
        Column(say("audit.what"), 1.0, least=24),
    )


class HistoryScreen(BaseScreen[None]):
    """A line for each change, the whole of it below, brought back by one key; Tab shows data protection who read."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    HistoryScreen Static { height: 1; padding: 0 1; }
    HistoryScreen Facts { height: 35%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("undo", "reload"),
        Binding("enter", "undo", show=False),
        Binding("tab", "other", show=False, priority=True),
    ]

    def __init__(self, customer: int, name: str, persons: Mapping[int, str] | None = None, own: set[str] | None = None) -> None:
        """``persons`` are names by id; what is brought back is added to ``own`` operations, without which nothing is offered to be."""
        super().__init__()
        self.customer, self.customer_name, self.persons = customer, name, Persons(dict(persons or {}))
        self.own = own
        self.lines: list[Told] = []
        self.traces: tuple[Trace, ...] | None = None
        self.of_reads = False
        self._entries: list[Entry] = []
        self._whole = self._unread = False
        self._turn = asyncio.Lock()

    def body(self) -> Iterable[Widget]:
        """The list, and the whole of the line under the cursor."""
        yield Static(id="choice", markup=False)
        yield ReadList(change_columns(), marks=0, empty=say("audit.no_changes"))
        yield Facts()

    @property
    def heading(self) -> str:
        """Whose history."""
        return f"{say('audit.title')} · {self.customer_name}"

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    @property
    def may_see_reads(self) -> bool:
        """Whether the purpose is data protection."""
        return self.session.purpose == PRIVACY

    def on_mount(self) -> None:
        """Ask for the newest changes."""
        super().on_mount()
        self._begin()

    def _begin(self) -> None:
        self._unread = False
        self.query_one("#choice").display = self.may_see_reads
        self.query_one("#choice", Static).update(say("audit.choice_reads" if self.of_reads else "audit.choice_changes"))
        self.rows.columns = trace_columns() if self.of_reads else change_columns()
        self.rows.empty = say("audit.no_changes")
        self.query_one(Facts).show("", ())
        self.rows.restart()

    def action_other(self) -> None:
        """Changes, or who read and changed."""
        if self.may_see_reads:
            self.of_reads = not self.of_reads
            self.refresh_bindings()
            self._begin()

    def action_reload(self) -> None:
        """Ask again."""
        self._begin()

    def line_is_back(self) -> None:
        """Ask again for what the line was gone for."""
        if self._unread:
            self.tell("")
            self._begin()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Bring back only what is a change, and only where the purpose may."""
        return action != "undo" or not (self.of_reads or self.own is None)

    @background("save")
    async def action_undo(self) -> None:
        """Compare the line under the cursor with what is there now, and bring it back."""
        row = self.rows.row
        if row is None or self.own is None or self.of_reads or row.id >= len(self.lines):
            return
        told = await bring_back(self, self.customer, self.lines[row.id], self.persons, self.own)
        if told:
            self._begin()
            self.tell(told)

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Answer from what was fetched, and fetch what lies beyond."""
        wanted.stop()
        self._supply(wanted, self.of_reads)

    @background("pages", exclusive=False)
    async def _supply(self, wanted: RowList.Wanted, of_reads: bool) -> None:
        async with self._turn:
            if of_reads != self.of_reads:
                return
            if wanted.direction == "first":
                self._forget()
            start = await self._reach(wanted)
        if start is None:
            self._unread = wanted.direction == "first"
            wanted.rows.unanswered(wanted.request)
            return
        page = self._page(start, start + PAGE) if wanted.direction in {"first", "after"} else self._page(max(0, start - PAGE), start)
        beyond = start + PAGE >= self._count and self._whole if wanted.direction in {"first", "after"} else start <= PAGE
        wanted.rows.supply(wanted.request, page, beyond)
        if wanted.direction == "first" and self.rows.row is not None:
            self._show_whole(self.rows.row.id)
        if self._whole:
            self.rows.show(str(self._count))

    def _forget(self) -> None:
        self.lines, self._entries, self.traces, self._whole = [], [], None, False

    @property
    def _count(self) -> int:
        return len(self.traces or ()) if self.of_reads else len(self.lines)

    async def _reach(self, wanted: RowList.Wanted) -> int | None:
        """Fetch as far as the page wanted and say where it begins, or ends when it goes backwards; None when that failed."""
        key = wanted.key if isinstance(wanted.key, int) else -1
        backward = wanted.direction in {"before", "last"}
        needed = 10**9 if wanted.direction == "last" else key if backward else key + 1 + PAGE
        while not self._whole and self._count < needed:
            if not await (self._fetch_traces() if self.of_reads else self._fetch_changes()):
                return None
        return self._count if wanted.direction == "last" else key if backward else key + 1

    async def older(self, before: int | None) -> tuple[Entry, ...] | No:
        """Changes before one, the newest first."""
        return await of_opened(self, self.customer, partial(audit.history, self.session, self.customer, before))

    async def _fetch_changes(self) -> bool:
        before = self._entries[-1].seq if self._entries else None
        found = await self.older(before)
        if isinstance(found, No):
            return False
        self.persons.learn(found)
        self.lines += told(found, self.persons, self._entries[-1] if self._entries else None)
        self._entries += found
        self._whole = not found
        return True

    async def _fetch_traces(self) -> bool:
        found = await self.ask(audit.of(self.session, self.customer))
        if isinstance(found, No):
            return False
        self.traces, self._whole = found, True
        return True

    def _page(self, start: int, end: int) -> list[Row]:
        if self.of_reads:
            return [self._trace_row(at, one) for at, one in enumerate((self.traces or ())[start:end], start)]
        return [self._change_row(at, one) for at, one in enumerate(self.lines[start:end], start)]

    def _change_row(self, at: int, one: Told) -> Row:
        entry = one.entry
        who = (shown_moment(entry.at), entry.login, purpose(entry.purpose)) if one.first else ("", "", "")
        return Row(at, (*who, one.what, one.change), at)

    def _trace_row(self, at: int, one: Trace) -> Row:
        what = f"{done(one)}: {one.reason}" if one.reason and one.act != "match" else done(one)
        return Row(at, (shown_moment(one.at), one.login, purpose(one.purpose), what), at)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Tell the whole of the line under the cursor."""
        selected.stop()
        self._show_whole(selected.row.id)

    def _show_whole(self, at: int) -> None:
        if self.of_reads and self.traces:
            one = self.traces[at]
            columns = ", ".join(label(column) for column in one.columns or ())
            heading = f"{shown_moment(one.at)} · {one.login} · {purpose(one.purpose)}"
            facts = (Fact("", done(one), strong=True), Fact(say("audit.reason"), one.reason or ""), Fact(say("audit.columns"), columns))
            self.query_one(Facts).show(heading, facts)
        elif not self.of_reads and at < len(self.lines):
            self.query_one(Facts).show(*about(self.lines[at].entry, self.persons))

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self._begin()


def done(one: Trace) -> str:
    """What was done, in words."""
    key = f"audit.read_{one.act}" if one.log == "read" else f"audit.{one.act}"
    if one.act == "match" and one.reason:
        return say("audit.read_matched", what=say(f"support.verified_{one.reason}"))
    if not known(key):
        return one.act
    return say(key, entity=entity_name(one.entity or ""), field="").rstrip(": ")
