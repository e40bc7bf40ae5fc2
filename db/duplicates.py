"""Likely duplicates: customers the purpose sees that look like one that is being entered, or like an opened one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.call import Asked, rows


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A customer, how surely it is the same one (65 to 100), and what says so: identifier, email, phone, name, address or town."""

    id: int
    name: str
    kind: str
    status: str | None
    town: str | None
    unit_name: str
    score: int
    matched: list[str]


async def of_new(session: Asked, changes: Sequence[dict[str, Any]]) -> tuple[Duplicate, ...]:
    """Duplicates of a new customer, given as the changes of its first save, the surest first; a line in the read log."""
    return await rows(
        session, Duplicate, "select id, name, kind, status, town, unit_name, score, matched from api.duplicates($1)", list(changes)
    )


async def of_opened(session: Asked, customer: int) -> tuple[Duplicate, ...]:
    """Duplicates of an opened customer, the surest first; a line in the read log."""
    return await rows(
        session, Duplicate, "select id, name, kind, status, town, unit_name, score, matched from api.duplicates_of($1)", customer
    )
