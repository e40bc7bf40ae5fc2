"""A payment in: a reference is typed, the invoice and its customer appear, amount and day are proposed, one key records it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from db import billing, customers, values
from db.billing import Hit, Invoice, Matched, Unmatched
from db.errors import Invalid
from db.shown import shown_reference
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No, sentence
from tui.screens.billing_words import bare, day, euros, money, state
from tui.screens.opened import of_opened
from tui.screens.staff_fields import LINES, line
from tui.widgets.notice import Notice
from tui.widgets.rows import Column, Row, RowList
from tui.widgets.signs import sign
from tui.widgets.typing_line import TypingLine
from tui.words import joined, language, say

PAGE: Final = 64
LEAST: Final = 3
SETTLES: Final = 0.12


def columns() -> tuple[Column, ...]:
    """The columns of payments that wait, in the language in use."""
    return (
        Column(say("billing.received"), 10),
        Column(euros("amount"), 12, align="right"),
        Column(say("billing.payer"), 2.0, least=22),
        Column(say("billing.reference"), 1.0, least=12, most=26, priority=2),
        Column(say("billing.told"), 1.0, least=12, priority=1),
        Column(say("billing.archive"), 20, priority=3),
    )


class WaitingList(RowList):
    """Nothing is marked."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No marks."""
        return action != "mark"


