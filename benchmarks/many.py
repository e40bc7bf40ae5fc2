"""Acts on many customers at once."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID, uuid4

from benchmarks.measure import Table, Times, ms, within
from benchmarks.register import Register, serving
from db import many
from db.many import Selection
from db.session import Session

CUSTOMERS: Final = 10_000
ALL: Final = 3.0
REFUSAL: Final = {"what": "permission", "state": "refused", "channels": ["phone"], "how": "phone"}
STATUS: Final = {"what": "status", "status": "prospect"}
Acts = tuple[tuple[str, Callable[[Session, UUID, UUID], Awaitable[Any]]], ...]
ACTS: Final[Acts] = (("done", many.apply), ("undone", many.undo))


async def run(register: Register) -> list[Table]:
    """Recording one refusal, which stands, for up to 10,000 customers, and one status, which is taken back; batch by batch."""
    most = min(CUSTOMERS, register.size)
    table = Table(f"One act on {most:,} customers", ("what", "s", "server worked s", "longest batch ms", "bar", ""))
    selection = Selection(frozenset(range(1, most + 1)))
    async with register.at_work("salla", "relations") as session:
        for name, change, acts in (("refusal", REFUSAL, ACTS[:1]), ("status", STATUS, ACTS)):
            await _measured(table, session, (name, change, acts), selection)
    return [table]


async def _measured(table: Table, session: Session, asked: tuple[str, dict[str, object], Acts], selection: Selection) -> None:
    """Show, do and undo one act."""
    name, change, acts = asked
    plan, pid = uuid4(), await serving(session)
    shown = Times(pid=pid)
    async with shown.once():
        told = await many.preview(session, plan, selection, change)
    table.add(
        f"{name}: preview, {told.count('change'):,} change", f"{shown.each[0] / 1000:.2f}", f"{shown.worked[0] / 1000:.2f}", "", "", ""
    )
    for what, act in acts:
        batches, began = Times(pid=pid), time.monotonic()
        while True:
            async with batches.once():
                progress = await act(session, uuid4(), plan)
            if progress.handled >= progress.total and (what == "done" or progress.undone >= progress.batches):
                break
        seconds, bar = time.monotonic() - began, f"≤ {ALL:.0f} s" if what == "done" else ""
        table.add(
            f"{name}: {what}", f"{seconds:.2f}", f"{sum(batches.worked) / 1000:.2f}", ms(max(batches.each)), bar,
            within(what != "done" or seconds <= ALL),
        )  # fmt: skip
