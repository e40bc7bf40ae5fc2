"""Support contacts: one of an opened customer, a login's own that are open, and whether what a caller said is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from db.call import Asked, first, rows, value
from db.errors import Refused

SAVED: Final = frozenset({"person", "service", "at", "channel", "direction", "verified", "summary", "follow_up_on", "closed_on"})
"""What a person changes of a contact."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact; its number is the ticket's. What the purpose may not see of it, such as the summary, is None."""

    id: int
    party: int
    person: int | None
    service: int | None
    at: datetime
    channel: str
    direction: str
    verified: str | None
    summary: str | None
    staff: str
    follow_up_on: date | None
    closed_on: date | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class OpenContact:
    """An own contact that is not closed, and whose it is."""

    id: int
    party: int
    name: str
    at: datetime
    channel: str
    follow_up_on: date | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a contact of a customer came from: by whom, when and how it reached the register."""

    id: int
    at: datetime
    channel: str
    direction: str
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None


def with_fields(contact: Contact, theirs: Mapping[str, Any]) -> Contact:
    """The contact as somebody else saved it meanwhile, its columns as the database writes them in JSON."""
    read: dict[str, Callable[[str], Any]] = {
        "at": datetime.fromisoformat,
        "follow_up_on": date.fromisoformat,
        "closed_on": date.fromisoformat,
    }
    given = {name: read[name](value) if name in read and value else value for name, value in theirs.items()}
    return replace(contact, **{name: value for name, value in given.items() if name in SAVED})


async def of(session: Asked, number: int) -> Contact:
    """One contact with a customer opened before; Refused("not_found") where there is none to see."""
    found = await first(
        session, Contact, "select id, party, person, service, at, channel, direction, verified, summary, staff, follow_up_on, closed_on, source, source_ref, obtained_on, obtained_by, confirmed_on, version from api.contact($1)", number
    )  # fmt: skip
    if found is None:
        raise Refused("not_found")
    return found


async def sources(session: Asked, customer: int) -> tuple[Source, ...]:
    """Where the last 500 contacts of an opened customer came from, the newest first."""
    return await rows(
        session,
        Source,
        "select id, at, channel, direction, source, source_ref, obtained_on, obtained_by, confirmed_on from api.card_contacts($1)",
        customer,
    )


async def summary_until(session: Asked, closed_on: date) -> date:
    """When the summary of a contact closed on a day is anonymised."""
    return await value(session, "select api.summary_until($1)", closed_on)


async def still_open(session: Asked, most: int = 16) -> tuple[OpenContact, ...]:
    """The login's own contacts that are not closed, what is to be returned to first."""
    return await rows(session, OpenContact, "select id, party, name, at, channel, follow_up_on from api.open_contacts($1)", most)


async def has_invoice(session: Asked, customer: int, said: str) -> bool | None:
    """Whether an opened customer has an invoice of that reference or number; None after too many comparisons."""
    return await value(session, "select api.match_invoice($1, $2)", customer, said)
