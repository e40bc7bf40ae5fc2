"""What a customer owes, on one line of its card, and its invoices one key away."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from db import billing
from db.customers import Card
from tui.background import background
from tui.screens import at_work
from tui.screens.base import No
from tui.screens.billing_words import glance
from tui.screens.card_company import CardCompany
from tui.words import say


class CardGlance(CardCompany):
    """The line stands above the form, and only where the purpose is told something of billing."""

    DEFAULT_CSS = """
    CardGlance #billing { height: 1; padding: 0 1; display: none; }
    """

    def body(self) -> Iterable[Widget]:
        """The line and the form."""
        yield Static(id="billing", markup=False)
        yield from super().body()

    def show(self, card: Card) -> None:
        """Show a card as it was read, and ask what is owed."""
        super().show(card)
        self.query_one("#billing").display = "billing_glance" in self.rights.acts
        self._billed(None)

    @background("glance")
    async def _look_at_billing(self, customer: int) -> None:
        told = await self.ask(billing.glance(self.session, customer))
        if not isinstance(told, No) and told is not None:
            self.query_one("#billing", Static).update(f"{say('billing.glance')}: {glance(told, counted=False)}")

    def action_invoices(self) -> None:
        """The invoices of this customer."""
        if self.card is not None:
            self.app.push_screen(at_work.InvoicesScreen(self.card, self._own, self.rights.acts), self._billed)  # pyright: ignore[reportUnknownMemberType]

    def _billed(self, _answer: object) -> None:
        """See what was changed among the invoices."""
        if self.card is not None and "billing_glance" in self.rights.acts:
            self._look_at_billing(self.card.customer.id)

    def spoken_otherwise(self) -> None:
        """Say the line in the other language."""
        super().spoken_otherwise()
        self._billed(None)
