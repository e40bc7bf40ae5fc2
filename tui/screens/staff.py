"""The logins of the staff: who holds what, until when; the home of the main user."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from db import staff
from db.shown import shown_date
from db.staff import Login
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No
from tui.widgets.rows import Column, Row, RowList
from tui.words import language, say


def columns() -> tuple[Column, ...]:
    """The columns of the list in the language in use."""
    return (
        Column(say("staff.login"), 1.0, least=12, most=24),
        Column(say("staff.person"), 1.6, least=16, most=30),
        Column(say("staff.purposes"), 2.0, least=18),
        Column(say("staff.units"), 1.0, least=10, priority=2),
        Column(say("staff.ends"), 10, priority=1),
        Column(say("staff.state"), 10),
    )


def state(login: Login) -> str:
    """Whether a login is ended, locked or connected now."""
    if login.ended_at:
        return say("staff.state_ended")
    if login.locked:
        return say("staff.state_locked")
    return say("staff.state_connected") if login.connected else ""


def row_of(number: int, login: Login) -> Row:
    """A line of the list."""
    purposes = ", ".join(say(f"purposes.{purpose}") for purpose in login.purposes)
    ends = shown_date(login.ends_on, language()) if login.ends_on else ""
    cells = (login.login, login.person, purposes, ", ".join(login.units), ends, state(login))
    return Row(number, cells, dim=login.ended_at is not None)


class StaffScreen(BaseScreen[None]):
    """The list of logins."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reload")]

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield RowList(columns(), empty=say("staff.empty"), id="logins")

    @property
    def heading(self) -> str:
        """The title."""
        return say("staff.title")

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#logins", RowList)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.rows.restart()
        self.rows.focus()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for the logins: they are few."""
        wanted.stop()
        self._fetch(wanted)

    @background("logins")
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        logins = await self.ask(staff.every(self.session))
        if isinstance(logins, No):
            wanted.rows.unanswered(wanted.request)
            return
        wanted.rows.supply(wanted.request, [row_of(number, login) for number, login in enumerate(logins)], at_end=True)

    def action_reload(self) -> None:
        """Ask for the logins again."""
        self.rows.reload()
