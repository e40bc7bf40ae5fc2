"""A small register with people in it: made once a run by staff through schema api, cloned for each test; and staff to act as."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.databases import Connection, Copier, Database, ask, clone, drop, of_database, unique
from tests.parties import CODES, DECISIONS, FIRST_SAVES, HOSTS, LATER_SAVES, SERVICE_SAVES, UNITS

PASSWORD: Final = "Kissa istuu 7 puussa"
RUN: Final = secrets.token_hex(3)

CONTROLLER: Final = {
    "name": "Kotisivutaivas Oy", "business_id": "2903124-9", "vat_id": "FI29031249", "street": "Rantalanpolku 2", "postcode": "44800",
    "town": "Pihtipudas", "phone": "+358445962025", "email": "info@example.fi", "ibans": ["FI2112345600000785"],
}  # fmt: skip
"""Who answers for the register of the tests."""

STAFF: Final[dict[str, tuple[tuple[str, ...], tuple[int, ...]]]] = {
    "anna": (("billing",), (1,)),
    "tuki": (("support",), (1,)),
    "hanna": (("administration",), (1, 2)),
    "salla": (("relations",), (1,)),
    "ville": (("faults",), (1,)),
    "maria": (("marketing",), (1,)),
    "petra": (("privacy",), (1, 2)),
    "paula": (("main_user",), ()),
    "teemu": (("administration",), (2,)),
    "nolla": (("administration",), ()),
    "monta": (("billing", "support", "relations", "marketing"), (1,)),
}
"""Login → its purposes, without the prefix, and its units."""


def login_of(who: str) -> str:
    """The login of one of STAFF: roles belong to the whole server, so each run has its own."""
    return f"{who}.{RUN}"


def verifier(password: str, rounds: int = 4096) -> str:
    """What the server keeps of a password (RFC 5803), with as few rounds as the register accepts: a test logs in often."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    parts = (base64.b64encode(part).decode() for part in (salt, stored, hmac.digest(salted, b"Server Key", "sha256")))
    return "SCRAM-SHA-256${}:{}${}:{}".format(rounds, *parts)


async def enter(dsn: str, who: str, purpose: str | None = None) -> Connection:
    """A real connection of one of STAFF, under its only purpose, or one that is named, or ``""`` for none."""
    connection = await asyncpg.connect(dsn, user=login_of(who), password=PASSWORD)
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    chosen = STAFF[who][0][0] if purpose is None else purpose
    if chosen:
        await connection.execute(f"set role seloste_{chosen}")
    return connection


async def leave(connection: Connection) -> None:
    """Close a connection, which the server may have ended already: a login that lost a purpose is put out."""
    with suppress(ConnectionError):
        await connection.close()


async def open_card(connection: Connection, party: int, reason: str | None = None) -> None:
    """Open the card of a customer, in a transaction of its own unless the caller has one."""
    assert await connection.fetchval("select api.open_card($1, $2)", party, reason) == "opened"


async def save(connection: Connection, party: int | None, *changes: Mapping[str, Any], op: UUID | None = None) -> dict[str, Any]:
    """One save as the program makes it."""
    return await connection.fetchval("select api.save($1, $2, $3)", op or uuid4(), party, list(changes))


@contextmanager
def refused(*codes: str) -> Generator[None]:
    """The register says no with one of these codes, ``not_yours`` also as PostgreSQL's own lack of a privilege."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        yield
    said = "not_yours" if caught.value.sqlstate == "42501" else str(caught.value.as_dict()["message"])
    assert caught.value.sqlstate in {"SE001", "42501"}, caught.value
    assert said in codes


async def open_host(connection: Connection, host: int) -> None:
    """Open a host, in a transaction of its own unless the caller has one."""
    assert await connection.fetchval("select api.open_host($1)", host) == "opened"


async def save_host(connection: Connection, host: int | None, *changes: Mapping[str, Any], op: UUID | None = None) -> dict[str, Any]:
    """One save of a host as the program makes it."""
    return await connection.fetchval("select api.save_host($1, $2, $3)", op or uuid4(), host, list(changes))


async def record(connection: Connection, party: int, person: int | None, channel: str, state: str, **more: Any) -> dict[str, Any]:
    """One decision on marketing."""
    return await connection.fetchval(
        "select api.record_permission($1, $2, $3, $4, $5, $6, $7, null, $8)",
        *(uuid4(), party, person, channel, state, more.get("how", "phone"), more.get("product_group"), more.get("evidence")),
    )


async def version_of(connection: Connection, table: str, row: int) -> int:
    """The version that a login reads of a row."""
    return await connection.fetchval(f"select version from register.{table} where id = $1", row)


@dataclass(frozen=True, slots=True)
class Town:
    """A register of one test: ids of its customers and persons by name, and connections that end with the test."""

    database: Database
    ids: Mapping[str, int]
    connections: AsyncExitStack

    async def as_login(self, who: str, purpose: str | None = None) -> Connection:
        """A real connection of one of STAFF, see ``enter``."""
        connection = await enter(self.database.installer_dsn, who, purpose)
        self.connections.push_async_callback(leave, connection)
        return connection

    async def opened(self, who: str, *names: str, purpose: str | None = None) -> Connection:
        """The same, with the cards of some customers open."""
        connection = await self.as_login(who, purpose)
        for name in names:
            await open_card(connection, self.ids[name])
        return connection

    async def owner(self) -> Connection:
        """A superuser: to see what is really there, never to assert that staff may not."""
        connection = await asyncpg.connect(self.database.superuser_dsn)
        await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        self.connections.push_async_callback(connection.close)
        return connection


async def hire_staff(dsn: str) -> None:
    """Units, and logins made the way the installer makes the first one."""
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        await connection.execute("set local role seloste_owner")
        await connection.executemany("insert into register.unit (id, name) values ($1, $2)", UNITS)
        await connection.execute("set local role seloste_accounts")
        await connection.execute("select api.controller_set($1)", json.dumps(CONTROLLER))
        for who, (purposes, units) in STAFF.items():
            roles = [f"seloste_{purpose}" for purpose in purposes]
            person = f"{who.capitalize()} Työläinen"
            made = verifier(PASSWORD)
            await connection.execute("select api.staff_add($1, $2, $3, $4, null, $5)", login_of(who), person, roles, units, made)
    await connection.close()


def named(name: str, answer: Mapping[str, Any]) -> dict[str, int]:
    """Ids of the rows of a save, by the customer's name and the key that the save gave them."""
    return {f"{name}.{row['key']}": row["id"] for row in answer["rows"] if row["key"]}


