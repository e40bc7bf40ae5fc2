"""The server that all tests share: the embedded one, in a short-lived directory, run by an unprivileged user."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import asyncpg
import pytest

from db.cluster import Cluster, Server

INSTALLER = "installer"
PASSWORD = "Ei-kenenkään 7!"


MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3

TREE = "SELOSTE_TEST_TREE"
"""Variable that names another PostgreSQL than the wheel's, a directory with bin, lib and share: to test an older one."""


def another_tree() -> Path | None:
    """The PostgreSQL to test with, None for the wheel's own."""
    named = os.environ.get(TREE)
    return Path(named) if named else None


def fastest() -> Path | None:
    """Where files live in memory, when there is room for the databases of a run: a clone of 600 files takes a tenth of the time."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None


@pytest.fixture(scope="session")
def room() -> Generator[Path]:
    """A short path that every user may pass, unlike pytest's own directories; several servers fit in it."""
    path = Path(tempfile.mkdtemp(prefix="seloste-", dir=fastest()))
    path.chmod(0o711)
    yield path
    while path.exists():
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def server(room: Path) -> Generator[Server]:
    """A running server whose data a power cut may take."""
    cluster = Cluster(room / "shared", durable=False, sealed=False, tree=another_tree())
    with cluster.start() as running:
        yield running
        cluster.stop()


@pytest.fixture(scope="session")
def installer_dsn(server: Server) -> str:
    """A login that may install but is no superuser; it proves itself by a password."""
    asyncio.run(make_installer(server))
    return server.dsn_of(INSTALLER, "postgres", PASSWORD)


async def make_installer(server: Server) -> None:
    """Create the installer's role."""
    connection = await asyncpg.connect(server.dsn)
    await connection.execute(f"create role {INSTALLER} login createrole createdb password '{PASSWORD}'")
    await connection.close()
