"""The tasks of billing."""

from __future__ import annotations

from tests.billing import bill, reference
from tests.people import login_of
from tests.tui.counting import Counted, task
from tui.screens.card import CardScreen


@task("billing", "payment in, by reference, to the right invoice", 3, login="anna")
async def payment_in(work: Counted) -> None:
    """The reference in fives as the statement prints it; amount and day are proposed."""
    (wanted,) = await bill(work.town, "koivu", 20)
    written = reference(101_001)
    await work.press("y")
    await work.type(f"{written[:-5]} {written[-5:]}")
    await work.sees("Kahvila Koivu Oy")
    await work.press("ctrl+s")
    matched = (
        "select true from register.allocation a join register.payment p on p.id = a.payment where a.invoice = $1 and p.obtained_by = $2"
    )
    await work.is_there(matched, wanted, login_of("anna"))


@task("any", "find by invoice reference and open", 2, login="anna")
async def find_by_reference(work: Counted) -> None:
    """In the one box."""
    await bill(work.town, "koivu", 20)
    await work.press("slash")
    await work.type(reference(101_001))
    await work.press("enter")
    await work.hands.until(lambda: isinstance(work.hands.desk.screen, CardScreen) and work.hands.desk.screen.card)
    opened = "select true from audit.read_log where login = $1 and act = 'card' and party = $2"
    await work.is_there(opened, login_of("anna"), work.town.ids["koivu"])
