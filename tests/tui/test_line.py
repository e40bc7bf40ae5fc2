"""The driver on a real pseudo-terminal: slow, silent, stopped, resized, left."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clock import Watch
from tests.tui.emulation import Emulator

ROOT = Path(__file__).parents[2]
QUESTION = b"\x1b[6n"
DOWN = b"\x1b[B"


class Terminal:
    """The other end of a program's line: reads at a given speed, answers or is silent."""

    def __init__(self, *, answers: bool = True, program: str = "tests.tui.programs.book", **environ: str) -> None:
        self.answers, self.speed = answers, 0
        self.shown = b""
        self.process, self.end = pty.fork()
        if not self.process:
            os.chdir(ROOT)
            known = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "LINES"}}
            driver = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_DRIVER": "tui.driver:ChangesDriver"}
            os.execve(sys.executable, [sys.executable, "-m", program], known | driver | environ)
        self.resize(80, 24)

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def read(self, seconds: float) -> bytes:
        """What comes in the time given."""
        begun, end = len(self.shown), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._take(left)
        return self.shown[begun:]

    def until(self, text: str, seconds: float = 60) -> bytes:
        """What comes until the text has been shown; fails if it is not."""
        begun, end = len(self.shown), time.monotonic() + seconds
        while text.encode() not in self.shown[begun:]:
            assert time.monotonic() < end, self.shown[begun:][-2000:]
            self._take(0.1)
        return self.shown[begun:]

    def until_quiet(self, seconds: float = 0.3) -> None:
        """Read until so long a silence, in which the program had nothing to do: on a busy machine it may only be waiting for its turn."""
        ends, before = time.monotonic() + 60, self._worked()
        while time.monotonic() < ends and (self._take(seconds) or self.state() == "R" or self._worked() > before + 1):
            before = self._worked()

    def _take(self, seconds: float) -> bool:
        if not select.select([self.end], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.end, max(64, self.speed // 200) if self.speed else 65536)
        except OSError:
            return False
        if self.speed:
            time.sleep(len(data) / self.speed)
        asked = self.shown.count(QUESTION)
        self.shown += data
        if self.answers:
            self.type(b"\x1b[1;1R" * (self.shown.count(QUESTION) - asked))
        return bool(data)

    def type(self, keys: bytes) -> None:
        if keys:
            os.write(self.end, keys)

    def screen(self, width: int = 80, height: int = 24) -> Emulator:
        emulator = Emulator(width, height)
        emulator.feed(self.shown.decode(errors="replace"))
        return emulator

    def state(self) -> str:
        return self._stat()[0]

    def _worked(self) -> int:
        """Ticks of processor time so far."""
        return sum(map(int, self._stat()[11:13]))

    def _stat(self) -> list[str]:
        return Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()

    def gone(self, seconds: float = 30) -> bool:
        """True once the program has ended, what it says being read meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if os.waitpid(self.process, os.WNOHANG)[0]:
                self.process = 0
                self.read(0.05)
                return True
            self._take(0.05)
        return False

    def close(self) -> None:
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.end)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()
        assert b"^[[" not in terminal.shown, "an answer was echoed"


def started(terminals: list[Terminal], *, answers: bool = True, **environ: str) -> Terminal:
    terminal = Terminal(answers=answers, **environ)
    terminals.append(terminal)
    terminal.until("100005")
    terminal.until_quiet()
    return terminal


def modes_left(shown: bytes) -> dict[bytes, bytes]:
    """The last word on each private mode."""
    return dict(re.findall(rb"\x1b\[\?(\d+)([hl])", shown))


def test_leaving_restores_the_terminal_and_idling_costs_nothing(terminals: list[Terminal]) -> None:
    terminal = started(terminals)
    before = termios.tcgetattr(terminal.end)
    assert terminal.read(0.6) == b""
    terminal.type(b"\x11")
    assert terminal.gone()
    modes = modes_left(terminal.shown)
    assert modes.pop(b"25") == modes.pop(b"7") == b"h"
    assert set(modes.values()) == {b"l"}
    assert b"\x1b[?1049l" in terminal.shown[-60:]
    assert termios.tcgetattr(terminal.end) != before
    assert terminal.shown.count(QUESTION) >= 1


@pytest.mark.alone
def test_a_held_key_stops_when_it_is_let_go_even_on_a_slow_line(terminals: list[Terminal]) -> None:
    terminal = started(terminals)
    terminal.type(DOWN * 30)
    terminal.until_quiet()
    terminal.speed = 8000
    begun, watch = time.monotonic(), Watch(terminal.process)
    for key in range(90):
        terminal.read(max(0.0, begun + key / 30 - time.monotonic()))
        terminal.type(DOWN)
    seen = len(terminal.shown)
    terminal.until_quiet(0.5)
    assert len(terminal.shown) - seen < (0.2 + watch.waited) * terminal.speed
    assert "100120" in "".join(terminal.screen().text())


@pytest.mark.alone
def test_a_line_that_takes_nothing_keeps_only_the_newest_state(terminals: list[Terminal]) -> None:
    terminal = started(terminals)
    for _ in range(60):
        terminal.type(b"\x1b[6~")
        time.sleep(0.02)
    time.sleep(0.3)
    seen = len(terminal.shown)
    terminal.until_quiet(0.8)
    assert len(terminal.shown) - seen < 20_000
    assert "101260" in "".join(terminal.screen().text())


def test_a_terminal_that_never_answers_is_served_all_the_same(terminals: list[Terminal]) -> None:
    terminal = started(terminals, answers=False)
    terminal.type(b"\x1b[6~" * 3)
    terminal.until_quiet()
    assert "100063" in "".join(terminal.screen().text())
    terminal.type(b"\x11")
    assert terminal.gone()


def test_a_resized_or_continued_terminal_gets_the_whole_screen(terminals: list[Terminal]) -> None:
    terminal = started(terminals)
    terminal.resize(60, 15)
    sent = terminal.until("F1 Ohje")
    assert b"\x1b[2J" in sent
    terminal.until_quiet()
    terminal.shown = b""
    os.kill(terminal.process, signal.SIGSTOP)
    while terminal.state() != "T":
        time.sleep(0.01)
    os.kill(terminal.process, signal.SIGCONT)
    terminal.until("F1 Ohje")
    terminal.until_quiet()
    assert b"\x1b[?1049h" in terminal.shown
    assert modes_left(terminal.shown)[b"7"] == b"l"
    rows = terminal.screen(60, 15).text()
    assert rows[0] == "Haku"
    assert rows[1].startswith(" 100000")


def test_a_suspended_program_gives_the_terminal_back_and_comes_back_whole(terminals: list[Terminal]) -> None:
    terminal = started(terminals)
    terminal.type(DOWN * 3)
    terminal.until_quiet()
    rows = terminal.screen().text()
    os.kill(terminal.process, signal.SIGTSTP)
    terminal.until("\x1b[?1049l")
    while terminal.state() != "T":
        time.sleep(0.01)
    terminal.read(0.1)
    assert modes_left(terminal.shown)[b"25"] == b"h"
    terminal.shown = b""
    os.kill(terminal.process, signal.SIGCONT)
    terminal.until("F1 Ohje")
    terminal.until_quiet()
    assert terminal.screen().text() == rows


def test_no_colour_is_sent_where_none_is_wanted(terminals: list[Terminal]) -> None:
    terminal = started(terminals, NO_COLOR="1")
    assert not re.search(rb"\x1b\[[\d;]*\b[34][0-9]\b[\d;]*m", terminal.shown)
    reversed_rows = [y for y in range(24) if sum(cell.reverse for cell in terminal.screen().row(y)) > 40]
    assert reversed_rows == [1]
