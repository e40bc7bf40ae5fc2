"""``seloste watch``: a service that keeps a register sealed and its logins guarded, until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from argparse import Namespace
from pathlib import Path
from typing import Final

from db import watching
from db.cluster import Cluster
from db.cluster.journal import Journal
from db.database import answering
from db.errors import Setup
from tui.cli_register import Register, reached
from tui.cli_terminal import complain, tell
from tui.words import say
from tui.words.refusing import refusal

ENDINGS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def watch(given: Namespace) -> int:
    """Watch the server of SELOSTE_DSN, or keep the embedded one up, whose watchdog does the rest."""
    with reached(demo=given.on_demo) as register:
        asyncio.run(_keep_up(register.cluster) if register.cluster else _watch(register, given.log))
    tell(say("watch.ended"))
    return 0


async def _ending() -> asyncio.Event:
    """Set when the service is told to stop."""
    ended = asyncio.Event()
    for number in ENDINGS:
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    return ended


async def _keep_up(cluster: Cluster) -> None:
    ended = await _ending()
    tell(say("watch.keeping", path=cluster.directory, socket=cluster.places.socket_directory))
    ready()
    await ended.wait()


async def _watch(register: Register, told: Path | None) -> None:
    ended = await _ending()
    began = time.time()
    with answering(register.installer):
        connection = await watching.entered(register.installer)
        journal, reason = await _journal(connection, told, began)
    tell(say("watch.watching", database=register.database))
    tell(say("watch.locking")) if journal else complain(say("watch.not_locking", reason=reason))
    ready()
    await watching.Watchman(register.installer, journal, _news).run(connection, ended)


async def _journal(connection: watching.Connection, told: Path | None, began: float) -> tuple[Journal | None, str]:
    """The server's log since then, or why it cannot be read; Setup where it was told which one to read."""
    try:
        return Journal(await watching.log_of(connection, told), began), ""
    except Setup as error:
        if told is not None:
            raise
        return None, refusal(error.code, error.facts)


def _news(what: str, facts: dict[str, object]) -> None:
    """One line to the journal of the service."""
    if what == "trouble":
        complain(say("watch.trouble", code=facts["code"]))
    elif what == "locked":
        complain(say("watch.locked", login=facts["login"]))
    else:
        complain(say("watch.again"))


def ready() -> None:
    """Tell systemd that the service is up, where it asks (sd_notify)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(b"READY=1", f"\0{address[1:]}" if address.startswith("@") else address)
