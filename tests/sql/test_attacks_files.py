"""Attacks by files: rows on the desk are one login's under one purpose, none names another row, nothing is told before it is logged."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import importing
from tests.hostile import FEW, anything, saying_no
from tests.imports import at_work, dry_run, finish, written
from tests.people import PASSWORD, Connection, Town, login_of, refused
from tests.siege import DENIED, told

FEWER = settings(FEW, max_examples=40)
BEGIN = "select api.import_begin($1, $2, 'customers', 'a.csv', '{a}', '{}')"
STAGE = "select api.import_stage($1, $2, $3)"
ROWS = "select * from api.import_rows($1, null, null, 100, false)"
PARTY = {"entity": "party", "key": "party", "fields": {"name": "Uusi Oy"}, "new": {"unit": 1, "kind": "company"}, "columns": {}}


def line(*rows: Any, row: int = 2, **wanted: Any) -> dict[str, Any]:
    """A row of a file as a program would send it."""
    return {"row": row, "cells": ["x"], "wanted": {"rows": list(rows), **wanted}}


async def staged(connection: Connection, *lines: Any) -> UUID:
    """An import with these rows, checked."""
    plan = uuid4()
    await connection.fetchval(BEGIN, uuid4(), plan)
    await connection.fetchval(STAGE, uuid4(), plan, list(lines))
    await connection.fetchval("select api.import_whole($1, $2)", uuid4(), plan)
    await connection.fetchval("select api.import_check($1, $2)", uuid4(), plan)
    return plan


TABLES = ("desk.import", "desk.import_row", "desk.import_mapping", "desk.export", "audit.disclosure")


@pytest.mark.parametrize("who", ["hanna", "salla", "petra", "paula"])
async def test_the_tables_of_files_are_nobodys_to_touch(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    for table in TABLES:
        for statement in (f"select * from {table}", f"insert into {table} default values", f"delete from {table}", f"truncate {table}"):
            assert await told(connection, statement) in DENIED, statement


async def test_rows_of_a_colleague_and_of_another_purpose_are_not_there(town: Town) -> None:
    monta, salla = await town.as_login("monta", "relations"), await town.as_login("salla")
    plan = await staged(monta, line(PARTY))
    assert len(await monta.fetch(ROWS, plan)) == 1
    assert await salla.fetch(ROWS, plan) == []
    for act in ("import_check", "import_apply", "import_undo", "import_drop", "import_whole"):
        with refused("plan_unknown"):
            await salla.fetchval(f"select api.{act}($1, $2)", uuid4(), plan)
    with refused("operation_of_another"):
        await salla.fetchval(BEGIN, uuid4(), plan)
    await monta.execute("set role seloste_billing")
    assert await monta.fetch(ROWS, plan) == []
    with refused("plan_unknown"):
        await monta.fetchval("select api.import_apply($1, $2)", uuid4(), plan)


async def test_a_comparison_is_told_only_after_it_is_logged(town: Town) -> None:
    hanna = await town.as_login("hanna")
    plan = uuid4()
    await hanna.fetchval(BEGIN, uuid4(), plan)
    point = {"entity": "party", "key": "party", "fields": {"name": "Toinen"}, "columns": {}}
    await hanna.fetchval(STAGE, uuid4(), plan, [line(point, number=town.ids["koivu"])])
    async with hanna.transaction():
        await hanna.fetchval("select api.import_check($1, $2)", uuid4(), plan)
        assert await hanna.fetch(ROWS, plan) == []
    assert "Kahvila Koivu Oy" in str(await hanna.fetch(ROWS, plan))


@pytest.mark.parametrize(
    "row",
    [
        PARTY | {"id": 1},
        PARTY | {"version": 1},
        PARTY | {"remove": True},
        PARTY | {"was": {}},
        PARTY | {"new": []},
        PARTY | {"new": {"unit": {"a": 1}}},
        PARTY | {"fields": None},
        {"fields": {}},
    ],
)
async def test_a_row_of_a_file_names_no_row_of_the_register(town: Town, row: dict[str, Any]) -> None:
    hanna = await town.as_login("hanna")
    with refused("changes_unreadable"):
        await staged(hanna, line(row))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"entity": "marketing_permission", "fields": {"state": "consent"}}, "not_yours"),
        ({"entity": "suppression", "fields": {"channel": "email"}}, "not_yours"),
        ({"entity": "party", "fields": {"name": "X Oy", "kind": "company", "unit": 3}}, "unit_not_yours"),
        ({"entity": "party", "fields": {"name": "X Oy", "kind": "company", "unit": 1, "scope": 4}}, "field_not_yours"),
        ({"entity": "party", "fields": {"name": "X Oy", "kind": "company", "unit": 1, "marketable": True}}, "field_not_yours"),
        ({"entity": "party", "fields": {"name": "X Oy", "kind": "company", "unit": 1, "obtained_by": "salla"}}, "field_not_yours"),
        ({"entity": "identifier", "fields": {"scheme": "hetu", "value": "x"}}, "identity_code_by_itself"),
        ({"entity": "person_role", "fields": {"person": "1", "role": "user"}}, "role_not_yours"),
        ({"entity": "contact_point", "fields": {"party": 1, "kind": "email", "given": "a@b.example.fi"}}, "field_not_yours"),
    ],
)
async def test_what_a_save_refuses_a_file_does_not_bring_in(town: Town, row: dict[str, Any], code: str) -> None:
    hanna = await town.as_login("hanna")
    rows = [row] if row["entity"] == "party" else [PARTY, row]
    plan = await staged(hanna, line(*rows))
    (answer,) = await hanna.fetch(ROWS, plan)
    assert (answer["outcome"], answer["why"]["code"]) == ("refused", code)
    await hanna.fetchval("select api.import_apply($1, $2)", uuid4(), plan)
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from register.party where name in ('X Oy', 'Uusi Oy')") == 0


async def test_a_right_taken_away_after_the_dry_run_is_gone(town: Town) -> None:
    monta = await town.as_login("monta", "relations")
    plan = await staged(monta, line(PARTY))
    owner = await town.owner()
    await owner.execute("delete from dictionary.purpose_class where purpose = 'seloste_relations' and class = 'K1'")
    await monta.fetchval("select api.import_apply($1, $2)", uuid4(), plan)
    (answer,) = await monta.fetch(ROWS, plan)
    assert (answer["outcome"], answer["why"]["code"]) == ("refused", "field_not_yours")


@given(lines=anything, wanted=anything)
@FEWER
async def test_whatever_is_sent_is_kept_or_refused_in_words(town: Town, lines: Any, wanted: Any) -> None:
    hanna = await town.as_login("hanna")
    for sent in (
        lines,
        [{"row": 2, "cells": ["a"], "wanted": wanted}],
        [{"row": 2, "cells": ["a"], "wanted": {"rows": [PARTY | {"fields": wanted}]}}],
    ):
        with saying_no():
            plan = uuid4()
            await hanna.fetchval(BEGIN, uuid4(), plan)
            await hanna.fetchval(STAGE, uuid4(), plan, sent)
            await hanna.fetchval("select api.import_check($1, $2)", uuid4(), plan)
    await hanna.close()


@given(used=anything, fields=st.lists(st.text(max_size=10), max_size=3))
@FEWER
async def test_whatever_is_asked_to_be_handed_out_is_refused_in_words(town: Town, used: Any, fields: list[str]) -> None:
    hanna = await town.as_login("hanna")
    with saying_no():
        await hanna.fetchval("select api.export_begin($1, $2, '{}', $3, 'csv', $4)", uuid4(), uuid4(), fields, used)
    await hanna.close()


# killed in the middle -------------------------------------------------------------------------------------------------

MANY = [["Yritys", "Sähköposti"], *([f"Kesken {place} Oy", f"k{place}@kesken.example.fi"] for place in range(40))]

ONE_BY_ONE = """
import asyncio, sys
from uuid import UUID, uuid4
from db.session import Session
async def bring(dsn, login, password, plan):
    session = Session(dsn, login, password)
    await session.open()
    await session.work_under("seloste_administration")
    while (await session.write("select api.import_apply($1, $2, 1)", uuid4(), UUID(plan)))["todo"] > 5:
        pass
    sys.stdin.read()
