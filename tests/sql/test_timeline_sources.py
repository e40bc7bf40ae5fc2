"""What outside sources and files brought, in the timeline: who, when, from where and what was accepted, as far as a purpose sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.imports import at_work, finish, written
from tests.people import Connection, Town, login_of, save, version_of
from tests.sql.test_imports_outside import CREDIT, FIRMS, dry_run
from tests.sql.test_sources import POST, claim, fetched, settle


async def brought(connection: Connection, party: int) -> list[Any]:
    """Events of sources as the login sees them."""
    return await connection.fetch("select * from api.timeline($1, '{source}')", party)


async def settled(town: Town) -> str:
    """A fetch of which the name was taken and an address left; its operation."""
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    said = [claim("main", "theirs", name="Koivun Kahvila Oy"), claim("post", "ours", **POST), claim("email", "ours", given="a@example.fi")]
    name = {"entity": "party", "id": koivu, "version": await version_of(hanna, "party", koivu), "fields": {"name": "Koivun Kahvila Oy"}}
    op = uuid4()
    await settle(hanna, koivu, await fetched(hanna, koivu), claims=said, changes=[name], op=op)
    return str(op)


@pytest.mark.parametrize(
    ("who", "differences"),
    [
        ("anna", ["main", "post", "email"]), ("hanna", ["main", "post", "email"]), ("salla", ["main", "post", "email"]),
        ("petra", ["main", "post", "email"]), ("tuki", ["main", "email"]),
    ],
)  # fmt: skip
async def test_fetch_is_told_with_who_and_what_was_accepted_once(town: Town, who: str, differences: list[str]) -> None:
    op, koivu = await settled(town), town.ids["koivu"]
    connection = await town.opened(who, "koivu")
    (event,) = await brought(connection, koivu)
    assert (event["what"], event["login"], event["facts"]["source"], event["facts"]["query"]) == (
        "fetch",
        login_of("hanna"),
        "ytj",
        "1572860-0",
    )
    assert (event["facts"]["accepted"], event["facts"]["differences"]) == (["main"], differences)
    assert op not in {row["id"] for row in await connection.fetch("select id from api.timeline($1, '{change}')", koivu)}


@pytest.mark.parametrize("who", ["ville", "maria"])
async def test_who_decides_of_no_source_is_told_of_the_change_alone(town: Town, who: str) -> None:
    op, koivu = await settled(town), town.ids["koivu"]
    connection = await town.opened(who, "koivu")
    assert await brought(connection, koivu) == []
    assert op in {row["id"] for row in await connection.fetch("select id from api.timeline($1)", koivu)}
    assert "source_claim" not in {row["entity"] for row in await connection.fetch("select entity from api.history($1)", koivu)}


@pytest.mark.parametrize(("who", "told_of"), [("anna", True), ("petra", True), ("monta", False), ("hanna", False), ("tuki", False)])
async def test_credit_check_is_told_to_who_asked_and_to_data_protection(town: Town, who: str, told_of: bool) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    await save(anna, koivu, {"entity": "credit_check", "fields": {"asked_for": "contract", "outcome": "weak"}})
    await fetched(anna, koivu, "asiakastieto")
    events = await brought(await town.opened(who, "koivu"), koivu)
    assert sorted(event["what"] for event in events) == (["credit_check", "fetch"] if told_of else [])
    assert [event["facts"]["outcome"] for event in events if event["what"] == "credit_check"] == (["weak"] if told_of else [])


async def test_file_is_told_by_its_name_to_who_sees_what_it_brought(town: Town, tmp_path: Path) -> None:
    koivu = town.ids["koivu"]
    session = await at_work(town, "hanna")
    await finish(session, await dry_run(session, written(tmp_path, FIRMS, "fonecta.csv"), "firms"))
    session = await at_work(town, "anna")
    await finish(session, await dry_run(session, written(tmp_path, CREDIT, "asiakastieto.csv"), "credit"))
    told: dict[str, set[tuple[str, str]]] = {}
    for who in ("hanna", "anna", "maria", "tuki", "petra"):
        events = await brought(await town.opened(who, "koivu"), koivu)
        told[who] = {(event["facts"]["file"], event["login"].split(".")[0]) for event in events if event["what"] == "import"}
    firms, credit = ("fonecta.csv", "hanna"), ("asiakastieto.csv", "anna")
    assert told == {"hanna": {firms}, "anna": {credit}, "maria": {firms}, "tuki": set(), "petra": {firms, credit}}


async def test_pages_of_sources_leave_nothing_out_among_many_changes(town: Town) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    for number in range(30):
        source = "fonecta" if number % 3 == 0 else "customer"
        fields = {"kind": "email", "given": f"a{number}@example.fi", "source": source}
        await save(hanna, koivu, {"entity": "contact_point", "fields": fields})
    whole = [event["id"] for event in await brought(hanna, koivu)]
    assert len(whole) == 10
    there: list[Any] = []
    while page := await hanna.fetch(
        "select * from api.timeline($1, '{source}', $2, false, 3)", koivu, there[-1]["position"] if there else None
    ):
        there += page
    assert [event["id"] for event in there] == whole
