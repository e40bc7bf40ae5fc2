"""Invoices and payments of the test register: made through schema api as billing makes them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from db.values import reference_check_digit
from tests.people import Connection, Town

TODAY: Final = "(now() at time zone 'Europe/Helsinki')::date"
ACCOUNT: Final = "FI2112345600000785"


def reference(body: int) -> str:
    """A reference number that is right by its check digit."""
    return f"{body}{reference_check_digit(str(body))}"


def invoice(customer: int, number: str, issued: date, **more: Any) -> dict[str, Any]:
    """An invoice of 100 € and 25.5 % of tax, due in two weeks, as a file gives it."""
    net = Decimal(more.pop("net", "100.00"))
    vat = (net * Decimal("0.255")).quantize(Decimal("0.01"))
    return {
        "customer": customer,
        "kind": "invoice",
        "number": number,
        "issued_on": issued.isoformat(),
        "due_on": (issued + timedelta(days=14)).isoformat(),
        "net": str(net),
        "vat": str(vat),
        "total": str(net + vat),
        "vat_lines": [{"rate": "25.5", "net": str(net), "vat": str(vat)}],
        "currency": "EUR",
        "seller_id": "2903124-9",
        "reference": reference(100_000 + int(number)),
    } | more


async def today(connection: Connection) -> date:
    """The date in Finland, as the database has it."""
    return await connection.fetchval(f"select {TODAY}")


async def take(connection: Connection, *invoices: dict[str, Any], dry: bool = False) -> list[Any]:
    """Import invoices."""
    return await connection.fetch("select * from api.import_invoices($1, 'test', $2)", list(invoices), dry)


async def bill(town: Town, name: str, *ages: int, who: str = "anna", first: int = 1001) -> list[int]:
    """Invoices of a customer, issued so many days ago, numbered from ``first``; their ids."""
    connection = await town.as_login(who, "billing") if who != "owner" else await town.owner()
    day = await today(connection)
    made = await take(connection, *(invoice(town.ids[name], str(first + n), day - timedelta(days=age)) for n, age in enumerate(ages)))
    assert [row["outcome"] for row in made] == ["new"] * len(ages), made
    return [row["invoice"] for row in made]


async def pay(connection: Connection, wanted: int, amount: str, day: date | None = None) -> dict[str, Any]:
    """Record a payment of an invoice of an opened customer."""
    when = day or await today(connection)
    return await connection.fetchval("select api.record_payment($1, $2, $3, $4, 'Maksaja', null)", uuid4(), wanted, when, Decimal(amount))


async def statement(connection: Connection, *payments: dict[str, Any], dry: bool = False, unit: int = 1) -> list[Any]:
    """Import payments of the bank."""
    return await connection.fetch("select * from api.import_payments($1, $2, 'test', $3, $4)", list(payments), ACCOUNT, unit, dry)


def transfer(archive_id: str, amount: str, day: date, given: str | None = None) -> dict[str, Any]:
    """A payment as a statement gives it."""
    return {"archive_id": archive_id, "received_on": day.isoformat(), "amount": amount, "reference": given, "payer": "Maksaja"}
