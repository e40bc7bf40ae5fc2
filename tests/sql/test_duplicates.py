"""Likely duplicates of a new customer: by what they are found, what they say, and that they are no way to the hidden ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.parties import Change, acting, home, identifier, party, reach
from tests.people import Connection, Town, open_card, refused, save
from tests.sql.test_plans import reads


async def likely(connection: Connection, *changes: Change) -> list[tuple[str, int, list[str]]]:
    """Name, score and what matched of the likely duplicates of a new customer."""
    found = await connection.fetch("select name, score, matched from api.duplicates($1)", list(changes))
    return [(row["name"], row["score"], row["matched"]) for row in found]


async def names(connection: Connection, *changes: Change) -> list[str]:
    """Names of the likely duplicates of a new customer."""
    return [name for name, _, _ in await likely(connection, *changes)]


@pytest.mark.parametrize("changes", [
    [party("company", "Kahvila Koivu Oy")],
    [party("company", "KAHVILA  KOIVU")],
    [party("company", "Koivu Kahvila Ab")],
    [party("company", "Oy Koivu-Kahvila")],
    [party("company", "Kahvlia Koivu Oy")],
    [party("company", "Kahvila Koivo ky")],
    [party("company", "Toinen nimi"), identifier("business_id", "1572860-0")],
    [party("company", "Toinen nimi"), identifier("vat", "FI15728600")],
    [party("company", "Toinen nimi"), reach("INFO@Koivu.example.fi")],
    [party("company", "Toinen nimi"), reach("044 555 0100", "phone")],
    [party("company", "Toinen nimi"), reach("00358 44 555 0100", "phone")],
    [party("company", "Toinen nimi"), {"entity": "party_name", "fields": {"name": "Kahvila Koivu", "type": "parallel"}}],
])  # fmt: skip
async def test_a_company_entered_again_is_found_by(town: Town, changes: list[Change]) -> None:
    assert (await names(await town.as_login("hanna"), *changes))[:1] == ["Kahvila Koivu Oy"]


@pytest.mark.parametrize("changes", [
    [party("person", "Meikäläinen Matti"), home("Mäntytie", "44800", "Pihtipudas")],
    [party("person", "Matti Meikälainen"), home("Muutie", "44800", "Pihtipudas")],
    [party("person", "Matti Meikkäläinen"), home("Mäntytie", "44800", "Pihtipudas", "billing")],
    [party("person", "M. Meikäläinen"), reach("matti@meikalainen.example.fi")],
    [party("sole_trader", "Tmi Matti Meikäläinen"), reach("0445550111", "mobile")],
])  # fmt: skip
async def test_a_person_entered_again_is_found_by(town: Town, changes: list[Change]) -> None:
    assert (await names(await town.as_login("hanna"), *changes))[:1] == ["Matti Meikäläinen"]


@pytest.mark.parametrize("changes", [
    [party("company", "Kukkakauppa Ruusu Oy"), home("Kukkakuja", "44800", "Pihtipudas")],
    [party("company", "Ravintola Kanto Oy"), home("Koivukuja", "44800", "Pihtipudas")],
    [party("company", "Kahvila Tammi Oy"), home("Koivukuja", "44800", "Pihtipudas")],
    [party("person", "Matti Virtanen"), home("Mäntytie", "44800", "Pihtipudas")],
    [party("company", "Oy")],
    [party("company", "Koivikko Oy"), *acting("technical", "Koivu", "Tekijä", "toinen", "+35844555020")],
    [],
])  # fmt: skip
async def test_a_new_customer_is_not_taken_for_another(town: Town, changes: list[Change]) -> None:
    assert await names(await town.as_login("hanna"), *changes) == []


async def test_the_answer_says_what_matched_and_how_surely(town: Town) -> None:
    hanna = await town.as_login("hanna")
    assert await likely(
        hanna, party("company", "Kahvila Koivu"), identifier("business_id", "1572860-0"), reach("info@koivu.example.fi"),
        home("Koivukuja", "44800", "Pihtipudas"),
    ) == [("Kahvila Koivu Oy", 100, ["identifier", "name", "email", "address"])]  # fmt: skip
    assert await likely(hanna, party("company", "Kahvila Koivu")) == [("Kahvila Koivu Oy", 85, ["name"])]


async def test_a_person_that_acts_for_both_is_no_sign_by_itself(town: Town) -> None:
    hanna = await town.as_login("hanna")
    shared = acting("billing", "Koivu", "Laskuttaja", "koivu", "+358445550999")
    assert await names(hanna, party("company", "Leipomo Leivo Oy"), *shared) == []
    assert await names(hanna, party("company", "Leipomo Leivo Oy"), reach("technical@koivu.example.fi")) == []


async def test_customers_of_other_units_and_restricted_ones_are_not_there(town: Town) -> None:
    anna, hanna, nolla = [await town.as_login(who) for who in ("anna", "hanna", "nolla")]
    takomo = [party("company", "Tampereen Takomo Oy"), identifier("business_id", "2077474-0"), reach("info@takomo.example.fi")]
    assert await names(hanna, *takomo) == ["Tampereen Takomo Oy"]
    assert await names(anna, *takomo) == await names(nolla, *takomo) == []
    assert await names(anna, party("company", "Tampreen Takomo")) == []
    rantala = [party("company", "Rajattu Rantala Oy"), reach("info@rantala.example.fi"), home("Rantatie", "44800", "Pihtipudas")]
    assert await names(hanna, *rantala) == []


async def test_hidden_and_absent_customers_look_the_same_to_explain(town: Town) -> None:
    anna = await town.as_login("anna")

    async def work(name: str, email: str) -> list[Any]:
        changes = [party("company", name), reach(email)]
        asked = "explain (analyze, buffers, timing off, summary off, format json) select * from api.duplicates($1)"
        (plan,) = json.loads(await anna.fetchval(asked, changes))
        return [plan["Plan"][key] for key in ("Shared Hit Blocks", "Shared Read Blocks", "Actual Rows")]

    for _ in range(7):
        await work("Takomo Tampereen", "info@takomo.example.fi")
        await work("Vykemy Vympereen", "info@vykemy.example.fi")
    hidden = [await work("Takomo Tampereen", "info@takomo.example.fi") for _ in range(5)]
    absent = [await work("Vykemy Vympereen", "info@vykemy.example.fi") for _ in range(5)]
    assert min(hidden) == min(absent)


async def test_a_protected_address_is_not_guessed_by_entering_it(town: Town) -> None:
    hanna = await town.as_login("hanna")
    who = [party("person", "Salme Suojattu"), reach("salme@suojattu.example.fi")]
    guesses = [await likely(hanna, *who, home(street, "44801", "Salakylä")) for street in ("Piilokuja", "Muukuja")]
    assert guesses[0] == guesses[1] == [("Salme Suojattu", 100, ["email", "name"])]


@pytest.mark.parametrize(("who", "finds"), [("anna", True), ("hanna", True), ("salla", True)])
async def test_purposes_that_enter_customers_are_warned(town: Town, who: str, finds: bool) -> None:
    assert (await names(await town.as_login(who), party("company", "Kahvila Koivu")) == ["Kahvila Koivu Oy"]) is finds


@pytest.mark.parametrize("who", ["tuki", "ville", "maria", "petra", "paula"])
async def test_other_purposes_may_not_ask(town: Town, who: str) -> None:
    with refused("not_yours"):
        await likely(await town.as_login(who), party("company", "Kahvila Koivu"))


async def test_billing_is_not_told_of_persons_it_does_not_see(town: Town) -> None:
    anna, hanna = await town.as_login("anna"), await town.as_login("hanna")
    decision = [party("company", "Kahvila Koivu Pohjoinen Haara"), reach("decision@koivu.example.fi"), reach("+358445550200", "mobile")]
    assert await names(hanna, *decision) == ["Kahvila Koivu Oy"]
    assert await names(anna, *decision) == []


async def test_asking_is_one_line_of_the_read_log_with_who_was_shown(town: Town) -> None:
    hanna, owner = await town.as_login("hanna"), await town.owner()
    await likely(hanna, party("company", "Kahvila Koivu"), identifier("business_id", "1572860-0"))
    (line,) = await owner.fetch("select act, term, shown, count, reason from audit.read_log")
    assert tuple(line) == ("search", "Kahvila Koivu", [town.ids["koivu"]], 1, "duplicates")


async def test_an_opened_customer_is_compared_with_the_others(town: Town) -> None:
    hanna = await town.opened("hanna", "koivu")
    made = (await save(hanna, None, party("company", "Koivu Kahvila Ab"), reach("info@koivu.example.fi")))["party"]
    of_koivu = "select name, score, matched from api.duplicates_of($1)"
    assert [tuple(row) for row in await hanna.fetch(of_koivu, town.ids["koivu"])] == [("Koivu Kahvila Ab", 100, ["name", "email"])]
    with refused("not_open"):
        await hanna.fetch(of_koivu, made)
    await open_card(hanna, made)
    assert [row["name"] for row in await hanna.fetch(of_koivu, made)] == ["Kahvila Koivu Oy"]


@pytest.mark.parametrize("changes", ["{}", '"a"', "[1]", '[{"entity": "party", "fields": {"name": {}}}]', "null"])
async def test_what_cannot_be_read_is_refused(town: Town, changes: str) -> None:
    hanna = await town.as_login("hanna")
    with refused("changes_unreadable"):
        await hanna.execute(f"select * from api.duplicates('{changes}'::jsonb)")


@pytest.mark.parametrize("name", ["", "%", "'", "a", "\\", "oy ab", "ÅÄÖ", "x" * 200, "Koivu " * 30])
async def test_odd_names_do_no_harm(town: Town, name: str) -> None:
    await likely(await town.as_login("hanna"), party("company", name), identifier("business_id", ""), reach("", "phone"))


async def test_asking_reads_a_few_rows_of_a_large_register_and_no_table(crowd: Town) -> None:
    anna = await crowd.as_login("anna")
    for changes in (
        [party("company", "Kahvila Koivu Oy"), home("Koivukuja", "44800", "Pihtipudas"), reach("info@koivu.example.fi")],
        [party("company", "Kahvila Oy"), identifier("business_id", "1572860-0"), reach("044 555 0100", "phone")],
        [party("person", "Kahvlia Koivu"), home("Koivukuja", "44800", "Pihtipudas")],
    ):
        found = await reads(anna, "select count(*) from api.duplicates($1)", changes)
        assert all(whole == 0 for whole, _ in found.values()), found
        assert sum(fetched for _, fetched in found.values()) <= 500, found
