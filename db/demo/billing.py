"""Invoices of the invented customers: realistic years of them, with references that are right; some overdue, disputed, paid in part."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Final

from db.demo.bonds import AS_OF
from db.demo.party import Party
from db.demo.tables import Chance, pick
from db.values import reference_check_digit

SEED: Final = 1336
BILLED: Final = 20_000
"""Customers that have invoices: the first ones, so that a register of a million is filled in its time."""

MOST: Final = 10
FIRST_DAY: Final = date(2020, 1, 10)
RAISED: Final = date(2024, 9, 1)
"""The day on which the general rate of value added tax became 25.5 percent."""

_SOURCES: Final = ("source", "obtained_on", "obtained_by")
TABLES: Final[dict[str, tuple[str, ...]]] = {
    "invoice": (
        "id", "party", "scope", "kind", "credits", "number", "issued_on", "due_on", "net", "vat", "total", "vat_lines", "reference",
        "financial_year_ends_on", *_SOURCES,
    ),
    "payment": (
        "id", "party", "scope", "received_on", "amount", "reference", "payer", "message", "archive_id", "financial_year_ends_on",
        *_SOURCES,
    ),
    "allocation": ("party", "scope", "payment", "invoice", "amount", *_SOURCES),
    "reminder": ("party", "scope", "invoice", "step", "sent_on", "fee", *_SOURCES),
    "dispute": ("party", "scope", "invoice", "opened_on", "reason", "closed_on", *_SOURCES),
}  # fmt: skip

_PRICES: Final = ("9.90", "14.90", "24.00", "49.60", "59.00", "118.80", "239.00", "475.20")
_REASONS: Final = (
    "Palvelu irtisanottu ennen laskutuskautta",
    "Laskutettu kahteen kertaan",
    "Hinta ei ole tarjouksen mukainen",
    "Verkkotunnus siirretty pois",
)
_CENT: Final = Decimal("0.01")
_BY: Final = "demo"


class Billing:
    """Numbers invoices and payments as it makes them; a stream of chance of its own leaves the customers as they are."""

    def __init__(self, seed: int = SEED) -> None:
        self._chance: Chance = Random(seed).random  # noqa: S311
        self._invoices = self._payments = 0

    def add(self, party: Party, scope: int, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        """Put the billing history of a customer among the rows."""
        if party.id > BILLED or party.status == "prospect":
            return
        chance = self._chance
        price = Decimal(pick(chance, _PRICES))
        every = 365 if party.kind in {"person", "association"} or chance() < 0.5 else 91
        last = party.ended_on or AS_OF
        issued = max(party.since, FIRST_DAY, last - timedelta(days=every * MOST)) + timedelta(days=int(chance() * 28))
        while issued <= last:
            self._bill(party, scope, issued, price * (1 + int(chance() * 3)), rows)
            issued += timedelta(days=every)

    def _bill(self, party: Party, scope: int, issued: date, net: Decimal, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        chance, due = self._chance, issued + timedelta(days=14)
        invoice, number = self._number(issued)
        body = f"{number}{party.id % 1000:03}"
        reference = body + reference_check_digit(body)
        total = self._row(party, scope, invoice, number, issued, net, None, reference, rows)
        fate, recent = chance(), (AS_OF - issued).days < 160
        if fate < (0.14 if recent else 0.006):
            self._owed(party, scope, invoice, due, rows)
        elif fate < (0.16 if recent else 0.012):
            credit, its_number = self._number(issued + timedelta(days=20))
            self._row(party, scope, credit, its_number, issued + timedelta(days=20), -net, invoice, None, rows)
        elif due - timedelta(days=10) < AS_OF:
            received = min(due + timedelta(days=int(chance() * 14) - 9), AS_OF)
            part = total / 2 if fate < (0.19 if recent else 0.013) else total
            extra = Decimal("10.00") if fate > 0.997 else Decimal(0)
            self._pay(party, scope, invoice, received, part.quantize(_CENT, ROUND_HALF_UP), extra, reference, rows)

    def _number(self, issued: date) -> tuple[int, str]:
        self._invoices += 1
        return self._invoices, f"{issued:%y}{self._invoices:07}"

    def _row(
        self, party: Party, scope: int, invoice: int, number: str, issued: date, net: Decimal, credited: int | None, reference: str | None,
        rows: dict[str, list[tuple[Any, ...]]],
    ) -> Decimal:  # fmt: skip
        rate = Decimal("25.5") if issued >= RAISED else Decimal(24)
        vat = (net * rate / 100).quantize(_CENT, ROUND_HALF_UP)
        rows["invoice"].append((
            invoice, party.id, scope, "invoice" if credited is None else "credit_note", credited, number, issued, issued + timedelta(days=14),
            net, vat, net + vat, f'[{{"rate": "{rate}", "net": "{net}", "vat": "{vat}"}}]', reference, date(issued.year, 12, 31),
            "staff", issued, _BY,
        ))  # fmt: skip
        return net + vat

    def _pay(
        self, party: Party, scope: int, invoice: int, received: date, amount: Decimal, extra: Decimal, reference: str,
        rows: dict[str, list[tuple[Any, ...]]],
    ) -> None:  # fmt: skip
        self._payments += 1
        archive_id = f"{received:%Y%m%d}5AAZ{self._payments:08}"
        rows["payment"].append((
            self._payments, party.id, scope, received, amount + extra, reference, party.name[:70].strip(), None, archive_id,
            date(received.year, 12, 31), "staff", received, _BY,
        ))  # fmt: skip
        rows["allocation"].append((party.id, scope, self._payments, invoice, amount, "staff", received, _BY))
        if self._chance() < 0.002:
            self._stray(party, received, amount, rows)

    def _stray(self, party: Party, received: date, amount: Decimal, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        """A payment without a reference, which waits in its unit to be matched."""
        self._payments += 1
        archive_id = f"{received:%Y%m%d}5AAZ{self._payments:08}"
        rows["payment"].append((
            self._payments, None, party.unit * 4, received, amount, None, party.name[:70].strip(), "lasku", archive_id,
            date(received.year, 12, 31), "staff", received, _BY,
        ))  # fmt: skip

    def _owed(self, party: Party, scope: int, invoice: int, due: date, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        """Reminders of what is not paid, or a dispute about it."""
        if self._chance() < 0.12:
            opened = min(due + timedelta(days=3), AS_OF)
            rows["dispute"].append((party.id, scope, invoice, opened, pick(self._chance, _REASONS), None, "customer", opened, _BY))
            return
        for step, after, fee in (("reminder", 15, "5.00"), ("second", 35, "5.00"), ("collection", 60, "14.00")):
            sent = due + timedelta(days=after)
            if sent <= AS_OF:
                rows["reminder"].append((party.id, scope, invoice, step, sent, Decimal(fee), "staff", sent, _BY))
