"""The parts of the demo, each made at once or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from db import database as databases
from db import staff
from db.call import Asked
from db.demo.load import OnShare, fill
from db.demo.logins import PASSWORD, Login


async def invent(dsn: str, size: int, on_share: OnShare) -> None:
    """Fill the empty register of an installer's DSN."""
    connection = await databases.connect(dsn)
    try:
        await fill(connection, size, on_share)
    finally:
        await connection.close()


async def hire(session: Asked, logins: Sequence[Login]) -> None:
    """Make logins of the demo as the main user or the installer."""
    for each in logins:
        purposes = [f"seloste_{purpose}" for purpose in each.purposes]
        await staff.add(session, each.login, each.name, purposes, list(each.units), None, PASSWORD, each.language)
