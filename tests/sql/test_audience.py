"""Whom we may market to, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.people import Connection, Town, record, refused
from tests.sql.many import EVERYBODY, named

# whom may we market to ----------------------------------------------------------------------------------------------


async def audience(
    connection: Connection, channel: str, group: str | None = None, selection: Mapping[str, Any] = EVERYBODY
) -> set[tuple[bool, str, str]]:
    """May or not, why, whom."""
    told = await connection.fetchval("select api.audience($1, $2, $3)", selection, channel, group)
    return {(each["may"], each["outcome"], name) for each in told["outcomes"] for _, name in each["examples"]}


async def test_audience_says_whom_we_may_mail_and_why_not_the_others(town: Town) -> None:
    assert await audience(await town.as_login("salla"), "email", "hosting") == {
        (True, "business_address", "Kahvila Koivu Oy"),
        (True, "business_address", "Pihtiputaan kunta"),
        (True, "consent", "Liisa Luvallinen"),
        (True, "existing_customer", "Toiminimi Tuula Tarmokas"),
        (False, "no_consent", "Matti Meikäläinen"),
        (False, "protected", "Salme Suojattu"),
        (False, "refused", "Kalle Kieltävä"),
        (False, "no_address", "Pihtiputaan Pihlajat ry"),
    }


async def test_exception_holds_for_its_own_group_of_products_only(town: Town) -> None:
    assert (False, "no_consent", "Toiminimi Tuula Tarmokas") in await audience(await town.as_login("salla"), "email", "servers")


async def test_company_is_reached_through_a_person_by_duty(town: Town) -> None:
    salla = await town.opened("salla", "koivu")
    await record(salla, town.ids["koivu"], None, "phone", "refused")
    found = await audience(salla, "phone", "hosting", named(town, "koivu"))
    assert found == {(True, "business_duty", "Kahvila Koivu Oy")}


async def test_marketing_does_not_see_those_it_may_not_market_to(town: Town) -> None:
    found = await audience(await town.as_login("maria"), "email", "hosting")
    assert "Kalle Kieltävä" not in {name for _, _, name in found}


async def test_audience_agrees_with_the_question_about_one_customer(town: Town) -> None:
    salla = await town.as_login("salla")
    for channel in ("email", "phone", "post"):
        for may, reason, name in await audience(salla, channel, "hosting", named(town, "matti", "lupa", "kielto", "toimi", "suoja")):
            (customer,) = [row["id"] for row in await salla.fetch("select id from api.find($1)", name)]
            one = await salla.fetchrow("select allowed, reason from api.may_market($1, null, $2, 'hosting')", customer, channel)
            assert (reason == "no_address" and not may and one["allowed"]) or (may, reason) == tuple(one)


async def test_audience_is_not_for_purposes_that_do_not_read_permissions(town: Town) -> None:
    for who in ("anna", "tuki", "hanna", "ville"):
        with refused("not_yours"):
            await audience(await town.as_login(who), "email")
