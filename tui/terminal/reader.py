"""Reads what a program writes to its terminal (ECMA-48 and xterm's control sequences)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from tui.terminal.canvas import Canvas
from tui.terminal.colours import Palette
from tui.terminal.style import PLAIN, Style, after

_TOKEN: Final = re.compile(
    r"([^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[([0-9;:]*)m"
    r"|\x1b\[(\d*(?:;\d*)?)H"
    r"|(\x1b\[[0-?]*[ -/]*[@-~])"
    r"|(\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_](?:[^\x1b]|\x1b(?!\\))*\x1b\\)"
    r"|(\x1b[ -/]*[0-OQ-WYZ\\`-~])"
    r"|([\x00-\x1f])"
)
_UNFINISHED: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_](?:[^\x1b]|\x1b(?!\\))*)\Z")
_STRINGS: Final = ("\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX")
_CSI: Final = re.compile(r"\x1b\[([<-?]?)([0-9;:]*)([ -/]*[@-~])\Z")
_ALTERNATE_SCREEN: Final = frozenset({"\x1b[?1049h", "\x1b[?1047h", "\x1b[?47h"})
_MAIN_SCREEN: Final = frozenset({"\x1b[?1049l", "\x1b[?1047l", "\x1b[?47l"})
_ENTERS: Final = re.compile(r"\x1b\[\?(?:1049|1047|47)h")
_LONGEST_WAIT: Final = 1 << 20


class Reader:
    """Draws on a canvas while the alternate screen is on; all that does not draw is handed to `aside`, in order."""

    def __init__(self, canvas: Canvas, palette: Palette, aside: Callable[[str], None], entered: Callable[[bool], None]) -> None:
        self.canvas, self.palette = canvas, palette
        self._aside, self._entered = aside, entered
        self.drawing = False
        self.holding = False
        self.synchronized = False
        self.drawn = False
        self.turned = False
        self._style = PLAIN
        self._looks: dict[tuple[Style, str], tuple[Style, Style]] = {}
        self._rest = ""
        self._left = False

    def feed(self, text: str) -> None:
        """Take what a program has written; a sequence cut in two waits for its end."""
        text = self._rest + text
        self._rest = ""
        if not self.drawing:
            text = self._until_drawing(text)
        text = self._without_unfinished(text)
        for token in _TOKEN.finditer(text):
            kind, part = token.lastindex, token[token.lastindex or 0]
            if kind == 1:
                self.canvas.put(part)
                self.drawn = True
            elif kind == 2:
                self._dip(part)
            elif kind == 3:
                self._place(part)
            elif kind == 4:
                self._control(part)
                if not self.drawing:
                    self._aside(text[token.end() :])
                    return
            elif kind == 7:
                self._character(part)
            else:
                self._sequence(part)

    def _until_drawing(self, text: str) -> str:
        entrance = _ENTERS.search(text)
        if entrance is None:
            self._aside(text)
            return ""
        self._aside(text[: entrance.start()])
        return text[entrance.start() :]

    def _without_unfinished(self, text: str) -> str:
        start = text.rfind("\x1b")
        if any(opener in text for opener in _STRINGS):
            found = _UNFINISHED.search(text)
        else:
            found = _UNFINISHED.match(text, start) if start >= 0 else None
        if found is None or len(found[0]) > _LONGEST_WAIT:
            return text
        self._rest = found[0]
        return text[: found.start()]

    def _dip(self, parameters: str) -> None:
        key = (self._style, parameters)
        look = self._looks.get(key)
        if look is None:
            if len(self._looks) > 8192:
                self._looks.clear()
            style = after(self._style, parameters)
            look = self._looks[key] = (style, self.palette(style))
        self._style, self.canvas.pen = look

    def _place(self, parameters: str) -> None:
        row, _, column = parameters.partition(";")
        self.canvas.move(_number(column, 1) - 1, _number(row, 1) - 1)
        self.drawn = True

    def _character(self, character: str) -> None:
        canvas = self.canvas
        self.drawn = True
        if character in "\n\v\f":
            canvas.line_feed()
        elif character == "\r":
            canvas.x = 0
        elif character == "\b":
            canvas.move(canvas.x - 1, canvas.y)
        elif character == "\t":
            canvas.move((canvas.x // 8 + 1) * 8, canvas.y)
        elif character in "\x07\x0e\x0f":
            self._aside(character)

    def _sequence(self, sequence: str) -> None:
        if sequence.startswith("\x1b]8;"):
            link = sequence[4:].removesuffix("\x07").removesuffix("\x1b\\")
            self._style = self._style._replace(link="" if link.endswith(";") else link)
            self.canvas.pen = self.palette(self._style)
        elif draw := _ESCAPES.get(sequence):
            draw(self.canvas)
            self.drawn = True
        else:
            self._aside(sequence)

    def _control(self, sequence: str) -> None:
        found = _CSI.match(sequence)
        if found is None:
            self._aside(sequence)
            return
        private, parameters, final = found.groups()
        if private:
            self._mode(sequence)
        elif draw := _DRAWING.get(final):
            first, _, second = parameters.partition(";")
            draw(self.canvas, _number(first), _number(second.partition(";")[0]))
            self.drawn = True
        else:
            self._aside(sequence)

    def _mode(self, sequence: str) -> None:
        if sequence in {"\x1b[?2026h", "\x1b[?2026l"}:
            self.holding = sequence.endswith("h")
            self.synchronized = True
        elif sequence in {"\x1b[?25h", "\x1b[?25l"}:
            self.canvas.cursor_shown = sequence.endswith("h")
            self.turned = True
        elif sequence in _ALTERNATE_SCREEN:
            self._enter(sequence)
        elif sequence in _MAIN_SCREEN:
            self._leave(sequence)
        else:
            if sequence in {"\x1b[?7h", "\x1b[?7l"}:
                self.canvas.wraps = sequence.endswith("h")
            self._aside(sequence)

    def _enter(self, sequence: str) -> None:
        """What was wanted before the screen was left is wanted still: a program that was stopped does not draw it again."""
        self.drawing, self.drawn, self.holding = True, False, False
        self._style = self.canvas.pen = PLAIN
        self._aside(sequence)
        self._entered(True)
        self.drawn = self._left

    def _leave(self, sequence: str) -> None:
        self.drawing = self.drawn = self.turned = self.holding = False
        self._left = True
        self._entered(False)
        self._aside(sequence)


def _number(digits: str, otherwise: int = 0) -> int:
    return int(digits[:9]) if digits[:9].isdecimal() else otherwise


def _erase_display(canvas: Canvas, how: int, _: int) -> None:
    rows = {0: range(canvas.y + 1, canvas.height), 1: range(canvas.y)}.get(how, range(canvas.height))
    for y in rows:
        canvas.erase(y, 0, canvas.width)
    if how < 2:
        _erase_line(canvas, how, 0)


def _erase_line(canvas: Canvas, how: int, _: int) -> None:
    x = min(canvas.x, canvas.width - 1)
    first, end = {0: (x, canvas.width), 1: (0, x + 1)}.get(how, (0, canvas.width))
    canvas.erase(canvas.y, first, end)


def _margins(canvas: Canvas, top: int, bottom: int) -> None:
    canvas.margins(top or 1, bottom or canvas.height)
    canvas.move(0, 0)


def _scroll(canvas: Canvas, by: int) -> None:
    (canvas.delete_lines if by > 0 else canvas.insert_lines)(abs(by), canvas.top)


_DRAWING: Final[dict[str, Callable[[Canvas, int, int], None]]] = {
    "A": lambda canvas, count, _: canvas.move(canvas.x, canvas.y - (count or 1)),
    "B": lambda canvas, count, _: canvas.move(canvas.x, canvas.y + (count or 1)),
    "e": lambda canvas, count, _: canvas.move(canvas.x, canvas.y + (count or 1)),
    "C": lambda canvas, count, _: canvas.move(canvas.x + (count or 1), canvas.y),
    "a": lambda canvas, count, _: canvas.move(canvas.x + (count or 1), canvas.y),
    "D": lambda canvas, count, _: canvas.move(min(canvas.x, canvas.width - 1) - (count or 1), canvas.y),
    "E": lambda canvas, count, _: canvas.move(0, canvas.y + (count or 1)),
    "F": lambda canvas, count, _: canvas.move(0, canvas.y - (count or 1)),
    "G": lambda canvas, column, _: canvas.move((column or 1) - 1, canvas.y),
    "`": lambda canvas, column, _: canvas.move((column or 1) - 1, canvas.y),
    "d": lambda canvas, row, _: canvas.move(canvas.x, (row or 1) - 1),
    "f": lambda canvas, row, column: canvas.move((column or 1) - 1, (row or 1) - 1),
    "J": _erase_display,
    "K": _erase_line,
    "X": lambda canvas, count, _: canvas.erase(canvas.y, min(canvas.x, canvas.width - 1), canvas.x + (count or 1)),
    "L": lambda canvas, count, _: canvas.insert_lines(count or 1),
    "M": lambda canvas, count, _: canvas.delete_lines(count or 1),
    "@": lambda canvas, count, _: canvas.insert_cells(count or 1),
    "P": lambda canvas, count, _: canvas.delete_cells(count or 1),
    "S": lambda canvas, count, _: _scroll(canvas, count or 1),
    "T": lambda canvas, count, _: _scroll(canvas, -(count or 1)),
    "r": _margins,
    "s": lambda canvas, _, __: canvas.keep_place(),
    "u": lambda canvas, _, __: canvas.take_place(),
}
_ESCAPES: Final[dict[str, Callable[[Canvas], None]]] = {
    "\x1b7": Canvas.keep_place,
    "\x1b8": Canvas.take_place,
    "\x1bD": Canvas.line_feed,
    "\x1bM": Canvas.reverse_line_feed,
}
