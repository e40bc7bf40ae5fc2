"""Attacks by acts on many, merging, undoing, restoring and duplicates: none reaches a row that a single card would not show."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.parties import party
from tests.people import Connection, Town, open_card, record, refused, save, version_of
from tests.siege import DENIED, told
from tests.sql.test_save import edit

REFUSE_ALL = {"what": "permission", "state": "refused", "channels": ["email"], "how": "phone"}


async def preview(connection: Connection, selection: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """What a change of many would do."""
    return await connection.fetchval("select api.many_preview($1, $2, $3)", uuid4(), selection, change)


async def act(connection: Connection, selection: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """A change of many, shown and done."""
    plan = (await preview(connection, selection, change))["plan"]
    return await connection.fetchval("select api.many_apply($1, $2)", uuid4(), plan)


# acts on many ---------------------------------------------------------------------------------------------------------


async def test_hidden_customers_are_not_among_the_many(town: Town) -> None:
    salla = await town.as_login("salla")
    for hidden in ({"parties": [town.ids["takomo"], town.ids["rajattu"], 999999]}, {"typed": "takomo"}, {"typed": "rantala"}):
        assert (await preview(salla, hidden, REFUSE_ALL))["total"] == 0


async def test_plan_of_a_colleague_is_unknown(town: Town) -> None:
    salla, monta = await town.as_login("salla"), await town.as_login("monta", "relations")
    plan = (await preview(salla, {"parties": [town.ids["matti"]]}, REFUSE_ALL))["plan"]
    for call in ("many_apply", "many_undo"):
        with refused("plan_unknown"):
            await monta.fetchval(f"select api.{call}($1, $2)", uuid4(), plan)
    with refused("operation_of_another"):
        await monta.fetchval("select api.many_preview($1, $2, $3)", plan, {"parties": [town.ids["matti"]]}, REFUSE_ALL)


async def test_plan_of_another_purpose_is_unknown(town: Town) -> None:
    monta = await town.as_login("monta", "relations")
    plan = (await preview(monta, {"parties": [town.ids["matti"]]}, REFUSE_ALL))["plan"]
    await monta.execute("set role seloste_support")
    with refused("plan_unknown"):
        await monta.fetchval("select api.many_apply($1, $2)", uuid4(), plan)


@pytest.mark.parametrize(
    ("who", "change", "code"),
    [
        ("tuki", REFUSE_ALL | {"state": "consent"}, "refusal_only"),
        ("tuki", {"what": "status", "status": "former"}, "not_yours"),
        ("anna", REFUSE_ALL, "not_yours"),
        ("hanna", REFUSE_ALL, "not_yours"),
        ("maria", {"what": "unit", "unit": 1}, "not_yours"),
        ("salla", {"what": "unit", "unit": 2}, "unit_not_yours"),
        ("salla", {"what": "restricted", "restricted": False}, "changes_unreadable"),
        ("salla", {"what": "protected", "protected": False}, "changes_unreadable"),
        ("salla", REFUSE_ALL | {"evidence": "010190-900P"}, "identity_code_by_itself"),
        ("salla", REFUSE_ALL | {"channels": ["x"]}, "changes_unreadable"),
        ("salla", REFUSE_ALL | {"how": "correction"}, "changes_unreadable"),
    ],
)
async def test_change_of_many_is_refused(siege: Town, who: str, change: dict[str, Any], code: str) -> None:
    connection = await siege.as_login(who)
    with refused(code):
        await preview(connection, {"parties": [siege.ids["matti"]]}, change)


@pytest.mark.parametrize("who", ["ville", "petra", "paula"])
async def test_purpose_that_writes_no_customers_changes_none_at_once(siege: Town, who: str) -> None:
    connection = await siege.as_login(who)
    for call in ("select api.many_preview(gen_random_uuid(), '{}', '{}')", "select api.many_apply(gen_random_uuid(), gen_random_uuid())"):
        assert await told(connection, call) == DENIED


async def test_refusal_of_many_stops_marketing_wherever_the_number_is_kept(town: Town) -> None:
    salla, hanna, owner = await town.as_login("salla"), await town.opened("hanna", "matti"), await town.owner()
    shared = {"given": "liisa@luvallinen.example.fi", "normal": "liisa@luvallinen.example.fi"}
    await save(hanna, town.ids["matti"], edit("contact_point", town.ids["matti.own.email"], **shared))
    assert (await act(salla, {"parties": [town.ids["matti"]]}, REFUSE_ALL))["changed"] == 1
    assert not await owner.fetchval("select marketable from register.contact_point where id = $1", town.ids["lupa.own.email"])


async def test_marketing_asks_only_of_those_it_sees(siege: Town) -> None:
    maria = await siege.as_login("maria")
    for name in ("kielto", "takomo", "rajattu", "suoja"):
        found = await maria.fetchval("select api.audience($1, 'email')", {"parties": [siege.ids[name]]})
        assert found == {"total": 0, "outcomes": []}
    for who in ("anna", "tuki", "hanna", "ville"):
        assert await told(await siege.as_login(who), "select api.audience('{}', 'email')") == DENIED


# merging --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["anna", "tuki", "salla", "ville", "maria", "petra", "paula"])
async def test_only_administration_merges(siege: Town, who: str) -> None:
    connection = await siege.as_login(who)
    for call in ("merge_preview(1, 2)", "merge(gen_random_uuid(), 1, 2)", "unmerge(gen_random_uuid(), 1)"):
        assert await told(connection, f"select * from api.{call}") == DENIED


@pytest.mark.parametrize(
    ("opened", "keep", "dropped", "code"),
    [
        (["koivu"], "koivu", "kunta", "not_open"),
        (["koivu"], "koivu", "rajattu", "not_open"),
        (["koivu"], "koivu", "koivu", "merge_needs_two"),
        (["koivu", "matti"], "koivu", "matti", "merge_kinds_differ"),
        (["matti", "suoja"], "matti", "suoja", "merge_protected"),
        (["matti", "teija"], "matti", "teija", "merge_identity_codes_differ"),
    ],
)
async def test_merging_is_refused(siege: Town, opened: list[str], keep: str, dropped: str, code: str) -> None:
    hanna = await siege.opened("hanna", *opened)
    for call in ("select * from api.merge_preview($1, $2)", "select api.merge(gen_random_uuid(), $1, $2)"):
        with refused(code):
            await hanna.fetch(call, siege.ids[keep], siege.ids[dropped])


async def test_merged_customer_is_gone_for_everybody(town: Town) -> None:
    hanna = await town.opened("hanna", "matti", "lupa")
    await hanna.fetchval("select api.merge($1, $2, $3)", uuid4(), town.ids["lupa"], town.ids["matti"])
    for who in ("hanna", "salla", "petra", "maria"):
        connection = await town.as_login(who)
        assert await connection.fetchval("select api.open_card($1)", town.ids["matti"]) == "not_found"
        assert town.ids["matti"] not in {row["id"] for row in await connection.fetch("select id from api.find('meikäläinen')")}


async def test_refusal_survives_a_merging(town: Town) -> None:
    hanna, salla = await town.opened("hanna", "lupa", "kielto"), await town.as_login("salla")
    await hanna.fetchval("select api.merge($1, $2, $3)", uuid4(), town.ids["lupa"], town.ids["kielto"])
    row = await salla.fetchrow("select allowed, reason from api.may_market($1, null, 'email')", town.ids["lupa"])
    assert tuple(row) == (False, "refused")


# undo, redo, restore --------------------------------------------------------------------------------------------------


async def test_change_of_a_colleague_is_not_undone(town: Town) -> None:
    hanna, salla = await town.opened("hanna", "kunta"), await town.opened("salla", "kunta")
    await save(hanna, town.ids["kunta"], edit("party", town.ids["kunta"], name="Kantokunta"))
    with refused("undo_nothing"):
        await salla.fetchval("select api.undo($1, $2)", uuid4(), town.ids["kunta"])


async def test_nothing_is_undone_behind_a_closed_card(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await save(hanna, town.ids["koivu"], edit("party", town.ids["koivu"], name="Kanto Oy"))
    await owner.execute("delete from audit.ticket")
    for call in ("undo($1, $2)", "redo($1, $2)"):
        with refused("not_open"):
            await hanna.fetchval(f"select api.{call}", uuid4(), town.ids["koivu"])
    with refused("not_open"):
        await hanna.fetchval("select api.undoable($1)", town.ids["koivu"])


async def test_refusal_of_a_person_is_not_undone(town: Town) -> None:
    salla = await town.opened("salla", "lupa")
    await record(salla, town.ids["lupa"], None, "email", "refused")
    with refused("undo_permission_refusal"):
        await salla.fetchval("select api.undo($1, $2)", uuid4(), town.ids["lupa"])


async def test_protection_of_an_address_is_not_undone_to_read_it(town: Town) -> None:
    salla = await town.opened("salla", "matti")
    version = await version_of(salla, "party", town.ids["matti"])
    await save(salla, town.ids["matti"], edit("party", town.ids["matti"], version, protected=True))
    with refused("address_protected"):
        await salla.fetchval("select api.undo($1, $2)", uuid4(), town.ids["matti"])
    assert await salla.fetch("select * from api.card_addresses($1)", town.ids["matti"]) == []


@pytest.mark.parametrize(
    ("who", "table", "row"),
    [
        ("anna", "contact_point", "koivu.technical.email"),
        ("tuki", "contact_point", "koivu.billing.email"),
        ("anna", "person_role", "koivu.technical.role"),
        ("salla", "identity_code", "matti"),
    ],
)
async def test_line_of_a_row_that_the_purpose_may_not_see_is_not_compared(siege: Town, who: str, table: str, row: str) -> None:
    owner = await siege.owner()
    seq = await owner.fetchval("select max(seq) from audit.change_log where table_name = $1 and row_id = $2", table, str(siege.ids[row]))
    name = row.split(".")[0]
    connection = await siege.opened(who, name)
    for wanted in (seq, 10**9):
        with refused("not_found"):
            await connection.fetchval("select api.compare($1, $2)", siege.ids[name], wanted)


async def test_line_of_another_customer_is_not_compared_or_brought_back(siege: Town) -> None:
    owner, hanna = await siege.owner(), await siege.opened("hanna", "koivu")
    seq = await owner.fetchval("select max(seq) from audit.change_log where party = $1", siege.ids["matti"])
    with refused("not_found"):
        await hanna.fetchval("select api.compare($1, $2)", siege.ids["koivu"], seq)
    with refused("not_found"):
        await hanna.fetchval("select api.restore(gen_random_uuid(), $1, $2, '{given}', 1)", siege.ids["koivu"], seq)


# duplicates -----------------------------------------------------------------------------------------------------------


async def duplicates(connection: Connection, *changes: dict[str, Any]) -> set[int]:
    """Customers that look like a new one."""
    return {row["id"] for row in await connection.fetch("select id from api.duplicates($1)", list(changes))}


async def test_hidden_customers_are_nobodys_duplicates(siege: Town) -> None:
    salla, hanna = await siege.as_login("salla"), await siege.as_login("hanna")
    company = party("company", "Tampereen Takomo Oy"), {"entity": "identifier", "fields": {"scheme": "business_id", "value": "2077474-0"}}
    assert await duplicates(salla, *company) == set()
    assert await duplicates(hanna, *company) == {siege.ids["takomo"]}
    assert await duplicates(hanna, party("company", "Rajattu Rantala Oy")) == set()


async def test_number_of_a_person_that_the_purpose_may_not_see_finds_no_duplicate(siege: Town) -> None:
    technical = {"entity": "contact_point", "fields": {"kind": "email", "given": "technical@koivu.example.fi"}}
    assert await duplicates(await siege.as_login("anna"), party("company", "Kanto Oy"), technical) == set()


async def test_protected_address_is_no_clue(siege: Town) -> None:
    hanna = await siege.as_login("hanna")
    rows = []
    for street in ("Piilokuja", "Olematontie"):
        home = {"entity": "address", "fields": {"kind": "visit", "street": street, "number": "1", "postcode": "44801", "town": "Salakylä"}}
        found = await hanna.fetch("select id, score, matched from api.duplicates($1)", [party("person", "Salme Suojattu"), home])
        rows.append([tuple(row) for row in found])
    assert rows[0] == rows[1]


@pytest.mark.parametrize("who", ["tuki", "ville", "maria", "petra", "paula"])
async def test_purpose_that_adds_no_customers_asks_for_no_duplicates(siege: Town, who: str) -> None:
    connection = await siege.as_login(who)
    assert await told(connection, "select * from api.duplicates('[]')") == DENIED
    assert await told(connection, "select * from api.duplicates_of(1)") == DENIED


async def test_card_that_is_not_open_is_not_compared_with_others(siege: Town) -> None:
    hanna = await siege.as_login("hanna")
    for wanted in (siege.ids["koivu"], siege.ids["rajattu"], 999999):
        with refused("not_open"):
            await hanna.fetch("select * from api.duplicates_of($1)", wanted)
    await open_card(hanna, siege.ids["koivu"])
    assert await hanna.fetch("select * from api.duplicates_of($1)", siege.ids["koivu"]) == []
