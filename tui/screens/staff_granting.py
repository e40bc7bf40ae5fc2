"""What a login holds: purposes and units given and taken, and a new initial password."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from db import staff
from db.shown import shown_date
from db.staff import Login
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No, shown_moment
from tui.screens.staff_fields import LINES, initial_password, line, purposes, units_of
from tui.screens.staff_rows import state
from tui.widgets.ask import Tell
from tui.widgets.picks import Picks
from tui.words import language, say


class GrantScreen(BaseScreen[bool]):
    """Ticks are saved together; what is taken away goes first, so that nobody holds more than was meant."""

    AUTO_FOCUS = "#purposes"
    DEFAULT_CSS = f"GrantScreen {{ {LINES} }}"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save")]

    def __init__(self, login: Login, units: Mapping[int, str]) -> None:
        """Units by number."""
        super().__init__()
        self._login, self._units = login, dict(units)

    @property
    def heading(self) -> str:
        """Whose login it is."""
        return self._login.person

    def body(self) -> Iterable[Widget]:
        """Who, the purposes, the units, the password."""
        held = [str(number) for number, name in self._units.items() if name in self._login.units]
        yield Static(self._about(), classes="staff--head", id="about", markup=False)
        yield from line("purposes", say("staff.purposes"), Picks(purposes(), self._login.purposes, id="purposes"))
        yield from line("units", say("staff.units"), Picks(units_of(self._units), held, id="units"))
        if self._login.proof == "password":
            yield from line("password", say("staff.password"), Picks([("new", say("staff.password_new"))], id="password"))

    def _about(self) -> str:
        login = self._login
        ends = shown_date(login.ends_on, language()) if login.ends_on else say("staff.for_now")
        parts = (login.login, f"{say('staff.granted')} {shown_moment(login.granted_at)} {login.granted_by}", f"{say('staff.ends')}: {ends}")
        return "  ·  ".join([*parts, *([state(login)] if state(login) else [])])

    def _picked(self, name: str) -> set[str]:
        found = self.query(f"#{name}")
        return set(found.first(Picks).picked) if found else set()

    def on_picks_changed(self) -> None:
        """Say what a save would give and take."""
        given, taken = ([self._named(code) for code in codes] for codes in self._difference())
        parts = (
            say("staff.gives", names=", ".join(given)) if given else "",
            say("staff.takes", names=", ".join(taken)) if taken else "",
            say("staff.password_new") if self._picked("password") else "",
        )
        self.tell("; ".join(part for part in parts if part))

    def _named(self, code: str) -> str:
        return self._units[int(code)] if code.isdigit() else say(f"purposes.{code}")

    def _difference(self) -> tuple[list[str], list[str]]:
        """Codes of purposes and numbers of units to give and to take away."""
        now = self._picked("purposes") | self._picked("units")
        before = {*self._login.purposes, *(str(number) for number, name in self._units.items() if name in self._login.units)}
        return sorted(now - before), sorted(before - now)

    @background("save")
    async def action_save(self) -> None:
        """Take away, give, and make the new password."""
        given, taken = self._difference()
        for step, codes in ((staff.revoke, taken), (staff.grant, given)):
            roles, units = [code for code in codes if not code.isdigit()], [int(code) for code in codes if code.isdigit()]
            if codes and isinstance(await self.ask(step(self.session, self._login.login, roles, units)), No):
                return
        if self._picked("password") and not await self._new_password():
            return
        self.dismiss(True)

    async def _new_password(self) -> bool:
        password = initial_password()
        if isinstance(await self.ask(staff.new_password(self.session, self._login.login, password)), No):
            return False
        await self.answer_of(Tell(say("staff.password_title"), say("staff.password_told", login=self._login.login, password=password)))
        return True

    def action_back(self) -> None:
        """Leave it as it was; ticks are few and made again in a moment."""
        self.dismiss(False)
