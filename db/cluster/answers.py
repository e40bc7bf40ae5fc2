"""What answers on a Unix socket: the only proof that a server is there, since a process number proves nothing."""

from __future__ import annotations

import socket
import struct
import sys
import time
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

from db.errors import Setup

STARTUP: Final = b"user\0postgres\0database\0postgres\0\0"
PROTOCOL: Final = 196608
PAUSE: Final = 0.02
NOT_YET: Final = b"C57P03\0"


class State(Enum):
    """How far a server is."""

    NOBODY = auto()
    SILENT = auto()
    STARTING = auto()
    READY = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's state, and the process that listens where the system tells it."""

    state: State
    pid: int | None = None


def listener(line: socket.socket) -> int | None:
    """The process that listens at the other end, by the kernel's word."""
    if sys.platform != "linux":
        return None
    credentials = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", credentials)[0] or None


def greet(line: socket.socket) -> State:
    """Say hello as PostgreSQL's own clients do, and hang up at the first answer."""
    line.sendall(struct.pack("!ii", len(STARTUP) + 8, PROTOCOL) + STARTUP)
    reply = line.recv(1024)
    if not reply:
        raise ConnectionResetError
    return State.STARTING if reply[:1] == b"E" and NOT_YET in reply else State.READY


def listens(path: Path) -> bool:
    """Whether anybody takes calls at ``path``, without a word that a server would note in its log."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except (TimeoutError, BlockingIOError):
            return True
    return True


def ask(path: Path, patience: float = 2) -> Answer:
    """Who answers on the socket at ``path`` within ``patience`` seconds; one who hangs up at once may be dying and is asked again."""
    last = time.monotonic() + patience
    while True:
        try:
            return call(path, patience)
        except ConnectionError:
            if time.monotonic() > last:
                return Answer(State.SILENT)
        time.sleep(PAUSE)


def call(path: Path, patience: float) -> Answer:
    """One attempt of ``ask``; ConnectionError when the other end hangs up without a word."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(patience)
        try:
            line.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return Answer(State.NOBODY)
        except PermissionError as error:
            raise Setup("socket_foreign", path=path) from error
        except (TimeoutError, BlockingIOError):
            return Answer(State.SILENT)
        pid = listener(line)
        try:
            return Answer(greet(line), pid)
        except TimeoutError:
            return Answer(State.SILENT, pid)
