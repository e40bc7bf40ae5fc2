"""Bringing in a file from a shell: what each row would do is told, then all of it is done, gone on with or undone."""

from __future__ import annotations

from argparse import Namespace
from asyncio import run
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from db import importing
from db.errors import Refused, Setup
from db.importing import Columns
from db.importing import Progress as Done
from db.session import Session
from db.sources import tables
from db.sources.columns import Kind, proposed
from db.sources.kinds import KINDS, kind_of
from db.sources.tables import Table
from tui import bringing
from tui.cli_import import today
from tui.cli_register import Register, at_work, own_name, reached
from tui.cli_staff import unit_number
from tui.cli_terminal import Progress, agreed, complain, on_terminal, spaced, tell
from tui.words import how_many, say

SHOWN: Final = 20
"""Rows told one by one of each outcome that a person should look at."""


def import_act(given: Namespace) -> int:
    """``seloste import table``."""
    if not (given.resume or given.undo) and given.file is None:
        raise Setup("nothing_to_import")
    with reached(demo=given.on_demo) as register:
        return run(_table(register, given))


async def _table(register: Register, given: Namespace) -> int:
    async with at_work(register, given.login_as or own_name(), f"seloste_{given.purpose}") as session:
        if given.undo:
            return await _undo(session)
        progress = await _unfinished(session) if given.resume else await _staged(session, given)
        progress = await _through(importing.check, session, progress, lambda one: (one.checked, one.staged))
        if given.duplicates and progress.counts.get("duplicate"):
            progress = await importing.take(session, uuid4(), progress.plan, None)
        await _show(session, progress)
        if progress.todo and not given.dry_run and (given.yes or agreed()):
            return await _do(session, given, progress)
        await _write_refused(session, given, progress)
        if given.dry_run:
            await importing.drop(session, uuid4(), progress.plan)
            return 0
        complain(say("bringing.not_done"))
        if progress.todo and not on_terminal():
            complain(say("bringing.say_yes"))
        return 1


async def _unfinished(session: Session) -> Done:
    last = await importing.last(session)
    if last is None or (not last.todo and last.checked == last.staged):
        raise Setup("import_nothing_unfinished")
    return last


def _kind(given: Namespace, table: Table) -> Kind:
    """Of what the file is, as it was said or as its headings say."""
    kind = KINDS.get(given.kind) if given.kind else kind_of(table.header)
    if kind is None:
        raise Setup("import_kind_unknown", kind=given.kind, kinds=", ".join(KINDS))
    return kind


async def _staged(session: Session, given: Namespace) -> Done:
    """The file sent, with its columns told."""
    table = tables.read(Path(given.file), given.encoding, given.delimiter, given.sheet)
    kind = _kind(given, table)
    columns = await _columns(session, given, kind, table)
    tell(f"{say('bringing.set_what')}: {say(f'bringing.kind_{kind.name}')}")
    for column, name in columns.fields.items():
        if name:
            tell("  " + say("bringing.mapped", column=column, field=bringing.field_name(name)))
    if idle := [column for column in table.header if not columns.fields.get(column)]:
        tell("  " + say("bringing.unmapped", columns=", ".join(idle)))
    if table.uncut:
        complain(say("bringing.one_column"))
    if given.keep:
        await importing.keep(session, kind.name, given.keep, columns)
    tell(say("bringing.reading"))
    steps = [step async for step in importing.stage(session, uuid4(), table, kind, columns, today().isoformat())]
    return steps[-1]


async def _columns(session: Session, given: Namespace, kind: Kind, table: Table) -> Columns:
    """The mapping named, or one proposed; corrected by the command line."""
    kept = await importing.mappings(session, kind.name)
    if given.mapping and given.mapping not in kept:
        raise Setup("import_mapping_unknown", name=given.mapping, names=", ".join(kept))
    begin = kept[given.mapping] if given.mapping else Columns(proposed(kind.fields, table.header, table.rows()), {})
    fields = {column: name for column, name in begin.fields.items() if column in table.header}
    for column, name in (_pair(one) for one in given.map):
        if column not in table.header:
            raise Setup("import_column_unknown", column=column, columns=", ".join(table.header))
        if name and name not in {field.name for field in kind.fields}:
            raise Setup("import_field_unknown", field=name, fields=", ".join(field.name for field in kind.fields))
        fields[column] = name
    settings = dict(begin.settings) | dict(_pair(one) for one in given.set)
    units = session.me.unit_ids if session.me else []
    if given.unit:
        settings["unit"] = str(await unit_number(session, given.unit))
    elif "unit" not in settings and units:
        settings["unit"] = str(units[0])
    return Columns(fields, settings, given.source or begin.source)


def _pair(text: str) -> tuple[str, str]:
    """``left=right``; a column may have the sign in its name, a field has not."""
    left, _, right = text.rpartition("=")
    if not left:
        raise Setup("import_pair", text=text)
    return left, right


Act = Callable[[Session, UUID, UUID], Awaitable[Done]]


async def _through(act: Act, session: Session, progress: Done, share: Callable[[Done], tuple[int, int]]) -> Done:
    """An act asked again and again, with a bar, until its share is whole."""
    drawn = Progress(of_rows=True)
    done, whole = share(progress)
    while done < whole:
        progress = await act(session, uuid4(), progress.plan)
        done, whole = share(progress)
        drawn(done, max(whole, 1))
    return progress


async def _show(session: Session, progress: Done) -> None:
    """How many rows have each outcome, and the first of those that a person should look at."""
    for outcome in importing.OUTCOMES:
        if count := progress.counts.get(outcome):
            tell(f"{spaced(count):>9}  {say(f'bringing.outcome_{outcome}')}")
    for outcome in ("changed", "duplicate", "refused"):
        for line in await importing.lines(session, progress.plan, outcome, None, SHOWN):
            tell(f"  {say('bringing.row')} {line.number}: {bringing.customer(line)}: {bringing.summary(line)}")


async def _do(session: Session, given: Namespace, progress: Done) -> int:
    whole = progress.applied + progress.todo
    progress = await _through(importing.apply, session, progress, lambda one: (whole - one.todo, whole))
    left = sum(Counter(progress.counts)[outcome] for outcome in importing.LEFT_OUT)
    tell(say("bringing.done", rows=how_many("bringing.rows", progress.applied, spaced(progress.applied))))
    await _write_refused(session, given, progress)
    return 1 if left else 0


async def _write_refused(session: Session, given: Namespace, progress: Done) -> None:
    """The rows that stayed out as a file, where one was asked for and there are any."""
    if given.refused and any(progress.counts.get(outcome) for outcome in importing.LEFT_OUT):
        path = Path(given.refused)
        count = await importing.write_refused(session, progress, path, say("bringing.why_heading"), bringing.why)
        tell(say("bringing.refused_written", rows=how_many("bringing.rows", count, spaced(count)), path=path))


async def _undo(session: Session) -> int:
    last = await importing.last(session)
    if last is None or not last.undoable:
        raise Refused("undo_nothing")
    whole = last.undoable
    last = await _through(importing.undo, session, last, lambda one: (whole - one.undoable, whole))
    rows = how_many("bringing.rows", last.undone, spaced(last.undone))
    tell(say("bringing.undone_less" if last.kept else "bringing.undone", rows=rows, kept=spaced(last.kept)))
    return 0
