"""Identity codes and protected addresses: a reason first, a moment only, and no trace of the code."""

from __future__ import annotations

import logging

import pytest

from tests.people import Town
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.revealing import Revealed

CODE = "010190-900P"
REASON = "laskun vastaanottajan tarkistus"


async def at_card(hands: Hands, town: Town, name: str) -> CardScreen:
    """The card of a customer, read."""
    hands.desk.open_card(town.ids[name])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    return hands.desk.screen


async def want_to_see(hands: Hands) -> None:
    """Say that the code is to be shown."""
    await hands.press("i")
    await hands.sees("Mitä tehdään?")
    await hands.press("n")
    await hands.sees("Miksi?")


async def reveal(hands: Hands) -> None:
    """Ask for the code with a good reason."""
    await want_to_see(hands)
    await hands.type(REASON)
    await hands.press("enter")
    await hands.sees(CODE)


async def test_a_code_is_shown_after_a_reason_until_any_key(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town, "matti")
        await reveal(hands)
        await hands.press("x")
        await hands.sees("Henkilötunnus on taas piilossa.")
        assert CODE not in hands.text()
        assert CODE not in hands.told
    assert CODE not in caplog.text
    owner = await town.owner()
    assert await owner.fetchval("select reason from audit.read_log where act = 'identity_code'") == REASON
    assert not await owner.fetchval("select exists (select from audit.read_log r where r::text like '%' || $1 || '%')", CODE)


async def test_a_code_goes_away_by_itself(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        hands.desk.push_screen(Revealed("Matti Meikäläinen", CODE, seconds=0.05))
        await hands.until(lambda: not isinstance(hands.desk.screen, Revealed))
        assert CODE not in hands.text()


async def test_a_short_reason_says_what_is_missing_while_it_is_typed(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town, "matti")
        await want_to_see(hands)
        await hands.sees("Syy, aika ja nimesi jäävät lokiin.")
        await hands.type("laskutus")
        await hands.sees("Vielä 2 merkkiä.")
        await hands.press("enter")
        assert CODE not in hands.text()
        await hands.type(" xy")
        await hands.press("enter")
        await hands.sees(CODE)


async def test_spaces_make_no_reason(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town, "matti")
        await want_to_see(hands)
        await hands.type("a            ")
        await hands.sees("Vielä 9 merkkiä.")


async def test_a_reason_with_a_code_in_it_is_refused_in_words(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town, "matti")
        await want_to_see(hands)
        await hands.type(f"asiakas {CODE}")
        await hands.press("enter")
        await hands.sees("Älä kirjoita henkilötunnusta syyhyn")
    owner = await town.owner()
    assert not await owner.fetchval("select exists (select from audit.read_log r where r::text like '%' || $1 || '%')", CODE)


async def test_support_compares_the_last_four_and_hears_yes_or_no(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_card(hands, town, "matti")
        for typed, answer in (("900p", "Täsmää: Matti"), ("901P", "Ei täsmää"), ("902P", "Ei täsmää"), ("900P", "odota 10 minuuttia")):
            await hands.press("i")
            await hands.sees("neljä viimeistä")
            await hands.type(typed)
            await hands.press("enter")
            await hands.sees(answer)
            assert CODE not in hands.text()


async def test_administration_stores_a_code_that_is_right(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await at_card(hands, town, "lupa")
        await hands.press("i")
        await hands.sees("Tallenna henkilötunnus: Liisa Luvallinen")
        await hands.type("010190Y900A")
        await hands.press("enter")
        await hands.sees("Tallenna henkilötunnus")
        await hands.press("backspace")
        await hands.type("P")
        await hands.press("enter")
        await hands.sees("Mihin tunnusta tarvitaan?")
        await hands.type("laskutus")
        await hands.press("enter")
        await hands.sees("Miten tunnus varmistettiin?")
        await hands.type("ajokortti")
        await hands.press("enter")
        await hands.sees("Henkilötunnus tallennettu: Liisa Luvallinen.")
        assert "010190Y" not in hands.text()
    owner = await town.owner()
    assert await owner.fetchval("select code from secret.identity_code where party = $1", town.ids["lupa"]) == "010190Y900P"


async def test_a_protected_address_opens_with_a_reason(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        screen = await at_card(hands, town, "suoja")
        assert not screen.card.addresses
        await hands.press("i")
        await hands.sees("Mitä tehdään?")
        await hands.press("end", "enter")
        await hands.sees("Avaa turvakiellon alainen osoite")
        await hands.type("laskun postitus asiakkaalle")
        await hands.press("enter")
        await hands.until(lambda: screen.card.addresses)
        await hands.sees("Piilokuja")
    owner = await town.owner()
    assert await owner.fetchval("select reason from audit.read_log where act = 'address'") == "laskun postitus asiakkaalle"


async def test_escape_asks_for_nothing(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town, "matti")
        await want_to_see(hands)
        await hands.press("escape")
        await hands.misses("Miksi?")
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from audit.read_log where act = 'identity_code'") == 0
