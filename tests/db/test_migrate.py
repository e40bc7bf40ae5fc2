"""Migrating and rebuilding, tried with small trees of SQL files on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db import migrate as migrating
from db.errors import Setup
from db.migrate import Migrated, install, migrate
from tests.databases import of_database
from tests.trees import ACCESS, RULES, TABLE, shop, write
from tui.words import say

POLICIES = "select polname::text from pg_policy order by 1"
OTHER = """
set local role seloste_owner;
create policy other on shop.article using (true);
grant select (name) on shop.article to seloste_support;
"""
GRANTED = "select has_column_privilege('seloste_support', 'shop.article', $1, 'select')"


@pytest.fixture
async def connected(installer: str, empty_name: str, tmp_path: Path) -> AsyncGenerator[Any]:
    """The installer connected to a database that holds the small shop."""
    await install(installer, empty_name, sql_root=shop(tmp_path))
    connection = await asyncpg.connect(of_database(installer, empty_name))
    yield connection
    await connection.close()


@pytest.fixture
async def root(server: Any, connected: Any, empty_name: str) -> AsyncGenerator[Any]:
    """A superuser in the same database: sees what row security would hide."""
    connection = await asyncpg.connect(of_database(server.dsn, empty_name))
    yield connection
    await connection.close()


async def column(connection: Any, question: str, *args: object) -> list[Any]:
    return [row[0] for row in await connection.fetch(question, *args)]


async def refusal(connection: Any, tree: Path) -> Setup:
    with pytest.raises(Setup) as refused:
        await migrate(connection, tree)
    assert say(f"errors.{refused.value.code}", **refused.value.facts)
    return refused.value


async def test_a_second_run_changes_nothing(connected: Any, root: Any, tmp_path: Path) -> None:
    before = await root.fetchval("select oid from pg_namespace where nspname = 'api'")
    assert await migrate(connected, tmp_path) == Migrated((), rebuilt=False)
    assert await root.fetchval("select oid from pg_namespace where nspname = 'api'") == before


async def test_what_ran_is_remembered_with_who_ran_it(connected: Any, root: Any) -> None:
    row = await root.fetchrow(
        "select number, name, length(sha256) as digits, applied_by, now() - applied_at < '1 minute' as lately from seloste.migration"
    )
    who = await connected.fetchval("select session_user")
    assert dict(row) == {"number": 1, "name": "0001_shop.sql", "digits": 64, "applied_by": who, "lately": True}
    assert await column(root, "select built_by from seloste.definition") == [who]


async def test_pending_migrations_run_in_their_order_and_once(connected: Any, root: Any, tmp_path: Path) -> None:
    more = "set local role seloste_owner; insert into shop.article values (1, 'a');"
    again = "set local role seloste_owner; update shop.article set name = name || 'b';"
    shop(tmp_path, migrations={"0001_shop.sql": TABLE, "0002_more.sql": more, "0003_again.sql": again})
    assert await migrate(connected, tmp_path) == Migrated(("0002_more.sql", "0003_again.sql"), rebuilt=True)
    assert await migrate(connected, tmp_path) == Migrated((), rebuilt=False)
    assert await column(root, "select name from shop.article") == ["ab"]


async def test_a_failing_file_leaves_all_as_it_was_and_is_named_with_its_line(connected: Any, root: Any, tmp_path: Path) -> None:
    good = "set local role seloste_owner; create table shop.price (id integer);"
    bad = "set local role seloste_owner;\n\nselect missing\nfrom shop.article;"
    shop(tmp_path, migrations={"0001_shop.sql": TABLE, "0002_good.sql": good, "0003_bad.sql": bad})
    refused = await refusal(connected, tmp_path)
    assert (refused.code, refused.facts["file"], refused.facts["line"]) == ("sql_failed", "0003_bad.sql", 3)
    assert refused.facts["message"] == 'column "missing" does not exist'
    assert await column(root, "select number from seloste.migration") == [1]
    assert await root.fetchval("select to_regclass('shop.price')") is None
    assert await column(root, POLICIES) == ["article_staff_sees"]


async def test_a_failing_definition_leaves_the_earlier_rules_in_force(connected: Any, root: Any, tmp_path: Path) -> None:
    shop(tmp_path, definitions={"rules.sql": RULES, "access.sql": ACCESS + "grant select on shop.nothing to seloste_staff;"})
    assert (await refusal(connected, tmp_path)).facts["file"] == "access.sql"
    assert await column(root, POLICIES) == ["article_staff_sees"]


@pytest.mark.parametrize("code", ["migration_edited", "database_newer"])
async def test_a_database_that_disagrees_with_the_program_is_left_alone(connected: Any, tmp_path: Path, code: str) -> None:
    shop(tmp_path, migrations={} if code == "database_newer" else {"0001_shop.sql": TABLE + "-- edited"})
    assert (await refusal(connected, tmp_path)).code == code


async def test_a_rebuild_keeps_the_rows_and_changes_the_rules(connected: Any, root: Any, tmp_path: Path) -> None:
    await root.execute("insert into shop.article values (1, 'kept')")
    assert await root.fetchval(GRANTED, "id")
    shop(tmp_path, definitions={"other.sql": OTHER})
    assert await migrate(connected, tmp_path) == Migrated((), rebuilt=True)
    assert await column(root, "select name from shop.article") == ["kept"]
    assert await column(root, POLICIES) == ["other"]
    assert [await root.fetchval(GRANTED, name) for name in ("id", "name")] == [False, True]
    assert await root.fetchval("select to_regproc('rules.visible')") is None
    assert await root.fetchval("select count(*) from pg_trigger where not tgisinternal") == 0
    assert await root.fetchval("select count(*) from seloste.definition") == 2


async def test_tables_of_other_owners_are_cleared_too(connected: Any, root: Any, tmp_path: Path) -> None:
    log = "create schema log authorization seloste_audit; set local role seloste_audit; create table log.line (id integer);"
    seen = "set local role seloste_audit; create policy line_seen on log.line using (true); grant select on log.line to seloste_reader;"
    shop(tmp_path, migrations={"0001_shop.sql": TABLE, "0002_log.sql": log}, definitions={"log.sql": seen})
    await migrate(connected, tmp_path)
    assert await root.fetchval("select has_table_privilege('seloste_reader', 'log.line', 'select')")
    write(tmp_path, "definitions", {})
    await migrate(connected, tmp_path)
    assert await column(root, POLICIES) == []
    assert not await root.fetchval("select has_table_privilege('seloste_reader', 'log.line', 'select')")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("create view shop.shown as select id from shop.article where rules.visible(id)", "view shop.shown"),
        ("alter table shop.article add constraint article_seen check (rules.visible(id))", "constraint article_seen"),
        ("alter table shop.article alter id set default rules.visible(1)::integer", "default value for column id of table shop.article"),
        ("create function shop.seen() returns boolean language sql begin atomic select rules.visible(1); end", "function shop.seen()"),
        ("create index article_by_rule on shop.article (rules.visible(id))", "index shop.article_by_rule"),
    ],
    ids=["view", "constraint", "default", "function", "index"],
)
async def test_a_rebuild_that_would_drop_something_kept_is_refused(
    connected: Any, root: Any, tmp_path: Path, statement: str, named: str
) -> None:
    await root.execute("alter function rules.visible(integer) immutable")
    await root.execute(statement)
    shop(tmp_path, definitions={})
    refused = await refusal(connected, tmp_path)
    assert refused.code == "definition_depended_on"
    assert named in str(refused.facts["dependent"])
    assert await column(root, POLICIES) == ["article_staff_sees"]


async def test_a_rebuild_tells_who_keeps_it_waiting(connected: Any, root: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "LOCK_WAIT", "50ms")
    shop(tmp_path, definitions={})
    async with root.transaction():
        await root.execute("select from shop.article")
        refused = await refusal(connected, tmp_path)
    assert refused.code == "rebuild_blocked"
    assert (refused.facts["pid"], refused.facts["login"]) == (root.get_server_pid(), await root.fetchval("select session_user"))
    assert await migrate(connected, tmp_path) == Migrated((), rebuilt=True)


async def test_a_migration_tells_who_holds_its_turn(connected: Any, root: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "TURN_WAIT", "50ms")
    async with root.transaction():
        await root.execute("select pg_advisory_xact_lock(5310573)")
        refused = await refusal(connected, tmp_path)
    assert (refused.code, refused.facts["pid"]) == ("rebuild_blocked", root.get_server_pid())


@pytest.mark.parametrize(
    "made", ["function rules.mine() returns integer language sql return 1", "view api.mine as select 1 as one", "domain shop.mine as text"]
)
async def test_what_a_superuser_would_own_is_refused(connected: Any, root: Any, tmp_path: Path, made: str) -> None:
    shop(tmp_path, definitions={"rules.sql": f"create {made};"})
    refused = await refusal(root, tmp_path)
    assert refused.code == "owner_missing"
    assert ".mine" in str(refused.facts["stray"])


async def test_two_programs_migrate_one_database_one_after_the_other(
    connected: Any, installer: str, empty_name: str, tmp_path: Path
) -> None:
    slow = "set local role seloste_owner; create table shop.price (id integer); select pg_sleep(0.2);"
    shop(tmp_path, migrations={"0001_shop.sql": TABLE, "0002_slow.sql": slow})
    other = await asyncpg.connect(of_database(installer, empty_name))
    try:
        both = await asyncio.gather(migrate(connected, tmp_path), migrate(other, tmp_path))
    finally:
        await other.close()
    assert sorted(len(done.applied) for done in both) == [0, 1]


async def test_nobody_may_run_a_function_that_was_not_granted(connected: Any, root: Any, tmp_path: Path) -> None:
    owners = ("owner", "reader", "writer", "audit", "accounts")
    made = "".join(
        f"reset role; set local role seloste_{owner}; create function api.of_{owner}() returns integer language sql return 1;"
        for owner in owners
    )
    shop(tmp_path, definitions={"made.sql": made})
    await migrate(connected, tmp_path)
    allowed = "select has_function_privilege('seloste_staff', oid, 'execute') from pg_proc where pronamespace = 'api'::regnamespace"
    assert await column(root, allowed) == [False] * 5


async def test_names_without_a_schema_find_nothing_of_the_public_schema(connected: Any, tmp_path: Path) -> None:
    shop(tmp_path, migrations={"0001_shop.sql": TABLE, "0002_loose.sql": "create table loose (id integer);"})
    assert (await refusal(connected, tmp_path)).facts["file"] == "0002_loose.sql"


@pytest.mark.parametrize("question", ["select from seloste.migration", "select from seloste.definition", "select from shop.article"])
async def test_staff_may_not_read_what_is_remembered(root: Any, question: str) -> None:
    transaction = root.transaction()
    await transaction.start()
    await root.execute("set local role seloste_main_user")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await root.execute(question)
    await transaction.rollback()
