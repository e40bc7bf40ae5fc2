"""Embedded servers of a test's own: data that is copied, a question, a refusal."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

import asyncpg
import pytest

from db.cluster import Cluster, Server
from db.errors import Setup

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another user")


def space(room: Path) -> Path:
    """A directory for one server, which every user may pass."""
    path = Path(tempfile.mkdtemp(prefix="c", dir=room))
    path.chmod(0o711)
    return path / "data"


@pytest.fixture(scope="session")
def mould(room: Path) -> Path:
    """Data that was made once; copying it takes a tenth of the time."""
    made = Cluster(space(room), durable=False)
    with made.start():
        made.stop()
    return made.directory


@pytest.fixture
def unmade(room: Path) -> Generator[Cluster]:
    """A server of the test's own whose data does not exist."""
    cluster = Cluster(space(room), durable=False)
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(unmade: Cluster, mould: Path) -> Cluster:
    """A server of the test's own, never started."""
    subprocess.run(["cp", "-a", mould, unmade.directory], check=True)
    return unmade


async def asked(server: Server, statement: str) -> object:
    connection = await asyncpg.connect(server.dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def refusal(cluster: Cluster) -> str:
    with pytest.raises(Setup) as refused:
        cluster.start()
    return refused.value.code
