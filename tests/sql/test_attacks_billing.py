"""Attacks on billing history: another unit's invoices, sums that a purpose is not told, and what must not be changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest

from tests.billing import bill, invoice, reference, today
from tests.people import Connection, Town, refused
from tests.siege import DENIED, told
from tests.sql.test_attacks_explain import SETTINGS, tells, warm
from tests.sql.test_plans import reads

HIDDEN: Final = reference(424_242)
HERS: Final = reference(303_030)
TABLES: Final = ("invoice", "payment", "allocation", "reminder", "dispute")

ADDED: Final = """
insert into register.invoice (party, scope, number, issued_on, due_on, net, vat, total, reference)
select id, scope, $2, current_date - 30, current_date - 16, 100, 25.5, 125.5, $3 from register.party where id = $1
"""


async def bill_past_everybody(town: Town) -> dict[str, int]:
    """Invoices of customers that anna does not see: of another unit, and restricted; ids by name."""
    owner = await town.owner()
    for number, (name, given) in enumerate({"takomo": HIDDEN, "rajattu": HERS}.items()):
        await owner.execute(ADDED, town.ids[name], str(880_000 + number), given)
    return {
        row["name"]: row["id"]
        for row in await owner.fetch("select reference as name, id from register.invoice where reference = any($1)", [HIDDEN, HERS])
    }


async def test_invoice_of_a_hidden_customer_is_found_by_nothing(town: Town) -> None:
    hidden = await bill_past_everybody(town)
    anna = await town.opened("anna", "koivu")
    for typed in (HIDDEN, HERS, "880000", "880001"):
        assert await told(anna, "select * from api.find_invoice($1)", typed) == "nothing"
        assert await told(anna, "select * from api.find($1)", typed) == "nothing"
    for wanted in hidden.values():
        for question in (
            "select * from api.invoice($1)",
            "select * from api.invoice_events($1)",
            "select id from register.invoice where id = $1",
        ):
            assert await told(anna, question, wanted) == "nothing"
        for act in (
            "select api.record_payment(gen_random_uuid(), $1, current_date - 1, 5)",
            "select api.open_dispute(gen_random_uuid(), $1, 'syy')",
            "select api.note_reminder(gen_random_uuid(), $1, 'reminder', current_date, 5)",
            "select api.close_dispute(gen_random_uuid(), $1)",
        ):  # fmt: skip
            assert await told(anna, act, wanted) == await told(anna, act, 999_999) == "not_open"


async def test_file_cannot_reach_a_hidden_customer(town: Town) -> None:
    anna = await town.as_login("anna")
    day = await today(anna)
    rows = [invoice(town.ids["takomo"], "1", day), invoice(999_999, "2", day), invoice(town.ids["rajattu"], "3", day)]
    answers = await anna.fetch("select outcome, code, party from api.import_invoices($1, 'x', false)", rows)
    assert {tuple(row) for row in answers} == {("refused", "buyer_unknown", None)}


@pytest.mark.parametrize("who", ["tuki", "hanna", "salla", "ville", "maria", "paula"])
async def test_purpose_that_is_told_less_reads_no_row_and_no_sum(town: Town, who: str) -> None:
    (wanted,) = await bill(town, "koivu", 40)
    connection = await town.as_login(who)
    if who != "paula":
        await connection.fetchval("select api.open_card($1)", town.ids["koivu"])
    for table in TABLES:
        assert await told(connection, f"select * from register.{table}") == DENIED
        assert await told(connection, f"select count(*) from register.{table}") in {DENIED, "nothing"}
    for column in ("total", "hold_until", "number"):
        assert await told(connection, f"select {column} from register.invoice") == DENIED
    for question in ("select * from api.invoices($1)", "select * from api.ageing($1)"):
        assert await told(connection, question, town.ids["koivu"]) == DENIED
    for question in ("select * from api.invoice($1)", "select * from api.invoice_events($1)"):
        assert await told(connection, question, wanted) == DENIED
    for question in (
        "select * from api.find_invoice('1001')",
        "select * from api.unmatched_payments()",
        "select * from rules.invoice_standing",
    ):
        assert await told(connection, question) == DENIED


async def test_support_is_told_no_sum_and_faults_and_marketing_nothing(town: Town) -> None:
    await bill(town, "koivu", 40)
    tuki = await town.opened("tuki", "koivu")
    row = await tuki.fetchrow("select * from api.billing_glance($1)", town.ids["koivu"])
    assert {name for name, value in row.items() if value is not None} == {"extent", "flag"}
    for who in ("ville", "maria", "paula"):
        connection = await town.as_login(who)
        assert await told(connection, "select * from api.billing_glance($1)", town.ids["koivu"]) == DENIED


async def test_glance_needs_an_open_card_and_is_alike_for_hidden_and_absent(town: Town) -> None:
    await bill_past_everybody(town)
    tuki = await town.as_login("tuki")
    for party in (town.ids["koivu"], town.ids["takomo"], town.ids["rajattu"], 999_999):
        assert await told(tuki, "select * from api.billing_glance($1)", party) == "not_open"


STATEMENTS: Final = [
    *(f"update register.{table} set source = 'x'" for table in TABLES),
    *(f"delete from register.{table}" for table in TABLES),
    "update register.invoice set total = 0, net = 0, vat = 0",
    "update register.invoice set hold_until = '1999-01-01'",
    "update register.invoice set financial_year_ends_on = '1999-12-31'",
    "insert into register.financial_year values ('2001-01-01', '2001-12-31')",
    "insert into register.payment (scope, received_on, amount) values (4, current_date, 5)",
    "insert into register.allocation (party, payment, invoice, amount) values (1, 1, 1, 1)",
    "update dictionary.purpose_class set extent = 'totals', may_read = true",
    "truncate register.invoice cascade",
    "alter table register.invoice disable trigger invoice_is_append_only",
    "select rules.allocate(1, null)",
    "select rules.add_invoice('{}', 'x')",
    "select rules.is_known_payment('FI2112345600000785', 'A')",
]


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_billing_itself_changes_no_table_past_schema_api(siege: Town, statement: str) -> None:
    assert await told(await siege.opened("anna", "koivu"), statement) in {DENIED, "42809", "428C9"}


async def test_save_of_a_card_does_not_reach_billing(town: Town) -> None:
    (wanted,) = await bill(town, "koivu", 40)
    anna = await town.opened("anna", "koivu")
    for entity in TABLES:
        change: dict[str, Any] = {"entity": entity, "id": wanted, "version": 1, "fields": {"source": "call"}}
        with refused("not_yours"):
            await anna.fetchval("select api.save($1, $2, $3)", uuid4(), town.ids["koivu"], [change])


async def test_payment_of_another_unit_is_matched_by_nobody_else(town: Town) -> None:
    owner = await town.owner()
    strange = await owner.fetchval("insert into register.payment (scope, received_on, amount) values (8, current_date, 5) returning id")
    (wanted,) = await bill(town, "koivu", 40)
    anna = await town.opened("anna", "koivu")
    match = "select api.match_payment(gen_random_uuid(), $1, $2)"
    assert await told(anna, match, strange, wanted) == await told(anna, match, 999_999, wanted) == "not_found"
    assert await told(anna, "select * from api.unmatched_payments()") == "nothing"
    assert await told(anna, "select * from api.import_payments('[]', 'FI2112345600000785', 'x', 2::smallint, false)") == "unit_not_yours"


# what questions cost --------------------------------------------------------------------------------------------------

MANY: Final = """
begin;
set local role seloste_owner;
select rules.pause_triggers(true);
insert into register.invoice (party, scope, number, issued_on, due_on, net, vat, total, reference, financial_year_ends_on)
select p.id, p.scope, (600000 + p.id)::text, '2026-01-01', '2026-01-15', 100, 25.5, 125.5,
    value.made_reference((700000 + p.id)::text), '2026-12-31'
