"""Billing history of an opened customer: invoices as they stand, what happened to them, payments in, reminders and disputes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.call import Asked, first, rows
from db.errors import Refused


@dataclass(frozen=True, slots=True)
class Glance:
    """What a customer owes, as far as the purpose is told: ``extent`` is whole, totals or flag; ``flag`` none, open or overdue.

    ``unused`` was paid and is matched with no invoice. What the purpose is not told is None.
    """

    extent: str
    flag: str
    open: Decimal | None
    overdue: Decimal | None
    disputed: Decimal | None
    unused: Decimal | None
    open_count: int | None
    overdue_count: int | None
    disputed_count: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a customer's invoices; ``state`` is open, overdue, disputed, paid, credited or credit_note, ``step`` the last reminder."""

    id: int
    kind: str
    number: str
    issued_on: date
    due_on: date
    total: Decimal
    reference: str | None
    paid: Decimal
    credited: Decimal
    open: Decimal
    state: str
    days_over: int
    disputed: bool
    step: str | None


@dataclass(frozen=True, slots=True)
class Aged:
    """What is open of a customer by days overdue: ``bucket`` is not_due, to_30, to_60, to_90 or over_90."""

    bucket: str
    count: int
    open: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice whole; ``vat_lines`` are ``{rate, net, vat}`` as text, ``rf`` its reference in the international form."""

    id: int
    party: int
    kind: str
    number: str
    credits: str | None
    issued_on: date
    due_on: date
    net: Decimal
    vat: Decimal
    total: Decimal
    vat_lines: Any
    currency: str
    reference: str | None
    rf: str | None
    paid: Decimal
    credited: Decimal
    open: Decimal
    state: str
    days_over: int
    disputed: bool
    financial_year_ends_on: date
    hold_until: date
    reason: str | None
    source: str
    source_ref: str | None
    obtained_on: date
    obtained_by: str
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to an invoice: ``kind`` is payment, credit, reminder or dispute; ``id`` of a payment is that of its matching."""

    kind: str
    id: int
    at: date
    amount: Decimal | None
    step: str | None
    told: str | None
    reference: str | None
    archive_id: str | None
    until: date | None
    by: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An invoice found by its reference or number, and its customer, whose card is not open yet."""

    invoice: int
    party: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A payment that belongs to no customer yet."""

    id: int
    received_on: date
    amount: Decimal
    reference: str | None
    payer: str | None
    message: str | None
    archive_id: str | None
    unit_name: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of a payment: how much was matched with the invoice, what is left of the payment and open of the invoice."""

    party: int
    matched: Decimal
    left: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True)
class Credited:
    """What became of crediting: the number of the credit note, what was paid and is the customer's again, and what is open."""

    number: str
    freed: Decimal
    open: Decimal


async def glance(session: Asked, customer: int) -> Glance | None:
    """What an opened customer owes; Refused("not_yours") for a purpose that is told nothing."""
    return await first(session, Glance, "select extent, flag, open, overdue, disputed, unused, open_count, overdue_count, disputed_count from api.billing_glance($1)", customer)  # fmt: skip


async def invoices(session: Asked, customer: int, place: Any = None, *, backward: bool = False, most: int = 64) -> tuple[Listed, ...]:
    """A page of the invoices of an opened customer, the newest first, after (or, the oldest first, before) ``[issued_on, id]``."""
    return await rows(
        session, Listed, "select id, kind, number, issued_on, due_on, total, reference, paid, credited, open, state, days_over, disputed, step from api.invoices($1, $2, $3, $4)", customer, place, backward, most
    )  # fmt: skip


async def ageing(session: Asked, customer: int) -> tuple[Aged, ...]:
    """What is open of an opened customer in five buckets, the youngest first."""
    return await rows(session, Aged, "select bucket, count, open from api.ageing($1)", customer)


async def invoice(session: Asked, wanted: int) -> Invoice:
    """An invoice of an opened customer; Refused("not_found") for one that is hidden, absent or whose card is closed."""
    found = await first(
        session, Invoice, "select id, party, kind, number, credits, issued_on, due_on, net, vat, total, vat_lines, currency, reference, rf, paid, credited, open, state, days_over, disputed, financial_year_ends_on, hold_until, reason, source, source_ref, obtained_on, obtained_by, confirmed_on from api.invoice($1)", wanted
    )  # fmt: skip
    if found is None:
        raise Refused("not_open")
    return found


async def events(session: Asked, wanted: int) -> tuple[Event, ...]:
    """What happened to an invoice of an opened customer, the oldest first."""
    return await rows(session, Event, "select kind, id, at, amount, step, told, reference, archive_id, until, by from api.invoice_events($1)", wanted)  # fmt: skip


async def find(session: Asked, typed: str) -> Hit | None:
    """The invoice of a whole reference or number, None for one that is hidden or not there; leaves a line in the read log."""
    return await first(session, Hit, "select invoice, party from api.find_invoice($1)", typed)


