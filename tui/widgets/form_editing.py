"""A text being typed: its cursor, its own undo, and what may not come in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from re import compile as pattern
from typing import Final

WORD: Final = pattern(r"\w+")
UNDOS: Final = 200
_LINE_ENDS: Final = pattern(r"\r\n?|\n|\x0b|\x0c|\x85|\u2028|\u2029")


def unfit(text: str) -> str:
    """The first character that may not be stored, as U+XXXX: controls, hidden format and direction characters, half surrogates."""
    for char in text:
        if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Co"):
            return f"U+{ord(char):04X}"
    return ""


def pasted(text: str) -> str:
    """Pasted text composed (NFC), with one kind of line end, tabs and hard spaces as spaces, and no blank lines around it."""
    plain = _LINE_ENDS.sub("\n", text).replace("\t", " ").replace("\xa0", " ")
    return unicodedata.normalize("NFC", plain).strip("\n")


def start_of(text: str, at: int) -> int:
    """Where the character that ends at ``at`` starts, its combining marks included."""
    at = max(0, at - 1)
    while at and unicodedata.combining(text[at]):
        at -= 1
    return at


def end_of(text: str, at: int) -> int:
    """Where the character that starts at ``at`` ends, its combining marks included."""
    at = min(len(text), at + 1)
    while at < len(text) and unicodedata.combining(text[at]):
        at += 1
    return at


def line_end(text: str, at: int) -> int:
    """Where the line of the cursor ends."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


@dataclass(slots=True)
class Typing:
    """A text and the cursor in it; every change can be undone."""

    text: str
    at: int = 0
    past: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    future: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    joining: bool = False

    def put(self, text: str, *, joins: bool = False) -> None:
        """Insert at the cursor; letters typed one after another are undone together, a word at a time."""
        self._remember(joins=joins and not text.isspace())
        whole = self.text[: self.at] + text + self.text[self.at :]
        rest = len(self.text) - self.at
        self.text = unicodedata.normalize("NFC", whole)
        self.at = max(0, len(self.text) - rest)

    def erase(self, start: int, end: int) -> None:
        """Take away the characters between two places and leave the cursor there."""
        if start < end:
            self._remember(joins=False)
            self.text = self.text[:start] + self.text[end:]
            self.at = start

    def replace(self, text: str) -> None:
        """Put another text in, as one undoable change."""
        if text != self.text:
            self._remember(joins=False)
            self.text, self.at = text, len(text)

    def move(self, at: int) -> None:
        """Put the cursor there, kept within the text."""
        self.at = min(max(at, 0), len(self.text))
        self.joining = False

    def undo(self) -> bool:
        """Go back one change; False when there is none."""
        return self._step(self.past, self.future)

    def redo(self) -> bool:
        """Take back the last undo; False when there is none."""
        return self._step(self.future, self.past)

    def left_word(self) -> int:
        """The start of the word before the cursor."""
        return max((found.start() for found in WORD.finditer(self.text) if found.start() < self.at), default=0)

    def right_word(self) -> int:
        """The end of the word after the cursor."""
        return next((found.end() for found in WORD.finditer(self.text) if found.end() > self.at), len(self.text))

    def _remember(self, *, joins: bool) -> None:
        if not (joins and self.joining):
            self.past = [*self.past[-UNDOS:], (self.text, self.at)]
        self.joining = joins
        self.future.clear()

    def _step(self, back: list[tuple[str, int]], forth: list[tuple[str, int]]) -> bool:
        if not back:
            return False
        forth.append((self.text, self.at))
        self.text, self.at = back.pop()
        self.joining = False
        return True


EDITS: Final[dict[str, Callable[[Typing], None]]] = {
    "left": lambda typing: typing.move(start_of(typing.text, typing.at)),
    "right": lambda typing: typing.move(end_of(typing.text, typing.at)),
    "home": lambda typing: typing.move(typing.text.rfind("\n", 0, typing.at) + 1),
    "end": lambda typing: typing.move(line_end(typing.text, typing.at)),
    "ctrl+left": lambda typing: typing.move(typing.left_word()),
    "ctrl+right": lambda typing: typing.move(typing.right_word()),
    "backspace": lambda typing: typing.erase(start_of(typing.text, typing.at), typing.at),
    "delete": lambda typing: typing.erase(typing.at, end_of(typing.text, typing.at)),
    "ctrl+w": lambda typing: typing.erase(typing.left_word(), typing.at),
    "ctrl+u": lambda typing: typing.erase(typing.text.rfind("\n", 0, typing.at) + 1, typing.at),
    "ctrl+k": lambda typing: typing.erase(typing.at, line_end(typing.text, typing.at)),
}
SAME: Final = {"ctrl+h": "backspace", "ctrl+a": "home", "ctrl+e": "end", "ctrl+d": "delete", "alt+b": "ctrl+left", "alt+f": "ctrl+right"}


def edit(typing: Typing, key: str) -> bool:
    """Do what a key does to a text; False for a key that does nothing to texts."""
    act = EDITS.get(SAME.get(key, key))
    if act:
        act(typing)
    return act is not None
