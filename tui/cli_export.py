"""Handing out customers from a shell: recorded first, written then."""

from __future__ import annotations

from argparse import Namespace
from asyncio import run
from pathlib import Path
from uuid import uuid4

from db import exporting
from db.errors import Setup
from db.exporting import Begun, Use
from db.many import Selection
from db.session import Session
from db.sources.table_writing import FORMATS, writing
from tui.cli_register import Register, at_work, own_name, reached
from tui.cli_terminal import Progress, spaced, tell
from tui.words import how_many, say


def export(given: Namespace) -> int:
    """``seloste export``."""
    path = Path(given.file)
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise Setup("export_format", path=path)
    if path.exists():
        raise Setup("file_exists", path=path)
    with reached(demo=given.on_demo) as register:
        return run(_export(register, given, path, form))


async def _export(register: Register, given: Namespace, path: Path, form: str) -> int:
    async with at_work(register, given.login_as or own_name(), f"seloste_{given.purpose}") as session:
        wanted = given.fields.split(",") if given.fields else await exporting.fields(session)
        kind = "disclosure" if given.recipient else "own_use"
        use = Use(kind, given.reason, given.recipient, given.country if given.recipient else None, given.basis)
        begun = await exporting.begin(session, uuid4(), Selection(whole=True, typed=given.search), wanted, form, use)
        count = await _write(session, given, begun, path, form)
        whom = how_many("search.count", count, spaced(count))
        tell(say("handing.done", whom=whom, path=path, number=begun.disclosure))
    return 0


async def _write(session: Session, given: Namespace, begun: Begun, path: Path, form: str) -> int:
    count, drawn = 0, Progress()
    with writing(path, form, begun.fields, delimiter=given.delimiter, mark=not given.no_bom) as writer:
        async for page in exporting.pages(session, begun):
            for cells in page:
                writer.row(cells)
            count += len(page)
            drawn(count, begun.total)
    return count
