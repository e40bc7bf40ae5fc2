"""Billing history: what is open is counted, payments find their invoices, nobody changes an invoice, and each purpose is told its part."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from tests.billing import bill, invoice, pay, reference, statement, take, today, transfer
from tests.people import Connection, Town, refused

FIRST = reference(101_001)


async def state(connection: Connection, wanted: int) -> str:
    """The state of an invoice."""
    return await connection.fetchval("select state from api.invoice($1)", wanted)


async def opened(connection: Connection, wanted: int) -> Decimal:
    """What is open of an invoice."""
    return await connection.fetchval("select open from api.invoice($1)", wanted)


async def test_invoice_is_open_until_its_due_day_overdue_after_and_paid_when_nothing_is_left(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    old, new = await bill(town, "koivu", 40, 3)
    assert [await state(anna, old), await state(anna, new)] == ["overdue", "open"]
    assert (await pay(anna, old, "25.50"))["open"] == "100.00"
    assert await state(anna, old) == "overdue"
    await pay(anna, old, "100.00")
    assert await state(anna, old) == "paid"
    assert await opened(anna, old) == 0


async def test_what_is_paid_too_much_stays_the_customers(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 3)
    answer = await pay(anna, wanted, "130.00")
    assert (answer["matched"], answer["left"], answer["open"]) == ("125.50", "4.50", "0.00")
    assert await anna.fetchval("select unused from api.billing_glance($1)", town.ids["koivu"]) == Decimal("4.50")


async def test_credit_note_lessens_what_is_open_and_a_whole_one_ends_it(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 40)
    day = await today(anna)
    half = invoice(town.ids["koivu"], "2001", day, kind="credit_note", net="-50.00", credits="1001", reference=None)
    (made,) = await take(anna, half)
    assert made["outcome"] == "new"
    assert await opened(anna, wanted) == Decimal("62.75")
    await take(anna, half | {"number": "2002"})
    assert await state(anna, wanted) == "credited"
    assert await state(anna, made["invoice"]) == "credit_note"


async def test_the_same_payment_asked_twice_is_recorded_once(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 3)
    op, day = uuid4(), await today(anna)
    for _ in range(2):
        await anna.fetchval("select api.record_payment($1, $2, $3, 10)", op, wanted, day)
    assert await anna.fetchval("select count(*) from register.payment") == 1


async def test_payment_is_undone_and_done_again(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 3)
    await pay(anna, wanted, "125.50")
    await anna.fetchval("select api.undo($1, $2)", uuid4(), town.ids["koivu"])
    assert (await state(anna, wanted), await anna.fetchval("select count(*) from register.payment")) == ("open", 0)
    await anna.fetchval("select api.redo($1, $2)", uuid4(), town.ids["koivu"])
    assert await state(anna, wanted) == "paid"


async def test_payment_is_unmatched_matched_with_another_and_all_of_it_undone(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    one, other = await bill(town, "koivu", 3, 4)
    answer = await pay(anna, one, "125.50")
    (event,) = await anna.fetch("select * from api.invoice_events($1)", one)
    await anna.fetchval("select api.unmatch_payment($1, $2)", uuid4(), event["id"])
    assert [row["id"] for row in await anna.fetch("select * from api.unmatched_payments()")] == [answer["payment"]]
    await anna.fetchval("select api.match_payment($1, $2, $3)", uuid4(), answer["payment"], other)
    assert [await state(anna, one), await state(anna, other)] == ["open", "paid"]
    for _ in range(2):
        await anna.fetchval("select api.undo($1, $2)", uuid4(), town.ids["koivu"])
    assert [await state(anna, one), await state(anna, other)] == ["paid", "open"]
    await anna.fetchval("select api.undo($1, $2)", uuid4(), town.ids["koivu"])
    assert await anna.fetchval("select count(*) from register.payment") == 0


async def test_matching_of_the_past_is_not_brought_back_over_one_that_took_its_place(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    one, other = await bill(town, "koivu", 3, 4)
    answer = await pay(anna, one, "125.50")
    (event,) = await anna.fetch("select * from api.invoice_events($1)", one)
    await anna.fetchval("select api.unmatch_payment($1, $2)", uuid4(), event["id"])
    await anna.fetchval("select api.match_payment($1, $2, $3)", uuid4(), answer["payment"], other)
    seq = await anna.fetchval("select seq from api.history($1) where entity = 'allocation' and act = 'delete'", town.ids["koivu"])
    with refused("payment_used_up"):
        await anna.fetchval("select api.restore($1, $2, $3, $4, null)", uuid4(), town.ids["koivu"], seq, [])


# dates and holds ------------------------------------------------------------------------------------------------------


async def test_voucher_is_held_six_years_from_the_end_of_the_year_in_which_its_financial_year_ended(town: Town) -> None:
    owner = await town.owner()
    await owner.execute("insert into register.financial_year values ('2024-07-01', '2025-06-30')")
    anna = await town.opened("anna", "koivu")
    days = {"3001": date(2024, 6, 30), "3002": date(2024, 7, 1), "3003": date(2025, 12, 31)}
    made = await take(anna, *(invoice(town.ids["koivu"], number, day) for number, day in days.items()))
    held = [await anna.fetchval("select hold_until from api.invoice($1)", row["invoice"]) for row in made]
    assert held == [date(2030, 12, 31), date(2031, 12, 31), date(2031, 12, 31)]


async def test_financial_year_that_the_main_user_says_moves_the_holds_of_its_vouchers(town: Town) -> None:
    anna, paula = await town.opened("anna", "koivu"), await town.as_login("paula")
    (made,) = await take(anna, invoice(town.ids["koivu"], "3001", date(2025, 10, 1)))
    held = "select hold_until from api.invoice($1)"
    assert await anna.fetchval(held, made["invoice"]) == date(2031, 12, 31)
    await paula.execute("select api.financial_year_set('2025-07-01', '2026-06-30')")
    assert await anna.fetchval(held, made["invoice"]) == date(2032, 12, 31)
    await paula.execute("select api.financial_year_set('2025-01-01', '2025-12-31')")
    assert await anna.fetchval(held, made["invoice"]) == date(2031, 12, 31)
    with pytest.raises(asyncpg.PostgresError, match="financial_year_is_short_enough"):
        await paula.execute("select api.financial_year_set('2025-01-01', '2027-12-31')")
    with refused("not_yours"):
        await anna.execute("select api.financial_year_set('2025-07-01', '2026-06-30')")


async def test_nobody_deletes_a_held_invoice_and_nobody_changes_one(town: Town) -> None:
    (wanted,) = await bill(town, "koivu", 3)
    owner = await town.owner()
    for statement_ in (
        f"delete from register.invoice where id = {wanted}",
        f"update register.invoice set net = 1, total = 1, vat = 0 where id = {wanted}",
        f"update register.invoice set number = 'x' where id = {wanted}",
        f"delete from register.party where id = {town.ids['koivu']}",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await owner.execute(statement_)
    await owner.execute(f"update register.invoice set financial_year_ends_on = '1999-12-31' where id = {wanted}")
    assert await owner.fetchval("select hold_until > now() + interval '5 years' from register.invoice where id = $1", wanted)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"total": "125.51"}, "invoice_total_adds_up"), ({"vat_lines": [{"rate": "25.5", "net": "1", "vat": "2"}]}, "invoice_vat_adds_up"),
        ({"vat_lines": [{"rate": "x"}]}, "invoice_vat_lines_readable"), ({"currency": "USD"}, "invoice_currency_is_euro"),
        ({"reference": "12345"}, "value_payment_reference_check_digits"), ({"due_on": "2000-01-01"}, "invoice_due_after_issued"),
        ({"kind": "gift"}, "invoice_kind_known"), ({"kind": "credit_note"}, "invoice_sign_fits_kind"), ({"number": None}, "value_unfit"),
        ({"issued_on": "yesterdayish"}, "value_unfit"), ({"customer": 999_999}, "buyer_unknown"), ({"business_id": "2077474-0"}, None),
    ],
)  # fmt: skip
async def test_invoice_of_a_file_that_breaks_a_rule_is_refused_and_the_others_are_taken(
    town: Town, change: dict[str, str], code: str
) -> None:
    anna = await town.as_login("anna")
    day = await today(anna)
    good = invoice(town.ids["koivu"], "1002", day)
    made = await take(anna, invoice(town.ids["koivu"], "1001", day) | change, good)
    assert [row["outcome"] for row in made] == ["refused" if code else "new", "new"]
    assert made[0]["code"] == code


async def test_file_taken_twice_changes_nothing_and_one_that_says_otherwise_is_refused(town: Town) -> None:
    anna = await town.as_login("anna")
    given = invoice(town.ids["koivu"], "1001", await today(anna))
    outcomes = [(await take(anna, given, dry=True))[0], (await take(anna, given))[0], (await take(anna, given))[0]]
    assert [row["outcome"] for row in outcomes] == ["new", "new", "same"]
    (row,) = await take(anna, given | {"due_on": "2030-01-01"})
    assert (row["outcome"], row["code"]) == ("refused", "invoice_differs")
    assert await (await town.owner()).fetchval("select count(*) from register.invoice") == 1


# the bank -------------------------------------------------------------------------------------------------------------


async def test_payments_of_the_bank_find_their_invoices_and_the_rest_waits(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    old, new = await bill(town, "koivu", 40, 3)
    day = await today(anna)
    given = (
        transfer("A1", "125.50", day, FIRST), transfer("A2", "25.50", day, reference(101_002)),
        transfer("A3", "9.00", day, reference(77_777)),
        transfer("A4", "5.00", day),
    )  # fmt: skip
    dry = await statement(anna, *given, dry=True)
    assert [row["outcome"] for row in dry] == ["matched", "partly", "unmatched", "unmatched"]
    assert await state(anna, old) == "overdue"
    made = await statement(anna, *given)
    assert [row["outcome"] for row in made] == [row["outcome"] for row in dry]
    assert [await state(anna, old), await opened(anna, new)] == ["paid", Decimal("100.00")]
    assert [row["outcome"] for row in await statement(anna, *given)] == ["known"] * 4
    waiting = await anna.fetch("select * from api.unmatched_payments()")
    assert {row["archive_id"] for row in waiting} == {"A3", "A4"}
    await anna.fetchval("select api.match_payment($1, $2, $3)", uuid4(), waiting[0]["id"], new)
    assert len(await anna.fetch("select * from api.unmatched_payments()")) == 1


async def test_payment_under_the_reference_of_several_invoices_pays_the_oldest_first(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    day, shared = await today(anna), reference(55_555)
    made = await take(anna, *(invoice(town.ids["koivu"], f"{4000 + n}", day - timedelta(days=30 - n), reference=shared) for n in range(3)))
    (row,) = await statement(anna, transfer("B1", "200.00", day, f"RF{98 - int(shared + '271500') % 97:02}{shared}"))
    assert (row["outcome"], row["left"]) == ("partly", 0)
    assert [await opened(anna, each["invoice"]) for each in made] == [Decimal("0.00"), Decimal("51.00"), Decimal("125.50")]


async def test_payment_of_the_bank_is_not_removed_but_unmatched(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 3)
    await statement(anna, transfer("C1", "125.50", await today(anna), FIRST))
    with refused("undo_nothing"):
        await anna.fetchval("select api.undo($1, $2)", uuid4(), town.ids["koivu"])
    (event,) = await anna.fetch("select * from api.invoice_events($1)", wanted)
    await anna.fetchval("select api.unmatch_payment($1, $2)", uuid4(), event["id"])
    with pytest.raises(asyncpg.PostgresError, match="payment_of_bank"):
        await (await town.owner()).execute("delete from register.payment")


async def test_identity_code_that_a_payer_wrote_is_taken_out(town: Town) -> None:
    anna = await town.as_login("anna")
    day = await today(anna)
    await statement(anna, transfer("D1", "5.00", day) | {"message": "Matti 010190-900P"})
    (row,) = await anna.fetch("select message from api.unmatched_payments()")
    assert "900P" not in row["message"]


# reminders and disputes -----------------------------------------------------------------------------------------------


async def remind(connection: Connection, wanted: int, step: str = "reminder", fee: str = "5") -> None:
    """Note a reminder of today."""
    await connection.fetchval("select api.note_reminder($1, $2, $3, $4, $5)", uuid4(), wanted, step, await today(connection), Decimal(fee))


async def test_reminders_are_noted_in_order_after_the_due_day_and_undone(town: Town) -> None:
    anna = await town.opened("anna", "koivu", "matti")
    old, new = await bill(town, "koivu", 40, 3)
    with refused("reminder_not_due"):
        await remind(anna, new)
    with refused("reminder_out_of_order"):
        await remind(anna, old, "second")
    await remind(anna, old, fee="12.50")
    await remind(anna, old, "second")
    assert await anna.fetchval("select step from api.invoices($1) where id = $2", town.ids["koivu"], old) == "second"
    await anna.fetchval("select api.undo($1, $2)", uuid4(), town.ids["koivu"])
    assert await anna.fetchval("select step from api.invoices($1) where id = $2", town.ids["koivu"], old) == "reminder"
    (of_person,) = await bill(town, "matti", 40, first=5001)
    with refused("reminder_fee_consumer"):
        await remind(anna, of_person, fee="5.01")


async def test_disputed_invoice_is_not_reminded_of_until_the_dispute_is_closed(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    (wanted,) = await bill(town, "koivu", 40)
    await anna.fetchval("select api.open_dispute($1, $2, 'Palvelu ei toiminut')", uuid4(), wanted)
    assert await state(anna, wanted) == "disputed"
    with refused("reminder_disputed"):
        await remind(anna, wanted)
    with refused("dispute_is_open"):
        await anna.fetchval("select api.open_dispute($1, $2, 'Taas')", uuid4(), wanted)
    await anna.fetchval("select api.close_dispute($1, $2)", uuid4(), wanted)
    await remind(anna, wanted)
    assert await state(anna, wanted) == "overdue"
