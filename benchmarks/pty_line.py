"""A program behind a terminal line: keys in, bytes out, counted, timed, and shown by an emulated terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Self

from tests.tui.emulation import Emulator

QUIET: Final = 0.4
LONGEST: Final = 30.0


class Line:
    """A running program; ``rate`` bytes a second at most are read of it, None for as many as come."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], size: tuple[int, int], rate: int | None = None) -> None:
        self.rate, self.bytes = rate, 0
        self.emulator = Emulator(*size)
        self.began = time.monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(arguments[0], arguments, dict(environment))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        os.kill(self.pid, signal.SIGTERM)
        self.settle(1.0, 5.0)
        os.close(self._fd)
        for _ in range(50):
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
            time.sleep(0.1)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def press(self, keys: str) -> None:
        """Send keys as a terminal does."""
        os.write(self._fd, keys.encode())

    def read(self, wait: float) -> int:
        """What comes within a wait; a slow line takes its time."""
        ready, _, _ = select.select([self._fd], [], [], wait)
        if not ready:
            return 0
        try:
            came = os.read(self._fd, 65536 if self.rate is None else max(self.rate // 50, 1))
        except OSError:
            return 0
        if self.rate is not None:
            time.sleep(len(came) / self.rate)
        self.bytes += len(came)
        self.emulator.feed(came.decode(errors="replace"))
        return len(came)

    def settle(self, quiet: float = QUIET, longest: float = LONGEST) -> int:
        """Bytes until nothing has come for a while."""
        ends, came = time.monotonic() + longest, 0
        while time.monotonic() < ends and (more := self.read(quiet)):
            came += more
        return came

    def until(self, seen: Callable[[list[str]], bool]) -> float:
        """Seconds since the start until the screen shows something; infinite when it does not."""
        ends = time.monotonic() + LONGEST
        while time.monotonic() < ends:
            if seen(self.emulator.text()):
                return time.monotonic() - self.began
            self.read(0.05)
        print("Not seen in time; the terminal showed:", *self.emulator.text(), sep="\n", file=sys.stderr)
        return float("inf")

    def cost(self, keys: str, quiet: float = QUIET) -> int:
        """Bytes that a key costs."""
        self.press(keys)
        return self.settle(quiet)

    def memory(self) -> tuple[float, float]:
        """RSS and PSS in MB; 0 where the system does not say."""
        try:
            lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            return 0.0, 0.0
        kb = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:] if line.endswith("kB")}
        return kb["Rss"] / 1024, kb["Pss"] / 1024
