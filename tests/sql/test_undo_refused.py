"""What stands against an undoing, and who may not undo."""

from __future__ import annotations

from uuid import uuid4

import asyncpg
import pytest

from tests.parties import acting, reach
from tests.people import Town, refused, save
from tests.sql.undoing import change, facts_of, remove, rows_of, street_of, undo


async def test_field_that_somebody_changed_since_is_named_with_who_and_when(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    anna, hanna = await town.opened("anna", "koivu"), await town.opened("hanna", "koivu")
    await change(anna, koivu, "address", row, street="Oksakuja", number="3")
    await change(hanna, koivu, "address", row, street="Lehtikuja")
    with refused("undo_changed_since"):
        await undo(anna, koivu)
    why = await facts_of(anna, koivu)
    assert (why["code"], why["facts"]["entity"], why["facts"]["fields"]) == ("undo_changed_since", "address", ["street"])
    assert why["facts"]["by"].startswith("hanna.")
    assert why["facts"]["at"]
    assert await street_of(town) == "Lehtikuja"


async def test_field_that_nobody_changed_is_undone_beside_one_that_somebody_did(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    anna, hanna = await town.opened("anna", "koivu"), await town.opened("hanna", "koivu")
    await change(anna, koivu, "address", row, street="Oksakuja")
    await change(hanna, koivu, "address", row, number="9")
    await undo(anna, koivu)
    assert await street_of(town) == "Koivukuja"
    assert await hanna.fetchval("select number from register.address where id = $1", row) == "9"


async def test_added_row_that_somebody_changed_or_removed_since_is_not_taken_away(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, salla = await town.opened("hanna", "koivu"), await town.opened("salla", "koivu")
    added = (await save(hanna, koivu, reach("uusi@koivu.example.fi")))["rows"][0]["id"]
    await change(salla, koivu, "contact_point", added, verified_on="2026-01-02")
    with refused("undo_changed_since"):
        await undo(hanna, koivu)
    await remove(salla, koivu, "contact_point", added)
    with refused("undo_changed_since"):
        await undo(hanna, koivu)


async def test_added_person_stays_when_somebody_added_a_number_of_theirs(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, salla = await town.opened("hanna", "koivu"), await town.opened("salla", "koivu")
    added = await save(hanna, koivu, *acting("billing", "Uuno", "Uusi", "koivu", "+358445550991"))
    person = next(row["id"] for row in added["rows"] if row["entity"] == "person")
    await save(salla, koivu, {"entity": "contact_point", "fields": {"person": person, "kind": "mobile", "given": "+358445550992"}})
    before = await rows_of(town, koivu)
    with refused("undo_changed_since"):
        await undo(hanna, koivu)
    assert await rows_of(town, koivu) == before


async def test_undo_that_would_break_a_rule_names_the_rule_and_changes_nothing(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.billing.role"]
    hanna = await town.opened("hanna", "koivu")
    salla = await town.opened("salla", "koivu")
    await change(hanna, koivu, "person_role", row, valid_to="2099-01-01")
    await save(salla, koivu, {"entity": "person_role", "fields": {"person": town.ids["koivu.billing"], "role": "billing"}})
    before = await rows_of(town, koivu)
    with pytest.raises(asyncpg.PostgresError, match="person_role_once"):
        await undo(hanna, koivu)
    assert await rows_of(town, koivu) == before
    assert (await facts_of(hanna, koivu))["code"] == "person_role_once"


async def test_identity_code_is_not_undone(town: Town) -> None:
    matti = town.ids["matti"]
    hanna = await town.opened("hanna", "matti")
    await hanna.execute("select api.set_identity_code($1, $2, null, null, null)", uuid4(), matti)
    with refused("undo_secret"):
        await undo(hanna, matti)
    assert (await facts_of(hanna, matti))["code"] == "undo_secret"
    await hanna.execute("select api.set_identity_code($1, $2, '010190-900P', 'laskutus', 'ajokortti')", uuid4(), matti)
    with refused("undo_secret"):
        await undo(hanna, matti)


async def test_undoable_tells_what_would_be_undone_and_undoes_nothing(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna = await town.opened("hanna", "koivu")
    await change(hanna, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    lines = "select count(*) from audit.change_log"
    owner = await town.owner()
    count, before = await owner.fetchval(lines), await rows_of(town, koivu)
    told = await facts_of(hanna, koivu)
    assert (told["code"], [what["fields"] for what in told["what"]]) == (None, [["street"]])
    assert (await owner.fetchval(lines), await rows_of(town, koivu)) == (count, before)
    assert (await facts_of(await town.opened("anna", "koivu"), koivu)) == {"code": "undo_nothing"}


# who may, and who may not -------------------------------------------------------------------------------------------


async def test_card_that_is_not_open_is_not_undone_on(town: Town) -> None:
    koivu = town.ids["koivu"]
    anna, owner = await town.opened("anna", "koivu"), await town.owner()
    await change(anna, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    await owner.execute("truncate audit.ticket")
    for function in ("undo", "redo"):
        with refused("not_open"):
            await anna.fetchval(f"select api.{function}($1, $2)", uuid4(), koivu)
    with refused("not_open"):
        await facts_of(anna, koivu)


async def test_customer_that_left_the_units_of_the_login_is_not_undone_on(town: Town) -> None:
    koivu = town.ids["koivu"]
    anna, hanna = await town.opened("anna", "koivu"), await town.opened("hanna", "koivu")
    await change(anna, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    await change(hanna, koivu, "party", koivu, unit=2)
    with refused("not_found"):
        await undo(anna, koivu)
    assert await street_of(town) == "Oksakuja"


async def test_right_that_was_taken_away_meanwhile_is_missed(town: Town) -> None:
    koivu = town.ids["koivu"]
    anna, owner = await town.opened("anna", "koivu"), await town.owner()
    await change(anna, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    await owner.execute("update dictionary.purpose_class set may_write = false where purpose = 'seloste_billing' and class = 'K3'")
    with refused("field_not_yours"):
        await undo(anna, koivu)
    assert await street_of(town) == "Oksakuja"


async def test_protected_address_is_undone_only_with_a_reason_given(town: Town) -> None:
    suoja = town.ids["suoja"]
    hanna, owner = await town.opened("hanna", "suoja"), await town.owner()
    reveal = "select api.open_address($1, 'osoite korjataan soiton jälkeen')"
    assert await hanna.fetchval(reveal, suoja) == "opened"
    await change(hanna, suoja, "address", town.ids["suoja.home"], street="Salakuja")
    await owner.execute("delete from audit.ticket where act = 'address'")
    with refused("address_protected"):
        await undo(hanna, suoja)
    await hanna.fetchval(reveal, suoja)
    assert (await undo(hanna, suoja))["outcome"] == "undone"


@pytest.mark.parametrize("who", ["ville", "paula"])
async def test_purpose_that_changes_no_customer_may_not_undo(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    with refused("not_yours"):
        await undo(connection, town.ids["koivu"])
