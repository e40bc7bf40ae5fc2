"""Undo: the login's own changes of an opened customer, taken back from the log by new changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from db.call import Asked


@dataclass(frozen=True, slots=True)
class Touched:
    """One row of an operation; ``act`` is insert, update or delete, ``fields`` what an update changed."""

    entity: str
    id: str
    act: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """An operation that was undone or redone; ``gone`` when the customer itself went with it."""

    at: datetime
    what: tuple[Touched, ...]
    gone: bool


def _undone(answer: dict[str, Any]) -> Undone:
    what = cast("list[dict[str, Any]]", answer["what"])
    touched = tuple(Touched(row["entity"], row["id"], row["act"], tuple(row["fields"])) for row in what)
    return Undone(datetime.fromisoformat(answer["at"]), touched, bool(answer["gone"]))


async def last(session: Asked, operation: UUID, customer: int) -> Undone:
    """Undo the last own change under this purpose that is not undone yet.

    Refused("undo_nothing"), ("undo_secret"), ("undo_permission_refusal"), or ("undo_changed_since") with ``entity``, ``fields``,
    ``by`` and ``at`` of what stands against it.
    """
    return _undone(await session.write("select api.undo($1, $2)", operation, customer))


async def redo(session: Asked, operation: UUID, customer: int) -> Undone:
    """Take the last undoing back; Refused("redo_nothing") when something else was changed since."""
    return _undone(await session.write("select api.redo($1, $2)", operation, customer))
