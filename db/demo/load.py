"""Fills an empty register with invented customers: rows copied in, and what they are found by made by the set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import islice
from typing import Any, Final

from db.demo.logins import UNITS
from db.demo.party import Party
from db.demo.register import SEED, invent
from db.demo.rows import TABLES, Histories, Identifiers, Rows, rows_of
from db.demo.services import hosts
from db.scripts import Connection

CHUNK: Final = 2000
OnShare = Callable[[int, int], None]
"""Told how many customers of how many are there."""


async def _chunks(parties: Iterator[Party]) -> AsyncIterator[Rows]:
    """Rows of some customers at a time; the next are invented while the database has work to do."""
    numbers, known, lived = Identifiers(), set[int](), Histories()

    def invented() -> Rows:
        return rows_of(islice(parties, CHUNK), numbers, known, lived)

    ahead = asyncio.create_task(asyncio.to_thread(invented))
    while (rows := await ahead)["party"]:
        ahead = asyncio.create_task(asyncio.to_thread(invented))
        yield rows


async def _copy(connection: Any, rows: Rows) -> None:
    for table, columns in TABLES.items():
        await connection.copy_records_to_table(table, schema_name="register", columns=columns, records=rows[table])
    await connection.copy_records_to_table(
        "identity_code", schema_name="secret", columns=("party", "scope", "code", "identifier"), records=rows["identity_code"]
    )


async def _index(connection: Any, here: list[int]) -> None:
    """What the customers are found by; the first time the database learns what the tables look like, so that it plans well."""
    if here[0] == 1:
        await connection.execute(
            "analyze register.party, register.party_name, register.identifier, register.address, register.person_role, register.contact_point, register.marketing_permission"
        )
    await connection.execute("select rules.index_new_parties($1)", here)


async def fill(connection: Connection, size: int, on_share: OnShare = lambda _done, _all: None, seed: int = SEED) -> None:
    """Fill an empty register with ``size`` customers in one transaction; Refused ``register_not_empty`` otherwise.

    The connection is the installer's: the rows are copied as the owner of the tables, whose triggers rest meanwhile.
    """
    async with connection.transaction():
        await connection.execute("set local role seloste_owner")
        await connection.execute("select rules.check_empty()")
        for number, name in enumerate(UNITS, 1):
            await connection.execute("insert into register.unit (id, name) values ($1, $2) on conflict do nothing", number, name)
        await connection.execute(
            "insert into register.controller (name, business_id, vat_id, street, postcode, town, phone, email, ibans) values ('Kotisivutaivas Oy', '2903124-9', 'FI29031249', 'Rantalanpolku 2', '44800', 'Pihtipudas', '+358445962025', 'info@example.fi', '{FI2112345600000785}') on conflict do nothing"
        )
        for host in hosts():
            await connection.execute(
                "insert into register.host (id, name, kind, runs, place, state) values ($1, $2, $3, $4, $5, $6)", *host[:6]
            )
        for host in hosts():
            await connection.execute(
                "insert into register.host_need (host, needs) select $1, unnest($2::integer[])", host.id, list(host.needs)
            )
        await connection.execute("select rules.pause_triggers(true)")
        await connection.execute("set local maintenance_work_mem = '512MB'")
        await connection.execute("set local work_mem = '256MB'")
        again: list[str] = await connection.fetchval("select rules.take_indexes_away()")
        done = 0
        async for rows in _chunks(invent(size, seed)):
            here = [row[0] for row in rows["party"]]
            await _copy(connection, rows)
            await _index(connection, here)
            done += len(here)
            on_share(done, size)
        for made in ("select rules.learn_all_words()", *again, "select rules.pause_triggers(false)"):
            await connection.execute(made)
        await connection.execute("select rules.count_again()")
        await connection.execute("analyze")
