"""Closing the open batch of every register's audit log each few seconds, from outside any person's transaction; and what time brings."""

from __future__ import annotations

import time
from typing import Any, Final, cast

import asyncpg

from db.cluster.places import Places

TENDING: Final = 60.0
ANSWERING: Final = 10
QUIETLY: Final = {"event_triggers": "off", "application_name": "seloste watchdog"}
"""Login triggers are for people: a watchdog's own entries would keep the log from ever being at rest."""

Connection = Any
"""asyncpg names no types."""


async def connect(places: Places, database: str) -> Connection:
    """The superuser's connection to a database of the embedded server."""
    dsn = places.dsn("postgres", database)
    return await cast("Any", asyncpg).connect(dsn, timeout=ANSWERING, command_timeout=ANSWERING, server_settings=QUIETLY)


class Sealer:
    """Seals the registers of one server, each in a connection of its own, since a kept one would stand in the way of renaming a database."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._sealed_at = ""
        self._next_tending = 0.0

    async def seal_what_moved(self, connection: Connection) -> bool:
        """Seal when anything at all was written since the last seal, or a minute has passed, and say whether."""
        tends = time.monotonic() >= self._next_tending
        if not tends and await position(connection) == self._sealed_at:
            return False
        await self.seal(connection, tends=tends)
        self._sealed_at = await position(connection)
        if tends:
            self._next_tending = time.monotonic() + TENDING
        return True

    async def seal(self, connection: Connection, *, tends: bool = False) -> None:
        """Seal every register, also when one of them makes trouble, which is raised afterwards; ``connection`` is to another database."""
        troubles: list[Exception] = []
        for register in await registers(connection):
            try:
                await self._seal(register, tends=tends)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as trouble:
                troubles.append(trouble)
        if troubles:
            raise troubles[0]

    async def _seal(self, register: str, *, tends: bool) -> None:
        try:
            inside = await connect(self._places, register)
        except asyncpg.InvalidCatalogNameError:
            return
        try:
            if await inside.fetchval("select to_regprocedure('audit.seal()') is not null"):
                await inside.execute("select audit.seal()")
            if tends and await inside.fetchval("select to_regprocedure('api.upkeep()') is not null"):
                await inside.execute("select api.upkeep()")
        finally:
            await inside.close(timeout=ANSWERING)


async def registers(connection: Connection) -> list[str]:
    """The databases that staff may connect to, whatever their names: every register of the server."""
    found = await connection.fetch(
        "select d.datname::text as name from pg_database d where d.datallowconn and not d.datistemplate and exists (select from aclexplode(d.datacl) a join pg_roles r on r.oid = a.grantee where r.rolname = 'seloste_staff' and a.privilege_type = 'CONNECT') order by d.datname"
    )
    return [row["name"] for row in found]


async def position(connection: Connection) -> str:
    """How far the server has written: unlike its statistics, known at once and unmoved by reading."""
    return str(await connection.fetchval("select pg_current_wal_insert_lsn()::text"))
