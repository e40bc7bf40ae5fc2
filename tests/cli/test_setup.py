"""Installing, bringing up and looking, from a shell: a register of its own, in the states it may be in."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from db import migrate
from db.cluster import Cluster, Server
from tests.cli.running import ROOT, Run, environment, runner
from tests.databases import ask

PASSWORD = "hyvä salasana 1"


@pytest.fixture(scope="module")
def server(room: Path) -> Generator[Server]:
    """An embedded server with nothing in it, up as long as the tests of this file."""
    cluster = Cluster(room / "setup", durable=False)
    with cluster.start() as running:
        yield running
        cluster.stop()


@pytest.fixture
def run(server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(server.places.directory, monkeypatch, capsys)


@pytest.fixture
def database(server: Server, monkeypatch: pytest.MonkeyPatch, run: Run) -> Generator[str]:
    """The name of a database that does not exist, and is the register's in this test."""
    name = f"register_{time.monotonic_ns()}"
    monkeypatch.setenv("SELOSTE_DATABASE", name)
    yield name
    asyncio.run(ask(server.dsn, f'drop database if exists "{name}" with (force)'))


def test_init_is_needed_first_and_migrate_says_so(run: Run, database: str) -> None:
    for command in (("status",), ("migrate",), ("staff", "list")):
        said = run(*command)
        assert said.status == 1
        assert "There is no" in said.err
    assert "seloste init" in run("status").err


def test_init_makes_the_register_units_and_a_main_user_and_again_only_says_what_is_there(run: Run, server: Server, database: str) -> None:
    login = f"main.{os.getpid()}"
    said = run("init", "--main-user", login, "--name", "Eeva Valtanen", "--unit", "Oulu", typed=f"{PASSWORD}\n")
    assert said.status == 0, said.err
    assert "Building rights and rules" in said.err
    assert f"Main user made: {login}" in said.out
    assert "Unit 1: Oulu" in said.out
    again = run("init", "--main-user", login, "--name", "Eeva Valtanen", "--unit", "Oulu", typed=f"{PASSWORD}\n")
    assert again.status == 0, again.err
    assert "up to date already" in again.out
    assert "there already" in again.out
    asyncio.run(ask(server.dsn, f'drop owned by "{login}"', f'drop role "{login}"'))


def test_the_controller_is_said_with_init_or_later_and_shown(run: Run, database: str) -> None:
    assert "Nobody has said who the controller is" in run("init").out
    assert run("controller", "show").status == 1
    said = run("controller", "set", "--name", "Kotisivutaivas Oy", "--business-id", "29031249", "--iban", "FI21 1234 5600 0007 85")
    assert said.status == 0, said.err
    assert "controller is saved" in run("init", "--controller-town", "Pihtipudas").out
    shown = run("controller", "show").out
    for told in ("Controller: Kotisivutaivas Oy", "Business ID: 2903124-9", "VAT ID: FI29031249", "Pihtipudas", "FI2112345600000785"):
        assert told in shown
    assert "business ID does not agree" in run("controller", "set", "--business-id", "2903124-8").err


def test_init_refuses_a_short_password_before_it_makes_anything(run: Run, database: str) -> None:
    said = run("init", "--main-user", "lyhyt", "--name", "Eeva Valtanen", typed="short\n")
    assert said.status == 1
    assert "at least 12" in said.err
    assert "There is no database" in run("status").err


def test_init_wants_a_name_beside_the_login(run: Run, database: str) -> None:
    assert run("init", "--main-user", "nimetön").status == 2


def test_init_finishes_what_was_interrupted(run: Run, server: Server, database: str) -> None:
    asyncio.run(ask(server.dsn, f'create database "{database}" template template0'))
    said = run("status")
    assert said.status == 1
    assert "interrupted" in said.err
    assert run("migrate").status == 1
    assert run("init").status == 0
    assert run("status").status == 0


