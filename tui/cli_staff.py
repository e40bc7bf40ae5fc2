"""Logins and units, changed by the main user or the installer."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from db import staff, values
from db.errors import Refused
from db.session import Session
from tui.cli_register import Register, at_work, installing, opened, reached
from tui.cli_setup import MAIN_USER
from tui.cli_terminal import complain, new_password, table, tell
from tui.words import say


@asynccontextmanager
async def accounts(register: Register, login: str | None) -> AsyncGenerator[Session]:
    """The main user who was named, or the installer."""
    if login is None:
        async with installing(register, "seloste_accounts") as session:
            yield session
    else:
        async with at_work(register, login, MAIN_USER) as session:
            yield session


def staff_act(given: Namespace) -> int:
    """``seloste staff …``."""
    if given.act in {"grant", "revoke"} and not (given.purpose or given.unit):
        complain(say("answers.nothing_to_grant"))
        return 2
    acts = {"add": _add, "grant": _grant, "revoke": _revoke, "end": _end, "password": _password, "list": _list}
    with reached(demo=given.on_demo) as register:
        asyncio.run(acts[given.act](register, given))
    return 0


def units_act(given: Namespace) -> int:
    """``seloste units …``."""
    with reached(demo=given.on_demo) as register:
        asyncio.run(_unit_added(register, given) if given.act == "add" else _units_listed(register, given))
    return 0


async def unit_number(session: Session, named: str) -> int:
    """The number of a unit that was named, or numbered; Refused("unit_unknown")."""
    units = await staff.units(session)
    found = next((number for number, name in units.items() if named in {str(number), name} or named.lower() == name.lower()), None)
    if found is None:
        raise Refused("unit_unknown", unit=named, units=", ".join(units.values()))
    return found


async def _held(session: Session, given: Namespace) -> tuple[list[str], list[int]]:
    """The purposes and units of the command line, as the database names them."""
    return [f"seloste_{purpose}" for purpose in given.purpose], [await unit_number(session, unit) for unit in given.unit]


async def _add(register: Register, given: Namespace) -> None:
    ends_on = values.date_of(given.until) if given.until else None
    async with accounts(register, given.login_as) as session:
        purposes, units = await _held(session, given)
        password = None if given.peer else new_password(given.login, staff.SHORTEST)
        await staff.add(session, given.login, given.name, purposes, units, ends_on, password, given.speaks)
    tell(say("answers.added", login=given.login))


async def _grant(register: Register, given: Namespace) -> None:
    async with accounts(register, given.login_as) as session:
        await staff.grant(session, given.login, *await _held(session, given))
    tell(say("answers.granted", login=given.login, held=", ".join(given.purpose + given.unit)))


async def _revoke(register: Register, given: Namespace) -> None:
    async with accounts(register, given.login_as) as session:
        await staff.revoke(session, given.login, *await _held(session, given))
    tell(say("answers.revoked", login=given.login, held=", ".join(given.purpose + given.unit)))


async def _end(register: Register, given: Namespace) -> None:
    async with accounts(register, given.login_as) as session:
        closed = await staff.end(session, given.login)
    tell(say("answers.ended", login=given.login, count=closed))


async def _password(register: Register, given: Namespace) -> None:
    if given.login_as == given.login:
        session = opened(register, given.login)
        await session.open()
        await _renew(session, given)
        await session.close()
        return
    async with accounts(register, given.login_as) as session:
        await _renew(session, given)


async def _renew(session: Session, given: Namespace) -> None:
    await staff.new_password(session, given.login, new_password(given.login, staff.SHORTEST))
    tell(say("answers.password_changed", login=given.login))


async def _list(register: Register, given: Namespace) -> None:
    async with accounts(register, given.login_as) as session:
        logins = await staff.every(session)
    titles = tuple(say(f"staff.{name}") for name in ("login", "person", "purposes", "units", "ends", "state"))
    table(titles, [_row(login) for login in logins])


def _row(login: staff.Login) -> tuple[str, ...]:
    state = "ended" if login.ended_at else "locked" if login.locked else "connected" if login.connected else ""
    purposes = ", ".join(purpose.removeprefix("seloste_") for purpose in login.purposes)
    ends = login.ends_on.isoformat() if login.ends_on else ""
    return login.login, login.person, purposes, ", ".join(login.units), ends, say(f"staff.state_{state}") if state else ""


async def _unit_added(register: Register, given: Namespace) -> None:
    async with accounts(register, given.login_as) as session:
        number = await staff.add_unit(session, given.name)
    tell(say("answers.unit_made", number=number, name=given.name))


async def _units_listed(register: Register, given: Namespace) -> None:
    async with accounts(register, given.login_as) as session:
        units = await staff.units(session)
    table((say("answers.number"), say("answers.unit")), [(str(number), name) for number, name in units.items()])
