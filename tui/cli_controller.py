"""The controller of the register, said by the main user or the installer, shown to anybody at work."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from db import controller
from tui.cli_company import lines_of, said_of
from tui.cli_register import reached
from tui.cli_staff import accounts
from tui.cli_terminal import tell
from tui.words import say


def controller_act(given: Namespace) -> int:
    """``seloste controller …``."""
    return asyncio.run(_shown(given) if given.act == "show" else _said(given))


async def _said(given: Namespace) -> int:
    said = said_of(given)
    with reached(demo=given.on_demo) as register:
        async with accounts(register, given.login_as) as session:
            await controller.say_who(session, said)
    tell(say("answers.controller_said"))
    return 0


async def _shown(given: Namespace) -> int:
    with reached(demo=given.on_demo) as register:
        async with accounts(register, given.login_as) as session:
            found = await controller.known(session)
    if found is None:
        tell(say("answers.controller_none"))
        return 1
    for line in lines_of(found):
        tell(line)
    return 0
