"""Bringing in a file: its rows kept on the server, what each would do found out and shown, then done batch by batch, and undone as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from db.call import Asked, rows, value
from db.errors import Invalid
from db.sources.columns import Given, Kind
from db.sources.table_writing import writing
from db.sources.tables import Table

BATCH: Final = 400
"""Rows that are sent at once."""
HEAVIEST: Final = 2 * 2**20
"""Characters that are sent at once, unless a single row has more."""

OUTCOMES: Final = ("new", "follows", "changed", "same", "duplicate", "refused")
LEFT_OUT: Final = ("refused", "duplicate")


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file is understood: column → field, what holds for every row, and where its data come from."""

    fields: Mapping[str, str]
    settings: Mapping[str, str]
    source: str = "customer"

    def given(self) -> dict[str, Any]:
        """The mapping as it is kept."""
        return {"fields": dict(self.fields), "settings": dict(self.settings), "source": self.source}


def columns_of(kept: Mapping[str, Any]) -> Columns:
    """A mapping that was kept."""
    return Columns(kept.get("fields") or {}, kept.get("settings") or {}, kept.get("source") or "customer")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: rows ``staged`` and ``checked``, rows ``todo``, ``applied``, ``undone`` and ``kept`` in spite of it."""

    plan: UUID
    kind: str
    file: str
    at: datetime
    staged: int
    checked: int
    whole: bool
    counts: Mapping[str, int]
    todo: int
    applied: int
    undone: int
    kept: int
    header: Sequence[str]
    mapping: Mapping[str, Any]

    @property
    def undoable(self) -> int:
        """Rows that were done and not undone."""
        return self.applied - self.undone - self.kept


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what it would do; ``changes`` as of a save, with what was there as ``was``."""

    number: int
    outcome: str
    why: Mapping[str, Any] | None
    cells: list[str] | None
    changes: Sequence[Mapping[str, Any]] | None
    alike: Sequence[Mapping[str, Any]] | None
    customer: int | None
    name: str | None


def _progress(answer: Mapping[str, Any]) -> Progress:
    told: dict[str, Any] = {name: answer[name] for name in Progress.__slots__}
    told["plan"], told["at"] = UUID(answer["plan"]), datetime.fromisoformat(answer["at"])
    return Progress(**told)


def staged_lines(table: Table, kind: Kind, columns: Columns) -> Iterator[dict[str, Any]]:
    """The rows of a file as the database takes them, each with what it says or why it cannot be read."""
    by_field = {name: column for column, name in columns.fields.items() if name}
    for row in table.rows():
        line: dict[str, Any] = {"row": row.number, "cells": [*row.values(), *row.beyond]}
        if row.problem:
            yield line | {"why": {"code": row.problem, "column": row.column}}
            continue
        try:
            yield line | {"wanted": kind.rows(Given(row, by_field, columns.settings))}
        except Invalid as error:
            facts = {name: str(fact) for name, fact in error.facts.items() if name not in {"column", "field"}}
            yield line | {"why": {"code": error.code, "column": error.facts.get("column"), "facts": facts}}


