"""What falls due this week, the first first; each line leads to what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from db import desk, due
from db.desk import Draft
from db.due import Due
from db.shown import shown_date
from tui.background import background
from tui.commands import bindings
from tui.screens import at_work
from tui.screens.base import BaseScreen, No, thousands
from tui.screens.due_words import FINLAND, kind_in_words
from tui.widgets.lines import Lines
from tui.widgets.rows import Column, Row, RowList
from tui.words import language, say

SETTLES: Final = 0.5


def columns() -> tuple[Column, ...]:
    """The columns of the list in the language in use."""
    return (Column(say("due.when"), 19), Column(say("due.whom"), 1.4, least=16, most=60), Column(say("due.what"), 1.0, least=33))


def day_in_words(day: date) -> str:
    """The day, and whether it is today or past."""
    today = datetime.now(FINLAND).date()
    near = say("due.today") if day == today else say("due.overdue") if day < today else ""
    return f"{shown_date(day, language())} {near}".rstrip()


class DueScreen(BaseScreen[None]):
    """A list that renews itself when somebody saves."""

    LEADS_TO_LISTS = True
    RENEWS = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reload")]

    class Wanted(Message):
        """What a line is about is to be opened: a customer or a host, at one of its rows, a draft, or a login for the main user."""

        def __init__(
            self, customer: int | None, draft: Draft | None = None, *, login: str = "", host: int | None = None, item: str = ""
        ) -> None:
            super().__init__()
            self.customer, self.draft, self.login, self.host, self.item = customer, draft, login, host, item

    def __init__(self, only: str | None = None) -> None:
        """Everything, or one kind alone."""
        super().__init__()
        self._only = only
        self._lines: tuple[Due, ...] = ()
        self._stirred = False

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield Lines(columns(), empty=say("due.nothing"), id="due")

    @property
    def heading(self) -> str:
        """The title, and how much there is."""
        return f"{say('due.title')} · {say('due.count', count=thousands(len(self._lines)))}" if self._lines else say("due.title")

    @property
    def rows(self) -> Lines:
        """The list."""
        return self.query_one(Lines)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.rows.restart()
        self.rows.focus()

    def on_screen_resume(self) -> None:
        """See what was done meanwhile."""
        if self.rows.pager.answered:
            self.action_reload()

    def action_reload(self) -> None:
        """Ask again, also for what was not answered."""
        self.rows.reload()

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved; several savings in a row are one reason to look again."""
        if self.is_current and not self._stirred:
            self._stirred = True
            self.call_later(self.set_timer, SETTLES, self.action_reload)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns, self.rows.empty = columns(), say("due.nothing")
        self.action_reload()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for all of it: a week is short."""
        wanted.stop()
        self._fetch(wanted)

    @background("due")
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        self._stirred = False
        found = await self.ask(due.until(self.session))
        if isinstance(found, No):
            wanted.rows.unanswered(wanted.request)
            return
        self._lines = tuple(line for line in found if self._only in {None, line.kind})
        self.renew_header()
        wanted.rows.supply(wanted.request, [self._row(at, line) for at, line in enumerate(self._lines)], at_end=True)

    def _row(self, at: int, line: Due) -> Row:
        whom = line.name or (line.ref if line.kind == "login" else say("home.draft_new")) or ""
        return Row(at, (day_in_words(line.due_on), whom, kind_in_words(line.kind, ref=line.ref)))

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Go where the line leads."""
        opened.stop()
        self._follow(self._lines[opened.row.id])

    @background("flow")
    async def _follow(self, line: Due) -> None:
        if line.kind == "draft":
            drafts = await self.ask(desk.drafts(self.session))
            draft = None if isinstance(drafts, No) else next((one for one in drafts if str(one.id) == line.ref), None)
            if draft is None:
                self.tell(say("due.draft_gone"), bad=True)
            else:
                self.post_message(self.Wanted(draft.party, draft))
        elif line.kind == "contact" and line.party is not None and line.ref:
            self.app.push_screen(at_work.ContactScreen(line.party, number=int(line.ref)))  # pyright: ignore[reportUnknownMemberType]
        elif line.party is not None or line.host is not None:
            self.post_message(self.Wanted(line.party, host=line.host, item=line.item or ""))
        elif self.session.purpose == "seloste_main_user":
            self.post_message(self.Wanted(None, login=line.ref or ""))
        else:
            self.tell(say("due.own_login"))
