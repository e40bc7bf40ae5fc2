"""The timeline: everything a purpose may see of what happened to a customer, in one order, a page at a time, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Connection, Town, login_of, record, refused, save, version_of

KINDS = {
    "anna": {"change", "name", "address", "service", "invoice", "payment", "reminder", "customer"},
    "tuki": {"contact", "change", "name", "address", "service", "customer"},
    "hanna": {"contact", "change", "name", "address", "service", "customer"},
    "salla": {"contact", "change", "permission", "name", "address", "service", "customer"},
    "ville": {"change"},
    "maria": {"change", "permission", "name", "address", "customer"},
    "petra": {"contact", "change", "permission", "name", "address", "service", "invoice", "payment", "reminder", "customer"},
}

HAD = (
    "insert into register.service (party, product, starts_on) values ($1, 'webhotel_m', '2025-02-01')",
    """insert into register.invoice (party, kind, number, issued_on, due_on, net, vat, total)
    values ($1, 'invoice', '2026-17', '2026-01-05', '2026-01-19', 10, 0, 10)""",
    "insert into register.payment (party, received_on, amount) values ($1, '2026-01-20', 10)",
    """insert into register.reminder (party, invoice, step, sent_on)
    select i.party, i.id, 'reminder', '2026-02-01' from register.invoice i where i.party = $1""",
)


async def lived(town: Town, name: str = "lupa") -> int:
    """A customer with something of every kind; its id."""
    tuki, hanna, salla = [await town.opened(who, name) for who in ("tuki", "hanna", "salla")]
    party, home = town.ids[name], town.ids[f"{name}.home"]
    fields = {"channel": "call", "summary": "Postilaatikko on täynnä.", "at": "2026-02-03T10:00:00+02:00"}
    await save(tuki, party, {"entity": "interaction", "fields": fields})
    await record(salla, party, None, "phone", "refused")
    row = {"entity": "party", "id": party, "version": await version_of(hanna, "party", party), "fields": {"name": "Liisa Uusinimi"}}
    await save(hanna, party, row)
    await save(hanna, party, {"entity": "address", "id": home, "version": 1, "fields": {"valid_to": "2026-03-01"}})
    owner = await town.owner()
    await owner.execute("set role seloste_owner")
    for statement in HAD:
        await owner.execute(statement, party)
    return party


async def events(connection: Connection, party: int, *more: Any) -> list[Any]:
    """Events as the login sees them."""
    marks = "".join(f", ${place}" for place in range(2, 2 + len(more)))
    return await connection.fetch(f"select * from api.timeline($1{marks})", party, *more)


@pytest.mark.parametrize("who", KINDS)
async def test_the_timeline_tells_what_the_purpose_may_see_and_nothing_else(town: Town, who: str) -> None:
    party = await lived(town)
    connection = await town.opened(who, "lupa")
    found = await events(connection, party)
    assert {row["kind"] for row in found} == KINDS[who]
    offered = {row["kind"] for row in await connection.fetch("select kind from api.timeline_kinds() kind")}
    assert offered == KINDS[who] | ({"source"} if who != "ville" else set())
    assert [row["at"] for row in found] == sorted((row["at"] for row in found), reverse=True)
    said = [row["facts"]["summary"] for row in found if row["kind"] == "contact"]
    assert said == ([] if "contact" not in KINDS[who] else ["Postilaatikko on täynnä." if who in {"tuki", "petra"} else None])
    streets = [row["facts"].get("street") for row in found if row["kind"] == "address"]
    assert streets == ([] if "address" not in KINDS[who] else [None] if who == "tuki" else ["Lupatie"])


async def test_pages_lead_there_and_back_and_leave_nothing_out(town: Town) -> None:
    party = await lived(town)
    petra = await town.opened("petra", "lupa")
    whole = [(row["kind"], row["id"]) for row in await events(petra, party)]
    there: list[Any] = []
    place = None
    while page := await events(petra, party, None, place, False, 3):
        there += page
        place = page[-1]["position"]
    assert [(row["kind"], row["id"]) for row in there] == whole
    back = await events(petra, party, None, there[5]["position"], True, 3)
    assert [(row["kind"], row["id"]) for row in reversed(back)] == whole[2:5]


async def test_the_timeline_is_narrowed_to_some_kinds(town: Town) -> None:
    party = await lived(town)
    petra = await town.opened("petra", "lupa")
    assert {row["kind"] for row in await events(petra, party, ["contact", "invoice"])} == {"contact", "invoice"}
    assert await events(petra, party, []) == []
    anna = await town.opened("anna", "lupa")
    assert await events(anna, party, ["contact", "permission"]) == []


async def test_the_timeline_of_a_closed_or_hidden_card_is_refused_and_its_reading_is_logged(town: Town) -> None:
    tuki = await town.as_login("tuki")
    for name in ("matti", "rajattu", "takomo"):
        with refused("not_open"):
            await events(tuki, town.ids[name])
    tuki = await town.opened("tuki", "matti")
    await events(tuki, town.ids["matti"])
    logged = "select term from audit.read_log where login = $1 and party = $2 and act = 'history'"
    assert await (await town.owner()).fetchval(logged, login_of("tuki"), town.ids["matti"]) == "timeline"


async def test_the_timeline_of_a_protected_customer_tells_no_address_until_a_reason_is_given(town: Town) -> None:
    hanna, suoja = await town.opened("hanna", "suoja"), town.ids["suoja"]
    assert await hanna.fetchval("select api.open_address($1, 'tarkistan osoitteen')", suoja) == "opened"
    change = {"entity": "address", "id": town.ids["suoja.home"], "version": 1, "fields": {"valid_to": "2026-03-01"}}
    await save(hanna, suoja, change)
    assert "address" in {row["kind"] for row in await events(hanna, suoja)}
    for who in ("anna", "tuki", "salla", "maria", "petra"):
        if (other := await town.as_login(who)) and await other.fetchval("select api.open_card($1)", suoja) == "opened":
            assert "address" not in {row["kind"] for row in await events(other, suoja)}, who


@pytest.mark.parametrize("place", ['"x"', "{}", "[]", "[1, 2, 3]", '["tomorrow", "call", "1"]', '["2026-99-99T10:00:00Z", "call", "1"]'])
async def test_a_place_that_is_none_is_refused(town: Town, place: str) -> None:
    tuki = await town.opened("tuki", "matti")
    with refused("question_unreadable"):
        await tuki.fetch(f"select * from api.timeline($1, null, '{place}')", town.ids["matti"])
