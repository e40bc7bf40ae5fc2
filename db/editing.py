"""Who else is editing a customer: a hint in the name of a login, which ends with the session that gave it."""

from __future__ import annotations

from dataclasses import dataclass

from db.call import Asked, rows, value
from db.errors import SelosteError
from db.session import Session


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who edits; ``backend`` is the session they do it in."""

    backend: int
    login: str
    person: str


async def begin(session: Asked, customer: int) -> None:
    """Say that one begins to edit an opened customer; nothing happens when that was said already."""
    await value(session, "select api.begin_editing($1)", customer)


async def end(session: Session, customer: int) -> None:
    """Say that one has ended; with a line that is gone that has said itself."""
    if session.connected:
        await value(session, "select api.end_editing($1)", customer)


async def others(session: Asked, customer: int) -> tuple[Editor, ...]:
    """Who else edits an opened customer."""
    return await rows(session, Editor, "select backend, login, person from api.editors($1)", customer)


async def gone(session: Session, backend: int) -> bool | None:
    """Wait until a session that edits is gone, False when it is there after five minutes; None when that cannot be waited for."""
    try:
        return await session.wait("select api.editor_gone($1)", backend)
    except SelosteError:
        return None