def in_batches(lines: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows in batches of so many rows and so many characters as one question may hold."""
    batch: list[dict[str, Any]] = []
    weight = 0
    for line in lines:
        heavy = sum(map(len, line["cells"]))
        if batch and (len(batch) >= BATCH or weight + heavy > HEAVIEST):
            yield batch
            batch, weight = [], 0
        batch.append(line)
        weight += heavy
    if batch:
        yield batch


async def stage(session: Asked, plan: UUID, table: Table, kind: Kind, columns: Columns, today: str) -> AsyncGenerator[Progress]:
    """Send the rows of a file, telling after each batch how far it is; Invalid("table_…") where the file breaks."""
    origin = {"source": kind.source or columns.source, "source_ref": table.path.name[:200], "obtained_on": today}
    given = columns.given() | {"origin": origin, "format": table.form.format, "delimiter": table.form.delimiter}
    yield _progress(
        await session.write(
            "select api.import_begin($1, $2, $3, $4, $5, $6)", uuid4(), plan, kind.name, table.path.name[:200], list(table.header), given
        )
    )
    batches = in_batches(staged_lines(table, kind, columns))
    while batch := await asyncio.to_thread(next, batches, None):
        yield _progress(await session.write("select api.import_stage($1, $2, $3)", uuid4(), plan, batch))
    yield _progress(await session.write("select api.import_whole($1, $2)", uuid4(), plan))


async def check(session: Asked, operation: UUID, plan: UUID) -> Progress:
    """Find out what the next rows would do; ask with new operations until all that are staged are checked."""
    return _progress(await session.write("select api.import_check($1, $2)", operation, plan))


async def apply(session: Asked, operation: UUID, plan: UUID) -> Progress:
    """Do the next rows; ask with new operations until none is to be done."""
    return _progress(await session.write("select api.import_apply($1, $2)", operation, plan))


async def undo(session: Asked, operation: UUID, plan: UUID) -> Progress:
    """Undo the last rows that are not undone; ask with new operations until none is left."""
    return _progress(await session.write("select api.import_undo($1, $2)", operation, plan))


async def take(session: Asked, operation: UUID, plan: UUID, rows: Sequence[int] | None) -> Progress:
    """Say that the likely duplicates of some rows, or with None every one, are customers of their own."""
    return _progress(await session.write("select api.import_take($1, $2, $3)", operation, plan, rows))


async def drop(session: Asked, operation: UUID, plan: UUID) -> None:
    """Throw away what a file held."""
    await session.write("select api.import_drop($1, $2)", operation, plan)


async def last(session: Asked) -> Progress | None:
    """The last import of the login that is not done to its end, or may be undone; None when there is none."""
    answer = await value(session, "select api.import_last()")
    return _progress(answer) if answer else None


async def lines(
    session: Asked, plan: UUID, outcome: str | None, after: int | None, most: int, *, backward: bool = False
) -> tuple[Line, ...]:
    """A page of rows in the order of the file, of one outcome or all."""
    return await rows(
        session,
        Line,
        "select number, outcome, why, cells, changes, alike, customer, name from api.import_rows($1, $2, $3, $4, $5)",
        plan,
        outcome,
        after,
        most,
        backward,
    )


async def mappings(session: Asked, kind: str) -> dict[str, Columns]:
    """Mappings kept by name, newest first."""
    found = await session.fetch("select name, login, mapping from api.import_mappings($1)", kind)
    return {row["name"]: columns_of(row["mapping"]) for row in found}


async def keep(session: Asked, kind: str, name: str, columns: Columns) -> None:
    """Keep a mapping by name for the next file; Refused("mapping_of_another")."""
    await value(session, "select api.import_keep_mapping($1, $2, $3)", kind, name, columns.given())


def fitting(kept: Mapping[str, Columns], header: Sequence[str]) -> tuple[str, Columns] | None:
    """The newest mapping all of whose columns the file has."""
    return next(((name, one) for name, one in kept.items() if one.fields and set(one.fields) <= set(header)), None)


async def write_refused(session: Asked, progress: Progress, path: Path, heading: str, why: Callable[[Line], str]) -> int:
    """Write the rows that were not brought in as a file like the one they came in, with a column that says why; how many there are.

    Cells beyond the headings stand behind it. Mended, the file can be brought in again: the column is nobody's field. Setup("file_exists"), ("file_unwritten").
    """
    form, delimiter = progress.mapping.get("format") or "csv", progress.mapping.get("delimiter") or ";"
    count = 0
    with writing(path, form, [*progress.header, heading], delimiter=delimiter) as writer:
        for outcome in LEFT_OUT:
            after: int | None = None
            while page := await lines(session, progress.plan, outcome, after, BATCH):
                for line in page:
                    cells, wide = line.cells or [], len(progress.header)
                    writer.row([*cells[:wide], *[""] * (wide - len(cells)), why(line), *cells[wide:]])
                count += len(page)
                after = page[-1].number
    return count
