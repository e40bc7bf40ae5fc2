"""How far the register is installed on a server: asked before anything is made or used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from db import database as databases
from db import definitions, migrations
from db.errors import Setup
from db.scripts import SQL, Connection

MAY_LOOK: Final = "select pg_catalog.pg_has_role(oid, 'set') from pg_catalog.pg_roles where rolname = 'seloste_owner'"


@dataclass(frozen=True, slots=True)
class Status:
    """What stands on the server; ``code`` and ``facts`` name the first thing in the way as ``errors.<code>``, None when all is ready.

    A login that is no installer sees whether the register is there, not its migrations: ``looked_inside`` is False then.
    """

    code: str | None = None
    reachable: bool = False
    server_version: int = 0
    database_exists: bool = False
    installed: bool = False
    half_done: bool = False
    looked_inside: bool = False
    pending: tuple[str, ...] = ()
    definitions_current: bool = False
    connected: int = 0
    facts: Mapping[str, object] = field(default_factory=dict[str, object])


async def status(dsn: str, sql_root: Path = SQL) -> Status:
    """Look at the server and the database of a DSN without changing anything; never raises for a state one can expect."""
    try:
        async with databases.reached(dsn) as connection:
            return await _status_inside(connection, sql_root)
    except Setup as error:
        return await _status_without_database(dsn, error)


async def _status_without_database(dsn: str, refused: Setup) -> Status:
    """What can be said when the database does not let one in: whether a server answers and how old it is."""
    seen = Status(refused.code, reachable=refused.code != "no_server", facts=refused.facts)
    if refused.code != "database_missing":
        return seen
    try:
        async with databases.reached(dsn, "postgres") as connection:
            version = await databases.version_of(connection)
    except Setup:
        return seen
    return _if_new_enough(replace(seen, server_version=version))


def _if_new_enough(seen: Status) -> Status:
    if seen.server_version >= databases.OLDEST:
        return seen
    return replace(seen, code="server_too_old", facts=databases.ages(seen.server_version))


async def _status_inside(connection: Connection, sql_root: Path) -> Status:
    version = await databases.version_of(connection)
    connected = await databases.connected(connection)
    seen = _if_new_enough(Status(reachable=True, server_version=version, database_exists=True, connected=connected))
    if seen.code:
        return seen
    if await databases.taken(connection):
        return replace(seen, code="database_taken", facts={"database": await connection.fetchval("select current_database()::text")})
    if not await databases.bookkept(connection):
        return replace(seen, code="half_done", half_done=True)
    if not await connection.fetchval(MAY_LOOK):
        return replace(seen, installed=True)
    return await _status_of_register(connection, sql_root, seen)


async def _status_of_register(connection: Connection, sql_root: Path, seen: Status) -> Status:
    seen = replace(seen, installed=True, looked_inside=True)
    async with connection.transaction():
        await connection.execute("set local role seloste_owner")
        done, built = await migrations.recorded(connection), await definitions.remembered(connection)
    try:
        pending = tuple(migration.script.name for migration in migrations.pending(migrations.read(sql_root), done))
    except Setup as error:
        return replace(seen, code=error.code, facts=error.facts)
    current = built == definitions.sum_of(definitions.read(sql_root))
    return replace(seen, code=None if current and not pending else "upgrade_pending", pending=pending, definitions_current=current)