asyncio.run(bring(*sys.argv[1:]))
"""


async def test_an_import_whose_program_was_killed_is_gone_on_with_each_row_once(town: Town, tmp_path: Path) -> None:
    hanna, owner = await at_work(town, "hanna"), await town.owner()
    progress = await dry_run(hanna, written(tmp_path, MANY))
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        ONE_BY_ONE,
        town.database.installer_dsn,
        login_of("hanna"),
        PASSWORD,
        str(progress.plan),
        stdin=asyncio.subprocess.PIPE,
    )
    while await owner.fetchval("select applied from desk.import") < 5:  # noqa: ASYNC110 — another program is waited for
        await asyncio.sleep(0.02)
    program.send_signal(signal.SIGKILL)
    await program.wait()
    left = await importing.last(hanna)
    assert left is not None
    assert 0 < left.todo < 40
    assert (await finish(hanna, left)).applied == 40
    names = await owner.fetch("select count(*) as times from register.party where name ~ '^Kesken' group by name")
    assert [row["times"] for row in names] == [1] * 40


async def test_an_import_over_killed_connections_brings_each_row_in_once(town: Town, tmp_path: Path) -> None:
    hanna, owner = await at_work(town, "hanna"), await town.owner()
    progress = await dry_run(hanna, written(tmp_path, MANY))

    async def kill() -> None:
        for _ in range(4):
            await asyncio.sleep(0.4)
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and datname = current_database()",
                login_of("hanna"),
            )

    killing = asyncio.create_task(kill())
    while (await hanna.write("select api.import_apply($1, $2, 4)", uuid4(), progress.plan))["todo"]:
        pass
    await killing
    names = await owner.fetch("select count(*) as times from register.party where name ~ '^Kesken' group by name")
    assert [row["times"] for row in names] == [1] * 40
