"""What happened to a customer: each purpose reads the part it may see of the rows it may see; privacy reads who read."""

from __future__ import annotations

import pytest

from tests.parties import reach
from tests.people import Connection, Town, record, refused, save
from tests.sql.test_save import edit, remove


async def told(connection: Connection, party: int) -> str:
    """The whole history that a purpose reads, as one text."""
    return str([tuple(row) for row in await connection.fetch("select * from api.history($1)", party)])


async def test_change_is_told_with_who_when_and_from_what_to_what(town: Town) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    await save(hanna, koivu, edit("party", koivu, name="Kahvila Kanto Oy"))
    lines = await hanna.fetch("select * from api.history($1)", koivu)
    line = next(line for line in lines if line["entity"] == "party")
    assert (line["act"], line["diff"]["name"], line["login"].split(".")[0]) == ("update", ["Kahvila Koivu Oy", "Kahvila Kanto Oy"], "hanna")


async def test_history_is_read_of_opened_cards_only(town: Town) -> None:
    hanna = await town.as_login("hanna")
    for party in (town.ids["koivu"], town.ids["rajattu"], 999999):
        with refused("not_open"):
            await hanna.fetch("select * from api.history($1)", party)


@pytest.mark.parametrize(
    ("who", "told_of", "never"),
    [
        ("hanna", ["Koivukuja", "billing@koivu", "Päättäjä", "info@koivu"], ["marketable", "scope", "refused"]),
        ("anna", ["Koivukuja", "billing@koivu", "info@koivu"], ["technical@koivu", "decision@koivu", "Päättäjä", "refused"]),
        ("tuki", ["technical@koivu", "Pihtipudas", "Käyttäjä"], ["Koivukuja", "billing@koivu", "Päättäjä", "44800", "refused"]),
        ("salla", ["decision@koivu", "Koivukuja", "refused"], ["marketable"]),
        ("ville", ["technical@koivu", "Kahvila Koivu Oy"], ["info@koivu", "billing@koivu", "Koivukuja", "1572860-0", "Pihtipudas"]),
        ("maria", ["info@koivu", "refused"], ["decision@koivu", "technical@koivu", "billing@koivu"]),
        ("petra", ["Koivukuja", "billing@koivu", "Päättäjä", "refused"], ["marketable"]),
    ],
)
async def test_purpose_reads_its_part(town: Town, who: str, told_of: list[str], never: list[str]) -> None:
    history = await told(await town.opened(who, "koivu"), town.ids["koivu"])
    for text in told_of:
        assert text in history, text
    for text in never:
        assert text not in history, text


@pytest.mark.parametrize(("who", "reads"), [("hanna", True), ("anna", False), ("tuki", False), ("ville", False), ("maria", False)])
async def test_removed_number_is_told_to_those_who_see_all_persons(town: Town, who: str, reads: bool) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    await save(hanna, koivu, edit("contact_point", town.ids["koivu.technical.email"], given="tekija@koivu.example.fi"))
    await save(hanna, koivu, remove("contact_point", town.ids["koivu.technical.email"], 2))
    assert ("technical@koivu" in await told(await town.opened(who, "koivu"), koivu)) is reads


async def test_protected_address_is_told_after_a_reason_only(town: Town) -> None:
    hanna, suoja = await town.opened("hanna", "suoja"), town.ids["suoja"]
    assert "Piilokuja" not in await told(hanna, suoja)
    await hanna.execute("select api.open_address($1, 'Paperilasku palautui')", suoja)
    assert "Piilokuja" in await told(hanna, suoja)


@pytest.mark.parametrize("who", ["salla", "maria"])
async def test_that_a_code_is_kept_is_not_told_to_those_who_may_not_know(town: Town, who: str) -> None:
    history = await told(await town.opened(who, "matti"), town.ids["matti"])
    assert "ajokortti" not in history
    assert "identity_code" not in history
    assert "hetu" not in history


async def test_code_itself_is_told_to_nobody(town: Town) -> None:
    for who in ("hanna", "anna", "petra"):
        history = await told(await town.opened(who, "matti"), town.ids["matti"])
        assert "identity_code" in history
        assert "010190" not in history


async def test_privacy_reads_who_read_and_changed_what_and_why(town: Town) -> None:
    koivu = town.ids["koivu"]
    tuki = await town.as_login("tuki")
    await tuki.execute("select api.open_card($1, 'Vikailmoitus 12.3.')", koivu)
    await save(tuki, koivu, reach("vika@koivu.example.fi"))
    lines = await (await town.as_login("petra")).fetch("select * from api.audit_of($1)", koivu)
    read = next(line for line in lines if line["log"] == "read" and line["act"] == "card")
    change = next(line for line in lines if line["entity"] == "contact_point")
    assert (read["login"].split(".")[0], read["purpose"], read["reason"]) == ("tuki", "seloste_support", "Vikailmoitus 12.3.")
    assert "given" in change["columns"]


async def test_reading_the_log_of_a_customer_is_in_the_log(town: Town) -> None:
    petra = await town.as_login("petra")
    await petra.fetch("select * from api.audit_of($1)", town.ids["koivu"])
    assert [line["act"] for line in await petra.fetch("select act from api.audit_of($1)", town.ids["koivu"]) if line["act"] == "audit"] == [
        "audit"
    ] * 2


@pytest.mark.parametrize("who", ["anna", "tuki", "hanna", "salla", "ville", "maria", "paula"])
async def test_nobody_else_reads_who_read(town: Town, who: str) -> None:
    with refused("not_yours"):
        await (await town.as_login(who)).fetch("select * from api.audit_of($1)", town.ids["koivu"])


