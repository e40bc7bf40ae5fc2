"""From an answer of any outside source to the register: noted when it came, settled when a person has accepted or left each difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from db import claims
from db.call import Asked
from db.claims import Decided
from db.sources.comparing import FIRM
from db.sources.stated import Stated, Step, changes_of, firm_of

DECIDED: Final = frozenset({
    "main", "kind", "relation", "business_id", "association", "verified", "parallel", "auxiliary", "former", "visit", "post", "billing",
    "mobile", "phone", "email",
})  # fmt: skip
"""What is kept as a claim; facts of a company are kept by source, so that they never stand against each other: only those left are remembered."""


@dataclass(frozen=True, slots=True)
class Settling:
    """What a person has decided: the steps accepted, those left, and a fetch that waits for it."""

    fetch: int
    customer: int | None
    accepted: Sequence[Step]
    left: Sequence[Step]


async def settle(session: Asked, operation: UUID, stated: Stated, settling: Settling) -> int:
    """Save all of it in one operation; the customer's id. Stale as a save."""
    firm = firm_of(settling.accepted) if any(step.firm for step in (*settling.accepted, *settling.left)) else None
    decided = [*_decided(settling.accepted, "theirs", DECIDED), *_decided(settling.left, "ours", DECIDED | set(FIRM))]
    return await claims.settle(
        session, operation, settling.fetch, settling.customer, changes_of(settling.accepted), decided, firm, stated.source_ref
    )


def _decided(steps: Sequence[Step], standing: claims.Standing, kept: AbstractSet[str]) -> list[Decided]:
    return [Decided(step.difference.what, dict(step.said), standing) for step in steps if step.said and step.difference.what in kept]


def may_take(step: Step, writes: Callable[[str, str], bool], *, brings_firm: bool) -> bool:
    """Whether a purpose may accept a step: it writes every field of its changes, or brings facts of a company."""
    return (not step.firm or brings_firm) and all(writes(one.entity, name) for one in step.changes for name in one.fields)
