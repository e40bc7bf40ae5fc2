"""The real program in a terminal of its own: its screen as text, its keys, and every way a terminal can be lost."""

from __future__ import annotations

import fcntl
import os
import pty
import resource
import select
import signal
import struct
import sys
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.crashes import crashing_into
from tests.tui.emulation import Emulator

ROOT: Final = Path(__file__).parents[2]
WIDTH, HEIGHT = 80, 24


class Tty:
    """``seloste`` on a register, at 80×24; or another program that leads to it."""

    def __init__(self, dsn: str, home: Path, program: Sequence[str] = (sys.executable, "-m", "tui")) -> None:
        settings = {
            "PATH": os.environ["PATH"], "HOME": str(home), "LANG": "fi_FI.UTF-8", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT),
            "SELOSTE_DSN": dsn, "SELOSTE_LANGUAGE": "fi", **crashing_into(),
        }  # fmt: skip
        self.emulator, self._decoder = Emulator(WIDTH, HEIGHT), getincrementaldecoder("utf-8")("replace")
        self.pid, self.line = pty.fork()
        if self.pid == 0:
            resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
            os.execve(program[0], program, settings)
        fcntl.ioctl(self.line, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self.status: int | None = None

    @property
    def text(self) -> str:
        """The screen, line by line."""
        return "\n".join(line.rstrip() for line in self.emulator.screen.display)

    def read(self, seconds: float) -> bool:
        """Take in what the program writes; False when it writes nothing any more."""
        try:
            if self.line >= 0 and select.select([self.line], [], [], seconds)[0]:
                more = os.read(self.line, 65536)
                self.emulator.feed(self._decoder.decode(more))
                return bool(more)
        except OSError:
            return False
        return self.line >= 0

    def sees(self, text: str, seconds: float = 60.0) -> None:
        """Wait until a text is on the screen."""
        ends = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < ends, f"waited for {text!r} in vain; the screen:\n{self.text}"
            assert self.read(0.05), f"the program ended before {text!r}; the screen:\n{self.text}"

    def sends(self, text: str) -> None:
        """Type."""
        os.write(self.line, text.encode())

    def types(self, text: str, pause: float = 0.0) -> None:
        """Type letter by letter, as a hand does, reading what comes of it."""
        for sign in text:
            self.sends(sign)
            self.read(pause)
            time.sleep(pause)

    def rests(self, seconds: float = 0.2) -> None:
        """Wait until nothing has been written for a while, in which the program was not just waiting for its turn."""
        while (select.select([self.line], [], [], seconds)[0] and self.read(0)) or self._is_busy():
            pass

    def _is_busy(self) -> bool:
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "R"

    def gets(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def hangs_up(self) -> None:
        """Close the line."""
        os.close(self.line)
        self.line = -1

    def ends(self, seconds: float = 30.0) -> int:
        """Wait for the end; the exit status, or the signal with a minus."""
        ends = time.monotonic() + seconds
        while self.status is None:
            assert time.monotonic() < ends, f"does not end; the screen:\n{self.text}"
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
            if not pid and not self.read(0.02):
                time.sleep(0.02)
        return self.status

    def close(self) -> None:
        """End it, whatever it does."""
        if self.status is None and not os.waitpid(self.pid, os.WNOHANG)[0]:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.line >= 0:
            os.close(self.line)
