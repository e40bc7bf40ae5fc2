"""Marketing permissions of an opened customer: what may be done, why, and the decisions behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db.call import Asked, first, rows
from db.errors import Refused


@dataclass(frozen=True, slots=True)
class Permission:
    """One subject (``person`` None: the customer itself) on one channel: the verdict, and the decision it rests on."""

    person: int | None
    channel: str
    allowed: bool
    reason: str
    section: str
    state: str | None
    decision_section: str | None
    product_group: str | None
    how: str | None
    wording: int | None
    evidence: str | None
    taken_at: datetime | None
    taken_by: str | None
    purpose: str | None
    decisions: int


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, as it was recorded."""

    id: int
    person: int | None
    channel: str
    state: str
    section: str
    product_group: str | None
    how: str
    wording: int | None
    evidence: str | None
    taken_at: datetime
    taken_by: str
    purpose: str
    source: str
    source_ref: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a subject may be marketed to, the reason as a code and the section of law."""

    allowed: bool
    reason: str
    section: str | None


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """A group of similar products (917/2014 200 § 3)."""

    code: str
    fi: str
    en: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person is told when a consent is asked, by version."""

    version: int
    valid_from: date
    fi: str
    sv: str
    en: str


async def of(session: Asked, customer: int) -> tuple[Permission, ...]:
    """Subject × channel of an opened customer; Refused("not_open"), since the customer itself always has its channels."""
    found = await rows(
        session,
        Permission,
        "select person, channel, allowed, reason, section, state, decision_section, product_group, how, wording, evidence, taken_at, taken_by, purpose, decisions from api.permissions($1)",
        customer,
    )
    if not found:
        raise Refused("not_open")
    return found


async def history(session: Asked, customer: int) -> tuple[Decision, ...]:
    """All decisions of an opened customer, newest first."""
    return await rows(
        session,
        Decision,
        "select id, person, channel, state, section, product_group, how, wording, evidence, taken_at, taken_by, purpose, source, source_ref from api.card_permissions($1)",
        customer,
    )


async def may_market(session: Asked, customer: int, person: int | None, channel: str, product_group: str | None = None) -> Verdict | None:
    """May the subject be marketed to on the channel."""
    return await first(
        session, Verdict, "select allowed, reason, section from api.may_market($1, $2, $3, $4)", customer, person, channel, product_group
    )


async def product_groups(session: Asked) -> tuple[ProductGroup, ...]:
    """The groups of similar products."""
    return await rows(session, ProductGroup, "select code, fi, en from register.product_group order by code")


async def wordings(session: Asked) -> tuple[Wording, ...]:
    """Every wording of consent, oldest first."""
    return await rows(session, Wording, "select version, valid_from, fi, sv, en from register.consent_wording order by version")


async def record(
    session: Asked, operation: UUID, customer: int, person: int | None, channel: str, state: str, how: str,
    product_group: str | None = None, wording: int | None = None, evidence: str | None = None,
) -> None:  # fmt: skip
    """Add a decision; Refused("refusal_wins"), ("refusal_only") or what else stands against it."""
    await session.write(
        "select api.record_permission($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        operation,
        customer,
        person,
        channel,
        state,
        how,
        product_group,
        wording,
        evidence,
    )


async def refuse_all(session: Asked, operation: UUID, customer: int, person: int | None, how: str) -> None:
    """Record a refusal on every channel at once; how it was given is its proof."""
    await session.write("select api.refuse_marketing($1, $2, $3, $4)", operation, customer, person, how)
