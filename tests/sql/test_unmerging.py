"""Taking merged customers apart leaves both as they were, and says what stands against it."""

from __future__ import annotations

import json
from uuid import uuid4

import asyncpg
import pytest

from tests.parties import party, reach
from tests.people import Town, open_card, record, refused, save, version_of
from tests.sql.merging import changed, each, everything, merge, twin, unmerge


async def test_unmerging_leaves_both_exactly_as_they_were(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    salla = await town.opened("salla", "koivu")
    await open_card(salla, dropped)
    await record(salla, dropped, None, "email", "refused")
    await record(salla, keep, None, "email", "consent")
    await record(salla, dropped, None, "post", "consent")
    await hanna.execute("select api.keep_draft($1, $2, 'card', 'Luonnos', '{}')", uuid4(), dropped)
    before = await everything(town, keep, dropped)
    await merge(hanna, keep, dropped)
    answer = await unmerge(hanna, keep)
    assert answer == {"outcome": "unmerged", "party": keep, "dropped": dropped}
    after = await everything(town, keep, dropped)
    for table, rows_before in before.items():
        assert after[table] == rows_before, table
    await open_card(hanna, dropped)
    assert await hanna.fetchval("select name from register.party where id = $1", dropped) == "Koivu Kahvila Ab"


async def test_rows_changed_since_are_named_and_nothing_is_undone(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    owner = await town.owner()
    row = await owner.fetchval("select id from register.address where party = $1 and street = 'Lehtikuja'", keep)
    await save(hanna, keep, {"entity": "address", "id": row, "version": 1, "fields": {"street": "Oksakuja"}})
    person = await owner.fetchval("select person from register.contact_point where party = $1 and given like '%kirjuri%'", keep)
    made = await save(
        hanna, keep, {"entity": "contact_point", "fields": {"kind": "email", "given": "uusi@kirju.example.fi", "person": person}}
    )
    before = await everything(town, keep, dropped)
    assert await changed(hanna, keep) == [("address", str(row)), ("contact_point", str(made["rows"][0]["id"]))]
    assert await everything(town, keep, dropped) == before


async def test_what_was_added_to_the_kept_one_since_stays_with_it(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    await save(hanna, keep, reach("myohemmin@koivu.example.fi"))
    await unmerge(hanna, keep)
    assert "myohemmin@koivu.example.fi" in await each(hanna, "select given from register.contact_point where party = $1", keep)


async def test_mergings_are_taken_apart_last_first_and_a_chain_leads_to_its_end(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    third = (await save(hanna, None, party("company", "Koivukahvila"), reach("kolmas@koivu.example.fi")))["party"]
    await open_card(hanna, third)
    before = await everything(town, keep, dropped, third)
    await merge(hanna, dropped, third)
    middle = await everything(town, keep, dropped, third)
    await merge(hanna, keep, dropped)
    assert await hanna.fetchval("select api.kept_as($1)", third) == keep
    names = [row["name"] for row in await hanna.fetch("select name from api.mergings($1)", keep)]
    assert names == ["Koivu Kahvila Ab", "Koivukahvila"]
    await unmerge(hanna, keep)
    assert await everything(town, keep, dropped, third) == middle
    await open_card(hanna, dropped)
    await unmerge(hanna, dropped)
    assert await everything(town, keep, dropped, third) == before
    with refused("merge_nothing"):
        await unmerge(hanna, dropped)


async def test_a_merged_customer_is_erased_with_the_one_that_keeps_it(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    owner = await town.owner()
    await owner.execute("delete from register.party where id = $1", keep)
    assert await owner.fetchval("select count(*) from register.party where id = $1", dropped) == 0
    assert await owner.fetchval("select count(*) from search.token where token like '%kahvi%' and party = any($1)", [keep, dropped]) == 0


@pytest.mark.parametrize("who", ["anna", "tuki", "salla", "ville", "maria", "petra", "paula"])
async def test_other_purposes_may_not_merge(town: Town, who: str) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    connection = await town.as_login(who)
    if who != "paula":
        await open_card(connection, keep)
    for call in ("select api.merge(gen_random_uuid(), $1, $2)", "select * from api.merge_preview($1, $2)"):
        with refused("not_yours"):
            await connection.execute(call.replace("$1", str(keep)).replace("$2", str(town.ids["kunta"])))
    with refused("not_yours"):
        await connection.execute(f"select api.unmerge(gen_random_uuid(), {keep})")


async def test_undo_does_not_step_over_a_merging_and_says_which(town: Town) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    version = await version_of(hanna, "party", koivu)
    await save(hanna, koivu, {"entity": "party", "id": koivu, "version": version, "fields": {"language": "en"}})
    other = (await save(hanna, None, party("company", "Koivun Kaksonen Oy")))["party"]
    await open_card(hanna, other)
    await merge(hanna, koivu, other)
    with pytest.raises(asyncpg.PostgresError, match="undo_merging") as told:
        await hanna.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert json.loads(told.value.as_dict()["detail"]) == {"dropped": other}
    assert await hanna.fetchval("select language from api.card($1)", koivu) == "en"
    await unmerge(hanna, koivu)
    await hanna.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert await hanna.fetchval("select language from api.card($1)", koivu) == "fi"
