"""Hosts: opened, read, saved, undone, and what of the customers depends on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from db.audit import Entry
from db.call import Asked, first, rows, value
from db.customers import ContactPoint, Person, Role
from db.errors import Refused, Stale
from db.records import Change, theirs_of
from db.undo import Undone, undone_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class HostRow:
    """The host itself."""

    id: int
    name: str
    kind: str
    runs: str | None
    place: str | None
    state: str
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Need:
    """That ``host`` does not work without ``needs``; ``name`` is of the other of the two."""

    id: int
    host: int
    needs: int
    name: str
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class WholeHost:
    """An opened host: a field a part, in the order of ``api.whole_host``."""

    host: HostRow
    needs: tuple[Need, ...] = ()
    needed_by: tuple[Need, ...] = ()
    persons: tuple[Person, ...] = ()
    roles: tuple[Role, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """How many other hosts, customers, services and domains a fault of a host would hit."""

    hosts: int
    customers: int
    services: int
    domains: int


async def open_host(session: Asked, host: int) -> None:
    """Open a host: committed before its persons can be read; Refused("not_found") or ("too_many")."""
    answer = await value(session, "select api.open_host($1)", host)
    if answer != "opened":
        raise Refused(answer)


async def whole(session: Asked, host: int) -> WholeHost:
    """A host opened before; Refused("not_found") where there is none to see."""
    found = await first(session, WholeHost, "select host, needs, needed_by, persons, roles, contact_points from api.whole_host($1)", host)
    if found is None:
        raise Refused("not_found")
    return found


async def impact(session: Asked, host: int) -> Impact | None:
    """What of the customers that the login sees depends on a host."""
    return await first(session, Impact, "select hosts, customers, services, domains from api.host_impact($1)", host)


async def save(session: Asked, operation: UUID, host: int | None, changes: Sequence[Change]) -> int:
    """Save the changes of a host, opened or new; its number. Stale and Invalid as ``records.save``."""
    answer = await session.write("select api.save_host($1, $2, $3)", operation, host, [change.as_json() for change in changes])
    if answer["outcome"] == "stale":
        raise Stale("stale", theirs=tuple(theirs_of(row) for row in answer["rows"]))
    return int(answer["host"])


async def undo(session: Asked, operation: UUID, host: int | None, *, redo: bool = False) -> Undone:
    """Undo the login's own last change of an opened host, or of any, or take the last undoing back.

    Refused("not_open") tells with ``host`` which one is to be opened first.
    """
    return undone_of(await session.write("select api.undo_host($1, $2, $3)", operation, host, redo))


async def history(session: Asked, host: int, before: int | None = None, most: int = 100) -> tuple[Entry, ...]:
    """Changes of an opened host, newest first."""
    return await rows(
        session,
        Entry,
        "select seq, at, login, purpose, op, entity, row_id, act, diff, undone_at from api.host_history($1, $2, $3)",
        host,
        before,
        most,
    )
