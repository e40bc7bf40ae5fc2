"""Where a draft leads: to the screen it was typed in."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from db.desk import Draft
from tui.screens.card import CardScreen
from tui.screens.contact import ContactScreen
from tui.screens.contact_reading import KIND as CONTACT
from tui.screens.product import ProductScreen


def screen_of(customer: int | None, draft: Draft | None) -> Screen[Any]:
    """The screen of a customer, or the one to go on with a draft in; neither is a new customer."""
    if draft is None:
        return CardScreen(customer)
    if draft.kind == CONTACT and draft.party is not None:
        return ContactScreen(draft.party, draft=draft)
    if draft.kind == ProductScreen.KIND:
        return ProductScreen(draft.fields.get("of"), draft)
    return CardScreen(customer, draft)
