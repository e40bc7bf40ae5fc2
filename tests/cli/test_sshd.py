"""People who come by SSH, through a real sshd with the settings that are shipped: who they are cannot be chosen."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from db.cluster import Cluster, Server
from db.migrate import install
from tests.cli.running import PACKAGES, ROOT, python_for
from tests.db.embedded import eventually
from tests.tui.ttys import Tty

PEOPLE = {"games": "seloste_billing", "news": "seloste_privacy"}
"""Users that every machine has, and what they may do in the register."""

SHIPPED = ROOT / "docs" / "operations" / "sshd.conf"
SSHD = os.environ.get("SELOSTE_TEST_SSHD") or shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")

NEEDS = {
    "a root that may lend sshd its users": os.geteuid() == 0 and shutil.which("unshare") is not None,
    "openssh-server, or SELOSTE_TEST_SSHD naming an sshd": SSHD is not None,
    "openssh-client": bool(shutil.which("ssh") and shutil.which("ssh-keygen")),
    "a Python that other users may run": os.geteuid() == 0 and python_for("games") is not None,
}
MISSING = [what for what, there in NEEDS.items() if not there]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"peer logins were NOT tried through sshd, for want of {', '.join(MISSING)}")

PRIVATELY = """
mount -t tmpfs none /run && mkdir /run/sshd && mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/shadow" /etc/shadow && exec "$@"
"""
"""What sshd asks of a machine, in a space of names of its own: nothing of it is seen outside."""


@dataclass(frozen=True, slots=True)
class Door:
    """An sshd on loopback: where it is, the keys of people, and a server behind it."""

    folder: Path
    port: int
    server: Server

    def ssh(self, who: str, *options: str, key: str = "") -> list[str]:
        """The command of somebody with a key, their own unless another's is named."""
        quiet = ("UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "IdentitiesOnly=yes", "BatchMode=yes", "LogLevel=ERROR")
        told = [word for option in quiet for word in ("-o", option)]
        own = ["-i", str(self.folder / f"{key or who}.key"), "-p", str(self.port)]
        return [shutil.which("ssh") or "", "-F", "none", *told, *own, *options, f"{who}@127.0.0.1"]

    def said(self, who: str, *options: str, command: str = "", key: str = "") -> subprocess.CompletedProcess[str]:
        """What a client without a terminal hears."""
        words = [*self.ssh(who, *options, key=key), *([command] if command else [])]
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)


async def furnish(server: Server) -> None:
    """A register in which both people work, proved by the operating system."""
    await install(server.dsn, "seloste")
    register = await asyncpg.connect(server.dsn_of("postgres", "seloste"))
    await register.execute("insert into register.unit (id, name) values (1, 'Oulu')")
    await register.execute("set role seloste_accounts")
    for who, purpose in PEOPLE.items():
        add = "select api.staff_add($1, $2, array[$3], array[1::smallint], null, null)"
        await register.execute(add, who, f"{who.capitalize()} Etätyö", purpose)
    await register.close()


def write_users(folder: Path) -> None:
    """This machine's users with a shell for two, and sshd's own."""
    lines = [line.split(":") for line in Path("/etc/passwd").read_text().splitlines() if not line.startswith("sshd:")]
    named = [[*line[:5], str(folder / "home"), "/bin/sh"] if line[0] in PEOPLE else line for line in lines]
    text = "\n".join(":".join(line) for line in [*named, ["sshd", "x", "64999", "65534", "", "/run/sshd", "/usr/sbin/nologin"]])
    (folder / "passwd").write_text(f"{text}\n")
    (folder / "shadow").write_text("".join(f"{line[0]}:*:19000:0:99999:7:::\n" for line in named))


def write_program(folder: Path) -> Path:
    """What is installed as /usr/local/bin/seloste."""
    program = folder / "seloste"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT}:{PACKAGES} exec {python_for("games")} -P -m tui "$@"\n')
    program.chmod(0o755)
    return program


def write_settings(folder: Path, port: int, server: Server) -> Path:
    """The shipped settings at the places of this test, and what a machine has besides."""
    shipped = SHIPPED.read_text()
    for there, here in {
        "Match Group seloste": f"Match User {','.join(PEOPLE)}",
        "/usr/local/bin/seloste": str(write_program(folder)),
        "/var/lib/seloste/run": str(server.socket_directory),
    }.items():
        assert there in shipped
        shipped = shipped.replace(there, here)
    own = f"""
        ListenAddress 127.0.0.1:{port}
        HostKey {folder}/host.key
        AuthorizedKeysFile {folder}/keys/%u
        PidFile none
        UsePAM no
        StrictModes no
        Subsystem sftp internal-sftp
    """
    (folder / "sshd_config").write_text(own + shipped)
    return folder / "sshd_config"


