"""Opening and reading cards, and saving them, by eight people at once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any, Final
from uuid import uuid4

from benchmarks.measure import CELLS, Table, Times, cells, ratio, timed, within
from benchmarks.register import WORKERS, Register, serving
from db import customers, records
from db.records import Change
from db.session import Session

CARDS: Final = 100
SECONDS: Final = 2.0
TURNS: Final = 3
SLEEP: Final = "select pg_sleep(0.005)"
TABLES: Final = ("party_name", "identifier", "address", "contact_point", "person_role", "marketing_permission")


async def _open_and_read(session: Session, customer: int) -> None:
    await customers.open_card(session, customer)
    await customers.card(session, customer)


async def _read_unsecured(connection: Any, customer: int) -> None:
    """The same rows, asked one table after the other by a role that nothing is hidden from."""
    await connection.fetch("select * from register.party where id = $1", customer)
    for table in TABLES[:5]:
        await connection.fetch(f"select * from register.{table} where party = $1", customer)
    await connection.fetch(
        "select p.* from register.person p where p.id in (select r.person from register.person_role r where r.party = $1)", customer
    )


async def _ids(connection: Any, size: int, seed: int) -> list[int]:
    chosen = random.Random(seed).sample(range(1, size + 1), min(size, CARDS * 3))
    found = await connection.fetch("select id from register.party where id = any($1) and not restricted order by id", chosen)
    return [row["id"] for row in found][:CARDS]


async def reading(register: Register, connection: Any) -> Table:
    """Open, commit and read whole cards, against plain reads of the same tables."""
    await register.forget_tickets()
    ids = await _ids(connection, register.size, 3)
    async with register.at_work("bench_all") as session:
        await _open_and_read(session, ids[0])
        secured = await timed(Times(pid=await serving(session)), lambda one: _open_and_read(session, one), ids)
    await _read_unsecured(connection, ids[0])
    plain = await timed(Times(pid=connection.get_server_pid()), lambda one: _read_unsecured(connection, one), ids)
    table = Table("Open and read a card", ("what", *CELLS, "to unsecured", "bar", ""))
    table.add("unsecured read", *cells(plain), "1", "", "")
    ours = ratio(secured.median, plain.median)
    table.add("open + read", *cells(secured), ours, "p95 ≤ 15", within(secured.p95 <= 15))
    return table


async def _many(saves: Sequence[Callable[[int], Awaitable[None]]]) -> float:
    """Saves a second of all who save at once."""
    ends = time.monotonic() + SECONDS

    async def on(save: Callable[[int], Awaitable[None]]) -> int:
        done = 0
        while time.monotonic() < ends:
            await save(done)
            done += 1
        return done

    began = time.monotonic()
    counts = await asyncio.gather(*(on(save) for save in saves))
    return sum(counts) / (time.monotonic() - began)


def _saver(session: Session, customer: customers.Customer, *, slow: bool) -> Callable[[int], Awaitable[None]]:
    async def save(done: int) -> None:
        if slow:
            await session.fetch(SLEEP)
        change = Change("party", {"language": ("sv", "fi")[done % 2]}, customer.id, versions[0])
        await records.save(session, uuid4(), customer.id, [change])
        versions[0] += 1

    versions = [customer.version]
    return save


def _raw(connection: Any, customer: int, *, slow: bool) -> Callable[[int], Awaitable[None]]:
    async def save(done: int) -> None:
        if slow:
            await connection.execute(SLEEP)
        await connection.execute("update public.raw set language = $1 where id = $2", ("sv", "fi")[done % 2], customer)

    return save


async def _logging(connection: Any, *, on: bool) -> None:
    await connection.execute(f"alter table register.party {'enable' if on else 'disable'} trigger party_is_logged")


async def _rates(register: Register, connection: Any, ids: Sequence[int], *, slow: bool) -> dict[str, float]:
    async with AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(register.at_work(f"bench_{nth}")) for nth in range(WORKERS)]

        async def savers() -> list[Callable[[int], Awaitable[None]]]:
            for session, one in zip(sessions, ids, strict=False):
                await customers.open_card(session, one)
            return [
                _saver(session, (await customers.card(session, one)).customer, slow=slow)
                for session, one in zip(sessions, ids, strict=False)
            ]

        rates = {"saved, logged and sealed": 0.0, "raw: the same save without a line in the change log": 0.0}
        for _ in range(TURNS):  # in turns, so that what else the machine does meets both
            for what, on in zip(rates, (True, False), strict=True):
                await _logging(connection, on=on)
                rates[what] += await _many(await savers()) / TURNS
        await _logging(connection, on=True)
        owners = [await register.owner() for _ in range(WORKERS)]
        rates["bare update of a bare table"] = await _many([_raw(owner, one, slow=slow) for owner, one in zip(owners, ids, strict=False)])
        for owner in owners:
            await owner.close()
    return rates


async def saving(register: Register, connection: Any) -> Table:
    """Eight people saving, with the change log, without it, and as bare updates."""
    await register.forget_tickets()
    ids = await _ids(connection, register.size, 5)
    await connection.execute("create table public.raw as select id, language from register.party limit 100000")
    await connection.execute("alter table public.raw add primary key (id)")
    await connection.execute("insert into public.raw select unnest($1::integer[]), 'fi' on conflict do nothing", ids)
    table = Table(f"Saves of {WORKERS} at once", ("what", "a second", "to raw", "bar", ""))
    try:
        for slow, bar in ((False, 0.4), (True, 0.9)):
            rates = await _rates(register, connection, ids, slow=slow)
            share = rates["saved, logged and sealed"] / rates["raw: the same save without a line in the change log"]
            words = ", 5 ms of thought each" if slow else ""
            for what, rate in rates.items():
                logged = what == "saved, logged and sealed"
                table.add(
                    what + words,
                    f"{rate:,.0f}",
                    f"{share:.0%}" if logged else "",
                    f"≥ {bar:.0%}" if logged else "",
                    within(not logged or share >= bar),
                )
    finally:
        await connection.execute("drop table public.raw")
    return table


async def sealing(register: Register, connection: Any) -> Table:
    """How long a saved change waits for its seal."""
    waits = Times()
    async with register.at_work("bench_all") as session:
        customer = (await _ids(connection, register.size, 5))[0]
        await customers.open_card(session, customer)
        for done in range(5):
            version = (await customers.card(session, customer)).customer.version
            await records.save(session, uuid4(), customer, [Change("party", {"language": ("en", "fi")[done % 2]}, customer, version)])
            line = await connection.fetchval("select max(seq) from audit.change_log")
            async with waits.once():
                for _ in range(600):
                    if await _sealed(connection, line):
                        break
                    await asyncio.sleep(0.05)
    table = Table("Seal lag", ("n", "median s", "longest s", "bar", ""))
    longest = max(waits.each) / 1000
    table.add(str(len(waits.each)), f"{waits.median / 1000:.1f}", f"{longest:.1f}", "≤ 5", within(longest <= 5))
    return table


async def _sealed(connection: Any, line: int) -> bool:
    return await connection.fetchval("select exists (select from audit.batch b where b.log = 'change' and $1::bigint <@ b.members)", line)


async def run(register: Register) -> list[Table]:
    """All tables of cards."""
    connection = await register.owner()
    tables = [await reading(register, connection), await saving(register, connection), await sealing(register, connection)]
    await connection.close()
    return tables
