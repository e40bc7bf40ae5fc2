"""Closing the audit log's open batch every few seconds, from outside any person's transaction."""

from __future__ import annotations

from typing import Any, Final, cast

import asyncpg

from db.cluster.places import Places

REGISTER: Final = "seloste"
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
    """Seals the register of one server."""

    def __init__(self, places: Places, register: str = REGISTER) -> None:
        self._places = places
        self._register = register
        self._sealed_at = ""

    async def seal_what_moved(self, connection: Connection) -> bool:
        """Seal when anything at all was written since the last seal, and say whether; ``connection`` is to another database."""
        if await position(connection) == self._sealed_at:
            return False
        await self.seal()
        self._sealed_at = await position(connection)
        return True

    async def seal(self) -> None:
        """Seal in a connection of its own, since a kept one would stand in the way of renaming the database."""
        try:
            register = await connect(self._places, self._register)
        except asyncpg.InvalidCatalogNameError:
            return
        try:
            if await register.fetchval("select to_regprocedure('audit.seal()') is not null"):
                await register.execute("select audit.seal()")
        finally:
            await register.close(timeout=ANSWERING)


async def position(connection: Connection) -> str:
    """How far the server has written: unlike its statistics, known at once and unmoved by reading."""
    return str(await connection.fetchval("select pg_current_wal_insert_lsn()::text"))
