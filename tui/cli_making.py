"""Making what is missing of the demo: loaded only then, since opening what stands must be quick."""

from __future__ import annotations

import asyncio
from typing import Final

from db.demo import making, ready
from db.demo.logins import PASSWORD
from db.demo.ready import Standing
from db.session import Session
from db.sources import importing
from tui.cli_import import PURPOSE, read, today, wanted
from tui.cli_register import Register, installing
from tui.cli_terminal import Progress, spaced, tell
from tui.words import say

UNIT_OF_EXAMPLE: Final = 2


def complete(register: Register, stands: Standing, size: int) -> None:
    """Customers, then logins, then the example that one of them imports."""
    if not stands.customers:
        tell(say("demo.filling", size=spaced(size)))
        asyncio.run(making.invent(register.installer, size, Progress()))
    if stands.missing:
        tell(say("demo.hiring"))
        asyncio.run(_hire(register, stands))
    if not stands.company:
        tell(say("demo.importing"))
        asyncio.run(_import(register))


async def _hire(register: Register, stands: Standing) -> None:
    async with installing(register, "seloste_accounts") as session:
        await making.hire(session, stands.missing)


async def _import(register: Register) -> None:
    """The example of PRH, imported as a login of the demo would do it."""
    session = Session(register.dsn_of(ready.IMPORTER), ready.IMPORTER, PASSWORD)
    try:
        await session.open()
        await session.work_under(PURPOSE)
        answer = read(str(ready.EXAMPLE))
        await importing.accept_new(session, wanted(answer, None), UNIT_OF_EXAMPLE, today(), answer)
    finally:
        await session.close()
