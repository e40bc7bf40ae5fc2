"""Products at the keyboard: added, priced, withdrawn, undone; drafts; and the list of customers narrowed by one."""

from __future__ import annotations

import pytest

from tests.people import Town
from tests.tui.desks import Hands, at_desk
from tui.screens.filtering import FiltersScreen
from tui.screens.product import ProductScreen
from tui.screens.products import ProductsScreen
from tui.screens.register import RegisterScreen


async def list_of(hands: Hands) -> ProductsScreen:
    """The list of products, there."""
    await hands.press("P")
    await hands.until(lambda: isinstance(hands.desk.screen, ProductsScreen) and hands.desk.screen.rows.row)
    return hands.desk.screen


async def product_of(hands: Hands, code: str) -> ProductScreen:
    """A product, read."""
    hands.desk.push_screen(ProductScreen(code))
    await hands.until(lambda: isinstance(hands.desk.screen, ProductScreen) and hands.desk.screen.product)
    return hands.desk.screen


@pytest.mark.parametrize(("language", "words"), [("fi", "Webhotelli Klassikko"), ("en", "Web hosting Classic")])
async def test_products_are_listed_with_price_state_and_how_many_have_them(town: Town, language: str, words: str) -> None:
    async with at_desk(town, "anna", language=language) as hands:
        await list_of(hands)
        await hands.sees(words)
        await hands.press("n")
        assert isinstance(hands.desk.screen, ProductsScreen), "billing reads"


async def test_product_is_added_and_undone_from_the_list(town: Town) -> None:
    owner = await town.owner()
    async with at_desk(town, "hanna") as hands:
        await list_of(hands)
        await hands.press("n")
        await hands.until(lambda: isinstance(hands.desk.screen, ProductScreen) and hands.desk.screen.form.editing)
        await hands.type("Webhotelli XL")
        await hands.press("tab")
        await hands.type("Web hosting XL")
        await hands.press("tab", "space", "tab")
        await hands.type("49,9")
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu")
        assert await owner.fetchval("select price::text from register.product where code = 'webhotelli_xl'") == "49.90"
        await hands.press("escape")
        await hands.sees("Webhotelli XL")
        await hands.press("u")
        await hands.misses("Webhotelli XL")


async def test_price_is_changed_withdrawn_and_undone(town: Town) -> None:
    owner = await town.owner()
    async with at_desk(town, "hanna") as hands:
        screen = await product_of(hands, "vps_8")
        screen.form.go(("product:vps_8", "price"))
        await hands.press("e", "ctrl+u")
        await hands.type("69,00")
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu")
        await hands.press("x", "enter")
        await hands.sees("Tuotetta ei enää myydä")
        row = "select price::text, state from register.product where code = 'vps_8'"
        assert tuple(await owner.fetchrow(row)) == ("69.00", "kept")
        await hands.press("u")
        await hands.sees("tuote (tila)")
        await hands.press("u")
        await hands.sees("tuote (hinta")
        assert tuple(await owner.fetchrow(row)) == ("59.00", "sold")
        await hands.press("U")
        await hands.sees("Tehty uudestaan")
        await hands.press("h")
        await hands.sees("59.0 → 69.0")


async def typed_at_a_product(hands: Hands) -> ProductScreen:
    """A product with more of its name typed."""
    screen = await product_of(hands, "vps_2")
    screen.form.go(("product:vps_2", "fi"))
    await hands.press("e")
    await hands.type(" uusi")
    return screen


async def test_a_refused_price_is_said_at_its_field_and_a_draft_comes_back(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await typed_at_a_product(hands)
        await hands.press("escape")
        await hands.sees("Luonnos säilytetty")
        await hands.press("escape")
        await hands.until(lambda: not isinstance(hands.desk.screen, ProductScreen))
        await product_of(hands, "vps_2")
        await hands.sees("Luonnos palautettu")
        await hands.press("f12", "enter")
        await hands.sees("Luonnos hylätty")


async def test_an_open_product_is_said_in_the_other_language_under_what_is_being_typed(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        screen = await typed_at_a_product(hands)
        await hands.press("f8")
        await hands.sees("Price")
        assert screen.form.editing
        await hands.sees(" uusi")
        await hands.press("f8", "escape", "f12", "enter")
        await hands.sees("Luonnos hylätty")


async def test_customers_are_narrowed_to_those_with_a_product(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await hands.press("slash", "down", "f")
        await hands.until(lambda: isinstance(hands.desk.screen, FiltersScreen))
        rows = hands.desk.screen.query_one("RowList")
        await hands.until(lambda: rows.row)
        while rows.row.cells[1] != "Webhotelli M":
            await hands.press("down")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        await hands.sees("Pihtiputaan kunta")
        await hands.misses("Kahvila Koivu Oy")
        assert "Webhotelli M" in hands.text().splitlines()[0]
