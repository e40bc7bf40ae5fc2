"""Undo: whose changes, in which order, what stands against it, and that it is a change like any other."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.parties import acting, home, identifier, party, reach
from tests.people import Connection, Town, open_card, record, refused, save, version_of


async def undo(connection: Connection, customer: int, op: UUID | None = None) -> dict[str, Any]:
    """One press of the key."""
    return await connection.fetchval("select api.undo($1, $2)", op or uuid4(), customer)


async def redo(connection: Connection, customer: int) -> dict[str, Any]:
    """Takes an undoing back."""
    return await connection.fetchval("select api.redo($1, $2)", uuid4(), customer)


async def change(connection: Connection, customer: int, entity: str, row: int, **fields: Any) -> None:
    """Save fields of one row as it is now."""
    version = await version_of(connection, entity, row)
    answer = await save(connection, customer, {"entity": entity, "id": row, "version": version, "fields": fields})
    assert answer["outcome"] == "saved", answer


async def remove(connection: Connection, customer: int, entity: str, row: int) -> None:
    """Remove one row as it is now."""
    version = await version_of(connection, entity, row)
    answer = await save(connection, customer, {"entity": entity, "id": row, "version": version, "remove": True})
    assert answer["outcome"] == "saved", answer


async def rows_of(town: Town, customer: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that is really there of a customer, without what counts or dates its changes."""
    owner = await town.owner()
    found: dict[str, list[dict[str, Any]]] = {}
    for table in ("party_name", "identifier", "address", "person_role", "contact_point", "marketing_permission"):
        query = f"select to_jsonb(t) - 'version' from register.{table} t where party = $1 order by id"
        found[table] = [row[0] for row in await owner.fetch(query, customer)]
    query = "select to_jsonb(t) - 'version' - 'changed_at' from register.party t where id = $1"
    found["party"] = [row[0] for row in await owner.fetch(query, customer)]
    query = "select to_jsonb(t) - 'version' from register.person t where id = any($1) order by id"
    persons = [role["person"] for role in found["person_role"]]
    found["person"] = [row[0] for row in await owner.fetch(query, persons)]
    return found


