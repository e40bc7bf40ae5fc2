"""Where a draft leads: to the screen it was typed in."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from db.desk import Draft
from tui.screens.card import CardScreen
from tui.screens.card_desk import EXTRACT
from tui.screens.contact import ContactScreen
from tui.screens.contact_reading import KIND as CONTACT
from tui.screens.host import HostScreen
from tui.screens.product import ProductScreen
from tui.screens.register import RegisterScreen


def screen_of(customer: int | None, draft: Draft | None, item: str = "", host: int | None = None) -> Screen[Any]:
    """The screen of a customer or host, at one of its rows, or the one to go on with a draft in; nothing of it is a new customer."""
    if draft is None:
        return CardScreen(customer, item=item) if host is None else HostScreen(host, item=item)
    if draft.kind == CONTACT and draft.party is not None:
        return ContactScreen(draft.party, draft=draft)
    if draft.kind == HostScreen.KIND:
        return HostScreen(draft.fields.get("of"), draft)
    if draft.kind == ProductScreen.KIND:
        return ProductScreen(draft.fields.get("of"), draft)
    if draft.kind == EXTRACT and draft.party is None:
        return RegisterScreen(in_box=False, extract=draft)
    return CardScreen(customer, draft)
