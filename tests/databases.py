"""Databases for tests: the real register built once a run by a non-superuser, cloned for each test, and people to act as."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from db import database as databases
from db import scripts
from db.errors import Setup
from db.migrate import install
from tests.servers import INSTALLER

Connection = Any
Hire = Callable[..., Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Database:
    """A database of the test server: its name and how to reach it."""

    name: str
    installer_dsn: str
    superuser_dsn: str

    def as_login(self, name: str, password: str | None = None) -> str:
        """DSN of this database for somebody else, over the same socket."""
        parts = urlsplit(self.installer_dsn)
        host = parts.netloc.rpartition("@")[2]
        who = name if password is None else f"{name}:{password}"
        return parts._replace(netloc=f"{who}@{host}").geturl()


def of_database(dsn: str, name: str) -> str:
    """The DSN with another database in it."""
    return urlsplit(dsn)._replace(path=f"/{name}").geturl()


def unique(stem: str) -> str:
    """A name that no other run uses on the same server."""
    return f"{stem}_{os.getpid()}_{secrets.token_hex(3)}"


async def ask(dsn: str, *statements: str) -> None:
    """Run statements one by one, each on its own: databases are made and dropped outside transactions."""
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def drop(server_dsn: str, name: str) -> None:
    """Drop a database, with whoever is still in it."""
    await ask(server_dsn, f'drop database if exists "{name}" with (force)')


async def clone(installer_dsn: str, template: str, name: str) -> None:
    """A copy of a database nobody is connected to, closed to the public like the original; 25 ms in memory, ten times that on a disk."""
    connection = await asyncpg.connect(installer_dsn)
    try:
        await connection.execute(f'create database "{name}" template "{template}" strategy file_copy')
        await databases.close_to_public(connection, name)
    finally:
        await connection.close()


@dataclass(slots=True)
class Copier:
    """One connection that makes and drops the databases of all tests, in a thread of its own: logging in takes a third of a copy."""

    dsn: str
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _loop: asyncio.Runner = field(default_factory=asyncio.Runner)
    _connection: Connection = None

    async def clone(self, template: str, name: str) -> None:
        """A copy of a database as the installer makes it, see ``clone``."""
        await asyncio.wrap_future(self._asks(self._clone(template, name)))

    async def drop(self, name: str) -> None:
        """Drop a database, with whoever is still in it."""
        await asyncio.wrap_future(self._asks(self._drop(name)))

    def close(self) -> None:
        """Leave the server."""
        self._asks(self._leave()).result()
        self._thread.submit(self._loop.close).result()
        self._thread.shutdown()

    def _asks(self, what: Coroutine[Any, Any, None]) -> Future[None]:
        return self._thread.submit(self._loop.run, what)

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self.dsn)
        return self._connection

    async def _clone(self, template: str, name: str) -> None:
        connection = await self._connected()
        await connection.execute(f"set role {INSTALLER}")
        try:
            await connection.execute(f'create database "{name}" template "{template}" strategy file_copy')
            await databases.close_to_public(connection, name)
        finally:
            await connection.execute("reset role")

    async def _drop(self, name: str) -> None:
        await (await self._connected()).execute(f'drop database if exists "{name}" with (force)')

    async def _leave(self) -> None:
        if self._connection is not None:
            await self._connection.close()


@pytest.fixture(scope="session")
def copier(server: Any, installer: str) -> Generator[Copier]:
    """Who makes and drops the databases of all tests."""
    made = Copier(server.dsn)
    yield made
    made.close()


@pytest.fixture(scope="session")
def installer(installer_dsn: str) -> str:
    """DSN of a login that may install and is no superuser; the roles of the server are its work."""
    asyncio.run(ask(installer_dsn, scripts.read(scripts.SQL / "roles.sql").text))
    return installer_dsn


@pytest.fixture(scope="session")
def template(server: Any, installer: str) -> Generator[str]:
    """Name of a database with the real sql/ installed; nobody may connect to it, or it cannot be cloned."""
    name = unique("seloste_template")
    try:
        asyncio.run(install(installer, name))
    except Setup as error:
        raise AssertionError(f"sql/ does not install: {error.code} {error.facts}") from error
    yield name
    asyncio.run(drop(server.dsn, name))


@pytest.fixture
async def empty_name(server: Any) -> AsyncGenerator[str]:
    """Name of a database that does not exist; whatever a test makes of it is dropped."""
    name = unique("seloste_empty")
    yield name
    await drop(server.dsn, name)


@pytest.fixture
async def database(server: Any, installer: str, template: str, copier: Copier) -> AsyncGenerator[Database]:
    """A register of its own for one test."""
    name = unique("seloste_test")
    await copier.clone(template, name)
    yield Database(name, of_database(installer, name), of_database(server.dsn, name))
    await copier.drop(name)


@pytest.fixture
async def superuser(database: Database) -> AsyncGenerator[Connection]:
    """A superuser in the test's register: to prepare rows and to act as people, never to assert as."""
    connection = await asyncpg.connect(database.superuser_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def hire(superuser: Connection) -> AsyncGenerator[Hire]:
    """Makes a login that holds purposes: ``await hire("aino", "seloste_billing", password="…")``; gone after the test."""
    hired: list[str] = []

    async def make(name: str, *purposes: str, password: str | None = None) -> str:
        secret = "null" if password is None else f"'{password}'"
        await superuser.execute(f'create role "{name}" login password {secret} in role seloste_staff')
        hired.append(name)
        for purpose in purposes:
            await superuser.execute(f'grant {purpose} to "{name}" with inherit false, set true')
        return name

    yield make
    for name in hired:
        await superuser.execute(f'drop owned by "{name}"')
        await superuser.execute(f'drop role "{name}"')


@asynccontextmanager
async def act_as(connection: Connection, login: str, purpose: str | None = None) -> AsyncGenerator[Connection]:
    """One transaction of a superuser's connection as somebody else: session_user changes too, as after a real login."""
    async with connection.transaction():
        await connection.execute("select set_config('session_authorization', $1, true)", login)
        if purpose is not None:
            await connection.execute("select set_config('role', $1, true)", purpose)
        yield connection


async def login(dsn: str, name: str, password: str | None = None) -> Connection:
    """A real connection of a login to the database of a DSN; the caller closes it."""
    return await asyncpg.connect(dsn, user=name, password=password)
