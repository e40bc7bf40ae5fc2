"""Lines to the person at a command, progress while they wait, and what they are asked."""

from __future__ import annotations

import getpass
import sys
from typing import Final

from db.errors import Refused
from tui.words import say

WIDTH: Final = 30


def tell(line: str = "") -> None:
    """One line of answer, there at once also through a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """One line of what is wrong."""
    sys.stdout.flush()
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def drawn() -> bool:
    """Whether lines may be drawn over, as on a terminal."""
    return sys.stdout.isatty()


def on_terminal() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def spaced(count: int) -> str:
    """A count in groups of three."""
    return f"{count:,}".replace(",", " ")


class Progress:
    """How many of how many are done: a bar on a terminal, otherwise a line for every tenth."""

    def __init__(self, *, of_rows: bool = False) -> None:
        self._of_rows = of_rows
        self._tenth = 0
        self._percent = -1

    def __call__(self, done: int, whole: int) -> None:
        """Hear that ``done`` of ``whole`` are there."""
        percent = 100 * done // whole
        if drawn():
            if percent != self._percent:
                filled = WIDTH * done // whole
                sys.stdout.write(f"\r  {'#' * filled}{'.' * (WIDTH - filled)} {self._line(done, whole)}" + "\n" * (done == whole))
                sys.stdout.flush()
        elif percent // 10 > self._tenth:
            self._tenth = percent // 10
            tell(f"  {self._line(done, whole)}")
        self._percent = percent

    def _line(self, done: int, whole: int) -> str:
        share = "cli.share_rows" if self._of_rows else "cli.share"
        return say(share, done=spaced(done), whole=spaced(whole), percent=100 * done // whole)


def _secret(prompt: str) -> str:
    """Typed without an echo, or a line of the input where that is no terminal."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\n")


def password(login: str) -> str:
    """The password of a login."""
    return _secret(say("cli.ask_password", login=login))


def new_password(login: str, shortest: int) -> str:
    """A new password, typed twice on a terminal; Refused("passwords_differ")."""
    typed = _secret(say("cli.ask_new_password", login=login, shortest=shortest))
    if sys.stdin.isatty() and _secret(say("cli.ask_again")) != typed:
        raise Refused("passwords_differ")
    return typed


def agreed() -> bool:
    """Whether a person says yes; without a terminal nobody does."""
    if not on_terminal():
        return False
    return input(say("cli.ask_yes")).strip().lower() in say("cli.yes_signs").split()


def table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Rows under titles, each column as wide as its widest cell."""
    widths = [max(len(row[column]) for row in [titles, *rows]) for column in range(len(titles))]
    for row in [titles, *rows]:
        tell("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
