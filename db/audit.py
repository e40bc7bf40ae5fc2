"""The logs: history of an opened customer, who read and changed what, seals and their check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.call import Asked, first, rows, value


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: ``diff`` is column → [old, new], as far as the purpose sees the columns."""

    seq: int
    at: datetime
    login: str
    purpose: str
    op: UUID | None
    entity: str
    row_id: str
    act: str
    diff: Any
    undone_at: datetime | None = None
    """When that was done which this change takes back."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One read or change of a customer: ``log`` is read or change, ``columns`` what a change touched."""

    seq: int
    at: datetime
    log: str
    login: str
    purpose: str
    act: str
    entity: str | None
    reason: str | None
    columns: list[str] | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A record or batch that is not what was sealed."""

    log: str
    seq: int
    problem: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the chain, to be kept outside the server; ``head`` is hexadecimal."""

    id: int
    head: str
    sealed_at: datetime
    lines: int


async def history(session: Asked, customer: int, before: int | None = None, most: int = 100) -> tuple[Entry, ...]:
    """Changes of an opened customer, newest first."""
    return await rows(
        session,
        Entry,
        "select seq, at, login, purpose, op, entity, row_id, act, diff, undone_at from api.history($1, $2, $3)",
        customer,
        before,
        most,
    )


async def of(session: Asked, customer: int) -> tuple[Trace, ...]:
    """Who read and changed what of a customer; for data protection."""
    return await rows(session, Trace, "select seq, at, log, login, purpose, act, entity, reason, columns from api.audit_of($1)", customer)


async def seal(session: Asked) -> int:
    """Seal what is not sealed yet; how many lines."""
    return await value(session, "select api.seal()")


async def verify(session: Asked) -> tuple[Problem, ...]:
    """Everything in the logs that is not what was sealed."""
    return await rows(session, Problem, "select log, seq, problem from api.verify_logs()")


async def head(session: Asked) -> Head | None:
    """The last link of the chain."""
    return await first(session, Head, "select id, head, sealed_at, lines from api.sealed_head()")
