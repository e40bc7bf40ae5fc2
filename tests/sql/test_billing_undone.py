"""Files of invoices and payments: each is one operation and undone as one, unless something in the books stands on it."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.billing import bill, invoice, pay, reference, statement, take, today, transfer
from tests.people import Connection, Town, refused
from tests.siege import told
from tests.sql.merging import merge, twin, unmerge

FIRST = reference(101_001)
UNDO = "select api.undo_file($1, $2)"


async def undo(connection: Connection, entity: str, op: UUID | None = None) -> dict[str, Any]:
    """Undo the last file."""
    return await connection.fetchval(UNDO, op or uuid4(), entity)


async def kept(town: Town) -> list[int]:
    """Invoices, payments and matchings that are there."""
    owner = await town.owner()
    return [await owner.fetchval(f"select count(*) from register.{table}") for table in ("invoice", "payment", "allocation")]


async def in_way(connection: Connection, entity: str) -> tuple[str, str]:
    """The refusal of an undoing, and the voucher it names."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        await undo(connection, entity)
    answer = caught.value.as_dict()
    return answer["message"], json.loads(answer["detail"])["voucher"]


async def test_a_file_is_one_operation_however_many_times_it_is_asked(town: Town) -> None:
    anna, owner, op = await town.as_login("anna"), await town.owner(), uuid4()
    day = await today(anna)
    for number in ("1", "2", "2"):
        row = invoice(town.ids["koivu"], number, day)
        await anna.execute("select api.import_invoices($1, 'a', false, $2)", [row], op)
    lines = await owner.fetch("select op, undoes from audit.change_log where table_name = 'invoice'")
    assert [tuple(line) for line in lines] == [(op, None)] * 2
    await anna.execute("select api.import_invoices($1, 'a', true, $2)", [invoice(town.ids["koivu"], "3", day)], op)
    assert await owner.fetchval("select count(*) from register.invoice") == 2
    assert (await undo(anna, "invoice"))["vouchers"] == 2
    with refused("import_undone_since"):
        await anna.execute("select api.import_invoices($1, 'a', false, $2)", [row], op)


async def test_a_statement_is_undone_as_one_once_and_may_come_in_again(town: Town) -> None:
    await bill(town, "koivu", 40)
    anna, owner = await town.as_login("anna"), await town.owner()
    day = await today(anna)
    rows = (transfer("A1", "125.50", day, FIRST), transfer("A2", "9.00", day))
    await statement(anna, *rows)
    made = await owner.fetchval("select op from audit.change_log where table_name = 'payment' order by seq desc limit 1")
    op = uuid4()
    answers = [await undo(anna, "payment", op) for _ in range(2)]
    assert answers[0] == answers[1] == {"outcome": "undone", "undone": str(made), "file": "test", "vouchers": 2}
    assert await kept(town) == [1, 0, 0]
    lines = await owner.fetch("select table_name, act from audit.change_log where op = $1 and undoes = $2", op, made)
    assert sorted(tuple(line) for line in lines) == [
        ("allocation", "delete"), ("payment", "delete"), ("payment", "delete"), ("payment", "update")
    ]  # fmt: skip
    with refused("undo_file_nothing"):
        await undo(anna, "payment")
    assert [row["outcome"] for row in await statement(anna, *rows)] == ["matched", "unmatched"]


