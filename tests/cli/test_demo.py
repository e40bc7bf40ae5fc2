"""The demo from a shell: made once though killed half way, opened at once ever after, apart from the real register."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import asyncpg
import pytest

from db.cluster import Cluster, Server
from db.demo.logins import LOGINS, PASSWORD
from tests.cli.running import EXAMPLE, PACKAGES, ROOT, Came, Run, environment, program, python_for, runner
from tests.db.embedded import eventually

SIZE = "120"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
BROKEN = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")


@pytest.fixture(scope="module")
def data(room: Path) -> Path:
    """SELOSTE_DATA of these tests: the demo lies beside it."""
    return room / "mine"


@pytest.fixture(scope="module")
def killed_at(data: Path) -> str:
    """What the first demo had said when it was killed."""
    first = subprocess.Popen(
        [sys.executable, "-m", "tui", "demo", "--size", SIZE],
        env=environment(data),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout
    said = ""
    while "Inventing" not in said and (line := first.stdout.readline()):
        said += line
    first.kill()
    first.communicate()
    return said


@pytest.fixture(scope="module")
def made(data: Path, killed_at: str) -> Generator[Came]:
    """The demo after a second run, its server kept up."""
    done = program("demo", "--size", SIZE, data=data)
    cluster = Cluster(data.with_name("mine-demo"), durable=False)
    with cluster.start():
        yield done
        cluster.stop()


@pytest.fixture
def server(data: Path, made: Came) -> Generator[Server]:
    with Cluster(data.with_name("mine-demo"), durable=False).start() as running:
        yield running


@pytest.fixture
def run(data: Path, made: Came, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(data, monkeypatch, capsys)


def test_killed_half_way_it_is_finished_by_the_next_run(killed_at: str, made: Came) -> None:
    assert "Inventing 120 customers" in killed_at
    assert made.status == 0, made.err
    assert "121 customers" in made.out


def test_without_a_terminal_it_says_who_may_log_in_and_how_to_open_it(made: Came, data: Path) -> None:
    for login in LOGINS:
        assert f"  {login.login}" in made.out
    assert PASSWORD in made.out
    assert len(PASSWORD) >= 12
    assert "demo\n" in made.out.splitlines(keepends=True)[-1]
    assert not data.exists()


def test_every_login_of_the_demo_logs_in_with_the_password_that_was_told(server: Server) -> None:
    async def purposes(login: str) -> list[str]:
        connection = await asyncpg.connect(server.dsn_of(login, "seloste", PASSWORD))
        held = await connection.fetchval("select purposes from api.me()")
        await connection.close()
        return held

    for login in LOGINS:
        assert asyncio.run(purposes(login.login)) == sorted(f"seloste_{purpose}" for purpose in login.purposes)


def test_a_second_run_changes_nothing_and_is_quick(run: Run, made: Came) -> None:
    begun = time.monotonic()
    said = run("demo", "--no-open")
    assert time.monotonic() - begun < 3  # under a second on a machine that does nothing else
    assert said.status == 0
    assert (said.out.splitlines()[1:-1], said.err) == (made.out.splitlines()[-len(LOGINS) - 2 : -1], "")


def test_it_needs_no_network(data: Path, made: Came) -> None:
    alone = ("unshare", "--net") if shutil.which("unshare") and os.geteuid() == 0 else ()
    said = program("demo", "--no-open", data=data, before=alone, more=BROKEN)
    assert said.status == 0, said.err
    assert "121 customers" in said.out


def test_another_size_is_told_how(run: Run) -> None:
    assert "--fresh --size N" in run("demo", "--size", "5000").out
    assert "--fresh" not in run("demo", "--size", SIZE).out


def test_a_dsn_of_the_real_register_is_not_touched(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELOSTE_DSN", "postgresql://nobody@127.0.0.1:9/seloste")
    said = run("demo", "--no-open")
    assert said.status == 0
    assert "server of its own" in said.out


def test_the_example_of_prh_is_in_the_demo_and_importing_it_again_changes_nothing(run: Run) -> None:
    said = run("--demo", "import", "prh", str(EXAMPLE), "--as", "anna", typed=f"{PASSWORD}\n")
    assert said.status == 0, said.err
    assert "The data are the same as in YTJ." in said.out


def test_demo_and_status_work_together_in_any_order_of_options(run: Run) -> None:
    assert run("--demo", "status").status == run("status", "--demo").status == 0
    assert run("status").status == 1


def test_fresh_begins_anew_unless_somebody_is_looking(run: Run, server: Server) -> None:
    async def look_meanwhile() -> Came:
        connection = await asyncpg.connect(server.dsn_of("petra", "seloste", PASSWORD))
        said = await asyncio.to_thread(run, "demo", "--fresh")
        await connection.close()
        return said

    said = asyncio.run(look_meanwhile())
    assert said.status == 1
    assert "Others are using" in said.err
    said = run("demo", "--fresh", "--size", "30")
    assert said.status == 0, said.err
    assert "31 customers" in said.out
    assert "at work" in run("--demo", "status").out


@as_root
def test_an_ordinary_user_makes_one_of_their_own(room: Path) -> None:
    python = python_for("games")
    if python is None:
        pytest.skip("no Python that another user may run")
    home = Path(tempfile.mkdtemp(prefix="home-", dir=room))
    data = home / ".local" / "share" / "seloste-demo"
    try:
        shutil.chown(home, "games", "games")
        more = {"HOME": str(home), "SELOSTE_DATA": "", "PYTHONPATH": f"{ROOT}:{PACKAGES}"}
        said = program("demo", "--size", "30", data=home, more=more, python=python, user="games", group="games", extra_groups=[], cwd=ROOT)
        assert said.status == 0, said.err
        assert "31 customers" in said.out
        assert (data / "cluster").stat().st_uid == home.stat().st_uid
    finally:
        eventually(lambda: not (data / "cluster" / "postmaster.pid").exists(), 20)
        shutil.rmtree(home, ignore_errors=True)
