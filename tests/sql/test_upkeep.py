"""What happens though nobody presses a key: desks are cleared, days end, an attacked login is locked; and who may see to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.databases import Connection, unique
from tests.people import PASSWORD, STAFF, Town, login_of, refused, save, verifier

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


# what was said -----------------------------------------------------------------------------------------------------

WORDS = "select string_agg(c.diff::text, ' ') from audit.change_log c where c.table_name = 'interaction'"


async def said(town: Town, closed_on: str, *more: str) -> int:
    """A contact whose summary was written, and written again; its number."""
    tuki, matti = await town.opened("tuki", "matti"), town.ids["matti"]
    fields = {"channel": "call", "summary": "Matti kertoi sairaudestaan.", "at": "2020-01-02T10:00:00Z", "closed_on": closed_on}
    number = (await save(tuki, matti, {"entity": "interaction", "fields": fields}))["rows"][0]["id"]
    for version, words in enumerate(more, 1):
        await save(tuki, matti, {"entity": "interaction", "id": number, "version": version, "fields": {"summary": words}})
    return number


async def test_what_was_said_is_forgotten_in_the_register_and_in_its_log_and_the_seals_hold(town: Town, watch: Connection) -> None:
    number = await said(town, "2020-01-03", "Matti sairastaa yhä.")
    owner = await town.owner()
    await owner.execute("select audit.seal()")
    leaves = await owner.fetch("select seq, leaf from audit.change_log order by seq")
    assert (await watch.fetchrow("select * from api.upkeep()"))["anonymised"] == 1
    assert await owner.fetchval("select summary from register.interaction where id = $1", number) == "–"
    await yesterday(owner)
    await watch.execute("select api.upkeep()")
    words = await owner.fetchval(WORDS)
    assert "sair" not in words
    assert '"channel": [null, "call"]' in words, "that there was a call is kept"
    assert await owner.fetch("select seq, leaf from audit.change_log where seq <= $1 order by seq", leaves[-1]["seq"]) == leaves
    await owner.execute("select audit.seal()")
    assert await owner.fetch("select * from audit.verify()") == []
    assert await owner.fetchval("select count(*) from audit.change_log where table_name = 'interaction' and salt is not null") == 0


async def test_what_the_watch_anonymises_is_no_change_that_somebody_made_lately(town: Town, watch: Connection) -> None:
    await said(town, "2020-01-03")
    owner, petra = await town.owner(), await town.as_login("petra")
    await owner.execute("delete from audit.change_log")
    assert (await watch.fetchrow("select * from api.upkeep()"))["anonymised"] == 1
    assert await owner.fetchval("select count(*) from audit.change_log where party = $1", town.ids["matti"]) == 1
    assert await petra.fetchval("select count(*) from api.lately('changed')") == 0


async def test_what_was_said_lately_is_kept_and_undone_as_before(town: Town, watch: Connection) -> None:
    today = str(await (await town.owner()).fetchval("select rules.today()"))
    number = await said(town, today, "Toinen sanamuoto.")
    owner = await town.owner()
    await yesterday(owner)
    assert (await watch.fetchrow("select * from api.upkeep()"))["anonymised"] == 0
    assert "Toinen sanamuoto." in await owner.fetchval(WORDS)
    tuki = await town.opened("tuki", "matti")
    await tuki.fetchval("select api.undo($1, $2)", uuid4(), town.ids["matti"])
    assert await owner.fetchval("select summary from register.interaction where id = $1", number) == "Matti kertoi sairaudestaan."


async def test_a_removed_contact_and_one_of_a_customer_who_is_gone_are_forgotten_in_their_time(town: Town, watch: Connection) -> None:
    number = await said(town, "2020-01-03")
    tuki, owner = await town.opened("tuki", "matti"), await town.owner()
    await save(tuki, town.ids["matti"], {"entity": "interaction", "id": number, "version": 1, "remove": True, "fields": {}})
    for days, is_there in ((729, True), (735, False)):
        await owner.execute(f"update audit.change_log set at = at - interval '{days} days', leaf = leaf where table_name = 'interaction'")
        await yesterday(owner)
        await watch.execute("select api.upkeep()")
        assert ("sair" in await owner.fetchval(WORDS)) is is_there
        await owner.execute(f"update audit.change_log set at = at + interval '{days} days' where table_name = 'interaction'")


async def test_an_altered_word_is_found_as_long_as_it_is_not_forgotten_and_what_stays_always(town: Town, watch: Connection) -> None:
    await said(town, "2020-01-03")
    owner = await town.owner()
    await owner.execute("select audit.seal()")
    told = "where table_name = 'interaction' and act = 'insert'"
    alter = f"update audit.change_log set diff = jsonb_set(diff, '{{{{{{}}}}}}', '[null, \"{{}}\"]') {told}"
    await owner.execute(alter.format("summary", "Matti kertoi muuta."))
    assert [row["problem"] for row in await owner.fetch("select * from audit.verify()")] == ["record_altered"]
    await owner.execute(alter.format("summary", "Matti kertoi sairaudestaan."))
    await watch.execute("select api.upkeep()")
    await yesterday(owner)
    await watch.execute("select api.upkeep()")
    await owner.execute("select audit.seal()")
    assert await owner.fetch("select * from audit.verify()") == []
    await owner.execute(alter.format("channel", "email"))
    assert [row["problem"] for row in await owner.fetch("select * from audit.verify()")] == ["record_altered"]
