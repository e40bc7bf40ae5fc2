"""The invented billing history: right references, sums that add up, realistic fates, the first customers alone."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import pytest

from db import values
from db.demo import billing
from db.demo.billing import BILLED, TABLES, Billing
from db.demo.register import invent

Rows = dict[str, list[tuple[Any, ...]]]
SIZE: Final = 1500


@pytest.fixture(scope="module")
def rows() -> Rows:
    """What the first customers have."""
    made: Rows = {table: [] for table in TABLES}
    bills = Billing()
    for party in invent(SIZE):
        bills.add(party, party.unit * 4 + 1, made)
    return made


def named(rows: Rows, table: str) -> list[dict[str, Any]]:
    """Rows by the names of their columns."""
    return [dict(zip(TABLES[table], row, strict=True)) for row in rows[table]]


def test_references_are_right_and_sums_add_up(rows: Rows) -> None:
    for one in named(rows, "invoice"):
        assert one["net"] + one["vat"] == one["total"]
        assert one["reference"] is None or values.payment_reference(one["reference"]) == one["reference"]
        assert (one["kind"] == "credit_note") == (one["total"] < 0)


def test_every_invoice_and_payment_has_a_number_of_its_own(rows: Rows) -> None:
    assert max(Counter(one["number"] for one in named(rows, "invoice")).values()) == 1
    assert max(Counter(one["archive_id"] for one in named(rows, "payment")).values()) == 1


def test_nothing_is_paid_twice_and_some_is_owed(rows: Rows) -> None:
    paid: Counter[int] = Counter()
    for one in named(rows, "allocation"):
        paid[one["invoice"]] += one["amount"]
    invoices = {one["id"]: one for one in named(rows, "invoice")}
    assert all(amount <= invoices[number]["total"] for number, amount in paid.items())
    owed = [one for one in invoices.values() if one["kind"] == "invoice" and paid[one["id"]] < one["total"]]
    assert 0.005 < len(owed) / len(invoices) < 0.1
    assert any(Decimal(0) < paid[one["id"]] for one in owed)
    assert all(rows[table] for table in ("reminder", "dispute"))


def test_payments_without_a_reference_wait_in_a_unit(rows: Rows) -> None:
    waiting = [one for one in named(rows, "payment") if one["party"] is None]
    assert waiting
    assert all(one["scope"] % 4 == 0 and one["reference"] is None for one in waiting)


def test_prospects_and_customers_past_the_first_ones_have_no_invoices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(billing, "BILLED", 10)
    made: Rows = {table: [] for table in TABLES}
    bills = Billing()
    prospects = set[int]()
    for party in islice(invent(60), 60):
        prospects |= {party.id} if party.status == "prospect" else set()
        bills.add(party, 5, made)
    billed = {one["party"] for one in named(made, "invoice")}
    assert billed
    assert max(billed) <= 10
    assert not billed & prospects
    assert BILLED == 20_000
