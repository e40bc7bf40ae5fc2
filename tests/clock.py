"""Time as it passes on a machine that has a turn for everybody: what others took meanwhile is told apart."""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic


class Watch:
    """Runs from when it is made; knows how long this program and the given processes only waited for a processor."""

    def __init__(self, *processes: int) -> None:
        self._begun, self._before = monotonic(), {each: queued(each) for each in (os.getpid(), *processes)}

    @property
    def waited(self) -> float:
        """Seconds of waiting so far; none of a process that has ended."""
        return sum(max(0.0, queued(each) - before) for each, before in self._before.items())

    @property
    def seconds(self) -> float:
        """Seconds besides those."""
        return monotonic() - self._begun - self.waited


def queued(process: int) -> float:
    """Seconds for which the main thread of a process could have run and others did, where the kernel counts them."""
    told = Path(f"/proc/{process}/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0
