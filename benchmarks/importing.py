"""A file of customers brought in: five rows to a customer of the register, 100,000 at most, batch by batch as the program does it."""

from __future__ import annotations

import asyncio
import csv
import os
import re
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from benchmarks.measure import Table, Times, ms, within
from benchmarks.register import Register, serving
from db import importing
from db.demo.party import Party
from db.demo.register import invent
from db.importing import Columns, Progress
from db.session import Session
from db.sources import tables
from db.sources.columns import proposed
from db.sources.kinds import KINDS

ROWS: Final = 100_000
TO_A_CUSTOMER: Final = 5
BARS: Final = {"dry run": 800, "done": 600, "undone": 500}
"""Rows a second of the server's own work."""

HEADINGS: Final = (
    "Asiakasnumero", "Nimi", "Laji", "Y-tunnus", "Sähköposti", "Puhelin", "Katuosoite", "Postinumero", "Postitoimipaikka",
    "Yhteyshenkilö", "Rooli", "Yhteyshenkilön sähköposti",
)  # fmt: skip
SETTINGS: Final = {"unit": "2", "kind": "company", "address": "post", "role": "administration"}
KIND_WORDS: Final = {
    "person": "henkilö", "company": "yritys", "association": "yhdistys", "public_body": "julkisyhteisö", "sole_trader": "toiminimi",
}  # fmt: skip


def _cells(party: Party) -> list[str]:
    """A customer as the file of another system says it."""
    number = next((one.value for one in party.identifiers if one.scheme == "business_id"), "")
    email, phone = (next((point.normal for point in party.contacts if point.person is None and (point.kind == "email") is is_email), "")
                    for is_email in (True, False))  # fmt: skip
    home = next((at for at in party.addresses if at.street and at.valid_to is None and at.country == "FI"), None)
    street = " ".join(part for part in (home.street, home.number, home.entrance, home.apartment) if part) if home else ""
    place = [home.postcode, home.town_fi] if home else ["", ""]
    person = party.persons[0] if party.persons else None
    theirs = next((point.normal for point in party.contacts if point.person == 0 and point.kind == "email"), "")
    acting = [f"{person.given_names} {person.family_name}", person.roles[0].role, theirs] if person else ["", "", ""]
    return ["", party.name, KIND_WORDS[party.kind], number, email, phone, street, *place, *acting]


def _row(chance: Random, party: Party, known: Party) -> list[str]:
    """Of a hundred rows 80 new, 10 changed, 4 the same, 3 like a customer that is there, 3 not right."""
    draw = chance.random()
    if draw < 0.80:
        return _cells(party)
    if draw < 0.90:
        return [str(known.id), "", "", "", f"uusi{known.id}@tuonti.example.fi", "", "", "", "", "", "", ""]
    if draw < 0.94:
        return [str(known.id), known.name, *[""] * 10]
    if draw < 0.97:
        cells = _cells(known)
        cells[3] = ""
        return cells
    cells = _cells(party)
    cells[3] = "0201724-5"
    return cells


def rows(size: int, many: int) -> Iterator[list[str]]:
    """The file: customers that come after the last of the register, and among them some that are in it."""
    chance = Random(5)
    invented = iter(invent(size + many))
    known = [party for party in islice(invented, size) if not party.restricted and not party.protected]
    for party in islice(invented, many):
        yield _row(chance, party, chance.choice(known))


def written(where: Path, size: int, many: int) -> Path:
    """The file on the disk."""
    path = where / "asiakkaat.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        writer.writerows(rows(size, many))
    return path


def megabytes(pid: int | None, what: str) -> float:
    """Memory of a program: ``VmRSS`` with the pages it shares, ``RssAnon`` its own, ``VmHWM`` the most there was."""
    try:
        told = Path(f"/proc/{pid or os.getpid()}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(rf"^{what}:\s+([0-9]+)", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


@dataclass(slots=True)
class Phase:
    """One part of an import: its batches, and the most memory seen after any of them."""

    times: Times
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    own: float = 0.0

    @asynccontextmanager
    async def batch(self) -> AsyncGenerator[None]:
        """Time one batch."""
        async with self.times.once():
            yield
        self.seconds = time.monotonic() - self.began
        self.own = max(self.own, megabytes(self.times.pid, "RssAnon"))

    def told(self, what: str, many: int) -> list[str]:
        """A line of the table."""
        worked = sum(self.times.worked) / 1000
        rate = many / worked if worked else 0.0
        bar = BARS.get(what)
        return [
            what, f"{many:,}", f"{self.seconds:.0f}", f"{worked:.0f}", f"{many / self.seconds:,.0f}", f"{rate:,.0f}",
            ms(max(self.times.each)), f"{self.own:.0f}", f"{megabytes(None, 'VmHWM'):.0f}",
            f"≥ {bar}" if bar else "", within(bar is None or rate >= bar),
        ]  # fmt: skip


HEAD: Final = (
    "what", "rows", "s", "server worked s", "rows a second", "to a second worked", "longest batch ms", "server MB", "this program MB",
    "bar", "",
)  # fmt: skip
Act = Callable[[Session, UUID, UUID], Awaitable[Progress]]


async def _through(session: Session, plan: UUID, act: Act, left: Callable[[Progress], bool], phase: Phase, progress: Progress) -> Progress:
    """Ask until nothing is left."""
    while left(progress):
        async with phase.batch():
            progress = await act(session, uuid4(), plan)
    return progress


async def measured(session: Session, path: Path, table: Table) -> Progress:
    """Send, try, do and undo a file; a line of the table each."""
    pid, plan = await serving(session), uuid4()
    read, kind = tables.read(path), KINDS["customers"]
    columns = Columns(proposed(kind.fields, read.header, read.rows()), SETTINGS)
    sent = Phase(Times(pid=pid))
    steps = importing.stage(session, plan, read, kind, columns, date.today().isoformat())  # noqa: DTZ011
    progress: Progress | None = None
    while progress is None or not progress.whole:
        async with sent.batch():
            progress = await anext(steps)
    table.add(*sent.told("sent", progress.staged))
    acts: tuple[tuple[str, Act, Callable[[Progress], bool], Callable[[Progress], int]], ...] = (
        ("dry run", importing.check, lambda one: one.checked < one.staged, lambda one: one.checked),
        ("done", importing.apply, lambda one: one.todo > 0, lambda one: one.applied),
        ("undone", importing.undo, lambda one: one.undoable > 0, lambda one: one.undone + one.kept),
    )
    for what, act, left, many in acts:
        phase = Phase(Times(pid=pid))
        progress = await _through(session, plan, act, left, phase, progress)
        table.add(*phase.told(what, many(progress)))
        if what == "dry run":
            counts: dict[str, Any] = dict(progress.counts)
    table.title += ": " + ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items(), key=lambda one: -one[1]))
    return progress


async def run(register: Register) -> list[Table]:
    """How many rows a second, and how much memory."""
    many = min(ROWS, TO_A_CUSTOMER * register.size)
    table = Table(f"A file of {many:,} rows", HEAD)
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as where, ProcessPoolExecutor(1, get_context("spawn")) as other:
        path = await asyncio.get_running_loop().run_in_executor(other, written, Path(where), register.size, many)
        async with register.at_work("bench_all") as session:
            await measured(session, path, table)
    return [table]


__all__ = ["measured", "rows", "run", "written"]
