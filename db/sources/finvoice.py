"""Finvoice 3.0 (Finance Finland): the invoices of a file as the register takes them, or ``Invalid`` says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from db import values
from db.errors import Invalid
from db.sources import trees
from db.sources.trees import Element

CREDIT_NOTES: Final = frozenset({"INV02"})
COUNTED: Final = frozenset({"INV01", "INV02", "INV03", "INV07", "INV08"})
"""Types of messages that are invoices or credit notes; others are reminders, quotes, orders and price lists."""

_BEGINS: Final = re.compile(rb"<Finvoice[\s>]")
_ENDS: Final = b"</Finvoice>"
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}\?>")
_AMOUNT: Final = re.compile(r"-?[0-9]{1,10}(,[0-9]{1,5})?")
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class VatLine:
    """One rate of value added tax: percent, and euros without and of tax."""

    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class GivenInvoice:
    """An invoice of a file; ``customer`` is the seller's number for the buyer, ``credits`` the number of the invoice it credits."""

    kind: Literal["invoice", "credit_note"]
    number: str
    issued_on: date
    due_on: date
    net: Decimal
    vat: Decimal
    total: Decimal
    vat_lines: tuple[VatLine, ...]
    currency: str
    reference: str | None
    customer: int | None
    business_id: str | None
    credits: str | None
    seller: str
    seller_id: str | None = None
    """The seller's business ID."""

    def as_json(self) -> dict[str, Any]:
        """The invoice as the database takes it: sums as text."""
        return {
            "kind": self.kind,
            "number": self.number,
            "issued_on": self.issued_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "net": str(self.net),
            "vat": str(self.vat),
            "total": str(self.total),
            "vat_lines": [{"rate": f"{one.rate:f}", "net": str(one.net), "vat": str(one.vat)} for one in self.vat_lines],
            "currency": self.currency,
            "reference": self.reference,
            "customer": self.customer,
            "business_id": self.business_id,
            "credits": self.credits,
            "seller_id": self.seller_id,
        }


def read(given: bytes) -> tuple[GivenInvoice, ...]:
    """Every invoice of a file, in its order, whether or not each is wrapped in a message; Invalid names what is wrong, never a value."""
    return tuple(_invoice(trees.read(document)) for document in _documents(given))


def _documents(given: bytes) -> Iterator[bytes]:
    """The documents of a file, each with the encoding that is declared last before it."""
    if len(given) > trees.LARGEST:
        raise Invalid("xml_too_large", bytes=len(given), largest=trees.LARGEST)
    if b"<!DOCTYPE" in given or b"<!ENTITY" in given:
        raise Invalid("xml_doctype")
    place, declared = 0, b""
    while begins := _BEGINS.search(given, place):
        ends = given.find(_ENDS, begins.start())
        if ends < 0:
            raise Invalid("xml_broken", line=given.count(b"\n", 0, begins.start()) + 1)
        for one in _DECLARED.finditer(given, place, begins.start()):
            declared = one[0]
        place = ends + len(_ENDS)
        yield declared + given[begins.start() : place]
    if not place:
        raise Invalid("finvoice_none")