class PaymentScreen(BaseScreen[None]):
    """The reference, what it found, the amount and the day; below, the bank's payments that found no invoice."""

    AUTO_FOCUS = "#reference"
    TAKES_PAYMENTS = False
    DEFAULT_CSS = f"""
    PaymentScreen {{ {LINES} #amount {{ width: 16; }} #received {{ width: 12; }} }}
    PaymentScreen #found {{ height: 2; padding: 0 2; text-style: bold; }}
    PaymentScreen #waiting {{ height: 1; padding: 0 2; text-style: bold; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "reload")]

    def __init__(self, begin: str | None = None) -> None:
        """``begin`` is a reference or number to begin with."""
        super().__init__()
        self._begin = begin or ""
        self.hit: Hit | None = None
        self.invoice: Invoice | None = None
        self.whose = ""
        self.chosen: Unmatched | None = None
        self._waiting: dict[int, Unmatched] = {}
        self._operation: tuple[UUID, object] | None = None
        self._turn = asyncio.Lock()

    @property
    def heading(self) -> str:
        """The title."""
        return say("billing.payment_title")

    def body(self) -> Iterable[Widget]:
        """What is typed, what was found, what waits."""
        yield from line("reference", say("billing.reference"), TypingLine(self._begin, id="reference", compact=True, select_on_focus=False))
        yield Static(say("billing.type_reference"), id="found", markup=False)
        yield from line("amount", say("billing.amount"), TypingLine(id="amount", compact=True))
        yield from line("received", say("billing.received"), TypingLine(day(today()), id="received", compact=True))
        yield from line("payer", say("billing.payer"), TypingLine(id="payer", compact=True))
        yield Static(say("billing.waiting"), id="waiting", markup=False)
        yield WaitingList(columns(), marks=0, empty=say("billing.none_waiting"))

    def on_mount(self) -> None:
        """Begin with what was given, and ask for what waits."""
        super().on_mount()
        for field in self.query(TypingLine):
            field.cursor_blink = False
        self.query_one(RowList).restart()
        if self._begin:
            self._look(self._begin)

    def field(self, name: str) -> TypingLine:
        """A field."""
        return self.query_one(f"#{name}", TypingLine)

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Look for the invoice while its reference is typed."""
        if changed.input.id == "reference" and (not self._begin or changed.value.strip() != self._begin):
            self._begin = ""
            self._look(changed.value)
        if changed.value and self.query_one(Notice).told[1]:
            self.tell("")
        self._mark(changed.input.id or "", wrong=False)

    def _mark(self, name: str, *, wrong: bool) -> None:
        """Put a sign before the name of a field that was refused, until it is changed."""
        label = self.field(name).query_ancestor(Horizontal).query_one(Static)
        label.update(joined("", sign("warning") if wrong else "", say(f"billing.{name}")))

    @background("look")
    async def _look(self, typed: str) -> None:
        """Show the invoice that was typed and open the card of its customer: what is shown is in the read log."""
        self.hit = self.invoice = None
        if len(typed.strip()) < LEAST:
            self._say(say("billing.type_reference"))
            return
        await asyncio.sleep(SETTLES)
        hit = await self.ask(billing.find(self.session, typed))
        if isinstance(hit, No):
            return
        if hit is None:
            self._say(_nothing(typed))
            return
        await self._show(hit)

    async def _show(self, hit: Hit) -> None:
        opened = await self.ask(customers.open_card(self.session, hit.party))
        if isinstance(opened, No):
            return
        invoice = await self.ask(billing.invoice(self.session, hit.invoice))
        card = await self.ask(customers.card(self.session, hit.party))
        if isinstance(invoice, No) or isinstance(card, No):
            return
        self.hit, self.invoice, self.whose = hit, invoice, card.customer.name
        if self.chosen is None:
            self.field("amount").value = _typed(invoice.open) if invoice.open else ""
        self._tell_found()

    def _tell_found(self) -> None:
        one = self.invoice
        if one is not None:
            due = day(one.due_on)
            found = say("billing.found", number=one.number, name=self.whose, open=money(one.open), due=due, state=state(one, whole=True))
            self._say(found)

    def _say(self, text: str) -> None:
        self.query_one("#found", Static).update(text)

    def on_input_submitted(self) -> None:
        """Enter records what is proposed, too."""
        self.action_save()

    @background("save")
    async def action_save(self) -> None:
        """Record the payment, or match the chosen one of the bank."""
        if self.hit is None or self.invoice is None:
            self.tell(_nothing(self.field("reference").value), bad=True)
            return
        try:
            amount, received = values.money(self.field("amount").value), values.date_of(self.field("received").value)
        except Invalid as error:
            wrong = "amount" if error.code.startswith("money") else "received"
            self.field(wrong).focus()
            self._mark(wrong, wrong=True)
            self.tell(sentence(error), bad=True)
            return
        kept = await self._kept(self.hit, amount, received)
        if not isinstance(kept, No):
            self._recorded(amount, kept)

    async def _kept(self, hit: Hit, amount: Decimal, received: date) -> Matched | No:
        """Ask the register under an operation that stays the same until it has answered."""
        payer, chosen = self.field("payer").value.strip() or None, self.chosen
        what = (hit, amount, received, payer, chosen)
        if self._operation is None or self._operation[1] != what:
            self._operation = (uuid4(), what)
        operation = self._operation[0]
        if chosen is not None:
            return await of_opened(self, hit.party, lambda: billing.match(self.session, operation, chosen.id, hit.invoice))
        return await of_opened(
            self, hit.party, lambda: billing.record_payment(self.session, operation, hit.invoice, received, amount, payer, None)
        )

    def _recorded(self, amount: Decimal, kept: Matched) -> None:
        """Say what became of it, and be ready for the next."""
        number = self.invoice.number if self.invoice else ""
        facts = {"amount": money(kept.matched if self.chosen else amount), "number": number, "name": self.whose}
        told = (
            say("billing.recorded_over", **facts, left=money(kept.left))
            if kept.left
            else say("billing.recorded", **facts, open=money(kept.open))
        )
        self.hit = self.invoice = self.chosen = self._operation = None
        for name in ("reference", "amount", "payer"):
            self.field(name).value = ""
        self.field("reference").focus()
        self.query_one(RowList).restart()
        self.tell(told)

    # the payments of the bank that wait

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for a page."""
        wanted.stop()
        self._fetch(wanted)

    @background("pages", exclusive=False)
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        backward = wanted.direction in {"before", "last"}
        async with self._turn:
            page = await self.ask(billing.unmatched(self.session, wanted.key, backward=backward, most=PAGE))
        if isinstance(page, No):
            wanted.rows.unanswered(wanted.request)
            return
        self._waiting |= {one.id: one for one in page}
        rows = [_row(one) for one in (reversed(page) if backward else page)]
        wanted.rows.supply(wanted.request, rows, len(page) < PAGE)

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Match this payment: only its invoice is still to be said."""
        opened.stop()
        one = self.chosen = self._waiting[opened.row.id]
        self.field("amount").value, self.field("received").value = _typed(one.amount), day(one.received_on)
        self.field("payer").value = one.payer or ""
        self._tell_found()
        self.field("reference").focus()
        self.tell(say("billing.chosen", amount=money(one.amount), day=day(one.received_on), payer=one.payer or ""))

    def spoken_otherwise(self) -> None:
        """Say everything in the other language, under what is being typed."""
        super().spoken_otherwise()
        self.action_reload()

    def action_reload(self) -> None:
        """Ask again for what waits."""
        self.query_one(RowList).reload()


def _row(one: Unmatched) -> Row:
    reference = shown_reference(one.reference) if one.reference else ""
    cells = (day(one.received_on), bare(one.amount), one.payer or "", reference, one.message or "", one.archive_id or "")
    return Row(one.id, cells, (one.received_on.isoformat(), one.id))


def _nothing(typed: str) -> str:
    """Why nothing was found: a wrong check digit, or no invoice."""
    try:
        values.payment_reference(typed)
    except Invalid as error:
        if error.code.endswith(("check_digit", "check_digits")):
            return say("billing.wrong_check")
    return say("billing.no_such")


def _typed(amount: Decimal) -> str:
    """An amount as one types it."""
    return f"{amount:.2f}".replace(".", "," if language() == "fi" else ".")


def today() -> date:
    """The date in Finland."""
    return datetime.now(ZoneInfo("Europe/Helsinki")).date()
