"""Files of Asiakastieto and Fonecta: what they bring, to whom, what of them is not kept, and that one undo takes it back."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from db import importing
from db.importing import Columns, Progress
from db.session import Session
from db.sources import tables
from db.sources.columns import proposed
from db.sources.kinds_outside import OUTSIDE, is_of
from tests.imports import TODAY, at_work, finish, take_back, written
from tests.people import Town, login_of

CREDIT = [
    ["Y-tunnus", "Rating Alfa", "Päivä", "Merkinnät"],
    ["1572860-0", "AA+", "1.11.2026", "ulosotto 2019"],
    ["2077474-0", "C", "2.11.2026", ""],
    ["2903124-9", "AAA", "2.11.2026", ""],
    ["1572860-0", "XYZ", "3.11.2026", ""],
]
FIRMS = [
    [
        "Y-tunnus",
        "Toimialakoodi",
        "Liikevaihto (1000 eur)",
        "Henkilöstö",
        "Toimipaikat",
        "Tilanne",
        "Päättäjä",
        "Titteli",
        "Päättäjän puhelin",
    ],
    ["1572860-0", "56302 Kahvilat", "1 250", "7", "2", "31.12.2025", "Päätös, Paula", "toimitusjohtaja", "044 555 0901"],
    ["1572860-1", "56302", "5", "1", "1", "31.12.2025", "", "", ""],
]


async def dry_run(session: Session, path: Path, name: str) -> Progress:
    """A file of an outside source with the columns proposed."""
    plan, table, kind = uuid4(), tables.read(path), OUTSIDE[name]
    assert is_of(kind, table.header)
    columns = Columns(proposed(kind.fields, table.header, table.rows()), {"today": TODAY})
    progress = [each async for each in importing.stage(session, plan, table, kind, columns, TODAY)][-1]
    while progress.checked < progress.staged:
        progress = await importing.check(session, uuid4(), plan)
    return progress


async def test_credit_checks_bring_the_class_alone_and_leave_the_decision_to_a_person(town: Town, tmp_path: Path) -> None:
    session = await at_work(town, "anna")
    progress = await dry_run(session, written(tmp_path, CREDIT, "asiakastieto.csv"), "credit")
    assert progress.counts == {"changed": 1, "refused": 3}, "one is in another unit, one no customer, one no class"
    done = await finish(session, progress)
    owner = await town.owner()
    row = await owner.fetchrow("""
        select party, outcome, decision, decided_by, requester, asked_on::text, expires_on::text, source, source_ref
        from register.credit_check
    """)
    assert tuple(row) == (
        town.ids["koivu"], "good", None, None, login_of("anna"), "2026-11-01", "2027-05-01", "asiakastieto", "asiakastieto.csv",
    )  # fmt: skip
    again = await dry_run(session, written(tmp_path, CREDIT[:2], "asiakastieto.csv"), "credit")
    assert again.counts == {"same": 1}
    await take_back(session, done)
    assert await owner.fetchval("select count(*) from register.credit_check") == 0


@pytest.mark.parametrize(("who", "name", "rows"), [("hanna", "credit", CREDIT), ("salla", "credit", CREDIT), ("anna", "firms", FIRMS)])
async def test_a_purpose_without_the_class_brings_nothing(town: Town, tmp_path: Path, who: str, name: str, rows: list[list[str]]) -> None:
    progress = await dry_run(await at_work(town, who), written(tmp_path, rows), name)
    assert (progress.todo, set(progress.counts)) == (0, {"refused"})


async def test_company_facts_and_a_decider_come_with_their_source_and_the_duty_to_tell(town: Town, tmp_path: Path) -> None:
    session, koivu = await at_work(town, "hanna"), town.ids["koivu"]
    done = await finish(session, await dry_run(session, written(tmp_path, FIRMS, "fonecta.csv"), "firms"))
    assert done.counts == {"changed": 1, "refused": 1}
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    facts = "select industry, industry_set, turnover, staff, offices, as_of::text, source, source_ref from api.card_firmographics($1)"
    assert tuple(await hanna.fetchrow(facts, koivu)) == ("56302", "TOIMI3", "1M-2M", "5-9", 2, "2025-12-31", "fonecta", "fonecta.csv")
    person = await owner.fetchrow("""
        select h.id, h.given_names, h.told_on, h.source, r.role from register.person h
        join register.person_role r on r.person = h.id where h.family_name = 'Päätös'
    """)
    assert tuple(person)[1:] == ("Paula", None, "fonecta", "decision")
    assert await owner.fetchval("select normal from register.contact_point where person = $1", person["id"]) == "+358445550901"
    await owner.execute("update register.person_role set obtained_on = current_date - 29 where person = $1", person["id"])
    petra = await town.as_login("petra")
    told = "select true from api.due(current_date + 7) where kind = 'told' and party = $1"
    assert await petra.fetchval(told, koivu), "who was bought is to be told within a month, GDPR 14(3)"
    await owner.execute("update register.person_role set obtained_on = current_date where person = $1", person["id"])
    await take_back(session, done)
    left = "select (select count(*) from register.firmographic) + (select count(*) from register.person where family_name = 'Päätös')"
    assert await owner.fetchval(left) == 0
