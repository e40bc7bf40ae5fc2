"""The watch over a register on somebody else's server: seals its logs, locks attacked logins, lets days end; one login, one connection."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import asyncpg

from db import database as databases
from db.cluster.journal import Journal
from db.errors import Setup
from db.lockout import Failures, is_attack
from db.sealing import TENDING, Connection, position

SEALING: Final = 1.0
READING: Final = 0.5
TROUBLED: Final = 2.0
TROUBLES: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError, Setup)

MAY_WATCH: Final = "select coalesce(pg_catalog.pg_has_role(to_regrole('seloste_watch'), 'set'), false)"
INSTALLED: Final = "select to_regprocedure('api.upkeep()') is not null"
WRITES_JSON: Final = "select current_setting('log_destination') ~ 'jsonlog' and current_setting('logging_collector') = 'on'"
DATA: Final = "select current_setting('data_directory')"
LOG: Final = "select current_setting('log_directory')"

OnNews = Callable[[str, dict[str, object]], None]
"""Told what happened by the name of its words: ``locked`` with its login, ``trouble`` with its code, ``again``."""


async def entered(dsn: str) -> Connection:
    """A connection at the watch; Setup says what is missing: the server, the register, or the right to watch."""
    connection = await databases.connect(dsn)
    try:
        await _take_up(connection)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _take_up(connection: Connection) -> None:
    if (version := await databases.version_of(connection)) < databases.OLDEST:
        raise Setup("server_too_old", **databases.ages(version))
    if not await databases.bookkept(connection):
        raise Setup("register_missing", database=await connection.fetchval("select current_database()::text"))
    if not await connection.fetchval(MAY_WATCH):
        raise Setup("watch_not_granted", login=await connection.fetchval("select session_user::text"))
    await connection.execute("set role seloste_watch")
    if not await connection.fetchval(INSTALLED):
        raise Setup("upgrade_pending")


async def log_of(connection: Connection, told: Path | None) -> Path:
    """The directory of the server's JSON log, ``told`` or as far as the server tells; Setup when nothing can be read there."""
    if not await connection.fetchval(WRITES_JSON):
        raise Setup("log_not_json")
    try:
        place = told or Path(await connection.fetchval(DATA)) / await connection.fetchval(LOG)
    except asyncpg.InsufficientPrivilegeError:
        raise Setup("log_untold") from None
    try:
        for path in place.iterdir():
            if path.suffix == ".json":
                path.open("rb").close()
    except OSError:
        raise Setup("log_unreadable", path=place) from None
    return place


class Watchman:
    """One watch: ``journal`` is None where the server's log cannot be read, and then nobody is locked."""

    def __init__(self, dsn: str, journal: Journal | None, on_news: OnNews) -> None:
        self._dsn, self._journal, self._on_news = dsn, journal, on_news
        self._failures = Failures()
        self._connection: Connection | None = None
        self._sealed_at = self._told = ""
        self._next_seal = self._next_tending = 0.0

    async def run(self, connection: Connection, ended: asyncio.Event) -> None:
        """Watch until told to end, through every restart of the server; seals once more before it leaves."""
        self._connection = connection
        while not ended.is_set():
            pause = READING
            try:
                await self._look()
            except TROUBLES as trouble:
                self._tell(trouble)
                pause = TROUBLED
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), pause)
        with suppress(*TROUBLES):
            self._next_seal = 0.0
            await self._look()
        if self._connection is not None:
            self._connection.terminate()

    async def _look(self) -> None:
        connection = self._connection
        if connection is None or connection.is_closed():
            connection = self._connection = await entered(self._dsn)
        await self._lock_attacked(connection)
        now = time.monotonic()
        if now >= self._next_seal:
            await self._seal(connection)
            self._next_seal = now + SEALING
        if now >= self._next_tending:
            await connection.execute("select api.upkeep()")
            self._next_tending = now + TENDING
        if self._told:
            self._told = ""
            self._on_news("again", {})

    async def _seal(self, connection: Connection) -> None:
        if await position(connection) != self._sealed_at:
            await connection.execute("select api.seal()")
            self._sealed_at = await position(connection)

    async def _lock_attacked(self, connection: Connection) -> None:
        if self._journal is None:
            return
        for entry in self._journal.entries():
            if not is_attack(entry) or not self._failures.count(entry.user, time.monotonic()):
                continue
            if await connection.fetchval("select api.lock_login($1)", entry.user):
                self._on_news("locked", {"login": entry.user})

    def _tell(self, trouble: Exception) -> None:
        """Say a new kind of trouble by its name alone, since its text may quote a row; begin with a new connection."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
        code = trouble.code if isinstance(trouble, Setup) else type(trouble).__name__
        if code != self._told:
            self._told = code
            self._on_news("trouble", {"code": code})
