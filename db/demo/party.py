"""What the invented register hands over: one Party with everything about it, as plain tuples named like the register's columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

Kind = Literal["person", "company", "association", "public_body", "sole_trader"]
Status = Literal["customer", "prospect", "former"]
Source = Literal["customer", "staff", "call", "e-mail", "ytj", "prh_associations", "asiakastieto", "fonecta"]
NameType = Literal["main", "parallel", "auxiliary"]
Scheme = Literal["business_id", "association", "vat", "e_invoice"]
AddressKind = Literal["visit", "post", "billing", "installation"]
ContactKind = Literal["mobile", "phone", "email"]
RoleName = Literal["decision", "administration", "billing", "technical", "user", "maintainer"]
Channel = Literal["email", "sms", "automated_call", "phone", "post"]
State = Literal["consent", "existing_customer", "business_duty", "refused"]
How = Literal["phone", "email", "form", "meeting", "letter", "contract", "message_link"]


class Name(NamedTuple):
    """The main name in force comes first; a main name with ``valid_to`` is a former one."""

    name: str
    type: NameType
    valid_from: date | None
    valid_to: date | None
    source: Source
    obtained_on: date


class Identifier(NamedTuple):
    """``operator`` is there for e-invoice addresses only; personal identity codes are not here but in ``Party.identity_code``."""

    scheme: Scheme
    value: str
    operator: str | None
    verified_on: date | None
    source: Source
    obtained_on: date


class Address(NamedTuple):
    """``town_sv`` is None where the town has no Swedish name of its own or lies abroad."""

    kind: AddressKind
    co: str | None
    street: str | None
    number: str | None
    entrance: str | None
    apartment: str | None
    po_box: str | None
    postcode: str
    town_fi: str
    town_sv: str | None
    country: str
    valid_from: date
    valid_to: date | None
    source: Source
    obtained_on: date


class Contact(NamedTuple):
    """``given`` as it was written, ``normal`` by E.164 or in lower case; ``person`` is a place in ``Party.persons``."""

    kind: ContactKind
    given: str
    normal: str
    person: int | None
    verified_on: date | None
    bounced_on: date | None
    source: Source
    obtained_on: date


class Role(NamedTuple):
    """What a person is to the party; ended ones have ``valid_to``."""

    role: RoleName
    valid_from: date
    valid_to: date | None
    may_order: bool
    may_hear: bool


class Person(NamedTuple):
    """``number`` is one to a human being: a maintainer who serves several parties comes again with the same number and names."""

    number: int
    given_names: str
    family_name: str
    title: str | None
    language: str
    roles: tuple[Role, ...]
    source: Source
    obtained_on: date


class Permission(NamedTuple):
    """A decision on marketing in the order it was taken; ``person`` as in Contact; ``section`` names the law it rests on."""

    person: int | None
    channel: Channel
    state: State
    section: str
    product_group: str | None
    how: How
    wording: int | None
    evidence: str | None
    taken_at: datetime
    taken_by: str
    source: Source


class Party(NamedTuple):
    """A customer; ``given_names`` and ``family_name`` are there for persons and sole traders."""

    id: int
    kind: Kind
    language: str
    status: Status
    since: date
    ended_on: date | None
    unit: int
    restricted: bool
    protected: bool
    given_names: str | None
    family_name: str | None
    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...]
    identity_code: str | None
    addresses: tuple[Address, ...]
    contacts: tuple[Contact, ...]
    persons: tuple[Person, ...]
    permissions: tuple[Permission, ...]
    source: Source
    obtained_on: date

    @property
    def name(self) -> str:
        """The main name in force."""
        return self.names[0].name