from register.party p where p.id > 100000 and not exists (select from register.invoice);
select rules.pause_triggers(false);
commit;
"""


async def crowded(crowd: Town) -> Connection:
    """Anna in the large register, with an invoice of everybody."""
    owner = await crowd.owner()
    await owner.execute(MANY)
    await owner.execute("analyze register.invoice")
    if not await owner.fetchval("select count(*) from register.invoice where reference = $1", HIDDEN):
        await owner.execute(ADDED, crowd.ids["takomo"], "880000", HIDDEN)
    return await crowd.as_login("anna")


@pytest.mark.parametrize("setting", SETTINGS)
async def test_reference_of_a_hidden_invoice_costs_what_one_of_none_costs(crowd: Town, setting: str) -> None:
    anna = await crowded(crowd)
    await anna.execute(setting)
    await anna.execute("set role seloste_billing")
    none = [reference(424_000 + n) for n in (41, 43, 99)]
    for question in ("select count(*) from api.find_invoice($1)", "select id from register.invoice where reference = $1"):
        await warm(anna, question, *[*none, HIDDEN] * 5)
        assert not await tells(anna, question, HIDDEN, *none), question


async def test_reference_is_looked_up_by_its_index_and_the_glance_reads_its_own_rows(crowd: Town) -> None:
    anna = await crowded(crowd)
    found = await reads(anna, "select * from api.find_invoice($1)", reference(700_004 + 100_000))
    assert all(whole == 0 and fetched <= 40 for whole, fetched in found.values()), found
    await anna.fetchval("select api.open_card($1)", crowd.ids["koivu"])
    for question in ("select * from api.billing_glance($1)", "select * from api.invoices($1)", "select * from api.ageing($1)"):
        found = await reads(anna, question, crowd.ids["koivu"])
        assert all(whole == 0 and fetched <= 200 for whole, fetched in found.values()), (question, found)


async def test_due_days_are_of_the_past_in_these_attacks(town: Town) -> None:
    """What the acts above are refused for is that the card is not open, nothing else."""
    await bill_past_everybody(town)
    petra = await town.opened("petra", "takomo")
    day = await today(petra)
    assert await petra.fetchval("select due_on from register.invoice where reference = $1", HIDDEN) <= day - timedelta(days=15)
