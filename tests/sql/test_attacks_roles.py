"""Attacks on who is asking: taking other roles, purposes and logins, widening one's own, reading what others hold or do."""

from __future__ import annotations

import asyncio
import subprocess
from typing import Any

import asyncpg
import pytest

from tests.people import PASSWORD, STAFF, Town, login_of
from tests.siege import DENIED, answers, told

OWNERS = ("seloste_owner", "seloste_reader", "seloste_writer", "seloste_audit", "seloste_accounts")
PREDEFINED = (
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_monitor",
    "pg_read_server_files",
    "pg_execute_server_program",
    "pg_signal_backend",
)


@pytest.mark.parametrize("who", ["anna", "paula"])
async def test_role_that_was_not_granted_cannot_be_taken(siege: Town, who: str) -> None:
    roles = (*OWNERS, *PREDEFINED, "postgres", "installer")
    statements = [f"{act} {role}" for role in roles for act in ("set role", "set session authorization")]
    assert await answers(await siege.as_login(who, ""), *statements) == {DENIED: statements}


@pytest.mark.parametrize("who", STAFF)
async def test_purpose_that_is_not_held_cannot_be_taken(siege: Town, who: str) -> None:
    connection = await siege.as_login(who, "")
    for purpose in ("billing", "support", "administration", "relations", "faults", "marketing", "privacy", "main_user"):
        expected = "nothing" if purpose in STAFF[who][0] else DENIED
        assert await told(connection, f"set role seloste_{purpose}") == expected
        assert await told(connection, "select set_config('role', $1, false)", f"seloste_{purpose}") != "nothing" or expected == "nothing"


async def test_group_of_all_staff_gives_nothing(siege: Town) -> None:
    connection = await siege.as_login("anna", "")
    for role in ("seloste_staff", "seloste_password"):
        await told(connection, f"set role {role}")
        for asked in (
            "select id from register.party",
            "select * from api.find('')",
            "select api.open_card(1)",
            "select * from staff.login",
        ):
            assert await told(connection, asked) == DENIED


async def test_login_of_a_colleague_cannot_be_taken(siege: Town) -> None:
    connection = await siege.as_login("paula")
    for who in ("hanna", "petra"):
        assert await told(connection, f'set role "{login_of(who)}"') == DENIED
        assert await told(connection, f'set session authorization "{login_of(who)}"') == DENIED


GRANTS = [
    "grant seloste_privacy to current_user",
    "grant seloste_privacy to session_user",
    'grant seloste_billing to "{hanna}"',
    'grant "{hanna}" to "{anna}"',
    "grant pg_read_all_data to session_user",
    "grant select on register.party to public",
    "grant select on secret.identity_code to session_user",
    "grant execute on all functions in schema rules to session_user",
    'revoke seloste_billing from "{anna}"',
    "alter default privileges for role seloste_owner grant select on tables to public",
    "reassign owned by seloste_owner to session_user",
    "drop owned by seloste_owner",
    'alter role "{anna}" superuser',
    'alter role "{anna}" bypassrls',
    'alter role "{anna}" createrole createdb replication',
    'alter role "{anna}" connection limit -1',
    "alter role \"{anna}\" valid until 'infinity'",
    "alter role \"{hanna}\" password 'x'",
    'alter role "{anna}" rename to postgres2',
    "alter role \"{hanna}\" set role = 'seloste_privacy'",
    "alter role seloste_billing login",
    "alter role all set row_security = off",
    'drop role "{hanna}"',
    "create role thief login superuser",
    "create role thief in role seloste_privacy",
    "create user thief",
    "alter role \"{anna}\" set log_statement = 'none'",
    'alter role "{anna}" set log_min_messages = panic',
    'alter role "{anna}" set session_replication_role = replica',
    "alter database {database} set row_security = off",
    "alter database {database} owner to session_user",
    "alter system set log_statement = 'all'",
    "comment on role seloste_billing is 'x'",
    "security label on role seloste_billing is 'x'",
    "select pg_reload_conf()",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
    "select pg_cancel_backend(pid) from pg_stat_activity where usename = 'postgres'",
]


