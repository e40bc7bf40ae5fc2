"""Invoices on their screens: what is owed at a glance, one invoice, and payments in by reference."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.billing import bill, invoice, pay, reference, statement, take, today, transfer
from tests.people import Town
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.invoice import InvoiceScreen
from tui.screens.invoices import InvoicesScreen
from tui.screens.payment import PaymentScreen

FIRST = reference(101_001)


async def furnish(town: Town) -> list[int]:
    """Invoices of koivu: one long overdue and reminded of, one disputed, one paid in part, one new."""
    anna = await town.opened("anna", "koivu")
    made = await bill(town, "koivu", 100, 60, 20, 2)
    day = await today(anna)
    await anna.fetchval("select api.note_reminder($1, $2, 'reminder', $3, 5)", uuid4(), made[0], day)
    await anna.fetchval("select api.open_dispute($1, $2, 'Laskutettu kahteen kertaan')", uuid4(), made[1])
    await pay(anna, made[2], "25.50")
    return made


async def at_card(hands: Hands, town: Town, name: str = "koivu") -> CardScreen:
    """The card of a customer."""
    hands.desk.open_card(town.ids[name])
    return await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card else None)


async def at_invoices(hands: Hands, town: Town) -> InvoicesScreen:
    """The invoices of koivu, opened from its card."""
    await at_card(hands, town)
    await hands.press("L")
    screen = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, InvoicesScreen) else None)
    await hands.sees("1001")
    return screen


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ("anna", "Laskutus: avoinna 476,50 € · ‼ erääntynyt 351,00 € · × riita 125,50 €"),
        ("hanna", "Laskutus: avoinna 476,50 € · ‼ erääntynyt 351,00 € · × riita 125,50 €"),
        ("tuki", "Laskutus: ‼ erääntyneitä laskuja"),
    ],
)
async def test_card_says_what_is_owed_as_far_as_the_purpose_is_told(town: Town, who: str, line: str) -> None:
    await furnish(town)
    async with at_desk(town, who) as hands:
        await at_card(hands, town)
        await hands.sees(line)
        assert who == "anna" or "L Laskut" not in hands.text()


@pytest.mark.parametrize("language", ["fi", "en"])
async def test_the_invoices_look_as_agreed(town: Town, language: str) -> None:
    await furnish(town)
    async with at_desk(town, "anna", language=language) as hands:
        await at_invoices(hands, town)
        await hands.sees("riitautettu" if language == "fi" else "disputed")
        agreed(f"invoices-{language}", await hands.still())


@pytest.mark.parametrize("language", ["fi", "en"])
async def test_an_invoice_looks_as_agreed(town: Town, language: str) -> None:
    await furnish(town)
    async with at_desk(town, "anna", language=language) as hands:
        await at_invoices(hands, town)
        await hands.press("end", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, InvoiceScreen))
        await hands.sees("muistutus" if language == "fi" else "reminder")
        agreed(f"invoice-{language}", await hands.still())


async def test_a_payment_in_looks_as_agreed_on_a_wide_screen(town: Town) -> None:
    await furnish(town)
    anna = await town.as_login("anna")
    await statement(anna, transfer("20261101AAZ0001", "44.00", await today(anna) - timedelta(days=3)))
    async with at_desk(town, "anna", size=(140, 40)) as hands:
        await hands.press("y")
        await hands.until(lambda: isinstance(hands.desk.screen, PaymentScreen))
        await hands.type(f"{FIRST[:-5]} {FIRST[-5:]}")
        await hands.sees("Kahvila Koivu Oy")
        await hands.sees("44,00")
        agreed("payment-wide-fi", await hands.still())


async def test_data_protection_reads_invoices_and_is_offered_no_change(town: Town) -> None:
    await furnish(town)
    async with at_desk(town, "petra") as hands:
        await at_invoices(hands, town)
        await hands.press("enter")
        await hands.sees("25,5 %")
        assert "Maksu" not in hands.text().splitlines()[-1]


async def test_empty_invoices_say_so(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town)
        await hands.press("L")
        await hands.sees("Ei laskuja: ne tuo seloste import finvoice.")


async def test_payment_by_reference_is_taken_in_and_undone_on_the_invoices(town: Town) -> None:
    (wanted, *_) = await bill(town, "koivu", 40)
    owner = await town.owner()
    async with at_desk(town, "anna") as hands:
        await hands.press("y")
        await hands.type(FIRST)
        await hands.sees("avoinna 125,50 € · eräpäivä")
        await hands.press("ctrl+s")
        await hands.sees("Kirjattu 125,50 €")
        await hands.misses("avoinna 125,50 €")
        assert await owner.fetchval("select amount from register.allocation where invoice = $1", wanted) == Decimal("125.50")
        await hands.press("escape")
        await at_invoices(hands, town)
        await hands.press("u")
        await hands.sees("Kumottu")
        assert await owner.fetchval("select count(*) from register.payment") == 0


@pytest.mark.parametrize(
    ("typed", "told"), [("1234567", "tarkiste ei täsmää"), (reference(999_999), "ei ole laskua"), ("zz", "Viite (myös viisittäin")]
)
async def test_reference_that_finds_nothing_says_why(town: Town, typed: str, told: str) -> None:
    async with at_desk(town, "anna") as hands:
        await hands.press("y")
        await hands.type(typed)
        await hands.sees(told)


async def test_invoice_of_another_unit_is_as_if_it_were_not_there(town: Town) -> None:
    hanna = await town.owner()
    await hanna.execute(
        "insert into register.invoice (party, scope, number, issued_on, due_on, net, vat, total, reference)"
        " select id, scope, '9', current_date, current_date, 1, 0, 1, $2 from register.party where id = $1",
        town.ids["takomo"],
        reference(4242),
    )
    async with at_desk(town, "anna") as hands:
        await hands.press("y")
        await hands.type(reference(4242))
        await hands.sees("ei ole laskua")


async def test_payment_is_not_taken_in_for_an_invoice_whose_reference_was_wiped_out(town: Town) -> None:
    await bill(town, "koivu", 40)
    async with at_desk(town, "anna") as hands:
        await hands.press("y")
        await hands.type(FIRST)
        await hands.sees("avoinna 125,50 € · eräpäivä")
        await hands.press("ctrl+u")
        await hands.misses("Kahvila Koivu Oy")
        await hands.press("ctrl+s")
        await hands.sees("‼")
        assert await (await town.owner()).fetchval("select count(*) from register.payment") == 0


async def test_payment_of_the_bank_without_a_reference_is_matched_from_the_list(town: Town) -> None:
    (wanted,) = await bill(town, "koivu", 40)
    anna = await town.as_login("anna")
    await statement(anna, transfer("X1", "125.50", await today(anna)))
    async with at_desk(town, "anna") as hands:
        await hands.press("y")
        await hands.sees("125,50 Maksaja")
        screen = hands.desk.screen
        assert isinstance(screen, PaymentScreen)
        screen.query_one("WaitingList").focus()
        await hands.press("enter")
        await hands.sees("Kohdistetaan pankin suoritus 125,50 €")
        await hands.type("1001")
        await hands.sees("Kahvila Koivu Oy")
        await hands.press("enter")
        await hands.sees("Kirjattu 125,50 €")
        await hands.sees("Kaikki suoritukset on kohdistettu.")
    assert await (await town.owner()).fetchval("select invoice from register.allocation") == wanted


async def test_reminder_dispute_and_unmatching_are_a_key_each(town: Town) -> None:
    (wanted,) = await bill(town, "koivu", 40)
    anna = await town.opened("anna", "koivu")
    await pay(anna, wanted, "20.00")
    async with at_desk(town, "anna") as hands:
        await at_invoices(hands, town)
        await hands.press("enter")
        await hands.sees("20,00 €")
        await hands.press("R")
        await hands.sees("Kirjataanko muistutus?")
        await hands.press("enter")
        await hands.sees("Kirjattu: muistutus.")
        await hands.press("K")
        await hands.sees("Miksi asiakas kiistää")
        await hands.type("Hinta on väärä")
        await hands.press("enter")
        await hands.sees("Hinta on väärä (avoinna)")
        await hands.press("R", "enter")
        await hands.sees("Lasku on riitautettu")
        await hands.press("home", "x")
        await hands.sees("Irrotetaanko suoritus 20,00 €")
        await hands.press("enter")
        await hands.sees("Irrotettu")
        await hands.press("K", "enter")
        await hands.sees("Riitautus päätetty.")
    assert await (await town.owner()).fetchval("select count(*) from register.payment where party is null") == 1


async def test_invoice_found_in_the_search_box_says_by_what(town: Town) -> None:
    await bill(town, "koivu", 40)
    async with at_desk(town, "anna", size=(140, 40)) as hands:
        await hands.press("slash")
        await hands.type(FIRST)
        await hands.sees("Kahvila Koivu Oy")
        await hands.sees(f"lasku {FIRST}")


async def test_many_invoices_are_paged_through(town: Town) -> None:
    anna = await town.as_login("anna")
    day = await today(anna)
    await take(anna, *(invoice(town.ids["koivu"], str(1000 + n), day - timedelta(days=n)) for n in range(150)))
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town)
        await hands.press("L")
        await hands.sees("1000")
        await hands.press("end")
        await hands.sees("1149")
        await hands.press("home")
        await hands.sees("1000")


async def test_an_invoice_is_credited_in_part_with_its_reason(town: Town) -> None:
    await furnish(town)
    async with at_desk(town, "anna", size=(140, 40)) as hands:
        screen = await at_invoices(hands, town)
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, InvoiceScreen) and hands.desk.screen.invoice)
        number = hands.desk.screen.invoice.number
        await hands.press("C")
        await hands.sees(f"Paljonko laskusta {number} hyvitetään? Enintään 125,50 €")
        await hands.press("ctrl+u")
        await hands.type("200")
        await hands.press("enter")
        await hands.sees("Miksi lasku hyvitetään?")
        await hands.type("Väärä hinta")
        await hands.press("enter")
        await hands.sees("Laskusta on hyvittämättä 125,50 €.")
        assert "200,00 €" in hands.text()
        await hands.press("ctrl+u")
        await hands.type("25,50")
        await hands.press("enter")
        await hands.sees("Miksi lasku hyvitetään?")
        await hands.sees("Väärä hinta")
        await hands.press("enter")
        await hands.sees("avoinna 100,00 €.")
        await hands.sees("-00001: Väärä hinta")
        await hands.press("u")
        await hands.sees("tositteita")
        await hands.press("escape")
        await hands.until(lambda: hands.desk.screen is screen)
        await hands.sees("hyvityslasku")


async def test_a_refused_field_is_signed_until_it_is_changed_and_what_was_told_of_it_goes(town: Town) -> None:
    await furnish(town)
    async with at_desk(town, "anna") as hands:
        await hands.press("y")
        await hands.sees("Viite")
        await hands.type("1001")
        await hands.sees("Kahvila Koivu Oy")
        await hands.press("tab", "ctrl+u")
        await hands.type("abc")
        await hands.press("ctrl+s")
        await hands.sees("‼Summa")
        await hands.sees("Summa on euroja ja senttejä")
        await hands.type("1")
        await hands.misses("‼")


async def test_what_a_column_cuts_of_an_event_is_said_below(town: Town) -> None:
    await furnish(town)
    reason = "Palvelua ei ole tilattu eikä sitä ole koskaan käytetty"
    async with at_desk(town, "anna") as hands:
        await at_invoices(hands, town)
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, InvoiceScreen) and hands.desk.screen.invoice)
        await hands.press("K")
        await hands.sees("Miksi asiakas kiistää")
        await hands.type(reason)
        await hands.press("enter")
        await hands.sees("ole koskaan\n  käytetty (avoinna)")


async def test_the_timeline_says_sums_as_every_screen_does(town: Town) -> None:
    await furnish(town)
    async with at_desk(town, "anna", language="en") as hands:
        hands.desk.open_card(town.ids["koivu"])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        await hands.press("T")
        await hands.sees("1004, €125.50, due")
