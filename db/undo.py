"""Undo: the login's own changes of an opened customer, taken back from the log by new changes; and old values brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from db.call import Asked, value
from db.errors import Stale


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


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of a line of the history: what it was, became and is now."""

    field: str
    was: Any
    became: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of the history beside its row of now; ``hindrance`` is the code of what keeps it from being brought back."""

    entity: str
    act: str
    version: int | None
    is_there: bool
    hindrance: str | None
    fields: tuple[Compared, ...]


def undone_of(answer: dict[str, Any]) -> Undone:
    """What was undone, from the answer of the database."""
    what = cast("list[dict[str, Any]]", answer["what"])
    touched = tuple(Touched(row["entity"], row["id"], row["act"], tuple(row["fields"])) for row in what)
    return Undone(datetime.fromisoformat(answer["at"]), touched, bool(answer["gone"]))


async def last(session: Asked, operation: UUID, customer: int, entity: str | None = None) -> Undone:
    """Undo the last own change under this purpose that is not undone yet, or the last that touched one table.

    Refused("undo_nothing"), ("undo_secret"), ("undo_permission_refusal"), ("undo_merging"), or ("undo_changed_since") with ``entity``, ``fields``,
    ``by`` and ``at`` of what stands against it.
    """
    return undone_of(await session.write("select api.undo($1, $2, $3)", operation, customer, entity))


async def redo(session: Asked, operation: UUID, customer: int) -> Undone:
    """Take the last undoing back; Refused("redo_nothing") when something else was changed since."""
    return undone_of(await session.write("select api.redo($1, $2)", operation, customer))


async def compare(session: Asked, customer: int, seq: int) -> Comparison:
    """A line of the history of an opened customer beside what is there now; Refused("not_found") for one the purpose does not see."""
    told: dict[str, Any] = await value(session, "select api.compare($1, $2)", customer, seq)
    fields = cast("list[dict[str, Any]]", told["fields"])
    return Comparison(
        told["entity"], told["act"], told["version"], told["is_there"], told["hindrance"],
        tuple(Compared(each["field"], each["was"], each["became"], each["now"]) for each in fields),
    )  # fmt: skip


async def restore(session: Asked, operation: UUID, customer: int, seq: int, fields: list[str], version: int | None) -> None:
    """Bring the old values of a line back over the version compared with, or a removed row whole.

    Stale("stale") when somebody saved meanwhile; Refused with a hindrance, ("restore_same") or what the purpose may not write.
    """
    answer = await session.write("select api.restore($1, $2, $3, $4, $5)", operation, customer, seq, fields, version)
    if answer["outcome"] == "stale":
        raise Stale("stale")
