"""Leaving while nobody knows whether something was done: said first, and asked again under the same id once the line is back."""

from __future__ import annotations

import pytest

from db import session as sessions
from tests.people import Town, login_of
from tests.tui.desks import Hands, at_desk
from tests.tui.test_card import edit, opened, retype
from tests.tui.test_line_found import CUT
from tests.tui.test_merging import BOTH, side_by_side, twin
from tui import app
from tui.screens.merging import MergeScreen
from tui.screens.register import RegisterScreen

NOT_KNOWN = "Palvelin ei ole vielä vastannut: ei tiedetä, tehtiinkö se. Esc uudelleen poistuu."


async def gone(town: Town, hands: Hands, who: str) -> str:
    """The server out of reach; where it was."""
    session = hands.desk.session
    assert session is not None
    there, session.dsn = session.dsn, "postgresql:///nowhere?host=/nowhere"
    await (await town.owner()).execute(CUT, login_of(who))
    return there


async def test_merging_is_not_left_unknown_and_is_done_once_the_server_answers(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SLOW", 0.0)
    dropped = await twin(town)
    async with at_desk(town, "hanna") as hands:
        await side_by_side(hands, *BOTH)
        await hands.press("a")
        await hands.sees("Yhdistetäänkö")
        there = await gone(town, hands, "hanna")
        await hands.press("k")
        await hands.sees("tallennetaan…")
        await hands.press("escape")
        await hands.until(lambda: hands.told == NOT_KNOWN)
        assert isinstance(hands.desk.screen, MergeScreen)
        hands.desk.session.dsn = there
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        await hands.until(lambda: hands.told.startswith("Yhdistetty asiakkaaseen"))
    merged = await (await town.owner()).fetchval("select merged_into from register.party where id = $1", dropped)
    assert merged == town.ids["koivu"]


async def test_an_undo_that_was_not_answered_is_asked_again_as_the_same_one(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "LOOKS", 0.1)
    async with at_desk(town, "hanna") as hands:
        card = await opened(hands, town, "koivu")
        await edit(hands, "address:", "street")
        await retype(hands, "Haapakuja")
        await hands.press("ctrl+s")
        await hands.until(lambda: hands.told == "Tallennettu.")
        before = set(card._own)
        there = await gone(town, hands, "hanna")
        with monkeypatch.context() as patch:
            patch.setattr(sessions, "WRITE_SECONDS", 0.2)
            await hands.press("u")
            await hands.until(lambda: hands.told == "Palvelin ei vastaa juuri nyt.")
        await hands.press("escape")
        await hands.until(lambda: hands.told == NOT_KNOWN)
        hands.desk.session.dsn = there
        await hands.until(lambda: hands.desk.session.connected)
        await hands.press("u")
        await hands.sees("Koivukuja 1")
        assert len(card._own - before) == 1
