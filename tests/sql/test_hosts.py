"""Hosts: what needs what, who looks after them without being anything to a customer, and whom a fault would hit."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from tests.people import Connection, Town, open_card, open_host, refused, save_host
from tests.siege import told
from tests.sql.test_save import edit, remove
from tests.sql.test_services import add, found

KEEPER = (
    {"entity": "person", "key": "p", "fields": {"given_names": "Yrjö", "family_name": "Huolto", "obtained_on": "2026-01-31"}},
    {"entity": "person_role", "key": "r", "fields": {"person": "@p", "role": "maintainer", "legal_basis": "legitimate_interest"}},
    {"entity": "contact_point", "key": "c", "fields": {"person": "@p", "kind": "mobile", "given": "044 555 0777"}},
)


async def broken(connection: Connection, host: int, *changes: dict[str, Any]) -> str:
    """The rule that a save of a host breaks."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        await save_host(connection, host, *changes)
    assert caught.value.sqlstate == "SE002", caught.value
    return str(caught.value.as_dict()["message"])


async def persons(connection: Connection, host: int) -> list[str]:
    """Family names behind an opened host."""
    row = await connection.fetchrow("select persons, contact_points from api.whole_host($1)", host)
    return [person["family_name"] for person in row["persons"]] if row else []


async def test_maintainer_of_a_host_is_nothing_to_any_customer_and_seen_when_it_is_opened(town: Town) -> None:
    tuki, web1 = await town.as_login("tuki"), town.ids["web1"]
    await open_host(tuki, web1)
    await save_host(tuki, web1, *KEEPER)
    assert await persons(tuki, web1) == ["Huolto"]
    ville, anna = await town.as_login("ville"), await town.as_login("anna")
    assert await persons(ville, web1) == [], "before it is opened"
    for connection in (ville, anna):
        await open_host(connection, web1)
    assert await persons(ville, web1) == ["Huolto"]
    assert await persons(anna, web1) == [], "billing sees those with the role billing alone"
    assert await told(tuki, "select id from register.person_role where host is not null") == "nothing", "by functions alone"


async def test_opening_a_host_is_in_the_read_log_and_opens_in_a_later_transaction_alone(town: Town) -> None:
    tuki, owner, web1 = await town.as_login("tuki"), await town.owner(), town.ids["web1"]
    async with tuki.transaction():
        await open_host(tuki, web1)
        assert await tuki.fetch("select * from api.whole_host($1)", web1) == []
    assert await tuki.fetchval("select (host).name from api.whole_host($1)", web1) == "web1.example.fi"
    assert await owner.fetchval("select count(*) from audit.read_log where act = 'host' and term = 'web1.example.fi'") == 1


async def test_host_does_not_need_itself_however_far_round(town: Town) -> None:
    hanna, web1, db1, mail1 = await town.as_login("hanna"), town.ids["web1"], town.ids["db1"], town.ids["mail1"]
    for host in (web1, db1, mail1):
        await open_host(hanna, host)
    assert await broken(hanna, db1, add("host_need", needs=web1)) == "host_need_not_round"
    await save_host(hanna, db1, add("host_need", needs=mail1))
    assert await broken(hanna, mail1, add("host_need", needs=web1)) == "host_need_not_round"
    assert await broken(hanna, web1, add("host_need", needs=web1)) in {"host_need_not_round", "host_need_of_another"}


async def test_customers_found_follow_what_a_host_needs_and_is_called(town: Town) -> None:
    hanna, web1, mail1 = await town.as_login("hanna"), town.ids["web1"], town.ids["mail1"]
    await open_host(hanna, web1)
    assert "Pihtiputaan kunta" not in await found(hanna, "mail1.example.fi")
    need = (await save_host(hanna, web1, add("host_need", needs=mail1)))["rows"][0]["id"]
    assert "Pihtiputaan kunta" in await found(hanna, "mail1.example.fi")
    await save_host(hanna, web1, edit("host", web1, name="etu1.example.fi"))
    assert "Pihtiputaan kunta" in await found(hanna, "etu1.example.fi")
    await save_host(hanna, web1, remove("host_need", need))
    assert "Pihtiputaan kunta" not in await found(hanna, "mail1.example.fi")


async def test_impact_counts_what_the_login_sees(town: Town) -> None:
    for who, customers in (("tuki", 1), ("hanna", 2), ("petra", 3), ("nolla", 0)):
        row = await (await town.as_login(who)).fetchrow(
            "select hosts, customers, services, domains from api.host_impact($1)", town.ids["db1"]
        )
        assert tuple(row) == (1, customers, customers, customers), who


async def test_faults_sees_services_that_depend_on_a_host_it_opened_and_no_others(town: Town) -> None:
    ville = await town.as_login("ville")
    for name in ("kunta", "lupa"):
        await open_card(ville, town.ids[name])
    assert await ville.fetch("select party from register.service") == []
    await open_host(ville, town.ids["db1"])
    assert {row["party"] for row in await ville.fetch("select party from register.service")} == {town.ids["kunta"]}
    assert {row["party"] for row in await ville.fetch("select party from register.domain")} == {town.ids["kunta"]}


