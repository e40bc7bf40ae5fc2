"""Acts on many customers that are done, cancelled, and undone at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.people import Town, login_of, open_card, record, refused, save, version_of
from tests.sql.many import (
    CONSENT,
    EVERYBODY,
    EXCEPTION,
    FAR,
    FORMER,
    REFUSAL,
    apply,
    counts,
    do,
    kept,
    named,
    preview,
    undo,
    verdict,
)
from tests.sql.test_save import edit

# what is done -------------------------------------------------------------------------------------------------------


async def test_decision_is_recorded_with_its_proof_for_everybody_it_changes(town: Town) -> None:
    salla = await town.as_login("salla")
    done = await do(salla, EVERYBODY, CONSENT, 2)
    assert (done["changed"], done["batches"]) == (5, 3)
    assert [await verdict(salla, town.ids[name]) for name in ("matti", "lupa", "kielto", "suoja")] == [
        "consent",
        "consent",
        "refused",
        "protected",
    ]
    await open_card(salla, town.ids["matti"])
    (decision,) = await salla.fetch("select * from api.card_permissions($1)", town.ids["matti"])
    assert (decision["state"], decision["how"], decision["evidence"], decision["wording"]) == ("consent", "form", "messut 2026", 1)
    assert decision["taken_by"] == login_of("salla")


async def test_refusal_of_many_stops_everything_and_wins_over_what_was_given(town: Town) -> None:
    salla = await town.as_login("salla")
    await do(salla, named(town, "lupa", "matti", "koivu"), {**REFUSAL, "channels": ["email", "phone", "post"]})
    assert {
        await verdict(salla, town.ids[name], channel) for name in ("lupa", "matti", "koivu") for channel in ("email", "phone", "post")
    } == {"refused"}
    again = await preview(salla, named(town, "lupa", "matti", "koivu"), CONSENT)
    assert counts(again) == {"refusal_wins": 3}
    owner = await town.owner()
    assert await owner.fetchval("select rules.is_suppressed($1, null, 'email')", town.ids["matti"])


async def test_refusal_given_after_the_preview_wins(town: Town) -> None:
    salla, tuki = await town.as_login("salla"), await town.opened("tuki", "matti")
    told = await preview(salla, named(town, "matti", "koivu"), CONSENT)
    await record(tuki, town.ids["matti"], None, "email", "refused")
    assert (await apply(salla, told["plan"]))["changed"] == 1
    assert await verdict(salla, town.ids["matti"]) == "refused"


async def test_customer_that_leaves_the_query_while_it_is_done_is_done_all_the_same(town: Town) -> None:
    salla = await town.as_login("salla")
    done = await do(salla, {"filters": {"status": "customer"}}, FORMER, 1)
    assert done["changed"] == done["total"] == 7
    assert await salla.fetchval("""select api.count_found('', '{"status": "customer"}')""") == 0


async def test_moving_to_another_unit_takes_along_what_the_customer_is_found_by(town: Town) -> None:
    hanna, teemu = await town.as_login("hanna"), await town.as_login("teemu")
    await do(hanna, named(town, "koivu", "matti"), FAR)
    assert [row["name"] for row in await teemu.fetch("select name from api.find('kahvila')")] == ["Kahvila Koivu Oy"]
    assert [row["name"] for row in await teemu.fetch("select name from api.find('meikalanen')")] == ["Matti Meikäläinen"]
    anna = await town.as_login("anna")
    assert await anna.fetchval("select count(*) from api.find('kahvila')") == 0


async def test_same_operation_is_done_once_also_asked_twice_at_once(town: Town) -> None:
    one, other = await town.as_login("salla"), await town.as_login("salla")
    told, op = await preview(one, EVERYBODY, CONSENT), uuid4()
    answers = await asyncio.gather(*(apply(connection, told["plan"], 2, op) for connection in (one, other)))
    assert answers[0] == answers[1] == await apply(one, told["plan"], 2, op)
    assert answers[0]["handled"] == 2
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from audit.change_log where op = $1 and table_name = 'marketing_permission'", op) == 2


async def test_two_batches_asked_at_once_do_different_customers(town: Town) -> None:
    one, other = await town.as_login("salla"), await town.as_login("salla")
    told = await preview(one, EVERYBODY, CONSENT)
    await asyncio.gather(apply(one, told["plan"], 2), apply(other, told["plan"], 3))
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from register.marketing_permission where evidence = 'messut 2026'") == 5


async def test_versions_rise_and_every_change_is_logged_with_its_operation(town: Town) -> None:
    salla, op, owner = await town.as_login("salla"), uuid4(), await town.owner()
    before = await owner.fetchval("select version from register.party where id = $1", town.ids["matti"])
    told = await preview(salla, named(town, "matti", "koivu"), FORMER)
    await apply(salla, told["plan"], op=op)
    assert await owner.fetchval("select version from register.party where id = $1", town.ids["matti"]) == before + 1
    lines = await owner.fetch("select party, login, purpose, diff from audit.change_log where op = $1 order by party", op)
    assert {line["party"] for line in lines} == {town.ids["matti"], town.ids["koivu"]}
    assert {(line["login"], line["purpose"], str(line["diff"]["status"])) for line in lines} == {
        (login_of("salla"), "seloste_relations", "['customer', 'former']")
    }


async def test_each_batch_is_a_line_in_the_read_log_with_its_ids(town: Town) -> None:
    salla, owner = await town.as_login("salla"), await town.owner()
    await do(salla, EVERYBODY, CONSENT, 3)
    lines = await owner.fetch(
        "select shown, count, reason from audit.read_log where act = 'many' and reason = 'permission consent email' order by seq"
    )
    assert [line["count"] for line in lines] == [8, 3, 2]
    assert len({party for line in lines[1:] for party in line["shown"]}) == 5


async def test_no_card_is_opened_by_it(town: Town) -> None:
    salla = await town.as_login("salla")
    await do(salla, EVERYBODY, CONSENT)
    assert await salla.fetchval("select count(*) from register.party") == 0


# cancelled, and undone ----------------------------------------------------------------------------------------------


CHANGES = [CONSENT, EXCEPTION, FORMER]
EVERYWHERE = {**REFUSAL, "channels": ["email", "sms", "automated_call", "phone", "post"]}


@pytest.mark.parametrize("change", CHANGES, ids=["consent", "exception", "status"])
async def test_one_undo_takes_all_of_it_back(town: Town, change: Mapping[str, Any]) -> None:
    salla, before = await town.as_login("salla"), await kept(town)
    done = await do(salla, EVERYBODY, change, 2)
    assert await kept(town) != before
    back = await undo(salla, done["plan"])
    assert (back["restored"], back["kept"]) == (done["changed"], 0)
    assert await kept(town) == before


async def test_undo_of_a_move_brings_customers_back_to_the_units_they_came_from(town: Town) -> None:
    hanna, before = await town.as_login("hanna"), await kept(town)
    done = await do(hanna, EVERYBODY, FAR, 3)
    assert done["changed"] == 8
    await undo(hanna, done["plan"])
    assert await kept(town) == before


async def test_what_was_done_before_it_was_cancelled_is_undone_and_nothing_more_is_done(town: Town) -> None:
    salla, before = await town.as_login("salla"), await kept(town)
    told = await preview(salla, EVERYBODY, CONSENT)
    done = await apply(salla, told["plan"], 2)
    assert (done["handled"], done["total"]) == (2, 5)
    assert (await undo(salla, told["plan"]))["restored"] == 2
    assert await kept(town) == before
    with refused("plan_undone"):
        await apply(salla, told["plan"])


async def test_undo_keeps_and_counts_what_somebody_changed_since(town: Town) -> None:
    salla, tuki = await town.as_login("salla"), await town.opened("tuki", "matti")
    done = await do(salla, named(town, "matti", "koivu"), CONSENT)
    await record(tuki, town.ids["matti"], None, "email", "refused")
    back = await undo(salla, done["plan"])
    assert (back["restored"], back["kept"]) == (1, 1)
    assert await verdict(salla, town.ids["matti"]) == "refused"


async def test_undo_of_fields_keeps_and_counts_what_somebody_changed_since(town: Town) -> None:
    salla, hanna = await town.as_login("salla"), await town.opened("hanna", "matti")
    done = await do(salla, named(town, "matti", "koivu"), FORMER)
    version = await version_of(hanna, "party", town.ids["matti"])
    await save(hanna, town.ids["matti"], edit("party", town.ids["matti"], version, status="prospect"))
    back = await undo(salla, done["plan"])
    assert (back["restored"], back["kept"]) == (1, 1)
    assert await hanna.fetchval("select status from api.card($1)", town.ids["matti"]) == "prospect"


@pytest.mark.parametrize("who", ["salla", "maria", "tuki"])
async def test_refusals_of_many_stand_and_undo_says_how_many(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    done = await do(connection, named(town, "matti", "lupa"), EVERYWHERE)
    assert done["stands"]
    before = await kept(town)
    with pytest.raises(asyncpg.PostgresError, match="undo_refusals_stand") as told:
        await undo(connection, done["plan"])
    assert json.loads(told.value.as_dict()["detail"]) == {"count": 2}
    assert await kept(town) == before


async def test_the_last_act_is_one_that_can_be_undone_where_there_is_one(town: Town) -> None:
    salla = await town.as_login("salla")
    refusing = await do(salla, named(town, "matti"), REFUSAL)
    assert (await salla.fetchval("select api.many_last()"))["plan"] == refusing["plan"]
    consenting = await do(salla, named(town, "kunta"), CONSENT)
    await do(salla, named(town, "lupa"), REFUSAL)
    assert (await salla.fetchval("select api.many_last()"))["plan"] == consenting["plan"]


async def test_a_refusal_is_not_undone_by_a_forged_plan_of_consents(town: Town) -> None:
    salla, owner = await town.as_login("salla"), await town.owner()
    done = await do(salla, named(town, "matti"), REFUSAL)
    await owner.execute('update desk.many set change = change || \'{"state": "consent"}\' where id = $1', UUID(done["plan"]))
    assert (await undo(salla, done["plan"]))["restored"] == 0
    assert await verdict(salla, town.ids["matti"]) == "refused"


async def test_undoing_is_a_change_in_the_log_that_says_what_it_undoes(town: Town) -> None:
    salla, owner, op = await town.as_login("salla"), await town.owner(), uuid4()
    told = await preview(salla, named(town, "matti"), CONSENT)
    await apply(salla, told["plan"], op=op)
    await undo(salla, told["plan"])
    (line,) = await owner.fetch("select act, diff from audit.change_log where undoes = $1 and table_name = 'marketing_permission'", op)
    assert (line["act"], line["diff"]["state"][1], line["diff"]["how"][1]) == ("insert", "none", "correction")
