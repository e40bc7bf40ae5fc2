"""SQL files: read with their sums, run with the file and line of what failed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast

import asyncpg

from db.errors import Setup

SQL: Final = Path(__file__).resolve().parent.parent / "sql"
"""The tree beside this package: looked up by path, since a stranger's ``sql`` may come first on the import path."""

LOST: Final = (
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What the driver raises, by the moment, for a server that goes away amid a question."""


class Connection(Protocol):
    """What is asked of an asyncpg connection to install and migrate."""

    async def execute(self, query: str, *args: object) -> str:
        """Run a script, or one statement with parameters."""
        ...

    async def fetch(self, query: str, *args: object) -> Sequence[Mapping[str, Any]]:
        """All rows of one query."""
        ...

    async def fetchval(self, query: str, *args: object) -> Any:
        """The first column of the first row, None without rows."""
        ...

    def transaction(self) -> Any:
        """A transaction as an asynchronous context manager."""
        ...


@dataclass(frozen=True, slots=True)
class Script:
    """One SQL file; line ends do not count in its sum."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """Sum of the text, 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read(path: Path) -> Script:
    """The script in a file, its line ends made equal on every system."""
    return Script(path.name, path.read_text(encoding="utf-8"))


def engine(name: str) -> Script:
    """A script of the installer itself, by its name in ``sql/engine``."""
    return read(SQL / "engine" / f"{name}.sql")


def combined_sum(scripts: Sequence[Script]) -> str:
    """One sum for several scripts and their names, in their order."""
    return hashlib.sha256("\n".join(f"{script.sha256} {script.name}" for script in scripts).encode()).hexdigest()


def fields_of(error: asyncpg.PostgresError) -> dict[str, str]:
    """What PostgreSQL said, by the names of its protocol: ``message``, ``position``, ``hint``…"""
    return cast("dict[str, str]", error.as_dict())


def line_of(text: str, position: str | None) -> int:
    """Line of a character position that PostgreSQL reported, counted from 1; 0 where it named none."""
    return text.count("\n", 0, int(position) - 1) + 1 if position else 0


async def start_afresh(connection: Connection) -> None:
    """Forget the role and the path that a script chose; names without a schema mean PostgreSQL's own."""
    await connection.execute("reset role")
    await connection.execute("set local search_path = pg_catalog, pg_temp")
    await connection.execute("set local client_min_messages = warning")


async def run(connection: Connection, script: Script) -> None:
    """Run a script as the login itself with only pg_catalog on the path; Setup ``sql_failed`` tells file, line and message."""
    await start_afresh(connection)
    try:
        await connection.execute(script.text)
    except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError, *LOST):
        raise
    except asyncpg.PostgresError as error:
        said = fields_of(error)
        raise Setup("sql_failed", file=script.name, line=line_of(script.text, said.get("position")), message=said["message"]) from error
    await connection.execute("set constraints all immediate")
    await start_afresh(connection)
