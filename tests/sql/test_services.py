"""Services and domains on the card: who sees and saves what, what follows by itself, what a search finds by them."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from tests.people import Connection, Town, refused, save, version_of
from tests.sql.test_save import edit, remove
from tests.sql.test_search import found

K5_READERS = ("anna", "tuki", "hanna", "salla", "petra")


def add(entity: str, **fields: Any) -> dict[str, Any]:
    """A new row of a card."""
    return {"entity": entity, "key": entity, "fields": fields}


async def services(connection: Connection, party: int) -> list[dict[str, Any]]:
    """What a card shows of services."""
    return [dict(row) for row in await connection.fetch("select product, product_group, state, host from api.card_services($1)", party)]


async def broken(connection: Connection, party: int, *changes: dict[str, Any]) -> str:
    """The rule that a save breaks."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        await save(connection, party, *changes)
    assert caught.value.sqlstate == "SE002", caught.value
    return str(caught.value.as_dict()["message"])


@pytest.mark.parametrize("who", K5_READERS)
async def test_services_and_domains_of_an_opened_card_are_shown(town: Town, who: str) -> None:
    connection = await town.opened(who, "kunta")
    (service,) = await services(connection, town.ids["kunta"])
    assert service == {"product": "webhotel_m", "product_group": "hosting", "state": "active", "host": town.ids["web1"]}
    (domain,) = await connection.fetch("select name, service from api.card_domains($1)", town.ids["kunta"])
    assert tuple(domain) == ("kirjasto.example.fi", town.ids["kunta.service"])


async def test_marketing_sees_the_group_of_a_product_and_no_more(town: Town) -> None:
    maria = await town.opened("maria", "lupa")
    assert await services(maria, town.ids["lupa"]) == [{"product": None, "product_group": "servers", "state": None, "host": None}]
    assert await maria.fetch("select * from api.card_domains($1)", town.ids["lupa"]) == []
    with refused("not_yours"):
        await maria.fetch("select product from register.service")
    with refused("not_yours"):
        await maria.fetch("select * from api.hosts()")


async def test_service_of_another_unit_and_of_a_restricted_customer_is_not_there(town: Town) -> None:
    anna = await town.opened("anna", "kunta")
    for name in ("takomo", "rajattu"):
        assert await anna.fetchval("select api.open_card($1)", town.ids[name]) == "not_found"
    assert {row["party"] for row in await anna.fetch("select party from register.service")} == {town.ids["kunta"]}
    assert {row["party"] for row in await anna.fetch("select party from register.domain")} == {town.ids["kunta"]}


@pytest.mark.parametrize("who", ["tuki", "hanna"])
async def test_support_and_administration_save_services_and_domains(town: Town, who: str) -> None:
    connection, matti = await town.opened(who, "matti"), town.ids["matti"]
    answer = await save(
        connection, matti,
        add("service", product="webhotel_s", host=town.ids["web1"]),
        add("domain", name="mattila.example.fi", service="@service", expires_on="2027-05-05"),
    )  # fmt: skip
    assert [row["entity"] for row in answer["rows"]] == ["service", "domain"]
    assert (await connection.fetchrow("select service from api.card_domains($1)", matti))["service"] == answer["rows"][0]["id"]
    assert (await services(connection, matti))[0]["product_group"] == "hosting", "the group follows from the product"


@pytest.mark.parametrize("who", ["anna", "salla", "petra"])
async def test_purposes_that_only_read_services_save_none(town: Town, who: str) -> None:
    connection = await town.opened(who, "kunta")
    with refused("field_not_yours", "not_yours"):
        await save(connection, town.ids["kunta"], add("service", product="webhotel_s"))
    with refused("field_not_yours", "not_yours"):
        await save(connection, town.ids["kunta"], edit("domain", town.ids["kunta.domain"], name="muu.example.fi"))
    with refused("not_yours"):
        await save(connection, town.ids["kunta"], remove("service", town.ids["kunta.service"]))


async def test_domain_points_to_a_service_and_a_person_of_its_own_customer_only(town: Town) -> None:
    hanna = await town.opened("hanna", "kunta", "koivu", "lupa")
    for other in ({"service": town.ids["lupa.service"]}, {"technical": town.ids["koivu.technical"]}):
        with refused("not_found"):
            await save(hanna, town.ids["kunta"], edit("domain", town.ids["kunta.domain"], **other))
    with refused("not_found"):
        await save(hanna, town.ids["koivu"], edit("person_role", town.ids["koivu.technical.role"], service=town.ids["lupa.service"]))


