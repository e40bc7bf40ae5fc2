"""The controller: said by the main user, read by everybody, and whose invoices and accounts billing history is of."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from tests.billing import ACCOUNT, invoice, take, today, transfer
from tests.people import CONTROLLER, STAFF, Connection, Town, refused
from tests.siege import told

SET = "select api.controller_set($1)"


@pytest.mark.parametrize("who", [who for who in STAFF if who not in {"paula", "monta"}])
async def test_everybody_reads_who_answers_for_the_register_and_only_the_main_user_says_it(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    row = await connection.fetchrow("select * from api.controller()")
    assert dict(row) == CONTROLLER
    with refused("not_yours"):
        await connection.execute(SET, {"name": "Toinen Oy"})
    assert await told(connection, "update register.controller set name = 'Toinen Oy'") == "42501"


async def test_the_main_user_changes_a_part_and_the_log_says_so(town: Town) -> None:
    paula, owner = await town.as_login("paula"), await town.owner()
    await paula.execute(SET, {"phone": "+358445550199"})
    assert (await paula.fetchrow("select name, phone from api.controller()"))["name"] == "Kotisivutaivas Oy"
    line = await owner.fetchrow("select act, diff from audit.change_log where table_name = 'controller' order by seq desc limit 1")
    assert tuple(line) == ("update", {"phone": ["+358445962025", "+358445550199"]})


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"vat_id": "FI15728600"}, "controller_vat_is_its_own"), ({"business_id": "1234567-2"}, "value_business_id"),
        ({"ibans": ["FI2112345600000786"]}, "value_iban"), ({"postcode": "1"}, "controller_postcode_is_finnish"),
    ],
)  # fmt: skip
async def test_what_is_no_company_is_refused(town: Town, said: dict[str, Any], rule: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await (await town.as_login("paula")).execute(SET, said)
    assert str(caught.value.as_dict()["constraint_name"]).startswith(rule)


async def statement(connection: Connection, account: str) -> list[Any]:
    """A statement of an account."""
    paid = transfer("A1", "10.00", await today(connection))
    return await connection.fetch("select * from api.import_payments($1, $2, 'test', 1::smallint, false)", [paid], account)


async def test_invoices_of_another_seller_and_statements_of_another_account_are_refused(town: Town) -> None:
    anna = await town.as_login("anna")
    day, koivu = await today(anna), town.ids["koivu"]
    made = await take(
        anna, invoice(koivu, "1", day), invoice(koivu, "2", day, seller_id="1572860-0"), invoice(koivu, "3", day, seller_id=None)
    )
    assert [row["code"] for row in made] == [None, "seller_differs", "seller_differs"]
    assert (await statement(anna, ACCOUNT))[0]["outcome"] == "unmatched"
    with refused("account_not_ours"):
        await statement(anna, "FI5542345670000081")


async def test_nothing_comes_in_before_the_controller_is_said(town: Town) -> None:
    await (await town.owner()).execute("delete from register.controller")
    anna = await town.as_login("anna")
    (made,) = await take(anna, invoice(town.ids["koivu"], "1", await today(anna)))
    assert made["code"] == "controller_missing"
    with refused("controller_missing"):
        await statement(anna, ACCOUNT)
