"""The watchdog: attacked password logins are locked, and the audit log is sealed, also before the server stops."""

from __future__ import annotations

import asyncio
import getpass
import os
import tempfile
import time
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db.cluster import Cluster, Server
from db.cluster.journal import KEPT, Entry, Journal, forget
from db.lockout import FAILURES, WINDOW, Failures, lock
from db.sealing import Sealer, registers
from tests.db.embedded import eventually

PASSWORD = "oikea salasana"


@pytest.fixture(scope="module")
def watched(room: Path) -> Generator[Server]:
    """A server whose roles and databases may be named as the real ones."""
    cluster = Cluster(room / "watched", durable=False, sealed=False)
    with cluster.start() as running:
        yield running
        cluster.stop()


@pytest.fixture
async def superuser(watched: Server) -> AsyncGenerator[Any]:
    connection = await asyncpg.connect(watched.dsn)
    for means in ("seloste_password", "seloste_peer"):
        await connection.execute(f"do $$ begin create role {means}; exception when duplicate_object then null; end $$")
    await connection.execute(f"create role aino login password '{PASSWORD}' in role seloste_password")
    yield connection
    await connection.execute("drop role aino")
    await connection.close()


async def answer(server: Server, name: str, password: str) -> str:
    """What the server says to a login, with the name taken out: '' to one it lets in."""
    try:
        connection = await asyncpg.connect(server.dsn_of(name, "postgres", password))
    except asyncpg.PostgresError as error:
        return f"{error.sqlstate} {error}".replace(name, "…")
    await connection.close()
    return ""


