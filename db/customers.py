"""Customers: found, listed, counted, opened, and the card of an opened one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.call import Asked, first, rows, value
from db.claims import Claim, CreditCheck, Firmographic
from db.errors import Refused


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a list; ``position`` is where to go on from. What the purpose may not see is None."""

    id: int
    name: str
    kind: str
    status: str | None
    language: str
    unit: int
    unit_name: str | None
    town: str | None
    permission: str | None
    protected: bool | None
    matched: str | None
    matched_text: str | None
    position: Any


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None narrows nothing."""

    kind: str | None = None
    status: str | None = None
    unit: int | None = None
    permission: str | None = None
    product: str | None = None
    """Customers with a product that has not ended."""
    service: str | None = None
    """Customers with a service in a state, of the product where one is named."""

    def given(self) -> dict[str, str | int]:
        """The filters that are set, as the database takes them."""
        each = {
            "kind": self.kind, "status": self.status, "unit": self.unit, "permission": self.permission, "product": self.product,
            "service": self.service,
        }  # fmt: skip
        return {name: wanted for name, wanted in each.items() if wanted is not None}


@dataclass(frozen=True, slots=True)
class Customer:
    """The customer itself."""

    id: int
    kind: str
    name: str
    language: str
    status: str | None
    since: date | None
    ended_on: date | None
    unit: int
    restricted: bool | None
    protected: bool | None
    permission: str | None
    source: str | None
    source_ref: str | None
    obtained_on: date | None
    obtained_by: str | None
    confirmed_on: date | None
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class OtherName:
    """A former, parallel or auxiliary name."""

    id: int
    name: str
    type: str
    valid_from: date | None
    valid_to: date | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier; ``value`` is None for a personal identity code, which is only known to have been verified."""

    id: int
    scheme: str
    value: str | None
    operator: str | None
    verified_on: date | None
    verified_how: str | None
    needed_for: str | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Address:
    """An address, or its town alone where the purpose may see no more."""

    id: int
    kind: str
    co: str | None
    street: str | None
    number: str | None
    entrance: str | None
    apartment: str | None
    po_box: str | None
    postcode: str | None
    town: str
    town_sv: str | None
    country: str | None
    valid_from: date | None
    valid_to: date | None
    source: str | None
    source_ref: str | None
    obtained_on: date | None
    obtained_by: str | None
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A number or e-mail address; ``person`` is None for the customer's own."""

    id: int
    person: int | None
    kind: str
    given: str
    normal: str
    verified_on: date | None
    bounced_on: date | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person who acts for the customer."""

    id: int
    given_names: str
    family_name: str
    title: str | None
    language: str
    told_on: date | None
    told_how: str | None
    contacted_on: date | None
    heard_on: date | None
    disclosed_on: date | None
    tell_by: date | None
    tell_why: str | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Role:
    """What a person is to the customer, from when to when."""

    id: int
    person: int
    role: str
    service: int | None
    legal_basis: str
    may_order: bool
    may_hear: bool
    named_by: str | None
    valid_from: date
    valid_to: date | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Service:
    """What the customer has or has ordered; of it marketing sees the product group alone. ``price`` is None where it is the product's."""

    id: int
    product: str | None
    product_group: str
    name: str | None
    state: str | None
    starts_on: date | None
    ends_on: date | None
    price: Decimal | None
    host: int | None
    source: str | None
    source_ref: str | None
    obtained_on: date | None
    obtained_by: str | None
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain name; ``registrant`` is None where it is the customer, ``technical`` a person, ``service`` what it points to."""

    id: int
    name: str
    registry: str | None
    expires_on: date | None
    registrant: str | None
    technical: int | None
    service: int | None
    ended_on: date | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the purpose may see of an opened customer: a field a part, in the order of ``api.whole_card``."""

    customer: Customer
    names: tuple[OtherName, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[Address, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    persons: tuple[Person, ...] = ()
    roles: tuple[Role, ...] = ()
    services: tuple[Service, ...] = ()
    domains: tuple[Domain, ...] = ()
    claims: tuple[Claim, ...] = ()
    credit_checks: tuple[CreditCheck, ...] = ()
    firmographics: tuple[Firmographic, ...] = ()


async def find(
    session: Asked, typed: str, filters: Filters, place: Any = None, *, backward: bool = False, most: int = 64
) -> tuple[Found, ...]:
    """A page of customers for what was typed, or of all by name, after (or before) a place; leaves a line in the read log."""
    return await rows(
        session, Found, "select id, name, kind, status, language, unit, unit_name, town, permission, protected, matched, matched_text, position from api.find($1, $2, $3, $4, $5)", typed, filters.given(), place, backward, most
    )  # fmt: skip


async def count(session: Asked, typed: str, filters: Filters, most: int = 1000) -> int:
    """How many there are: exact for a list, at most ``most + 1`` for what was typed."""
    return await value(session, "select api.count_found($1, $2, $3)", typed, filters.given(), most)


async def by_identity_code(session: Asked, code: str) -> int | None:
    """The customer with a personal identity code, where the purpose may see it; the code is in no log."""
    return await value(session, "select api.find_identity_code($1)", code)


async def open_card(session: Asked, customer: int, reason: str | None = None) -> None:
    """Open the card of a customer: committed before anything can be read; Refused("not_found") or ("too_many")."""
    answer = await value(session, "select api.open_card($1, $2)", customer, reason)
    if answer != "opened":
        raise Refused(answer)


async def open_address(session: Asked, customer: int, reason: str) -> None:
    """Open the addresses of a customer with a non-disclosure order; Refused with the reason why not."""
    answer = await value(session, "select api.open_address($1, $2)", customer, reason)
    if answer != "opened":
        raise Refused(answer)


async def card(session: Asked, customer: int) -> Card:
    """The card of a customer opened before; Refused("not_found") where there is none to see."""
    found = await first(
        session,
        Card,
        "select customer, names, identifiers, addresses, contact_points, persons, roles, services, domains, claims, credit_checks, firmographics from api.whole_card($1)",
        customer,
    )  # fmt: skip
    if found is None:
        raise Refused("not_found")
    return found