async def test_own_cards_of_late_are_listed_and_nobody_elses(town: Town) -> None:
    await town.opened("salla", "matti")
    hanna = await town.opened("hanna", "koivu")
    assert [row["id"] for row in await hanna.fetch("select id from api.lately('opened')")] == [town.ids["koivu"]]


async def test_changes_of_late_are_those_of_customers_in_scope(town: Town) -> None:
    teemu, maria = await town.as_login("teemu"), await town.as_login("maria")
    assert {row["id"] for row in await teemu.fetch("select id from api.lately('changed')")} == {town.ids["takomo"], town.ids["teija"]}
    assert town.ids["kielto"] not in {row["id"] for row in await maria.fetch("select id from api.lately('changed', 100)")}


async def test_home_counts_what_the_purpose_sees(town: Town) -> None:
    count = "select count from api.home() where figure = 'all'"
    assert await (await town.as_login("hanna")).fetchval(count) == 10
    assert await (await town.as_login("anna")).fetchval(count) == 8
    assert await (await town.as_login("petra")).fetchval(count) == 11
    assert await (await town.as_login("nolla")).fetchval(count) is None
    assert not await (await town.as_login("anna")).fetch("select * from api.home() where figure like 'permission%'")
    assert not await (await town.as_login("ville")).fetch("select * from api.home() where figure like 'status%'")


async def test_counts_follow_every_change(town: Town) -> None:
    salla, maria = await town.opened("salla", "lupa"), await town.as_login("maria")
    before = await maria.fetchval("select count from api.home() where figure = 'all'")
    for channel in ("email", "sms", "automated_call", "phone", "post"):
        await record(salla, town.ids["lupa"], None, channel, "refused")
    assert await maria.fetchval("select count from api.home() where figure = 'all'") == before - 1
    assert before - 1 == await maria.fetchval("select count(*) from api.find('')")


CALLS = {"entity": "interaction", "fields": {"channel": "call", "summary": "Postilaatikko on täynnä.", "at": "2026-02-03T10:00:00+02:00"}}
HELD = ("party_name", "identifier", "address", "contact_point", "person_role", "service", "domain", "interaction", "marketing_permission")


@pytest.mark.parametrize("who", ["anna", "tuki", "hanna", "salla", "ville", "maria", "petra"])
@pytest.mark.parametrize("name", ["koivu", "matti", "suoja", "lupa"])
async def test_history_tells_of_a_row_that_is_there_what_its_policy_and_grants_say(town: Town, who: str, name: str) -> None:
    party, owner = town.ids[name], await town.owner()
    await save(await town.opened("tuki", name), party, CALLS)
    connection = await town.as_login(who)
    if await connection.fetchval("select api.open_card($1)", party) != "opened":
        return
    lines = await connection.fetch("select entity, row_id, diff from api.history($1, null, 1000)", party)
    for table in HELD:
        column = "select has_column_privilege($1, 'register.' || $2, 'id', 'select')"
        purpose = await connection.fetchval("select current_setting('role')")
        seen = await owner.fetchval(column, purpose, table)
        there = await connection.fetch(f"select id from register.{table} where party = $1", party) if seen else []
        told_of = {line["row_id"] for line in lines if line["entity"] == table}
        assert told_of <= {str(row["id"]) for row in there}, (table, told_of)
        granted = await owner.fetchval(
            """select array_agg(a.attname::text) from pg_attribute a
            where a.attrelid = ('register.' || $2)::regclass and a.attnum > 0
                and has_column_privilege($1, a.attrelid, a.attnum, 'select')""",
            *(purpose, table),
        )
        assert {column for line in lines if line["entity"] == table for column in line["diff"]} <= set(granted or ()), table


async def test_pages_of_a_history_are_the_whole(town: Town) -> None:
    tuki, koivu = await town.opened("tuki", "koivu"), town.ids["koivu"]
    await save(tuki, koivu, *[CALLS] * 100)
    for who in ("tuki", "anna", "petra"):
        connection = await town.opened(who, "koivu")
        whole = [line["seq"] for line in await connection.fetch("select seq from api.history($1, null, 1000)", koivu)]
        there: list[int] = []
        while page := await connection.fetch("select seq from api.history($1, $2, 7)", koivu, there[-1] if there else None):
            there += [line["seq"] for line in page]
        assert there == whole == sorted(whole, reverse=True)


async def asked_functions(connection: Connection, question: str, party: int) -> int:
    """How many calls of the register's functions a question made, counted by the server."""
    await connection.execute("select pg_stat_force_next_flush()")
    async with connection.transaction():
        await connection.fetch(question, party)
        return await connection.fetchval("select sum(calls)::integer from pg_stat_xact_user_functions")


@pytest.mark.parametrize("question", ["select * from api.history($1)", "select * from api.timeline($1)"])
async def test_first_page_is_judged_as_a_set_however_much_has_happened(town: Town, question: str) -> None:
    owner, koivu = await town.owner(), town.ids["koivu"]
    await owner.execute(f"alter database {town.database.name} set track_functions = 'all'")
    tuki = await town.opened("tuki", "koivu")
    await save(tuki, koivu, *[CALLS] * 20)
    before = await asked_functions(tuki, question, koivu)
    for _ in range(3):
        await save(tuki, koivu, *[CALLS] * 100)
    assert await asked_functions(tuki, question, koivu) <= before + 400, "rights are asked once a page, a row of a table once"
