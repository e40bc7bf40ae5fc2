"""A Textual driver that sends only what changed on the screen; of use under any Textual program.

Plug it in by `App(driver_class=ChangesDriver)` or `TEXTUAL_DRIVER=tui.driver:ChangesDriver`.
"""

from __future__ import annotations

import os
import signal
import termios
from contextlib import suppress
from time import monotonic
from types import FrameType
from typing import Any, Final

from textual.app import App
from textual.color import Color, ColorParseError
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition, Key
from textual.message import Message

from tui.terminal.colours import Palette, brightness, depth, palette
from tui.terminal.flow import Flow
from tui.terminal.line import Line
from tui.terminal.model import Model
from tui.terminal.painter import Features
from tui.terminal.tail import Tail

_NO_BACKGROUND_ERASE: Final = ("screen", "vt1", "vt2", "vt3", "vt4", "ansi", "cons25", "sun")
_REPEATING: Final = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour")
_SETTLING_SECONDS: Final = 0.3


class ChangesDriver(LinuxDriver):
    """Textual's own driver for input; output goes through a model of the terminal."""

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)  # pyright: ignore[reportUnknownMemberType]
        self._line: Line | None = None
        self._model: Model | None = None
        self._tail = Tail()
        self._drives = False
        self._attributes: list[Any] = []

    def write(self, data: str) -> None:
        """Take what Textual draws; returns at once, whatever the speed of the line."""
        if self._line is not None:
            self._line.write(data)

    def start_application_mode(self) -> None:
        """Open a line to the terminal, and begin as Textual's own driver does."""
        if self._line is None:
            self._line = self._opened()
        super().start_application_mode()
        if self._writer_thread is not None:
            self._writer_thread.stop()
            self._writer_thread = None
            self._drives = True
            self._line.begin_asking()
            self._repaint_on_resize()
            with suppress(termios.error):
                self._attributes = termios.tcgetattr(self.fileno)

    def stop_application_mode(self) -> None:
        """Leave the terminal as it was found."""
        self._drives = False
        if self._line is not None:
            self._line.end_asking(_SETTLING_SECONDS)
        super().stop_application_mode()

    def close(self) -> None:
        """Send what is left, and end the output thread."""
        line, self._line = self._line, None
        if line is not None:
            line.stop()
        super().close()

    def process_message(self, message: Message) -> None:
        """Take the terminal's answers to our own questions, and what comes late of a key; all else goes on to the app."""
        if isinstance(message, CursorPosition) and self._line is not None and self._line.answered():
            return
        if isinstance(message, Key) and self._tail.takes(message.key, message.character, monotonic()):
            return
        super().process_message(message)

    def _opened(self) -> Line:
        if self._model is None:
            width, height = self._get_terminal_size()
            self._model = Model(width, height, self._palette(), features(os.environ.get("TERM", "")))
        terminal = self._file.fileno() if self._file is not None else 2
        line = Line(self._model, terminal, Flow() if self.input_tty else None)
        line.start()
        return line

    def _palette(self) -> Palette:
        system = None if self._app.no_color else depth(os.environ)
        return palette(system, lambda: _ground(self._app))

    def _repaint_on_resize(self) -> None:
        previous = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            if callable(previous):
                previous(number, frame)
            if self._line is not None:
                self._line.repaint()

        signal.signal(signal.SIGWINCH, resized)

    def _sigcont_application(self, *_: object) -> None:
        if self._drives and self._line is not None:
            self._retake_terminal(self._line)
        elif self._auto_restart:
            self.resume_application_mode()

    def _retake_terminal(self, line: Line) -> None:
        """After a stop that could not be foreseen (SIGSTOP) the shell has had the terminal; its modes are ours to set again."""
        if self._attributes:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._attributes)
        line.retake()
        self.write("\x1b[?1004h")
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()


def chosen() -> type[Driver] | None:
    """What to hand to `App(driver_class=…)`; None, Textual's own choice, if SELOSTE_DRIVER=stock or TEXTUAL_DRIVER is set."""
    if os.environ.get("SELOSTE_DRIVER") == "stock" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    return ChangesDriver


def features(term: str) -> Features:
    """What a terminal of this name can be relied on to do."""
    return Features(
        erases_in_background=not term.startswith(_NO_BACKGROUND_ERASE),
        repeats=term.startswith(_REPEATING),
    )


def _ground(app: App[Any]) -> float:
    try:
        return brightness(*Color.parse(app.theme_variables.get("background", "")).rgb)
    except ColorParseError:
        return 0.0
