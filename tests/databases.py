"""Databases for tests: the real register built once a run by a non-superuser, cloned for each test, and people to act as."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from db import database as databases
from db import scripts
from db.errors import Setup
from db.migrate import install

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
async def database(server: Any, installer: str, template: str) -> AsyncGenerator[Database]:
    """A register of its own for one test."""
    name = unique("seloste_test")
    await clone(installer, template, name)
    yield Database(name, of_database(installer, name), of_database(server.dsn, name))
    await drop(server.dsn, name)


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
