"""How much of the demo stands, and what is missing of it: every step may be done again after a program was killed half way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db import database as databases
from db.demo.logins import LOGINS, Login

EXAMPLE: Final = Path(__file__).resolve().parents[1] / "sources" / "examples" / "0112038-9.json"
"""A real answer of PRH's open data (CC BY 4.0) about a listed company."""

IMPORTER: Final = "anna"
"""The login of the demo that works under administration."""

STANDING: Final = """
select
    coalesce((select sum(t.count) from search.tally t where t.figure = 'all'), 0)::integer as customers,
    exists (select from register.identifier i where i.scheme = 'business_id' and i.value = $1) as company,
    array(select l.login::text from staff.login l) as logins"""


@dataclass(frozen=True, slots=True)
class Standing:
    """``company`` says whether the example of PRH was imported; ``logins`` were made once, and may have ended since."""

    customers: int
    company: bool
    logins: frozenset[str]

    @property
    def missing(self) -> tuple[Login, ...]:
        """Logins of the demo that are not made yet."""
        return tuple(login for login in LOGINS if login.login not in self.logins)

    @property
    def whole(self) -> bool:
        """Whether nothing is left to do."""
        return self.customers > 0 and self.company and not self.missing


async def standing(dsn: str) -> Standing:
    """What stands in an installed register; the DSN is the installer's."""
    connection = await databases.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute("set local role seloste_owner")
            row = await connection.fetchrow(STANDING, EXAMPLE.stem)
    finally:
        await connection.close()
    return Standing(row["customers"], row["company"], frozenset(row["logins"]))
