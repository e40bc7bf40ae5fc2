"""Credit notes: numbered without a gap, never more than was billed, vouchers that nobody undoes; what was paid is the customer's again."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.billing import bill, pay
from tests.people import Connection, Town, refused
from tests.siege import told

CREDIT = "select api.credit_invoice($1, $2, $3, $4)"


async def credit(connection: Connection, wanted: int, amount: str, reason: str = "Väärä hinta", op: UUID | None = None) -> dict[str, Any]:
    """Credit a part of an invoice."""
    return await connection.fetchval(CREDIT, op or uuid4(), wanted, Decimal(amount), reason)


async def row_of(connection: Connection, wanted: int) -> tuple[Any, ...]:
    """Kind, sums, what it credits and why."""
    asked = "select kind, net::text, vat::text, total::text, credits, reason, hold_until = until.day from api.invoice($1)"
    return tuple(await connection.fetchrow(f"{asked}, (select max(hold_until) as day from register.invoice) until", wanted))


async def test_a_part_and_then_the_rest_are_credited_with_their_tax_to_the_cent(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 3)
    part = await credit(anna, wanted, "33.33")
    assert await row_of(anna, part["credit_note"]) == ("credit_note", "-26.56", "-6.77", "-33.33", "1001", "Väärä hinta", True)
    assert part["open"] == "92.17"
    rest = await credit(anna, wanted, "92.17")
    assert await anna.fetchval("select sum(vat)::text from register.invoice where party = $1", town.ids["koivu"]) == "0.00"
    assert [part["number"][-5:], rest["number"][-5:]] == ["00001", "00002"]
    assert await anna.fetchval("select state from api.invoice($1)", wanted) == "credited"
    assert await anna.fetchval("select sum(open)::numeric(12, 2)::text from api.ageing($1)", town.ids["koivu"]) == "0.00"
    events = await anna.fetch("select told from api.invoice_events($1) where kind = 'credit'", wanted)
    assert [line["told"] for line in events] == [f"{made['number']}: Väärä hinta" for made in (part, rest)]


async def test_what_was_paid_and_is_credited_is_the_customers_again(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 3)
    await pay(anna, wanted, "100.00")
    answer = await credit(anna, wanted, "50.00")
    assert (answer["freed"], answer["open"]) == ("24.50", "0.00")
    assert await anna.fetchval("select unused::text from api.billing_glance($1)", town.ids["koivu"]) == "24.50"
    assert (await credit(anna, wanted, "75.50"))["freed"] == "75.50"
    with refused("credit_exceeds"):
        await credit(anna, wanted, "0.01")


@pytest.mark.parametrize(
    ("amount", "reason", "code"),
    [
        ("125.51", "Väärä hinta", "credit_exceeds"), ("0.00", "Väärä hinta", "amount_unfit"), ("1.001", "Väärä hinta", "amount_unfit"),
        ("1.00", " ", "credit_reason_missing"), ("1.00", "hetu 010190-900P", "identity_code_by_itself"),
    ],
)  # fmt: skip
async def test_what_is_no_credit_is_refused_and_takes_no_number(town: Town, amount: str, reason: str, code: str) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 3)
    with refused(code):
        await credit(anna, wanted, amount, reason)
    assert (await credit(anna, wanted, "1.00"))["number"].endswith("-00001"), "no gap"


async def test_a_credit_is_dated_in_the_financial_year_that_goes_on(town: Town) -> None:
    anna, owner = await town.opened("anna", "koivu"), await town.owner()
    (wanted,) = await bill(town, "koivu", 30)
    dated = "select api.credit_invoice(gen_random_uuid(), $1, 1, 'Väärä hinta', current_date + $2::integer)"
    for days, code in ((1, "credit_later"), (-31, "credit_before_invoice")):
        with refused(code):
            await anna.fetchval(dated, wanted, days)
    await owner.execute("insert into register.financial_year values (current_date - 200, current_date - 10)")
    with refused("credit_year_over"):
        await anna.fetchval(dated, wanted, -20)


async def test_two_at_once_have_numbers_one_after_the_other_and_one_asked_twice_is_one(town: Town) -> None:
    first, second = await town.opened("anna", "koivu"), await town.opened("monta", "matti", purpose="billing")
    (mine,), (other,) = await bill(town, "koivu", 3), await bill(town, "matti", 3, first=2001)
    op = uuid4()
    made = await asyncio.gather(credit(first, mine, "1.00", op=op), credit(second, other, "1.00"))
    assert sorted(one["number"][-5:] for one in made) == ["00001", "00002"]
    assert await credit(first, mine, "1.00", op=op) == made[0]


async def test_a_credit_note_is_a_voucher_that_is_not_undone_or_changed(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 3)
    made = await credit(anna, wanted, "1.00")
    with refused("undo_voucher"):
        await anna.fetchval("select api.undo($1, $2)", uuid4(), town.ids["koivu"])
    with refused("credit_note_is_paid_out"):
        await credit(anna, made["credit_note"], "1.00")
    with pytest.raises(asyncpg.PostgresError, match="append_only"):
        await (await town.owner()).execute("update register.invoice set reason = 'muu' where id = $1", made["credit_note"])


@pytest.mark.parametrize("who", ["tuki", "hanna", "salla", "ville", "maria", "petra", "paula"])
async def test_nobody_but_billing_credits_and_an_invoice_that_is_not_open_is_refused(town: Town, who: str) -> None:
    (wanted,) = await bill(town, "koivu", 3)
    connection = await town.as_login(who)
    with refused("not_yours"):
        await credit(connection, wanted, "1.00")
    assert await told(connection, "update register.voucher_series set last = 9") == "42501"
    with refused("not_open"):
        await credit(await town.as_login("anna"), wanted, "1.00")
