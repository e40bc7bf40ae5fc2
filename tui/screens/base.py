"""What every screen has: the header, a line that tells, the footer, and the one place where a refusal becomes a sentence."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final, Protocol, TypeVar, cast, runtime_checkable
from uuid import UUID, uuid4

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from db.errors import SelosteError
from db.session import Session
from tui.commands import bindings
from tui.widgets.footer import Footer
from tui.widgets.header import Header, State
from tui.widgets.notice import Notice
from tui.words import say, spoken
from tui.words.refusing import refusal

LEAVING: Final = 4.0
"""Seconds in which a second Esc leaves the register."""

T = TypeVar("T")
R = TypeVar("R")


class AtWork(Protocol):
    """The program as its screens know it: who is at work, and what it does for them."""

    session: Session | None

    def keys_may_come(self) -> None:
        """Hand on what was typed before there was a screen."""
        ...

    def load(self) -> object:
        """Load what follows the first screen, which is painted now."""
        ...

    def state(self, state: State) -> None:
        """Show what is happening to the connection or to what was typed."""
        ...


@runtime_checkable
class KeepsDrafts(Protocol):
    """A screen that something is typed on which must not be lost."""

    async def keep_draft(self) -> bool:
        """Keep what is typed; whether it is kept."""
        ...


@dataclass(frozen=True, slots=True)
class No:
    """An expected answer other than yes, told to the person already."""

    error: SelosteError


@spoken
def sentence(error: SelosteError) -> str:
    """A refusal in the person's language."""
    return refusal(error.code, error.facts)


class BaseScreen(Screen[R]):
    """A screen of the dashboard: ``body`` draws what lies between header and notice."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("back")]
    FIRST: ClassVar[bool] = False
    """Whether leaving this screen ends the session."""
    TAKES_PAYMENTS: ClassVar[bool] = True
    """Whether a payment may be recorded over this screen."""
    RENEWS: ClassVar[bool] = False
    """Whether it asks for its rows again once a lost connection is found."""
    LEADS_TO_LISTS: ClassVar[bool] = False
    """Whether the hosts and products may be listed over this screen."""

    opening: int = 0
    """How much is read yet of what keys are about: they wait for it (``background``)."""

    def compose(self) -> ComposeResult:
        """Header, body, the telling line, footer."""
        yield Header()
        yield from self.body()
        yield Notice()
        yield Footer()

    def body(self) -> Iterable[Widget]:
        """What the screen shows."""
        return ()

    @property
    def heading(self) -> str:
        """The title in the header."""
        return ""

    @property
    def work(self) -> AtWork:
        """The program as screens know it."""
        return cast("AtWork", self.app)

    @property
    def session(self) -> Session:
        """The session of who is at work; screens behind the login have one."""
        session = self.work.session
        if session is None:
            raise RuntimeError("no session")
        return session

    def on_mount(self) -> None:
        """Say who is at work under which purpose, and take the keys."""
        self.renew_header()
        self.work.keys_may_come()

    def on_screen_resume(self) -> None:
        """Show the purpose in force, which may have been switched meanwhile."""
        self.renew_header()

    def renew_header(self) -> None:
        """Title, purpose, units and login as they are now."""
        header = self.query_one(Header)
        header.heading = self.heading
        session = self.work.session
        if session is not None and session.me is not None:
            header.purpose = say(f"purposes.{session.purpose}") if session.purpose else ""
            header.units = tuple(session.me.units)
            header.login = session.me.login

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved: ``told["party"]`` is the customer, ``told["op"]`` the operation."""

    def heard_editing(self, told: dict[str, Any]) -> None:
        """Somebody begins or ends to edit the customer ``told["party"]``."""

    def line_is_back(self) -> None:
        """The connection was found again, or was there all the time."""

    def ask_again(self) -> None:
        """The connection was lost for a while: a list shows what it could not hear of, what else was not answered may be tried again."""
        for notice in self.query(Notice):
            if notice.text == say("errors.unreachable"):
                notice.tell("" if self.RENEWS else say("errors.reachable"))
        if self.RENEWS and self.is_mounted:
            cast("Any", self).action_reload()

    def spoken_otherwise(self) -> None:
        """The language changed: say everything anew, and leave what is typed."""
        from tui.widgets.anew import say_anew

        self.renew_header()
        say_anew(self)

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Say something on the line above the footer, until the next thing is said or done."""
        self.query_one(Notice).tell(text, bad=bad)

    async def ask(self, question: Awaitable[T]) -> T | No:
        """Put a question to the database; a refusal is told in words and comes back as ``No``."""
        try:
            return await question
        except SelosteError as error:
            if self.is_attached:
                self.tell(sentence(error), bad=True)
            return No(error)

    async def answer_of(self, modal: Screen[T]) -> T | None:
        """Show a modal screen and wait for what it answers; call it from a worker."""
        return await cast("Any", self.app).push_screen_wait(modal)

    @cached_property
    def _operations(self) -> dict[object, UUID]:
        return {}

    def operation(self, *act: object) -> UUID:
        """The id under which an act is asked for: the same one for the same act while nobody knows whether it was done."""
        known = self._operations.get(act)
        if known is None or not self.session.is_unknown(known):
            known = self._operations[act] = uuid4()
        return known

    def leaves(self) -> bool:
        """Whether the screen may be left: while nobody knows what became of an act, only when that is asked twice."""
        session, told = self.work.session, say("errors.unanswered")
        if session is None or not (session.unanswered or any(map(session.is_unknown, self._operations.values()))):
            return True
        if any(notice.text == told for notice in self.query(Notice)):
            return True
        self.tell(told, bad=True)
        return False

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Leave, if the screen may be left."""
        return super().dismiss(result) if self.leaves() else AwaitComplete()

    def action_back(self) -> None:
        """Go back to the screen before; from the first one out of the register, asked twice: Esc is soon pressed once too often."""
        if self.FIRST and self.query_one(Notice).text != (again := say("common.escape_again")):
            self.tell(again)
            self.set_timer(LEAVING, lambda: self._stays(again))
        else:
            self.dismiss(None)

    def _stays(self, asked: str) -> None:
        if self.query_one(Notice).text == asked:
            self.tell("")


@spoken
def shown_moment(moment: datetime.datetime) -> str:
    """A moment in Finland's time, to the minute: ``23.11.2026 14.05`` or ``2026-11-23 14:05``."""
    from zoneinfo import ZoneInfo

    from tui.words import language

    there = moment.astimezone(ZoneInfo("Europe/Helsinki"))
    return f"{there.day}.{there.month}.{there.year} {there:%H.%M}" if language() == "fi" else f"{there:%Y-%m-%d %H:%M}"


def thousands(count: int) -> str:
    """A count as one reads it: ``1 000``, with a space that does not break."""
    return f"{count:,}".replace(",", "\u00a0" if count >= 1000 else "")
