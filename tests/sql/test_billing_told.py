"""Who is told what of billing, how it is found, and what merging and the calendar do with it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.billing import bill, pay, reference, today
from tests.people import Town, refused
from tests.sql.test_billing import opened

FIRST = reference(101_001)

# who is told what -----------------------------------------------------------------------------------------------------


async def told(town: Town, who: str) -> dict[str, object]:
    """What a purpose is told at a glance, without what it is not."""
    connection = await town.opened(who, "koivu")
    row = await connection.fetchrow("select * from api.billing_glance($1)", town.ids["koivu"])
    return {name: value for name, value in row.items() if value is not None}


async def test_each_purpose_is_told_its_part_of_what_is_owed(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    old, *_ = await bill(town, "koivu", 40, 3)
    await anna.fetchval("select api.open_dispute($1, $2, 'Väärä summa')", uuid4(), old)
    sums = {"open": Decimal("251.00"), "overdue": Decimal("125.50"), "disputed": Decimal("125.50"), "unused": Decimal(0)}
    counts = {"open_count": 2, "overdue_count": 1, "disputed_count": 1}
    for who in ("anna", "petra"):
        assert await told(town, who) == {"extent": "whole", "flag": "overdue"} | sums | counts
    for who in ("hanna", "salla"):
        assert await told(town, who) == {"extent": "totals", "flag": "overdue"} | sums
    assert await told(town, "tuki") == {"extent": "flag", "flag": "overdue"}


async def test_ageing_puts_what_is_open_into_its_bucket(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    await bill(town, "koivu", 14, 15, 44, 45, 74, 75, 104, 105)
    rows = await anna.fetch("select bucket, count from api.ageing($1)", town.ids["koivu"])
    assert [tuple(row) for row in rows] == [("not_due", 1), ("to_30", 2), ("to_60", 2), ("to_90", 2), ("over_90", 1)]


async def test_invoices_are_paged_both_ways(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    await bill(town, "koivu", 5, 4, 4, 3, 2)
    asked = "select id, issued_on from api.invoices($1, $2, $3, 2)"
    first = await anna.fetch(asked, town.ids["koivu"], None, False)
    place = [first[-1]["issued_on"].isoformat(), first[-1]["id"]]
    second = await anna.fetch(asked, town.ids["koivu"], place, False)
    assert len({row["id"] for row in (*first, *second)}) == 4
    back = await anna.fetch(asked, town.ids["koivu"], [second[0]["issued_on"].isoformat(), second[0]["id"]], True)
    assert [row["id"] for row in reversed(back)] == [row["id"] for row in first]


async def test_invoice_is_found_by_reference_in_fives_by_rf_and_by_number(town: Town) -> None:
    anna = await town.as_login("anna")
    (wanted,) = await bill(town, "koivu", 3)
    rf = f"RF{98 - int(FIRST + '271500') % 97:02}{FIRST}"
    for typed in (FIRST, f"{FIRST[:-5]} {FIRST[-5:]}", f"000{FIRST}", rf, f"{rf[:4]} {rf[4:]}".lower(), "1001"):
        assert await anna.fetchval("select invoice from api.find_invoice($1)", typed) == wanted, typed
        found = await anna.fetchrow("select id, matched from api.find($1)", typed)
        assert tuple(found) == (town.ids["koivu"], "invoice"), typed
    tuki = await town.as_login("tuki")
    assert await tuki.fetch("select * from api.find($1)", FIRST) == []


# merging --------------------------------------------------------------------------------------------------------------


async def test_merging_takes_invoices_along_and_taking_apart_brings_them_back(town: Town) -> None:
    anna, hanna = await town.opened("anna", "koivu", "kunta"), await town.opened("hanna", "koivu", "kunta")
    (wanted,) = await bill(town, "kunta", 40)
    answer = await pay(anna, wanted, "25.50")
    koivu, kunta = town.ids["koivu"], town.ids["kunta"]
    await hanna.fetchval("select api.merge($1, $2, $3)", uuid4(), koivu, kunta)
    assert await opened(anna, wanted) == Decimal("100.00")
    assert await anna.fetchval("select party from register.payment where id = $1", answer["payment"]) == koivu
    await hanna.fetchval("select api.unmerge($1, $2)", uuid4(), koivu)
    owner = await town.owner()
    tables = ("invoice", "payment", "allocation")
    assert {await owner.fetchval(f"select party from register.{table}") for table in tables} == {kunta}


async def test_merging_is_not_taken_apart_over_a_payment_that_came_since(town: Town) -> None:
    anna, hanna = await town.opened("anna", "koivu", "kunta"), await town.opened("hanna", "koivu", "kunta")
    (wanted,) = await bill(town, "kunta", 40)
    await hanna.fetchval("select api.merge($1, $2, $3)", uuid4(), town.ids["koivu"], town.ids["kunta"])
    await pay(anna, wanted, "25.50")
    with refused("merge_rows_changed"):
        await hanna.fetchval("select api.unmerge($1, $2)", uuid4(), town.ids["koivu"])


async def test_customers_with_invoices_of_one_number_are_not_merged(town: Town) -> None:
    hanna = await town.opened("hanna", "koivu", "kunta")
    for name in ("koivu", "kunta"):
        await bill(town, name, 40)
    with refused("merge_invoice_numbers"):
        await hanna.fetchval("select api.merge($1, $2, $3)", uuid4(), town.ids["koivu"], town.ids["kunta"])


async def test_overdue_invoices_and_ending_holds_fall_due(town: Town) -> None:
    anna, petra = await town.opened("anna", "koivu"), await town.as_login("petra")
    old, disputed, _new = await bill(town, "koivu", 40, 41, 3)
    await anna.fetchval("select api.open_dispute($1, $2, 'Syy')", uuid4(), disputed)
    lines = await anna.fetch("select kind, ref from api.due() where kind in ('invoice', 'hold')")
    assert [tuple(row) for row in lines] == [("invoice", await anna.fetchval("select number from api.invoice($1)", old))]
    ends = await today(anna) + timedelta(days=3)
    owner = await town.owner()
    await owner.execute("set session_replication_role = replica")
    for each in (old, disputed):
        await owner.execute("update register.invoice set financial_year_ends_on = $2 where id = $1", each, date(ends.year - 6, 12, 31))
    until = date(ends.year, 12, 31)
    assert await petra.fetchval("select count(*) from api.due($1) where kind = 'hold'", until) == 2
    assert await anna.fetchval("select count(*) from api.due($1) where kind = 'hold'", until) == 0
