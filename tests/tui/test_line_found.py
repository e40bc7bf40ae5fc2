"""A line that is lost while nobody presses a key: told at once, looked for, and what was missed is asked for again."""

from __future__ import annotations

import pytest

from db.errors import Unreachable
from tests.people import Town, login_of, open_card, save
from tests.tui.desks import Hands, at_desk
from tui import app
from tui.screens.hosts import HostsScreen
from tui.widgets.header import Header

CUT = "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1"


def cut(hands: Hands) -> bool:
    """Whether the header says that the line is lost."""
    return hands.desk.screen.query_one(Header).state == "cut"


async def test_an_idle_screen_says_that_the_line_is_lost_and_shows_what_it_missed_once_it_is_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "LOOKS", 0.1)
    owner, hanna = await town.owner(), await town.as_login("hanna")
    async with at_desk(town, "anna") as hands:
        await hands.press("slash")
        await hands.sees("Kahvila Koivu Oy")
        await open_card(hanna, town.ids["koivu"])
        async with hands.desk.session._turn:  # nothing can be asked until the line is seen to be lost
            await owner.execute(CUT, login_of("anna"))
            await hands.until(lambda: cut(hands))
            version = await owner.fetchval("select version from register.party where id = $1", town.ids["koivu"])
            change = {"entity": "party", "id": town.ids["koivu"], "version": version, "fields": {"name": "Kahvila Kuusi Oy"}}
            await save(hanna, town.ids["koivu"], change)
        await hands.sees("Kahvila Kuusi Oy")
        await hands.until(lambda: not cut(hands))


async def test_a_line_that_goes_between_two_steps_of_a_question_is_lost_and_no_error(town: Town) -> None:
    owner = await town.owner()
    async with at_desk(town, "anna") as hands:
        session = hands.desk.session
        assert session is not None

        async def ask() -> None:
            async with session._asking():
                await owner.execute(CUT, login_of("anna"))
                await hands.until(lambda: session._connection is None)
                await session._connection.fetchval("select 1")

        with pytest.raises(Unreachable):
            await ask()
        await hands.until(lambda: session.connected)


async def test_a_list_that_was_not_answered_is_asked_for_again_and_the_refusal_goes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "LOOKS", 0.1)
    async with at_desk(town, "anna") as hands:
        session = hands.desk.session
        assert session is not None
        await hands.sees("Kahvila Koivu Oy")
        there, session.dsn = session.dsn, "postgresql:///nowhere?host=/nowhere"
        await (await town.owner()).execute(CUT, login_of("anna"))
        await hands.press("H")
        await hands.until(lambda: isinstance(hands.desk.screen, HostsScreen))
        await hands.until(lambda: hands.told == "Palvelin ei vastaa juuri nyt.")
        with pytest.raises(Unreachable):
            await session.reach()
        session.dsn = there
        await hands.sees("web1.example.fi")
        assert not hands.told
        assert not cut(hands)


async def test_what_was_not_saved_may_be_tried_again_once_the_line_is_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "LOOKS", 0.1)
    async with at_desk(town, "paula") as hands:
        session = hands.desk.session
        assert session is not None
        await hands.press("n")
        await hands.sees("Uusi tunnus")
        await hands.type("Aino Virtanen")
        await hands.press("tab", "1")
        there, session.dsn = session.dsn, "postgresql:///nowhere?host=/nowhere"
        await (await town.owner()).execute(CUT, login_of("paula"))
        await hands.press("ctrl+s")
        await hands.until(lambda: hands.told == "Palvelin ei vastaa juuri nyt.")
        session.dsn = there
        await hands.until(lambda: hands.told == "Palvelin vastaa taas: yritä uudelleen.")
        await hands.sees("Aino Virtanen")
