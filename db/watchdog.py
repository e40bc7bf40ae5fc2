"""The process beside an embedded server: stops it after its last user, revives it, locks attacked logins, seals the audit log."""

from __future__ import annotations

import argparse
import asyncio
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import asyncpg

from db.cluster.journal import Journal
from db.cluster.locks import Held, hold_when_alone
from db.cluster.supervisor import Cluster
from db.errors import Setup
from db.lockout import Failures, is_attack, lock
from db.sealing import Connection, Sealer, connect

TICK: Final = 0.1
TROUBLED: Final = 1.0
SEALING: Final = 2.0
TROUBLES: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, Setup)


class Watch:
    """One watchdog's work on one cluster."""

    def __init__(self, cluster: Cluster, watching: Held, since: float) -> None:
        self._cluster = cluster
        self._watching = watching
        self._journal = Journal(cluster.places.cluster / "log", since)
        self._failures = Failures()
        self._sealer = Sealer(cluster.places)
        self._alone = asyncio.Event()
        self._connection: Connection | None = None
        self._next_seal = 0.0
        self._told = ""

    async def run(self) -> None:
        """Watch until nobody uses the server, then stop it; or until somebody else has stopped it."""
        if not self._cluster.places.use_lock.exists():
            return
        self._await_the_last()
        while not self._alone.is_set():
            try:
                if not await self._look():
                    return
                await self._pause(TICK)
            except TROUBLES as trouble:
                self._tell(trouble)
                self._leave()
                await self._pause(TROUBLED)
        await self._finish()

    def _await_the_last(self) -> None:
        """Wait for the use lock in the kernel, in a thread that may be abandoned."""
        loop = asyncio.get_running_loop()

        def wait(kept: list[Held]) -> None:
            kept.append(hold_when_alone(self._cluster.places.use_lock))
            loop.call_soon_threadsafe(self._alone.set)

        self._kept: list[Held] = []
        threading.Thread(target=wait, args=(self._kept,), daemon=True).start()

    async def _look(self) -> bool:
        """One round; False when the server was stopped on purpose."""
        if self._connection is None or self._connection.is_closed():
            if not await asyncio.to_thread(self._cluster.revive, self._watching):
                return False
            self._connection = await connect(self._cluster.places, "postgres")
        await self._lock_attacked(self._connection)
        if self._cluster.sealed and time.monotonic() >= self._next_seal:
            self._next_seal = time.monotonic() + SEALING
            await self._sealer.seal_what_moved(self._connection)
        return True

    async def _lock_attacked(self, connection: Connection) -> None:
        for entry in self._journal.entries():
            if is_attack(entry) and self._failures.count(entry.user, time.monotonic()):
                await lock(connection, entry.user)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._alone.wait(), seconds)

    def _tell(self, trouble: Exception) -> None:
        """Note a new kind of trouble in the log, by its name alone since its text may quote a row."""
        name = trouble.code if isinstance(trouble, Setup) else type(trouble).__name__
        if name != self._told:
            sys.stderr.write(f"{time.strftime('%FT%TZ', time.gmtime())} {name}\n")
        self._told = name

    def _leave(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _finish(self) -> None:
        """Seal what is left and stop the server, still alone."""
        with suppress(*TROUBLES):
            if self._cluster.sealed:
                self._connection = self._connection or await connect(self._cluster.places, "postgres")
                await self._sealer.seal(self._connection)
        self._leave()
        await asyncio.to_thread(self._cluster.halt)
        self._watching.release()


def arguments() -> argparse.Namespace:
    """The cluster to watch."""
    parser = argparse.ArgumentParser(prog="db.watchdog")
    parser.add_argument("directory", type=Path)
    parser.add_argument("watching", type=int, help="descriptor of the lock that proves that a watchdog lives")
    parser.add_argument("since", type=float, help="when watching began, before this program was ready")
    parser.add_argument("--open-to-all", action="store_true")
    parser.add_argument("--hasty", action="store_true")
    parser.add_argument("--unsealed", action="store_true")
    parser.add_argument("--tree", type=Path)
    return parser.parse_args()


def main() -> None:
    """Watch the cluster named on the command line."""
    given = arguments()
    cluster = Cluster(given.directory, open_to_all=given.open_to_all, durable=not given.hasty, sealed=not given.unsealed, tree=given.tree)
    asyncio.run(Watch(cluster, Held(given.watching), given.since).run())


if __name__ == "__main__":
    main()
