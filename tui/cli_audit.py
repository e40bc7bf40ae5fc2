"""The logs: checked against their seals, and shown for one customer."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC

from db import audit, exporting
from db.errors import Refused
from db.session import Session
from tui.cli_register import Register, at_work, installing, opened, own_name, reached
from tui.cli_terminal import complain, spaced, table, tell
from tui.words import say

CHECKERS = ("seloste_privacy", "seloste_main_user")


def audit_act(given: Namespace) -> int:
    """``seloste audit verify``, ``show`` and ``disclosures``."""
    with reached(demo=given.on_demo) as register:
        acts = {"verify": _verify, "show": _show, "disclosures": _disclosures}
        return asyncio.run(acts[given.act](register, given))


@asynccontextmanager
async def checking(register: Register, login: str | None) -> AsyncGenerator[Session]:
    """The installer, or a login under whichever of its purposes may check the logs."""
    if login is None:
        async with installing(register, "seloste_audit") as session:
            yield session
        return
    session = opened(register, login)
    try:
        held = (await session.open()).purposes
        purpose = next((one for one in CHECKERS if one in held), None)
        if purpose is None:
            raise Refused("purpose_not_yours")
        await session.work_under(purpose)
        yield session
    finally:
        await session.close()


async def _verify(register: Register, given: Namespace) -> int:
    """Seal what is open, so that it is checked too, then compare every record with its seal."""
    async with checking(register, given.login_as) as session:
        await audit.seal(session)
        problems, head = await audit.verify(session), await audit.head(session)
    if problems:
        complain(say("answers.broken", count=len(problems)))
        for found in problems:
            complain("  " + say(f"answers.{found.problem}", log=say(f"answers.log_{found.log}"), seq=found.seq))
        return 1
    tell(say("answers.intact", lines=spaced(head.lines if head else 0)))
    if head:
        tell(say("answers.head", head=head.head))
    return 0


async def _show(register: Register, given: Namespace) -> int:
    async with at_work(register, given.login_as or own_name(), "seloste_privacy") as session:
        traces = await audit.of(session, given.customer)
    if not traces:
        tell(say("answers.no_traces"))
    titles = (say("answers.when"), *(say(f"audit.{name}") for name in ("who", "purpose", "what", "columns", "reason")))
    table(titles, [_row(trace) for trace in traces])
    return 0


def _row(trace: audit.Trace) -> tuple[str, ...]:
    act = say(f"audit.read_{trace.act}") if trace.log == "read" else f"{trace.entity} {trace.act}"
    purpose = trace.purpose.removeprefix("seloste_")
    return f"{trace.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}", trace.login, purpose, act, ", ".join(trace.columns or ()), trace.reason or ""


async def _disclosures(register: Register, given: Namespace) -> int:
    async with at_work(register, given.login_as or own_name(), "seloste_privacy") as session:
        found = await exporting.disclosures(session)
    if not found:
        tell(say("handing.no_disclosures"))
        return 0
    names = ("audit.who", "handing.to_whom", "handing.basis", "audit.reason", "handing.fields", "handing.count")
    rows = [
        (
            f"{one.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}", one.login,
            " ".join(filter(None, (one.recipient, one.country))) or say(f"handing.{one.kind}"), one.basis or "", one.reason,
            ", ".join(one.fields), spaced(one.count),
        )
        for one in found
    ]  # fmt: skip
    table((say("answers.when"), *map(say, names)), rows)
    return 0
