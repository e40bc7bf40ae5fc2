"""Merging two customers that are one: what moves, what wins, and who may."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.parties import party, reach
from tests.people import Town, open_card, record, refused, save, version_of
from tests.sql.merging import TABLES, each, everything, merge, twin, unmerge


async def test_every_row_moves_with_its_source_and_what_both_have_is_kept_once(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    answer = await merge(hanna, keep, dropped)
    assert (answer["outcome"], answer["moved"], answer["doubled"]) == ("merged", 8, 3)
    names = await hanna.fetch("select name, type, source, source_ref from register.party_name where party = $1", keep)
    aside, former = ("Koivun kahvio", "auxiliary", "ytj", None), ("Koivu Kahvila Ab", "main", "call", "Puhelu 12")
    assert {tuple(name) for name in names} == {aside, former}
    assert await each(hanna, "select street from register.address where party = $1", keep) == ["Koivukuja", "Lehtikuja"]
    given = await each(hanna, "select given from register.contact_point where party = $1 and person is null", keep)
    assert given == ["+358445550100", "info@koivu.example.fi", "toinen@koivu.example.fi"]
    assert await each(hanna, "select scheme from register.identifier where party = $1", keep) == ["business_id", "vat"]
    owner = await town.owner()
    left = {table: await owner.fetchval(f"select count(*) from register.{table} where party = $1", dropped) for table in TABLES}
    assert not any(left.values()), left


async def test_a_merging_is_one_operation_in_the_log_with_what_was_not_doubled_in_it(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    op = uuid4()
    first = await merge(hanna, keep, dropped, op)
    assert await merge(hanna, keep, dropped, op) == first
    owner = await town.owner()
    lines = await owner.fetch("select table_name, act, diff from audit.change_log where op = $1", op)
    removed = [row["diff"] for row in lines if row["act"] == "delete"]
    assert {tuple(diff["source"]) for diff in removed} == {("staff", None)}
    assert any(diff.get("normal") == ["info@koivu.example.fi", None] for diff in removed)
    assert sum(row["table_name"] == "merging" for row in lines) == 1
    assert all(row["diff"]["party"] == [dropped, keep] for row in lines if row["act"] == "update" and row["table_name"] != "party")


async def test_the_dropped_customer_is_in_no_list_and_its_id_leads_to_the_kept_one(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    assert [row["id"] for row in await hanna.fetch("select id from api.find('koivu kahvila ab')")] == [keep], "by its past name"
    assert dropped not in {row["id"] for row in await hanna.fetch("select id from api.find('', '{}', null, false, 200)")}
    assert [row["id"] for row in await hanna.fetch("select id from api.find('kirjuri')")] == [keep]
    for who in ("hanna", "anna", "petra"):
        connection = await town.as_login(who)
        assert await connection.fetchval("select api.open_card($1)", dropped) == "not_found"
        assert await connection.fetchval("select api.kept_as($1)", dropped) == keep
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from search.token where party = $1", dropped) == 0


async def test_where_a_customer_went_is_said_to_those_who_see_the_keeper_only(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    for who in ("teemu", "nolla"):
        assert await (await town.as_login(who)).fetchval("select api.kept_as($1)", dropped) is None
    assert await hanna.fetchval("select api.kept_as($1)", keep) is None
    assert await hanna.fetchval("select api.kept_as(987654)") is None
    petra = await town.opened("petra", "koivu")
    version = await version_of(petra, "party", keep)
    await save(petra, keep, {"entity": "party", "id": keep, "version": version, "fields": {"restricted": True}})
    assert await hanna.fetchval("select api.kept_as($1)", dropped) is None
    assert await petra.fetchval("select api.kept_as($1)", dropped) == keep


async def test_a_refusal_wins_over_a_later_consent_of_the_other_card(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    salla = await town.opened("salla", "koivu")
    await open_card(salla, dropped)
    await record(salla, dropped, None, "post", "refused", how="letter", evidence="Kirje 1")
    await record(salla, keep, None, "post", "consent")
    await merge(hanna, keep, dropped)
    in_force = "select allowed, reason, how, evidence from api.permissions($1) where person is null and channel = 'post'"
    assert tuple(await salla.fetchrow(in_force, keep)) == (False, "refused", "letter", "Kirje 1")
    owner = await town.owner()
    refusals = "select taken_at from register.marketing_permission where party = $1 and channel = 'post' and state = 'refused'"
    taken = await owner.fetch(refusals, keep)
    assert len(taken) == 2
    assert len({row["taken_at"] for row in taken}) == 1, "the copy says when it was taken, not when it was copied"
    other = await salla.fetchval("select reason from api.permissions($1) where person is null and channel = 'phone'", keep)
    assert other == "business_address"


async def test_a_refusal_of_one_group_of_products_wins_too(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    salla = await town.opened("salla", "koivu")
    await open_card(salla, dropped)
    await record(salla, keep, None, "email", "refused", product_group="domains")
    await record(salla, keep, None, "email", "consent", product_group="hosting")
    await record(salla, dropped, None, "email", "consent")
    await merge(hanna, keep, dropped)
    verdict = "select allowed from api.may_market($1, null, 'email', $2)"
    assert await salla.fetchval(verdict, keep, "domains") is False


async def test_an_identity_code_moves_and_two_different_ones_are_refused(town: Town) -> None:
    hanna = await town.opened("hanna", "matti", "suoja")
    with refused("merge_identity_codes_differ"):
        await merge(hanna, town.ids["suoja"], town.ids["matti"])
    made = (await save(hanna, None, party("person", "Meikäläinen Matti"), reach("matti@toinen.example.fi")))["party"]
    await open_card(hanna, made)
    before = await everything(town, made, town.ids["matti"])
    await merge(hanna, made, town.ids["matti"])
    assert await hanna.fetchval("select api.find_identity_code('010190-900P')") == made
    await unmerge(hanna, made)
    assert await everything(town, made, town.ids["matti"]) == before


async def test_the_same_identity_code_twice_is_kept_once_and_given_back(town: Town) -> None:
    hanna = await town.opened("hanna", "matti")
    made = (await save(hanna, None, party("person", "Meikäläinen Matti")))["party"]
    await open_card(hanna, made)
    await hanna.execute("select api.set_identity_code($1, $2, '010190-900P', 'laskutus', 'passi')", uuid4(), made)
    before = await everything(town, made, town.ids["matti"])
    await merge(hanna, town.ids["matti"], made)
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from secret.identity_code where code = '010190-900P'") == 1
    await unmerge(hanna, town.ids["matti"])
    assert await everything(town, made, town.ids["matti"]) == before


async def test_a_person_known_to_both_keeps_one_role_and_the_numbers_of_both(town: Town) -> None:
    hanna, keep, dropped = await twin(town, [party("company", "Koivun Kahvila Oy")])
    technical = town.ids["koivu.technical"]
    await save(
        hanna, dropped, {"entity": "person_role", "fields": {"person": technical, "role": "technical"}},
        {"entity": "contact_point", "fields": {"kind": "email", "given": "technical@koivu.example.fi", "person": technical}},
        {"entity": "contact_point", "fields": {"kind": "email", "given": "tekija@toinen.example.fi", "person": technical}},
    )  # fmt: skip
    before = await everything(town, keep, dropped)
    await merge(hanna, keep, dropped)
    reached = await hanna.fetch("select given from register.contact_point where party = $1 and person = $2", keep, technical)
    assert {row["given"] for row in reached} == {"technical@koivu.example.fi", "+358445550203", "tekija@toinen.example.fi"}
    await unmerge(hanna, keep)
    assert await everything(town, keep, dropped) == before


async def test_both_cards_must_be_open_and_seen(town: Town) -> None:
    hanna, keep, _ = await twin(town)
    for other in (town.ids["kunta"], town.ids["rajattu"], 987654):
        with refused("not_open"):
            await merge(hanna, keep, other)
    teemu = await town.opened("teemu", "takomo")
    with refused("not_open"):
        await merge(teemu, town.ids["takomo"], keep)


@pytest.mark.parametrize(("keep", "dropped", "code"), [
    ("koivu", "koivu", "merge_needs_two"), ("koivu", "matti", "merge_kinds_differ"), ("lupa", "suoja", "merge_protected"),
])  # fmt: skip
async def test_what_is_not_one_is_not_merged(town: Town, keep: str, dropped: str, code: str) -> None:
    hanna = await town.opened("hanna", keep, dropped)
    with refused(code):
        await merge(hanna, town.ids[keep], town.ids[dropped])
    with refused(code):
        await hanna.fetch("select * from api.merge_preview($1, $2)", town.ids[keep], town.ids[dropped])


async def test_a_protected_card_takes_in_the_address_of_the_other_behind_its_protection(town: Town) -> None:
    hanna = await town.opened("hanna", "suoja", "lupa")
    await merge(hanna, town.ids["suoja"], town.ids["lupa"])
    owner = await town.owner()
    assert await owner.fetchval("select bool_and(guarded) from register.address where party = $1", town.ids["suoja"])
    assert await hanna.fetch("select street from register.address where party = $1", town.ids["suoja"]) == []
    before = await everything(town, town.ids["suoja"])
    assert before["party"][0]["town"] is None


async def test_the_preview_says_what_moves_and_what_both_have(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    lines = await hanna.fetch("select entity, doubled from api.merge_preview($1, $2)", keep, dropped)
    assert sorted(row["entity"] for row in lines if row["doubled"]) == ["address", "contact_point", "identifier"]
    assert len(lines) == 10


async def test_the_history_of_the_kept_one_tells_what_happened_to_the_dropped(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    lines = await hanna.fetch("select entity, act, diff from api.history($1)", keep)
    assert any(line["entity"] == "party" and line["diff"].get("name") == [None, "Koivu Kahvila Ab"] for line in lines)
    await unmerge(hanna, keep)
    lines = await hanna.fetch("select entity, act, diff from api.history($1)", keep)
    assert not any(line["entity"] == "party" and line["diff"].get("name") == [None, "Koivu Kahvila Ab"] for line in lines)


async def test_a_decision_on_marketing_is_still_nobodys_to_move_or_remove(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    with refused("not_yours"):
        await hanna.execute(f"update register.merging set undone_at = now() where party = {keep}")
    owner = await town.owner()
    await owner.execute("set role seloste_owner")
    with refused("append_only"):
        await owner.execute(f"delete from register.marketing_permission where party = {keep}")


async def test_privacy_finds_the_reads_and_changes_of_the_dropped_one_at_the_kept(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await hanna.execute("select api.open_card($1, 'Asiakas soitti uudesta numerosta')", dropped)
    await merge(hanna, keep, dropped)
    petra = await town.opened("petra", "koivu")
    lines = await petra.fetch("select log, act, entity, reason from api.audit_of($1)", keep)
    assert any(line["reason"] == "Asiakas soitti uudesta numerosta" for line in lines)
    assert any(line["entity"] == "merging" for line in lines)
    with refused("not_found"):
        await petra.fetch("select * from api.audit_of($1)", dropped)


async def test_hidden_merged_and_absent_customers_look_the_same_to_explain(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    await merge(hanna, keep, dropped)
    teemu = await town.as_login("teemu")

    async def work(customer: int) -> Any:
        (plan,) = json.loads(await teemu.fetchval(f"explain (analyze, buffers, timing off, format json) select api.kept_as({customer})"))
        return plan["Plan"]["Shared Hit Blocks"]

    for customer in (dropped, keep, 987654) * 7:
        await work(customer)
    assert len({min([await work(customer) for _ in range(5)]) for customer in (dropped, keep, 987654)}) == 1
