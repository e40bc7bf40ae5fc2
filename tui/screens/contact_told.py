"""What may be told to a caller, as far as they have shown who they are; and what is known of a contact that was logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.contacts import Contact
from db.customers import Card
from db.shown import shown_date
from tui.screens.card_reading import today
from tui.screens.contact_fields import COMPARED, NOBODY
from tui.widgets.facts import Fact
from tui.words import language, say


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is on the line, how they are said to have been verified, and whether what needs comparing was compared."""

    person: str | None
    verified: str | None
    is_compared: bool
    is_new: bool = False


def told(card: Card, caller: Caller) -> tuple[str, Sequence[Fact]]:
    """What may be said aloud now, in a heading and one or two lines."""
    heading = say("support.told_title")
    if caller.verified in {None, "none"}:
        return heading, (Fact("", say("support.told_unverified"), strong=True), Fact("", say("support.told_call_back")))
    if caller.verified in COMPARED and not caller.is_compared:
        return heading, (Fact("", say("support.told_unverified"), strong=True), Fact("", say("support.told_compare")))
    if caller.is_new:
        return heading, (Fact("", say("support.told_newcomer"), strong=True),)
    if caller.person in {None, NOBODY}:
        natural = card.customer.kind in {"person", "sole_trader"}
        return heading, (Fact("", say("support.told_own" if natural else "support.told_nobody"), strong=True),)
    return heading, _of_person(card, int(caller.person or 0))


def _of_person(card: Card, number: int) -> Sequence[Fact]:
    day = today()
    person = next((one for one in card.persons if one.id == number), None)
    name = f"{person.given_names} {person.family_name}" if person else say("permissions.somebody", number=number)
    roles = [row for row in card.roles if row.person == number and (row.valid_to is None or row.valid_to >= day)]
    hears = any(row.may_hear for row in roles)
    first = say("support.told_hears" if hears else "support.told_hears_not", name=name)
    return (
        Fact("", first, strong=True),
        Fact("", say("support.told_orders" if any(row.may_order for row in roles) else "support.told_orders_not")),
    )


def logged(contact: Contact, until: date | None) -> tuple[str, Sequence[Fact]]:
    """Who took a contact and from where it was known, whether it is open, and when its summary goes."""
    closed = _day(contact.closed_on)
    kept = say("support.until", closed=closed, until=_day(until)) if contact.closed_on and until else ""
    origin = say("support.origin", source=say(f"card.source_{contact.source}"), day=_day(contact.obtained_on), who=contact.obtained_by)
    return (
        say("support.is_closed", day=closed) if contact.closed_on else say("support.is_open"),
        (
            Fact(say("support.who"), contact.staff),
            Fact(say("support.origin_label"), origin),
            Fact(say("support.until_label"), kept),
            Fact("", "" if contact.summary is not None else say("support.headers_only")),
        ),
    )


def _day(day: date | None) -> str:
    return shown_date(day, language()) if day else ""
