"""What a program wants on the screen, and what its terminal shows, kept apart so that only the difference is sent."""

from __future__ import annotations

from typing import Final

from tui.terminal.canvas import Canvas
from tui.terminal.colours import Palette
from tui.terminal.painter import Features, Painter
from tui.terminal.reader import Reader

_KEEPS_THE_CURSOR: Final = ("\x07", "\x1b]", "\x1b[?", "\x1b[>")
_RESETS: Final = frozenset({"\x1bc", "\x1b[!p"})


class Model:
    """Feed it what the program writes, take what the terminal must get."""

    def __init__(self, width: int, height: int, palette: Palette, features: Features) -> None:
        self._canvas = Canvas(width, height)
        self._painter = Painter(features)
        self._reader = Reader(self._canvas, palette, self._aside, self._entered)
        self._asides: list[str] = []

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._canvas.width, self._canvas.height

    @property
    def waits(self) -> bool:
        """True while the program is in the middle of a frame (synchronized output)."""
        return self._reader.holding

    def feed(self, text: str) -> None:
        """Draw what the program has written."""
        self._reader.feed(text)

    def take(self) -> str:
        """All that must be sent for the terminal to show the newest state; empty if nothing changed."""
        if self._reader.drawn or (self._reader.turned and self._painter.knows):
            self._paint()
        text = "".join(self._asides)
        self._asides.clear()
        return text

    def repaint(self) -> None:
        """Send the whole screen the next time; also the way back from any inconsistency."""
        self._canvas.resize(*self.size)
        self._painter.forget()
        self._reader.drawn = self._reader.drawing

    def retake(self) -> None:
        """Enter the alternate screen anew, after another program may have left it, and send the whole of it."""
        if self._reader.drawing:
            self._asides.append("\x1b[?1049h")
            self.repaint()

    def resize(self, width: int, height: int) -> None:
        """Follow the terminal's new size; what it shows of the old is not relied on."""
        self._canvas.width, self._canvas.height = width, height
        self.repaint()

    def _paint(self) -> None:
        self._reader.drawn = self._reader.turned = False
        self._asides.append(self._painter.paint(self._canvas, synchronized=self._reader.synchronized))

    def _aside(self, sequence: str) -> None:
        if self._reader.drawn:
            self._paint()
        self._asides.append(sequence)
        if sequence in _RESETS:
            self.repaint()
        elif not sequence.startswith(_KEEPS_THE_CURSOR):
            self._painter.lose_cursor()

    def _entered(self, alternate: bool) -> None:
        if not alternate:
            self._asides.append("\x1b[m")
        self._painter.forget()
