"""The timeline on the screen: one list of everything the purpose may see, narrowed by kind, and Enter leads to the thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.billing import bill, pay
from tests.people import Town, record, save
from tests.sql.test_sources import POST, claim, fetched, settle
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.contact import ContactScreen
from tui.screens.history import HistoryScreen
from tui.screens.invoice import InvoiceScreen
from tui.screens.invoices import InvoicesScreen
from tui.screens.permissions import PermissionsScreen
from tui.screens.sources import SourcesScreen
from tui.screens.timeline import TimelineScreen

CALL = {"channel": "call", "summary": "Posti ei kulje.\nOhjattu vaihtamaan salasana.", "at": "2026-01-15T09:30:00+02:00"}


async def lived(town: Town) -> None:
    """Something of several kinds at one customer."""
    lupa, home = town.ids["lupa"], town.ids["lupa.home"]
    tuki, hanna, salla = [await town.opened(who, "lupa") for who in ("tuki", "hanna", "salla")]
    await save(tuki, lupa, {"entity": "interaction", "fields": {**CALL, "closed_on": "2026-01-16", "verified": "call_back"}})
    service = {"product": "webhotel_m", "name": "luvallinen.example.fi", "starts_on": "2025-02-01"}
    await save(tuki, lupa, {"entity": "service", "fields": service})
    await record(salla, lupa, None, "phone", "refused")
    await save(hanna, lupa, {"entity": "address", "id": home, "version": 1, "fields": {"valid_to": "2026-03-01"}})


async def at_timeline(hands: Hands, town: Town) -> TimelineScreen:
    """The timeline from the card."""
    hands.desk.open_card(town.ids["lupa"])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    await hands.press("T")
    await hands.until(lambda: isinstance(hands.desk.screen, TimelineScreen) and hands.desk.screen.rows.row)
    screen = hands.desk.screen
    assert isinstance(screen, TimelineScreen)
    return screen


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("who", ["tuki", "salla"])
async def test_the_timeline_looks_as_agreed(town: Town, who: str, language: str) -> None:
    await lived(town)
    async with at_desk(town, who, language=language) as hands:
        await at_timeline(hands, town)
        agreed(f"timeline-{who}-{language}", await hands.still())


async def narrowed(hands: Hands, screen: TimelineScreen, letter: str, kind: str) -> None:
    """Show one kind alone, the cursor on its first event."""
    await hands.press("f")
    await hands.sees("Mitä näytetään?")
    await hands.press(letter)
    await hands.until(lambda: screen.kind == kind and hands.desk.screen is screen and screen.rows.row and screen.rows.pager.answered)


LEADS: list[tuple[str, str, Callable[[Any], bool]]] = [
    ("y", "contact", lambda screen: isinstance(screen, ContactScreen)),
    ("m", "change", lambda screen: isinstance(screen, HistoryScreen)),
    ("l", "permission", lambda screen: isinstance(screen, PermissionsScreen)),
    ("o", "address", lambda screen: isinstance(screen, CardScreen) and (screen.form.here or ("",))[0].startswith("address:")),
]


@pytest.mark.parametrize(("letter", "kind", "is_there"), LEADS)
async def test_enter_leads_to_the_thing(town: Town, letter: str, kind: str, is_there: Callable[[Any], bool]) -> None:
    await lived(town)
    async with at_desk(town, "salla") as hands:
        screen = await at_timeline(hands, town)
        await narrowed(hands, screen, letter, kind)
        await hands.press("enter")
        await hands.until(lambda: is_there(hands.desk.screen))


@pytest.mark.parametrize(("kind", "shown"), [("invoice", InvoiceScreen), ("payment", InvoicesScreen)])
async def test_enter_on_an_invoice_shows_it_and_on_a_payment_the_invoices(town: Town, kind: str, shown: type[Any]) -> None:
    (invoice,) = await bill(town, "lupa", 40)
    anna = await town.opened("anna", "lupa")
    await pay(anna, invoice, "100.00")
    async with at_desk(town, "anna") as hands:
        screen = await at_timeline(hands, town)
        hands.desk.call_later(screen.show_kind, kind)
        await hands.until(lambda: screen.kind == kind and screen.rows.row and screen.rows.pager.answered)
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, shown))


async def test_a_fetch_leads_to_the_sources_and_a_service_without_a_name_is_called_by_its_product(town: Town) -> None:
    hanna, lupa = await town.opened("hanna", "lupa"), town.ids["lupa"]
    await save(hanna, lupa, {"entity": "service", "fields": {"product": "webhotel_m", "starts_on": "2025-02-01"}})
    said = [claim("main", "ours", name="Luvallinen Oy"), claim("post", "theirs", **POST)]
    await settle(hanna, lupa, await fetched(hanna, lupa), claims=said)
    async with at_desk(town, "hanna") as hands:
        screen = await at_timeline(hands, town)
        await hands.sees("Webhotelli M alkoi")
        hands.desk.call_later(screen.show_kind, "source")
        await hands.sees("haku, YTJ: hyväksytty postiosoite")
        await hands.sees("Jätetty")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, SourcesScreen))


def called(number: int) -> dict[str, Any]:
    """One of many calls."""
    return {"entity": "interaction", "fields": {**CALL, "summary": f"Puhelu {number}.", "at": f"2025-01-{number % 28 + 1:02}T10:00:00Z"}}


async def test_a_long_timeline_is_gone_through_from_both_ends(town: Town) -> None:
    tuki, lupa = await town.opened("tuki", "lupa"), town.ids["lupa"]
    await save(tuki, lupa, *(called(number) for number in range(200)))
    async with at_desk(town, "tuki") as hands:
        screen = await at_timeline(hands, town)
        await narrowed(hands, screen, "y", "contact")
        await hands.press("end")
        await hands.sees("1.1.2025")
        await hands.press("up", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, ContactScreen))
        await hands.sees("Puhelu ")
        await hands.press("escape")
        await hands.until(lambda: hands.desk.screen is screen)
        await hands.press("home")
        await hands.sees("28.1.2025")
        assert screen.rows.held < 200
