"""The one box: what each purpose finds, how it is spelt and ordered, and what the read log keeps of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.parties import party
from tests.people import Connection, Town, open_card, record, save, version_of
from tests.sql.test_save import edit, remove


async def found(connection: Connection, typed: str, **filters: Any) -> list[str]:
    """Names found for what was typed."""
    return [row["name"] for row in await connection.fetch("select name from api.find($1, $2)", typed, filters)]


async def test_empty_box_lists_the_customers_of_the_units_in_finnish_order(town: Town) -> None:
    assert await found(await town.as_login("hanna"), "") == [
        "Kahvila Koivu Oy", "Kalle Kieltävä", "Liisa Luvallinen", "Matti Meikäläinen", "Pihtiputaan kunta", "Pihtiputaan Pihlajat ry",
        "Salme Suojattu", "Tampereen Takomo Oy", "Teija Tampere", "Toiminimi Tuula Tarmokas",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("koivu", "Kahvila Koivu Oy"),
        ("KAHVILA  koivu", "Kahvila Koivu Oy"),
        ("koivu kahvila", "Kahvila Koivu Oy"),
        ("oy kahvila", "Kahvila Koivu Oy"),
        ("meikal", "Matti Meikäläinen"),
        ("Meikäläinen Matti", "Matti Meikäläinen"),
        ("meikälöinen", "Matti Meikäläinen"),
        ("eikäläi", "Matti Meikäläinen"),
        ("kahvlia", "Kahvila Koivu Oy"),
        ("1572860-0", "Kahvila Koivu Oy"),
        ("15728600", "Kahvila Koivu Oy"),
        ("044 555 0111", "Matti Meikäläinen"),
        ("+358445550111", "Matti Meikäläinen"),
        ("0044 0111", None),
        ("550111", "Matti Meikäläinen"),
        ("matti@meik", "Matti Meikäläinen"),
        ("@meikalainen.example.fi", "Matti Meikäläinen"),
        ("Laskuttaja", "Kahvila Koivu Oy"),
        ("Koivu Laskuttaja", "Kahvila Koivu Oy"),
        ("billing@koivu", "Kahvila Koivu Oy"),
        ("Pihtipudas Kahvila", "Kahvila Koivu Oy"),
        ("kahvila pihtipudas", "Kahvila Koivu Oy"),
        ("oy koivu", "Kahvila Koivu Oy"),
        ("kahv oy koi", "Kahvila Koivu Oy"),
        ("oy pihtip kahvila koivu", "Kahvila Koivu Oy"),
        ("koivu takomo", None),
        ("%", None),
        ("_", None),
        ("'; drop table register.party; --", None),
    ],
)
async def test_customer_is_found_by(town: Town, typed: str, name: str | None) -> None:
    names = await found(await town.as_login("hanna"), typed)
    assert names[:1] == ([name] if name else [])


async def test_login_finds_the_customers_of_its_units_only(town: Town) -> None:
    anna, teemu, nolla = [await town.as_login(who) for who in ("anna", "teemu", "nolla")]
    assert await found(teemu, "") == ["Tampereen Takomo Oy", "Teija Tampere"]
    assert "Tampereen Takomo Oy" not in await found(anna, "")
    for typed in ("takomo", "takmo", "akomo", "2077474-0", "info@takomo"):
        assert await found(anna, typed) == []
    assert await found(nolla, "") == await found(nolla, "koivu") == []


async def test_restricted_customer_is_found_by_privacy_only(town: Town) -> None:
    assert await found(await town.as_login("petra"), "rantala") == ["Rajattu Rantala Oy"]
    for who in ("anna", "tuki", "hanna", "salla", "ville", "maria"):
        assert await found(await town.as_login(who), "rantala") == []


@pytest.mark.parametrize(
    ("who", "finds", "never"),
    [
        ("anna", ["Laskuttaja", "billing@koivu", "info@koivu"], ["Tekijä", "technical@koivu", "user@koivu"]),
        ("tuki", ["Tekijä", "technical@koivu", "info@koivu", "0445550205"], ["Päättäjä", "billing@koivu", "decision@koivu"]),
        ("ville", ["Tekijä", "technical@koivu", "maintainer@koivu"], ["Laskuttaja", "info@koivu", "0445550100", "1572860-0", "koivukuja"]),
        ("maria", ["Päättäjä", "1572860-0"], ["Tekijä", "info@koivu", "0445550100", "decision@koivu", "Pihtipudas", "kahvila pihtipudas"]),
    ],
)
async def test_purpose_finds_by_what_it_may_see(town: Town, who: str, finds: list[str], never: list[str]) -> None:
    connection = await town.as_login(who)
    for typed in finds:
        assert await found(connection, typed) == ["Kahvila Koivu Oy"], typed
    for typed in never:
        assert await found(connection, typed) == [], typed


async def test_list_shows_what_the_purpose_may_see(town: Town) -> None:
    shown = "select status, town, permission, protected from api.find('kahvila koivu')"
    assert tuple(await (await town.as_login("salla")).fetchrow(shown)) == ("customer", "Pihtipudas", "refused", False)
    assert tuple(await (await town.as_login("tuki")).fetchrow(shown)) == ("customer", "Pihtipudas", None, False)
    assert tuple(await (await town.as_login("ville")).fetchrow(shown)) == (None, None, None, None)


async def test_protected_customer_has_no_town_in_lists_and_is_not_found_by_it(town: Town) -> None:
    hanna = await town.as_login("hanna")
    assert await hanna.fetchval("select town from api.find('salme suojattu')") is None
    assert await found(hanna, "salakylä") == []


async def test_marketing_finds_those_who_may_be_marketed_to(town: Town) -> None:
    maria, salla = await town.as_login("maria"), await town.as_login("salla")
    assert "Liisa Luvallinen" in await found(maria, "")
    assert await found(maria, "kieltävä") == []
    await open_card(salla, town.ids["lupa"])
    for channel in ("email", "sms", "automated_call", "phone", "post"):
        await record(salla, town.ids["lupa"], None, channel, "refused")
    assert await found(maria, "luvallinen") == []
    assert await found(salla, "luvallinen") == ["Liisa Luvallinen"]


async def test_filters_narrow_a_list_and_a_search(town: Town) -> None:
    hanna = await town.as_login("hanna")
    assert await found(hanna, "", kind="person", unit=2) == ["Teija Tampere"]
    assert await found(hanna, "", status="prospect") == ["Pihtiputaan Pihlajat ry"]
    assert await found(hanna, "pihtiputaan", kind="public_body") == ["Pihtiputaan kunta"]
    assert await found(await town.as_login("salla"), "", permission="refused") == ["Kahvila Koivu Oy", "Kalle Kieltävä"]


async def test_filter_the_purpose_may_not_see_filters_nothing(town: Town) -> None:
    anna = await town.as_login("anna")
    assert await found(anna, "", permission="refused") == await found(anna, "")
    ville = await town.as_login("ville")
    assert await found(ville, "", status="prospect") == await found(ville, "")


async def pages(connection: Connection, typed: str, *, backward: bool) -> list[str]:
    """All names, three at a time, following the place of the last line."""
    names: list[str] = []
    place: Any = None
    while page := await connection.fetch("select name, position from api.find($1, '{}', $2, $3, 3)", typed, place, backward):
        names += [row["name"] for row in page]
        place = page[-1]["position"]
    return names


@pytest.mark.parametrize("typed", ["", "k", "pihtip"])
async def test_pages_show_each_customer_in_both_directions(town: Town, typed: str) -> None:
    hanna = await town.as_login("hanna")
    forward, backward = await pages(hanna, typed, backward=False), await pages(hanna, typed, backward=True)
    assert set(forward) == set(backward) == set(await found(hanna, typed))
    if typed == "":
        assert forward == backward[::-1] == await found(hanna, "")


async def test_a_page_is_full_while_there_are_more_though_some_are_found_twice(town: Town) -> None:
    hanna = await town.as_login("hanna")
    await save(hanna, None, party("company", "Oy Aapo Oy Aarni"))
    page = [row["name"] for row in await hanna.fetch("select name from api.find('oy', '{}', null, false, 3)")]
    assert page == ["Oy Aapo Oy Aarni", "Kahvila Koivu Oy", "Tampereen Takomo Oy"]


async def test_count_agrees_with_the_list(town: Town) -> None:
    hanna = await town.as_login("hanna")
    for typed, filters in (
        ("", {}),
        ("", {"kind": "person"}),
        ("", {"kind": "person", "status": "customer"}),
        ("", {"kind": "person", "permission": "refused"}),
        ("", {"status": "customer", "permission": "none"}),
        ("", {"kind": "company", "status": "customer", "permission": "refused", "unit": 1}),
        ("koivu", {}),
        ("", {"unit": 2}),
    ):
        assert await hanna.fetchval("select api.count_found($1, $2)", typed, filters) == len(await found(hanna, typed, **filters))
    assert await hanna.fetchval("select api.count_found('', '{}', 1)") == 10


async def test_search_is_one_line_in_the_read_log(town: Town) -> None:
    hanna, owner = await town.as_login("hanna"), await town.owner()
    await found(hanna, "kahvila")
    (line,) = await owner.fetch("select act, term, count, shown, purpose from audit.read_log")
    assert tuple(line) == ("search", "kahvila", 1, [town.ids["koivu"]], "seloste_administration")


async def test_changed_row_is_found_at_once_by_the_new_and_no_more_by_the_old(town: Town) -> None:
    koivu, email = town.ids["koivu"], town.ids["koivu.own.email"]
    hanna = await town.opened("hanna", "koivu")
    await save(hanna, koivu, edit("contact_point", email, given="posti@koivu.example.fi", normal="posti@koivu.example.fi"))
    assert await found(hanna, "posti@koivu") == ["Kahvila Koivu Oy"]
    assert await found(hanna, "info@koivu") == []


async def test_words_leave_the_dictionary_with_the_last_name_that_has_them(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await save(hanna, koivu, edit("party", koivu, name="Ravintola Kanto Oy"))
    assert await found(hanna, "kahvlia") == ["Ravintola Kanto Oy"], "the past name is still known"
    former = await hanna.fetchval("select id from api.card_names($1)", koivu)
    await save(hanna, koivu, remove("party_name", former))
    assert await found(hanna, "kahvlia") == await found(hanna, "kahvila") == []
    for table in ("word", "suffix", "deletion"):
        assert await owner.fetchval(f"select count(*) from search.{table} where word = 'kahvila'") == 0
    assert await owner.fetchval("select count(*) from search.word where word = 'ravintola'") == 1


async def test_words_leave_the_dictionary_with_an_erased_customer(town: Town) -> None:
    owner = await town.owner()
    await owner.execute("delete from register.party where id = $1", town.ids["koivu"])
    for table in ("word", "suffix", "deletion"):
        assert await owner.fetchval(f"select count(*) from search.{table} where word = 'kahvila'") == 0
    assert await owner.fetchval("select count(*) from search.token where token like '%kahvila%'") == 0


async def test_words_move_to_the_unit_a_customer_moves_to(town: Town) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    await save(hanna, koivu, edit("party", koivu, await version_of(hanna, "party", koivu), unit=2))
    assert await found(await town.as_login("anna"), "kahvlia") == []
    assert await found(await town.as_login("teemu"), "kahvlia") == ["Kahvila Koivu Oy"]
