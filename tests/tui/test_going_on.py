"""What is new and half typed is gone on with after Esc, at the same screen."""

from __future__ import annotations

import pytest

from tests.people import Town
from tests.tui.desks import at_desk
from tui.screens.card import CardScreen
from tui.screens.host import HostScreen
from tui.screens.keeping import Keeping
from tui.screens.product import ProductScreen


@pytest.mark.parametrize("new", [CardScreen, HostScreen, ProductScreen])
async def test_half_typed_record_is_left_and_gone_on_with(town: Town, new: type[CardScreen | HostScreen | ProductScreen]) -> None:
    async with at_desk(town, "hanna") as hands:
        hands.desk.push_screen(screen := new(None))
        if new is CardScreen:
            await hands.sees("Millainen asiakas?")
            await hands.press("y")
        await hands.until(lambda: hands.desk.screen is screen and screen.form.editing)
        await hands.type("Kesken")
        await hands.press("escape")
        await hands.sees("Luonnos säilytetty")
        assert not screen.form.editing
        await hands.press("e")
        await hands.until(lambda: screen.form.editing)
        await hands.type("eräinen")
        assert typed_in(screen) == "Keskeneräinen"
        await hands.press("escape", "enter", "end")
        await hands.type("!")
        assert typed_in(screen) == "Keskeneräinen!"


def typed_in(screen: Keeping) -> object:
    """What is typed in the first field of all."""
    return next(iter(screen.form.changes().values())).get("fi" if isinstance(screen, ProductScreen) else "name")


async def test_half_typed_person_is_gone_on_with_as_a_whole(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        hands.desk.push_screen(screen := CardScreen(town.ids["koivu"]))
        await hands.until(lambda: screen.card and not screen.opening)
        await hands.press("t")
        await hands.until(lambda: screen.form.editing)
        together = screen.form.edited
        await hands.type("Aino")
        await hands.press("escape")
        await hands.sees("Luonnos säilytetty")
        await hands.press("e")
        await hands.until(lambda: screen.form.editing)
        assert screen.form.edited == together
        assert len(together) > 1
