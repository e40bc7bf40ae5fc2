"""The register that a command is about: its server reached or started, its addresses, and logins at work in it."""

from __future__ import annotations

import os
import pwd
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from db import addresses
from db.cluster import Cluster, Server
from db.errors import Refused, Setup
from db.session import Session
from db.settings import Settings, load
from db.vouching import vouched
from tui.cli_terminal import complain, password
from tui.words import say


@dataclass(frozen=True, slots=True)
class Register:
    """Where a register is; ``installer`` is the DSN of who may install, ``cluster`` is None for a server that is not ours."""

    settings: Settings
    installer: str
    dsn_of: Callable[[str], str]
    cluster: Cluster | None

    @property
    def database(self) -> str:
        """The name of the register's database."""
        return addresses.database_of(self.installer) or self.settings.database


def directory(settings: Settings, *, demo: bool) -> Path:
    """The data of the embedded server; the demo's are beside the real ones, never among them."""
    return settings.data.with_name(f"{settings.data.name}-demo") if demo else settings.data


def step(name: str) -> None:
    """Say what the server is doing, apart from what a command answers."""
    complain(say(f"setup.{name}"))


def cluster_of(settings: Settings, *, demo: bool, on_step: Callable[[str], object] = step) -> Cluster:
    """The embedded server, not yet started."""
    return Cluster(directory(settings, demo=demo), on_step=on_step, open_to_all=settings.open_to_all)


def of_server(settings: Settings, server: Server, cluster: Cluster) -> Register:
    """The register of an embedded server."""
    return Register(
        settings,
        server.dsn_of("postgres", settings.database),
        lambda login: server.dsn_of(login, settings.database),
        cluster,
    )


def of_dsn(settings: Settings, dsn: str) -> Register:
    """The register of somebody else's server; SELOSTE_DATABASE comes before the name in the DSN."""
    named = None if "database" in settings.named else addresses.database_of(dsn)
    whole = addresses.with_database(dsn, named or settings.database)
    return Register(settings, whole, lambda login: addresses.for_login(whole, login), None)


@contextmanager
def reached(
    *, demo: bool, make: bool = False, on_step: Callable[[str], object] = step, settings: Settings | None = None
) -> Generator[Register]:
    """The register, with its embedded server up meanwhile; Setup("nothing_here") rather than a new one unless ``make``."""
    settings = settings or load()
    if settings.dsn is not None and not demo:
        yield of_dsn(settings, settings.dsn)
        return
    cluster = cluster_of(settings, demo=demo, on_step=on_step)
    if not make and not cluster.status().made:
        raise Setup("no_demo" if demo else "nothing_here", path=cluster.directory)
    with cluster.start() as server:
        yield of_server(settings, server, cluster)


def own_name() -> str:
    """The name of this program's user, from the system and never from the environment."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise Setup("no_user_name", uid=os.geteuid()) from None


def peer_login(register: Register) -> str | None:
    """Own user name, when the server lets it in without a password."""
    name = own_name()
    return name if vouched(register.dsn_of(name), name) else None


def opened(register: Register, login: str) -> Session:
    """A session of a staff login that is not logged in yet; its password is asked where the system does not vouch for it."""
    dsn = register.dsn_of(login)
    return Session(dsn, login, None if vouched(dsn, login) else password(login))


@asynccontextmanager
async def at_work(register: Register, login: str, purpose: str) -> AsyncGenerator[Session]:
    """A staff login at work under a purpose."""
    session = opened(register, login)
    try:
        me = await session.open()
        if purpose not in me.purposes:
            raise Refused("purpose_not_yours")
        await session.work_under(purpose)
        yield session
    finally:
        await session.close()


@asynccontextmanager
async def installing(register: Register, owner: str) -> AsyncGenerator[Session]:
    """The installer as one of the owner roles, which may run the functions that it owns."""
    session = Session(register.installer, addresses.login_of(register.installer) or own_name())
    try:
        await session.work_under(owner)
        yield session
    finally:
        await session.close()