async def fill(dsn: str) -> dict[str, int]:
    """Customers of every kind, saved by administration and support; what permissions they gave; one restricted. Ids by name."""
    ids: dict[str, int] = {}
    hanna, tuki, salla, petra = [await enter(dsn, who) for who in ("hanna", "tuki", "salla", "petra")]
    for name, changes in FIRST_SAVES.items():
        answer = await save(hanna, None, *changes)
        ids |= {name: answer["party"]} | named(name, answer)
        await open_card(hanna, ids[name])
    for name, changes in LATER_SAVES.items():
        await open_card(tuki, ids[name])
        ids |= named(name, await save(tuki, ids[name], *changes))
    for key, fields in HOSTS.items():
        ids[key] = (await save_host(hanna, None, {"entity": "host", "fields": fields}))["host"]
    await open_host(hanna, ids["web1"])
    await save_host(hanna, ids["web1"], {"entity": "host_need", "fields": {"needs": ids["db1"]}})
    for name, changes in SERVICE_SAVES.items():
        placed = [{**one, "fields": {k: ids[v] if k == "host" and v else v for k, v in one["fields"].items()}} for one in changes]
        ids |= named(name, await save(hanna, ids[name], *placed))
    for name, code in CODES.items():
        await hanna.execute("select api.set_identity_code($1, $2, $3, 'laskutus', 'ajokortti')", uuid4(), ids[name], code)
    for name, person, channel, state, group in DECISIONS:
        await open_card(salla, ids[name])
        await record(salla, ids[name], ids.get(f"{name}.{person}"), channel, state, product_group=group)
    await open_card(petra, ids["rajattu"])
    version = await version_of(petra, "party", ids["rajattu"])
    await save(petra, ids["rajattu"], {"entity": "party", "id": ids["rajattu"], "version": version, "fields": {"restricted": True}})
    for connection in (hanna, tuki, salla, petra):
        await connection.close()
    return ids


FORGET_OWNERS: Final = "delete from pg_shdepend where dbid = (select oid from pg_database where datname = current_database())"


async def settle(dsn: str) -> None:
    """Forget the tickets and log lines of the making, and vacuum: a test begins with cards closed and pages settled.

    Passwords are from now on proved in one round instead of 4096: a run logs in some thousand times. That a role of the register cannot be
    dropped while this database needs it is forgotten too: copying those four thousand lines took two fifths of the time of a copy.
    """
    await ask(dsn, "truncate audit.ticket, audit.read_log", "vacuum (analyze)")
    await ask(dsn, *(f"alter role \"{login_of(who)}\" password '{verifier(PASSWORD, 1)}'" for who in STAFF))
    await ask(dsn, "set allow_system_table_mods = on", FORGET_OWNERS)


@dataclass(frozen=True, slots=True)
class Peopled:
    """The database that towns are cloned from."""

    name: str
    ids: Mapping[str, int]


@pytest.fixture(scope="session")
def peopled(server: Any, installer: str, template: str) -> Generator[Peopled]:
    """Made once a run; its logins leave the server with it."""
    name = unique("seloste_peopled")
    asyncio.run(clone(installer, template, name))
    asyncio.run(hire_staff(of_database(installer, name)))
    ids = asyncio.run(fill(of_database(installer, name)))
    asyncio.run(settle(of_database(server.dsn, name)))
    yield Peopled(name, ids)
    asyncio.run(drop(server.dsn, name))
    asyncio.run(ask(server.dsn, *(f'drop role if exists "{login_of(who)}"' for who in STAFF)))


@pytest.fixture
async def town(server: Any, installer: str, peopled: Peopled, copier: Copier) -> AsyncGenerator[Town]:
    """A register with people in it for one test."""
    name = unique("seloste_town")
    await copier.clone(peopled.name, name)
    async with AsyncExitStack() as connections:
        yield Town(Database(name, of_database(installer, name), of_database(server.dsn, name)), peopled.ids, connections)
    await copier.drop(name)
