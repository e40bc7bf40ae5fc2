"""Starting, sharing and stopping the embedded server of one data directory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from db.cluster import configuration, journal, locks, postmaster, programs
from db.cluster.accounts import Account, for_server
from db.cluster.answers import State, ask, listens
from db.cluster.places import PORT, Places, default_directory, words_for_the_disk
from db.errors import Setup

FIRST_SPACE: Final = 150 * 1024 * 1024
"""Bytes that must be free before new data is made: 40 MB of data, 16 MB of log, and room to work."""

INITDB: Final = (
    "--username=postgres", "--auth-local=peer", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions",
)  # fmt: skip


def unheard(step: str) -> None:
    """Nobody wants to know the step."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a server without touching it; ``made`` says whether its data exists."""

    directory: Path
    socket_directory: Path
    made: bool
    running: bool
    pid: int | None


@dataclass(slots=True)
class Server:
    """A running server, which stays up at least until released."""

    places: Places
    programs: Path
    _cluster: Cluster
    _use: locks.Held

    @property
    def dsn(self) -> str:
        """The superuser over the socket; only those who run the server may use it."""
        return self.dsn_of("postgres", "postgres")

    def dsn_of(self, user: str, database: str, password: str | None = None) -> str:
        """The address of a database for a login; without a password the operating system vouches for it."""
        return self.places.dsn(user, database, password)

    @property
    def socket_directory(self) -> Path:
        """Where the socket is: the ``host`` of every client."""
        return self.places.socket_directory

    @property
    def port(self) -> int:
        """The number in the socket's name; no TCP port is open."""
        return PORT

    def release(self) -> None:
        """Say that this program needs the server no more: the last one's release stops it."""
        if self._use.descriptor >= 0 and listens(self.places.socket):
            self._cluster.watch()
        self._use.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


