"""The personal identity code and protected addresses of an opened customer: revealed with a reason, compared, stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from re import compile as pattern
from typing import Any, Final
from uuid import uuid4

from db import customers, identity, values
from db.customers import Card
from db.rights import Rights
from tui.screens.asking import AskKnowing, reason_for
from tui.screens.base import BaseScreen, No
from tui.screens.card_field_kinds import checked_by
from tui.screens.opened import of_opened
from tui.screens.revealing import Revealed
from tui.widgets.ask import Ask
from tui.widgets.form import Checked
from tui.words import say

LAST_FOUR: Final = pattern(r"\d{3}[0-9A-Ya-y]")


def four_checked(text: str) -> Checked:
    """The last four of an identity code: three digits and a check character."""
    four = text.strip().upper()
    return Checked(four, "" if LAST_FOUR.fullmatch(four) else say("people.four_wrong"))


async def reveal(screen: BaseScreen[Any], card: Card) -> bool:
    """Ask for a reason, log it, and show the code for a moment; the card needs no second reading."""
    reason = await reason_for(screen, say("people.ask_reveal", name=card.customer.name))
    if reason is None:
        return False
    customer = card.customer.id
    asked = await of_opened(screen, customer, partial(identity.ask, screen.session, customer, reason))
    if isinstance(asked, No):
        return False
    code = await screen.ask(identity.reveal(screen.session, customer))
    if isinstance(code, No):
        return False
    if code is None:
        screen.tell(say("people.no_code", name=card.customer.name))
        return False
    await screen.answer_of(Revealed(card.customer.name, code))
    screen.tell(say("people.hidden_again"))
    return False


async def compare(screen: BaseScreen[Any], card: Card) -> bool:
    """Ask for the last four and answer yes or no; the code itself stays hidden."""
    four = await screen.answer_of(Ask(say("people.ask_four", name=card.customer.name), label=say("people.four"), check=four_checked))
    if four is None:
        return False
    customer = card.customer.id
    same = await of_opened(screen, customer, partial(identity.matches, screen.session, customer, four))
    if not isinstance(same, No):
        answer = "people.too_many_tries" if same is None else "people.four_match" if same else "people.four_differ"
        screen.tell(say(answer, name=card.customer.name), bad=not same)
    return False


async def store(screen: BaseScreen[Any], card: Card) -> bool:
    """Ask for the code, what it is needed for and how it was verified, and store it."""
    name = card.customer.name
    checked = checked_by(values.identity_code)
    code = await screen.answer_of(AskKnowing(say("people.ask_code", name=name), say("people.code_hidden"), say("people.code"), checked))
    needed = code and await screen.answer_of(Ask(say("people.ask_needed"), label=say("people.needed")))
    how = needed and await screen.answer_of(Ask(say("people.ask_verified"), label=say("people.verified")))
    if not code or not needed or not how:
        return False
    customer = card.customer.id
    stored = await of_opened(screen, customer, partial(_stored, screen, customer, code, needed, how))
    if isinstance(stored, No):
        return False
    screen.tell(say("people.code_stored", name=name))
    return True


async def _stored(screen: BaseScreen[Any], customer: int, code: str, needed: str, how: str) -> bool:
    await identity.store(screen.session, uuid4(), customer, code, needed, how)
    return True


async def open_protected(screen: BaseScreen[Any], card: Card) -> bool:
    """Ask for a reason and open the addresses under a non-disclosure order; True when the card shows them now."""
    name = card.customer.name
    reason = await reason_for(screen, say("people.ask_address", name=name))
    if reason is None:
        return False
    customer = card.customer.id
    opened = await of_opened(screen, customer, partial(customers.open_address, screen.session, customer, reason))
    if isinstance(opened, No):
        return False
    screen.tell(say("people.address_open", name=name))
    return True


Act = Callable[[BaseScreen[Any], Card], Awaitable[bool]]


def secrets_of(card: Card, rights: Rights) -> dict[str, Act]:
    """What may be done with the secrets of a customer under the purpose in use, by name of its words."""
    held = any(one.scheme == "hetu" for one in card.identifiers)
    natural = card.customer.kind in {"person", "sole_trader"}
    guarded = bool(card.customer.protected) and not card.addresses
    each: tuple[tuple[str, bool, str, Act], ...] = (
        ("act_reveal", held, "reveal_identity_code", reveal),
        ("act_compare", held, "match_identity_code", compare),
        ("act_store", natural, "set_identity_code", store),
        ("act_open_address", guarded, "open_address", open_protected),
    )
    return {name: act for name, there, function, act in each if there and function in rights.acts}