def _invoice(document: Element) -> GivenInvoice:
    if document.attributes.get("Version") != "3.0":
        raise Invalid("finvoice_version")
    told = document.one("InvoiceDetails")
    if told is None:
        raise Invalid("finvoice_field", path="InvoiceDetails")
    if told.word("InvoiceTypeCode") not in COUNTED or told.word("OriginCode") == "Cancel":
        raise Invalid("finvoice_kind", path="InvoiceDetails/InvoiceTypeCode")
    credit = told.word("InvoiceTypeCode") in CREDIT_NOTES
    total, currency = _amount(told, "InvoiceTotalVatIncludedAmount")
    lines = tuple(_vat_line(one) for one in told.all("VatSpecificationDetails") if one.one("VatBaseAmount") is not None)
    vat = _sum_of(told, "InvoiceTotalVatAmount", sum((line.vat for line in lines), Decimal("0.00")))
    turn = -1 if credit and total > 0 else 1
    issued = _day(told, "InvoiceDate")
    pay = document.one("EpiDetails/EpiPaymentInstructionDetails")
    return GivenInvoice(
        kind="credit_note" if credit else "invoice",
        number=_number(told),
        issued_on=issued,
        due_on=max(issued, _due(told, pay) or issued),
        net=turn * (total - vat),
        vat=turn * vat,
        total=turn * total,
        vat_lines=tuple(VatLine(line.rate, turn * line.net, turn * line.vat) for line in lines),
        currency=currency,
        reference=_reference(pay.word("EpiRemittanceInfoIdentifier") if pay else ""),
        customer=_customer(told.word("SellersBuyerIdentifier") or document.word("BuyerPartyDetails/BuyerCode")),
        business_id=_business_id(document, "Buyer"),
        credits=told.word("OriginalInvoiceNumber", "OriginalInvoiceReference/InvoiceNumber") or None,
        seller=document.word("SellerPartyDetails/SellerOrganisationName")[:70],
        seller_id=_business_id(document, "Seller"),
    )


def _number(told: Element) -> str:
    try:
        return values.line(told.word("InvoiceNumber")[:40])
    except Invalid:
        raise Invalid("finvoice_field", path="InvoiceDetails/InvoiceNumber") from None


def _amount(told: Element, name: str) -> tuple[Decimal, str]:
    """A sum with its currency; Finvoice writes a comma."""
    found = told.one(name)
    if found is None or not _AMOUNT.fullmatch(found.text.strip()):
        raise Invalid("finvoice_field", path=f"{told.name}/{name}")
    return Decimal(found.text.strip().replace(",", ".")).quantize(_CENT), found.attributes.get("AmountCurrencyIdentifier", "")[:3]


def _sum_of(told: Element, name: str, otherwise: Decimal) -> Decimal:
    return _amount(told, name)[0] if told.one(name) is not None else otherwise


def _vat_line(told: Element) -> VatLine:
    rate = told.word("VatRatePercent") or "0"
    if not re.fullmatch(r"[0-9]{1,2}(,[0-9]{1,3})?", rate, re.ASCII):
        raise Invalid("finvoice_field", path="VatSpecificationDetails/VatRatePercent")
    percent = Decimal(rate.replace(",", ".")).quantize(_CENT).normalize()
    return VatLine(percent, _amount(told, "VatBaseAmount")[0], _sum_of(told, "VatRateAmount", Decimal("0.00")))


def _day(told: Element, path: str) -> date:
    written = told.word(path)
    try:
        return (
            date(int(written[:4]), int(written[4:6]), int(written[6:])) if re.fullmatch(r"[0-9]{8}", written, re.ASCII) else _no_day(path)
        )
    except ValueError:
        return _no_day(path)


def _no_day(path: str) -> date:
    raise Invalid("finvoice_field", path=path)


def _due(told: Element, pay: Element | None) -> date | None:
    """The due day of the terms, or of the payment instruction."""
    if told.word("PaymentTermsDetails/InvoiceDueDate"):
        return _day(told, "PaymentTermsDetails/InvoiceDueDate")
    return _day(pay, "EpiDateOptionDate") if pay is not None and pay.word("EpiDateOptionDate") else None


def _reference(written: str) -> str | None:
    """A reference in its normal form; one that is wrong is sent on as it is, for the database to refuse."""
    if not written:
        return None
    try:
        return values.payment_reference(written)
    except Invalid:
        return written[:35]


def _customer(written: str) -> int | None:
    return int(written) if re.fullmatch(r"[1-9][0-9]{0,8}", written, re.ASCII) else None


def _business_id(document: Element, side: Literal["Buyer", "Seller"]) -> str | None:
    for path in (f"{side}PartyDetails/{side}PartyIdentifier", f"{side}PartyDetails/{side}OrganisationTaxCode"):
        try:
            return values.business_id(document.word(path))
        except Invalid:
            continue
    return None
