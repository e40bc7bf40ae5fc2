"""Handing out customers in a file: recorded to whom and why first, told page by page then."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from db.call import Asked, rows
from db.many import Selection

PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Use:
    """Why customers are handed out: ``own_use`` with a reason, or a ``disclosure`` with recipient, country and statute besides."""

    kind: str
    reason: str
    recipient: str | None = None
    country: str | None = None
    basis: str | None = None

    def given(self) -> dict[str, Any]:
        """The use as the database takes it."""
        each = {"kind": self.kind, "reason": self.reason, "recipient": self.recipient, "country": self.country, "basis": self.basis}
        return {name: text for name, text in each.items() if text}


@dataclass(frozen=True, slots=True)
class Begun:
    """What was recorded: ``total`` customers under the number of the ``disclosure``."""

    export: UUID
    fields: tuple[str, ...]
    total: int
    disclosure: int


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A line of the log of disclosures."""

    id: int
    at: datetime
    login: str
    purpose: str
    kind: str
    recipient: str | None
    country: str | None
    basis: str | None
    reason: str
    format: str
    fields: list[str]
    count: int


async def fields(session: Asked) -> tuple[str, ...]:
    """The fields that the purpose may hand out."""
    return tuple(row["field"] for row in await session.fetch("select f as field from api.export_fields() f"))


async def begin(session: Asked, operation: UUID, selection: Selection, wanted: Sequence[str], form: str, use: Use) -> Begun:
    """Record what is handed out; Refused("export_…"), ("reason_short"), ("too_many_at_once")."""
    export = uuid4()
    answer = await session.write(
        "select api.export_begin($1, $2, $3, $4, $5, $6)", operation, export, selection.given(), list(wanted), form, use.given()
    )
    return Begun(export, tuple(wanted), answer["total"], answer["disclosure"])


async def pages(session: Asked, begun: Begun) -> AsyncGenerator[list[list[Any]]]:
    """The customers page by page, each the cells of its fields; one that went out of sight meanwhile is left out."""
    for place in range(0, begun.total, PAGE):
        found = await session.fetch("select place_now, cells from api.export_page($1, $2, $3)", begun.export, place, PAGE)
        yield [[row["cells"].get(name) for name in begun.fields] for row in found]


async def disclosures(session: Asked) -> tuple[Disclosure, ...]:
    """What left the register lately, newest first; for data protection."""
    return await rows(
        session,
        Disclosure,
        "select id, at, login, purpose, kind, recipient, country, basis, reason, format, fields, count from api.disclosures()",
    )