@pytest.mark.parametrize(
    ("entity", "fields", "rule"),
    [
        ("service", {"product": "olematon"}, "service_product_fkey"),
        ("service", {"product": "webhotel_s", "price": "-1.00"}, "service_price_not_negative"),
        ("service", {"product": "webhotel_s", "state": "ended"}, "service_ended_has_end"),
        ("service", {"product": "webhotel_s", "starts_on": "2025-01-02", "ends_on": "2025-01-01"}, "service_ends_after_start"),
        ("domain", {"name": "Iso.example.fi"}, "value_domain_name_lower_case"),
        ("domain", {"name": "kirjasto.example.fi"}, "domain_once"),
    ],
)
async def test_rule_that_a_service_or_domain_breaks_is_named(town: Town, entity: str, fields: dict[str, str], rule: str) -> None:
    hanna = await town.opened("hanna", "kunta")
    assert await broken(hanna, town.ids["kunta"], add(entity, **fields)) == rule


async def test_product_that_is_not_sold_any_more_is_not_given(town: Town) -> None:
    hanna = await town.opened("hanna", "kunta")
    for product in ("webhotel_classic", "dialup"):
        with refused("product_not_sold"):
            await save(hanna, town.ids["kunta"], add("service", product=product))


async def test_service_that_has_a_domain_or_a_person_is_not_removed(town: Town) -> None:
    tuki, kunta, service = await town.opened("tuki", "kunta"), town.ids["kunta"], town.ids["kunta.service"]
    assert await broken(tuki, kunta, remove("service", service)) == "domain_service_fkey"
    person = {"entity": "person", "key": "p", "fields": {"given_names": "Yrjö", "family_name": "Huolto"}}
    await save(tuki, kunta, person, add("person_role", person="@p", role="maintainer", service=service, legal_basis="contract"))
    await save(tuki, kunta, remove("domain", town.ids["kunta.domain"]))
    assert await broken(tuki, kunta, remove("service", service)) == "person_role_service_fkey"


@pytest.mark.parametrize("role", ["decision", "billing"])
async def test_person_at_a_service_is_technical_a_user_or_a_maintainer(town: Town, role: str) -> None:
    hanna = await town.opened("hanna", "kunta")
    person = {"entity": "person", "key": "p", "fields": {"given_names": "Yrjö", "family_name": "Huolto"}}
    changes = (person, add("person_role", person="@p", role=role, service=town.ids["kunta.service"]))
    assert await broken(hanna, town.ids["kunta"], *changes) == "person_role_fits_place"


# found ----------------------------------------------------------------------------------------------------------------

KUNTA = "Pihtiputaan kunta"


@pytest.mark.parametrize("typed", ["kirjasto.example.fi", "kirjas", "www.kirjasto.example.fi", "https://kirjasto.example.fi/haku"])
async def test_customer_is_found_by_a_domain(town: Town, typed: str) -> None:
    for who in K5_READERS:
        assert await found(await town.as_login(who), typed) == [KUNTA], who


@pytest.mark.parametrize("typed", ["äitienpäivä.example.fi", "xn--itienpiv-zzagc.example.fi", "ÄITIENPÄIVÄ"])
async def test_domain_with_letters_of_its_own_is_found_in_both_spellings(town: Town, typed: str) -> None:
    assert await found(await town.as_login("salla"), typed) == ["Liisa Luvallinen"]


@pytest.mark.parametrize("typed", ["alasinpaja.example.fi", "laituri.example.fi", "alasinpaja"])
async def test_domain_of_another_unit_or_a_restricted_customer_finds_nobody(town: Town, typed: str) -> None:
    assert await found(await town.as_login("anna"), typed) == []


@pytest.mark.parametrize("who", ["ville", "maria"])
async def test_purposes_without_domains_find_nobody_by_one(town: Town, who: str) -> None:
    assert await found(await town.as_login(who), "äitienpäivä.example.fi") == []


