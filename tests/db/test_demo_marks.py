"""The invented rows are written with the marks that the database would give them: filling a register need not judge each anew."""

from __future__ import annotations

from db.demo import making
from tests.databases import Connection, Database

JUDGED = (
    "select rules.refresh_towns(array(select id from register.party))",
    "select rules.refresh_markets(array(select id from register.party))",
)


async def test_judging_the_invented_register_again_changes_nothing(database: Database, superuser: Connection) -> None:
    await making.invent(database.installer_dsn, 1500, lambda _done, _all: None)
    async with superuser.transaction():
        for question in JUDGED:
            await superuser.execute(question)
        for table in ("party", "contact_point"):
            assert await superuser.fetchval(f"select count(*) from register.{table} where xmin = pg_current_xact_id()::xid") == 0, table
        assert await superuser.fetchval("select count(*) from register.contact_point where not marketable") > 100