DEEDS = {
    "a field": lambda ids: [{"entity": "address", "id": ids["koivu.home"], "version": 1, "fields": {"street": "Oksakuja", "number": None}}],
    "a name": lambda ids: [{"entity": "party", "id": ids["koivu"], "version": 1, "fields": {"name": "Kahvila Kanto Oy"}}],
    "two rows": lambda ids: [
        {"entity": "address", "id": ids["koivu.home"], "version": 1, "fields": {"street": "Oksakuja"}},
        {"entity": "contact_point", "id": ids["koivu.own.phone"], "version": 1, "fields": {"given": "+358445550999"}},
    ],
    "one row twice": lambda ids: [
        {"entity": "address", "id": ids["koivu.home"], "version": 1, "fields": {"street": street}} for street in ("Oksakuja", "Lehtikuja")
    ],
    "an added row": lambda _: [home("Uusikuja", "44800", "Pihtipudas", "billing")],
    "an added person": lambda _: acting("billing", "Uuno", "Uusi", "koivu", "+358445550991"),
    "a removed row": lambda ids: [{"entity": "identifier", "id": ids["koivu.business_id"], "version": 1, "remove": True}],
    "a removed person": lambda ids: [{"entity": "person_role", "id": ids["koivu.decision.role"], "version": 1, "remove": True}],
    "an ended role and a new one": lambda ids: [
        {"entity": "person_role", "id": ids["koivu.billing.role"], "version": 1, "fields": {"valid_to": "2099-01-01"}},
        {"entity": "person_role", "fields": {"person": ids["koivu.billing"], "role": "billing"}},
    ],
    "all at once": lambda ids: [
        {"entity": "party", "id": ids["koivu"], "version": 1, "fields": {"name": "Kahvila Kanto Oy", "language": "sv"}},
        {"entity": "person_role", "id": ids["koivu.technical.role"], "version": 1, "remove": True},
        *acting("billing", "Uuno", "Uusi", "koivu", "+358445550991"),
        identifier("vat", "FI15728600"),
    ],
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_undo_leaves_everything_as_it_was_and_redo_as_it_became(town: Town, deed: str) -> None:
    koivu = town.ids["koivu"]
    hanna = await town.opened("hanna", "koivu")
    before = await rows_of(town, koivu)
    assert (await save(hanna, koivu, *DEEDS[deed](town.ids)))["outcome"] == "saved"
    after = await rows_of(town, koivu)
    assert after != before
    assert (await undo(hanna, koivu))["outcome"] == "undone"
    assert await rows_of(town, koivu) == before
    assert (await redo(hanna, koivu))["outcome"] == "undone"
    assert await rows_of(town, koivu) == after
    await undo(hanna, koivu)
    assert await rows_of(town, koivu) == before


# whose, and in which order ------------------------------------------------------------------------------------------


async def street_of(town: Town) -> str:
    """The street that is really there."""
    return await (await town.owner()).fetchval("select street from register.address where id = $1", town.ids["koivu.home"])


async def test_undo_walks_back_through_own_changes_until_none_is_left(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    anna = await town.opened("anna", "koivu")
    for street in ("Oksakuja", "Lehtikuja", "Juurikuja"):
        await change(anna, koivu, "address", row, street=street)
    for street in ("Lehtikuja", "Oksakuja", "Koivukuja"):
        await undo(anna, koivu)
        assert await street_of(town) == street
    with refused("undo_nothing"):
        await undo(anna, koivu)


async def test_redo_walks_forward_until_something_else_is_changed(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    anna = await town.opened("anna", "koivu")
    for street in ("Oksakuja", "Lehtikuja"):
        await change(anna, koivu, "address", row, street=street)
    await undo(anna, koivu)
    await undo(anna, koivu)
    for street in ("Oksakuja", "Lehtikuja"):
        await redo(anna, koivu)
        assert await street_of(town) == street
    with refused("redo_nothing"):
        await redo(anna, koivu)
    await undo(anna, koivu)
    await change(anna, koivu, "address", row, number="7")
    with refused("redo_nothing"):
        await redo(anna, koivu)


async def test_undone_and_redone_change_is_undone_again(town: Town) -> None:
    koivu = town.ids["koivu"]
    anna = await town.opened("anna", "koivu")
    await change(anna, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    for _ in range(3):
        await undo(anna, koivu)
        assert await street_of(town) == "Koivukuja"
        await redo(anna, koivu)
        assert await street_of(town) == "Oksakuja"


async def test_change_of_another_login_is_not_mine_to_undo(town: Town) -> None:
    koivu = town.ids["koivu"]
    anna, monta = await town.opened("anna", "koivu"), await town.opened("monta", "koivu", purpose="billing")
    await change(anna, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    with refused("undo_nothing"):
        await undo(monta, koivu)
    assert await street_of(town) == "Oksakuja"


async def test_change_under_another_purpose_is_not_undone_under_this_one(town: Town) -> None:
    koivu = town.ids["koivu"]
    billing = await town.opened("monta", "koivu", purpose="billing")
    await change(billing, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    relations = await town.opened("monta", "koivu", purpose="relations")
    with refused("undo_nothing"):
        await undo(relations, koivu)


async def test_change_of_another_customer_is_not_undone_from_this_card(town: Town) -> None:
    anna = await town.opened("anna", "koivu", "matti")
    await change(anna, town.ids["koivu"], "address", town.ids["koivu.home"], street="Oksakuja")
    with refused("undo_nothing"):
        await undo(anna, town.ids["matti"])


async def test_change_of_a_person_is_undone_from_the_card_it_was_made_on(town: Town) -> None:
    koivu = town.ids["koivu"]
    salla = await town.opened("salla", "koivu")
    await change(salla, koivu, "person", town.ids["koivu.decision"], title="Johtaja")
    assert (await undo(salla, koivu))["what"] == [
        {"entity": "person", "id": str(town.ids["koivu.decision"]), "act": "update", "fields": ["title"]}
    ]
    assert await salla.fetchval("select title from register.person where id = $1", town.ids["koivu.decision"]) == "decision title"


async def test_change_is_undone_after_logging_in_again(town: Town) -> None:
    koivu = town.ids["koivu"]
    first = await town.opened("anna", "koivu")
    await change(first, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    await first.close()
    again = await town.opened("anna", "koivu")
    assert (await undo(again, koivu))["what"] == [
        {"entity": "address", "id": str(town.ids["koivu.home"]), "act": "update", "fields": ["street"]}
    ]
    assert await street_of(town) == "Koivukuja"


async def test_same_undoing_is_done_once_and_answers_the_same(town: Town) -> None:
    koivu, row, op = town.ids["koivu"], town.ids["koivu.home"], uuid4()
    anna = await town.opened("anna", "koivu")
    for street in ("Oksakuja", "Lehtikuja"):
        await change(anna, koivu, "address", row, street=street)
    assert await undo(anna, koivu, op) == await undo(anna, koivu, op)
    assert await street_of(town) == "Oksakuja"


async def test_two_undoings_at_once_undo_two_changes(town: Town) -> None:
    koivu, row = town.ids["koivu"], town.ids["koivu.home"]
    anna, same = await town.opened("anna", "koivu"), await town.opened("anna", "koivu")
    for street in ("Oksakuja", "Lehtikuja"):
        await change(anna, koivu, "address", row, street=street)
    await asyncio.gather(undo(anna, koivu), undo(same, koivu))
    assert await street_of(town) == "Koivukuja"


# an undoing is a change like any other ------------------------------------------------------------------------------


async def test_undoing_is_logged_with_what_it_undoes_and_takes_no_line_away(town: Town) -> None:
    koivu, op = town.ids["koivu"], uuid4()
    anna, owner = await town.opened("anna", "koivu"), await town.owner()
    await change(anna, koivu, "address", town.ids["koivu.home"], street="Oksakuja")
    before = await owner.fetch("select * from audit.change_log order by seq")
    undone = (await undo(anna, koivu, op))["undone"]
    after = await owner.fetch("select * from audit.change_log order by seq")
    assert after[: len(before)] == before
    (line,) = after[len(before) :]
    assert (line["op"], line["undoes"], line["diff"]) == (op, UUID(undone), {"street": ["Oksakuja", "Koivukuja"]})
    assert line["leaf"] == await owner.fetchval("select rules.change_leaf(c) from audit.change_log c where seq = $1", line["seq"])


async def test_setting_made_in_psql_neither_marks_a_save_as_an_undoing_nor_drops_the_former_name(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await hanna.execute("select set_config('seloste.undoes', $1, false)", str(uuid4()))
    await change(hanna, koivu, "party", koivu, name="Kahvila Kanto Oy")
    assert await owner.fetchval("select count(*) from audit.change_log where undoes is not null") == 0
    assert await hanna.fetchval("select name from api.card_names($1)", koivu) == "Kahvila Koivu Oy"


async def test_name_that_was_a_mistake_does_not_stay_among_former_names_nor_in_search(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna = await town.opened("hanna", "koivu")
    await change(hanna, koivu, "party", koivu, name="Ravintola Kanto Oy")
    await undo(hanna, koivu)
    assert await hanna.fetchval("select count(*) from api.card_names($1)", koivu) == 0
    assert await hanna.fetchval("select count(*) from api.find('ravintola kanto')") == 0
    assert await hanna.fetchval("select id from api.find('kahvila koivu')") == koivu


async def test_new_customer_goes_when_nothing_else_belongs_to_it(town: Town) -> None:
    hanna, owner = await town.as_login("hanna"), await town.owner()
    person = acting("billing", "Turha", "Laskuttaja", "turha", "+358445550991")
    new = await save(hanna, None, party("company", "Turha Oy"), reach("turha@turha.example.fi"), *person)
    await open_card(hanna, new["party"])
    assert (await undo(hanna, new["party"]))["gone"]
    for table in ("party", "person", "contact_point", "person_role"):
        ids = [row["id"] for row in new["rows"] if row["entity"] == table]
        assert await owner.fetchval(f"select count(*) from register.{table} where id = any($1)", ids) == 0
    assert await hanna.fetchval("select count(*) from api.find('turha oy')") == 0


async def test_new_customer_stays_when_somebody_added_to_it(town: Town) -> None:
    hanna = await town.as_login("hanna")
    new = (await save(hanna, None, party("company", "Tarpeen Oy")))["party"]
    await open_card(hanna, new)
    salla = await town.as_login("salla")
    await open_card(salla, new)
    await save(salla, new, reach("tarpeen@tarpeen.example.fi"))
    with refused("undo_changed_since"):
        await undo(hanna, new)
    assert await hanna.fetchval("select name from api.card($1)", new) == "Tarpeen Oy"


# what stands against it ---------------------------------------------------------------------------------------------


async def facts_of(connection: Connection, customer: int) -> dict[str, Any]:
    """Why the last change cannot be undone."""
    return await connection.fetchval("select api.undoable($1)", customer)


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


# decisions on marketing ---------------------------------------------------------------------------------------------


async def in_force(connection: Connection, customer: int, channel: str = "email") -> tuple[str | None, bool]:
    """The decision in force for the customer itself, and whether it may be marketed to."""
    query = "select state, allowed from api.permissions($1) where person is null and channel = $2"
    return tuple(await connection.fetchrow(query, customer, channel))


async def test_undoing_a_first_consent_leaves_no_decision_in_force(town: Town) -> None:
    matti = town.ids["matti"]
    salla, owner = await town.opened("salla", "matti"), await town.owner()
    await record(salla, matti, None, "email", "consent")
    assert await in_force(salla, matti) == ("consent", True)
    await undo(salla, matti)
    assert await in_force(salla, matti) == (None, False)
    assert await owner.fetchval("select permission from register.party where id = $1", matti) == "none"
    decisions = await salla.fetch("select state, how from api.card_permissions($1)", matti)
    assert [tuple(decision) for decision in decisions] == [("none", "correction"), ("consent", "phone")]
    await redo(salla, matti)
    assert await in_force(salla, matti) == ("consent", True)


async def test_undoing_a_decision_brings_back_the_one_before_with_its_proof(town: Town) -> None:
    matti = town.ids["matti"]
    salla = await town.opened("salla", "matti")
    await record(salla, matti, None, "email", "existing_customer", how="contract", product_group="hosting", evidence="sopimus 17")
    await record(salla, matti, None, "email", "consent")
    await undo(salla, matti)
    last = await salla.fetchrow("select state, how, product_group, evidence from api.card_permissions($1)", matti)
    assert tuple(last) == ("existing_customer", "contract", "hosting", "sopimus 17")
    await undo(salla, matti)
    assert await in_force(salla, matti) == (None, False)


async def test_undoing_a_consent_that_lifted_a_refusal_brings_the_refusal_back(town: Town) -> None:
    kielto = town.ids["kielto"]
    salla = await town.opened("salla", "kielto")
    owner = await town.owner()
    suppressed = "select count(*) from register.suppression where lifted_at is null"
    before = await owner.fetchval(suppressed)
    await record(salla, kielto, None, "email", "consent")
    assert (await in_force(salla, kielto))[1]
    await undo(salla, kielto)
    assert await in_force(salla, kielto) == ("refused", False)
    assert await owner.fetchval(suppressed) == before
    with refused("undo_permission_refusal"):
        await redo(salla, kielto)


@pytest.mark.parametrize("who", ["salla", "tuki"])
async def test_refusal_is_never_undone(town: Town, who: str) -> None:
    matti = town.ids["matti"]
    connection = await town.opened(who, "matti")
    await record(connection, matti, None, "email", "refused")
    with refused("undo_permission_refusal"):
        await undo(connection, matti)
    assert (await facts_of(connection, matti))["code"] == "undo_permission_refusal"
    assert await (await town.owner()).fetchval("select count(*) from register.marketing_permission where party = $1", matti) == 1


async def test_decision_that_another_followed_is_not_undone(town: Town) -> None:
    matti = town.ids["matti"]
    salla, monta = await town.opened("salla", "matti"), await town.opened("monta", "matti", purpose="relations")
    await record(salla, matti, None, "email", "consent")
    await record(monta, matti, None, "email", "refused")
    with refused("undo_changed_since"):
        await undo(salla, matti)
    assert await in_force(salla, matti) == ("refused", False)


async def test_that_no_decision_was_given_is_said_by_undoing_alone(town: Town) -> None:
    salla = await town.opened("salla", "matti")
    for state, how in (("none", "phone"), ("consent", "correction")):
        with refused("undone_only"):
            await record(salla, town.ids["matti"], None, "email", state, how=how)


async def test_refusal_of_a_person_comes_back_with_the_person(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    query = "select id, state, taken_by, taken_at from register.marketing_permission where party = $1"
    before = await owner.fetch(query, koivu)
    assert [row["state"] for row in before] == ["refused"]
    await remove(hanna, koivu, "person_role", town.ids["koivu.decision.role"])
    assert await owner.fetch(query, koivu) == []
    await undo(hanna, koivu)
    assert await owner.fetch(query, koivu) == before


# any walk back and forth --------------------------------------------------------------------------------------------


def random_deed(chance: Random, rows: dict[str, list[dict[str, Any]]], customer: int) -> dict[str, Any] | list[dict[str, Any]]:
    """Something to save, of what may be done to the rows that are there."""
    which = chance.choice(("name", "street", "add", "remove", "person", "leaver"))
    word = "".join(chance.choices("aeiklmnoprstu", k=8)).capitalize()
    match which:
        case "name":
            return {"entity": "party", "id": customer, "fields": {"name": f"{word} Oy"}}
        case "street" if rows["address"]:
            return {"entity": "address", "id": chance.choice(rows["address"])["id"], "fields": {"street": word, "number": None}}
        case "remove" if own := [row for row in rows["contact_point"] if row["person"] is None]:
            return {"entity": "contact_point", "id": chance.choice(own)["id"], "remove": True}
        case "person":
            return acting("billing", word, word, "koivu", f"+35844555{chance.randrange(10000):04}")
        case "leaver" if acted := [row for row in rows["person_role"] if row["role"] in {"billing", "technical"}]:
            return {"entity": "person_role", "id": chance.choice(acted)["id"], "remove": True}
        case _:
            return reach(f"{word.lower()}@koivu.example.fi")


@pytest.mark.parametrize("seed", range(3))
async def test_any_walk_back_and_forth_passes_the_same_states(town: Town, seed: int) -> None:
    koivu, chance = town.ids["koivu"], Random(seed)
    hanna = await town.opened("hanna", "koivu")
    states, place = [await rows_of(town, koivu)], 0
    for _ in range(40):
        step = chance.choice(("save", "save", "undo", "undo", "redo"))
        if step == "save":
            deed = random_deed(chance, states[place], koivu)
            changes = deed if isinstance(deed, list) else [deed]
            for one in changes:
                if "id" in one:
                    one["version"] = await version_of(hanna, one["entity"], one["id"])
            assert (await save(hanna, koivu, *changes))["outcome"] == "saved"
            states[place + 1 :] = [await rows_of(town, koivu)]
            place += 1
        elif step == "undo" and place > 0:
            await undo(hanna, koivu)
            place -= 1
        elif step == "redo" and place + 1 < len(states):
            await redo(hanna, koivu)
            place += 1
        assert await rows_of(town, koivu) == states[place]
