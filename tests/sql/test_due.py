"""What falls due: whose duty it is sees it, by its day; and permissions given and refused by month."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from db.scripts import SQL
from tests.parties import acting
from tests.people import STAFF, Connection, Town, login_of, record, refused, save, version_of
from tui.words import known

DUE = "select kind, due_on, party, name, ref from api.due($1)"


async def due(connection: Connection, kind: str) -> list[tuple[Any, ...]]:
    """What falls due of one kind: customer and what it is about."""
    return [(row["name"], row["ref"]) for row in await connection.fetch(DUE, None) if row["kind"] == kind]


async def back_date(town: Town, table: str, column: str, row: int, day: str) -> None:
    """Move a date of a row, as if time had passed."""
    owner = await town.owner()
    await owner.execute("set session_replication_role = replica")
    await owner.execute(f"update {table} set {column} = {day} where id = $1", row)


async def forget_to_tell(town: Town, key: str, days: int) -> None:
    """A person of a customer whose data were obtained some days ago and who was not told."""
    owner = await town.owner()
    role = await owner.fetchval("select id from register.person_role where person = $1", town.ids[key])
    await back_date(town, "register.person_role", "obtained_on", role, f"rules.today() - {days}")


@pytest.mark.parametrize(
    ("who", "sees"), [("tuki", True), ("petra", True), ("hanna", False), ("anna", False), ("ville", False), ("maria", False)]
)
async def test_maintainers_who_were_not_told_in_a_month_are_due_to_those_who_name_them(town: Town, who: str, sees: bool) -> None:
    await forget_to_tell(town, "koivu.maintainer", 26)
    assert await due(await town.as_login(who), "told") == ([("Kahvila Koivu Oy", "Koivu Ylläpito")] if sees else [])


async def test_the_day_is_a_month_from_when_the_data_were_obtained_and_whoever_was_told_is_due_no_more(town: Town) -> None:
    koivu, maintainer = town.ids["koivu"], town.ids["koivu.maintainer"]
    await forget_to_tell(town, "koivu.maintainer", 40)
    tuki = await town.opened("tuki", "koivu")
    (line,) = await tuki.fetch("select due_on, rules.today() - 40 + interval '1 month' as right from api.due() where kind = 'told'")
    assert line["due_on"] == line["right"].date()
    version = await version_of(tuki, "person", maintainer)
    await save(tuki, koivu, {"entity": "person", "id": maintainer, "version": version, "fields": {"told_on": "2026-11-01"}})
    assert await due(tuki, "told") == []


async def test_what_is_hidden_is_due_to_nobody_who_does_not_see_it(town: Town) -> None:
    await forget_to_tell(town, "koivu.maintainer", 40)
    owner = await town.owner()
    await owner.execute("update register.party set restricted = true where id = $1", town.ids["koivu"])
    assert await due(await town.as_login("tuki"), "told") == []
    assert await due(await town.as_login("petra"), "told") == [("Kahvila Koivu Oy", "Koivu Ylläpito")]


async def test_addresses_and_roles_that_end_are_due_to_those_who_write_them_while_nothing_follows(town: Town) -> None:
    address = town.ids["matti.home"]
    role = town.ids["koivu.billing.role"]
    await back_date(town, "register.address", "valid_to", address, "rules.today() + 3")
    await back_date(town, "register.person_role", "valid_to", role, "rules.today() + 7")
    hanna = await town.opened("hanna", "matti")
    assert await due(hanna, "address") == [("Matti Meikäläinen", None)]
    assert await due(hanna, "role") == [("Kahvila Koivu Oy", None)]
    for who, kind in (("tuki", "address"), ("tuki", "role"), ("teemu", "address"), ("nolla", "role"), ("petra", "role")):
        assert await due(await town.as_login(who), kind) == []
    fields = {"kind": "visit", "street": "Uusitie", "postcode": "44800", "town": "Pihtipudas"}
    await save(hanna, town.ids["matti"], {"entity": "address", "fields": fields})
    assert await due(hanna, "address") == []


async def test_an_address_under_a_non_disclosure_order_is_in_no_list(town: Town) -> None:
    await back_date(town, "register.address", "valid_to", town.ids["suoja.home"], "rules.today()")
    assert await due(await town.as_login("hanna"), "address") == []


async def test_own_drafts_that_soon_go_are_due_to_their_writer_alone(town: Town) -> None:
    draft = uuid4()
    hanna, teemu = await town.as_login("hanna"), await town.as_login("teemu")
    await hanna.execute("select api.keep_draft($1, $2, 'card', 'Matti', '{}')", draft, town.ids["matti"])
    assert await due(hanna, "draft") == []
    await (await town.owner()).execute("update desk.draft set kept_at = now() - interval '25 days'")
    assert await due(hanna, "draft") == [("Matti Meikäläinen", str(draft))]
    assert await due(teemu, "draft") == []


async def test_everybody_sees_their_own_end_and_the_main_user_everybodys(town: Town) -> None:
    owner = await town.owner()
    await owner.execute("update staff.login set ends_on = rules.today() + 20 where login = any($1)", [login_of("anna"), login_of("ville")])
    assert await due(await town.as_login("anna"), "login") == [(None, login_of("anna"))]
    assert await due(await town.as_login("hanna"), "login") == []
    assert await due(await town.as_login("paula"), "login") == [(None, login_of("anna")), (None, login_of("ville"))]


@pytest.mark.parametrize("who", STAFF)
async def test_every_purpose_may_ask_and_names_are_logged_as_read(town: Town, who: str) -> None:
    await forget_to_tell(town, "koivu.maintainer", 40)
    connection = await town.as_login(who)
    named = [row["party"] for row in await connection.fetch(DUE, None) if row["party"]]
    counted = {row["kind"]: row["count"] for row in await connection.fetch("select kind, count, first_on from api.due_counts()")}
    assert counted.get("told", 0) == len(named)
    owner = await town.owner()
    shown = await owner.fetchval("select shown from audit.read_log where login = $1 and reason = 'due'", login_of(who))
    assert (shown or []) == named


def test_every_kind_has_words() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in (SQL / "definitions").glob("*.sql"))
    kinds = set(re.findall(r"create function rules\.due_(\w+)\(until date\) returns setof rules\.due\b", texts))
    assert {"told", "address", "role", "login", "draft"} <= kinds
    assert {kind for kind in kinds if not (known(f"due.{kind}") and known(f"due.{kind}.panel"))} == set()


async def test_nobody_asks_one_kind_past_the_rest(town: Town) -> None:
    for statement in ("select * from rules.due_draft('infinity')", "select * from rules.all_due('infinity')", "select * from search.tally"):
        with refused("not_yours"):
            await (await town.as_login("hanna")).fetch(statement)


# by month -------------------------------------------------------------------------------------------------------------


async def this_month(connection: Connection) -> tuple[int, int]:
    """Given and refused this month."""
    months = await connection.fetch("select month, given, refused from api.decided()")
    assert len(months) == 12
    return months[-1]["given"], months[-1]["refused"]


async def test_decisions_are_counted_by_month_for_those_who_see_them(town: Town) -> None:
    salla = await town.opened("salla", "matti", "lupa")
    before = await this_month(salla)
    assert before == (2, 6)
    await record(salla, town.ids["matti"], None, "email", "consent")
    await record(salla, town.ids["lupa"], None, "email", "refused")
    for who in ("salla", "maria", "petra"):
        assert await this_month(await town.as_login(who)) == (3, 7)
    for who in ("hanna", "anna", "tuki", "ville"):
        assert await (await town.as_login(who)).fetch("select * from api.decided()") == []


async def test_a_decision_that_is_undone_counts_no_more_and_one_of_another_month_counts_there(town: Town) -> None:
    salla, owner = await town.opened("salla", "matti"), await town.owner()
    before = await this_month(salla)
    await record(salla, town.ids["matti"], None, "email", "consent")
    await salla.fetchval("select api.undo($1, $2)", uuid4(), town.ids["matti"])
    assert await this_month(salla) == before
    assert await owner.fetchval("select count(*) from search.tally where figure like 'given %' or figure like 'refused %'") > 0


async def test_decisions_move_with_their_customer_and_counting_anew_finds_the_same(town: Town) -> None:
    salla, hanna, owner = await town.as_login("salla"), await town.opened("hanna", "kielto"), await town.owner()
    given, denied = await this_month(salla)
    version = await version_of(hanna, "party", town.ids["kielto"])
    await save(hanna, town.ids["kielto"], {"entity": "party", "id": town.ids["kielto"], "version": version, "fields": {"unit": 2}})
    assert await this_month(salla) == (given, denied - 5)
    counted = "select * from search.tally where count <> 0 order by 1, 2"
    before = [tuple(row) for row in await owner.fetch(counted)]
    await owner.execute("set role seloste_owner; select rules.count_again()")
    assert [tuple(row) for row in await owner.fetch(counted)] == before


async def test_a_new_maintainer_is_due_in_a_month_and_not_before(town: Town) -> None:
    tuki = await town.opened("tuki", "matti")
    await save(tuki, town.ids["matti"], *acting("maintainer", "Uusi", "Ylläpito", "uusi", "+358445550999"))
    assert await due(tuki, "told") == []
    assert len([row for row in await tuki.fetch("select * from api.due(rules.today() + 31)") if row["kind"] == "told"]) >= 1
