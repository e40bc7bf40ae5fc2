"""What happens though nobody presses a key: desks are cleared, days end, an attacked login is locked; and who may see to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.databases import Connection, unique
from tests.people import PASSWORD, STAFF, Town, login_of, refused, verifier

YESTERDAY = "(now() at time zone 'Europe/Helsinki')::date - 1"


@pytest.fixture
async def watch(town: Town) -> AsyncGenerator[Connection]:
    """The login of the watch: no member of staff."""
    owner, name = await town.owner(), unique("vahti")
    await owner.execute(f"create role {name} login password '{PASSWORD}' in role seloste_watch")
    connection = await asyncpg.connect(town.database.installer_dsn, user=name, password=PASSWORD)
    yield connection
    await connection.close()
    await owner.execute(f"drop role {name}")


async def kept_draft(connection: Connection) -> None:
    await connection.fetchval("select api.keep_draft($1, null, 'new', 'Luonnos', '{}')", uuid4())


async def test_drafts_of_everybody_go_after_thirty_days_and_not_before(town: Town, watch: Connection) -> None:
    for who in ("hanna", "tuki"):
        await kept_draft(await town.as_login(who))
    owner = await town.owner()
    assert (await watch.fetchrow("select * from api.upkeep()"))["forgotten"] == 0
    await owner.execute("update desk.draft set kept_at = now() - interval '31 days' where login = $1", login_of("tuki"))
    assert (await watch.fetchrow("select * from api.upkeep()"))["forgotten"] == 1
    assert await owner.fetchval("select array_agg(login::text) from desk.draft") == [login_of("hanna")]


async def yesterday(owner: Connection) -> None:
    """Let what the register knows of days be a day old."""
    await owner.execute(f"update search.settled set day = {YESTERDAY}")


async def ended_in_the_night(town: Town, table: str, row: int) -> None:
    """Let a row end with yesterday, while what follows from it is still that of yesterday."""
    owner = await town.owner()
    await yesterday(owner)
    await owner.execute("set session_replication_role = replica")
    await owner.execute(
        f"update register.{table} set valid_from = least(valid_from, {YESTERDAY}), valid_to = {YESTERDAY} where id = $1", row
    )
    await owner.execute("reset session_replication_role")


async def test_a_town_goes_from_list_and_search_when_its_address_has_ended(town: Town, watch: Connection) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    found = "select array_agg(id) from api.find($1)"
    owner = await town.owner()
    where = await owner.fetchval("select town from register.party where id = $1", koivu)
    address = await owner.fetchval("select id from register.address where party = $1 and town = $2", koivu, where)
    assert koivu in await hanna.fetchval(found, where)
    await ended_in_the_night(town, "address", address)
    assert koivu in await hanna.fetchval(found, where)
    assert (await watch.fetchrow("select * from api.upkeep()"))["refreshed"] == 1
    assert koivu not in (await hanna.fetchval(found, where) or [])
    assert await owner.fetchval("select town from register.party where id = $1", koivu) is None
    assert (await watch.fetchrow("select * from api.upkeep()"))["refreshed"] == 0


async def test_a_person_is_marketed_to_until_the_day_their_duty_ends(town: Town, watch: Connection) -> None:
    owner = await town.owner()
    query = "select c.marketable from register.contact_point c where c.id = $1"
    role, point = await owner.fetchrow("""
        select r.id, c.id from register.person_role r join register.contact_point c on c.person = r.person and c.party = r.party
        where c.marketable and c.kind = 'email' order by c.id limit 1
    """)
    await ended_in_the_night(town, "person_role", role)
    assert await owner.fetchval(query, point)
    await watch.execute("select api.upkeep()")
    assert not await owner.fetchval(query, point)


async def test_the_watch_seals_what_others_wrote(town: Town, watch: Connection) -> None:
    await town.opened("hanna", "koivu")
    assert await watch.fetchval("select api.seal()") > 0
    assert await watch.fetchval("select api.seal()") == 0


async def test_an_attacked_login_is_locked_and_only_one_with_a_password(town: Town, watch: Connection) -> None:
    owner, name, peer = await town.owner(), unique("uhri"), unique("uhri")
    paula = await town.as_login("paula")
    for login, proof in ((name, verifier(PASSWORD)), (peer, None)):
        await paula.execute("select api.staff_add($1, 'Uhri', array['seloste_support'], array[1::smallint], null, $2)", login, proof)
    locked = [await watch.fetchval("select api.lock_login($1)", login) for login in (name, name, peer, "postgres", "nobody-such")]
    assert locked == [True, False, False, False, False]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(town.database.installer_dsn, user=name, password=PASSWORD)
    await owner.execute(f"drop role {name}; drop role {peer}")


@pytest.mark.parametrize("statement", ["select * from api.upkeep()", "select api.lock_login('anna')"])
@pytest.mark.parametrize("who", STAFF)
async def test_staff_may_not_do_the_watch(town: Town, who: str, statement: str) -> None:
    with refused("not_yours"):
        await (await town.as_login(who)).execute(statement)


async def test_the_watch_reads_nothing(town: Town, watch: Connection) -> None:
    await town.opened("hanna", "koivu")
    asked: list[Any] = [
        "table register.party",
        "table staff.login",
        "table audit.read_log",
        "select * from api.find('koivu')",
        "select api.me()",
    ]
    for statement in asked:
        with refused("not_yours"):
            await watch.fetch(statement)