async def test_a_credit_note_of_a_file_gives_back_what_it_took_and_then_its_invoice_goes(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    day = await today(anna)
    (made,) = await take(anna, invoice(town.ids["koivu"], "1", day))
    await statement(anna, transfer("A1", "125.50", day, reference(100_001)))
    credit = {"kind": "credit_note", "net": "-50.00", "credits": "1", "reference": None}
    await take(anna, invoice(town.ids["koivu"], "2", day, **credit))
    assert await in_way(anna, "payment") == ("undo_file_credited", "1")
    await undo(anna, "invoice")
    assert await (await town.owner()).fetchval("select amount from register.allocation") == Decimal("125.50")
    assert await in_way(anna, "invoice") == ("undo_file_paid", "1")
    await undo(anna, "payment")
    assert (await undo(anna, "invoice"))["vouchers"] == 1
    assert (await kept(town), made["outcome"]) == ([0, 0, 0], "new")


async def stand_on(anna: Connection, what: str, wanted: int) -> None:
    """Do something to an invoice that stands on its file."""
    day = await today(anna)
    match what:
        case "undo_file_paid":
            await pay(anna, wanted, "1.00")
        case "undo_file_credited":
            await anna.execute("select api.credit_invoice($1, $2, 1.00, 'Väärä hinta')", uuid4(), wanted)
        case "undo_file_disputed":
            await anna.execute("select api.open_dispute($1, $2, 'Ei tilattu')", uuid4(), wanted)
            await anna.execute("select api.close_dispute($1, $2)", uuid4(), wanted)
        case _:
            await anna.execute("select api.note_reminder($1, $2, 'reminder', $3, 0)", uuid4(), wanted, day)


@pytest.mark.parametrize("why", ["undo_file_paid", "undo_file_credited", "undo_file_disputed", "undo_file_reminded"])
async def test_invoices_on_which_something_stands_keep_their_whole_file_and_one_is_named(town: Town, why: str) -> None:
    anna, owner = await town.opened("anna", "koivu"), await town.owner()
    now = await today(anna)
    await owner.execute("insert into register.financial_year values ($1, $2)", now - timedelta(days=200), now + timedelta(days=100))
    day = now - timedelta(days=30)
    made = await take(anna, *(invoice(town.ids["koivu"], number, day) for number in ("11", "12", "13")))
    await stand_on(anna, why, made[1]["invoice"])
    before = await kept(town)
    assert await in_way(anna, "invoice") == (why, "12")
    assert await kept(town) == before


async def test_a_payment_matched_by_hand_or_contested_keeps_its_statement_until_it_is_taken_off(town: Town) -> None:
    first, second = await bill(town, "koivu", 40, 30)
    anna = await town.opened("anna", "koivu")
    day = await today(anna)
    made = await statement(anna, transfer("A1", "125.50", day, FIRST), transfer("A2", "9.00", day))
    matched = await anna.fetchval("select api.match_payment($1, $2, $3)", uuid4(), made[1]["payment"], second)
    assert await in_way(anna, "payment") == ("undo_file_matched", "A2")
    (event,) = await anna.fetch("select * from api.invoice_events($1)", second)
    await anna.execute("select api.unmatch_payment($1, $2)", uuid4(), event["id"])
    assert matched["outcome"] == "saved"
    await (await town.owner()).execute(
        "insert into register.dispute (party, invoice, opened_on, reason) values ($1, $2, $3, 'Ei')", town.ids["koivu"], first, day
    )
    assert await in_way(anna, "payment") == ("undo_file_disputed", "1001")
    (event,) = [one for one in await anna.fetch("select * from api.invoice_events($1)", first) if one["kind"] == "payment"]
    await anna.execute("select api.unmatch_payment($1, $2)", uuid4(), event["id"])
    assert (await undo(anna, "payment"))["vouchers"] == 2
    assert await kept(town) == [2, 0, 0]


async def test_vouchers_that_a_merging_gave_to_another_customer_stay_until_it_is_taken_apart(town: Town) -> None:
    hanna, keep, dropped = await twin(town)
    anna = await town.as_login("anna")
    day = await today(anna)
    await take(anna, invoice(dropped, "1", day))
    await statement(anna, transfer("A1", "9.00", day, reference(100_001)))
    await merge(hanna, keep, dropped)
    assert await in_way(anna, "payment") == ("undo_file_moved", "A1")
    assert await in_way(anna, "invoice") == ("undo_file_moved", "1")
    await unmerge(hanna, keep)
    assert [(await undo(anna, entity))["vouchers"] for entity in ("payment", "invoice")] == [1, 1]


async def test_vouchers_of_a_financial_year_that_is_over_stay(town: Town) -> None:
    anna = await town.as_login("anna")
    ago = date((await today(anna)).year - 1, 6, 1)
    await take(anna, invoice(town.ids["koivu"], "1", ago))
    await statement(anna, transfer("A1", "9.00", ago))
    for entity, voucher in (("invoice", "1"), ("payment", "A1")):
        assert await in_way(anna, entity) == ("undo_file_year_over", voucher)
    assert await kept(town) == [1, 1, 0]


async def test_two_who_undo_at_once_undo_once_and_only_ones_own_file(town: Town) -> None:
    await bill(town, "koivu", 3)
    one, other = await town.as_login("anna"), await town.as_login("anna")
    answers = await asyncio.gather(undo(one, "invoice"), undo(other, "invoice"), return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1, answers
    await bill(town, "koivu", 3)
    with refused("undo_file_nothing"):
        await undo(await town.as_login("monta", "billing"), "invoice")
    assert await kept(town) == [1, 0, 0]


@pytest.mark.parametrize("who", ["tuki", "hanna", "salla", "ville", "maria", "petra", "paula"])
async def test_nobody_but_billing_undoes_a_file_and_no_setting_takes_a_voucher_out(town: Town, who: str) -> None:
    await bill(town, "koivu", 3)
    connection, owner = await town.as_login(who), await town.owner()
    assert await told(connection, "select api.undo_file(gen_random_uuid(), 'invoice')") == "42501"
    op = await owner.fetchval("select op from audit.change_log where table_name = 'invoice'")
    await connection.execute("select set_config('seloste.undoes', $1, false)", str(op))
    assert await told(connection, "delete from register.invoice") == "42501"
    assert await told(connection, "select rules.forget_voucher('invoice', 1)") == "42501"
    assert (await kept(town))[0] == 1


async def test_undoing_on_a_card_steps_over_files_and_their_undoing(town: Town) -> None:
    await bill(town, "koivu", 3)
    anna = await town.opened("anna", "koivu")
    for _ in range(2):
        with refused("undo_nothing"):
            await anna.execute("select api.undo($1, $2)", uuid4(), town.ids["koivu"])
        await bill(town, "koivu", 3, first=2001)
        await undo(anna, "invoice")
    with refused("redo_nothing"):
        await anna.execute("select api.redo($1, $2)", uuid4(), town.ids["koivu"])
