"""Fetching from YTJ: for an opened card by its business ID or name, for a new customer by what is typed; nothing is lost on the way."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from db import claims, customers, rights
from db.customers import Card
from db.errors import Invalid
from db.rights import Rights
from db.sources import comparing, importing, ytj
from db.sources.prh import Company
from db.sources.ytj import Answer
from db.values import business_id
from tui.screens.base import BaseScreen, No
from tui.screens.card_fields import KINDS
from tui.screens.card_reading import today
from tui.screens.fetch_picking import PickScreen
from tui.screens.fetched import Fetched, FetchedScreen, Settled, compared
from tui.screens.opened import of_opened
from tui.widgets.ask import Ask, Choose
from tui.words import say

Screen = BaseScreen[Any]
NUMBER: Final = "business_id"


def number_of(card: Card) -> str | None:
    """The business ID of a customer."""
    return next((one.value for one in card.identifiers if one.scheme == NUMBER and one.value), None)


async def fetch_for(screen: Screen, card: Card, mine: Rights, own: set[str]) -> Settled | None:
    """Ask YTJ about an opened customer and let a person decide on the differences; None when nothing was saved."""
    found = await _asked(screen, number_of(card) or card.customer.name)
    if found is None:
        return None
    noted = await _noted(screen, *found, card.customer.id)
    return None if noted is None else await _decided(screen, noted, mine, card, own)


async def fetch_new(screen: Screen, typed: str = "") -> int | None:
    """Ask YTJ for a company that is to be a customer; one that is in the register already is shown with its differences."""
    wanted = await screen.answer_of(Ask(say("fetching.ask"), label=say("fetching.ask_label"), value=typed or None, least=2))
    found = await _asked(screen, wanted) if wanted else None
    if found is None:
        return None
    company = found[0]
    held = await screen.ask(importing.holders(screen.session, company.business_id))
    if isinstance(held, No):
        return None
    mine = await screen.ask(rights.of(screen.session))
    if isinstance(mine, No):
        return None
    done = await (_for_held(screen, found, held[0], mine) if held else _for_new(screen, found, mine))
    return done.customer if done else None


async def _for_held(screen: Screen, found: tuple[Company, Answer], customer: int, mine: Rights) -> Settled | None:
    """The customer is there: its card is opened, and compared."""
    if isinstance(await screen.ask(customers.open_card(screen.session, customer, "YTJ")), No):
        return None
    card = await screen.ask(customers.card(screen.session, customer))
    noted = await _noted(screen, *found, customer)
    if isinstance(card, No) or noted is None:
        return None
    screen.tell(say("fetching.is_here"))
    return await _decided(screen, noted, mine, card, set()) or Settled(customer, "")


async def _for_new(screen: Screen, found: tuple[Company, Answer], mine: Rights) -> Settled | None:
    """A new customer, once its unit and kind are known."""
    company, _ = found
    unit = await _unit(screen)
    form = importing.form_of(company)
    kinds = [(kind, say(f"card.kind_{kind}")) for kind in KINDS if kind != "person"]
    kind = company.kind or await screen.answer_of(Choose(say("fetching.kind", form=form or "–"), kinds))
    if unit is None or kind is None:
        return None
    noted = await _noted(screen, *found, None)
    if noted is None:
        return None
    comparison = comparing.new(company, kind, unit, noted.today)
    return await screen.answer_of(FetchedScreen(noted, mine, None, comparison, set()))


async def _unit(screen: Screen) -> int | None:
    """The unit of the login, chosen where there are several."""
    me = screen.session.me
    units = [(str(number), name) for number, name in zip(me.unit_ids, me.units, strict=True)] if me else []
    if len(units) == 1:
        return int(units[0][0])
    chosen = await screen.answer_of(Choose(say("fetching.unit"), units)) if units else None
    return int(chosen) if chosen else None


async def _asked(screen: Screen, wanted: str) -> tuple[Company, Answer] | None:
    """The company that YTJ knows by a business ID, or that was chosen among those of a name."""
    screen.tell(say("fetching.asking"))
    number = _number(wanted)
    question = ytj.by_business_id(number, _waiting(screen)) if number else ytj.by_name(wanted, waiting=_waiting(screen))
    answer = await screen.ask(question)
    if isinstance(answer, No):
        return None
    screen.tell("")
    if number:
        return answer.companies[0], answer
    return await screen.answer_of(PickScreen(wanted, answer))


def _number(text: str) -> str | None:
    try:
        return business_id(text)
    except Invalid:
        return None


def _waiting(screen: Screen) -> ytj.Waiting:
    return lambda seconds: screen.tell(say("fetching.waiting", seconds=round(seconds)))


async def _noted(screen: Screen, company: Company, answer: Answer, customer: int | None) -> Fetched | None:
    """The fetch as the register notes it, before anything of it is shown."""
    operation, day = uuid4(), today()
    fetch = await of_opened(
        screen,
        customer or 0,
        lambda: claims.note_fetch(screen.session, operation, ytj.SOURCE, answer.query, customer, answer.payload, len(answer.companies)),
    )
    return None if isinstance(fetch, No) else Fetched(company, fetch, day)


async def _decided(screen: Screen, noted: Fetched, mine: Rights, card: Card, own: set[str]) -> Settled | None:
    comparison = compared(card, noted, screen.session.purpose)
    return await screen.answer_of(FetchedScreen(noted, mine, card, comparison, own))
