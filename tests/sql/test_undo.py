"""Undo: whose changes, in which order, and that it is a change like any other."""

from __future__ import annotations

import asyncio
import json
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.parties import acting, home, identifier, party, reach
from tests.people import Town, open_card, refused, save, version_of
from tests.sql.undoing import change, redo, rows_of, street_of, undo

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
    other = uuid4()
    await hanna.execute("select set_config('seloste.undoes', $1, false)", str(uuid4()))
    await hanna.execute("select set_config('seloste.ops', $1, false)", json.dumps({str(koivu): str(other)}))
    await hanna.execute("select set_config('seloste.undone', $1, false)", json.dumps({str(other): str(uuid4())}))
    await change(hanna, koivu, "party", koivu, name="Kahvila Kanto Oy")
    assert await owner.fetchval("select count(*) from audit.change_log where undoes is not null or op = $1", other) == 0
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
