"""The dashboard: who is at work, under which purpose, and what every screen can call."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final, cast

from textual.binding import BindingType

from db.errors import SelosteError, Unreachable
from db.session import Session, load_driver
from tui import driver
from tui.background import background
from tui.commands import bindings
from tui.leading import Leading, screens
from tui.safe_app import run_safely
from tui.screens.base import BaseScreen, KeepsDrafts
from tui.screens.login import LoginScreen
from tui.screens.opening import Opening, Reached
from tui.widgets.footer import Footer
from tui.widgets.header import Header, State
from tui.widgets.help import show_help, show_palette
from tui.words import Language, language, say, speak

MAIN_USER = "seloste_main_user"
BILLING = "seloste_billing"
HOSTLESS = frozenset({None, "seloste_marketing", "seloste_main_user"})
UNLISTED: Final = {"hosts": HOSTLESS, "products": HOSTLESS | {"seloste_faults"}}
"""Lists that some purposes are not offered."""
BREATH: Final = 0.05
"""Seconds between one screen that is loaded beside the work and the next."""
LOOKS: Final = 3.0
"""Seconds between one look for a lost line and the next."""
REFUSED: Final = 1
"""The exit status when there is no register to open."""


class SelosteApp(Leading):
    """One login at work, under one purpose at a time."""

    CSS_PATH = Path(__file__).with_name("register.tcss")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (130, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("payment", "purpose", "home", "hosts", "products", "language", "palette", "help", "quit")
    ]

    def __init__(self, opening: Opening, driver_class: Any = None) -> None:
        """The program before anybody has logged in."""
        super().__init__(driver_class=driver_class, ansi_color=True)
        self.theme = "ansi-dark"
        self.opening = opening
        self.session: Session | None = None
        self.refused: SelosteError | None = None
        self._reached: asyncio.Future[Reached] | None = None
        self._quitting = self._lost = False
        self.hold_keys()

    async def on_hangup(self) -> None:
        """Keep what is typed, whatever ends the program."""
        await self.keep_drafts()
        if self.session is not None:
            await self.session.close()

    async def keep_drafts(self) -> bool:
        """Keep what is typed on every card that is open, under the purpose it was typed in; whether all of it is kept."""
        if self.session is None:
            return True
        return all([await screen.keep_draft() for screen in self.screen_stack if isinstance(screen, KeepsDrafts)])

    def on_mount(self) -> None:
        """Begin with the login."""
        self.run_login()

    @background("loading")
    async def load(self) -> None:
        """Reach the register, and load what follows the login, in a thread, which leaves the screen its turns."""
        await self._reach()
        await asyncio.to_thread(load_driver)
        for name in screens().SOON:
            await asyncio.to_thread(getattr, screens(), name)
            await asyncio.sleep(BREATH)

    async def _reach(self) -> None:
        if self._future.done():
            return
        on_step = partial(asyncio.get_running_loop().call_soon_threadsafe, self._tell_step)
        try:
            self._future.set_result(await asyncio.to_thread(self.opening.reach, on_step))
        except SelosteError as error:
            self.refused = error
            self.exit(return_code=REFUSED)
        except Exception as error:  # noqa: BLE001
            self._handle_exception(error)

    def _tell_step(self, step: str) -> None:
        if isinstance(self.screen, LoginScreen):
            self.screen.tell_step(say(f"setup.{step}"))

    async def reached(self) -> Reached:
        """The register, once it is reached; never when there is none, since then the program ends."""
        return await asyncio.shield(self._future)

    @property
    def _future(self) -> asyncio.Future[Reached]:
        if self._reached is None:
            self._reached = asyncio.get_running_loop().create_future()
        return self._reached

    @background("flow")
    async def run_login(self) -> None:
        """Log in, choose a purpose, and begin at home."""
        session: Session | None = await self._answer_of(LoginScreen(self.opening.demo_logins, self.reached, self.on_session_state))
        if session is None or session.me is None:
            self.exit(0)
            return
        self.session = session
        if session.me.language in {"fi", "en"}:
            speak(cast("Language", session.me.language))
        await session.listen(self.heard)
        if not await self._choose_purpose():
            await session.close()
            self.session = None
            self.run_login()
            return
        self.open_home()

    async def _answer_of(self, screen: Any) -> Any:
        return await self.push_screen_wait(screen)

    async def _choose_purpose(self) -> bool:
        """Work under the only purpose, or under the one chosen; False when none was."""
        session = self.session
        if session is None or session.me is None:
            return False
        held = session.me.purposes
        if len(held) == 1 and session.purpose is None:
            await session.work_under(held[0])
            return True
        return bool(await self._answer_of(screens().PurposesScreen(session)))

    def open_home(self) -> None:
        """Leave every screen and begin at the dashboard, or at the logins for the main user."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        session = self.session
        first: Any = screens().StaffScreen() if session is not None and session.purpose == MAIN_USER else screens().HomeScreen()
        self.push_screen(first, self._left_home)

    def _left_home(self, _answer: object) -> None:
        """Esc at home leads to the login again."""
        self.action_log_out()

    async def action_quit(self) -> None:
        """Quit once what is typed is kept; a second time whatever becomes of it."""
        if self._quitting or await self.keep_drafts():
            self.exit(0)
        self._quitting = True

    @background("flow")
    async def action_log_out(self) -> None:
        """End the session and show the login."""
        await self.keep_drafts()
        if self.session is not None:
            await self.session.close()
            self.session = None
        self.run_login()

    @background("flow")
    async def action_purpose(self) -> None:
        """Switch the purpose: what the old one opened is left."""
        if self.session is None or isinstance(self.screen, screens().PurposesScreen):
            return
        if not await self._may_leave():
            return
        before = self.session.purpose
        if await self._choose_purpose() and self.session.purpose != before:
            self.open_home()

    @background("flow")
    async def action_home(self) -> None:
        """Go to the dashboard."""
        if self.session is not None and await self._may_leave():
            self.open_home()

    async def _may_leave(self) -> bool:
        """Whether every screen may be left: it is known what became of the last act, and what is typed is kept."""
        return (not isinstance(self.screen, BaseScreen) or self.screen.leaves()) and await self.keep_drafts()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer payments in where billing is at work, and hosts to purposes that see services."""
        purpose = self.session.purpose if self.session is not None else None
        if action == "payment":
            return purpose == BILLING and isinstance(self.screen, BaseScreen) and self.screen.TAKES_PAYMENTS
        if action in UNLISTED:
            return purpose not in UNLISTED[action] and isinstance(self.screen, BaseScreen) and self.screen.LEADS_TO_LISTS
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """The keys of this screen."""
        show_help(cast("Any", self))

    def action_palette(self) -> None:
        """Every command by name."""
        show_palette(cast("Any", self))

    def action_language(self) -> None:
        """The other language, from now on."""
        speak("en" if language() == "fi" else "fi")
        for screen in self.screen_stack:
            self._in_other_words(screen)

    def _in_other_words(self, screen: Any) -> None:
        from tui.widgets.anew import ask_anew

        getattr(screen, "spoken_otherwise", lambda: ask_anew(screen))()
        for footer in screen.query(Footer):
            footer.renew()

    def heard(self, told: dict[str, Any]) -> None:
        """Pass on that somebody saved, or begins or ends to edit: a hint, which any login could send."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                (screen.heard_editing if "editing" in told else screen.heard)(told)

    def on_session_state(self, state: str) -> None:
        """Hear from the session whether the line is there; one that is lost is looked for though nobody presses a key."""
        self.state("cut" if state == "lost" else "saving" if state == "saving" else "")
        was_lost, self._lost = self._lost, state == "lost" or (self._lost and state == "saving")
        if state == "lost" and not was_lost:
            self._look_for_line()
        for screen in (screen for screen in self.screen_stack if state == "here" and isinstance(screen, BaseScreen)):
            screen.line_is_back()
            if was_lost:
                screen.ask_again()

    @background("line")
    async def _look_for_line(self) -> None:
        """Until it is there; a save that waits looks for it by itself, and a login that was ended finds none."""
        while self._lost and self.session is not None:
            await asyncio.sleep(LOOKS)
            try:
                await self.session.reach()
            except Unreachable:
                continue
            except SelosteError:
                return

    def state(self, state: State) -> None:
        """Show a state in every header."""
        for screen in self.screen_stack:
            for header in screen.query(Header):
                header.state = state


def run(opening: Opening) -> int:
    """Open the dashboard; the exit status, or the SelosteError of a register that is not to be opened."""
    app = SelosteApp(opening, driver_class=driver.chosen())
    status = run_safely(app)
    if app.refused is not None:
        raise app.refused
    return status
