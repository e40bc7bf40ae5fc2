"""A bank's account statement (ISO 20022 camt.053, versions 001.02–001.08): the payments in, or ``Invalid`` says why not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from db import values
from db.errors import Invalid
from db.sources import trees
from db.sources.trees import Element

_SPACE: Final = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0[2-8]")
_AMOUNT: Final = re.compile(r"[0-9]{1,10}(\.[0-9]{1,5})?")
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class GivenPayment:
    """A payment in; ``archive_id`` is the bank's, or one made of what the statement says where it gives none."""

    archive_id: str
    received_on: date
    amount: Decimal
    reference: str | None
    payer: str | None
    message: str | None

    def as_json(self) -> dict[str, Any]:
        """The payment as the database takes it."""
        return {
            "archive_id": self.archive_id,
            "received_on": self.received_on.isoformat(),
            "amount": str(self.amount),
            "reference": self.reference,
            "payer": self.payer,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of one account; ``out`` counts debits and what is not booked, which are left out."""

    id: str
    account: str
    payments: tuple[GivenPayment, ...]
    out: int


def read(given: bytes) -> tuple[Statement, ...]:
    """The statements of a file; Invalid names what is wrong and where, never what stood there."""
    document = trees.read(given)
    if document.name != "Document" or not _SPACE.fullmatch(document.space):
        raise Invalid("camt_version")
    found = tuple(_statement(one) for one in document.all("BkToCstmrStmt/Stmt"))
    if not found:
        raise Invalid("camt_none")
    return found


def _statement(told: Element) -> Statement:
    try:
        account = values.iban(told.word("Acct/Id/IBAN"))
    except Invalid:
        raise Invalid("camt_field", path="Stmt/Acct/Id/IBAN") from None
    entries = list(told.all("Ntry"))
    booked = [(place, entry) for place, entry in enumerate(entries, 1) if _is_in(entry)]
    payments = tuple(payment for place, entry in booked for payment in _payments(entry, f"Ntry[{place}]", told.word("Id")))
    return Statement(told.word("Id")[:35], account, _apart(payments), len(entries) - len(booked))


def _is_in(entry: Element) -> bool:
    """Whether an entry is money that came in and is booked; a reversal of a debit is not a payment of anybody."""
    booked = entry.word("Sts/Cd") or entry.word("Sts")
    return entry.word("CdtDbtInd") == "CRDT" and booked in {"BOOK", ""} and entry.word("RvslInd") != "true"


def _payments(entry: Element, where: str, statement: str) -> Iterator[GivenPayment]:
    """The payments of an entry: its details one by one, which add up to it, or itself."""
    whole = _amount(entry.one("Amt"), f"{where}/Amt")
    when = _day(entry, where)
    details = list(entry.all("NtryDtls/TxDtls"))
    sums = [whole] if len(details) < 2 else [_amount(_detail_amount(one), f"{where}/TxDtls/Amt") for one in details]
    if sum(sums) != whole:
        raise Invalid("camt_sum", path=where)
    for place, (amount, told) in enumerate(zip(sums, details or [None], strict=True), 1):
        written = told.word("RmtInf/Strd/CdtrRefInf/Ref") if told else ""
        reference = _reference(written)
        free = " ".join(one.text.strip() for one in told.all("RmtInf/Ustrd")) if told else ""
        message = free if reference or not written else f"{written} {free}"
        payer = (
            told.word("RltdPties/UltmtDbtr/Pty/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/UltmtDbtr/Nm", "RltdPties/Dbtr/Nm") if told else ""
        )
        given = _archive(entry, told, several=len(details) > 1) or _made(statement, where, place, when, amount, written, payer)
        yield GivenPayment(given, when, amount, reference, _line(payer), _line(message or entry.word("AddtlNtryInf")))


def _apart(payments: tuple[GivenPayment, ...]) -> tuple[GivenPayment, ...]:
    """Refuse a statement that names two payments alike: one of them would be taken for the other."""
    if len({one.archive_id for one in payments}) < len(payments):
        raise Invalid("camt_twice")
    return payments


def _amount(told: Element | None, where: str) -> Decimal:
    if told is None or not _AMOUNT.fullmatch(told.text.strip()):
        raise Invalid("camt_field", path=where)
    if told.attributes.get("Ccy") != "EUR":
        raise Invalid("camt_currency", path=where)
    amount = Decimal(told.text.strip())
    if amount != amount.quantize(_CENT) or amount <= 0:
        raise Invalid("camt_field", path=where)
    return amount.quantize(_CENT)


def _detail_amount(told: Element) -> Element | None:
    return told.one("Amt") or told.one("AmtDtls/TxAmt/Amt") or told.one("AmtDtls/InstdAmt/Amt")


def _day(entry: Element, where: str) -> date:
    try:
        return date.fromisoformat(entry.word("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")[:10])
    except ValueError:
        raise Invalid("camt_field", path=f"{where}/BookgDt") from None


def _reference(written: str) -> str | None:
    try:
        return values.payment_reference(written)
    except Invalid:
        return None


def _archive(entry: Element, told: Element | None, *, several: bool) -> str:
    """The archive id of the bank; an entry's own is that of its only detail."""
    own = told.word("Refs/AcctSvcrRef") if told else ""
    return _line(own or ("" if several else entry.word("AcctSvcrRef")), 40) or ""


def _made(*told: object) -> str:
    """An id of what a statement says of a payment, the same each time it is read."""
    return hashlib.sha256("\x1f".join(str(one) for one in told).encode()).hexdigest()[:32]


def _line(text: str, most: int = values.LINE_LENGTH) -> str | None:
    """Text of a stranger as one line: what cannot be kept is left out."""
    plain = "".join(sign if sign.isprintable() or sign.isspace() else " " for sign in text)[: most * 3]
    try:
        return values.line(" ".join(plain.split())[:most].strip())
    except Invalid:
        return None