@dataclass(slots=True)
class Cluster:
    """The embedded server of ``directory``.

    ``open_to_all`` lets every user of the machine reach its socket; ``tree`` is another PostgreSQL than the wheel's;
    ``durable=False`` is for tests, whose data a power cut may take, and ``sealed=False`` for those that seal the logs by hand.
    """

    directory: Path = field(default_factory=default_directory)
    on_step: Callable[[str], object] = unheard
    open_to_all: bool = False
    durable: bool = True
    sealed: bool = True
    tree: Path | None = None
    _postmaster: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.directory = self.directory.expanduser().resolve()

    @property
    def places(self) -> Places:
        """Where everything is."""
        return Places(self.directory, self.open_to_all)

    def start(self) -> Server:
        """Start the server or join the one that runs; raises Setup with the reason when neither is possible."""
        places, account = self.places, for_server(self.places.cluster)
        places.prepare(account)
        with ExitStack() as undo, words_for_the_disk(self.directory):
            use = undo.enter_context(locks.hold(places.use_lock, shared=True))
            with locks.hold(places.start_lock) as start:
                bin_directory = programs.for_account(self.tree or programs.installed(), account, places, self.on_step)
                self._bring_up(bin_directory, account, start)
                self.watch()
            undo.pop_all()
        return Server(places, bin_directory, self, use)

    def revive(self, watching: locks.Held) -> bool:
        """Start the server again after a crash; False, and ``watching`` let go, when it was stopped on purpose or its data is gone."""
        places = self.places
        if not places.cluster.is_dir():
            return False
        account = for_server(places.cluster)
        with locks.hold(places.start_lock) as start:
            if ask(places.socket).state is State.NOBODY and postmaster.noted_pid(places) is None:
                watching.release()
                return False
            bin_directory = programs.for_account(self.tree or programs.installed(), account, places, self.on_step)
            self._bring_up(bin_directory, account, start)
        return True

    def stop(self) -> None:
        """Stop the server whoever uses it; nothing happens where none runs."""
        if self.places.cluster.is_dir():
            with locks.hold(self.places.start_lock):
                self.halt()

    def halt(self) -> None:
        """Stop the server without asking for the start lock, for one who knows that nobody else is starting it."""
        answer, noted = postmaster.listening(self.places), postmaster.noted_pid(self.places)
        if noted and (answer.state is not State.NOBODY or postmaster.is_ours(noted, self.places)):
            postmaster.stop(noted, self.places)

    def erase(self) -> None:
        """Stop the server and throw its data away, all at once as far as anybody can see."""
        if self.places.cluster.is_dir():
            with locks.hold(self.places.start_lock):
                self.halt()
                gone = Path(tempfile.mkdtemp(prefix="new-", dir=self.directory))
                self.places.cluster.rename(gone / "cluster")
            with suppress(Setup):  # a watchdog about to end would be taken for one that watches the next server
                locks.hold(self.places.watch_lock, patience=5).release()
            shutil.rmtree(gone)

    def watched(self) -> bool:
        """Whether a watchdog lives; asked while nobody else is starting the server, since one who asks looks like a watchdog."""
        with locks.hold(self.places.start_lock):
            free = locks.attempt(self.places.watch_lock)
            if free:
                free.release()
            return free is None

    def status(self) -> Status:
        """What is there now."""
        places, answer = self.places, ask(self.places.socket)
        made = (places.cluster / "PG_VERSION").is_file()
        return Status(self.directory, places.socket_directory, made, answer.state is State.READY, answer.pid)

    def watch(self) -> None:
        """See that a watchdog lives; it inherits the lock that proves so."""
        lock = locks.attempt(self.places.watch_lock)
        if lock is None:
            return
        flags = {
            "--open-to-all": self.open_to_all,
            "--hasty": not self.durable,
            "--unsealed": not self.sealed,
            f"--tree={self.tree}": self.tree is not None,
        }
        options = [flag for flag, given in flags.items() if given]
        with lock, self.places.watch_log.open("ab") as words:
            self.places.watch_log.chmod(0o600)
            subprocess.Popen(  # noqa: S603 our own program with our own arguments
                [sys.executable, "-P", "-m", "db.watchdog", str(self.directory), str(lock.descriptor), str(time.time()), *options],
                stdin=subprocess.DEVNULL, stdout=words, stderr=words, pass_fds=(lock.descriptor,), start_new_session=True,
                cwd="/", env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)])},
            )  # fmt: skip

    def _bring_up(self, bin_directory: Path, account: Account, start: locks.Held) -> None:
        """Make the data where there is none, and start the server where none answers."""
        places = self.places
        state = postmaster.listening(places).state
        if state is State.SILENT:
            raise Setup("server_silent", pid=postmaster.noted_pid(places), path=self.directory)
        if state is not State.NOBODY:
            return postmaster.await_ready(places)
        places.set_doors(account)
        if not places.cluster.exists():
            self._make(bin_directory, account, start)
        if not (places.cluster / "PG_VERSION").is_file():
            raise Setup("data_foreign", path=places.cluster)
        return self._start(bin_directory, account)

    def _make(self, bin_directory: Path, account: Account, start: locks.Held) -> None:
        """Make the data in a directory beside its place, then rename: an interrupted first start leaves nothing in use."""
        for half in self.directory.glob("new-*"):
            shutil.rmtree(half)
        if shutil.disk_usage(self.directory).free < FIRST_SPACE:
            raise Setup("disk_full", path=self.directory)
        self.on_step("initdb")
        half = Path(tempfile.mkdtemp(prefix="new-", dir=self.directory))
        if account.identity:
            half.chmod(0o700)
            shutil.chown(half, account.uid, account.gid)
        sync = [] if self.durable else ["--no-sync"]
        ran = programs.run([bin_directory / "initdb", "--pgdata", half, *INITDB, *sync], account, start.descriptor)
        if ran.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise postmaster.meaning(ran.stderr, self.directory)
        half.rename(self.places.cluster)

    def _start(self, bin_directory: Path, account: Account) -> None:
        """Start the server, giving the orphans of a killed one time to end."""
        places = self.places
        self.on_step("start")
        journal.forget(places.cluster / "log")
        settings = configuration.write(places, account, durable=self.durable)
        last = time.monotonic() + postmaster.DYING
        while True:
            postmaster.clear_stale(places)
            logged = journal.Journal(places.cluster / "log")
            self._postmaster = postmaster.launch(bin_directory, settings, account, places)
            try:
                return postmaster.await_ready(places, self._postmaster, logged)
            except Setup as error:
                if error.code != "server_dying" or time.monotonic() > last:
                    raise
            time.sleep(0.1)
