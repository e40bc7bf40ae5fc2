"""Bringing one company of YTJ into the register: found by its business ID, compared, and saved in one call when a person accepts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid4

from db import claims, customers
from db.call import Asked
from db.errors import Refused
from db.sources import comparing, settling
from db.sources.comparing import Comparison
from db.sources.prh import Company
from db.sources.settling import Settling


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an import would do; ``customer`` is None for a company that is new to the register."""

    company: Company
    customer: int | None
    comparison: Comparison
    payload: bytes = field(default=b"", repr=False)
    """The answer, of which the register keeps the hash."""


async def holders(session: Asked, business_id: str) -> tuple[int, ...]:
    """Customers with this business ID that the login sees, by their cards; opening leaves a trace in the log."""
    found = await customers.find(session, business_id, customers.Filters(), most=8)
    return tuple(one.id for one in found if one.matched == "number" and one.matched_text == business_id.replace("-", ""))


async def propose(session: Asked, company: Company, today: date, unit: int | None = None, kind: str | None = None) -> Proposal:
    """What importing a company would change; ``unit`` and ``kind`` are for a company that is new to the register.

    Refused("unit_missing"), ("kind_missing") or ("name_missing") where a new company lacks one, ("holders_several") when several customers
    have the business ID.
    """
    held = await holders(session, company.business_id)
    if len(held) > 1:
        raise Refused("holders_several", business_id=company.business_id, customers=", ".join(str(one) for one in held))
    if held:
        await customers.open_card(session, held[0], "YTJ")
        card = await customers.card(session, held[0])
        return Proposal(company, held[0], comparing.differences(card, company, today))
    kind = kind or company.kind
    if unit is None:
        raise Refused("unit_missing", business_id=company.business_id)
    if kind is None:
        raise Refused("kind_missing", form=form_of(company))
    if company.name is None:
        raise Refused("name_missing", business_id=company.business_id)
    return Proposal(company, None, comparing.new(company, kind, unit, today))


def form_of(company: Company) -> str:
    """The legal form in force, in Finnish or by its code."""
    return (company.form.name_fi or company.form.code) if company.form else ""


async def accept(session: Asked, operation: UUID, proposal: Proposal) -> int:
    """Note the fetch and save all of a proposal; the customer's id. Stale when somebody saved the customer meanwhile: propose again."""
    company, steps = proposal.company, proposal.comparison.steps
    fetch = await claims.note_fetch(session, uuid4(), company.source, company.business_id, proposal.customer, proposal.payload, 1)
    fresh = [step for step in steps if step.left is None]
    left = [step for step in steps if step.left is not None]
    return await settling.settle(session, operation, company, Settling(fetch, proposal.customer, fresh, left))


async def accept_new(session: Asked, company: Company, unit: int, today: date, payload: bytes) -> int:
    """Propose and save at once, where nobody needs to look first: the invented register of the demo."""
    proposal = await propose(session, company, today, unit)
    return await accept(session, uuid4(), replace(proposal, payload=payload))
