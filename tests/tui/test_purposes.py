"""Choosing and switching the purpose."""

from __future__ import annotations

import re

import pytest

from tests.people import STAFF, Town, login_of
from tests.tui.agreed import agreed
from tests.tui.desks import at_desk
from tui.screens.home import HomeScreen
from tui.screens.purposes import PurposesScreen

HELD = sorted(f"seloste_{purpose}" for purpose in STAFF["monta"][0])


async def test_p_and_a_digit_switch_the_purpose(town: Town) -> None:
    async with at_desk(town, "monta", "billing") as hands:
        await hands.press("p")
        await hands.until(lambda: isinstance(hands.desk.screen, PurposesScreen))
        await hands.press(str(HELD.index("seloste_relations") + 1))
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.sees("Asiakassuhteet")
        found = await hands.desk.session.fetch("select current_user::text as purpose, session_user::text as login")
        assert dict(found[0]) == {"purpose": "seloste_relations", "login": login_of("monta")}


async def test_arrow_and_enter_switch_it_too(town: Town) -> None:
    async with at_desk(town, "monta", "billing") as hands:
        await hands.press("p")
        await hands.until(lambda: isinstance(hands.desk.screen, PurposesScreen))
        await hands.sees("Mihin tarkoitukseen")
        await hands.press("end", "enter")
        await hands.until(lambda: hands.desk.session.purpose == HELD[-1])


async def test_escape_leaves_the_purpose_as_it_was(town: Town) -> None:
    async with at_desk(town, "monta", "support") as hands:
        await hands.press("p")
        await hands.until(lambda: isinstance(hands.desk.screen, PurposesScreen))
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        assert hands.desk.session.purpose == "seloste_support"


async def test_a_purpose_taken_away_meanwhile_is_refused_in_words(town: Town) -> None:
    async with at_desk(town, "monta", "support") as hands:
        await hands.press("p")
        await hands.until(lambda: isinstance(hands.desk.screen, PurposesScreen))
        owner = await town.owner()
        who = login_of("monta")
        await owner.execute("set role seloste_accounts")
        await owner.execute("select api.staff_revoke($1, '{seloste_billing}')", who)
        try:
            await hands.press("1")
            await hands.until(lambda: hands.told == "Tunnuksella ei ole tätä tarkoitusta.")
            assert hands.desk.session.purpose == "seloste_support"
        finally:
            await owner.execute("select api.staff_grant($1, '{seloste_billing}')", who)


@pytest.mark.parametrize("language", ["fi", "en"])
async def test_the_choice_is_as_agreed(town: Town, language: str) -> None:
    async with at_desk(town, "monta", "support", language=language) as hands:
        await hands.sees("Kahvila Koivu Oy")
        await hands.press("p")
        await hands.sees("Mihin tarkoitukseen" if language == "fi" else "Under which purpose")
        await hands.pilot.pause()
        box = re.findall(r"[│┌└].*[│┐┘]", hands.text())
        agreed(f"purposes-{language}", "\n".join(box))


async def test_the_choice_is_told_in_the_other_language_by_its_key(town: Town) -> None:
    async with at_desk(town, "monta", "support") as hands:
        await hands.press("p")
        await hands.sees("Mihin tarkoitukseen")
        await hands.press("f8")
        await hands.sees("Under which purpose")
        await hands.sees("Technical support")
