"""The real program at the real register, with somebody of the test register logged in."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.css.query import NoMatches
from textual.pilot import Pilot

from db.session import Session
from tests.people import PASSWORD, STAFF, Town, login_of
from tui.app import SelosteApp
from tui.commands import character
from tui.screens.opening import Opening, Reached
from tui.widgets.notice import Notice
from tui.words import speak

T = TypeVar("T")
PATIENCE = 60.0


class Desk(SelosteApp):
    """The program with the login behind it; what follows is the program's own."""

    def __init__(self, opening: Opening, session: Session, language: str) -> None:
        super().__init__(opening)
        self._given, self._language = session, language

    def run_login(self) -> None:
        """Begin at home, once: after that leave instead of logging in again."""
        if self.session is not None:
            self.exit(0)
            return
        self.session = self._given
        self.session.on_state = self.on_session_state
        speak("fi" if self._language == "fi" else "en")
        self.call_later(self.session.listen, self.heard)
        self.open_home()


class Hands:
    """Somebody at the keyboard of a desk."""

    def __init__(self, desk: Desk, pilot: Pilot[Any]) -> None:
        self.desk, self.pilot = desk, pilot

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each once the program has done with the one before."""
        for key in keys:
            self.desk.post_message(events.Key(key, character(key)))
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        for sign in text:
            self.desk.post_message(events.Key(sign, sign))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], T]) -> T:
        """Wait until something is so, and give it; fails with the screen after a minute. What is not on the screen yet is not so."""
        ends = monotonic() + PATIENCE
        while True:
            with suppress(NoMatches):
                if found := condition():
                    return found
            assert monotonic() < ends, f"waited in vain; the screen:\n{self.text()}"
            await self.pilot.pause(0.01)

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.until(lambda: text in self.text())

    async def misses(self, text: str) -> None:
        """Wait until a text is not on the screen."""
        await self.until(lambda: text not in self.text())

    async def still(self) -> str:
        """The screen as text once it has not changed for a while in which nothing was asked of the register either."""
        same, text = 0, self.text()
        while same < 15:
            await self.pilot.pause(0.02)
            same, text = (same + 1, text) if self.text() == text and not self._asks() else (0, self.text())
        return text

    def _asks(self) -> bool:
        session = self.desk.session
        return session is not None and session._turn.locked()

    def text(self) -> str:
        """The screen as text, line by line."""
        width, height = self.desk.size
        lines = self.desk.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines[:height])[: (width + 1) * height]

    @property
    def told(self) -> str:
        """What the line above the footer says."""
        return self.desk.screen.query_one(Notice).told[0]


@asynccontextmanager
async def at_desk(
    town: Town, who: str, purpose: str | None = None, *, language: str = "fi", size: tuple[int, int] = (80, 24)
) -> AsyncGenerator[Hands]:
    """Somebody of the test register at work under a purpose, at home."""
    session = Session(town.database.installer_dsn, login_of(who), PASSWORD)
    await session.open()
    await session.work_under(f"seloste_{purpose or STAFF[who][0][0]}")
    desk = Desk(Opening(lambda _on_step: Reached(lambda _login: town.database.installer_dsn)), session, language)
    try:
        async with desk.run_test(size=size) as pilot:
            yield Hands(desk, pilot)
    finally:
        await session.close()