async def unmatched(session: Asked, place: Any = None, *, backward: bool = False, most: int = 64) -> tuple[Unmatched, ...]:
    """A page of payments without a customer, the newest first, after (or before) ``[received_on, id]``."""
    return await rows(
        session, Unmatched, "select id, received_on, amount, reference, payer, message, archive_id, unit_name from api.unmatched_payments($1, $2, $3)", place, backward, most
    )  # fmt: skip


def _matched(answer: dict[str, Any]) -> Matched:
    return Matched(answer["party"], Decimal(answer["matched"]), Decimal(answer["left"]), Decimal(answer["open"]))


async def record_payment(
    session: Asked, operation: UUID, wanted: int, received_on: date, amount: Decimal, payer: str | None, message: str | None
) -> Matched:
    """Record a payment of an invoice of an opened customer; what is not open of it stays the customer's."""
    return _matched(
        await session.write("select api.record_payment($1, $2, $3, $4, $5, $6)", operation, wanted, received_on, amount, payer, message)
    )


async def match(session: Asked, operation: UUID, payment: int, wanted: int) -> Matched:
    """Match what is left of a payment with an invoice of an opened customer."""
    return _matched(await session.write("select api.match_payment($1, $2, $3)", operation, payment, wanted))


async def credit(session: Asked, operation: UUID, wanted: int, amount: Decimal, reason: str) -> Credited:
    """Credit an invoice of an opened customer, whole or a part, as of today.

    Refused("credit_exceeds") with what is ``left``, ("credit_year_over"), ("credit_reason_missing") and others.
    """
    answer = await session.write("select api.credit_invoice($1, $2, $3, $4)", operation, wanted, amount, reason)
    return Credited(answer["number"], Decimal(answer["freed"]), Decimal(answer["open"]))


async def unmatch(session: Asked, operation: UUID, allocation: int) -> None:
    """Take a payment off an invoice of an opened customer."""
    await session.write("select api.unmatch_payment($1, $2)", operation, allocation)


async def remind(session: Asked, operation: UUID, wanted: int, step: str, sent_on: date, fee: Decimal) -> None:
    """Note a reminder: ``step`` is reminder, second or collection, in this order."""
    await session.write("select api.note_reminder($1, $2, $3, $4, $5)", operation, wanted, step, sent_on, fee)


async def dispute(session: Asked, operation: UUID, wanted: int, reason: str) -> None:
    """Note that the customer contests an invoice."""
    await session.write("select api.open_dispute($1, $2, $3)", operation, wanted, reason)


async def close_dispute(session: Asked, operation: UUID, wanted: int) -> None:
    """Note that the customer contests an invoice no longer."""
    await session.write("select api.close_dispute($1, $2)", operation, wanted)


@dataclass(frozen=True, slots=True)
class TakenInvoice:
    """What became of an invoice of a file: ``outcome`` is new, same or refused, ``code`` why refused; ``nth`` counts from one."""

    nth: int
    outcome: str
    party: int | None
    invoice: int | None
    code: str | None


@dataclass(frozen=True, slots=True)
class TakenPayment:
    """What became of a payment of a statement: matched, partly, over, unmatched, known or refused; ``left`` is not matched."""

    nth: int
    outcome: str
    payment: int | None
    party: int | None
    invoices: Any
    left: Decimal | None
    code: str | None


@dataclass(frozen=True, slots=True)
class UndoneFile:
    """A file that was undone: what it was called and how many invoices or payments went."""

    file: str
    vouchers: int


async def take_invoices(
    session: Asked, operation: UUID, given: list[dict[str, Any]], source: str, *, dry: bool
) -> tuple[TakenInvoice, ...]:
    """Add invoices of a file, at most 1,000 at once and all of it one operation; ``dry`` says what that would do."""
    return await rows(session, TakenInvoice, "select nth, outcome, party, invoice, code from api.import_invoices($1, $2, $3, $4)", given, source, dry, operation)  # fmt: skip


async def take_payments(
    session: Asked, operation: UUID, given: list[dict[str, Any]], account: str, source: str, unit: int, *, dry: bool
) -> tuple[TakenPayment, ...]:
    """Add payments of a statement, at most 1,000 at once, those without an invoice to a unit; ``dry`` says what that would do."""
    return await rows(
        session, TakenPayment, "select nth, outcome, payment, party, invoices, \"left\", code from api.import_payments($1, $2, $3, $4, $5, $6)", given, account, source, unit, dry, operation
    )  # fmt: skip


async def undo_file(session: Asked, operation: UUID, entity: str) -> UndoneFile:
    """Undo the login's last file of invoices, or of payments: ``entity`` is invoice or payment."""
    answer = await session.write("select api.undo_file($1, $2)", operation, entity)
    return UndoneFile(answer["file"], answer["vouchers"])
