"""Installing the register into a server, and bringing a database up to the program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from db import database as databases
from db import definitions, migrations, scripts
from db.errors import Setup
from db.migrations import Migration
from db.scripts import SQL, Connection, Script

TURN_WAIT: Final = "60s"
LOCK_WAIT: Final = "5s"

OnStep = Callable[[str], None]
"""Told what begins: ``roles``, ``database``, ``migrations``, ``definitions``; its words are ``setup.step_<name>``."""


def _quiet(step: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did: names of the files that ran, and whether the definitions were rebuilt."""

    applied: tuple[str, ...]
    rebuilt: bool


async def make_roles(connection: Connection) -> None:
    """Make the roles of the server that are missing; Setup ``roles_of_another`` when only their maker may grant them to this login."""
    for last in (False, False, False, True):
        try:
            async with connection.transaction():
                await scripts.run(connection, scripts.read(SQL / "roles.sql"))
        except Setup as error:
            if isinstance(error.__cause__, asyncpg.InsufficientPrivilegeError):
                raise Setup("roles_of_another", login=await connection.fetchval("select current_user::text")) from error
            if last or not isinstance(error.__cause__, asyncpg.InternalServerError):
                raise
            await asyncio.sleep(0.1)  # another database changed the same role: "tuple concurrently updated"
        else:
            return


async def migrate(connection: Connection, sql_root: Path = SQL, on_step: OnStep = _quiet) -> Migrated:
    """Bring the database up to ``sql_root``, all of it or nothing; Setup says what is in the way.

    One transaction holds the migrations and the rebuild, so that nobody ever calls old functions over new tables
    and a file that fails leaves the database as it was. The connection must not be in a transaction.
    """
    known, built = migrations.read(sql_root), definitions.read(sql_root)
    await make_roles(connection)
    try:
        async with connection.transaction():
            return await _bring_up(connection, known, built, on_step)
    except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
        raise await _blocked(connection) from error


async def _bring_up(connection: Connection, known: tuple[Migration, ...], built: tuple[Script, ...], on_step: OnStep) -> Migrated:
    await _take_turn(connection)
    pending, current = await _compare(connection, known, built)
    if current and not pending:
        return Migrated((), rebuilt=False)
    await definitions.clear(connection)
    if pending:
        on_step("migrations")
    for migration in pending:
        await migrations.apply(connection, migration)
    on_step("definitions")
    await definitions.build(connection, built)
    return Migrated(tuple(migration.script.name for migration in pending), rebuilt=True)


async def _take_turn(connection: Connection) -> None:
    """Wait for another migration of this database; for other locks only briefly, since the staff queue behind."""
    await connection.execute("select set_config('lock_timeout', $1, true)", TURN_WAIT)
    await connection.execute("select pg_catalog.pg_advisory_xact_lock(5310573)")
    await connection.execute("select set_config('lock_timeout', $1, true)", LOCK_WAIT)


async def _compare(connection: Connection, known: tuple[Migration, ...], built: tuple[Script, ...]) -> tuple[tuple[Migration, ...], bool]:
    """Pending migrations, and whether the definitions in force are these; makes the bookkeeping of a new database first."""
    if not await databases.bookkept(connection):
        await scripts.run(connection, scripts.engine("bookkeeping"))
    await connection.execute("set local role seloste_owner")
    pending = migrations.pending(known, await migrations.recorded(connection))
    current = await definitions.remembered(connection) == definitions.sum_of(built)
    await connection.execute("reset role")
    return pending, current


async def _blocked(connection: Connection) -> Setup:
    """Setup ``rebuild_blocked`` that names the longest open transaction in the way: a login and a process, nothing personal."""
    rows = await connection.fetch(scripts.engine("blockers").text)
    first = rows[0] if rows else {"pid": 0, "login": "", "since": None}
    return Setup("rebuild_blocked", pid=first["pid"], login=first["login"], since=first["since"], count=len(rows))


async def install(dsn: str, database: str, on_step: OnStep = _quiet, sql_root: Path = SQL) -> Migrated:
    """Make the roles and the database on the server of ``dsn`` and migrate it; done again, it finishes what was interrupted.

    The login is a superuser or has CREATEROLE and CREATEDB; Setup also when the name belongs to a database of somebody else.
    """
    async with databases.reached(dsn) as server:
        await databases.require_installer(server)
        on_step("roles")
        await make_roles(server)
        on_step("database")
        await databases.create(server, database)
    return await _fill(dsn, database, on_step, sql_root)


async def _fill(dsn: str, database: str, on_step: OnStep, sql_root: Path) -> Migrated:
    """Close a database that is ours or empty to the public, and migrate it."""
    async with databases.reached(dsn, database) as inside:
        if await databases.taken(inside):
            raise Setup("database_taken", database=database)
        await databases.close_to_public(inside, database)
        return await migrate(inside, sql_root, on_step)
