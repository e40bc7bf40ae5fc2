"""Rows of a file are judged, written and undone many at once, and yet each is told, logged and undone by itself."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from db import importing
from tests.imports import at_work, dry_run, finish, lines, take_back, written
from tests.people import Town, open_card, save
from tests.sql.test_attacks_files import PARTY, ROWS, line, staged
from tests.sql.test_importing import HEAD, KOIVU, LEHTO

OTHERS = [[f"Yhtiö {nth} Oy", "", f"y{nth}@y{nth}.example.fi", "", f"Lehtikuja {nth}", "44800", "Pihtipudas"] for nth in range(5)]


async def test_each_customer_of_a_file_is_an_operation_of_its_own_done_and_undone(town: Town, tmp_path: Path) -> None:
    hanna, owner = await at_work(town, "hanna"), await town.owner()
    before = await owner.fetchval("select max(c.seq) from audit.change_log c")
    await take_back(hanna, await finish(hanna, await dry_run(hanna, written(tmp_path, [HEAD, *OTHERS]))))
    each = await owner.fetch(
        "select c.op, (array_agg(c.undoes))[1] as undoes, count(distinct c.party) as parties, count(*) as lines"
        " from audit.change_log c where c.seq > $1 group by c.op order by min(c.seq)",
        before,
    )
    done, undone = [one for one in each if one["undoes"] is None], [one for one in each if one["undoes"]]
    assert [(one["parties"], one["lines"]) for one in each] == [(1, 3)] * 10
    assert {one["undoes"] for one in undone} == {one["op"] for one in done}
    assert await owner.fetchval("select bool_and(c.leaf = rules.change_leaf(c)) from audit.change_log c")
    assert await owner.fetchval("select count(*) from desk.import_row r where r.undone_by is not null") == 5


async def test_a_row_that_cannot_be_read_takes_no_other_with_it(town: Town) -> None:
    hanna = await town.as_login("hanna")
    people = [line({**PARTY, "fields": {"name": f"Yhtiö {nth} Oy"}}, row=nth) for nth in range(1, 8)]
    people[3]["wanted"]["rows"][0]["fields"]["since"] = "31.2.2026"
    people[5]["wanted"]["rows"][0]["fields"]["language"] = "klingon"
    plan = await staged(hanna, *people)
    outcomes = {row["number"]: row["outcome"] for row in await hanna.fetch(ROWS, plan)}
    assert outcomes == dict.fromkeys(range(1, 8), "new") | {4: "refused", 6: "refused"}
    assert (await hanna.fetchval("select api.import_apply($1, $2)", uuid4(), plan))["applied"] == 5


async def test_likely_duplicates_are_those_of_a_customer_entered_by_hand(town: Town, tmp_path: Path) -> None:
    hanna, own = await at_work(town, "hanna"), await town.as_login("hanna")
    rows = [
        ["Koivu Kahvila", "", "info@koivu.example.fi", "", "Koivukuja 3", "44800", "Pihtipudas"],
        ["Kahvlia Koivu Oy", "", "", "", "", "", ""],
        ["Toinen nimi Oy", "", "", "+358445550100", "", "", ""],
        ["Matti Meikälainen", "", "", "", "Mäntytie 1", "44800", "Pihtipudas"],
        LEHTO,
    ]
    found = await lines(hanna, await dry_run(hanna, written(tmp_path, [HEAD, *rows])))
    alone = {
        number: [(one["id"], one["score"]) for one in await own.fetch("select id, score from api.duplicates($1) limit 3", one.changes)]
        for number, one in found.items()
    }
    assert {number: [(each["id"], each["score"]) for each in one.alike or ()] for number, one in found.items()} == alone
    assert [one.outcome for one in found.values()] == ["duplicate"] * 4 + ["new"]


async def test_a_protected_customer_of_a_file_is_open_to_no_marketing(town: Town) -> None:
    hanna, owner = await town.as_login("hanna"), await town.owner()
    fields = {"kind": "post", "street": "Salakuja", "postcode": "44800", "town": "X"}
    home = {"entity": "address", "key": "home", "columns": {}, "fields": fields}
    guarded = {**PARTY, "fields": {"name": "Suojattu Oy", "protected": True}}
    plan = await staged(hanna, line(guarded, home), line({**PARTY, "fields": {"name": "Avoin Oy"}}, home, row=3))
    await hanna.fetchval("select api.import_apply($1, $2)", uuid4(), plan)
    kept = await owner.fetch(
        "select p.name, p.marketable, p.scope % 4 as scope, a.scope % 4 as below, a.guarded, p.town"
        " from register.party p join register.address a on a.party = p.id where p.source_ref is null and p.name ~ 'Suojattu Oy|Avoin Oy'"
    )
    assert {tuple(row) for row in kept} == {("Suojattu Oy", False, 1, 1, True, None), ("Avoin Oy", True, 0, 0, False, "X")}


async def test_a_customer_whose_person_acts_elsewhere_now_is_kept_by_the_undo(town: Town, tmp_path: Path) -> None:
    hanna, owner = await at_work(town, "hanna"), await town.owner()
    persons = [[f"Yhtiö {nth} Oy", f"Pirkko P{nth}"] for nth in range(3)]
    done = await finish(hanna, await dry_run(hanna, written(tmp_path, [["Yritys", "Yhteyshenkilö"], *persons])))
    person, customer = (await owner.fetch("select person, party from register.person_role r order by r.id desc limit 1"))[0]
    other = await town.opened("hanna", "koivu")
    await open_card(other, customer)
    await save(other, town.ids["koivu"], {"entity": "person_role", "fields": {"person": person, "role": "billing"}})
    undone = await take_back(hanna, done)
    assert (undone.undone, undone.kept) == (2, 1)
    assert await owner.fetchval("select count(*) from register.person_role r where r.person = $1", person) == 2
    why = [one.why for one in (await lines(hanna, undone)).values() if one.why]
    assert [one["code"] for one in why] == ["undo_changed_since"]


async def test_a_new_customer_with_rows_that_follow_goes_with_them(town: Town, tmp_path: Path) -> None:
    hanna, owner = await at_work(town, "hanna"), await town.owner()
    more = ["Lehto Hosting Oy", "0201724-4", "laskut@lehto.example.fi", "", "", "", ""]
    before = await owner.fetchval("select count(*) from register.party")
    done = await finish(hanna, await dry_run(hanna, written(tmp_path, [HEAD, LEHTO, *OTHERS, more, KOIVU])))
    assert (done.counts, done.applied) == ({"new": 6, "follows": 1, "same": 1}, 7)
    undone = await importing.undo(hanna, uuid4(), done.plan)
    assert (undone.undone, undone.kept) == (7, 0)
    assert await owner.fetchval("select count(*) from register.party") == before
