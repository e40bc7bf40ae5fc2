"""A register of its own to measure: made and filled once, found again when it has the size that is wanted."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg

from db.cluster import Cluster, Server
from db.demo import making, ready
from db.demo.logins import ALL_UNITS, LOGINS, PASSWORD, Login
from db.errors import Setup
from db.migrate import install
from db.session import Session

DATABASE: Final = "seloste"
WORKERS: Final = 8
UNITS_OF: Final[dict[str, tuple[int, ...]]] = {"all": ALL_UNITS, "one": (2,), "none": ()}
"""Logins of the benchmark by how many units they see."""
HIRED: Final = (
    *LOGINS,
    *(Login(f"bench_{name}", name, "fi", ("administration",), units, ("", "")) for name, units in UNITS_OF.items()),
    *(Login(f"bench_{nth}", str(nth), "fi", ("administration",), ALL_UNITS, ("", "")) for nth in range(WORKERS)),
)


@dataclass(frozen=True, slots=True)
class Register:
    """A filled register; ``filled_in`` seconds, None when it was there."""

    data: Path
    size: int
    server: Server
    filled_in: float | None

    async def owner(self) -> Any:
        """A connection that no row security holds: the unsecured reference."""
        return await asyncpg.connect(self.server.dsn_of("postgres", DATABASE))

    @asynccontextmanager
    async def at_work(self, login: str, purpose: str = "administration") -> AsyncGenerator[Session]:
        """A login at work as in the program."""
        session = Session(self.server.dsn_of(login, DATABASE), login, PASSWORD)
        await session.open()
        await session.work_under(f"seloste_{purpose}")
        yield session
        await session.close()

    async def forget_tickets(self) -> None:
        """Close all cards: who measures opens more of them than a person may."""
        connection = await self.owner()
        await connection.execute("truncate audit.ticket")
        await connection.close()


class Progress:
    """A line that grows, on a terminal only."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        """Draw the share that is done."""
        if sys.stderr.isatty():
            rate = done / max(time.monotonic() - self.began, 0.001)
            bar = "█" * (done * 30 // of)
            print(f"\r{bar:<30} {done:,} / {of:,}  {rate:,.0f} a second ", end="" if done < of else "\n", file=sys.stderr, flush=True)


async def _completed(server: Server, size: int) -> float | None:
    await install(server.dsn_of("postgres", "postgres"), DATABASE)
    dsn = server.dsn_of("postgres", DATABASE)
    stands = await ready.standing(dsn)
    if stands.customers not in {0, size}:
        raise Setup("register_not_empty", size=stands.customers)
    began = time.monotonic()
    if not stands.customers:
        await making.invent(dsn, size, Progress())
    filled = None if stands.customers else time.monotonic() - began
    session = Session(dsn, "postgres")
    await session.work_under("seloste_accounts")
    await making.hire(session, [login for login in HIRED if login.login not in stands.logins])
    await session.close()
    await _settle(dsn)
    return filled


async def _settle(dsn: str) -> None:
    """Vacuum, as a day's work of the server would have done."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("vacuum (analyze)")
    await connection.close()


@contextmanager
def made(data: Path, size: int) -> Generator[Register]:
    """The register of a size in a directory, with its server up meanwhile; another size has a directory of its own."""
    here = data / str(size)
    here.mkdir(mode=0o711, parents=True, exist_ok=True)
    cluster = Cluster(here / "register-demo", on_step=lambda _name: None)
    with cluster.start() as server:
        yield Register(here / "register", size, server, asyncio.run(_completed(server, size)))
        cluster.stop()


async def serving(session: Session) -> int:
    """The process that serves a session."""
    return (await session.fetch("select pg_backend_pid() as pid"))[0]["pid"]


def space(register: Register) -> int:
    """Bytes of the data directory."""
    found = register.data.with_name("register-demo").rglob("*")
    return sum(path.stat().st_blocks * 512 for path in found if path.is_file())


__all__ = ["Progress", "Register", "made", "serving", "space"]