@pytest.mark.parametrize("who", ["anna", "paula"])
async def test_rights_cannot_be_widened(siege: Town, who: str) -> None:
    statements = [each.format(anna=login_of(who), hanna=login_of("hanna"), database=siege.database.name) for each in GRANTS]
    for purpose in (None, ""):
        said = await answers(await siege.as_login(who, purpose), *statements)
        assert set(said) <= {DENIED, "nothing", "22023", "0LP01", "0A000"}, said
        assert all("pid" in statement for statement in said.get("nothing", [])), said


async def test_login_holds_no_attribute_that_would_help_it(siege: Town) -> None:
    owner = await siege.owner()
    rows = await owner.fetch(
        "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls, rolconnlimit, rolconfig"
        " from pg_roles where rolname = any($1)",
        [login_of(who) for who in STAFF],
    )
    assert {(row[0], row[1]) for row in rows} == {(False, 8)}
    assert all("statement_timeout=30s" in row["rolconfig"] for row in rows)


async def test_purpose_is_never_inherited_and_never_handed_on(siege: Town) -> None:
    owner = await siege.owner()
    held = await owner.fetch(
        "select inherit_option, admin_option from pg_auth_members where member = any($1::regrole[]) and roleid::regrole::text = any($2)",
        [f'"{login_of(who)}"' for who in STAFF], [f"seloste_{purpose}" for purposes, _ in STAFF.values() for purpose in purposes],
    )  # fmt: skip
    assert {tuple(row) for row in held} == {(False, False)}


STAFF_TABLES = (
    "staff.login",
    "staff.purpose_grant",
    "staff.unit_grant",
    "audit.ticket",
    "desk.draft",
    "desk.operation",
    "seloste.migration",
)


@pytest.mark.parametrize("who", ["anna", "petra", "paula"])
async def test_what_others_hold_cannot_be_read_or_written(siege: Town, who: str) -> None:
    acts = ("select * from {}", "insert into {} default values", "delete from {}", "truncate {}", "select count(*) from {}")
    statements = [act.format(table) for table in STAFF_TABLES for act in acts]
    assert await answers(await siege.as_login(who), *statements) == {DENIED: statements}


async def test_drafts_of_a_colleague_are_not_listed(siege: Town) -> None:
    anna, monta = await siege.as_login("anna"), await siege.as_login("monta", "billing")
    async with anna.transaction():
        await anna.execute(
            "select api.keep_draft('00000000-0000-4000-8000-000000000001', null, 'party', 'Luonnos', '{\"name\": \"Aino\"}')"
        )
        assert len(await anna.fetch("select * from api.drafts()")) == 1
        assert await told(monta, "select * from api.drafts()") == "nothing"
        assert await monta.fetchval("select api.drop_draft('00000000-0000-4000-8000-000000000001')") is False
        assert await anna.fetchval("select api.drop_draft('00000000-0000-4000-8000-000000000001')") is True


@pytest.mark.parametrize("who", ["anna", "paula", "petra"])
async def test_row_security_cannot_be_turned_off(siege: Town, who: str) -> None:
    connection = await siege.as_login(who)
    await connection.execute("set row_security = off")
    assert await told(connection, "select id from register.contact_point") == DENIED
    assert await told(connection, "alter table register.party disable row level security") == DENIED
    assert await told(connection, "alter table register.party no force row level security") == DENIED


async def test_functions_keep_row_security_on_whatever_the_session_says(siege: Town) -> None:
    anna = await siege.as_login("anna")
    await anna.execute("set row_security = off")
    said = await told(anna, "select name from api.find('takomo')")
    assert said in {DENIED, "nothing"}


