"""Bringing files into the register of a test, as the program does it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from db import importing
from db.importing import Columns, Line, Progress
from db.session import Session
from db.sources import tables
from db.sources.columns import proposed
from db.sources.kinds import KINDS
from tests.people import PASSWORD, STAFF, Town, login_of

CUSTOMERS: Final = KINDS["customers"]
SETTINGS: Final = {"unit": "1", "kind": "company", "address": "post", "role": "administration"}
TODAY: Final = "2026-11-23"


async def at_work(town: Town, who: str, purpose: str | None = None) -> Session:
    """A session of one of STAFF; it ends with the test."""
    session = Session(town.database.installer_dsn, login_of(who), PASSWORD)
    await session.open()
    await session.work_under(f"seloste_{purpose or STAFF[who][0][0]}")
    town.connections.push_async_callback(session.close)
    return session


def written(where: Path, rows: Sequence[Sequence[str]], name: str = "asiakkaat.csv") -> Path:
    """A file of rows, the headings first."""
    path = where / name
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


async def dry_run(session: Session, path: Path, plan: UUID | None = None, **settings: str) -> Progress:
    """A file with the columns proposed, its rows checked; nothing of it is done."""
    plan = plan or uuid4()
    table = tables.read(path)
    columns = Columns(proposed(CUSTOMERS.fields, table.header, table.rows()), SETTINGS | settings)
    progress = [each async for each in importing.stage(session, plan, table, CUSTOMERS, columns, TODAY)][-1]
    while progress.checked < progress.staged:
        progress = await importing.check(session, uuid4(), plan)
    return progress


async def finish(session: Session, progress: Progress) -> Progress:
    """All of it, batch by batch."""
    while progress.todo:
        progress = await importing.apply(session, uuid4(), progress.plan)
    return progress


async def take_back(session: Session, progress: Progress) -> Progress:
    """All of it undone."""
    while progress.undoable:
        progress = await importing.undo(session, uuid4(), progress.plan)
    return progress


async def lines(session: Session, progress: Progress, outcome: str | None = None) -> dict[int, Line]:
    """Rows by their numbers."""
    return {line.number: line for line in await importing.lines(session, progress.plan, outcome, None, 1000)}


async def held(town: Town) -> dict[str, list[Any]]:
    """Everything the register holds of customers, but for what any change leaves: ids that were used and moments."""
    owner = await town.owner()
    queries = {
        "party": "select id, name, kind, language, status, unit, town, postcode, marketable, permission, scope from register.party",
        "identifier": "select party, scheme, value, operator from register.identifier",
        "address": "select party, kind, street, number, entrance, apartment, postcode, town from register.address",
        "contact_point": "select party, person, kind, given, normal from register.contact_point",
        "person": "select id, given_names, family_name, title from register.person",
        "person_role": "select party, person, role from register.person_role",
        "token": "select scope, token, party from search.token",
        "word": "select scope, word from search.word",
        "tally": "select scope, figure, count from search.tally where count <> 0",
    }
    return {name: sorted(tuple(map(str, row)) for row in await owner.fetch(query)) for name, query in queries.items()}
