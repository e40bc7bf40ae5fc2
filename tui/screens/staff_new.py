"""A new login: the name, the purposes and the end date are asked, the rest is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from db import staff
from db.shown import search_form
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No
from tui.screens.staff_fields import LINES, Sheet, initial_password, line, purposes, units_of
from tui.widgets.ask import Confirm, Tell
from tui.widgets.form_fields import Checked, Field, checked
from tui.widgets.picks import Picks
from tui.widgets.typing_line import TypingLine
from tui.words import language, say

LONGEST_LOGIN: Final = 31
FIELD_OF: Final = {
    "login_malformed": "login",
    "login_taken": "login",
    "ends_in_the_past": "ends",
    "main_user_alone": "purposes",
    "purpose_unknown": "purposes",
    "value_missing": "person",
}
"""Where the cursor goes when the register refuses."""


def proposed(person: str, taken: frozenset[str]) -> str:
    """A login made of a name, with a number where somebody has it: Aino Äyräs → aino.ayras."""
    stem = ".".join(search_form(person).split())[:LONGEST_LOGIN]
    return next(login for login in (stem, *(f"{stem[: LONGEST_LOGIN - 1]}{number}" for number in range(2, 1000))) if login not in taken)


class NewLoginScreen(BaseScreen["str | None"]):
    """Answers with the login made, or None."""

    AUTO_FOCUS = "#person"
    DEFAULT_CSS = f"NewLoginScreen {{ {LINES} #ends {{ width: 12; }} #person {{ width: 56; }} }}"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save")]

    def __init__(self, units: Mapping[int, str], taken: frozenset[str]) -> None:
        """``taken`` are the logins there are."""
        super().__init__()
        self._units, self._taken = units, taken
        self._proposal = ""

    @property
    def heading(self) -> str:
        """The title."""
        return say("staff.new_title")

    def body(self) -> Iterable[Widget]:
        """What must be said first, below it what is proposed."""
        with Sheet():
            yield Static(say("staff.new_ask"), classes="staff--head", markup=False)
            yield from line("person", say("staff.person"), TypingLine(id="person", compact=True, select_on_focus=False))
            yield from line("purposes", say("staff.purposes"), Picks(purposes(), id="purposes"))
            yield from line("ends", say("staff.ends"), TypingLine(id="ends", compact=True, select_on_focus=False), say("staff.ends_note"))
            yield Static(say("staff.new_proposed"), classes="staff--head", markup=False)
            yield from line("login", say("staff.login"), TypingLine(id="login", compact=True, select_on_focus=False))
            yield from line("units", say("staff.units"), Picks(units_of(self._units), self._own_units(), id="units"))
            yield from line(
                "language", say("staff.language"), Picks([("fi", "suomi"), ("en", "English")], [language()], single=True, id="language")
            )
            proofs = [("password", say("staff.proof_password")), ("peer", say("staff.proof_peer"))]
            yield from line("proof", say("staff.proof"), Picks(proofs, ["password"], single=True, id="proof"))

    def _own_units(self) -> list[str]:
        me = self.session.me
        return [str(number) for number in (me.unit_ids if me and me.unit_ids else self._units)]

    def on_mount(self) -> None:
        """No cursor blinks."""
        for field in self.query(TypingLine):
            field.cursor_blink = False

    def typed(self, name: str) -> str:
        """What stands in a field."""
        return self.query_one(f"#{name}", TypingLine).value.strip()

    def picks(self, name: str) -> list[str]:
        """What is ticked."""
        return self.query_one(f"#{name}", Picks).codes

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Propose a login while the name is typed, unless another was typed; say what is wrong with a date."""
        login = self.query_one("#login", TypingLine)
        if changed.input.id == "person" and login.value == self._proposal:
            self._proposal = proposed(changed.value, self._taken)
            login.value = self._proposal
        if changed.input.id == "ends":
            late = len(changed.value) >= 8
            self.query_one("#ends-note", Static).update((self._ends().error if late else "") or say("staff.ends_note"))

    def on_input_submitted(self) -> None:
        """Enter goes to the next field."""
        self.focus_next()

    def _ends(self) -> Checked:
        return checked(Field("ends", "", kind="date"), self.typed("ends"))

    def _missing(self) -> tuple[str, str] | None:
        """The first field that cannot be sent as it is, and why."""
        if not self.typed("person"):
            return "person", say("staff.person_missing")
        if not self.picks("purposes"):
            return "purposes", say("staff.purposes_missing")
        return ("ends", self._ends().error) if self._ends().error else None

    @background("save")
    async def action_save(self) -> None:
        """Make the login and show its initial password once."""
        missing = self._missing()
        if missing:
            self.query_one(f"#{missing[0]}").focus()
            self.tell(missing[1], bad=True)
            return
        password = initial_password() if self.picks("proof") == ["password"] else None
        ends = self._ends().text
        made = await self.ask(
            staff.add(
                self.session,
                self.typed("login"),
                self.typed("person"),
                self.picks("purposes"),
                [int(code) for code in self.picks("units")],
                date.fromisoformat(ends) if ends else None,
                password,
                self.picks("language")[0],
            )
        )
        if isinstance(made, No):
            self.query_one(f"#{FIELD_OF.get(made.error.code, 'person')}").focus()
            return
        await self._tell_how_to_begin(password)
        self.dismiss(self.typed("login"))

    async def _tell_how_to_begin(self, password: str | None) -> None:
        words = "staff.password_told" if password else "staff.peer_told"
        await self.answer_of(Tell(say("staff.made", login=self.typed("login")), say(words, login=self.typed("login"), password=password)))

    def action_back(self) -> None:
        """Leave; what was typed is thrown away only when the person says so."""
        self._leave()

    @background("leave")
    async def _leave(self) -> None:
        if self.typed("person") and not await self.answer_of(Confirm(say("staff.leave_question"), danger=True)):
            return
        self.dismiss(None)
