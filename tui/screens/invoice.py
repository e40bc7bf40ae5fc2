"""One invoice of an opened customer: its sums, its hold, and what happened to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from db import billing, values
from db.billing import Event, Invoice
from db.call import Asked
from db.customers import Card
from db.errors import Invalid
from db.shown import shown_reference
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No, sentence
from tui.screens.billing_undoing import BillingUndoing
from tui.screens.billing_words import about, bare, day, euros, event, mark, money, rate, state
from tui.screens.crediting import credit, line_of
from tui.screens.opened import of_opened
from tui.screens.payment import PaymentScreen
from tui.screens.sources_list import source
from tui.widgets.ask import Ask, Confirm
from tui.widgets.facts import Fact, Facts
from tui.widgets.form import Checked
from tui.widgets.reading import ReadList
from tui.widgets.rows import Column, Row, RowList
from tui.widgets.signs import sign
from tui.words import say

STEPS: Final = (None, "reminder", "second", "collection")
FEES: Final = {"reminder": "5", "second": "5", "collection": "14"}
"""Fees that are proposed: what a consumer pays at most (513/1999, section 10 a)."""

Act = Callable[[Asked, UUID], Awaitable[object]]


def columns() -> tuple[Column, ...]:
    """The columns of what happened, in the language in use."""
    return (
        Column(say("billing.when"), 10),
        Column(say("billing.what"), 14),
        Column(euros("amount"), 12, align="right"),
        Column(say("billing.told"), 2.0, least=16),
        Column(say("billing.reference"), 1.0, least=14, most=26, priority=3),
        Column(say("billing.archive"), 1.0, least=18, most=24, priority=2),
        Column(say("billing.who"), 1.0, least=8, most=20, priority=1),
    )


def facts_of(one: Invoice) -> tuple[Fact, ...]:
    """What is to be known of an invoice, what matters first."""
    rates = "; ".join(
        say("billing.vat_line", rate=rate(line["rate"]), net=money(Decimal(line["net"])), vat=money(Decimal(line["vat"])))
        for line in one.vat_lines
    )
    held = say("billing.held_until", until=day(one.hold_until), ends=day(one.financial_year_ends_on))
    settled = " · ".join(
        f"{say(f'billing.{name}')} {money(amount)}" for name, amount in (("paid", one.paid), ("credited", one.credited)) if amount
    )
    came = " · ".join(part for part in (source(one), one.source_ref, day(one.obtained_on), one.obtained_by) if part)
    return (
        Fact("", f"{mark(one.state)} {state(one, whole=True)} · {say('billing.open')} {money(one.open)}".strip(), strong=True),
        Fact(say("billing.total"), f"{money(one.total)}{f' · {settled}' if settled else ''}"),
        Fact(say("billing.vat"), rates or f"{say('billing.net')} {money(one.net)}, {say('billing.vat')} {money(one.vat)}"),
        Fact(say("billing.issued"), f"{day(one.issued_on)} · {say('billing.due')} {day(one.due_on)}"),
        Fact(say("billing.credits"), " · ".join(part for part in (one.credits, one.reason) if part)),
        Fact(
            say("billing.reference"),
            " · ".join(shown_reference(one_form) for one_form in (one.reference, one.rf) if one_form),
        ),
        Fact(say("billing.held"), held),
        Fact(say("billing.source"), came),
    )


class InvoiceScreen(BillingUndoing):
    """Facts above, what happened below; a payment is recorded or taken off, a reminder and a dispute noted by one key each."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    InvoiceScreen RowList { margin-top: 1; }
    InvoiceScreen #event { height: 3; padding: 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("payment", "remind", "dispute", "credit", "revoke", "undo", "redo", "reload")]

    def __init__(self, card: Card, invoice: int, own: set[str], acts: frozenset[str]) -> None:
        """As its base."""
        super().__init__(card.customer.id, own, acts)
        self.card, self.wanted = card, invoice
        self.invoice: Invoice | None = None
        self.events: tuple[Event, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The facts and the events."""
        yield Facts()
        yield ReadList(columns(), marks=0, empty=say("billing.no_events"))
        yield Static(id="event", markup=False)

    @property
    def heading(self) -> str:
        """The number of the invoice and whose it is."""
        if self.invoice is None:
            return f"{say('billing.title')} · {self.card.customer.name}"
        return f"{say(f'billing.{self.invoice.kind}_title', number=self.invoice.number)} · {self.card.customer.name}"

    def on_mount(self) -> None:
        """Ask for the invoice."""
        super().on_mount()
        self.renewed()

    def renewed(self) -> None:
        """Read the invoice and what happened to it."""
        self._read()

    @background("invoice", opens=True)
    async def _read(self) -> None:
        found = await of_opened(self, self.customer, partial(billing.invoice, self.session, self.wanted))
        if isinstance(found, No):
            return
        events = await self.ask(billing.events(self.session, self.wanted))
        self.invoice, self.events = found, () if isinstance(events, No) else events
        self.query_one(Facts).show(self.heading, facts_of(found))
        self.renew_header()
        self.query_one("#event", Static).update("")
        self.query_one(RowList).columns = columns()
        self.query_one(RowList).restart()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """What happened: a few lines."""
        wanted.stop()
        wanted.rows.supply(wanted.request, [self._row(at, one) for at, one in enumerate(self.events)], at_end=True)

    def _row(self, at: int, one: Event) -> Row:
        amount = "" if one.amount is None else bare(one.amount)
        reference = shown_reference(one.reference) if one.reference else ""
        return Row(at, (day(one.at), event(one), amount, about(one), reference, one.archive_id or "", one.by))

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Say the whole of what is under the cursor, which a column may cut."""
        selected.stop()
        if selected.row.id < len(self.events):
            self._show_event(self.events[selected.row.id])

    def _show_event(self, one: Event) -> None:
        amount = "" if one.amount is None else money(one.amount)
        told = (day(one.at), event(one), amount, about(one), shown_reference(one.reference) if one.reference else "", one.archive_id or "")
        self.query_one("#event", Static).update(f" {sign('dot')} ".join(part for part in told if part))

    def action_payment(self) -> None:
        """Record a payment of this invoice."""
        if self.invoice is not None:
            self.app.push_screen(PaymentScreen(self.invoice.number), self._back_here)  # pyright: ignore[reportUnknownMemberType]

    def _back_here(self, _answer: Any) -> None:
        self.renewed()

    @background("save")
    async def action_remind(self) -> None:
        """Note the next reminder, with its fee."""
        noted = max((STEPS.index(one.step) for one in self.events if one.step in STEPS), default=0)
        if noted + 1 >= len(STEPS):
            self.tell(say("billing.no_more_steps"), bad=True)
            return
        step = STEPS[noted + 1] or ""
        question = say("billing.next_step", step=say(f"billing.step_{step}"))
        fee = await self.answer_of(Ask(question, label=say("billing.amount"), value=FEES[step], check=_fee))
        if fee is not None:
            today = datetime.now(ZoneInfo("Europe/Helsinki")).date()
            act = partial(_remind, invoice=self.wanted, step=step, today=today, fee=Decimal(fee))
            await self._do(act, say("billing.reminded", step=say(f"billing.step_{step}")))

    @background("save")
    async def action_dispute(self) -> None:
        """Note that the customer contests the invoice, or that it does no longer."""
        if self.invoice is not None and self.invoice.disputed:
            if await self.answer_of(Confirm(say("billing.close_question"))):
                await self._do(partial(_close, invoice=self.wanted), say("billing.dispute_closed"))
            return
        reason = await self.answer_of(Ask(say("billing.dispute_reason"), label=say("billing.reason"), least=3, check=line_of))
        if reason is not None:
            await self._do(partial(_dispute, invoice=self.wanted, reason=reason), say("billing.disputed_now"))

    @background("save")
    async def action_credit(self) -> None:
        """Credit the invoice, whole or a part, with the reason."""
        if self.invoice is not None:
            told = await credit(self, self.invoice)
            if told:
                self.renewed()
                self.tell(told)

    @background("save")
    async def action_revoke(self) -> None:
        """Take the payment under the cursor off the invoice."""
        row = self.query_one(RowList).row
        one = self.events[row.id] if row is not None else None
        if one is None or one.kind != "payment" or one.amount is None:
            self.tell(say("billing.not_a_payment"), bad=True)
            return
        if await self.answer_of(Confirm(say("billing.unmatch_question", amount=money(one.amount)))):
            await self._do(partial(_unmatch, allocation=one.id), say("billing.unmatched"))

    async def _do(self, act: Act, told: str) -> None:
        """Do one act of billing, and show what is so now."""
        operation = self.operation(repr(act))
        self.own.add(str(operation))
        answer = await of_opened(self, self.customer, partial(act, self.session, operation))
        if not isinstance(answer, No):
            self.renewed()
            self.tell(told)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.renewed()


async def _remind(session: Asked, operation: UUID, *, invoice: int, step: str, today: Any, fee: Decimal) -> None:
    await billing.remind(session, operation, invoice, step, today, fee)


async def _dispute(session: Asked, operation: UUID, *, invoice: int, reason: str) -> None:
    await billing.dispute(session, operation, invoice, reason)


async def _close(session: Asked, operation: UUID, *, invoice: int) -> None:
    await billing.close_dispute(session, operation, invoice)


async def _unmatch(session: Asked, operation: UUID, *, allocation: int) -> None:
    await billing.unmatch(session, operation, allocation)


def _fee(text: str) -> Checked:
    """A fee in euros, nothing allowed."""
    if text.strip() in {"0", "0,00", "0.00"}:
        return Checked("0")
    try:
        return Checked(str(values.money(text)))
    except Invalid as error:
        return Checked(text, sentence(error))