async def test_customers_are_found_by_a_host_and_by_what_it_needs(town: Town) -> None:
    petra = await town.as_login("petra")
    for typed in ("web1.example.fi", "db1.example.fi", "db1.example.fi."):
        assert set(await found(petra, typed)) == {KUNTA, "Tampereen Takomo Oy", "Rajattu Rantala Oy"}, typed
    assert await found(await town.as_login("ville"), "web1.example.fi") == [KUNTA], "faults tells those whom a fault hits"
    assert await found(await town.as_login("tuki"), "web1.example.f.") == [], "with the dot of the root it is one name alone"


async def test_search_follows_a_domain_that_is_renamed_and_a_service_that_ends(town: Town) -> None:
    hanna, kunta = await town.opened("hanna", "kunta"), town.ids["kunta"]
    await save(hanna, kunta, edit("domain", town.ids["kunta.domain"], name="lainaamo.example.fi"))
    assert await found(hanna, "lainaamo") == [KUNTA]
    assert await found(hanna, "kirjasto") == []
    await save(hanna, kunta, edit("service", town.ids["kunta.service"], state="ended", ends_on="2026-01-01"))
    assert KUNTA not in await found(hanna, "web1.example.fi")


# undone, merged, logged -----------------------------------------------------------------------------------------------


async def undo(connection: Connection, party: int) -> dict[str, Any]:
    """The last own change of a customer taken back."""
    return await connection.fetchval("select api.undo(gen_random_uuid(), $1)", party)


async def test_services_and_domains_are_undone_and_redone(town: Town) -> None:
    hanna, matti = await town.opened("hanna", "matti"), town.ids["matti"]
    await save(hanna, matti, add("service", product="vps_8"), add("domain", name="mattila.example.fi", service="@service"))
    service = await hanna.fetchval("select id from api.card_services($1)", matti)
    await save(hanna, matti, edit("service", service, state="suspended"))
    await undo(hanna, matti)
    assert [one["state"] for one in await services(hanna, matti)] == ["active"]
    await undo(hanna, matti)
    assert await services(hanna, matti) == []
    assert await found(hanna, "mattila.example.fi") == []
    await hanna.fetchval("select api.redo(gen_random_uuid(), $1)", matti)
    assert await found(hanna, "mattila.example.fi") == ["Matti Meikäläinen"]


async def test_removed_domain_comes_back_from_the_history(town: Town) -> None:
    hanna, kunta, domain = await town.opened("hanna", "kunta"), town.ids["kunta"], town.ids["kunta.domain"]
    await save(hanna, kunta, remove("domain", domain))
    line = await hanna.fetchval("select seq from api.history($1) where entity = 'domain' and act = 'delete'", kunta)
    await hanna.fetchval("select api.restore(gen_random_uuid(), $1, $2, '{}', 1)", kunta, line)
    assert await hanna.fetchval("select id from api.card_domains($1)", kunta) == domain


async def test_merging_moves_services_and_domains_and_takes_them_apart_again(town: Town) -> None:
    hanna, koivu, kunta = await town.opened("hanna", "koivu", "kunta"), town.ids["koivu"], town.ids["kunta"]
    await save(hanna, koivu, add("domain", name="kirjasto.example.fi"))
    await hanna.fetchval("select api.merge(gen_random_uuid(), $1, $2)", koivu, kunta)
    assert len(await services(hanna, koivu)) == 1
    assert await found(hanna, "kirjasto.example.fi") == ["Kahvila Koivu Oy"]
    assert await hanna.fetchval("select count(*) from api.card_domains($1)", koivu) == 1, "what both have is kept once"
    await hanna.fetchval("select api.unmerge(gen_random_uuid(), $1)", koivu)
    assert await services(hanna, koivu) == []
    assert await hanna.fetchval("select service from api.card_domains($1)", kunta) == town.ids["kunta.service"]


async def test_somebody_who_saved_a_service_first_is_not_overwritten(town: Town) -> None:
    hanna, tuki, kunta, service = (
        await town.opened("hanna", "kunta"),
        await town.opened("tuki", "kunta"),
        town.ids["kunta"],
        town.ids["kunta.service"],
    )
    await save(hanna, kunta, edit("service", service, name="kirjaston sivut"))
    answer = await save(tuki, kunta, edit("service", service, name="muut sivut"))
    assert answer["outcome"] == "stale"
    assert answer["rows"][0]["theirs"]["name"] == "kirjaston sivut"
    assert await version_of(tuki, "service", service) == 2
