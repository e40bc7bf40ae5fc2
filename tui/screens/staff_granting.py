"""What a login holds: purposes and units given and taken, until when, and a new initial password."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
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
from tui.screens.staff_fields import LINES, Sheet, initial_password, line, purposes, units_of
from tui.screens.staff_rows import state
from tui.widgets.ask import Tell
from tui.widgets.form_fields import Checked, Field, checked
from tui.widgets.picks import Picks
from tui.widgets.typing_line import TypingLine
from tui.words import joined, language, say


class GrantScreen(BaseScreen[bool]):
    """What is ticked and typed is saved as one: all of it or nothing."""

    AUTO_FOCUS = "#purposes"
    DEFAULT_CSS = f"GrantScreen {{ {LINES} #ends {{ width: 12; }} }}"
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
        with Sheet():
            yield Static(self._about(), classes="staff--head", id="about", markup=False)
            yield from line("purposes", say("staff.purposes"), Picks(purposes(), self._login.purposes, id="purposes"))
            yield from line("units", say("staff.units"), Picks(units_of(self._units), held, id="units"))
            ends = TypingLine(self._ends_before(), id="ends", compact=True, select_on_focus=False)
            yield from line("ends", say("staff.ends"), ends, say("staff.ends_note"))
            if self._login.proof == "password":
                yield from line("password", say("staff.password"), Picks([("new", say("staff.password_new"))], id="password"))

    def _about(self) -> str:
        login = self._login
        parts = (login.login, joined(" ", say("staff.granted"), shown_moment(login.granted_at), login.granted_by))
        return joined("  ·  ", *parts, state(login))

    def _ends_before(self) -> str:
        return shown_date(self._login.ends_on, language()) if self._login.ends_on else ""

    def _ends(self) -> Checked:
        return checked(Field("ends", "", kind="date"), self.query_one("#ends", TypingLine).value.strip())

    def on_mount(self) -> None:
        """No cursor blinks."""
        self.query_one("#ends", TypingLine).cursor_blink = False

    def on_input_changed(self) -> None:
        """Say what is wrong with a date, and what a save would change."""
        typed = self.query_one("#ends", TypingLine).value
        self.query_one("#ends-note", Static).update((self._ends().error if len(typed) >= 8 else "") or say("staff.ends_note"))
        self.on_picks_changed()

    def on_input_submitted(self) -> None:
        """Enter goes to the next field."""
        self.focus_next()

    def _picked(self, name: str) -> set[str]:
        found = self.query(f"#{name}")
        return set(found.first(Picks).picked) if found else set()

    def on_picks_changed(self) -> None:
        """Say what a save would give and take."""
        given, taken = ([self._named(code) for code in codes] for codes in self._difference())
        parts = (
            say("staff.gives", names=joined(", ", *given)) if given else "",
            say("staff.takes", names=joined(", ", *taken)) if taken else "",
            self._new_end(),
            say("staff.password_new") if self._picked("password") else "",
        )
        self.tell(joined("; ", *parts))

    def _new_end(self) -> str:
        typed, ends = self.query_one("#ends", TypingLine).value.strip(), self._ends()
        if ends.error or ends.text == (self._login.ends_on.isoformat() if self._login.ends_on else ""):
            return ""
        return say("staff.ends_then", day=typed) if typed else say("staff.ends_never")

    def _named(self, code: str) -> str:
        return self._units[int(code)] if code.isdigit() else say(f"purposes.{code}")

    def _difference(self) -> tuple[list[str], list[str]]:
        """Codes of purposes and numbers of units to give and to take away."""
        now = self._picked("purposes") | self._picked("units")
        before = {*self._login.purposes, *(str(number) for number, name in self._units.items() if name in self._login.units)}
        return sorted(now - before), sorted(before - now)

    @background("save")
    async def action_save(self) -> None:
        """Change everything at once, and show a new password once."""
        ends = self._ends()
        if ends.error:
            self.query_one("#ends").focus()
            self.tell(ends.error, bad=True)
            return
        login, password = self._login.login, initial_password() if self._picked("password") else None
        until = date.fromisoformat(ends.text) if ends.text else None
        units = [int(code) for code in self._picked("units")]
        if isinstance(await self.ask(staff.change(self.session, login, sorted(self._picked("purposes")), units, until, password)), No):
            return
        if password:
            await self.answer_of(Tell(say("staff.password_title"), say("staff.password_told", login=login, password=password)))
        self.dismiss(True)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language, the day that stands there, too."""
        super().spoken_otherwise()
        if self._login.ends_on and self._ends().text == self._login.ends_on.isoformat():
            self.query_one("#ends", TypingLine).value = self._ends_before()
        self.on_picks_changed()

    def action_back(self) -> None:
        """Leave it as it was; ticks are few and made again in a moment."""
        self.dismiss(False)
