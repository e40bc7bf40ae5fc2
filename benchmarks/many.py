"""Acts on many customers at once."""

from __future__ import annotations

import time
from typing import Final
from uuid import uuid4

from benchmarks.measure import Table, Times, ms, within
from benchmarks.register import Register
from db import many
from db.many import Selection

CUSTOMERS: Final = 10_000
ALL: Final = 3.0
REFUSAL: Final = {"what": "permission", "state": "refused", "channels": ["phone"], "how": "phone"}


async def run(register: Register) -> list[Table]:
    """Recording one decision for up to 10,000 customers, batch by batch, and taking it back."""
    most = min(CUSTOMERS, register.size)
    table = Table(f"One decision for {most:,} customers", ("what", "s", "longest batch ms", "bar", ""))
    plan, selection = uuid4(), Selection(frozenset(range(1, most + 1)))
    async with register.at_work("salla", "relations") as session:
        began = time.monotonic()
        told = await many.preview(session, plan, selection, REFUSAL)
        table.add(f"preview: {told.count('change'):,} change", f"{time.monotonic() - began:.2f}", "", "", "")
        for what, act in (("done", many.apply), ("undone", many.undo)):
            batches, began = Times(), time.monotonic()
            while True:
                async with batches.once():
                    progress = await act(session, uuid4(), plan)
                if progress.handled >= progress.total and (what == "done" or progress.undone >= progress.batches):
                    break
            seconds = time.monotonic() - began
            bar = f"≤ {ALL:.0f} s" if what == "done" else ""
            table.add(what, f"{seconds:.2f}", ms(max(batches.each)), bar, within(what != "done" or seconds <= ALL))
    return [table]
