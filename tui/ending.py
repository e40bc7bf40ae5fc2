"""Giving the terminal back: its modes, its screen and the signals, whatever state the program is in."""

from __future__ import annotations

import os
import select
import signal
import termios
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any, Final

SIGNALS: Final = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
MOUSE_OFF: Final = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
RESTORED: Final = f"\x1b[?2026l{MOUSE_OFF}\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"

_found: list[list[Any]] = []


@contextmanager
def as_it_was() -> Generator[None]:
    """Leave the terminal's modes and the signals as they were found."""
    handlers = {number: signal.getsignal(number) for number in (*SIGNALS, signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT)}
    with suppress(termios.error):
        _found.append(termios.tcgetattr(0))
    try:
        yield
    finally:
        restore_modes()
        _found.clear()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def restore_modes() -> None:
    """Bring back echo and line editing."""
    with suppress(termios.error):
        for modes in _found:
            termios.tcsetattr(0, termios.TCSANOW, modes)


def restore_screen() -> None:
    """Bring the screen back from whatever a program of ours left on it, if the line takes it within half a second."""
    with suppress(OSError):
        if select.select([], [2], [], 0.5)[1]:
            os.write(2, RESTORED.encode())


def end_at_once(number: int) -> None:
    """End the process with the status of a signal when its loop does not come to it."""
    restore_modes()
    restore_screen()
    os._exit(128 + number)