def test_status_tells_versions_migrations_seal_and_watchdog(run: Run, database: str) -> None:
    assert run("init").status == 0
    said = run("status")
    assert said.status == 0
    lines = dict(line.split(": ", 1) for line in said.out.splitlines() if ": " in line)
    assert lines["PostgreSQL"] >= "18"
    assert lines["Database"] == database
    assert lines["Migrations to run"] == "none"
    assert lines["Other sessions"] == "0"
    assert lines["Watchdog"] == "at work"
    assert said.out.endswith("All is well.\n")


def test_a_server_that_is_too_old_is_told_by_its_version(run: Run, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.database.OLDEST", 990000)
    for command in ("status", "init", "migrate"):
        said = run(command)
        assert said.status == 1
        assert "is too old, at least 99" in said.err


def test_a_database_of_somebody_else_is_left_alone(run: Run, server: Server, database: str) -> None:
    asyncio.run(ask(server.dsn, f'create database "{database}"'))
    asyncio.run(ask(server.dsn_of("postgres", database), "create table public.theirs (id integer)"))
    for command in ("status", "init", "migrate"):
        said = run(command)
        assert said.status == 1
        assert "choose another name" in said.err


def test_definitions_that_differ_are_seen_and_brought_up(run: Run, server: Server, database: str) -> None:
    assert run("init").status == 0
    asyncio.run(
        ask(server.dsn_of("postgres", database), "set role seloste_owner", "update seloste.definition set sha256 = repeat('0', 64)")
    )
    said = run("status")
    assert said.status == 1
    assert "seloste migrate" in said.err
    assert "rebuilt" in run("migrate").out
    assert "up to date already" in run("migrate").out
    assert run("status").status == 0


def test_an_upgrade_names_who_is_in_its_way(run: Run, server: Server, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LOCK_WAIT", "200ms")
    assert run("init").status == 0
    dsn = server.dsn_of("postgres", database)
    asyncio.run(ask(dsn, "set role seloste_owner", "update seloste.definition set sha256 = repeat('0', 64)"))

    async def upgrade_meanwhile() -> None:
        import asyncpg

        busy = await asyncpg.connect(dsn)
        async with busy.transaction():
            await busy.execute("select from register.party")
            said = await asyncio.to_thread(run, "migrate")
        await busy.close()
        assert said.status == 1
        assert "in the way" in said.err

    asyncio.run(upgrade_meanwhile())


def test_somebody_elses_program_in_the_servers_place_is_told(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = room / "taken"
    data.mkdir(mode=0o755)
    (data / "letters.txt").write_text("not a register")
    said = runner(data, monkeypatch, capsys)("init")
    assert said.status == 1
    assert "already holds other files" in said.err


def test_the_password_is_asked_twice_and_not_shown(server: Server, database: str) -> None:
    login = f"typed.{os.getpid()}"
    typed = [f"{PASSWORD}\r", "something else\r", f"{PASSWORD}\r", f"{PASSWORD}\r"]
    status, screen = on_terminal(server.places.directory, database, typed[:2], "init", "--main-user", login, "--name", "Eeva V")
    assert status == 1
    assert "passwords differ" in screen
    status, screen = on_terminal(server.places.directory, database, typed[2:], "init", "--main-user", login, "--name", "Eeva V")
    assert status == 0, screen
    assert PASSWORD not in screen
    asyncio.run(ask(server.dsn_of("postgres", database), f'drop owned by "{login}"', f'drop role "{login}"'))


def on_terminal(data: Path, database: str, typed: list[str], *arguments: str) -> tuple[int, str]:
    """Run a command on a terminal, answering each of its questions."""
    child, terminal = pty.fork()
    if not child:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "tui", *arguments], environment(data, SELOSTE_DATABASE=database, TERM="xterm"))
    shown, answers, last = b"", list(typed), time.monotonic() + 60
    while time.monotonic() < last:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            shown += os.read(terminal, 4096)
        except OSError:
            break
        if answers and shown.endswith(b": "):
            os.write(terminal, answers.pop(0).encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()
