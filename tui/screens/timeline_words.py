"""Events of a timeline in words, and where each leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from db.customers import Card
from db.shown import shown_date, shown_money
from db.timeline import Event
from tui.screens import timeline_sources
from tui.screens.base import shown_moment
from tui.screens.card_undoing import in_words, touched
from tui.screens.history_words import Persons, purpose
from tui.widgets.facts import Fact
from tui.words import language, say

OF_DAYS: Final = frozenset({"name", "address", "service", "invoice", "payment", "reminder", "customer"})
"""Kinds of which the day is known and not the hour."""
FINLAND: Final = ZoneInfo("Europe/Helsinki")
ON_CARD: Final = {"name": "party_name", "address": "address", "service": "service", "customer": "party"}


def when(event: Event) -> str:
    """The moment, or the day where no more is known."""
    return _day(event.at.astimezone(FINLAND).date()) if event.kind in OF_DAYS else shown_moment(event.at)


def what(event: Event, persons: Persons) -> str:
    """The event on one line."""
    facts = event.facts
    match event.kind:
        case "contact":
            return _contact(event)
        case "change":
            return in_words(touched(facts["rows"]))
        case "permission":
            told = say("support.event_permission", channel=say(f"permissions.channel_{facts['channel']}"), state=_state(event))
            return f"{told} · {persons.name(facts['person'])}" if facts["person"] is not None else told
        case "name":
            return say("support.event_name", name=facts["name"])
        case "address":
            return say("support.event_address", kind=say(f"card.address_{event.what}"), place=_place(facts))
        case "service":
            name = facts["name"] or facts[language()] or facts["product"]
            return say("support.event_started" if event.what == "started" else "support.event_ended", name=name)
        case "source":
            return timeline_sources.what(event)
        case "customer":
            return say("support.event_since" if event.what == "since" else "support.event_customer_ended")
        case _:
            return _billed(event)


def _contact(event: Event) -> str:
    facts = event.facts
    channel, direction = say(f"support.channel_{event.what}"), say(f"support.direction_{facts['direction']}")
    if facts["summary"] is None:
        return say("support.event_contact_head", channel=channel, direction=direction)
    return say("support.event_contact", channel=channel, direction=direction, summary=" ".join(facts["summary"].split()))


def _state(event: Event) -> str:
    return say(f"permissions.state_{event.what}")


def _place(facts: dict[str, Any]) -> str:
    street = " ".join(str(facts[name]) for name in ("street", "number", "po_box") if facts.get(name))
    town = " ".join(str(facts[name]) for name in ("postcode", "town") if facts.get(name))
    return ", ".join(filter(None, [street, town]))


def _billed(event: Event) -> str:
    facts = event.facts
    match event.kind, event.what:
        case "invoice", "invoice":
            day = _day(date.fromisoformat(facts["due_on"])) if facts["due_on"] else ""
            return say("support.event_invoice", number=facts["number"], sum=_sum(facts["total"]), day=day)
        case "invoice", _:
            return say("support.event_credit_note", number=facts["number"], sum=_sum(facts["total"]))
        case "payment", _:
            return _sum(facts["amount"])
        case _:
            return say(f"support.event_{event.what}", number=facts["number"])


def _sum(amount: object) -> str:
    return shown_money(Decimal(str(amount)), language())


def _day(day: date) -> str:
    return shown_date(day, language())


def about(event: Event, persons: Persons) -> tuple[str, Sequence[Fact]]:
    """The whole event: when, what kind, who, and what is known of it."""
    facts = event.facts
    heading = " · ".join(filter(None, [when(event), say(f"support.kind_{event.kind}"), event.login or ""]))
    if event.kind == "source":
        return heading, timeline_sources.about(event)
    if event.kind != "contact":
        by = purpose(facts["purpose"]) if event.kind == "change" else facts.get("section") or ""
        return heading, (Fact("", what(event, persons), strong=True), Fact("", by))
    who = persons.name(facts["person"]) if facts["person"] is not None else ""
    way = say(f"support.verified_{facts['verified'] or 'none'}") if facts["summary"] is not None else ""
    closed = facts["closed_on"]
    kept = say("support.until", closed=_iso(closed), until=_iso(facts["until"])) if closed and facts["until"] else say("support.is_open")
    return f"T-{event.id} · {heading}", (
        Fact("", facts["summary"] or say("support.headers_only"), strong=facts["summary"] is not None),
        Fact(say("support.field_person"), who),
        Fact(say("support.field_verified"), way),
        Fact(say("support.until_label"), kept),
    )


def _iso(day: str) -> str:
    return _day(date.fromisoformat(day))


def on_card(event: Event, card: Card) -> str | None:
    """The item of the card that an event is about, None for one that is elsewhere."""
    if event.kind not in ON_CARD:
        return None
    number = {"customer": card.customer.id, "service": event.facts.get("service")}.get(event.kind, event.id)
    return f"{ON_CARD[event.kind]}:{number}"
