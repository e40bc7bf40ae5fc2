"""Where the embedded server keeps its files, who owns them and who may pass."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from db.cluster.accounts import Account
from db.errors import Setup

PORT: Final = 5432
SOCKET_BYTES: Final = 103
AWKWARD: Final = frozenset(",'\"\\\n")
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def default_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """SELOSTE_DATA, or seloste under XDG_DATA_HOME; for root /var/lib/seloste, since an unprivileged server cannot pass root's home."""
    if named := environ.get("SELOSTE_DATA"):
        return Path(named)
    if shared := environ.get("XDG_DATA_HOME"):
        return Path(shared) / "seloste"
    return Path("/var/lib/seloste") if os.geteuid() == 0 else Path.home() / ".local" / "share" / "seloste"


@contextmanager
def words_for_the_disk(path: Path) -> Generator[None]:
    """Answer a full or forbidden disk with a Setup code."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Setup("disk_full", path=path) from error
        if isinstance(error, PermissionError | FileExistsError | NotADirectoryError) or error.errno == errno.EROFS:
            raise Setup("data_foreign", path=path) from error
        raise


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one embedded server under ``directory``; ``open_to_all`` lets other users reach the socket."""

    directory: Path
    open_to_all: bool

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.directory / "cluster"

    @property
    def configuration(self) -> Path:
        """Our settings and login rules, out of the server's own reach under root."""
        return self.directory / "configuration"

    @property
    def programs(self) -> Path:
        """Copies of the programs that the server's user could not reach where they were installed."""
        return self.directory / "programs"

    @property
    def start_lock(self) -> Path:
        """Held by the one that makes, starts or stops the server."""
        return self.directory / "start.lock"

    @property
    def use_lock(self) -> Path:
        """Shared by every program that uses the server; the watchdog waits to have it alone."""
        return self.directory / "use.lock"

    @property
    def watch_lock(self) -> Path:
        """Held by the watchdog for as long as it lives."""
        return self.directory / "watch.lock"

    @property
    def start_log(self) -> Path:
        """What the server said before its own log was open."""
        return self.directory / "start.log"

    @property
    def watch_log(self) -> Path:
        """What the watchdog said."""
        return self.directory / "watch.log"

    @property
    def postmaster_pid(self) -> Path:
        """PostgreSQL's note of its process, left behind by a crash."""
        return self.cluster / "postmaster.pid"

    @property
    def socket_directory(self) -> Path:
        """``run`` in the data directory, or a short name under /tmp when that would not fit in a socket address."""
        near = self.directory / "run"
        if len(os.fsencode(near / self.socket_name)) <= SOCKET_BYTES and not AWKWARD & set(str(near)):
            return near
        return Path("/tmp") / f"seloste-{hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]}"  # noqa: S108 its owner is checked

    @property
    def socket_name(self) -> str:
        """The name PostgreSQL gives its socket."""
        return f".s.PGSQL.{PORT}"

    @property
    def socket(self) -> Path:
        """The socket itself."""
        return self.socket_directory / self.socket_name

    def dsn(self, user: str, database: str, password: str | None = None) -> str:
        """The address of a database for a login; without a password the operating system vouches for it."""
        secret = "" if password is None else f":{quote(password, safe='')}"
        where = quote(str(self.socket_directory), safe="")
        return f"postgresql://{quote(user, safe='')}{secret}@/{quote(database, safe='')}?host={where}&port={PORT}"

    def prepare(self, account: Account) -> None:
        """Make what is missing; Setup when anything belongs to somebody else or the server's user cannot get in."""
        with words_for_the_disk(self.directory):
            self.directory.parent.mkdir(parents=True, exist_ok=True)
            self._refuse_a_taken_directory()
            make(self.directory, os.geteuid())
            make(self.configuration, os.geteuid())
        if account.identity:
            self._pass_through(account)
        self._claim_sockets(account)
        if self.cluster.is_symlink() or (self.cluster.exists() and self.cluster.lstat().st_uid != account.uid):
            raise Setup("data_foreign", path=self.cluster)

    def set_doors(self, account: Account) -> None:
        """Open to whom the server is about to serve, and to nobody else; one who joins a server changes no door."""
        for path in (self.directory, self.configuration):
            set_mode(path, 0o711 if self.open_to_all or account.identity else 0o700, os.geteuid())
        set_mode(self.socket_directory, 0o711 if self.open_to_all else 0o700, account.uid)

    def _refuse_a_taken_directory(self) -> None:
        """Leave alone a directory full of something else, such as somebody's home, whose mode is not ours to change."""
        if self.directory.is_dir() and not self.configuration.exists() and any(self.directory.iterdir()):
            raise Setup("data_taken", path=self.directory)

    def _pass_through(self, account: Account) -> None:
        """Refuse a directory that the server's user could not pass, rather than open somebody's parents."""
        closed = next((parent for parent in self.directory.parents if not passable(parent, account)), None)
        if closed is not None:
            raise Setup("data_unreachable", path=closed, user=account.name)

    def _claim_sockets(self, account: Account) -> None:
        try:
            make(self.socket_directory, account.uid, account.gid)
        except (Setup, FileExistsError, NotADirectoryError) as error:
            raise Setup("socket_foreign", path=self.socket_directory) from error


def passable(path: Path, account: Account) -> bool:
    """Whether the user may pass a directory, by its owner and the bits for others."""
    found = path.stat()
    return bool(found.st_mode & (0o100 if found.st_uid == account.uid else 0o010 if found.st_gid == account.gid else 0o001))


def make(path: Path, uid: int, gid: int = -1) -> None:
    """A closed directory of that owner; Setup("data_foreign") when one is there that another owns."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
            raise Setup("data_foreign", path=path) from None
    else:
        if uid != os.geteuid():
            os.chown(path, uid, gid, follow_symlinks=False)


def set_mode(path: Path, mode: int, uid: int) -> None:
    """Change the mode of that very directory, not of one that a link put in its place leads to."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(descriptor).st_uid != uid:
            raise Setup("data_foreign", path=path)
        os.fchmod(descriptor, mode)
    finally:
        os.close(descriptor)
