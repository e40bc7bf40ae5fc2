"""Financial years of the controller, said by the main user or the installer."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from db import bookkeeping, values
from db.shown import shown_date
from tui.cli_register import reached
from tui.cli_staff import accounts
from tui.cli_terminal import table, tell
from tui.words import language, say


def years_act(given: Namespace) -> int:
    """``seloste years …``."""
    asyncio.run(_listed(given) if given.act == "list" else _said(given))
    return 0


async def _said(given: Namespace) -> None:
    starts, ends = values.date_of(given.starts), values.date_of(given.ends)
    with reached(demo=given.on_demo) as register:
        async with accounts(register, given.login_as) as session:
            await bookkeeping.say_year(session, starts, ends)
    tell(say("answers.year_said", starts=shown_date(starts, language()), ends=shown_date(ends, language())))


async def _listed(given: Namespace) -> None:
    with reached(demo=given.on_demo) as register:
        async with accounts(register, given.login_as) as session:
            years = await bookkeeping.years(session)
    rows = [(shown_date(year.starts_on, language()), shown_date(year.ends_on, language())) for year in years]
    table((say("answers.year_starts"), say("answers.year_ends")), rows)
    tell(say("answers.years_else"))
