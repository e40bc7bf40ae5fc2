"""A driver that outlives its line: a closed terminal is an event, not an error and never a loop."""

from __future__ import annotations

import io
import os
import select
import stat
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, cast

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver


class Forgiving(io.RawIOBase):
    """Writes to a descriptor and lets go of what a lost line does not take."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The descriptor behind it."""
        return self._descriptor

    def write(self, data: Any, /) -> int:
        """Write what fits; all of it is gone where the line is."""
        text = bytes(data)
        try:
            return os.write(self._descriptor, text)
        except BlockingIOError:
            select.select([], [self._descriptor], [], 1.0)
            return 0
        except OSError:
            return len(text)


class LineGuard(LinuxDriver):
    """Mixed in before the driver in use: watches the line, tells once when it is lost, and lets go of the mouse at the end."""

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)  # pyright: ignore[reportUnknownMemberType]
        descriptor = self._file.fileno() if self._file else 2
        self._file = io.TextIOWrapper(io.BufferedWriter(Forgiving(descriptor)), encoding="utf-8", errors="replace", newline="")
        self.when_lost: Callable[[], None] = lambda: None
        self.active = self._lent = False
        self._ear, self._bell = os.pipe()
        self._watch: Thread | None = None
        self._told = False

    @property
    def catches_mouse(self) -> bool:
        """Whether the mouse comes to the program instead of the terminal."""
        return self._mouse

    def toggle_mouse(self) -> bool:
        """Catch the mouse or let go of it; whether it is caught now."""
        if self._mouse:
            self._disable_mouse_support()
            self._mouse = False
        else:
            self._mouse = True
            self._enable_mouse_support()
        return self._mouse

    def start_application_mode(self) -> None:
        """Take the terminal, and watch its line from the first time on."""
        self.active = True
        if self._watch is None:
            self._watch = Thread(target=self._until_lost, daemon=True, name="line-guard")
            self._watch.start()
        super().start_application_mode()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        super().stop_application_mode()
        self.active = False

    def suspend_application_mode(self) -> None:
        """Lend the terminal to the shell, to have it back later."""
        super().suspend_application_mode()
        self._lent = True

    def resume_application_mode(self) -> None:
        """Take a lent terminal back; whoever was only woken, as by any line that hangs up, would read keys in two threads and never end."""
        if self._lent:
            self._lent = False
            super().resume_application_mode()

    def close(self) -> None:
        """End the watch too."""
        super().close()
        with suppress(OSError):
            os.write(self._bell, b"\0")

    def _sigtstp_application(self, *_: object) -> None:
        """Stop between two steps of the program: in the middle of one, giving the terminal back waits for the drawing it interrupts."""
        stop = cast("Callable[[], None]", super()._sigtstp_application)  # pyright: ignore[reportUnknownMemberType]
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(stop)

    def _run_input_thread(self) -> None:
        """Read keys until asked to stop; a byte that is not UTF-8 costs that byte, the end of the line is told."""
        stopped = False
        try:
            while not self.exit_event.is_set():
                with suppress(UnicodeDecodeError):
                    self.run_input_thread()
            stopped = True
        except OSError:
            pass
        finally:
            if not stopped:
                self._lost()

    def _until_lost(self) -> None:
        """Sleep until the other end of the terminal closes: its only events are hang-up and error, so this costs nothing."""
        poll = select.poll()
        poll.register(self.fileno, 0)
        poll.register(self._ear, select.POLLIN)
        if all(descriptor != self._ear for descriptor, _ in poll.poll()):
            self._lost()

    def _lost(self) -> None:
        if not self._told:
            self._told = True
            mute(self.fileno)
            self.when_lost()


def mute(terminal: int) -> None:
    """Put a silent pipe in place of a dead terminal's input and nothing in place of its output: nobody spins, waits or fails on it."""
    with suppress(OSError):
        device = os.fstat(terminal)
        ends = [each for each in (1, 2) if _same(os.fstat(each), device)]
        silent, _ = os.pipe()
        os.set_blocking(silent, False)
        os.dup2(silent, terminal)
        nothing = os.open(os.devnull, os.O_WRONLY)
        for each in ends:
            os.dup2(nothing, each)


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return stat.S_ISCHR(one.st_mode) and one.st_rdev == other.st_rdev


def guarded(driver: type[Driver]) -> type[Driver]:
    """The same driver with the guard before it; drivers of other kinds, such as the web's, as they are."""
    if not issubclass(driver, LinuxDriver) or issubclass(driver, LineGuard):
        return driver
    return type(f"Guarded{driver.__name__}", (LineGuard, driver), {})
