"""The desk of a login: figures of what its purpose sees, what it opened and others changed lately, and its drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from db.call import Asked, rows, value


@dataclass(frozen=True, slots=True)
class Figure:
    """A counter: ``all``, or ``kind``, ``status`` or ``permission`` and its value."""

    figure: str
    count: int


@dataclass(frozen=True, slots=True)
class Decided:
    """Permissions given and refused in a month, of which ``month`` is the first day."""

    month: date
    given: int
    refused: int


@dataclass(frozen=True, slots=True)
class Lately:
    """A customer opened or changed lately, when, and by whom."""

    at: datetime
    login: str
    id: int
    name: str
    kind: str
    town: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and not saved; ``fields`` is as the screen gave it."""

    id: UUID
    party: int | None
    kind: str
    title: str
    fields: Any
    kept_at: datetime


async def figures(session: Asked) -> tuple[Figure, ...]:
    """The counters of what the purpose sees."""
    return await rows(session, Figure, "select figure, count from api.home()")


async def decided(session: Asked, months: int = 12) -> tuple[Decided, ...]:
    """Permissions given and refused by month, the oldest first; nothing for a purpose that does not see decisions."""
    return await rows(session, Decided, "select month, given, refused from api.decided($1)", months)


async def lately(session: Asked, which: Literal["opened", "changed"], most: int = 8) -> tuple[Lately, ...]:
    """Customers this login opened, or anybody changed, newest first."""
    return await rows(session, Lately, "select at, login, id, name, kind, town from api.lately($1, $2)", which, most)


async def drafts(session: Asked) -> tuple[Draft, ...]:
    """Own drafts under the purpose in use, newest first."""
    return await rows(session, Draft, "select id, party, kind, title, fields, kept_at from api.drafts()")


async def keep_draft(session: Asked, draft: UUID, customer: int | None, kind: str, title: str, fields: dict[str, Any]) -> None:
    """Keep a draft, new or again."""
    await value(session, "select api.keep_draft($1, $2, $3, $4, $5)", draft, customer, kind, title, fields)


async def drop_draft(session: Asked, draft: UUID) -> None:
    """Throw a draft away; nothing happens when it is gone already."""
    await value(session, "select api.drop_draft($1)", draft)
