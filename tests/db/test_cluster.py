"""The embedded server: made once, shared, stopped after its last user, and back after any kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from db.cluster import Cluster, default_directory
from tests.db.embedded import App, eventually, watchdogs
from tests.db.standing import asked, refusal


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


def test_the_directory_is_that_of_the_environment() -> None:
    assert default_directory({"SELOSTE_DATA": "/a", "XDG_DATA_HOME": "/b"}) == Path("/a")
    assert default_directory({"XDG_DATA_HOME": "/b"}) == Path("/b/seloste")
