"""Two emulated terminals: one shown what Textual writes, the other what the model makes of it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pyte
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size

from tui.terminal.colours import depth, palette
from tui.terminal.model import Model
from tui.terminal.painter import Features

REPEATED = re.compile(r"([^\x1b])\x1b\[(\d+)b")
UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<=>][\d;]*u")


class Screen(pyte.Screen):
    """pyte, but rows never written can be moved, new rows take the background as in xterm, and what leaves a row is gone."""

    def insert_characters(self, count: int | None = None) -> None:
        super().insert_characters(count)
        self.buffer[self.cursor.y].pop(self.columns, None)

    def insert_lines(self, count: int | None = None) -> None:
        self._shift(super().insert_lines, count or 1, self.cursor.y)

    def delete_lines(self, count: int | None = None) -> None:
        bottom = self.margins.bottom if self.margins else self.lines - 1
        self._shift(super().delete_lines, count or 1, bottom + 1 - (count or 1))

    def _shift(self, shift: Callable[[int], None], count: int, born: int) -> None:
        top, bottom = self.margins or (0, self.lines - 1)
        if not top <= self.cursor.y <= bottom:
            return
        for y in range(self.lines):
            self.buffer[y]
        shift(count)
        for y in range(max(born, self.cursor.y), min(born + count, bottom + 1)):
            self.buffer[y].update({x: self.default_char._replace(bg=self.cursor.attrs.bg) for x in range(self.columns)})


class Emulator:
    """A terminal's screen; knows REP and leaves the kitty keyboard alone, unlike bare pyte."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = Screen(width, height)
        self.stream = pyte.Stream(self.screen)

    def feed(self, text: str) -> None:
        text = REPEATED.sub(lambda run: run[1] * (int(run[2]) + 1), text)
        self.stream.feed(UNKNOWN_TO_PYTE.sub("", text))

    def row(self, y: int) -> list[Any]:
        line = self.screen.buffer[y]
        return [line[x] for x in range(self.screen.columns)]

    def text(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    @property
    def cursor(self) -> tuple[int, int]:
        return self.screen.cursor.x, self.screen.cursor.y


def seen(cell: Any) -> tuple[object, ...]:
    """What a person sees of a cell: of an empty one, not the colour of its text."""
    inked = cell.data.strip() or cell.underscore or cell.strikethrough or cell.reverse
    return (cell.data, cell.fg if inked else None, cell.bg, cell.bold, cell.italics, cell.underscore, cell.strikethrough, cell.reverse)


class Both(Driver):
    """Hands what Textual writes to one terminal as it is, and to the other through the model."""

    features = Features()

    def start_application_mode(self) -> None:
        width, height = self._size or (80, 24)
        colours = None if self._app.no_color else depth(os.environ)
        self.stock, self.ours = Emulator(width, height), Emulator(width, height)
        self.model = Model(width, height, palette(colours, lambda: 18.0), self.features)
        self.stock_bytes = 0
        self.write("\x1b[?1049h\x1b[?25l\x1b[?7l")
        self._announce(width, height)

    def write(self, data: str) -> None:
        self.stock_bytes += len(data.encode())
        self.stock.feed(data)
        self.model.feed(data)

    def settle(self) -> str:
        """Send what the model has to send; the text sent."""
        text = self.model.take()
        self.ours.feed(text)
        return text

    def resize(self, width: int, height: int) -> None:
        for emulator in (self.stock, self.ours):
            emulator.screen.resize(height, width)
        self.model.resize(width, height)
        self._announce(width, height)

    def _announce(self, width: int, height: int) -> None:
        size = Size(width, height)
        self.send_message(events.Resize(size, size))

    def disable_input(self) -> None:
        """There is none."""

    def stop_application_mode(self) -> None:
        self.write("\x1b[?1049l\x1b[?25h")
        self.settle()


def differences(driver: Both) -> list[object]:
    """Cells that the two terminals do not show alike, once the model has sent what it has."""
    driver.settle()
    found: list[object] = [] if driver.stock.cursor == driver.ours.cursor else ["cursor"]
    for y in range(driver.stock.screen.lines):
        if (stock := driver.stock.row(y)) != (ours := driver.ours.row(y)):
            found += [(y, x, seen(a), seen(b)) for x, (a, b) in enumerate(zip(stock, ours, strict=True)) if seen(a) != seen(b)]
    return found


def both(app: App[Any]) -> Both:
    """The driver of an app that was made with it."""
    assert isinstance(app._driver, Both)
    return app._driver
