"""The invoices of an opened customer, the newest first, and how old what is open of them is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from db import billing
from db.billing import Listed
from db.customers import Card
from db.shown import shown_reference
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No
from tui.screens.billing_undoing import BillingUndoing
from tui.screens.billing_words import bare, day, euros, glance, mark, money, state
from tui.screens.invoice import InvoiceScreen
from tui.screens.opened import of_opened
from tui.screens.payment import PaymentScreen
from tui.widgets.bars import Bar, Bars
from tui.widgets.rows import Column, Row, RowList
from tui.words import say

PAGE: Final = 64


def columns() -> tuple[Column, ...]:
    """The columns in the language in use."""
    return (
        Column(say("billing.number"), 1.0, least=10, most=20),
        Column(say("billing.issued"), 10, priority=2),
        Column(say("billing.due"), 10),
        Column(euros("total"), 12, align="right"),
        Column(euros("open"), 12, align="right"),
        Column(say("billing.state"), 1.0, least=16, most=22),
        Column(say("billing.step"), 13, priority=3),
        Column(say("billing.reference"), 1.0, least=14, most=30, priority=4, dim=True),
    )


def row_of(one: Listed) -> Row:
    """A line of the list."""
    cells = (
        one.number,
        day(one.issued_on),
        day(one.due_on),
        bare(one.total),
        bare(one.open) if one.open else "",
        state(one),
        say(f"billing.step_{one.step}") if one.step else "",
        shown_reference(one.reference) if one.reference else "",
    )
    return Row(one.id, cells, (one.issued_on.isoformat(), one.id), marks=mark(one.state), dim=not one.open)


class InvoiceList(RowList):
    """Nothing is marked."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No marks."""
        return action != "mark"


class InvoicesScreen(BillingUndoing):
    """One line of what is owed, the list, and a small chart of how old it is."""

    AUTO_FOCUS = "InvoiceList"
    DEFAULT_CSS = """
    InvoicesScreen #glance { height: 1; padding: 0 2; text-style: bold; }
    InvoicesScreen Bars { margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("payment", "undo", "redo", "reload")]

    def __init__(self, card: Card, own: set[str], acts: frozenset[str]) -> None:
        """As its base."""
        super().__init__(card.customer.id, own, acts)
        self.card = card
        self._turn = asyncio.Lock()

    def body(self) -> Iterable[Widget]:
        """What is owed, the invoices, the chart."""
        yield Static(id="glance", markup=False)
        yield InvoiceList(columns(), empty=say("billing.no_invoices"))
        yield Bars()

    @property
    def heading(self) -> str:
        """Whose invoices."""
        return f"{say('billing.title')} · {self.card.customer.name}"

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def on_mount(self) -> None:
        """Ask for the first page and the sums."""
        super().on_mount()
        self.rows.restart()
        self._sum_up()

    def renewed(self) -> None:
        """See what changed, at the same place."""
        self.rows.reload()
        self._sum_up()

    @background("sums")
    async def _sum_up(self) -> None:
        told = await of_opened(self, self.customer, partial(billing.glance, self.session, self.customer))
        aged = await self.ask(billing.ageing(self.session, self.customer))
        if not isinstance(told, No):
            self.query_one("#glance", Static).update(glance(told))
        if not isinstance(aged, No):
            shown = aged if any(one.count for one in aged) else ()
            texts = [f"{money(one.open)} ({one.count})" if one.count else say("form.none") for one in shown]
            self.query_one(Bars).show([
                Bar(say(f"billing.{one.bucket}"), float(one.open), text, strong=one.bucket != "not_due" and one.open > 0)
                for one, text in zip(shown, texts, strict=True)
            ])  # fmt: skip

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for a page."""
        wanted.stop()
        self._fetch(wanted)

    @background("pages", exclusive=False)
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        backward = wanted.direction in {"before", "last"}
        ask = partial(billing.invoices, self.session, self.customer, wanted.key, backward=backward, most=PAGE)
        async with self._turn:
            page = await of_opened(self, self.customer, ask)
        if isinstance(page, No):
            wanted.rows.unanswered(wanted.request)
            return
        wanted.rows.supply(wanted.request, [row_of(one) for one in (reversed(page) if backward else page)], len(page) < PAGE)

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open the invoice."""
        opened.stop()
        self.app.push_screen(InvoiceScreen(self.card, opened.row.id, self.own, self.acts), self._back_here)  # pyright: ignore[reportUnknownMemberType]

    def action_payment(self) -> None:
        """Record a payment of the invoice under the cursor."""
        row = self.rows.row
        self.app.push_screen(PaymentScreen(None if row is None else row.cells[0]), self._back_here)  # pyright: ignore[reportUnknownMemberType]

    def _back_here(self, _answer: Any) -> None:
        self.renewed()

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns = columns()
        self.renewed()
