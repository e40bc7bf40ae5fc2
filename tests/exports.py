"""Handing out customers of the register of a test, as the program does it."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from db import exporting
from db.exporting import Use
from db.many import Selection
from db.session import Session

OWN: Final = Use("own_use", "kuukauden laskutusajo")
ELSEWHERE: Final = Use("disclosure", "kirje poliisilta 12/2026", "Poliisi", "FI", "poliisilaki 4:3")


async def handed(session: Session, ids: list[int] | None = None, fields: list[str] | None = None, use: Use = OWN) -> list[dict[str, Any]]:
    """What is handed out of customers, everybody without ids."""
    selection = Selection(frozenset(ids)) if ids is not None else Selection(whole=True)
    wanted = fields or list(await exporting.fields(session))
    begun = await exporting.begin(session, uuid4(), selection, wanted, "csv", use)
    return [dict(zip(wanted, cells, strict=True)) async for page in exporting.pages(session, begun) for cells in page]
