"""What falls due: for a day, a week from now unless one is said, and what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from db.call import Asked, rows

MOST: Final = 200
"""Of one kind no more are told: as many mean that there may be more."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do; ``party`` is the customer it concerns, ``host`` the host where it is none's.

    ``ref`` is what is named: a domain, a person, an invoice, or the draft or login it is about; ``item`` the row it leads to, ``domain:7``.
    """

    kind: str
    due_on: date
    party: int | None
    name: str | None
    ref: str | None
    item: str | None = None
    host: int | None = None


@dataclass(frozen=True, slots=True)
class DueCount:
    """How much of one kind falls due, and the first day."""

    kind: str
    count: int
    first_on: date


async def until(session: Asked, day: date | None = None) -> tuple[Due, ...]:
    """What falls due until a day, the first first; leaves a line in the read log where customers are named."""
    return await rows(session, Due, "select kind, due_on, party, name, ref, item, host from api.due($1)", day)


async def counts(session: Asked, day: date | None = None) -> tuple[DueCount, ...]:
    """How much falls due until a day, by kind; names nobody."""
    return await rows(session, DueCount, "select kind, count, first_on from api.due_counts($1)", day)
