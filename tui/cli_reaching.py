"""Reaching the register behind the login: its settings, its server, and whether there is one to open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

from db import addresses
from db.errors import Setup
from db.installed import status
from db.settings import Settings
from db.vouching import vouched
from tui.cli_register import Register, own_name, peer_login, reached
from tui.screens.opening import Reached

UNKNOWN = frozenset({"connection_refused"})
"""What does not keep a login of its own from working."""


def reach_register(held: ExitStack, on_step: Callable[[str], object], settings: Settings, *, demo: bool) -> Reached:
    """The register, with its server up as long as ``held``; Setup when there is none, as far as one may ask."""
    register = held.enter_context(reached(demo=demo, on_step=on_step, settings=settings))
    if may_look(register):
        seen = asyncio.run(status(register.installer))
        if seen.code is not None and seen.code not in UNKNOWN:
            raise Setup(seen.code, **seen.facts)
    return Reached(register.dsn_of, None if demo else peer_login(register))


def may_look(register: Register) -> bool:
    """Whether one may ask before logging in: an attempt without a password would count as a failed one."""
    name = addresses.login_of(register.installer) or own_name()
    return register.cluster is not None or addresses.has_password(register.installer) or vouched(register.dsn_of(name), name)