async def locked(superuser: Any, name: str, seconds: float = 10) -> bool:
    """Whether a login's password comes to its end in time."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if await superuser.fetchval("select rolvaliduntil = '-infinity' from pg_roles where rolname = $1", name):
            return True
        await asyncio.sleep(0.05)
    return False


async def test_the_fifth_wrong_password_locks_the_login_and_all_refusals_sound_alike(watched: Server, superuser: Any) -> None:
    wrong = {await answer(watched, "aino", "arvaus") for _ in range(FAILURES - 1)}
    assert await answer(watched, "aino", PASSWORD) == ""
    wrong |= {await answer(watched, "aino", "arvaus")}
    assert await locked(superuser, "aino")
    assert wrong == {await answer(watched, "aino", PASSWORD)} == {await answer(watched, "nobody-such", "arvaus")}


async def test_an_unlocked_login_has_all_its_attempts_again(watched: Server, superuser: Any) -> None:
    for _ in range(FAILURES):
        await answer(watched, "aino", "arvaus")
    assert await locked(superuser, "aino")
    await answer(watched, "aino", PASSWORD)
    await superuser.execute("alter role aino valid until 'infinity'")
    for _ in range(FAILURES - 1):
        await answer(watched, "aino", "arvaus")
    assert not await locked(superuser, "aino", seconds=0.5)


async def test_a_login_without_a_password_of_its_own_is_never_locked(superuser: Any) -> None:
    await superuser.execute("create role eero login in role seloste_peer")
    try:
        assert [await lock(superuser, name) for name in ("eero", "postgres", "nobody-such", "aino")] == [False, False, False, True]
    finally:
        await superuser.execute("drop role eero")


def test_failures_older_than_the_window_do_not_count() -> None:
    failures = Failures()
    early = [failures.count("aino", moment) for moment in range(FAILURES - 1)]
    assert [*early, failures.count("aino", WINDOW + 0.5)] == [False] * FAILURES
    assert [failures.count("aino", WINDOW + 1 + moment) for moment in range(FAILURES - 2)].count(True) == 1


async def test_the_register_is_sealed_when_something_was_written_and_only_then(watched: Server, superuser: Any) -> None:
    await make_register(superuser, watched, "sealed_by_hand")
    sealer = Sealer(watched.places)
    await superuser.execute("checkpoint")
    assert await sealer.seal_what_moved(superuser)
    while await sealer.seal_what_moved(superuser):
        pass
    await superuser.execute("create temporary table moved as select 1")
    assert await sealer.seal_what_moved(superuser)
    assert await sealed(watched, "sealed_by_hand") >= 2


async def test_databases_that_are_no_registers_are_left_alone(watched: Server, superuser: Any) -> None:
    await make_register(superuser, watched, "somebody_elses")
    await superuser.execute("revoke connect on database somebody_elses from seloste_staff")
    assert "somebody_elses" not in await registers(superuser)
    await Sealer(watched.places).seal(superuser)
    assert await sealed(watched, "somebody_elses") == 0


async def test_every_register_is_sealed_also_when_another_makes_trouble(watched: Server, superuser: Any) -> None:
    for name in ("a_broken_one", "one_of_two", "two_of_two"):
        await make_register(superuser, watched, name)
    broken = await asyncpg.connect(watched.dsn_of("postgres", "a_broken_one"))
    await broken.execute("alter table audit.sealing drop column who cascade")
    await broken.execute("create function audit.seal() returns integer language sql return 1 / 0")
    await broken.close()
    with pytest.raises(asyncpg.DivisionByZeroError):
        await Sealer(watched.places).seal(superuser)
    assert [await sealed(watched, name) for name in ("one_of_two", "two_of_two")] == [1, 1]
    await superuser.execute("drop database a_broken_one")


def test_the_watchdog_seals_once_more_before_the_server_stops(room: Path) -> None:
    directory = Path(tempfile.mkdtemp(prefix="s", dir=room))
    directory.chmod(0o711)
    with Cluster(directory / "data", durable=False).start() as first:
        asyncio.run(make_register_on(first))
        at_first = asyncio.run(sealed(first, "asiakkaat"))
    assert eventually(lambda: not Cluster(directory / "data").status().running)
    with Cluster(directory / "data", durable=False).start() as second:
        assert asyncio.run(sealed(second, "asiakkaat")) > at_first
        Cluster(directory / "data").stop()


async def make_register_on(server: Server) -> None:
    connection = await asyncpg.connect(server.dsn)
    await make_register(connection, server, "asiakkaat")
    await connection.close()


async def make_register(superuser: Any, server: Server, name: str) -> None:
    """A database whose sealer counts its calls."""
    await superuser.execute("do $$ begin create role seloste_staff; exception when duplicate_object then null; end $$")
    await superuser.execute(f"create database {name}")
    await superuser.execute(f"grant connect on database {name} to seloste_staff")
    register = await asyncpg.connect(server.dsn_of("postgres", name))
    await register.execute("create schema audit create table sealing (who text)")
    await register.execute("create function audit.seal() returns void begin atomic insert into audit.sealing values (system_user); end")
    await register.close()


async def sealed(server: Server, name: str) -> int:
    """How often a register was sealed, always by whoever runs the server."""
    register = await asyncpg.connect(server.dsn_of("postgres", name))
    who = await register.fetch("select who from audit.sealing")
    await register.close()
    assert {row["who"] for row in who} <= {f"peer:{getpass.getuser()}"}
    return len(who)


def test_the_log_is_read_by_whole_lines_from_where_it_stood(tmp_path: Path) -> None:
    log = tmp_path / "today.json"
    log.write_text('{"message": "old"}\n')
    journal = Journal(tmp_path)
    with log.open("a") as file:
        file.write(
            '{"timestamp": "2026", "state_code": "28P01", "user": "aino", "message": "no", "detail": "why"}\nnot json\n{"message": "ha'
        )
    assert list(journal.entries()) == [Entry("2026", "28P01", "aino", "no why")]
    with log.open("a") as file:
        file.write('lf"}\n')
    (tmp_path / "tomorrow.json").write_text('{"message": "new"}\n')
    assert [entry.message for entry in journal.entries()] == ["half", "new"]


def test_logs_are_forgotten_after_two_weeks_even_through_no_link(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    for name, age in (("old.json", KEPT + 60), ("new.json", 0)):
        (folder / name).touch()
        age_file(folder / name, age)
    with pytest.raises(OSError, match=r"Not a directory|symbolic"):
        forget(tmp_path / "link")
    forget(folder)
    assert [path.name for path in folder.iterdir()] == ["new.json"]
    forget(tmp_path / "missing")


def age_file(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds,) * 2)