@pytest.mark.parametrize("who", ["anna", "salla", "ville", "petra"])
async def test_only_support_and_administration_save_hosts(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    await open_host(connection, town.ids["web1"])
    with refused("not_yours"):
        await save_host(connection, town.ids["web1"], edit("host", town.ids["web1"], place="Muualla"))
    with refused("not_yours"):
        await connection.fetch("select api.undo_host(gen_random_uuid(), $1)", town.ids["web1"])


async def test_host_that_is_not_open_or_another_ones_rows_are_not_saved(town: Town) -> None:
    hanna, web1 = await town.as_login("hanna"), town.ids["web1"]
    with refused("not_open"):
        await save_host(hanna, web1, edit("host", web1, place="Muualla"))
    await open_host(hanna, web1)
    with refused("not_yours"):
        await save_host(hanna, web1, add("service", product="vps_2"))
    answer = await save_host(hanna, web1, edit("host", town.ids["db1"], place="Muualla"))
    assert (answer["outcome"], answer["rows"][0]["gone"]) == ("stale", True), "a row of another host is none"
    with refused("not_found"):
        await save_host(hanna, web1, add("host", name="uusi.example.fi"))


async def test_changes_of_a_host_are_undone_and_told_in_its_history(town: Town) -> None:
    tuki, web1 = await town.as_login("tuki"), town.ids["web1"]
    await open_host(tuki, web1)
    await save_host(tuki, web1, *KEEPER)
    await save_host(tuki, web1, edit("host", web1, place="Oulu 3"))
    for _ in range(2):
        await tuki.fetchval("select api.undo_host(gen_random_uuid(), $1)", web1)
    row = await tuki.fetchrow("select (host).place, persons from api.whole_host($1)", web1)
    assert (row["place"], row["persons"]) == ("Helsinki 1", [])
    entities = {line["entity"] for line in await tuki.fetch("select entity from api.host_history($1)", web1)}
    assert {"host", "host_need", "person_role"} <= entities


async def test_person_of_a_host_is_to_be_told_within_a_month_or_at_the_first_contact(town: Town) -> None:
    tuki, web1 = await town.as_login("tuki"), town.ids["web1"]
    await open_host(tuki, web1)
    person = (await save_host(tuki, web1, *KEEPER))["rows"][0]["id"]
    due = "select due_on::text, ref, name, item, host from api.due() where kind = 'keeper'"
    led = ("Yrjö Huolto", "web1.example.fi", f"person:{person}", web1)
    assert [tuple(row) for row in await tuki.fetch(due)] == [("2026-02-28", *led)]
    await save_host(tuki, web1, edit("person", person, contacted_on="2026-02-03"))
    assert [row["due_on"] for row in await tuki.fetch(due)] == ["2026-02-03"]
    await save_host(tuki, web1, edit("person", person, 2, told_on="2026-02-03", told_how="phone"))
    assert await tuki.fetch(due) == []


async def test_undoing_at_a_host_is_redone_and_a_new_host_comes_back_with_its_number(town: Town) -> None:
    hanna = await town.as_login("hanna")
    host = (await save_host(hanna, None, add("host", name="uusi.example.fi")))["host"]
    take_back = "select api.undo_host(gen_random_uuid(), $1, $2)"
    with refused("not_open"):
        await hanna.fetchval(take_back, None, False)
    await open_host(hanna, host)
    assert (await hanna.fetchval(take_back, None, False))["gone"]
    answer = await hanna.fetchval(take_back, None, True)
    assert (answer["host"], answer["gone"]) == (host, False)
    await save_host(hanna, host, edit("host", host, place="Oulu"))
    await hanna.fetchval(take_back, host, False)
    await hanna.fetchval(take_back, host, True)
    assert await hanna.fetchval("select (host).place from api.whole_host($1)", host) == "Oulu"
    with refused("redo_nothing"):
        await hanna.fetchval(take_back, host, True)
    with refused("not_yours"):
        await (await town.as_login("ville")).fetchval(take_back, None, False)


async def test_domain_that_expires_falls_due_to_those_who_keep_it(town: Town) -> None:
    owner = await town.owner()
    await owner.execute("update register.domain set expires_on = current_date + 3 where name = 'kirjasto.example.fi'")
    for who, names in (("tuki", ["kirjasto.example.fi"]), ("hanna", ["kirjasto.example.fi"]), ("anna", []), ("maria", [])):
        lines = await (await town.as_login(who)).fetch("select ref, item from api.due() where kind = 'domain'")
        assert [line["ref"] for line in lines] == names, who
        assert all(line["item"].startswith("domain:") for line in lines)
