"""``seloste watch``: over a server that has no watchdog of ours, and as the service that keeps the embedded one up."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db.cluster import Cluster, Server
from db.lockout import FAILURES
from db.migrate import install
from tests.cli.running import ROOT, environment, program
from tests.databases import ask
from tests.db.embedded import eventually, watchdogs
from tests.people import verifier

PASSWORD = "vahti vahtii 1"
VICTIM = "aino"
UNSEALED = "select count(*) from (select from rules.pending('change', 0) union all select from rules.pending('read', 0)) p"


def alone(cluster: Cluster) -> Server:
    """A server whose watchdog is gone, as one that is not ours."""
    server = cluster.start()
    for watchdog in watchdogs(cluster):
        watchdog.kill()
        watchdog.wait()
    return server


async def furnish(server: Server) -> None:
    """A register with a login that has a password, and the login of the watch, all of it on disk: such a server answers before it is."""
    await install(server.dsn, "seloste")
    register = await asyncpg.connect(server.dsn_of("postgres", "seloste"))
    await register.execute("set role seloste_accounts")
    await register.execute("select api.staff_add($1, 'Aino A', array['seloste_support'], '{}', null, $2)", VICTIM, verifier(PASSWORD))
    await register.execute("reset role")
    await register.execute(f"create role vahti login password '{PASSWORD}' in role seloste_watch")
    await register.execute(f"create role muu login password '{PASSWORD}' in role seloste_staff")
    await register.execute("checkpoint")
    await register.close()


@pytest.fixture
def elsewhere(cluster: Cluster) -> Generator[Server]:
    """A server of somebody else, with a register."""
    server = alone(cluster)
    asyncio.run(furnish(server))
    yield server
    cluster.stop()
    server.release()


class Service:
    """The service as systemd runs it."""

    def __init__(self, data: Path, *options: str, **environ: str) -> None:
        command = [sys.executable, "-m", "tui", "watch", *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(data, **environ), cwd=ROOT
        )
        self.heard = ""

    def says(self, text: str, seconds: float = 30) -> str:
        """The line with a text in it, which it says in time."""
        assert self.process.stdout
        last = time.monotonic() + seconds
        while not (line := next((line for line in self.heard.splitlines() if text in line), "")):
            assert time.monotonic() < last, self.heard
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                more = os.read(self.process.stdout.fileno(), 65536).decode()
                assert more, self.heard
                self.heard += more
        return line

    def ends(self) -> int:
        """Its exit status after it has been told to stop."""
        self.process.terminate()
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def serve(tmp_path: Path) -> Generator[Callable[..., Service]]:
    """Starts services, and ends them with the test."""
    begun: list[Service] = []

    def start(*options: str, **environ: str) -> Service:
        begun.append(Service(tmp_path / "none", *options, **environ))
        return begun[-1]

    yield start
    for service in begun:
        service.process.kill()
        service.process.communicate()


def dsn_of(server: Server, login: str = "vahti") -> str:
    return server.dsn_of(login, "seloste", PASSWORD)


def asked(server: Server, question: str) -> Any:
    async def ask_once() -> Any:
        connection = await asyncpg.connect(server.dsn_of("postgres", "seloste"))
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(ask_once())


async def guess(server: Server) -> None:
    for _ in range(FAILURES):
        with suppress(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.dsn_of(VICTIM, "seloste", "arvaus"))


def test_logs_are_sealed_within_five_seconds_and_an_attacked_login_is_locked(elsewhere: Server, serve: Callable[..., Service]) -> None:
    logs = elsewhere.places.cluster / "log"
    service = serve("--log", str(logs), SELOSTE_DSN=dsn_of(elsewhere))
    assert service.says("Five wrong passwords")
    unit = "insert into register.unit (id, name) values (7, 'Vartio')"
    asyncio.run(ask(elsewhere.dsn_of("postgres", "seloste"), f"set role seloste_owner; {unit}"))
    assert eventually(lambda: asked(elsewhere, UNSEALED) == 0, 5)
    assert asked(elsewhere, "select count(*) from audit.batch") > 0
    asyncio.run(guess(elsewhere))
    assert VICTIM in service.says("Locked")
    assert asked(elsewhere, f"select rolvaliduntil = '-infinity' from pg_roles where rolname = '{VICTIM}'")
    assert service.ends() == 0


def test_it_goes_on_after_the_server_was_away(elsewhere: Server, serve: Callable[..., Service]) -> None:
    service = serve("--log", str(elsewhere.places.cluster / "log"), SELOSTE_DSN=dsn_of(elsewhere))
    assert service.says("Watching database seloste")
    cluster = Cluster(elsewhere.places.directory, durable=False)
    pid = cluster.status().pid
    assert pid, "the server is up"
    os.kill(pid, signal.SIGKILL)
    assert service.says("Cannot watch just now")
    with cluster.start():
        assert service.says("Watching again.")
        assert service.ends() == 0


def test_where_the_log_cannot_be_read_it_says_that_nobody_is_locked(elsewhere: Server, serve: Callable[..., Service]) -> None:
    service = serve(SELOSTE_DSN=dsn_of(elsewhere))
    assert "give --log" in service.says("NOT locked")
    assert service.ends() == 0
    said = program("watch", "--log", "/no/such/place", data=elsewhere.places.directory, more={"SELOSTE_DSN": dsn_of(elsewhere)})
    assert (said.status, "cannot be read" in said.err) == (1, True)


def test_another_login_may_not_watch_and_is_told_what_is_missing(elsewhere: Server, tmp_path: Path) -> None:
    said = program("watch", data=tmp_path / "none", more={"SELOSTE_DSN": dsn_of(elsewhere, "muu")})
    assert said.status == 1
    assert "grant seloste_watch to muu" in said.err


def test_without_a_dsn_it_keeps_the_embedded_server_up_until_it_is_told_to_stop(
    cluster: Cluster, serve: Callable[..., Service], tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(30)
        service = serve(SELOSTE_DATA=str(cluster.directory), NOTIFY_SOCKET=str(tmp_path / "notify"))
        assert service.says("The embedded server is up")
        assert manager.recv(64) == b"READY=1"
    assert cluster.status().running
    assert cluster.watched()
    assert service.ends() == 0
    assert eventually(lambda: not cluster.status().running)
