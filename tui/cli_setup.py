"""Installing a register, bringing it up to the program, and saying what state it is in."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Callable
from typing import Final

from db import addresses, audit, controller, staff
from db import database as databases
from db.errors import Invalid, Refused, Setup
from db.installed import Status, status
from db.migrate import Migrated, install
from tui.cli_company import said_of
from tui.cli_register import Register, installing, reached, step
from tui.cli_terminal import complain, new_password, tell
from tui.words import say

MAIN_USER: Final = "seloste_main_user"


def named_step(name: str) -> None:
    """Say which part of the installation begins."""
    step(f"step_{name}")


def upgrade_step(name: str) -> None:
    """Say which part of an upgrade begins: its roles and database are there."""
    if name in {"migrations", "definitions"}:
        named_step(name)


def installed(register: Register, on_step: Callable[[str], None] = named_step) -> Migrated:
    """Make what is missing of a register, whatever was there."""
    server = addresses.with_database(register.installer, addresses.MAINTENANCE)
    return asyncio.run(install(server, register.database, on_step))


def init(given: Namespace) -> int:
    """``seloste init``."""
    if given.main_user and not given.name:
        complain(say("setup.name_missing"))
        return 2
    asked = bool(given.main_user) and not given.peer
    password = new_password(given.main_user, staff.SHORTEST) if asked else None
    if password is not None:
        staff.verifier(password)
    with reached(demo=given.on_demo, make=True) as register:
        _told(register, installed(register))
        asyncio.run(_first(register, given, password))
    return 0


def _told(register: Register, done: Migrated) -> None:
    tell(say("setup.installed" if done.rebuilt else "setup.already", database=register.database))


async def _first(register: Register, given: Namespace, password: str | None) -> None:
    """The units and the main user that were asked for, and what to do next where there are none."""
    async with installing(register, "seloste_accounts") as session:
        for name in given.unit:
            try:
                tell(say("setup.unit_made", number=await staff.add_unit(session, name), name=name))
            except Invalid as error:
                if error.code != "unit_name_once":
                    raise
                tell(say("setup.unit_there", name=name))
        if given.main_user:
            await _main_user(session, given, password)
        if said := said_of(given):
            await controller.say_who(session, said)
            tell(say("answers.controller_said"))
        if await controller.known(session) is None:
            tell(say("answers.controller_none"))
        if not any(MAIN_USER in login.purposes for login in await staff.every(session)):
            tell(say("setup.next_main_user"))
        if not await staff.units(session):
            tell(say("setup.next_unit"))


async def _main_user(session: staff.Asked, given: Namespace, password: str | None) -> None:
    try:
        await staff.add(session, given.main_user, given.name, [MAIN_USER], [], None, password, given.language or "fi")
        tell(say("setup.main_user_made", login=given.main_user))
    except Refused as error:
        if error.code != "login_taken":
            raise
        tell(say("setup.main_user_there", login=given.main_user))


def migrate(given: Namespace) -> int:
    """``seloste migrate``: only what is installed is brought up."""
    with reached(demo=given.on_demo) as register:
        seen = asyncio.run(status(register.installer))
        if seen.code not in {None, "upgrade_pending"}:
            raise Setup(str(seen.code), **seen.facts)
        done = installed(register, upgrade_step)
        if done.applied:
            tell(say("setup.migrated", files=", ".join(done.applied)))
        tell(say("setup.rebuilt") if done.rebuilt else say("setup.already", database=register.database))
    return 0


def show_status(given: Namespace) -> int:
    """``seloste status``: every line is told that can be, then what is in the way."""
    with reached(demo=given.on_demo) as register:
        seen = asyncio.run(status(register.installer))
        for name, told in _lines(register, seen):
            tell(say("setup.line", name=say(f"setup.{name}"), told=told))
        if seen.code is None:
            tell(say("setup.ready"))
            return 0
    raise Setup(seen.code, **seen.facts)


def _lines(register: Register, seen: Status) -> list[tuple[str, str]]:
    where = databases.socket_of(register.installer)
    cluster = register.cluster
    lines = [("server", say("setup.embedded", path=cluster.directory) if cluster else where)]
    if seen.server_version:
        lines.append(("version", f"{seen.server_version // 10000}.{seen.server_version % 10000}"))
    if seen.database_exists:
        lines += [("database", register.database), ("connected", str(seen.connected))]
    if seen.installed:
        lines += _inside(register, seen) if seen.looked_inside else [("definitions", say("setup.unseen"))]
    if cluster is not None:
        lines.append(("watchdog", say("setup.watching" if cluster.watched() else "setup.not_watching")))
    return lines


def _inside(register: Register, seen: Status) -> list[tuple[str, str]]:
    lines = [
        ("pending", ", ".join(seen.pending) or say("setup.none")),
        ("definitions", say("setup.current" if seen.definitions_current else "setup.outdated")),
    ]
    return [*lines, ("head", asyncio.run(_head(register)))] if seen.code is None else lines


async def _head(register: Register) -> str:
    async with installing(register, "seloste_audit") as session:
        head = await audit.head(session)
    if head is None:
        return say("setup.unsealed")
    return say("setup.sealed", head=head.head, lines=head.lines, moment=f"{head.sealed_at:%Y-%m-%d %H:%M} UTC")