def make_keys(folder: Path) -> None:
    (folder / "keys").mkdir()
    for name in ("host", *PEOPLE):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / f"{name}.key"], check=True)
    for who in PEOPLE:
        shutil.copy(folder / f"{who}.key.pub", folder / "keys" / who)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def door(room: Path) -> Generator[Door]:
    """An sshd before a server whose socket is open to every user of the machine."""
    folder, port = room / "ssh", free_port()
    folder.mkdir(mode=0o755)
    (folder / "home").mkdir()
    (folder / "home").chmod(0o777)
    with Cluster(room / "behind", durable=False, sealed=False, open_to_all=True).start() as server:
        asyncio.run(furnish(server))
        write_users(folder)
        make_keys(folder)
        settings = write_settings(folder, port, server)
        command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", PRIVATELY, folder, SSHD, "-D", "-e", "-f", settings]
        with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as sshd:
            assert eventually(lambda: answers(port) or sshd.poll() is not None)
            assert sshd.poll() is None, (folder / "log").read_text()
            yield Door(folder, port, server)
            sshd.terminate()
        Cluster(room / "behind").stop()


@pytest.fixture
def comes(door: Door, tmp_path: Path) -> Generator[Callable[..., Tty]]:
    """Opens the register over SSH on a terminal."""
    opened: list[Tty] = []

    def come(who: str, *options: str) -> Tty:
        opened.append(Tty("", tmp_path, door.ssh(who, "-tt", *options)))
        return opened[-1]

    yield come
    for tty in opened:
        tty.close()


async def sessions(server: Server) -> set[str]:
    """Who is connected to the register, as the database knows them."""
    owner = await asyncpg.connect(server.dsn)
    found = await owner.fetch(
        "select distinct usename::text as who from pg_stat_activity where datname = 'seloste' and usename <> 'postgres'"
    )
    await owner.close()
    return {row["who"] for row in found}


@pytest.mark.parametrize("who", PEOPLE)
def test_whose_key_it_is_works_in_the_register_under_that_name(door: Door, comes: Callable[..., Tty], who: str) -> None:
    tty = comes(who)
    tty.sees(f"· {who}")
    assert asyncio.run(sessions(door.server)) == {who}
    tty.sends("q")
    assert tty.ends() == 0
    assert eventually(lambda: asyncio.run(sessions(door.server)) == set())


def test_the_variables_of_a_client_choose_nobody(door: Door, comes: Callable[..., Tty]) -> None:
    chosen = ("USER=news", "LOGNAME=news", "PGUSER=news", "SELOSTE_DSN=postgresql://news@/seloste", "SELOSTE_DATA=/tmp/muu", "HOME=/tmp")
    options = [word for one in chosen for word in ("-o", f"SetEnv={one}")]
    tty = comes("games", *options)
    tty.sees("· games")
    assert asyncio.run(sessions(door.server)) == {"games"}


def test_a_command_is_not_run(door: Door) -> None:
    for command in ("id", "psql -U news seloste", "seloste status", "sh -c 'touch /tmp/ohi'"):
        said = door.said("games", command=command)
        assert said.returncode == 1
        assert "uid=" not in said.stdout
        assert not Path("/tmp/ohi").exists()
        assert "terminal" in said.stderr.lower() or "pääte" in said.stderr.lower(), said.stderr


def test_no_file_is_fetched_and_nothing_is_forwarded(door: Door) -> None:
    asked = door.said("games", "-s", command="sftp")
    assert (asked.returncode, asked.stdout) == (1, "")
    near = f"127.0.0.1:{free_port()}"
    for options in (("-W", f"127.0.0.1:{door.port}"), ("-W", near)):
        assert "forwarding failed" in door.said("games", *options).stderr
    back = door.said("games", "-N", "-o", "ExitOnForwardFailure=yes", "-R", f"{near}:127.0.0.1:{door.port}")
    assert back.returncode == 255
    assert "forwarding failed" in back.stderr


def test_only_ones_own_key_opens(door: Door) -> None:
    assert "Permission denied (publickey)" in door.said("games", key="news").stderr
    assert "Permission denied (publickey)" in door.said("games", "-o", "PubkeyAuthentication=no").stderr


def test_a_login_that_was_ended_stays_out_with_the_key_it_had(door: Door, comes: Callable[..., Tty]) -> None:
    tty = comes("news")
    tty.sees("· news")
    asyncio.run(end_login(door.server, "news"))
    assert eventually(lambda: "news" not in asyncio.run(sessions(door.server)))
    again = comes("news")
    again.sees("S E L O S T E")
    assert "news" not in asyncio.run(sessions(door.server))


async def end_login(server: Server, who: str) -> None:
    register = await asyncpg.connect(server.dsn_of("postgres", "seloste"))
    await register.execute("set role seloste_accounts")
    await register.execute("select api.staff_end($1)", who)
    await register.close()
