"""One save of a card: who may write what, what a stale save answers, and that an operation is done once."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.parties import Change, acting, home, identifier, party, reach
from tests.people import Connection, Town, refused, save, version_of


def edit(entity: str, row: int, version: int | None = 1, **fields: Any) -> Change:
    """A change of one row as it was read."""
    return {"entity": entity, "id": row, "version": version, "fields": fields}


def remove(entity: str, row: int, version: int = 1) -> Change:
    """The removal of one row as it was read."""
    return {"entity": entity, "id": row, "version": version, "remove": True}


async def rename(connection: Connection, customer: int, name: str) -> dict[str, Any]:
    """Give a customer another name, as the card shows it now."""
    return await save(connection, customer, edit("party", customer, await version_of(connection, "party", customer), name=name))


async def test_new_customer_is_saved_with_its_persons_and_all_that_belongs_to_them(town: Town) -> None:
    hanna = await town.as_login("hanna")
    answer = await save(
        hanna, None, party("company", "Uusi Oy"), home("Uusikuja", "00100", "Helsinki"), identifier("vat", "FI20774740"),
        *acting("billing", "Uuno", "Uusi", "uusi", "+358445550900"),
    )  # fmt: skip
    assert answer["outcome"] == "saved"
    assert await hanna.fetchval("select api.open_card($1)", answer["party"]) == "opened"
    assert await hanna.fetchval("select name from api.card($1)", answer["party"]) == "Uusi Oy"
    assert await hanna.fetchval("select family_name from api.card_persons($1)", answer["party"]) == "Uusi"
    assert [row["normal"] for row in await hanna.fetch("select normal from api.card_contact_points($1)", answer["party"])] == [
        "billing@uusi.example.fi",
        "+358445550900",
    ]


async def test_version_rises_with_each_save(town: Town) -> None:
    hanna = await town.opened("hanna", "koivu")
    first = await rename(hanna, town.ids["koivu"], "Kahvila Kanto Oy")
    second = await rename(hanna, town.ids["koivu"], "Kahvila Oksa Oy")
    assert [answer["rows"][0]["version"] for answer in (first, second)] == [2, 3]


async def test_stale_save_writes_nothing_and_tells_what_is_there_and_by_whom(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, salla = await town.opened("hanna", "koivu"), await town.opened("salla", "koivu")
    await save(hanna, koivu, edit("party", koivu, name="Kahvila Kanto Oy"))
    answer = await save(salla, koivu, edit("party", koivu, name="Kahvila Oksa Oy"), reach("uusi@koivu.example.fi"))
    assert answer["outcome"] == "stale"
    (row,) = answer["rows"]
    assert (row["entity"], row["id"], row["version"]) == ("party", koivu, 2)
    assert row["theirs"]["name"] == "Kahvila Kanto Oy"
    assert row["change"]["by"].startswith("hanna.")
    assert await salla.fetchval("select count(*) from api.card_contact_points($1) where given = 'uusi@koivu.example.fi'", koivu) == 0


async def test_operation_of_a_stale_save_may_be_used_again(town: Town) -> None:
    koivu, op = town.ids["koivu"], uuid4()
    hanna = await town.opened("hanna", "koivu")
    assert (await save(hanna, koivu, edit("party", koivu, 9, name="Kanto Oy"), op=op))["outcome"] == "stale"
    assert (await save(hanna, koivu, edit("party", koivu, 1, name="Kanto Oy"), op=op))["outcome"] == "saved"


async def test_save_without_a_version_is_stale(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna = await town.opened("hanna", "koivu")
    assert (await save(hanna, koivu, edit("party", koivu, None, name="Kanto Oy")))["outcome"] == "stale"


async def test_row_that_somebody_removed_is_told_to_be_gone(town: Town) -> None:
    koivu, phone = town.ids["koivu"], town.ids["koivu.own.phone"]
    hanna = await town.opened("hanna", "koivu")
    await save(hanna, koivu, remove("contact_point", phone))
    answer = await save(hanna, koivu, edit("contact_point", phone, given="+358445550999"))
    assert answer["rows"] == [{"entity": "contact_point", "id": phone, "gone": True}]


async def test_same_operation_is_done_once_and_answers_the_same(town: Town) -> None:
    op = uuid4()
    hanna = await town.as_login("hanna")
    first = await save(hanna, None, party("person", "Aino Ainoa"), op=op)
    assert await save(hanna, None, party("person", "Aino Ainoa"), op=op) == first
    assert await hanna.fetchval("select api.count_found('Aino Ainoa')") == 1


async def test_same_operation_asked_twice_at_once_is_done_once_and_answers_the_same(town: Town) -> None:
    op = uuid4()
    one, other = await town.as_login("hanna"), await town.as_login("hanna")
    answers = await asyncio.gather(*(save(connection, None, party("person", "Aino Ainoa"), op=op) for connection in (one, other)))
    assert answers[0] == answers[1]
    assert await one.fetchval("select api.count_found('Aino Ainoa')") == 1


async def test_of_two_savers_at_once_one_saves_and_the_other_is_told(town: Town) -> None:
    koivu = town.ids["koivu"]
    savers = [await town.opened(who, "koivu") for who in ("hanna", "salla")]
    answers = await asyncio.gather(*(save(saver, koivu, edit("party", koivu, name=f"Oy {place}")) for place, saver in enumerate(savers)))
    assert sorted(answer["outcome"] for answer in answers) == ["saved", "stale"]


async def test_different_rows_of_one_card_are_saved_by_two_people(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, salla = await town.opened("hanna", "koivu"), await town.opened("salla", "koivu")
    assert (await save(hanna, koivu, edit("address", town.ids["koivu.home"], street="Oksakuja")))["outcome"] == "saved"
    assert (await save(salla, koivu, edit("party", koivu, name="Kahvila Kanto Oy")))["outcome"] == "saved"


async def test_save_that_breaks_a_rule_half_way_leaves_nothing(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna = await town.opened("hanna", "koivu")
    with pytest.raises(Exception, match="business_id"):
        await save(hanna, koivu, edit("party", koivu, name="Puoliksi Oy"), identifier("business_id", "1572860-1"))
    assert await hanna.fetchval("select name from api.card($1)", koivu) == "Kahvila Koivu Oy"


async def test_past_name_is_kept_and_found(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna = await town.opened("hanna", "koivu")
    await rename(hanna, koivu, "Ravintola Kanto Oy")
    assert await hanna.fetchval("select name from api.card_names($1)", koivu) == "Kahvila Koivu Oy"
    assert await hanna.fetchval("select id from api.find('kahvila koivu')") == koivu


async def test_person_goes_with_their_last_role_and_so_do_their_numbers(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await save(
        hanna, koivu, remove("person_role", town.ids["koivu.billing.role"]), remove("contact_point", town.ids["koivu.billing.email"])
    )
    assert await owner.fetchval("select count(*) from register.person where id = $1", town.ids["koivu.billing"]) == 0
    assert await owner.fetchval("select count(*) from register.contact_point where person = $1", town.ids["koivu.billing"]) == 0
    assert await hanna.fetchval("select count(*) from api.find('Laskuttaja Koivu')") == 0


# who may, and who may not -------------------------------------------------------------------------------------------

MAY = [
    ("hanna", "party", "koivu", {"name": "Kanto Oy"}),
    ("anna", "party", "koivu", {"name": "Kanto Oy"}),
    ("salla", "party", "koivu", {"language": "sv"}),
    ("anna", "address", "koivu.home", {"street": "Oksakuja"}),
    ("tuki", "contact_point", "koivu.technical.email", {"verified_on": "2026-01-02"}),
    ("tuki", "person", "koivu.user", {"title": "Vastaava"}),
    ("salla", "person", "koivu.decision", {"title": "Johtaja"}),
    ("hanna", "person_role", "koivu.billing.role", {"may_order": True}),
]

MAY_NOT = [
    ("tuki", "party", "koivu", {"name": "Kanto Oy"}, "field_not_yours"),
    ("anna", "contact_point", "koivu.own.phone", {"given": "+358445550999"}, "field_not_yours"),
    ("salla", "address", "koivu.home", {"street": "Oksakuja"}, "field_not_yours"),
    ("tuki", "address", "koivu.home", {"town": "Viitasaari"}, "field_not_yours"),
    ("anna", "person", "koivu.billing", {"title": "Johtaja"}, "field_not_yours"),
    ("tuki", "person", "koivu.technical", {"title": "Johtaja"}, "role_not_yours"),
    ("hanna", "person", "koivu.maintainer", {"title": "Johtaja"}, "role_not_yours"),
    ("tuki", "person_role", "koivu.technical.role", {"may_order": True}, "role_not_yours"),
    ("tuki", "person_role", "koivu.user.role", {"role": "technical"}, "role_not_yours"),
    ("petra", "party", "koivu", {"name": "Kanto Oy"}, "field_not_yours"),
    ("hanna", "party", "koivu", {"restricted": True}, "field_not_yours"),
    ("hanna", "party", "koivu", {"unit": 3}, "unit_not_yours"),
    ("hanna", "party", "koivu", {"marketable": True}, "field_unknown"),
    ("hanna", "party", "koivu", {"scope": 8}, "field_unknown"),
    ("hanna", "party", "koivu", {"obtained_by": "petra"}, "field_unknown"),
    ("hanna", "party", "koivu", {"town": "Tampere"}, "field_unknown"),
    ("salla", "contact_point", "koivu.own.email", {"marketable": True}, "field_unknown"),
    ("hanna", "contact_point", "koivu.own.email", {"party": 2}, "field_unknown"),
    ("hanna", "contact_point", "koivu.billing.email", {"person": 1}, "field_unknown"),
    ("hanna", "person_role", "koivu.billing.role", {"person": 1}, "field_unknown"),
    ("hanna", "party", "koivu", {"no_such_column": 1}, "field_unknown"),
    ("hanna", "identifier", "koivu.business_id", {"scheme": "hetu"}, "identity_code_by_itself"),
    ("hanna", "party", "koivu", {"name": "Matti 010190-900P Oy"}, "identity_code_by_itself"),
]


@pytest.mark.parametrize(("who", "entity", "row", "fields"), MAY)
async def test_purpose_may_write_what_the_matrix_says(town: Town, who: str, entity: str, row: str, fields: Change) -> None:
    connection = await town.opened(who, "koivu")
    version = await version_of(connection, entity, town.ids[row])
    assert (await save(connection, town.ids["koivu"], edit(entity, town.ids[row], version, **fields)))["outcome"] == "saved"


@pytest.mark.parametrize(("who", "entity", "row", "fields", "code"), MAY_NOT)
async def test_purpose_may_not_write_the_rest(town: Town, who: str, entity: str, row: str, fields: Change, code: str) -> None:
    connection = await town.opened(who, "koivu")
    version = await version_of(connection, entity, town.ids[row])
    with refused(code):
        await save(connection, town.ids["koivu"], edit(entity, town.ids[row], version, **fields))


async def test_purpose_may_not_remove_what_it_may_not_write(town: Town) -> None:
    koivu = town.ids["koivu"]
    tuki, salla = await town.opened("tuki", "koivu"), await town.opened("salla", "koivu")
    with refused("role_not_yours"):
        await save(tuki, koivu, remove("person_role", town.ids["koivu.technical.role"]))
    with refused("not_yours"):
        await save(tuki, koivu, remove("identifier", town.ids["koivu.business_id"]))
    with refused("not_yours"):
        await save(salla, koivu, remove("address", town.ids["koivu.home"]))
    for entity, row in (("party", koivu), ("person", town.ids["koivu.technical"])):
        with refused("not_yours"):
            await save(await town.opened("hanna", "koivu"), koivu, remove(entity, row))


async def test_support_may_name_users_and_may_not_name_decision_makers(town: Town) -> None:
    tuki = await town.opened("tuki", "koivu")
    assert (await save(tuki, town.ids["koivu"], *acting("user", "Uusi", "Käyttäjä", "koivu", "+358445550991")))["outcome"] == "saved"
    with refused("role_not_yours"):
        await save(tuki, town.ids["koivu"], *acting("decision", "Uusi", "Johtaja", "koivu", "+358445550992"))


async def test_purpose_that_reads_only_saves_nothing(town: Town) -> None:
    for who in ("ville", "maria"):
        connection = await town.as_login(who)
        with refused("not_yours"):
            await save(connection, None, party("person", "Aino Ainoa"))


async def test_privacy_may_restrict_and_nobody_else_sees_the_customer_then(town: Town) -> None:
    koivu = town.ids["koivu"]
    petra, hanna = await town.opened("petra", "koivu"), await town.opened("hanna", "koivu")
    assert (await save(petra, koivu, edit("party", koivu, restricted=True)))["outcome"] == "saved"
    assert await hanna.fetchval("select count(*) from api.card($1)", koivu) == 0
    assert await hanna.fetchval("select api.open_card($1)", koivu) == "not_found"
    assert await petra.fetchval("select restricted from api.card($1)", koivu)
