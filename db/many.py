"""Acts on many customers at once: shown before they are done, done batch by batch, undone as one; and whom we may market to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from db.call import Asked, value
from db.customers import Filters

Change = Mapping[str, Any]
"""``{"what": "permission", "channels", "state", "how", "product_group", "evidence"}``, ``{"what": "status", "status"}`` or ``{"what": "unit", "unit"}``."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Customers by id, or when ``whole`` everything that a search and filters find but those ids."""

    ids: frozenset[int] = frozenset()
    whole: bool = False
    typed: str = ""
    filters: Filters = field(default_factory=Filters)

    def given(self) -> dict[str, Any]:
        """The selection as the database takes it."""
        if not self.whole:
            return {"parties": sorted(self.ids)}
        return {"typed": self.typed.strip(), "filters": self.filters.given(), "but": sorted(self.ids)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to ``count`` customers: ``change``, ``already``, or a reason; ``examples`` are ids and names of the first 200."""

    code: str
    count: int
    examples: tuple[tuple[int, str], ...]
    may: bool | None = None
    """Of an audience: whether they may be marketed to."""


@dataclass(frozen=True, slots=True)
class Told:
    """Outcomes of all the customers that were chosen."""

    total: int
    outcomes: tuple[Outcome, ...]

    def count(self, code: str) -> int:
        """How many have an outcome."""
        return next((outcome.count for outcome in self.outcomes if outcome.code == code), 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an act is: customers ``handled`` of ``total`` and ``changed``; batches ``undone``, customers ``restored`` and ``kept``.

    It ``stands`` when it is made of refusals, which are not undone.
    """

    total: int
    handled: int
    changed: int
    batches: int
    undone: int
    restored: int
    kept: int
    stands: bool


@dataclass(frozen=True, slots=True)
class Last:
    """An act that was done before, as far as it got."""

    plan: UUID
    change: Change
    progress: Progress
    at: datetime


def _told(answer: Mapping[str, Any]) -> Told:
    return Told(
        answer["total"],
        tuple(
            Outcome(each["outcome"], each["count"], tuple((number, name) for number, name in each["examples"]), each.get("may"))
            for each in answer["outcomes"]
        ),
    )


def _progress(answer: Mapping[str, Any]) -> Progress:
    return Progress(**{name: answer[name] for name in Progress.__slots__})


async def preview(session: Asked, plan: UUID, selection: Selection, change: Change) -> Told:
    """What a change would do, kept as a plan; Refused where the purpose may not, or ("too_many_at_once")."""
    return _told(await value(session, "select api.many_preview($1, $2, $3)", plan, selection.given(), dict(change)))


async def apply(session: Asked, operation: UUID, plan: UUID) -> Progress:
    """Do the next batch of a plan; ask with new operations until all are handled."""
    return _progress(await session.write("select api.many_apply($1, $2)", operation, plan))


async def undo(session: Asked, operation: UUID, plan: UUID) -> Progress:
    """Undo the last batch that is not undone; ask with new operations until all batches are."""
    return _progress(await session.write("select api.many_undo($1, $2)", operation, plan))


async def audience(session: Asked, selection: Selection, channel: str, product_group: str | None) -> Told:
    """Whom of the customers chosen we may market to, and why not the others."""
    return _told(await value(session, "select api.audience($1, $2, $3)", selection.given(), channel, product_group))


async def last(session: Asked) -> Last | None:
    """The last act on many of the login under its purpose that is not undone; None when there is none."""
    answer = await value(session, "select api.many_last()")
    return Last(UUID(answer["plan"]), answer["change"], _progress(answer), datetime.fromisoformat(answer["at"])) if answer else None
