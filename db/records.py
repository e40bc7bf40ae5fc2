"""Saving: the rows of one card that were changed, in one call, one transaction, under one operation id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.call import Asked
from db.errors import Stale


@dataclass(frozen=True, slots=True)
class Change:
    """One row to add (``id`` None), change or remove; a value "@key" stands for the id of the row added under that key."""

    entity: str
    fields: dict[str, Any]
    id: int | None = None
    version: int | None = None
    key: str | None = None
    remove: bool = False

    def as_json(self) -> dict[str, Any]:
        """The change as the database takes it."""
        each: dict[str, Any] = {
            "entity": self.entity, "id": self.id, "version": self.version, "key": self.key, "remove": self.remove or None, "fields": self.fields,
        }  # fmt: skip
        return {name: given for name, given in each.items() if given is not None}


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else saved meanwhile: the row as it is now, who changed it and when; ``gone`` when it is no more."""

    entity: str
    id: int
    version: int
    fields: dict[str, Any]
    by: str | None
    at: datetime | None
    gone: bool


def theirs_of(row: dict[str, Any]) -> Theirs:
    """What somebody else saved, from a line of a stale answer."""
    change: dict[str, Any] = row.get("change") or {}
    at = change.get("at")
    return Theirs(
        row["entity"], row["id"], row.get("version", 0), row.get("theirs") or {}, change.get("by"),
        datetime.fromisoformat(at) if at else None, bool(row.get("gone")),
    )  # fmt: skip


async def save(session: Asked, operation: UUID, customer: int | None, changes: list[Change]) -> int:
    """Save the changes of a card, opened or new (``customer`` None); the customer's id.

    Stale("stale", theirs=…) when somebody saved first: nothing was written. Invalid names the rule that a value breaks.
    """
    answer = await session.write("select api.save($1, $2, $3)", operation, customer, [change.as_json() for change in changes])
    return saved(answer)


async def save_row(session: Asked, operation: UUID, customer: int, changes: list[Change], entity: str) -> int:
    """Save the changes of an opened card as ``save`` does; the id of the row of one table that is among them."""
    answer = await session.write("select api.save($1, $2, $3)", operation, customer, [change.as_json() for change in changes])
    saved(answer)
    return next(int(row["id"]) for row in answer["rows"] if row["entity"] == entity)


def saved(answer: dict[str, Any]) -> int:
    """The customer's id in the answer of a save; Stale("stale", theirs=…) when somebody saved first."""
    if answer["outcome"] == "stale":
        raise Stale("stale", theirs=tuple(theirs_of(row) for row in answer["rows"]))
    return int(answer["party"])
