"""A register of twenty thousand customers in three units: large enough that a plan which reads too much is seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from typing import Any, Final

import asyncpg
import pytest

from tests.databases import Database, clone, drop, of_database, unique
from tests.people import Peopled, Town

SIZE: Final = 20_000
FIRST: Final = 100_000
"""The first of the ids, out of the way of the people of a town."""

LOADED: Final = f"""
begin;
set local role seloste_owner;
select rules.pause_triggers(true);
insert into register.party (id, kind, name, unit, status, marketable)
select {FIRST} + n, (array['company', 'association', 'public_body'])[1 + n % 3],
    (array['Kahvila', 'Rakennus', 'Kuljetus', 'Tilitoimisto', 'Leipomo', 'Metsäpalvelu', 'Konepaja'])[1 + n % 7] || ' '
        || chr(65 + n % 26) || lower(chr(65 + n / 26 % 26)) || lower(chr(65 + n / 676 % 26)) || 'nen Oy',
    1 + n % 3, (array['customer', 'customer', 'customer', 'prospect', 'former'])[1 + n % 5], true
from generate_series(1, {SIZE}) n;
insert into register.contact_point (party, scope, kind, given, normal)
select p.id, p.scope, 'email', a, a from register.party p cross join lateral (select 'p' || p.id || '@example.fi') e (a)
where p.id > {FIRST};
insert into register.service (party, scope, product, product_group, host)
select p.id, p.scope, 'webhotel_s', 'hosting', (select h.id from register.host h where h.name = 'mail1.example.fi')
from register.party p where p.id > {FIRST} and p.id % 3 = 0;
insert into register.domain (party, scope, name, service, expires_on)
select s.party, s.scope, 'sivut' || s.party || '.example.fi', s.id, date '2030-01-01' + s.party % 400
from register.service s where s.party > {FIRST};
insert into search.token (scope, token, party)
select t.scope, t.token, t.party from rules.tokens_of(array(select p.id from register.party p where p.id > {FIRST})) t;
select rules.learn_words(array(
    select distinct w from search.token t cross join lateral rules.words_of(t.scope, t.token) w where t.party > {FIRST}
));
select rules.pause_triggers(false);
select rules.count_again();
commit;
"""


UNVACUUMED: Final = """
select count(*) from pg_class c
where c.relkind = 'r' and c.relnamespace in ('register'::regnamespace, 'search'::regnamespace) and c.relallvisible < c.relpages
"""
"""Tables not known to be visible as they are: the server's own look at them meanwhile keeps a vacuum from saying so."""


async def load(dsn: str) -> None:
    """Fill, and let the planner know."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(LOADED)
    async with asyncio.timeout(60):
        while True:
            await connection.execute("vacuum (analyze)")
            if not await connection.fetchval(UNVACUUMED):
                break
    await connection.close()


@pytest.fixture(scope="session")
def crowded(server: Any, installer: str, peopled: Peopled) -> Generator[Database]:
    """Made once a run."""
    name = unique("seloste_crowd")
    asyncio.run(clone(installer, peopled.name, name))
    database = Database(name, of_database(installer, name), of_database(server.dsn, name))
    asyncio.run(load(database.superuser_dsn))
    yield database
    asyncio.run(drop(server.dsn, name))


@pytest.fixture
async def crowd(crowded: Database, peopled: Peopled) -> AsyncGenerator[Town]:
    """The large register, with connections that end with the test."""
    async with AsyncExitStack() as connections:
        yield Town(crowded, peopled.ids, connections)
