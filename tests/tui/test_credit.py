"""Credit checks and facts of a company on the card: who enters and decides, who sees the flag alone, and how it looks."""

from __future__ import annotations

from tests.people import Town, login_of
from tests.sql.test_sources import FIRM, check, fetched, settle
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen


async def at_card(hands: Hands, town: Town, name: str = "koivu") -> CardScreen:
    hands.desk.open_card(town.ids[name])
    return await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card else None)


async def test_billing_enters_a_check_and_decides_on_it(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town)
        await hands.press("end", "n")
        await hands.sees("Tulos")
        await hands.type("h")
        await hands.press("tab")
        await hands.type("e")
        agreed("credit-new", await hands.still())
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu.")
    row = await (await town.owner()).fetchrow("select outcome, decision, decided_by, requester, asked_for from register.credit_check")
    assert tuple(row) == ("good", "prepay", login_of("anna"), login_of("anna"), "contract")


async def test_relations_see_that_one_pays_in_advance_and_nothing_else(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    await check(anna, town.ids["koivu"], decision="prepay")
    async with at_desk(town, "salla") as hands:
        await at_card(hands, town)
        await hands.sees("ennakkomaksu")
        assert "Luottotietotarkistukset" not in hands.text()


async def test_the_sections_look_as_agreed(town: Town) -> None:
    anna, hanna, koivu = await town.opened("anna", "koivu"), await town.opened("hanna", "koivu"), town.ids["koivu"]
    await check(anna, koivu, decision="prepay", asked_on="2026-01-02", expires_on="2026-03-02")
    await settle(hanna, koivu, await fetched(hanna, koivu), firm=FIRM | {"as_of": "2026-01-01"})
    await settle(
        hanna,
        koivu,
        await fetched(hanna, koivu, "fonecta"),
        firm={"turnover": "1M-2M", "staff": "5-9", "offices": 2, "as_of": "2026-02-01"},
    )
    async with at_desk(town, "petra", language="en", size=(100, 40)) as hands:
        await at_card(hands, town)
        await hands.press("end")
        await hands.sees("Fonecta")
        agreed("credit-and-firm-en", await hands.still())
