"""The timeline of an opened customer: everything the purpose may see of what happened, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.call import Asked, rows


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``id`` is that of the row behind it, ``position`` where to go on from."""

    at: datetime
    kind: str
    id: str
    what: str
    login: str | None
    facts: dict[str, Any]
    position: Any


async def page(
    session: Asked, customer: int, kinds: Sequence[str] | None = None, place: Any = None, *, backward: bool = False, most: int = 64
) -> tuple[Event, ...]:
    """A page of events of some kinds, or of all, after (or before, nearest first) a place; the first page leaves a line in the read log."""
    return await rows(
        session, Event, "select at, kind, id, what, login, facts, position from api.timeline($1, $2, $3, $4, $5)", customer, kinds, place, backward, most
    )  # fmt: skip


async def kinds(session: Asked) -> tuple[str, ...]:
    """The kinds of events the purpose may see."""
    return tuple(row["kind"] for row in await session.fetch("select kind from api.timeline_kinds() kind"))
