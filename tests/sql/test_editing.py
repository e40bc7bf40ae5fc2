"""Who else is editing a card: a hint that lives as long as the session that gives it, and that forging makes no more than wrong."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.people import Town, login_of, refused

EDITORS = "select backend, login, person from api.editors($1)"


async def begin(connection: Any, party: int) -> bool:
    """Say that a session edits."""
    return await connection.fetchval("select api.begin_editing($1)", party)


async def logins(connection: Any, party: int) -> list[str]:
    """Who else edits, by login."""
    return [row["login"] for row in await connection.fetch(EDITORS, party)]


async def test_whoever_opened_the_card_sees_who_else_edits_it_and_nobody_sees_themselves(town: Town) -> None:
    matti = town.ids["matti"]
    hanna, anna = await town.opened("hanna", "matti"), await town.opened("anna", "matti")
    assert await begin(hanna, matti)
    assert not await begin(hanna, matti), "said once"
    assert await logins(anna, matti) == [login_of("hanna")]
    assert await logins(hanna, matti) == []
    assert await begin(anna, matti), "nobody is kept from editing"
    assert await logins(hanna, matti) == [login_of("anna")]
    assert await hanna.fetchval("select api.end_editing($1)", matti)
    assert not await hanna.fetchval("select api.end_editing($1)", matti)
    assert await logins(anna, matti) == []


async def test_beginning_and_ending_are_told_with_a_number_alone(town: Town) -> None:
    matti = town.ids["matti"]
    hanna, listener = await town.opened("hanna", "matti"), await town.as_login("ville")
    heard: asyncio.Queue[str] = asyncio.Queue()
    await listener.add_listener("seloste", lambda _c, _p, _ch, payload: heard.put_nowait(payload))
    await begin(hanna, matti)
    await hanna.fetchval("select api.end_editing($1)", matti)
    told = [json.loads(await asyncio.wait_for(heard.get(), 5)) for _ in range(2)]
    assert told == [{"party": matti, "editing": True}, {"party": matti, "editing": False}]


async def test_an_editor_who_is_killed_is_gone_at_once_and_whoever_waits_is_woken(town: Town) -> None:
    matti = town.ids["matti"]
    hanna, anna, waiting = await town.opened("hanna", "matti"), await town.opened("anna", "matti"), await town.as_login("anna", "")
    await begin(hanna, matti)
    (editor,) = await anna.fetch(EDITORS, matti)
    woken = asyncio.create_task(waiting.fetchval("select api.editor_gone($1)", editor["backend"]))
    owner = await town.owner()
    while not await owner.fetchval("select exists (select from pg_locks where classid = 72 and not granted)"):
        assert not woken.done()
    await owner.execute("select pg_terminate_backend($1)", editor["backend"])
    assert await asyncio.wait_for(woken, 5) is True
    assert await logins(anna, matti) == []


@pytest.mark.parametrize("who", ["teemu", "nolla", "anna"])
async def test_of_a_customer_that_is_hidden_or_not_opened_there_is_nobody_to_see(town: Town, who: str) -> None:
    matti, hanna = town.ids["matti"], await town.opened("hanna", "matti")
    await begin(hanna, matti)
    stranger = await town.as_login(who)
    assert await logins(stranger, matti) == []
    for party in (matti, town.ids["rajattu"], 999_999, None):
        with refused("not_open"):
            await begin(stranger, party)


@pytest.mark.parametrize("who", ["ville", "maria", "paula"])
async def test_a_purpose_that_edits_nothing_may_neither_say_so_nor_ask(town: Town, who: str) -> None:
    other = await town.as_login(who)
    for statement in ("select api.begin_editing($1)", EDITORS):
        with refused("not_yours"):
            await other.fetch(statement, town.ids["matti"])
    with refused("not_yours"):
        await other.fetch("select * from rules.editing_locks($1)", town.ids["matti"])


async def test_a_forged_lock_gives_a_wrong_hint_in_the_forgers_own_name_and_stops_nobody(town: Town) -> None:
    matti = town.ids["matti"]
    forger, hanna, anna = await town.as_login("ville"), await town.opened("hanna", "matti"), await town.opened("anna", "matti")
    victim = await hanna.fetchval("select pg_backend_pid()")
    await forger.execute("select pg_advisory_lock(71, $1::integer), pg_advisory_lock(72, $2::integer)", matti, victim)
    await forger.execute("select pg_notify('seloste', $1)", json.dumps({"party": matti, "editing": "yes", "login": login_of("petra")}))
    assert await logins(anna, matti) == [login_of("ville")]
    assert await asyncio.wait_for(begin(hanna, matti), 5), "whoever edits waits for no lock"
    await asyncio.wait_for(hanna.fetchval("select api.end_editing($1)", matti), 5)
