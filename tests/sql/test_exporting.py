"""Handing out: only what the purpose may see, recorded to whom and why before a row is told, nothing out of the EEA."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from db import exporting
from db.errors import Refused
from db.many import Selection
from tests.exports import ELSEWHERE, OWN, handed
from tests.imports import at_work
from tests.people import Town, login_of, refused


async def test_a_customer_is_handed_out_as_the_purpose_sees_it(town: Town) -> None:
    (row,) = await handed(await at_work(town, "hanna"), [town.ids["koivu"]])
    assert {name: row[name] for name in ("name", "business_id", "email", "phone", "street", "postcode", "town", "unit")} == {
        "name": "Kahvila Koivu Oy", "business_id": "1572860-0", "email": "info@koivu.example.fi", "phone": "+358445550100",
        "street": "Koivukuja 1", "postcode": "44800", "town": "Pihtipudas", "unit": "Pihtipudas",
    }  # fmt: skip
    assert "Koivu Laskuttaja (billing)" in row["persons"]


async def test_each_purpose_hands_out_its_own_classes(town: Town) -> None:
    koivu = [town.ids["koivu"]]
    billing = (await handed(await at_work(town, "anna"), koivu))[0]
    assert (billing["persons"], billing["person_email"]) == ("Koivu Laskuttaja (billing)", "billing@koivu.example.fi")
    support = (await handed(await at_work(town, "tuki"), koivu))[0]
    assert (support["town"], "street" in support, "Laskuttaja" in support["persons"]) == ("Pihtipudas", False, False)
    faults = await exporting.fields(await at_work(town, "ville"))
    assert set(faults) == {"number", "name", "kind", "language", "unit", "persons", "person_email", "person_phone"}


async def test_marketing_hands_out_only_whom_it_may_write_to(town: Town) -> None:
    rows = await handed(await at_work(town, "maria"))
    assert "Kalle Kieltävä" not in {row["name"] for row in rows}
    by_name = {row["name"]: row for row in rows}
    assert by_name["Liisa Luvallinen"]["email"] == "liisa@luvallinen.example.fi"
    assert "matti@meikalainen.example.fi" not in str(rows)


async def test_neither_identity_codes_nor_protected_addresses_leave(town: Town) -> None:
    rows = await handed(await at_work(town, "petra"))
    text = str(rows)
    assert "Salme Suojattu" in text
    assert not any(secret in text for secret in ("Piilokuja", "44801", "Salakylä", "010190", "290200"))
    assert (await handed(await at_work(town, "hanna"), [town.ids["suoja"]]))[0]["street"] is None


async def test_a_field_that_the_purpose_may_not_see_is_refused(town: Town) -> None:
    for who, field in (("tuki", "street"), ("ville", "business_id"), ("anna", "permission"), ("hanna", "identity_code")):
        session = await at_work(town, who)
        with pytest.raises(Refused, match="export_field_not_yours"):
            await handed(session, [town.ids["koivu"]], ["name", field])


@pytest.mark.parametrize(
    ("use", "code"),
    [
        (replace(OWN, reason="lyhyt"), "reason_short"),
        (replace(ELSEWHERE, recipient=" "), "export_recipient_missing"),
        (replace(ELSEWHERE, basis=None), "export_basis_missing"),
        (replace(ELSEWHERE, country="US"), "export_outside_eea"),
        (replace(ELSEWHERE, country=None), "export_outside_eea"),
        (replace(ELSEWHERE, kind="lahja"), "changes_unreadable"),
    ],
)
async def test_to_whom_and_why_is_asked_by_the_database(town: Town, use: exporting.Use, code: str) -> None:
    with pytest.raises(Refused, match=code):
        await handed(await at_work(town, "hanna"), [town.ids["koivu"]], use=use)


async def test_everything_handed_out_is_recorded_and_read_by_data_protection(town: Town) -> None:
    await handed(await at_work(town, "hanna"), [town.ids["koivu"], town.ids["matti"]], ["name", "email"], ELSEWHERE)
    (line,) = await exporting.disclosures(await at_work(town, "petra"))
    assert (line.login, line.recipient, line.country, line.basis, line.fields, line.count) == (
        login_of("hanna"), "Poliisi", "FI", "poliisilaki 4:3", ["name", "email"], 2,
    )  # fmt: skip
    owner = await town.owner()
    read = await owner.fetchrow("select login, shown, reason from audit.read_log where act = 'export'")
    assert read is not None
    assert (read["login"], sorted(read["shown"])) == (login_of("hanna"), sorted([town.ids["koivu"], town.ids["matti"]]))
    assert "Poliisi" in read["reason"]


async def test_a_row_is_told_only_after_the_record_is_committed(town: Town) -> None:
    hanna = await town.as_login("hanna")
    transaction = hanna.transaction()
    await transaction.start()
    export = uuid4()
    selection = Selection(frozenset([town.ids["koivu"]])).given()
    await hanna.fetchval("select api.export_begin($1, $2, $3, '{name,email}', 'csv', $4)", uuid4(), export, selection, OWN.given())
    with refused("plan_unknown"):
        await hanna.fetch("select * from api.export_page($1, 0, 10)", export)
    await transaction.rollback()
    with refused("plan_unknown"):
        await hanna.fetch("select * from api.export_page($1, 0, 10)", export)


async def test_an_export_is_its_logins_and_purposes_own(town: Town) -> None:
    hanna = await at_work(town, "hanna")
    begun = await exporting.begin(hanna, uuid4(), Selection(frozenset([town.ids["koivu"]])), ["name"], "csv", OWN)
    for who, purpose in (("salla", None), ("teemu", None), ("petra", None)):
        other = await town.as_login(who, purpose)
        with refused("plan_unknown"):
            await other.fetch("select * from api.export_page($1, 0, 10)", begun.export)


async def test_customers_out_of_sight_are_not_handed_out(town: Town) -> None:
    anna = await at_work(town, "anna")
    with pytest.raises(Refused, match="export_nobody"):
        await handed(anna, [town.ids["takomo"], town.ids["rajattu"]])
    assert len(await handed(anna, [town.ids["takomo"], town.ids["koivu"]])) == 1


async def test_main_user_hands_out_nothing_and_staff_read_no_disclosures(town: Town) -> None:
    paula = await town.as_login("paula")
    with refused("not_yours"):
        await paula.fetch("select * from api.export_fields()")
    for who in ("hanna", "anna", "paula"):
        connection = await town.as_login(who)
        with refused("not_yours"):
            await connection.fetch("select * from api.disclosures()")
        with refused("not_yours"):
            await connection.fetch("select * from audit.disclosure")