WATCHED = [
    "select query from pg_stat_activity where usename <> session_user and query <> '<insufficient privilege>' and query <> ''",
    "select count(*) from pg_stats where schemaname in ('register', 'search', 'secret', 'staff', 'audit', 'desk')",
    "select count(*) from pg_stats_ext",
    "select count(*) from pg_statistic",
    "select count(*) from pg_statistic_ext_data",
    "select * from pg_authid",
    "select rolpassword from pg_roles where rolpassword <> '********'",
    "select * from pg_shadow",
    "select * from pg_user_mapping",
    "select * from pg_hba_file_rules",
    "select pg_read_file('pg_hba.conf')",
    "select pg_read_binary_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_ls_logdir()",
    "select pg_current_logfile()",
    "select pg_stat_file('PG_VERSION')",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/x')",
    "copy register.party to '/tmp/seloste-party'",
    "copy register.party from program 'true'",
    "copy (select 1) to program 'true'",
    "create temporary table t (t text)",
    "select * from pg_show_all_file_settings()",
    "select sourcefile from pg_settings where sourcefile is not null",
    "select pg_export_snapshot() is null",
    "select * from pg_get_backend_memory_contexts()",
    "select * from pg_replication_slots",
    "select pg_create_logical_replication_slot('x', 'pgoutput')",
    "select pg_create_physical_replication_slot('x')",
    "select pg_switch_wal()",
    "select * from pg_logical_slot_get_changes('x', null, null)",
    "checkpoint",
    "vacuum full register.party",
    "analyze register.party",
    "cluster register.party",
    "reindex table register.party",
    "explain (analyze) update register.party set name = 'x'",
]


async def test_server_and_colleagues_cannot_be_watched(siege: Town) -> None:
    colleague = await siege.as_login("hanna")
    await colleague.execute("select count(*) from api.find('salainen haku')")
    said = await answers(await siege.as_login("anna"), *WATCHED)
    assert set(said) <= {DENIED, "nothing", "25001", "55000", "42704"}, said


async def test_catalogue_tells_of_tables_and_of_no_rows(siege: Town) -> None:
    """Known and stated: how many rows there are in all, and the names of logins."""
    anna = await siege.as_login("anna")
    assert await told(anna, "select count(*) from pg_class where relname = 'party'") != "nothing"
    assert await told(anna, "select most_common_vals::text from pg_stats where tablename = 'party'") == "nothing"


@pytest.mark.parametrize("options", [["--data-only"], ["--enable-row-security", "--data-only"], ["--schema-only"]])
async def test_dump_is_refused(siege: Town, server: Any, options: list[str]) -> None:
    program = server.programs / "pg_dump"
    if not program.exists():
        pytest.skip("this PostgreSQL has no pg_dump beside it")
    environment = {"PGPASSWORD": PASSWORD, "PGOPTIONS": "-c role=seloste_billing"}
    command = [program, *options, "--dbname", siege.database.as_login(login_of("anna"))]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert "permission denied" in done.stderr
    assert "Koivu" not in done.stdout


async def test_connection_cannot_ask_for_a_purpose_it_does_not_hold_while_it_starts(siege: Town) -> None:
    for options in ({"role": "seloste_privacy"}, {"role": "seloste_owner"}, {"session_authorization": "postgres"}):
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await asyncpg.connect(siege.database.installer_dsn, user=login_of("anna"), password=PASSWORD, server_settings=options)
        assert refusal.value.sqlstate in {DENIED, "22023"}


async def test_other_databases_of_the_server_are_closed(siege: Town) -> None:
    owner = await siege.owner()
    for name in [
        row[0] for row in await owner.fetch("select datname from pg_database where datallowconn and datname <> $1", siege.database.name)
    ]:
        if name.startswith("seloste_"):
            continue
        try:
            connection = await asyncpg.connect(siege.database.installer_dsn, user=login_of("anna"), password=PASSWORD, database=name)
        except asyncpg.PostgresError:
            continue
        assert await told(connection, "select has_database_privilege(current_database(), 'create')") == "nothing"
        await connection.close()
