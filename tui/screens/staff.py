"""The logins of the staff: who holds what, until when; the home of the main user."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from db import staff
from db.staff import Login
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No
from tui.screens.staff_granting import GrantScreen
from tui.screens.staff_new import NewLoginScreen
from tui.screens.staff_picking import PickLoginScreen
from tui.screens.staff_rows import columns, row_of
from tui.widgets.ask import Confirm
from tui.widgets.lines import Lines
from tui.widgets.rows import RowList
from tui.words import say


class StaffScreen(BaseScreen[None]):
    """The list of logins; a login is entered, opened, ended from here."""

    FIRST = True
    RENEWS = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search", "new", "due", "revoke", "reload")]

    def __init__(self) -> None:
        """Nobody is known yet."""
        super().__init__()
        self._logins: tuple[Login, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield Lines(columns(), empty=say("staff.empty"), id="logins")

    @property
    def heading(self) -> str:
        """The title, and how many may log in."""
        working = sum(login.ended_at is None for login in self._logins)
        return f"{say('staff.title')} · {say('staff.count', count=working)}" if working else say("staff.title")

    @property
    def rows(self) -> Lines:
        """The list."""
        return self.query_one(Lines)

    @property
    def chosen(self) -> Login | None:
        """The login under the cursor."""
        row = self.rows.row
        return self._logins[row.id] if row else None

    def on_mount(self) -> None:
        """Begin in the list."""
        self.rows.restart()
        self.rows.focus()

    def on_screen_resume(self) -> None:
        """See what changed meanwhile."""
        if self.rows.pager.answered:
            self.rows.reload()

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns, self.rows.empty = columns(), say("staff.empty")
        self.rows.reload()

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
        self._logins = logins
        self.renew_header()
        wanted.rows.supply(wanted.request, [row_of(number, login) for number, login in enumerate(logins)], at_end=True)

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open what the login holds."""
        opened.stop()
        self._open(self._logins[opened.row.id])

    @background("flow")
    async def _open(self, login: Login) -> None:
        await self._grant(login)

    async def _grant(self, login: Login) -> None:
        if login.ended_at:
            self.tell(say("staff.already_ended", login=login.login), bad=True)
            return
        units = await self.ask(staff.units(self.session))
        if not isinstance(units, No) and await self.answer_of(GrantScreen(login, units)):
            self.tell(say("staff.changed", login=login.login))

    @background("flow")
    async def action_new(self) -> None:
        """Enter a new login."""
        units = await self.ask(staff.units(self.session))
        if isinstance(units, No):
            return
        made = await self.answer_of(NewLoginScreen(units, frozenset(login.login for login in self._logins)))
        if made:
            self.tell(say("staff.made", login=made))

    @background("flow")
    async def action_search(self) -> None:
        """Find a login by a part of its name and open it."""
        found = await self.answer_of(PickLoginScreen(say("staff.pick_open"), self._logins, None))
        if found:
            await self._grant(found)

    @background("flow")
    async def action_revoke(self) -> None:
        """End the login of somebody who leaves, the one under the cursor first."""
        working = [login for login in self._logins if not login.ended_at]
        first = self.chosen if self.chosen in working else None
        leaver = await self.answer_of(PickLoginScreen(say("staff.pick_end"), working, first))
        if leaver is None:
            return
        question = say("staff.end_question", person=leaver.person, login=leaver.login, count=leaver.connected)
        if await self.answer_of(Confirm(question, yes=say("staff.end_yes"), no=say("staff.end_no"), danger=True)):
            ended = await self.ask(staff.end(self.session, leaver.login))
            if not isinstance(ended, No):
                self.tell(say("staff.ended", login=leaver.login, count=ended))
                self.rows.reload()

    class DueWanted(Message):
        """What falls due is to be listed."""

    def action_due(self) -> None:
        """What falls due this week: the ends of logins."""
        self.post_message(self.DueWanted())

    @background("flow")
    async def open_login(self, name: str) -> None:
        """Open what a login holds."""
        logins = await self.ask(staff.every(self.session))
        login = None if isinstance(logins, No) else next((one for one in logins if one.login == name), None)
        if login is not None:
            await self._grant(login)

    def action_reload(self) -> None:
        """Ask for the logins again."""
        self.rows.reload()
