"""Fetching from outside sources: YTJ by business ID or name, an association by its typed extract; for an opened card or a new customer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from db import claims, customers, rights
from db.customers import Card
from db.desk import Draft
from db.errors import Invalid
from db.rights import Rights
from db.sources import comparing, importing, ytj
from db.sources.stated import Stated
from db.values import association_number, business_id
from tui.screens.association import Begun, begun, is_number, typed
from tui.screens.base import BaseScreen, No
from tui.screens.card_fields import KINDS, checked_by
from tui.screens.card_reading import today
from tui.screens.fetch_picking import PickScreen
from tui.screens.fetched import Fetched, FetchedScreen, Settled, compared
from tui.screens.opened import of_opened
from tui.widgets.ask import Ask, Choose
from tui.widgets.form import Checked
from tui.words import say

Screen = BaseScreen[Any]
NUMBER: Final = "business_id"
NUMBERED: Final = re.compile(r"(?:FI)?\d{6,7}-\d|\d{8}")
"""What one types for a business ID."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, by which query, in which answer, among how many."""

    stated: Stated
    query: str
    payload: bytes = field(repr=False)
    count: int = 1


def number_of(card: Card) -> str | None:
    """The business ID of a customer."""
    return next((one.value for one in card.identifiers if one.scheme == NUMBER and one.value), None)


async def fetch_for(screen: Screen, card: Card, mine: Rights, own: set[str], *, extract: bool = False) -> Settled | None:
    """Ask YTJ about an opened customer, or type an association's ``extract``, and let a person decide; None when nothing was saved."""
    wants = extract or await _wants_extract(screen, card)
    if wants is None:
        return None
    draft = await _begun_of(screen, card) if wants else None
    found = await _extract(screen, draft) if draft else await _asked(screen, number_of(card) or card.customer.name)
    noted = await _noted(screen, found, card.customer.id) if found else None
    return None if noted is None else await _saved(screen, draft, await _decided(screen, noted, mine, card, own))


async def _saved(screen: Screen, draft: Begun | None, done: Settled | None) -> Settled | None:
    """What was saved is no draft any more."""
    if done is not None and draft is not None:
        await draft.drop(screen.session)
    return done


async def _wants_extract(screen: Screen, card: Card) -> bool | None:
    """Associations are asked which register is meant: those with a business ID are in both."""
    if card.customer.kind != "association":
        return False
    sources = (("association", say("fetching.which_association")), ("ytj", say("fetching.which_ytj")))
    chosen = await screen.answer_of(Choose(say("fetching.which"), sources))
    return None if chosen is None else chosen == "association"


async def _begun_of(screen: Screen, card: Card) -> Begun:
    number = next((one.value for one in card.identifiers if one.scheme == "association"), None)
    return await begun(screen, card.customer.id, number, card.customer.name)


async def _extract(screen: Screen, draft: Begun) -> Found | None:
    stated = await typed(screen, draft, today())
    return Found(stated, stated.number, stated.payload, 1) if stated else None


async def fetch_new(screen: Screen, given: str = "", kept: Draft | None = None) -> int | None:
    """Ask YTJ for a company, or type an association's extract, that is to be a customer; one that is here already is compared."""
    wanted, draft = "", Begun.of(kept) if kept else None
    if draft is None:
        asked = Ask(say("fetching.ask"), label=say("fetching.ask_label"), value=given or None, least=2, check=_askable)
        wanted = await screen.answer_of(asked) or ""
        if not wanted:
            return None
        draft = await begun(screen, None, association_number(wanted)) if is_number(wanted) else None
    found = await _extract(screen, draft) if draft else await _asked(screen, wanted)
    if found is None:
        return None
    held = await screen.ask(importing.holders(screen.session, found.stated.identifiers[0][1]))
    mine = await screen.ask(rights.of(screen.session))
    if isinstance(held, No) or isinstance(mine, No):
        return None
    done = await _saved(screen, draft, await (_for_held(screen, found, held[0], mine) if held else _for_new(screen, found, mine)))
    return done.customer if done else None


async def _for_held(screen: Screen, found: Found, customer: int, mine: Rights) -> Settled | None:
    """The customer is there: its card is opened, and compared."""
    if isinstance(await screen.ask(customers.open_card(screen.session, customer, found.stated.source)), No):
        return None
    card = await screen.ask(customers.card(screen.session, customer))
    noted = await _noted(screen, found, customer)
    if isinstance(card, No) or noted is None:
        return None
    screen.tell(say("fetching.is_here"))
    return await _decided(screen, noted, mine, card, set()) or Settled(customer, "")


async def _for_new(screen: Screen, found: Found, mine: Rights) -> Settled | None:
    """A new customer, once its unit and kind are known."""
    unit = await _unit(screen)
    if unit is None:
        return None
    form = found.stated.described.get("legal_form", "–")
    kinds = [(kind, say(f"card.kind_{kind}")) for kind in KINDS if kind != "person"]
    kind = found.stated.kind or await screen.answer_of(Choose(say("fetching.kind", form=form), kinds))
    noted = await _noted(screen, found, None) if kind is not None else None
    if noted is None or kind is None:
        return None
    comparison = comparing.new(noted.stated, kind, unit, noted.today)
    return await screen.answer_of(FetchedScreen(noted, mine, None, comparison, set()))


async def _unit(screen: Screen) -> int | None:
    """The unit of the login, chosen where there are several."""
    me = screen.session.me
    units = [(str(number), name) for number, name in zip(me.unit_ids, me.units, strict=True)] if me else []
    if len(units) == 1:
        return int(units[0][0])
    chosen = await screen.answer_of(Choose(say("fetching.unit"), units)) if units else None
    return int(chosen) if chosen else None


async def _asked(screen: Screen, wanted: str) -> Found | None:
    """The company that YTJ knows by a business ID, or that was chosen among those of a name."""
    screen.tell(say("fetching.asking"))
    number = _number(wanted)
    question = ytj.by_business_id(number, _waiting(screen)) if number else ytj.by_name(wanted, waiting=_waiting(screen))
    answer = await screen.ask(question)
    if isinstance(answer, No):
        return None
    screen.tell("")
    picked = (answer.companies[0], answer) if number else await screen.answer_of(PickScreen(wanted, answer))
    return Found(picked[0], picked[1].query, picked[1].payload, len(picked[1].companies)) if picked else None


def _askable(text: str) -> Checked:
    """A name, or a business ID whose check digit is right: a slip of the finger finds nobody, and is no name."""
    wrong = checked_by(business_id)(text) if NUMBERED.fullmatch(text.strip()) else Checked(text)
    return Checked(text, wrong.error)


def _number(text: str) -> str | None:
    try:
        return business_id(text)
    except Invalid:
        return None


def _waiting(screen: Screen) -> ytj.Waiting:
    return lambda seconds: screen.tell(say("fetching.waiting", seconds=round(seconds)))


async def _noted(screen: Screen, found: Found, customer: int | None) -> Fetched | None:
    """The fetch as the register notes it, before anything of it is shown."""
    operation, source = uuid4(), found.stated.source
    fetch = await of_opened(
        screen,
        customer or 0,
        lambda: claims.note_fetch(screen.session, operation, source, found.query, customer, found.payload, found.count),
    )
    return None if isinstance(fetch, No) else Fetched(found.stated, fetch, today())


async def _decided(screen: Screen, noted: Fetched, mine: Rights, card: Card, own: set[str]) -> Settled | None:
    comparison = compared(card, noted, screen.session.purpose)
    return await screen.answer_of(FetchedScreen(noted, mine, card, comparison, own))
