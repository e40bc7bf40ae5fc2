"""What outside sources say of a customer: differences and how they were decided, credit checks, facts of a company, fetches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from db.call import Asked, rows, value
from db.records import Change, saved

Standing = Literal["open", "ours", "theirs"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says otherwise, as JSON in the one field of the four that fits it; ``standing`` is open, ours or theirs."""

    id: int
    datum: str
    customer_said: str | None
    address_said: str | None
    contact_said: str | None
    firm_said: str | None
    standing: str
    decided_by: str | None
    decided_on: date | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int

    @property
    def said(self) -> dict[str, Any]:
        """What the source says, field by field; empty where the purpose may not see it."""
        return json.loads(self.customer_said or self.address_said or self.contact_said or self.firm_said or "{}")


@dataclass(frozen=True, slots=True)
class CreditCheck:
    """A credit check: the class of its outcome, and what a person decided (GDPR 22)."""

    id: int
    asked_on: date
    asked_for: str
    requester: str
    outcome: str
    decision: str | None
    decided_by: str | None
    decided_on: date | None
    told_on: date | None
    expires_on: date
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Firmographic:
    """What one source says of a company on a day: codes of the legal form and industry, classes of turnover and staff."""

    id: int
    legal_form: str | None
    industry: str | None
    industry_set: str | None
    turnover: str | None
    staff: str | None
    offices: int | None
    website: str | None
    as_of: date
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """A fetch of an outside source, as data protection sees it: differences by name, and which of them were accepted."""

    id: int
    at: datetime
    login: str
    purpose: str
    source: str
    query: str
    found: int
    differences: list[str]
    accepted: list[str]
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decided:
    """One difference a person has decided, or left open: what it is about, and what the source says."""

    datum: str
    said: dict[str, Any]
    standing: Standing

    def as_json(self) -> dict[str, Any]:
        """The decision as the database takes it."""
        return {"datum": self.datum, "said": self.said, "standing": self.standing}


async def note_fetch(session: Asked, operation: UUID, source: str, query: str, customer: int | None, payload: bytes, found: int) -> int:
    """Note that a source has answered: of the payload only its hash is kept. The number of the fetch, to be settled."""
    digest = sha256(payload).digest()
    answer = await session.write("select api.note_fetch($1, $2, $3, $4, $5, $6)", operation, source, query, customer, digest, found)
    return int(answer["fetch"])


async def settle(
    session: Asked, operation: UUID, fetch: int, customer: int | None, changes: Sequence[Change], decided: Sequence[Decided],
    firm: dict[str, Any] | None, reference: str,
) -> int:  # fmt: skip
    """Save what was accepted of a fetch and keep what was left, in one operation; the customer's id. Stale as a save.

    ``firm`` are the facts of a company that were accepted, empty when all were left, None where the source told none.
    """
    differences = [*(one.datum for one in decided), *(["firm"] if firm is not None else [])]
    accepted = [*(one.datum for one in decided if one.standing == "theirs"), *(["firm"] if firm else [])]
    answer = await session.write(
        "select api.settle($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        operation, fetch, customer, [change.as_json() for change in changes], [one.as_json() for one in decided], firm, differences, accepted,
        reference,
    )  # fmt: skip
    return saved(answer)


async def decide(session: Asked, operation: UUID, customer: int, claim: Claim, standing: Standing, changes: Sequence[Change]) -> int:
    """Decide a difference that was left open or decided before; Refused("claim_changed") when somebody was first."""
    given = [change.as_json() for change in changes]
    answer = await session.write("select api.decide($1, $2, $3, $4, $5, $6)", operation, customer, claim.id, claim.version, standing, given)
    return saved(answer)


async def prepays(session: Asked, customer: int) -> bool:
    """Whether an opened customer pays in advance by the last credit decision in force."""
    return await value(session, "select api.prepays($1)", customer)


async def fetches(session: Asked, customer: int) -> tuple[Fetch, ...]:
    """What was fetched of an opened customer, the last first; data protection alone."""
    return await rows(
        session,
        Fetch,
        "select id, at, login, purpose, source, query, found, differences, accepted, settled_at from api.fetches($1)",
        customer,
    )
