"""From a path that is typed to a file brought in: its columns asked about, its rows sent; or an unfinished one gone on with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from db import importing
from db.errors import Setup
from db.importing import Columns
from db.importing import Progress as Done
from db.session import Session
from db.sources import tables
from db.sources.columns import Kind
from db.sources.tables import Table


class Sending:
    """A file on its way to the server, a batch a question; ``total`` is guessed from its size until it is known."""

    def __init__(self, table: Table, kind: Kind, columns: Columns) -> None:
        self.table, self.kind, self.columns = table, kind, columns
        self.plan: UUID = uuid4()
        self.total = 0
        self._steps: AsyncGenerator[Done] | None = None

    async def begin(self, session: Session) -> Done:
        """The first answer, before any row."""
        today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Helsinki")).date().isoformat()
        self.total = await asyncio.to_thread(lambda: sum(1 for _ in self.table.rows()))
        self._steps = importing.stage(session, self.plan, self.table, self.kind, self.columns, today)
        return await anext(self._steps)

    async def go_on(self, session: Session) -> Done:
        """The answer to the next batch."""
        del session
        if self._steps is None:
            raise RuntimeError("not begun")
        return await anext(self._steps)


def place(typed: str) -> Path:
    """A path as it is typed, ``~`` for one's own directory."""
    return Path(typed.strip()).expanduser()


async def free(typed: str) -> Path:
    """The path of a file that is not there yet; Setup("file_exists")."""
    path = place(typed)
    if await asyncio.to_thread(path.exists):
        raise Setup("file_exists", path=str(path))
    return path


async def read(typed: str) -> Table:
    """The file of a path as the user may read it; Setup("file_unread"), Invalid("table_…")."""
    return await asyncio.to_thread(tables.read, place(typed))
