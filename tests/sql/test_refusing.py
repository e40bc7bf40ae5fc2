"""A refusal of all marketing: one act, for whoever may record one."""

from __future__ import annotations

from uuid import uuid4

import asyncpg
import pytest

from tests.people import Connection, Town, record, refused

CHANNELS = ["email", "sms", "automated_call", "phone", "post"]


async def refuse_all(connection: Connection, party: int, person: int | None = None, **more: str) -> dict[str, object]:
    """Every channel at once."""
    call = "select api.refuse_marketing($1, $2, $3, $4)"
    return await connection.fetchval(call, more.get("op") or uuid4(), party, person, more.get("how", "phone"))


@pytest.mark.parametrize("who", ["tuki", "salla"])
async def test_support_and_relations_may_record_it(town: Town, who: str) -> None:
    connection = await town.opened(who, "matti")
    assert (await refuse_all(connection, town.ids["matti"]))["channels"] == CHANNELS
    verdicts = await connection.fetch("select allowed, reason from api.permissions($1)", town.ids["matti"])
    assert {tuple(verdict) for verdict in verdicts} == {(False, "refused")}


@pytest.mark.parametrize("who", ["anna", "hanna", "petra", "ville"])
async def test_others_may_not(town: Town, who: str) -> None:
    connection = await town.opened(who, "koivu")
    with refused("not_yours"):
        await refuse_all(connection, town.ids["koivu"])


async def test_what_is_refused_already_is_not_recorded_again(town: Town) -> None:
    tuki = await town.opened("tuki", "matti")
    await record(tuki, town.ids["matti"], None, "sms", "refused")
    assert (await refuse_all(tuki, town.ids["matti"]))["channels"] == [channel for channel in CHANNELS if channel != "sms"]
    assert (await refuse_all(tuki, town.ids["matti"]))["channels"] == []


async def test_the_same_operation_is_done_once(town: Town) -> None:
    salla = await town.opened("salla", "matti")
    operation = str(uuid4())
    assert await refuse_all(salla, town.ids["matti"], op=operation) == await refuse_all(salla, town.ids["matti"], op=operation)
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from register.marketing_permission where party = $1", town.ids["matti"]) == 5


async def test_it_is_one_operation_in_the_log(town: Town) -> None:
    salla = await town.opened("salla", "koivu")
    operation = uuid4()
    await salla.fetchval("select api.refuse_marketing($1, $2, $3, 'email')", operation, town.ids["koivu"], town.ids["koivu.administration"])
    owner = await town.owner()
    lines = await owner.fetch(
        "select diff -> 'channel' ->> 1 as channel from audit.change_log where op = $1 and table_name = 'marketing_permission'", operation
    )
    assert [line["channel"] for line in lines] == CHANNELS


async def test_nothing_is_recorded_of_a_card_that_is_not_open(town: Town) -> None:
    tuki = await town.as_login("tuki")
    with refused("not_open"):
        await refuse_all(tuki, town.ids["matti"])


async def test_a_person_whom_the_purpose_does_not_see_is_not_found(town: Town) -> None:
    tuki = await town.opened("tuki", "koivu")
    with refused("not_found"):
        await refuse_all(tuki, town.ids["koivu"], town.ids["koivu.decision"])


async def test_a_refusal_is_not_a_correction(town: Town) -> None:
    salla = await town.opened("salla", "matti")
    with refused("undone_only"):
        await refuse_all(salla, town.ids["matti"], how="correction")
    with pytest.raises(asyncpg.CheckViolationError):
        await refuse_all(salla, town.ids["matti"], how="rumour")
