"""The list, its filters and the card, as agreed, in both languages at 80×24."""

import pytest

from tests.people import Town
from tests.tui.agreed import agreed
from tests.tui.desks import at_desk
from tui.screens.card import CardScreen
from tui.screens.filtering import FiltersScreen
from tui.screens.register import RegisterScreen
from tui.widgets.form import Form

LANGUAGES = ("fi", "en")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_list_looks_as_agreed(town: Town, language: str) -> None:
    async with at_desk(town, "hanna", language=language) as hands:
        await hands.press("slash")
        await hands.sees("Tampereen Takomo Oy")
        await hands.until(lambda: "10 " in hands.text().splitlines()[2])
        agreed(f"list-{language}", await hands.still())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_found_looks_as_agreed(town: Town, language: str) -> None:
    async with at_desk(town, "tuki", language=language) as hands:
        await hands.press("slash")
        await hands.type("xyzzy")
        await hands.sees("xyzzy”" if language == "fi" else "“xyzzy”")
        agreed(f"list-nothing-{language}", await hands.still())


async def test_filters_look_as_agreed(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash", "down")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen) and hands.desk.screen.sees_products)
        await hands.press("f")
        await hands.until(lambda: isinstance(hands.desk.screen, FiltersScreen))
        await hands.sees("toiminimi")
        agreed("filters", await hands.still())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["hanna", "tuki", "ville"])
async def test_the_card_of_each_purpose_looks_as_agreed(town: Town, who: str, language: str) -> None:
    async with at_desk(town, who, language=language) as hands:
        hands.desk.open_card(town.ids["koivu"])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        await hands.sees("Kahvila Koivu Oy")
        agreed(f"card-{who}-{language}", await hands.still())


async def test_a_card_being_edited_looks_as_agreed(town: Town) -> None:
    async with at_desk(town, "hanna", size=(140, 40)) as hands:
        hands.desk.open_card(town.ids["koivu"])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        form = hands.desk.screen.query_one(Form)
        form.go(next(key for key in form.record.entries if key[0].startswith("identifier:") and key[1] == "value"))
        await hands.press("e")
        await hands.until(lambda: form.editing)
        await hands.press("end", "backspace")
        await hands.type("1")
        await hands.press("tab")
        agreed("card-editing-wide", await hands.still())
