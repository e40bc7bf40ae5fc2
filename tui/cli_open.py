"""Opening the dashboard: the login at once, and all that takes time while somebody reads it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from db.demo import logins
from db.settings import Apart
from tui.safety import prepare, require_terminal

if TYPE_CHECKING:
    from tui.screens.opening import Reach, Reached


def open_register(given: Namespace) -> int:
    """``seloste``."""
    require_terminal()
    apart = Apart.begun()
    with ExitStack() as held:

        def reach(on_step: Callable[[str], object]) -> Reached:
            from tui.cli_reaching import reach_register

            return reach_register(held, on_step, apart.load(), demo=given.on_demo)

        return show(reach, demo=given.on_demo)


def show(reach: Reach, *, demo: bool) -> int:
    """Show the dashboard until it is left; ``reach`` is called behind its login."""
    prepare()
    from tui.app import run
    from tui.screens.opening import DemoLogin, Opening

    people = tuple(DemoLogin(one.login, logins.PASSWORD, one.name, one.about) for one in logins.LOGINS) if demo else ()
    return run(Opening(reach, people))
