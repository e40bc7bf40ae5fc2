"""The personal identity code of an opened person: asked for with a reason, revealed, compared, stored."""

from __future__ import annotations

from uuid import UUID

from db.call import Asked, value
from db.errors import Refused


async def ask(session: Asked, customer: int, reason: str) -> None:
    """Ask for the code: the asking is logged and committed before it can be revealed; Refused says why not."""
    answer = await value(session, "select api.ask_identity_code($1, $2)", customer, reason)
    if answer != "opened":
        raise Refused(answer)


async def reveal(session: Asked, customer: int) -> str | None:
    """The code asked for before, None when there is none; Refused("not_asked")."""
    return await value(session, "select api.reveal_identity_code($1)", customer)


async def matches(session: Asked, customer: int, last_four: str) -> bool | None:
    """Whether the last four match, None after three tries in ten minutes; the code itself is not shown."""
    return await value(session, "select api.match_identity_code($1, $2)", customer, last_four)


async def store(session: Asked, operation: UUID, customer: int, code: str | None, needed_for: str | None, how: str | None) -> None:
    """Store a code with what it is needed for and how it was verified, or delete it with None."""
    await session.write("select api.set_identity_code($1, $2, $3, $4, $5)", operation, customer, code, needed_for, how)
