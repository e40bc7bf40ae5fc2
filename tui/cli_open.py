"""Opening the dashboard, after looking whether there is a register to open."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from db import addresses
from db.demo import logins
from db.errors import Setup
from db.installed import status
from db.vouching import vouched
from tui.cli_register import Register, own_name, peer_login, reached
from tui.safety import require_terminal

UNKNOWN = frozenset({"connection_refused"})
"""What does not keep a login of its own from working."""


def open_register(given: Namespace) -> int:
    """``seloste``."""
    require_terminal()
    with reached(demo=given.on_demo) as register:
        if may_look(register):
            seen = asyncio.run(status(register.installer))
            if seen.code is not None and seen.code not in UNKNOWN:
                raise Setup(seen.code, **seen.facts)
        return show(register, demo=given.on_demo)


def may_look(register: Register) -> bool:
    """Whether one may ask before logging in: an attempt without a password would count as a failed one."""
    name = addresses.login_of(register.installer) or own_name()
    return register.cluster is not None or addresses.has_password(register.installer) or vouched(register.dsn_of(name), name)


def show(register: Register, *, demo: bool) -> int:
    """Show the dashboard until it is left."""
    from tui.app import run
    from tui.screens.opening import DemoLogin, Opening

    people = tuple(DemoLogin(one.login, logins.PASSWORD, one.name, one.about) for one in logins.LOGINS) if demo else ()
    return run(Opening(register.dsn_of, register.settings.log, people, None if demo else peer_login(register)))
