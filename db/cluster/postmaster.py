"""The server's main process: made to start, proved to be ours, stopped; and what its refusal to start means."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from db.cluster.accounts import Account
from db.cluster.answers import Answer, State, ask, listens
from db.cluster.journal import Journal
from db.cluster.places import Places, words_for_the_disk
from db.cluster.programs import ENVIRONMENT
from db.errors import Setup

PAUSE: Final = 0.01
RECOVERING: Final = 0.05
ENDING: Final = 0.5
"""Seconds in which a server that is ending may still answer although its note is gone."""
STOPPING: Final = 120.0
STARTING: Final = 60.0
DYING: Final = 10.0

MEANINGS: Final = (
    ("No space left on device", "disk_full"),
    ("File too large", "disk_full"),
    ("Disk quota exceeded", "disk_full"),
    ("pre-existing shared memory block", "server_dying"),
    ("Is another postmaster already running", "socket_in_use"),
    ("could not create any Unix-domain sockets", "socket_in_use"),
    ("Address already in use", "socket_in_use"),
    ("already exists", "socket_in_use"),
    ("are incompatible with server", "other_version"),
    ("Cannot allocate memory", "no_memory"),
    ("could not map anonymous shared memory", "no_memory"),
    ("Permission denied", "data_foreign"),
)


def meaning(said: str, path: Path) -> Setup:
    """The Setup of a program's last words."""
    code = next((code for words, code in MEANINGS if words in said), "server_failed")
    last = said.strip().splitlines()[-1:] or ["?"]
    return Setup(code, path=path, reason=last[0])


def noted_pid(places: Places) -> int | None:
    """The process number that the last server left in postmaster.pid."""
    try:
        first = places.postmaster_pid.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    except FileNotFoundError:
        return None
    return int(first) if first.isdecimal() else 0


def is_ours(pid: int, places: Places) -> bool:
    """Whether a process is a PostgreSQL that works in this data directory; False where the system does not tell."""
    process = Path("/proc") / str(pid)
    try:
        at_home = (process / "cwd").readlink() == places.cluster
        return at_home and (process / "exe").readlink().name.startswith("postgres")
    except OSError:
        return False


def launch(bin_directory: Path, configuration: Path, account: Account, places: Places) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own, with its first words in start.log."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with words_for_the_disk(places.start_log), os.fdopen(os.open(places.start_log, flags, 0o600), "wb") as words:
        return subprocess.Popen(  # noqa: S603 our own program with our own arguments
            [bin_directory / "postgres", "-D", places.cluster, "-c", f"config_file={configuration}"],
            stdin=subprocess.DEVNULL, stdout=words, stderr=words,
            cwd="/", env=ENVIRONMENT, start_new_session=True, umask=0o077, **account.identity,
        )  # fmt: skip


def await_ready(places: Places, process: subprocess.Popen[bytes] | None = None, journal: Journal | None = None) -> None:
    """Return when the server answers; Setup when ``process`` ends, or nothing is heard of it within a minute."""
    last = time.monotonic() + STARTING
    while (answer := ask(places.socket)).state is not State.READY:
        if process is not None and process.poll() is not None:
            raise meaning(last_words(places, journal), places.directory)
        if answer.state is State.STARTING:
            last = time.monotonic() + STARTING
        if time.monotonic() > last:
            raise Setup("server_silent", pid=noted_pid(places), path=places.directory)
        time.sleep(RECOVERING if answer.state is State.STARTING else PAUSE)


def last_words(places: Places, journal: Journal | None) -> str:
    """What a server that ended said, before its log was open and after."""
    logged = [] if journal is None else [entry.message for entry in journal.entries()]
    return "\n".join([places.start_log.read_text(encoding="utf-8", errors="replace"), *logged])


def clear_stale(places: Places) -> None:
    """Remove what a dead server left; one that lives but lost its socket is stopped first, and no other program is touched."""
    pid = noted_pid(places)
    if pid and is_ours(pid, places):
        stop(pid, places)
    places.postmaster_pid.unlink(missing_ok=True)
    places.socket.with_name(f"{places.socket_name}.lock").unlink(missing_ok=True)
    places.socket.unlink(missing_ok=True)


def listening(places: Places) -> Answer:
    """Who answers on our socket; Setup("socket_in_use") when it is not the server of this data directory."""
    last = time.monotonic() + ENDING
    while (answer := ask(places.socket)).state is not State.NOBODY:
        noted = noted_pid(places)
        if noted is not None and noted == (answer.pid or noted):
            return Answer(answer.state, noted)
        if time.monotonic() > last:
            raise Setup("socket_in_use", path=places.socket)
        time.sleep(RECOVERING)
    return answer


def stop(pid: int, places: Places) -> None:
    """End the server as PostgreSQL's fast shutdown does: no new work, open transactions undone, everything written."""
    try:
        os.kill(pid, signal.SIGINT)
    except ProcessLookupError:
        return
    last = time.monotonic() + STOPPING
    while listens(places.socket) or is_ours(pid, places):
        if time.monotonic() > last:
            raise Setup("server_silent", pid=pid, path=places.directory)
        time.sleep(PAUSE)
