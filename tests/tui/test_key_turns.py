"""Keys that come all at once, as over a slow line, do what they do one by one."""

from __future__ import annotations

from textual import events

from tests.people import Town
from tests.tui.desks import Hands, at_desk
from tests.tui.test_card import opened
from tui.commands import character
from tui.screens.card import CardScreen
from tui.screens.register import RegisterScreen, SearchBox
from tui.widgets.form import Form


def at_once(hands: Hands, *keys: str) -> None:
    """Press keys faster than anything can come of them; a word is its letters."""
    for key in keys:
        for each in [key] if character(key) or key in {"enter", "escape"} or "+" in key else key:
            hands.desk.post_message(events.Key(each, character(each) or (each if len(each) == 1 else None)))


async def test_a_search_typed_blindly_opens_the_customer(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.sees("Asiakkaat")
        at_once(hands, "slash", "koivu", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        await hands.sees("Kahvila Koivu Oy #")


async def test_letters_after_edit_are_typed_and_never_commands(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        at_once(hands, "e", "ctrl+u", "xukmhsp", "ctrl+s")
        await hands.sees("Tallennettu.")
        owner = await town.owner()
        assert await owner.fetchval("select name from register.party where id = $1", town.ids["koivu"]) == "xukmhsp"


async def test_a_burst_in_the_search_box_keeps_its_letters_in_order(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.sees("Asiakkaat")
        at_once(hands, "slash", "tampereentakomo")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        await hands.until(lambda: hands.desk.screen.query_one(SearchBox).value == "tampereentakomo")


async def test_keys_that_leave_and_come_back_find_the_same_place(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        at_once(hands, "h", "escape", "s", "escape", "e", "ctrl+u", "Kanto Oy")
        await hands.sees("1 muutos")
        for _ in range(20):
            await hands.pilot.pause(0.01)
        form = hands.desk.screen.query_one(Form)
        assert form.editing
        assert form.changes() == {f"party:{town.ids['koivu']}": {"name": "Kanto Oy"}}
