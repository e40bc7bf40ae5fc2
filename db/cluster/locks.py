"""File locks: the kernel drops them with their process, so nothing is left behind by a kill."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from db.errors import Setup

PAUSE = 0.02


class Held:
    """A lock in hand until released, also by a child that inherits ``descriptor``."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; a second release does nothing."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, readable by its owner alone and never a symbolic link's target."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def attempt(path: Path, *, shared: bool = False) -> Held | None:
    """The lock, or None when another holds it now."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Held(descriptor)


def hold(path: Path, *, shared: bool = False, patience: float = 120) -> Held:
    """The lock, waited for at most ``patience`` seconds; Setup("start_busy") after that."""
    last = time.monotonic() + patience
    while (held := attempt(path, shared=shared)) is None:
        if time.monotonic() > last:
            raise Setup("start_busy", path=path, seconds=patience)
        time.sleep(PAUSE)
    return held


def hold_when_alone(path: Path) -> Held:
    """The exclusive lock of an existing file, waited for without end inside the kernel, at no cost."""
    held = Held(os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW))
    fcntl.flock(held.descriptor, fcntl.LOCK_EX)
    return held
