"""The login: fields for login and password, and in the demo its people, each one key away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from db.errors import Unreachable
from db.session import OnState, Session
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No
from tui.screens.opening import DemoLogin, Reached
from tui.widgets.lines import Lines
from tui.widgets.rows import Column, Row, RowList
from tui.widgets.typing_line import TypingLine
from tui.words import language, say

FIELDS: Final = ("login", "password")


class Typed(TypingLine):
    """A field of the login; Esc empties it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "empty", show=False)]

    def action_empty(self) -> None:
        """Throw away what was typed."""
        self.value = ""


class LoginScreen(BaseScreen["Session | None"]):
    """Answers with an open session, or with None when the person quits instead."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("reload"),
        *(Binding(str(number), f"demo({number})", show=False) for number in range(1, 10)),
        Binding("p,g", "not_yet", show=False),
    ]
    DEFAULT_CSS = """
    LoginScreen #room { align: center middle; height: 1fr; }
    LoginScreen #sheet { width: 100%; max-width: 100; height: auto; }
    LoginScreen Static { height: auto; width: 1fr; padding: 0 3; }
    LoginScreen #product { text-style: bold; }
    LoginScreen #what { margin: 0 0 1 0; }
    LoginScreen #password-line { margin: 0 0 1 0; }
    LoginScreen #shared { margin: 0 0 1 0; text-style: dim; }
    LoginScreen Horizontal { height: 1; padding: 0 3; }
    LoginScreen .login--label { width: 11; padding: 0; }
    LoginScreen .login--hint { padding: 0 2; text-style: dim; }
    LoginScreen Typed { width: 32; border: none; height: 1; padding: 0; text-style: underline; background: transparent; }
    LoginScreen RowList { padding: 0 1; }
    """

    def __init__(self, demo_logins: Sequence[DemoLogin], reached: Callable[[], Awaitable[Reached]], on_state: OnState) -> None:
        """``reached`` waits for the register; ``on_state`` hears of the session's line as long as it lives."""
        super().__init__()
        self._demo_logins, self._reached, self._on_state = demo_logins, reached, on_state
        self._last: tuple[str, str | None] | None = None
        self._stepped = False

    @property
    def heading(self) -> str:
        """The title."""
        return say("login.title")

    def body(self) -> Iterable[Widget]:
        """What this is, the fields, the people of the demo, and the keys that matter."""
        with Vertical(id="room"), Vertical(id="sheet"):
            yield Static(id="product", markup=False)
            yield Static(id="what", markup=False)
            for field in FIELDS:
                with Horizontal(id=f"{field}-line"):
                    yield Static(id=f"{field}-label", classes="login--label", markup=False)
                    yield Typed(password=field == "password", select_on_focus=False, compact=True, id=field)
                    yield Static(id=f"{field}-hint", classes="login--hint", markup=False)
            if self._demo_logins:
                yield Static(id="demo", markup=False)
                yield Lines((), marks=1, id="people")
                yield Static(id="shared", markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Begin where one key logs in: among the people of the demo, or in the first field."""
        for field in self.query(Typed):
            field.cursor_blink = False
        self._say()
        for rows in self.query(RowList):
            rows.styles.height = len(self._demo_logins) + 1
            rows.restart()
        self._begin()
        self.call_after_refresh(self.work.load)
        self._let_in()

    def tell_step(self, step: str) -> None:
        """Tell what is being done to reach the register."""
        self._stepped = True
        self.tell(step)

    @background("peer")
    async def _let_in(self) -> None:
        """Go on without a password where the operating system vouches for the person."""
        reached = await self._reached()
        if self._stepped:
            self.tell("")
        if reached.peer_login:
            self._enter(reached.peer_login, None)

    def _begin(self) -> None:
        (self.query_one(RowList) if self._demo_logins else self.query_one("#login", Typed)).focus()

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self._say()
        for rows in self.query(RowList):
            rows.reload()

    def _say(self) -> None:
        demo = self._demo_logins
        words = {
            "product": " ".join(say("common.product").upper()),
            "what": say("login.what"),
            "login-label": say("login.login"),
            "password-label": say("login.password"),
            "password-hint": say("login.hint"),
            "demo": say("login.demo") if demo else "",
            "shared": say("login.demo_password", password=demo[0].password) if demo else "",
            "keys": say("login.keys"),
        }
        for static in self.query(Static):
            static.update(words.get(static.id or "", ""))
        for rows in self.query(RowList):
            rows.columns = (
                Column(say("login.login"), 8),
                Column(say("login.person"), 16, priority=1),
                Column(say("login.about"), least=62),
            )

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """The people of the demo with their numbers."""
        wanted.stop()
        of = 0 if language() == "fi" else 1
        people = [
            Row(number, (each.login, each.person, each.about[of]), marks=str(number)) for number, each in enumerate(self._demo_logins, 1)
        ]
        wanted.rows.supply(wanted.request, people, at_end=True)

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Log in as the person of the row."""
        opened.stop()
        self.action_demo(opened.row.id)

    def action_demo(self, number: int) -> None:
        """Log in as a person of the demo."""
        if number <= len(self._demo_logins):
            chosen = self._demo_logins[number - 1]
            self._enter(chosen.login, chosen.password)

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        """Enter goes on to the password, and from there in."""
        submitted.stop()
        login, password = (self.query_one(f"#{field}", Typed) for field in FIELDS)
        if submitted.input is login:
            password.focus()
        elif not login.value.strip():
            self.tell(say("login.type_login"), bad=True)
            login.focus()
        else:
            self._enter(login.value.strip(), password.value)

    def action_reload(self) -> None:
        """Try again what was tried last."""
        if self._last:
            self._enter(*self._last)

    def action_not_yet(self) -> None:
        """What the program does for somebody at work it does after the login."""
        self.tell(say("login.first"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing before this screen to go back to."""
        return action != "back" and super().check_action(action, parameters)

    @background("login")
    async def _enter(self, login: str, password: str | None) -> None:
        self._last = (login, password)
        self.tell(say("login.trying", login=login))
        reached = await self._reached()
        session = Session(reached.dsn_of(login), login, password, self._on_state)
        answer = await self.ask(session.open())
        if not isinstance(answer, No):
            self.dismiss(session)
        elif isinstance(answer.error, Unreachable):
            self.tell(say("login.no_server"), bad=True)
        else:
            self._again()

    def _again(self) -> None:
        """Throw the refused password away."""
        self._last = None
        password = self.query_one("#password", Typed)
        if password.value:
            password.value = ""
            password.focus()
