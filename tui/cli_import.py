"""Importing a company from an answer of PRH's open data: shown first, saved when a person agrees."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from db import values
from db.errors import Invalid, Setup
from db.session import Session
from db.shown import shown_date
from db.sources import importing, prh, ytj
from db.sources.comparing import Days, Difference, Step
from db.sources.importing import Proposal
from tui.cli_register import Register, at_work, own_name, reached
from tui.cli_staff import unit_number
from tui.cli_terminal import agreed, complain, on_terminal, tell
from tui.words import known, language, say

PURPOSE: Final = "seloste_administration"
NOTHING: Final = "–"


def today() -> date:
    """The date in Finland."""
    return datetime.now(UTC).astimezone(ZoneInfo("Europe/Helsinki")).date()


def import_prh(given: Namespace) -> int:
    """``seloste import prh``."""
    answer = read(given.file) if given.file else asyncio.run(fetched(given.business_id))
    company = wanted(answer, given.business_id)
    with reached(demo=given.on_demo) as register:
        return asyncio.run(_import(register, given, company, answer))


async def fetched(business_id: str | None) -> bytes:
    """What YTJ answers about a business ID; Invalid for one that is none, Setup("nothing_to_import") without one."""
    if business_id is None:
        raise Setup("nothing_to_import")
    answer = await ytj.by_business_id(
        values.business_id(business_id), lambda seconds: complain(say("importing.waiting", seconds=round(seconds)))
    )
    return answer.payload


def read(name: str) -> bytes:
    """The bytes of a file, or of the input for ``-``, no more than an answer can have; Setup("file_unread")."""
    most = prh.LARGEST + 1
    if name == "-":
        return sys.stdin.buffer.read(most)
    try:
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError:
        raise Setup("file_unread", path=name) from None


def wanted(answer: bytes, business_id: str | None) -> prh.Company:
    """The company that was named, or the only one of the answer."""
    companies = prh.read_page(answer).companies
    if business_id is None and len(companies) > 1:
        raise Invalid("prh_several", count=len(companies))
    found = [company for company in companies if business_id in {None, company.business_id}]
    if not found:
        raise Invalid("prh_another" if companies else "prh_empty")
    return found[0]


async def _import(register: Register, given: Namespace, company: prh.Company, answer: bytes) -> int:
    async with at_work(register, given.login_as or own_name(), PURPOSE) as session:
        unit = None if given.unit is None else await unit_number(session, given.unit)
        proposal = replace(await importing.propose(session, company, today(), unit, given.kind), payload=answer)
        show(proposal)
        if not proposal.comparison.differences:
            tell(say("importing.same"))
            return 0
        if given.yes or agreed():
            return await _save(session, proposal)
    complain(say("importing.not_saved"))
    if not on_terminal():
        complain(say("importing.say_yes"))
    return 1


async def _save(session: Session, proposal: Proposal) -> int:
    customer = await importing.accept(session, uuid4(), proposal)
    tell(say("importing.saved", customer=customer))
    return 0


def show(proposal: Proposal) -> None:
    """Every difference on a line, then what is left out, then the source."""
    company = proposal.company
    of = "importing.of_new" if proposal.customer is None else "importing.of_customer"
    tell(say(of, name=company.name or "", business_id=company.business_id, customer=proposal.customer))
    for difference in proposal.comparison.differences:
        tell(_line(difference))
        if difference.warning:
            tell(f"    {say(f'importing.{difference.warning}')}")
    for step in proposal.comparison.steps:
        if step.left is not None:
            tell(_left_before(step))
    for left in proposal.comparison.left_out:
        tell(f"  {_left(left, company)}")
    if company.unread:
        tell(f"  {say('importing.unread', paths=', '.join(company.unread))}")
    moment = company.last_modified
    tell(say("importing.source", moment=f"{moment:%Y-%m-%d %H:%M}" if moment else NOTHING))


def _left_before(step: Step) -> str:
    day, who = step.left or (None, None)
    when = shown_date(day, language()) if day else NOTHING
    return f"  {_line(step.difference)} · {say('importing.left_before', when=when, who=who or NOTHING)}"


def _left(left: str, company: prh.Company) -> str:
    if left == "kind_open":
        return say("importing.kind_open", form=importing.form_of(company) or NOTHING)
    return say("importing.status") + ": " + say("importing.not_in_force") if left == "not_in_force" else said(left)


def said(name: str) -> str:
    """A word of imports, or the code itself."""
    return say(f"importing.{name}") if known(f"importing.{name}") else name


def _line(difference: Difference) -> str:
    ours = _value(difference.what, difference.ours) + _span(difference.our_days)
    theirs = _value(difference.what, difference.theirs) + _span(difference.their_days)
    key = "importing.added" if difference.ours is None else "importing.line"
    return say(key, what=said(difference.what), ours=ours, theirs=theirs)


def _span(days: Days) -> str:
    """From when to when, in brackets; nothing where neither is known."""
    first, last = ("" if day is None else shown_date(day, language()) for day in days)
    return f" ({first}–{last})" if first or last else ""


def _value(what: str, value: str | None) -> str:
    """A value as a person reads it: kinds and relations by their words."""
    if value is None:
        return NOTHING
    prefix = {"kind": "kind_", "relation": "status_"}.get(what)
    return said(f"{prefix}{value}") if prefix else value
