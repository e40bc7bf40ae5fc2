"""One register that every attack of a run is tried on; what it holds afterwards is what it held before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final

import asyncpg
import pytest

from tests.databases import Connection, Database, ask, clone, drop, of_database, unique
from tests.people import Peopled, Town

DENIED: Final = "42501"
"""SQLSTATE of a missing privilege."""

TABLES: Final = """
select c.oid::regclass::text
from pg_class c
where c.relkind in ('r', 'p') and not c.relispartition
    and c.relnamespace::regnamespace::text in ('register', 'secret', 'staff', 'search', 'dictionary', 'seloste', 'desk')
union all values ('pg_policy'), ('pg_class'), ('pg_attribute'), ('pg_proc'), ('pg_trigger'), ('pg_namespace'),
    ('pg_event_trigger'), ('pg_extension')
"""

UPKEEP: Final = ("relpages", "reltuples", "relallvisible", "relallfrozen", "relfrozenxid", "relminmxid", "relhassubclass")
"""What maintenance changes in pg_class by itself."""

DIGEST: Final = """
select md5(string_agg(line::text, chr(10) order by line::text)) from (select to_jsonb(t) - $1::text[] as line from {table} t) lines
"""


async def fingerprint(dsn: str) -> dict[str, Any]:
    """Everything in the database that an attack must leave as it was; roles belong to the server, where other tests hire and end people."""
    connection = await asyncpg.connect(dsn)
    try:
        tables = [row[0] for row in await connection.fetch(TABLES)]
        found = {table: await connection.fetchval(DIGEST.format(table=table), UPKEEP) for table in tables}
        logs = await connection.fetchrow("select (select count(*) from audit.change_log), (select count(*) from audit.batch)")
        return found | {"logs": tuple(logs)}
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def besieged(server: Any, installer: str, peopled: Peopled) -> Generator[tuple[Database, Mapping[str, int]]]:
    """Made once a run; compared when the last attack has been tried."""
    name = unique("seloste_siege")
    asyncio.run(clone(installer, peopled.name, name))
    database = Database(name, of_database(installer, name), of_database(server.dsn, name))
    before = asyncio.run(fingerprint(database.superuser_dsn))
    yield database, peopled.ids
    after = asyncio.run(fingerprint(database.superuser_dsn))
    asyncio.run(drop(server.dsn, name))
    changed = {name for name in before if before[name] != after[name]}
    assert not changed, "an attack changed the register"


@pytest.fixture
async def siege(besieged: tuple[Database, Mapping[str, int]]) -> AsyncGenerator[Town]:
    """The register under attack with every card closed, and connections that end with the test."""
    database, ids = besieged
    await ask(database.superuser_dsn, "delete from audit.ticket")
    async with AsyncExitStack() as connections:
        yield Town(database, ids, connections)


async def told(connection: Connection, statement: str, *given: Any) -> str:
    """What a statement gives away: ``nothing`` for no rows or NULLs alone, the SQLSTATE or code of a refusal, otherwise the rows."""
    try:
        rows = await connection.fetch(statement, *given)
    except asyncpg.PostgresError as error:
        return str(error.as_dict()["message"]) if error.sqlstate == "SE001" else str(error.sqlstate)
    return "nothing" if all(value in (None, 0, [], "{}") for row in rows for value in row) else str([tuple(row) for row in rows])


async def answers(connection: Connection, *statements: str) -> dict[str, list[str]]:
    """What statements give away, one after the other: each answer with the statements that got it."""
    said: dict[str, list[str]] = {}
    for statement in statements:
        said.setdefault(await told(connection, statement), []).append(statement)
    return said
