"""Marks and acts on many customers, through the real screens."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from db import many
from tests.people import Town
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.many import ManyScreen
from tui.screens.marking import Marking
from tui.screens.register import RegisterScreen
from tui.widgets.header import Header
from tui.widgets.notice import Notice


async def listed(hands: Hands, typed: str = "") -> Any:
    """In the list of customers, with what was typed."""
    await hands.press("slash")
    await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
    rows = hands.desk.screen.query_one("#customers")
    if typed:
        await hands.type(typed)
    await hands.until(lambda: rows.pager.answered and not rows.pager.jumping)
    rows.focus()
    await hands.pilot.pause()
    return rows


def heading(hands: Hands) -> str:
    return hands.desk.screen.query_one(Header).heading


async def told(hands: Hands, text: str) -> None:
    """Wait until the line above the footer says so."""
    await hands.until(lambda: hands.desk.screen.query(Notice) and text in hands.told)


async def state(hands: Hands, wanted: str) -> ManyScreen:
    """Wait until the act is in a state."""
    await hands.until(lambda: isinstance(hands.desk.screen, ManyScreen) and hands.desk.screen.state == wanted)
    screen = hands.desk.screen
    assert isinstance(screen, ManyScreen)
    return screen


async def refuse_all(hands: Hands) -> None:
    """A refusal on all channels, given on a form."""
    await hands.press("m", "enter")
    await hands.sees("Miten annettiin?")
    await hands.press("down", "down", "enter")


async def make_former(hands: Hands) -> None:
    """Another status for all that are marked."""
    await hands.press("B")
    await hands.sees("muutetaan?")
    await hands.press("enter")
    await hands.sees("Mikä on uusi tila?")
    await hands.press("end", "enter")


# marks --------------------------------------------------------------------------------------------------------------


async def test_one_key_marks_everything_a_search_finds_and_the_count_is_shown(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        rows = await listed(hands)
        await hands.press("asterisk")
        await hands.until(lambda: "8 merkitty" in heading(hands))
        assert "•" in hands.text().splitlines()[3]
        await hands.press("space")
        await hands.until(lambda: "7 merkitty" in heading(hands))
        assert hands.desk.screen.selection == many.Selection(frozenset({rows.pager.window.rows[0].id}), whole=True)
        await hands.press("asterisk")
        await hands.until(lambda: "merkitty" not in heading(hands))


async def test_the_keys_for_what_is_marked_are_said_at_80_columns_until_the_marks_are_gone(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("space")
        await told(hands, "1 merkitty · m Luvat · B Joukko · A Kohderyhmä · E ")
        await hands.press("f8")
        await told(hands, "1 marked · m Consents · B Bulk")
        await hands.press("f8", "asterisk")
        await told(hands, "8 merkitty · m Luvat")
        assert "poistaa merkit" in hands.text()
        await hands.press("escape")
        await hands.until(lambda: hands.told == "")


async def test_space_marks_one_and_esc_takes_the_marks_away_before_it_leaves(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("space", "space")
        await hands.until(lambda: "2 merkitty" in heading(hands))
        await hands.press("escape")
        await hands.until(lambda: "merkitty" not in heading(hands))
        assert isinstance(hands.desk.screen, RegisterScreen)
        await hands.press("escape")
        await hands.until(lambda: not isinstance(hands.desk.screen, RegisterScreen))


async def test_mark_of_everything_found_goes_with_its_search(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await listed(hands, "pihtiputaan")
        await hands.press("asterisk")
        await hands.until(lambda: "2 merkitty" in heading(hands))
        await hands.press("slash")
        await hands.type("matti")
        await hands.until(lambda: "merkitty" not in heading(hands))
        await told(hands, "merkinnät poistettiin")


async def test_nothing_is_asked_before_something_is_marked(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("m")
        await told(hands, "Merkitse ensin")


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("salla", {"permissions", "change_many", "audience"}),
        ("tuki", {"permissions"}),
        ("hanna", {"change_many"}),
        ("maria", {"permissions", "audience"}),
    ],
)
async def test_each_purpose_is_offered_what_it_may_do(town: Town, who: str, offered: set[str]) -> None:
    async with at_desk(town, who) as hands:
        await listed(hands)
        screen = hands.desk.screen
        assert isinstance(screen, Marking)
        assert {each for each in ("permissions", "change_many", "audience") if screen.check_action(each, ())} == offered


# an act -------------------------------------------------------------------------------------------------------------


async def test_refusal_of_many_is_shown_then_done_and_stands(town: Town) -> None:
    owner = await town.owner()
    count = "select count(distinct party) from register.marketing_permission where state = 'refused' and how = 'form' and person is null"
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("asterisk")
        await refuse_all(hands)
        await state(hands, "shown")
        await told(hands, "7 kieltää, 1 on jo, 0 ei. Kieltoja ei kumota.")
        await hands.sees("Kahvila Koivu Oy")
        assert await owner.fetchval(count) == 0
        await hands.press("enter")
        await state(hands, "done")
        await told(hands, "Valmis: 7 kielsi. Kieltoja ei kumota")
        assert await owner.fetchval(count) == 7
        await hands.press("u")
        assert not hands.desk.screen.check_action("undo", ())
        assert await owner.fetchval(count) == 7
        assert await owner.fetchval("select (rules.market_verdict($1, null, 'email', null)).reason", town.ids["lupa"]) == "refused"


async def test_consent_of_many_says_whose_refusal_wins(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("asterisk", "m", "down", "down", "enter")
        await hands.sees("Mille kanavalle?")
        await hands.press("enter")
        await hands.sees("Miten annettiin?")
        await hands.press("enter")
        await hands.sees("Todiste")
        await hands.type("messut")
        await hands.press("enter")
        await state(hands, "shown")
        await hands.sees("Ei: on kieltänyt, ja kielto voittaa")
        await hands.press("end", "up")
        await hands.sees("Salme Suojattu")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        assert "8 merkitty" in heading(hands)
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from register.marketing_permission where evidence = 'messut'") == 0


async def test_status_of_those_marked_changes_and_the_marks_go(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await listed(hands, "pihtiputaan")
        await hands.press("space", "space", "B")
        await hands.sees("Mitä 2 merkityltä muutetaan?")
        await hands.press("enter")
        await hands.sees("Mikä on uusi tila?")
        await hands.press("end", "enter")
        await state(hands, "shown")
        await hands.press("a")
        await state(hands, "done")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen) and "merkitty" not in heading(hands))
    owner = await town.owner()
    assert await owner.fetchval("select array_agg(id order by id) from register.party where status = 'former'") == sorted(
        (town.ids["kunta"], town.ids["yhdistys"])
    )


async def test_esc_stops_between_batches_and_what_was_done_is_undone_with_one_key(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, gate = await town.owner(), asyncio.Event()

    async def one_at_a_time(session: Any, operation: Any, plan: Any) -> many.Progress:
        """The real act, a customer a batch; the third waits."""
        answer = await session.write("select api.many_apply($1, $2, 1)", operation, plan)
        if answer["handled"] == 3:
            await gate.wait()
        return many.Progress(**{name: answer[name] for name in many.Progress.__slots__})

    monkeypatch.setattr(many, "apply", one_at_a_time)
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("asterisk")
        await make_former(hands)
        screen = await state(hands, "shown")
        await hands.press("enter")
        await hands.until(lambda: screen.progress and screen.progress.handled == 2)
        await hands.sees("2 / 8")
        await hands.press("escape")
        await told(hands, "Keskeytetään")
        gate.set()
        await state(hands, "done")
        await told(hands, "Keskeytetty: 3 / 8 tehty")
        assert screen.check_action("accept", ())
        await hands.press("u")
        await state(hands, "undone")
        assert await owner.fetchval("select count(*) from register.party where status = 'former'") == 0


async def test_last_act_is_undone_from_the_list_also_after_a_restart(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("space")
        await make_former(hands)
        await state(hands, "shown")
        await hands.press("enter")
        await state(hands, "done")
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("u")
        await state(hands, "done")
        await hands.sees("historiassa (h)")
        await hands.press("u")
        await state(hands, "undone")
        await told(hands, "Kumottu: 1 palautettu.")
        await hands.press("escape", "u")
        await told(hands, "Ei joukkomuutosta")


async def test_card_that_is_open_elsewhere_hears_of_it(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        hands.desk.open_card(town.ids["matti"])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        salla, owner = await town.as_login("salla"), await town.owner()
        plan = await owner.fetchval("select gen_random_uuid()")
        await salla.fetchval(
            "select api.many_preview($1, $2, $3)", plan, {"parties": [town.ids["matti"]]}, {"what": "status", "status": "former"}
        )
        await salla.fetchval("select api.many_apply(gen_random_uuid(), $1)", plan)
        await hands.until(lambda: hands.desk.screen.card.customer.status == "former")


# whom may we market to ----------------------------------------------------------------------------------------------


async def test_three_keys_tell_whom_we_may_mail_about_something_and_why_not_the_others(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await listed(hands)
        await hands.press("A")
        await hands.sees("Millä kanavalla?")
        await hands.press("enter")
        await hands.sees("Mitä tarjotaan?")
        await hands.press("w")
        await told(hands, "4 asiakkaalle saa, 4 asiakkaalle ei.")
        for reason in (
            "Saa: yrityksen tai yhteisön oma osoite",
            "Saa: on antanut suostumuksen",
            "Ei saa: on kieltänyt",
            "Ei saa: turvakielto",
        ):
            await hands.sees(reason)
        await hands.press("end", "enter", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))


async def test_audience_is_asked_of_those_marked_when_some_are(town: Town) -> None:
    async with at_desk(town, "salla", language="en") as hands:
        await listed(hands)
        await hands.press("space", "A")
        await hands.sees("On which channel?")
        await hands.press("enter")
        await hands.sees("What is offered?")
        await hands.press("end", "enter")
        await told(hands, "1 customers may be marketed to, 0 may not.")
