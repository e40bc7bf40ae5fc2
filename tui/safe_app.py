"""The app every screen of ours lives in: it ends cleanly, whatever ends it, and shows nobody's data on its way out."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio import AbstractEventLoop, Task
from contextlib import suppress
from threading import Timer
from typing import Any, ClassVar, Final

from rich.console import RenderableType
from rich.segment import Segment
from textual import events
from textual.app import App, ReturnType
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor

from tui import crash
from tui.ending import SIGNALS, as_it_was, end_at_once, restore_screen
from tui.key_turns import KeyTurns
from tui.line_guard import LineGuard, guarded
from tui.safety import wants_mouse
from tui.words import say

SAVING_SECONDS: Final = 2.0
LAST_RESORT_SECONDS: Final = 6.0


class Colourless(LineFilter):
    """Takes every colour away and leaves bold, reverse and underline: NO_COLOR means no colour codes at all."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same text without colours."""
        return [Segment(text, style.without_color if style else None, control) for text, style, control in segments]


class SafeApp(App[ReturnType]):
    """Saves what is typed before it ends by SIGHUP, SIGTERM, SIGINT, a lost line or an error, and always gives the terminal back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "mouse", show=False, id="mouse")]

    def __init__(self, driver_class: type[Driver] | None = None, *, ansi_color: bool | None = None) -> None:
        super().__init__(driver_class=driver_class, ansi_color=ansi_color)
        self.driver_class = guarded(self.driver_class)
        self.crashed: crash.Crash | None = None
        self._ending: Task[None] | None = None
        self._turns = KeyTurns(self, super().on_event)
        self._saved = False
        if self.no_color:
            self._filters = [*(each for each in self._filters if not isinstance(each, Monochrome | NoColor)), Colourless()]

    def hold_keys(self) -> None:
        """Keep what is typed until ``keys_may_come``: somebody types while the program starts."""
        self._turns.hold()

    def keys_may_come(self) -> None:
        """There is a screen for what was typed."""
        self._turns.release()

    async def on_event(self, event: events.Event) -> None:
        """Let every key find what the key before it led to."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._turns.take(event)
        else:
            await super().on_event(event)

    @property
    def holds_screen(self) -> bool:
        """Whether the terminal shows this program instead of what was on it before."""
        return isinstance(self._driver, LineGuard) and self._driver.active

    async def on_hangup(self) -> None:
        """Save what is typed; called once, at any sudden end, and given two seconds."""

    def action_mouse(self) -> None:
        """Give the mouse to the program, or back to the terminal's own selecting."""
        if isinstance(self._driver, LineGuard):
            self.notify(say("errors.mouse_on" if self._driver.toggle_mouse() else "errors.mouse_off"))

    def report(self, error: BaseException) -> None:
        """Log an error that does not end the app and tell its reference."""
        found = crash.record(error)
        self.notify(say("errors.act_failed", reference=found.reference), severity="error")

    def leave(self, number: int) -> None:
        """Save and end with the status of a signal, from within the loop; the second time does nothing."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._leave(number), name="leaving")

    async def _leave(self, number: int) -> None:
        try:
            await self._save()
        finally:
            self.exit(return_code=128 + number)

    async def _save(self) -> None:
        if not self._saved:
            self._saved = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self.on_hangup(), SAVING_SECONDS)

    def panic(self, *renderables: RenderableType) -> None:
        """End as after an error; what it is asked to show may hold anybody's data."""
        self._return_code = crash.EXIT_STATUS
        if self.crashed is None:
            self.crashed = crash.record(RuntimeError())
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        """Log the error without values, and end."""
        if self.crashed is None:
            self.crashed = crash.record(error)
        super()._handle_exception(error)
        self._return_code = crash.EXIT_STATUS

    def _fatal_error(self) -> None:
        self.panic()

    async def _shutdown(self) -> None:
        self._turns.end()
        if self.crashed:
            try:
                await self._save()
            finally:
                await super()._shutdown()
        else:
            await super()._shutdown()

    def _build_driver(self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None) -> Driver:
        driver = super()._build_driver(headless, inline, mouse and wants_mouse(), size)
        if isinstance(driver, LineGuard):
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(_of_loop)
            driver.when_lost = lambda: self._end_soon(loop, signal.SIGHUP)
            for number in SIGNALS:
                signal.signal(number, lambda number, _frame: self._end_soon(loop, number))
        return driver

    def _end_soon(self, loop: AbstractEventLoop, number: int) -> None:
        """From a signal or another thread: end by the loop, or without it when it does not come to it."""
        if not loop.is_closed():
            resort = Timer(LAST_RESORT_SECONDS, end_at_once, (number,))
            resort.daemon = True
            resort.start()
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self.leave, number)


def run_safely(app: SafeApp[Any]) -> int:
    """Run until the end and give the exit status: 0, 70 after an error, 128 and the number after a signal; the terminal is as before."""
    try:
        with as_it_was():
            app.run()
    finally:
        if app.holds_screen:
            restore_screen()
    if app.crashed:
        with suppress(OSError):
            os.write(2, f"{app.crashed.sentence}\n".encode())
    return app.return_code or 0


def _of_loop(_loop: AbstractEventLoop, told: dict[str, Any]) -> None:
    """What a task nobody waited for died of goes to the log instead of the screen."""
    if isinstance(told.get("exception"), Exception):
        crash.record(told["exception"])
