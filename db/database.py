"""One database of a server: reached as its installer, created, and closed to everybody but staff."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlsplit

import asyncpg

from db.errors import Setup
from db.scripts import LOST, Connection, fields_of

OLDEST: Final = 170000
"""PostgreSQL 17: login triggers, ``system_user``, the built-in locale."""

CREATION: Final = """
select format(
    'create database %I template template0 encoding ''UTF8'' locale_provider builtin builtin_locale ''C.UTF-8'''
    ' lc_collate ''C'' lc_ctype ''C''',
    $1::text
)"""

OTHER_SESSIONS: Final = """
select count(*)::integer
from pg_catalog.pg_stat_activity a
join pg_catalog.pg_roles r on r.oid = a.usesysid
where a.datname = current_database() and a.pid <> pg_backend_pid() and not (r.rolsuper and a.application_name = 'seloste watchdog')"""
"""The embedded server's own watchdog comes for a moment each second and is nobody's session."""

PATIENCE: Final = 20
"""How often a statement is tried again, a tenth of a second apart."""


def socket_of(dsn: str) -> str:
    """Host or socket directory of a DSN, to name in a message; never the password."""
    parts = urlsplit(dsn)
    return parse_qs(parts.query).get("host", [parts.hostname or "localhost"])[0]


async def connect(dsn: str, database: str | None = None) -> Any:
    """A connection to a database of the server, the one of the DSN by default; Setup when there is none to be had."""
    try:
        return await cast("Any", asyncpg).connect(dsn, database=database, timeout=10)
    except asyncpg.InvalidCatalogNameError as error:
        raise Setup("database_missing", database=database or urlsplit(dsn).path.lstrip("/")) from error
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InsufficientPrivilegeError) as error:
        raise Setup("connection_refused", message=fields_of(error)["message"]) from error
    except (OSError, *LOST) as error:
        raise Setup("no_server", socket=socket_of(dsn)) from error


@contextmanager
def answering(dsn: str) -> Generator[None]:
    """Setup ``no_server`` when the server of a DSN goes away amid what is asked of it."""
    try:
        yield
    except LOST as error:
        raise Setup("no_server", socket=socket_of(dsn)) from error


@asynccontextmanager
async def reached(dsn: str, database: str | None = None) -> AsyncGenerator[Connection]:
    """A connection for a while; Setup when there is none to be had, or none any more."""
    connection = await connect(dsn, database)
    try:
        with answering(dsn):
            yield connection
    finally:
        await connection.close()


async def version_of(connection: Connection) -> int:
    """Version of the server as PostgreSQL numbers it: 180006 is 18.6."""
    return await connection.fetchval("select current_setting('server_version_num')::integer")


def ages(version: int) -> dict[str, object]:
    """Major versions to name when a server is too old: its own and the oldest that will do."""
    return {"version": version // 10000, "oldest": OLDEST // 10000}


async def require_installer(connection: Connection) -> None:
    """Setup unless the server is new enough and the login may make roles and databases."""
    version = await version_of(connection)
    if version < OLDEST:
        raise Setup("server_too_old", **ages(version))
    may = "select rolsuper or (rolcreaterole and rolcreatedb) from pg_catalog.pg_roles where rolname = current_user"
    if not await connection.fetchval(may):
        raise Setup("installer_too_weak", login=await connection.fetchval("select current_user::text"))


async def exists(connection: Connection, database: str) -> bool:
    """Whether the server has a database of this name."""
    return await connection.fetchval("select exists (select from pg_catalog.pg_database where datname = $1)", database)


async def create(connection: Connection, database: str) -> None:
    """Create the database in UTF-8 with the same sort order on every machine, unless it is there already."""
    if await exists(connection, database):
        return
    try:
        await connection.execute(await connection.fetchval(CREATION, database))
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        return


async def close_to_public(connection: Connection, database: str) -> None:
    """Let staff and the watch connect to a database and nobody else; neither a clone nor a restored copy brings these grants along."""
    for statement in (
        "select format('revoke all on database %I from public', $1::text)",
        "select format('grant connect on database %I to seloste_staff, seloste_watch', $1::text)",
        "select format('grant create on database %I to seloste_owner', $1::text)",
    ):
        await in_turn(connection, await connection.fetchval(statement, database))


async def in_turn(connection: Connection, statement: str) -> None:
    """Run a statement on the server's own rows, again while another program changes the same row: "tuple concurrently updated"."""
    for _ in range(PATIENCE):
        try:
            await connection.execute(statement)
        except asyncpg.InternalServerError:
            await asyncio.sleep(0.1)
        else:
            return
    await connection.execute(statement)


async def bookkept(connection: Connection) -> bool:
    """Whether the database in use has begun to be a register; any login may ask."""
    return await connection.fetchval("select exists (select from pg_catalog.pg_namespace where nspname = 'seloste')")


async def taken(connection: Connection) -> bool:
    """Whether the database in use holds something else than the register."""
    others = "select exists (select from pg_catalog.pg_class where relnamespace::regnamespace::text !~ '^(pg_|information_schema)')"
    return not await bookkept(connection) and await connection.fetchval(others)


async def connected(connection: Connection) -> int:
    """How many other sessions use the database in use."""
    return await connection.fetchval(OTHER_SESSIONS)
