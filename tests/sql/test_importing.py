"""Files of customers: what is shown is what is done, once, under the rights of the purpose; and one undo takes it all back."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from db import customers, importing
from db.errors import Refused
from tests.imports import at_work, dry_run, finish, held, lines, take_back, written
from tests.people import Town, login_of, open_card, save

HEAD = ["Yritys", "Y-tunnus", "Sähköposti", "Puhelin", "Katuosoite", "Postinumero", "Postitoimipaikka"]
KOIVU = ["Kahvila Koivu Oy", "1572860-0", "info@koivu.example.fi", "+358445550100", "", "", ""]
LEHTO = ["Lehto Hosting Oy", "0201724-4", "info@lehto.example.fi", "0445550777", "Lehtokuja 5 B 12", "44800", "Pihtipudas"]


async def test_every_row_has_its_outcome(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    path = written(tmp_path, [
        HEAD,
        KOIVU,
        ["Kahvila Koivu & Kumppanit Oy", *KOIVU[1:3], "0445550999", "Uusikuja 2", "44800", "Pihtipudas"],
        LEHTO,
        ["Lehto Hosting Oy", "0201724-4", "laskut@lehto.example.fi", "", "", "", ""],
        ["Väärä Oy", "0201724-5", "", "", "", "", ""],
        ["Huono Oy", "", "ei osoite", "", "", "", ""],
        ["Kahvila Koivu Oy", "", "info@koivu.example.fi", "", "", "", ""],
        ["Sama Sana Oy", "", "sama@sana.example.fi", "", "", "", ""],
        ["Sama Sana Oy", "", "sama@sana.example.fi", "", "", "", ""],
    ])  # fmt: skip
    progress = await dry_run(hanna, path)
    assert progress.counts == {"same": 1, "changed": 1, "new": 2, "follows": 1, "refused": 3, "duplicate": 1}
    assert (progress.staged, progress.checked, progress.todo, progress.applied) == (9, 9, 4, 0)
    found = await lines(hanna, progress)
    assert {number: line.outcome for number, line in found.items()} == {
        2: "same", 3: "changed", 4: "new", 5: "follows", 6: "refused", 7: "refused", 8: "duplicate", 9: "new", 10: "refused",
    }  # fmt: skip
    party = next(change for change in found[3].changes or () if change["entity"] == "party")
    assert (party["was"], party["fields"]["name"]) == ({"name": "Kahvila Koivu Oy"}, "Kahvila Koivu & Kumppanit Oy")
    assert (found[6].why or {})["code"] == "business_id_check_digit"
    assert [(found[row].why or {}).get("column") for row in (6, 7)] == ["Y-tunnus", "Sähköposti"]
    assert (found[8].alike or [{}])[0]["name"] == "Kahvila Koivu Oy"
    assert found[10].why == {"code": "import_repeats", "facts": {"row": 9}}


async def test_a_dry_run_changes_nothing(town: Town, tmp_path: Path) -> None:
    before = await held(town)
    await dry_run(await at_work(town, "hanna"), written(tmp_path, [HEAD, LEHTO, [*KOIVU[:3], "0445550999", "", "", ""]]))
    assert await held(town) == before


async def test_what_was_shown_is_done_and_undone_as_one(town: Town, tmp_path: Path) -> None:
    before = await held(town)
    hanna = await at_work(town, "hanna")
    path = written(tmp_path, [
        [*HEAD, "Yhteyshenkilö", "Yhteyshenkilön sähköposti", "Titteli"],
        [*LEHTO, "Lauri Lehto", "lauri@lehto.example.fi", "toimitusjohtaja"],
        ["Lehto Hosting Oy", "0201724-4", "laskut@lehto.example.fi", "", "", "", "", "Leena Lehto", "", ""],
        [*KOIVU[:4], "Koivukuja 8", "44800", "Pihtipudas", "Koivu Hallinto", "uusi@koivu.example.fi", "johtaja"],
    ])  # fmt: skip
    done = await finish(hanna, await dry_run(hanna, path))
    assert (done.counts, done.applied, done.todo) == ({"new": 1, "follows": 1, "changed": 1}, 3, 0)
    (lehto,) = await customers.find(hanna, "Lehto Hosting", customers.Filters(), most=8)
    await customers.open_card(hanna, lehto.id)
    card = await customers.card(hanna, lehto.id)
    assert [(address.street, address.number, address.entrance, address.apartment) for address in card.addresses] == [
        ("Lehtokuja", "5", "B", "12")
    ]
    assert {person.family_name: person.given_names for person in card.persons} == {"Lehto": "Leena"} or len(card.persons) == 2
    assert {point.normal for point in card.contact_points} == {
        "info@lehto.example.fi", "laskut@lehto.example.fi", "lauri@lehto.example.fi", "+358445550777",
    }  # fmt: skip
    assert {(one.source, one.source_ref) for one in (card.customer, *card.addresses, *card.contact_points)} == {
        ("customer", "asiakkaat.csv")
    }
    undone = await take_back(hanna, done)
    assert (undone.undone, undone.kept) == (3, 0)
    assert await held(town) == before


async def test_what_somebody_changed_since_is_kept_by_the_undo(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    done = await finish(
        hanna, await dry_run(hanna, written(tmp_path, [HEAD, LEHTO, ["Uusi Oy", "", "uusi@uusi.example.fi", "", "", "", ""]]))
    )
    (lehto,) = await customers.find(hanna, "Lehto Hosting", customers.Filters(), most=8)
    other = await town.as_login("hanna")
    await open_card(other, lehto.id)
    await save(other, lehto.id, {"entity": "contact_point", "fields": {"kind": "email", "given": "lisa@lehto.example.fi"}})
    undone = await take_back(hanna, done)
    assert (undone.undone, undone.kept) == (1, 1)
    assert (await customers.find(hanna, "Lehto Hosting", customers.Filters(), most=8))[0].id == lehto.id
    assert await customers.find(hanna, "Uusi Oy", customers.Filters(), most=8) == ()


async def test_a_customer_changed_after_the_dry_run_is_refused(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    progress = await dry_run(hanna, written(tmp_path, [HEAD, ["Uusi Nimi Oy", *KOIVU[1:]]]))
    other = await town.opened("hanna", "koivu")
    version = await other.fetchval("select version from register.party where id = $1", town.ids["koivu"])
    await save(other, town.ids["koivu"], {"entity": "party", "id": town.ids["koivu"], "version": version, "fields": {"name": "Toinen Oy"}})
    done = await finish(hanna, progress)
    assert (done.applied, done.counts) == (0, {"refused": 1})
    assert ((await lines(hanna, done))[2].why or {})["code"] == "import_changed_since"


async def test_likely_duplicates_wait_until_they_are_taken(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    progress = await dry_run(hanna, written(tmp_path, [HEAD, ["Kahvila Koivu Oy", "", "info@koivu.example.fi", "", "", "", ""]]))
    assert (progress.todo, progress.counts) == (0, {"duplicate": 1})
    progress = await importing.take(hanna, uuid4(), progress.plan, None)
    assert (await finish(hanna, progress)).applied == 1


async def test_a_customer_number_names_its_customer(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    number = str(town.ids["matti"])
    progress = await dry_run(
        hanna, written(tmp_path, [["Asiakasnumero", "Sähköposti"], [number, "uusi@matti.example.fi"], ["999999", "a@b.example.fi"]])
    )
    found = await lines(hanna, progress)
    assert (found[2].outcome, found[2].name, found[3].outcome, (found[3].why or {})["code"]) == (
        "changed",
        "Matti Meikäläinen",
        "refused",
        "import_unknown",
    )
    assert (await finish(hanna, progress)).applied == 1


async def test_a_batch_asked_twice_is_done_once(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    progress = await dry_run(
        hanna, written(tmp_path, [HEAD, *([f"Yhtiö {place} Oy", "", f"y{place}@y.example.fi", "", "", "", ""] for place in range(5))])
    )
    op = uuid4()
    ask = "select api.import_apply($1, $2, 2)"
    assert await hanna.write(ask, op, progress.plan) == await hanna.write(ask, op, progress.plan)
    assert (await importing.last(hanna) or progress).applied == 2
    assert (await finish(hanna, await importing.apply(hanna, uuid4(), progress.plan))).applied == 5
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from register.party where name ~ '^Yhtiö'") == 5


async def test_text_of_rows_goes_when_it_is_done(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    await finish(hanna, await dry_run(hanna, written(tmp_path, [HEAD, LEHTO, KOIVU, ["Väärä Oy", "1", "", "", "", "", ""]])))
    owner = await town.owner()
    assert await owner.fetch(
        "select row, outcome from desk.import_row where cells is not null or wanted is not null or plan is not null"
    ) == [(4, "refused")]


async def test_text_of_rows_goes_after_a_week_whoever_comes(town: Town, tmp_path: Path) -> None:
    hanna, salla = await at_work(town, "hanna"), await at_work(town, "salla")
    await dry_run(hanna, written(tmp_path, [HEAD, LEHTO]))
    owner = await town.owner()
    await owner.execute("update desk.import set at = now() - interval '8 days'")
    await dry_run(salla, written(tmp_path, [HEAD, KOIVU]))
    assert await owner.fetchval("select count(*) from desk.import_row where login = $1 and cells is not null", login_of("hanna")) == 0
    await owner.execute("update desk.import set at = now() - interval '31 days'")
    await dry_run(salla, written(tmp_path, [HEAD, KOIVU]))
    assert await owner.fetchval("select count(*) from desk.import") == 1


# rights -----------------------------------------------------------------------------------------------------------------


async def test_support_may_bring_in_contacts_and_no_customers(town: Town, tmp_path: Path) -> None:
    tuki = await at_work(town, "tuki")
    progress = await dry_run(tuki, written(tmp_path, [HEAD, [*KOIVU[:2], "uusi@koivu.example.fi", "", "", "", ""], LEHTO]))
    found = await lines(tuki, progress)
    assert (found[2].outcome, found[3].outcome) == ("changed", "refused")
    assert (found[3].why or {})["code"] == "field_not_yours"
    assert (await finish(tuki, progress)).applied == 1


async def test_a_unit_that_is_not_the_logins_is_refused(town: Town, tmp_path: Path) -> None:
    salla = await at_work(town, "salla")
    progress = await dry_run(salla, written(tmp_path, [HEAD, [*LEHTO[:4], "", "", ""]]), unit="2")
    assert ((await lines(salla, progress))[2].why or {})["code"] == "unit_not_yours"


async def test_customers_out_of_sight_are_not_matched(town: Town, tmp_path: Path) -> None:
    """A restricted customer and one of another unit look like none at all."""
    salla = await at_work(town, "salla")
    rows = [
        ["Asiakasnumero", "Nimi", "Sähköposti"],
        *([str(town.ids[name]), "X", "x@x.example.fi"] for name in ("rajattu", "takomo")),
        ["88888888", "X", "x@x.example.fi"],
    ]
    found = await lines(salla, await dry_run(salla, written(tmp_path, rows)))
    assert {(line.outcome, (line.why or {})["code"], line.customer, line.name) for line in found.values()} == {
        ("refused", "import_unknown", None, None)
    }


async def test_a_protected_address_is_neither_shown_nor_changed(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    rows = [
        ["Asiakasnumero", "Katuosoite", "Postinumero", "Postitoimipaikka"],
        [str(town.ids["suoja"]), "Uusitie 1", "44800", "Pihtipudas"],
    ]
    line = (await lines(hanna, await dry_run(hanna, written(tmp_path, rows), address="visit")))[2]
    assert (line.outcome, (line.why or {})["code"], line.changes) == ("refused", "address_protected", None)


async def test_identity_codes_come_to_no_desk(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    progress = await dry_run(
        hanna, written(tmp_path, [["Nimi", "Muuta"], ["Matti 010190-900P", "290200A913S"], ["Selvä Nimi", "290200A913S"]])
    )
    found = await lines(hanna, progress)
    assert ((found[2].why or {})["code"], found[3].outcome) == ("identity_code_by_itself", "new")
    owner = await town.owner()
    for table in ("desk.import_row", "audit.read_log", "audit.change_log", "desk.operation"):
        assert await owner.fetchval(f"select count(*) from {table} t where t::text ~ '010190-900P|290200A913S'") == 0


async def test_who_was_compared_is_in_the_read_log(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    await dry_run(hanna, written(tmp_path, [HEAD, KOIVU]))
    owner = await town.owner()
    row = await owner.fetchrow("select login, shown, term from audit.read_log where act = 'import'")
    assert row is not None
    assert (row["login"], row["shown"], row["term"]) == (login_of("hanna"), [town.ids["koivu"]], "asiakkaat.csv")


@pytest.mark.parametrize("who", ["ville", "maria", "petra", "paula"])
async def test_purposes_that_write_no_customers_bring_in_nothing(town: Town, tmp_path: Path, who: str) -> None:
    session = await at_work(town, who)
    with pytest.raises(Refused):
        await dry_run(session, written(tmp_path, [HEAD, LEHTO]))


async def test_a_mapping_is_everybodys_to_use_and_its_makers_to_change(town: Town) -> None:
    hanna, salla = await at_work(town, "hanna"), await at_work(town, "salla")
    columns = importing.Columns({"Yritys": "name"}, {"unit": "1"})
    await importing.keep(hanna, "customers", "Fonecta", columns)
    await importing.keep(hanna, "customers", "Fonecta", columns)
    assert await importing.mappings(salla, "customers") == {"Fonecta": columns}
    assert importing.fitting(await importing.mappings(salla, "customers"), ("Yritys", "Muuta")) == ("Fonecta", columns)
    with pytest.raises(Refused, match="mapping_of_another"):
        await importing.keep(salla, "customers", "Fonecta", columns)
