"""Importing billing history: what files would do is shown row by row, then done when a person agrees; done again it changes nothing."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from db import billing
from db.billing import TakenInvoice, TakenPayment, UndoneFile
from db.errors import Refused, Setup
from db.session import Session
from db.shown import shown_date, shown_money, shown_reference
from db.sources import camt, finvoice, trees
from db.sources.camt import GivenPayment, Statement
from db.sources.finvoice import GivenInvoice
from tui.cli_register import at_work, own_name, reached
from tui.cli_staff import unit_number
from tui.cli_terminal import agreed, complain, on_terminal, tell
from tui.words import language, say
from tui.words.refusing import refusal

PURPOSE: Final = "seloste_billing"
AT_ONCE: Final = 500
NEW: Final = frozenset({"new", "matched", "partly", "over", "unmatched"})

Taken = Sequence[TakenInvoice] | Sequence[TakenPayment]
Take = Callable[[bool], Coroutine[Any, Any, Taken]]
"""Takes the rows of a file, or only says what that would do."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: its name without directories, and what is taken from it."""

    name: str
    take: Take
    lines: tuple[str, ...]


def import_finvoice(given: Namespace) -> int:
    """``seloste import finvoice``."""
    if given.undo:
        return _undo(given, "invoice")
    found = [(name, uuid4(), finvoice.read(_read(name))) for name in _named(given)]
    return _run(given, lambda session, _unit: [_invoices(session, *file) for file in found])


def import_camt(given: Namespace) -> int:
    """``seloste import camt``."""
    if given.undo:
        return _undo(given, "payment")
    found = [(name, op, one) for name, op in ((name, uuid4()) for name in _named(given)) for one in camt.read(_read(name))]
    return _run(given, lambda session, unit: [_payments(session, *file, unit) for file in found])


def _named(given: Namespace) -> list[str]:
    """The files that were named; Setup("file_unnamed") when none was."""
    if not given.file:
        raise Setup("file_unnamed")
    return given.file


def _undo(given: Namespace, entity: str) -> int:
    """Undo the last file of the login, the newest first when asked again."""

    async def at_it(register: Any) -> UndoneFile:
        async with at_work(register, given.login_as or own_name(), PURPOSE) as session:
            return await billing.undo_file(session, uuid4(), entity)

    with reached(demo=given.on_demo) as register:
        undone = asyncio.run(at_it(register))
    tell(say(f"billing.undone_{entity}", file=undone.file, count=undone.vouchers))
    return 0


def _read(name: str) -> bytes:
    """The bytes of a file, or of the input for ``-``, no more than is looked at; Setup("file_unread")."""
    most = trees.LARGEST + 1
    if name == "-":
        return sys.stdin.buffer.read(most)
    try:
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError:
        raise Setup("file_unread", path=name) from None


def _run(given: Namespace, files: Callable[[Session, int], list[File]]) -> int:
    with reached(demo=given.on_demo) as register:
        return asyncio.run(_at_work(register, given, files))


async def _at_work(register: Any, given: Namespace, files: Callable[[Session, int], list[File]]) -> int:
    async with at_work(register, given.login_as or own_name(), PURPOSE) as session:
        return await _import(given, files(session, await _unit(session, getattr(given, "unit", None))))


async def _unit(session: Session, named: str | None) -> int:
    """The unit that was named, or the first of the login."""
    if named is not None:
        return await unit_number(session, named)
    if session.me is None or not session.me.unit_ids:
        raise Refused("unit_not_yours")
    return session.me.unit_ids[0]


async def _import(given: Namespace, files: list[File]) -> int:
    """Show what would come of the files, and take them when a person agrees; 1 when something was refused or nothing saved."""
    planned = [await file.take(True) for file in files]
    for file, rows in zip(files, planned, strict=True):
        _show(file, rows)
    outcomes = Counter(row.outcome for rows in planned for row in rows)
    tell(_summed(outcomes))
    if not NEW & outcomes.keys():
        tell(say("billing.nothing_new"))
        return 1 if outcomes["refused"] else 0
    if not (given.yes or agreed()):
        complain(say("importing.not_saved"))
        if not on_terminal():
            complain(say("importing.say_yes"))
        return 1
    taken = Counter([row.outcome for file in files for row in await file.take(False)])
    tell(say("billing.taken", summed=_summed(taken)))
    if taken["unmatched"]:
        tell(say("billing.unmatched_wait", count=taken["unmatched"]))
    return 1 if taken["refused"] else 0


def _summed(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count} {say(f'billing.taken_{outcome}')}" for outcome, count in outcomes.items()) or say("billing.taken_none")


def _show(file: File, rows: Taken) -> None:
    tell(f"{file.name}:")
    for row, line in zip(rows, file.lines, strict=True):
        whose = "" if row.party is None else f" #{row.party}"
        tell(f"  {line}: {say(f'billing.taken_{row.outcome}')}{whose}")
        if row.code is not None:
            tell(f"    {refusal(row.code, {})}")


async def _in_batches(rows: Sequence[Any], ask: Callable[[list[Any]], Coroutine[Any, Any, Sequence[Any]]]) -> list[Any]:
    batches = (rows[place : place + AT_ONCE] for place in range(0, len(rows), AT_ONCE))
    return [taken for some in batches for taken in await ask([one.as_json() for one in some])]


def _invoices(session: Session, name: str, op: UUID, invoices: tuple[GivenInvoice, ...]) -> File:
    source = f"Finvoice {Path(name).name}"[:200]

    async def take(dry: bool) -> list[TakenInvoice]:
        return await _in_batches(invoices, lambda some: billing.take_invoices(session, op, some, source, dry=dry))

    return File(name, take, tuple(_invoice_line(one) for one in invoices))


def _invoice_line(one: GivenInvoice) -> str:
    return f"{one.number} {shown_date(one.issued_on, language())} {shown_money(one.total, language())}"


def _payments(session: Session, name: str, op: UUID, statement: Statement, unit: int) -> File:
    source = f"camt.053 {statement.id}"[:200]

    async def take(dry: bool) -> list[TakenPayment]:
        return await _in_batches(
            statement.payments, lambda some: billing.take_payments(session, op, some, statement.account, source, unit, dry=dry)
        )

    left = say("billing.left_out", count=statement.out) if statement.out else ""
    return File(f"{name} {statement.id} {left}".strip(), take, tuple(_payment_line(one) for one in statement.payments))


def _payment_line(one: GivenPayment) -> str:
    told = shown_reference(one.reference) if one.reference else one.message or one.payer or ""
    return f"{shown_date(one.received_on, language())} {shown_money(one.amount, language())} {told}".rstrip()
