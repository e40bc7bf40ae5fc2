"""A save is acknowledged once and applied once, whatever dies in the middle of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg

from db import customers
from db.cluster import Cluster
from db.migrate import install
from db.records import Change, save
from db.session import Session
from tests.people import PASSWORD, Town, login_of, verifier

SAVES = 40


async def save_many(session: Session, customer: int, saves: int, kill: Callable[[int], Awaitable[None]]) -> int:
    """Add numbered e-mail addresses one by one, each with what kills in the middle of it; how many were acknowledged."""
    acknowledged = 0
    for number in range(saves):
        change = Change("contact_point", {"kind": "email", "given": f"n{number}@example.fi", "normal": f"n{number}@example.fi"})
        await asyncio.gather(save(session, uuid4(), customer, [change]), kill(number))
        acknowledged += 1
    return acknowledged


async def applied(connection: asyncpg.Connection, customer: int) -> list[int]:
    """How often each of the addresses is there."""
    rows = await connection.fetch(
        "select count(*) as times from register.contact_point where party = $1 and normal ~ '^n[0-9]+@' group by normal", customer
    )
    return [row["times"] for row in rows]


async def test_saves_over_killed_backends_are_applied_once_each(town: Town) -> None:
    told: list[str] = []
    session = Session(town.database.installer_dsn, login_of("hanna"), PASSWORD, told.append)
    await session.open()
    await session.work_under("seloste_administration")
    await customers.open_card(session, town.ids["matti"])
    owner = await town.owner()

    async def kill(number: int) -> None:
        await asyncio.sleep(number / 2000)  # a later moment of each save
        if number % 2:
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and datname = current_database()",
                login_of("hanna"),
            )

    acknowledged = await save_many(session, town.ids["matti"], SAVES, kill)
    await session.close()
    found = await applied(owner, town.ids["matti"])
    assert acknowledged == len(found) == SAVES
    assert set(found) == {1}
    assert "saving" in told


async def test_saves_over_a_killed_postmaster_are_applied_once_each(room: Path) -> None:
    with Cluster(room / "killed", durable=True).start() as server:
        await install(server.dsn, "seloste")
        dsn = server.dsn_of("postgres", "seloste")
        owner = await asyncpg.connect(dsn)
        await owner.execute("insert into register.unit (id, name) values (1, 'Pihtipudas')")
        await owner.execute(
            "select api.staff_add('surma', 'Sanna Surma', array['seloste_administration'], array[1::smallint], null, $1)",
            verifier(PASSWORD),
        )
        session = Session(dsn, "surma", PASSWORD)
        await session.open()
        await session.work_under("seloste_administration")
        customer = await save(session, uuid4(), None, [Change("party", {"kind": "person", "name": "Kuolematon Koe", "unit": 1})])
        await customers.open_card(session, customer)
        await owner.close()

        async def kill(number: int) -> None:
            if number in {SAVES, 3 * SAVES}:
                postmaster = Cluster(room / "killed").status().pid
                assert postmaster
                os.kill(postmaster, signal.SIGKILL)

        acknowledged = await save_many(session, customer, 4 * SAVES, kill)
        await session.close()
        owner = await asyncpg.connect(dsn)
        found = await applied(owner, customer)
        await owner.close()
    assert acknowledged == len(found) == 4 * SAVES
    assert set(found) == {1}
