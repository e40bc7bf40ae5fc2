"""Old values brought back from history: compared with now, as a change like any other, within what the purpose may write."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.people import Connection, Town, record, refused
from tests.sql.undoing import change, remove, rows_of, undo


async def line_of(town: Town, table: str, row: int, act: str = "update", place: int = 0) -> int:
    """The number of a line of the log, the newest first."""
    owner = await town.owner()
    query = "select seq from audit.change_log where table_name = $1 and row_id = $2 and act = $3 order by seq desc offset $4 limit 1"
    return await owner.fetchval(query, table, str(row), act, place)


async def compare(connection: Connection, customer: int, seq: int) -> dict[str, Any]:
    """A line beside what is there now."""
    return await connection.fetchval("select api.compare($1, $2)", customer, seq)


async def restore(connection: Connection, customer: int, seq: int, *fields: str, op: UUID | None = None, **more: Any) -> dict[str, Any]:
    """Fields brought back over what is there now, or over a version that was compared with."""
    version = more.get("version") or (await compare(connection, customer, seq))["version"]
    return await connection.fetchval("select api.restore($1, $2, $3, $4, $5)", op or uuid4(), customer, seq, fields, version)


async def test_line_is_compared_with_what_is_there_now(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    anna = await town.opened("anna", "koivu")
    for street in ("Oksakuja", "Lehtikuja"):
        await change(anna, koivu, "address", row, street=street)
    found = await compare(anna, koivu, await line_of(town, "address", row, place=1))
    assert found["fields"] == [{"field": "street", "was": "Koivukuja", "became": "Oksakuja", "now": "Lehtikuja"}]
    assert (found["is_there"], found["version"], found["hindrance"]) == (True, 3, None)


async def test_one_field_of_a_line_is_brought_back_and_the_others_stay(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    hanna, anna = await town.opened("hanna", "koivu"), await town.opened("anna", "koivu")
    await change(hanna, koivu, "address", row, street="Oksakuja", number="9")
    assert (await restore(anna, koivu, await line_of(town, "address", row), "street"))["outcome"] == "saved"
    assert tuple(await anna.fetchrow("select street, number from register.address where id = $1", row)) == ("Koivukuja", "9")
    last = await (await town.owner()).fetchrow("select login, undoes, diff from audit.change_log order by seq desc")
    assert (last["login"].startswith("anna."), last["undoes"], last["diff"]) == (True, None, {"street": ["Oksakuja", "Koivukuja"]})


async def test_number_comes_back_with_its_normal_form(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.own.phone"]
    hanna = await town.opened("hanna", "koivu")
    await change(hanna, koivu, "contact_point", row, given="info2@koivu.example.fi", kind="email")
    await restore(hanna, koivu, await line_of(town, "contact_point", row), "given")
    found = await hanna.fetchrow("select kind, given, normal from register.contact_point where id = $1", row)
    assert tuple(found) == ("phone", "+358445550100", "+358445550100")


async def test_name_that_is_brought_back_leaves_the_other_among_former_names(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna = await town.opened("hanna", "koivu")
    await change(hanna, koivu, "party", koivu, name="Kahvila Kanto Oy")
    await restore(hanna, koivu, await line_of(town, "party", koivu), "name")
    former = await hanna.fetch("select name from api.card_names($1)", koivu)
    assert {row["name"] for row in former} == {"Kahvila Koivu Oy", "Kahvila Kanto Oy"}


async def test_removed_row_comes_back_whole_by_somebody_else_and_may_be_undone(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.business_id"]
    hanna, salla = await town.opened("hanna", "koivu"), await town.opened("salla", "koivu")
    before = await rows_of(town, koivu)
    await remove(hanna, koivu, "identifier", row)
    seq = await line_of(town, "identifier", row, "delete")
    assert not (await compare(salla, koivu, seq))["is_there"]
    await restore(salla, koivu, seq)
    assert await rows_of(town, koivu) == before
    await undo(salla, koivu)
    assert (await rows_of(town, koivu))["identifier"] == []


async def test_what_somebody_saved_meanwhile_is_not_overwritten(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    anna, hanna = await town.opened("anna", "koivu"), await town.opened("hanna", "koivu")
    await change(hanna, koivu, "address", row, street="Oksakuja")
    seq = await line_of(town, "address", row)
    version = (await compare(anna, koivu, seq))["version"]
    await change(hanna, koivu, "address", row, street="Lehtikuja")
    assert (await restore(anna, koivu, seq, "street", version=version))["outcome"] == "stale"
    assert await anna.fetchval("select street from register.address where id = $1", row) == "Lehtikuja"


async def test_same_restoring_is_done_once_and_answers_the_same(town: Town) -> None:
    koivu, row, op = town.ids["koivu"], town.ids["koivu.home"], uuid4()
    anna = await town.opened("anna", "koivu")
    await change(anna, koivu, "address", row, street="Oksakuja")
    seq = await line_of(town, "address", row)
    assert await restore(anna, koivu, seq, "street", op=op) == await restore(anna, koivu, seq, "street", op=op)


# what stands against it ---------------------------------------------------------------------------------------------


async def test_field_that_is_as_it_was_already_is_refused(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    anna = await town.opened("anna", "koivu")
    await change(anna, koivu, "address", row, street="Oksakuja")
    seq = await line_of(town, "address", row)
    await restore(anna, koivu, seq, "street")
    with refused("restore_same"):
        await restore(anna, koivu, seq, "street")
    with refused("restore_same"):
        await restore(anna, koivu, seq, "version", "scope", "obtained_by")


async def test_added_row_has_nothing_to_bring_back(town: Town) -> None:
    hanna = await town.opened("hanna", "koivu")
    seq = await line_of(town, "address", town.ids["koivu.home"], "insert")
    assert (await compare(hanna, town.ids["koivu"], seq))["hindrance"] == "restore_nothing"
    with refused("restore_nothing"):
        await restore(hanna, town.ids["koivu"], seq, "street")


async def test_changed_row_that_was_removed_is_brought_back_where_it_was_removed(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.own.phone"]
    hanna = await town.opened("hanna", "koivu")
    await change(hanna, koivu, "contact_point", row, verified_on="2026-01-02")
    seq = await line_of(town, "contact_point", row)
    await remove(hanna, koivu, "contact_point", row)
    with refused("restore_gone"):
        await restore(hanna, koivu, seq, "verified_on")
    await restore(hanna, koivu, await line_of(town, "contact_point", row, "delete"))
    assert (await restore(hanna, koivu, seq, "verified_on"))["outcome"] == "saved"


async def test_role_of_a_person_who_is_gone_is_refused(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.billing.role"]
    hanna = await town.opened("hanna", "koivu")
    await remove(hanna, koivu, "person_role", row)
    with refused("restore_person_gone"):
        await restore(hanna, koivu, await line_of(town, "person_role", row, "delete"))


async def test_identity_code_and_decision_are_not_brought_back(town: Town) -> None:
    matti = town.ids["matti"]
    hanna, salla, owner = await town.opened("hanna", "matti"), await town.opened("salla", "matti"), await town.owner()
    await hanna.execute("select api.set_identity_code($1, $2, null, null, null)", uuid4(), matti)
    lines = await owner.fetch("select seq from audit.change_log where party = $1 and act = 'delete'", matti)
    assert len(lines) == 2
    for line in lines:
        with refused("undo_secret"):
            await restore(hanna, matti, line["seq"])
    await record(salla, matti, None, "email", "consent")
    decision = await owner.fetchval("select max(seq) from audit.change_log where table_name = 'marketing_permission'")
    with refused("restore_permission"):
        await restore(salla, matti, decision)


# who may, and who may not -------------------------------------------------------------------------------------------


async def test_field_that_the_purpose_does_not_write_is_refused(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    hanna, salla = await town.opened("hanna", "koivu"), await town.opened("salla", "koivu")
    await change(hanna, koivu, "address", row, street="Oksakuja")
    with refused("field_not_yours"):
        await restore(salla, koivu, await line_of(town, "address", row), "street")


async def test_removed_row_that_the_purpose_does_not_write_is_refused(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.own.phone"]
    hanna, petra = await town.opened("hanna", "koivu"), await town.opened("petra", "koivu")
    await remove(hanna, koivu, "contact_point", row)
    seq = await line_of(town, "contact_point", row, "delete")
    with refused("field_not_yours"):
        await restore(petra, koivu, seq)


async def test_line_that_the_purpose_does_not_see_is_as_if_there_were_none(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, tuki = await town.opened("hanna", "koivu"), await town.opened("tuki", "koivu")
    await change(hanna, koivu, "party", koivu, name="Kahvila Kanto Oy")
    await change(hanna, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    for seq in (await line_of(town, "address", town.ids["koivu.home"]), 10**9):
        with refused("not_found"):
            await compare(tuki, koivu, seq)
        with refused("not_found"):
            await restore(tuki, koivu, seq, "street", version=2)


async def test_line_of_another_customer_is_not_reached_through_this_one(town: Town) -> None:
    hanna = await town.opened("hanna", "koivu", "matti")
    seq = await line_of(town, "address", town.ids["matti.home"], "insert")
    with refused("not_found"):
        await compare(hanna, town.ids["koivu"], seq)


async def test_card_that_is_not_open_is_not_compared_nor_restored(town: Town) -> None:
    hanna = await town.as_login("hanna")
    seq = await line_of(town, "address", town.ids["koivu.home"], "insert")
    with refused("not_open"):
        await compare(hanna, town.ids["koivu"], seq)
    with refused("not_open"):
        await restore(hanna, town.ids["koivu"], seq, "street", version=1)


@pytest.mark.parametrize("who", ["ville", "maria", "paula"])
async def test_purpose_that_changes_no_customer_may_not(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    for call in ("compare", "restore"):
        with refused("not_yours"):
            await (restore(connection, 1, 1, version=1) if call == "restore" else compare(connection, 1, 1))
