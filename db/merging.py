"""Merging two customers that are one, and taking that apart again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.call import Asked, rows, value


@dataclass(frozen=True, slots=True)
class Moving:
    """A row of the customer that is dropped: it moves, or is ``doubled`` because the other one has the same."""

    entity: str
    id: int
    doubled: bool


@dataclass(frozen=True, slots=True)
class Merging:
    """A customer that was merged into an opened one."""

    id: int
    dropped: int
    name: str
    merged_at: datetime
    merged_by: str


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows moved, and how many both had."""

    moved: int
    doubled: int


async def preview(session: Asked, keep: int, dropped: int) -> tuple[Moving, ...]:
    """What would move between two opened customers; Refused ``merge_…`` when they cannot be merged."""
    return await rows(session, Moving, "select entity, id, doubled from api.merge_preview($1, $2)", keep, dropped)


async def merge(session: Asked, operation: UUID, keep: int, dropped: int) -> Merged:
    """Merge an opened customer into another, once for each operation."""
    answer = await session.write("select api.merge($1, $2, $3)", operation, keep, dropped)
    return Merged(answer["moved"], answer["doubled"])


async def unmerge(session: Asked, operation: UUID, keep: int) -> int:
    """Take the last merging into an opened customer apart: the number of the one that is back.

    Refused ``merge_rows_changed`` names in ``facts["rows"]`` what somebody has changed since: ``[{"entity": …, "id": …}]``.
    """
    answer = await session.write("select api.unmerge($1, $2)", operation, keep)
    return int(answer["dropped"])


async def of(session: Asked, customer: int) -> tuple[Merging, ...]:
    """What was merged into an opened customer, the last first."""
    return await rows(session, Merging, "select id, dropped, name, merged_at, merged_by from api.mergings($1)", customer)


async def kept_as(session: Asked, customer: int) -> int | None:
    """The customer that another was merged into, where the purpose sees it."""
    return await value(session, "select api.kept_as($1)", customer)
