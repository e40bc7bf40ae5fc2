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
