"""The demo: a server, a register and logins of its own, made once and opened at once ever after."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

from db.demo import ready
from db.demo.logins import LOGINS, PASSWORD
from db.demo.ready import Standing
from db.errors import Setup
from db.installed import status
from db.settings import Apart, Settings
from tui.cli_open import show
from tui.cli_register import Register, cluster_of, of_server, reached
from tui.cli_setup import installed
from tui.cli_terminal import on_terminal, spaced, tell
from tui.screens.opening import Reached
from tui.words import language, say

SIZE: Final = 2000


def demo(given: Namespace) -> int:
    """``seloste demo``: whatever is missing is made, and the rest left as it is."""
    settings = Apart.begun().load()
    if settings.dsn is not None:
        tell(say("demo.own_server"))
    if given.fresh:
        erase(settings)
    with reached(demo=True, make=True, settings=settings) as register:
        stands = made(register, given.size)
        if on_terminal() and not given.no_open:
            return show(lambda _on_step: Reached(register.dsn_of), demo=True)
        _tell_how(register, stands)
    return 0


def erase(settings: Settings) -> None:
    """Throw the demo's data away, unless somebody is looking at it; Setup("someone_connected")."""
    cluster = cluster_of(settings, demo=True)
    if not cluster.status().made:
        return
    with cluster.start() as server:
        seen = asyncio.run(status(of_server(settings, server, cluster).installer))
    if seen.connected:
        raise Setup("someone_connected", count=seen.connected)
    tell(say("demo.erasing"))
    cluster.erase()


def made(register: Register, size: int | None) -> Standing:
    """Make what is missing: after a kill the next run goes on where the last one was."""
    seen = asyncio.run(status(register.installer))
    if seen.code is not None:
        tell(say("demo.begins"))
        installed(register)
    stands = asyncio.run(ready.standing(register.installer))
    if not stands.whole:
        from tui.cli_making import complete

        complete(register, stands, size or SIZE)
        return asyncio.run(ready.standing(register.installer))
    if size is not None and stands.customers not in {size, size + 1}:
        tell(say("demo.other_size", size=spaced(stands.customers)))
    return stands


def _tell_how(register: Register, stands: Standing) -> None:
    """What stands, who may log in, and how to open it."""
    if register.cluster is not None:
        tell(say("demo.ready", size=spaced(stands.customers), path=register.cluster.directory))
    for one in LOGINS:
        tell(f"  {one.login:<6} {one.about[0 if language() == 'fi' else 1]}")
    tell(say("demo.password", password=PASSWORD))
    tell(say("demo.open", command=_command()))


def _command() -> str:
    """How this program was called."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "seloste" else f"{sys.executable} -m tui"
