"""Installing on a server: by whom, twice, at once, next to other people's databases; and what is said of each state."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db import scripts
from db.errors import Setup
from db.installed import Status, status
from db.migrate import Migrated, install
from tests.databases import Database, act_as, ask, of_database
from tests.trees import TABLE, shop
from tui.words import say

HELD = "select admin_option, inherit_option, set_option from pg_auth_members where roleid = $1::regrole and member = $2::regrole"


@pytest.fixture
async def stranger(server: Any) -> AsyncGenerator[str]:
    """Name of a role that may log in and nothing else."""
    name = f"stranger_{secrets.token_hex(3)}"
    await ask(server.dsn, f"create role {name} login")
    yield name
    await ask(server.dsn, f"drop role {name}")


pytestmark = pytest.mark.usefixtures("installer")


async def look(dsn: str, tree: Path = scripts.SQL) -> Status:
    """The status, after trying that what is in the way can be said."""
    seen = await status(dsn, tree)
    assert seen.code is None or say(f"errors.{seen.code}", **seen.facts)
    return seen


async def refusal(dsn: str, name: str, tree: Path) -> Setup:
    with pytest.raises(Setup) as refused:
        await install(dsn, name, sql_root=tree)
    assert say(f"errors.{refused.value.code}", **refused.value.facts)
    return refused.value


@pytest.mark.parametrize("who", ["superuser", "installer"])
async def test_superuser_and_installer_may_install_and_do_it_again(
    server: Any, installer: str, empty_name: str, tmp_path: Path, who: str
) -> None:
    dsn, steps = server.dsn if who == "superuser" else installer, []
    assert await install(dsn, empty_name, steps.append, shop(tmp_path)) == Migrated(("0001_shop.sql",), rebuilt=True)
    assert steps == ["roles", "database", "migrations", "definitions"]
    assert await install(dsn, empty_name, sql_root=tmp_path) == Migrated((), rebuilt=False)


async def test_the_superuser_upgrades_what_an_installer_installed(server: Any, installer: str, empty_name: str, tmp_path: Path) -> None:
    await install(installer, empty_name, sql_root=shop(tmp_path))
    shop(tmp_path, definitions={})
    assert await install(server.dsn, empty_name, sql_root=tmp_path) == Migrated((), rebuilt=True)


async def test_two_databases_install_at_once(server: Any, installer: str, empty_name: str, tmp_path: Path) -> None:
    other = f"{empty_name}_other"
    tree = shop(tmp_path)
    try:
        both = await asyncio.gather(install(installer, empty_name, sql_root=tree), install(server.dsn, other, sql_root=tree))
        assert [done.rebuilt for done in both] == [True, True]
    finally:
        await ask(server.dsn, f"drop database {other} with (force)")


async def test_two_programs_install_one_database_at_once(installer: str, empty_name: str, tmp_path: Path) -> None:
    tree = shop(tmp_path)
    both = await asyncio.gather(*(install(installer, empty_name, sql_root=tree) for _ in range(2)))
    assert sorted(done.rebuilt for done in both) == [False, True]


async def test_roles_are_made_at_once_by_four_who_meet(server: Any) -> None:
    prefix = f"meet{secrets.token_hex(3)}_"
    text = scripts.read(scripts.SQL / "roles.sql").text.replace("seloste_", prefix)
    await asyncio.gather(*(ask(server.dsn, text) for _ in range(4)))
    connection = await asyncpg.connect(server.dsn)
    made = await connection.fetch("select rolname from pg_roles where starts_with(rolname, $1)", prefix)
    await connection.close()
    await ask(server.dsn, *(f'drop role "{row["rolname"]}"' for row in made))
    assert len(made) == 17


async def test_another_installer_is_told_that_the_roles_are_not_its_own(
    server: Any, installer: str, empty_name: str, tmp_path: Path
) -> None:
    second = f"second_{secrets.token_hex(3)}"
    await ask(server.dsn, f"create role {second} login createrole createdb password 'second'")
    try:
        refused = await refusal(Database("", server.dsn, "").as_login(second, "second"), empty_name, shop(tmp_path))
        assert (refused.code, refused.facts) == ("roles_of_another", {"login": second})
    finally:
        await ask(server.dsn, f"drop role {second}")


async def test_a_role_that_could_log_in_is_not_taken_for_ours(server: Any) -> None:
    prefix = f"bad{secrets.token_hex(3)}_"
    text = scripts.read(scripts.SQL / "roles.sql").text.replace("seloste_", prefix)
    await ask(server.dsn, f"create role {prefix}reader login")
    try:
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError, match=f"{prefix}reader"):
            await ask(server.dsn, text)
    finally:
        await ask(server.dsn, f"drop role {prefix}reader")


async def test_roles_hold_each_other_as_promised(database: Database, superuser: Any) -> None:
    async def held(role: str, member: str) -> set[tuple[bool, bool, bool]]:
        return {tuple(row) for row in await superuser.fetch(HELD, role, member)}

    for role in ("seloste_staff", "seloste_peer", "seloste_password", "seloste_billing", "seloste_main_user"):
        assert await held(role, "seloste_accounts") == {(True, False, False)}
    assert await held("seloste_staff", "seloste_billing") == {(False, True, False)}
    assert await held("seloste_owner", "installer") == {(True, False, False), (False, False, True)}


async def test_the_installer_logs_in_by_password_though_it_is_a_member_of_every_role_it_made(installer: str, server: Any) -> None:
    who = "select pg_has_role('seloste_peer', 'member') and pg_has_role('seloste_password', 'member'), system_user"
    connection = await asyncpg.connect(installer)
    assert tuple(await connection.fetchrow(who)) == (True, "scram-sha-256:installer")
    await connection.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.dsn_of("installer", "postgres", "väärä salasana"))


async def test_an_accounts_function_makes_a_login_and_gives_it_a_purpose(superuser: Any) -> None:
    name = f"new_{secrets.token_hex(3)}"
    async with act_as(superuser, "installer", "seloste_accounts"):
        await superuser.execute(f"create role {name} login in role seloste_staff")
        await superuser.execute(f"grant seloste_billing to {name} with inherit false, set true")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with superuser.transaction():
                await superuser.execute(f"grant seloste_owner to {name}")
    await superuser.execute(f"drop role {name}")


async def test_only_staff_may_connect(database: Database, superuser: Any, stranger: str) -> None:
    allowed = "select has_database_privilege($1, current_database(), $2)"
    asked = [("seloste_staff", "connect"), ("seloste_staff", "temp"), ("seloste_staff", "create"), (stranger, "connect")]
    assert [await superuser.fetchval(allowed, *pair) for pair in asked] == [True, False, False, False]
    assert not await superuser.fetchval("select has_schema_privilege('seloste_staff', 'public', 'usage')")


async def test_the_database_sorts_the_same_on_every_machine(database: Database, superuser: Any) -> None:
    row = await superuser.fetchrow(
        "select datlocprovider::text, datlocale, pg_encoding_to_char(encoding) from pg_database where datname = $1", database.name
    )
    assert tuple(row) == ("b", "C.UTF-8", "UTF8")


async def test_somebody_elses_database_is_left_alone(server: Any, empty_name: str, tmp_path: Path) -> None:
    await ask(server.dsn, f"create database {empty_name}")
    await ask(of_database(server.dsn, empty_name), "create table diary (day date)")
    assert (await refusal(server.dsn, empty_name, shop(tmp_path))).code == "database_taken"
    assert (await look(of_database(server.dsn, empty_name))).code == "database_taken"


async def test_a_login_without_createrole_may_not_install(server: Any, empty_name: str, stranger: str, tmp_path: Path) -> None:
    weak = f"weak_{secrets.token_hex(3)}"
    await ask(server.dsn, f"create role {weak} login createdb password 'weak'")
    try:
        refused = await refusal(Database("", server.dsn, "").as_login(weak, "weak"), empty_name, shop(tmp_path))
        assert (refused.code, refused.facts) == ("installer_too_weak", {"login": weak})
    finally:
        await ask(server.dsn, f"drop role {weak}")


async def test_status_of_a_complete_register(database: Database) -> None:
    seen = await look(database.installer_dsn)
    assert (seen.code, seen.installed, seen.looked_inside, seen.definitions_current, seen.pending, seen.connected) == (
        None, True, True, True, (), 0,
    )  # fmt: skip
    assert seen.server_version >= 170000


async def test_status_counts_who_is_connected(database: Database, superuser: Any) -> None:
    assert (await look(database.installer_dsn)).connected == 1


async def test_status_without_a_server(tmp_path: Path) -> None:
    assert await look(f"postgresql://nobody@/seloste?host={tmp_path}") == Status("no_server", facts={"socket": str(tmp_path)})


async def test_server_that_goes_away_meanwhile_is_named_and_installing_done_again_finishes(
    installer: str, empty_name: str, tmp_path: Path
) -> None:
    lost = "reset role; select pg_terminate_backend(pg_backend_pid())"
    assert (await refusal(installer, empty_name, shop(tmp_path, migrations={"0001_shop.sql": TABLE + lost}))).code == "no_server"
    assert await install(installer, empty_name, sql_root=shop(tmp_path)) == Migrated(("0001_shop.sql",), rebuilt=True)


async def test_status_without_the_database(installer: str, empty_name: str) -> None:
    seen = await look(of_database(installer, empty_name))
    assert (seen.code, seen.reachable, seen.database_exists, seen.server_version >= 170000) == ("database_missing", True, False, True)


async def test_status_of_a_half_made_database_and_its_completion(installer: str, empty_name: str, tmp_path: Path) -> None:
    tree = shop(tmp_path, migrations={"0001_shop.sql": TABLE + "select wrong"})
    assert (await refusal(installer, empty_name, tree)).code == "sql_failed"
    seen = await look(of_database(installer, empty_name), tree)
    assert (seen.code, seen.half_done, seen.installed) == ("half_done", True, False)
    await install(installer, empty_name, sql_root=shop(tmp_path))
    assert (await look(of_database(installer, empty_name), tmp_path)).code is None


@pytest.mark.parametrize(
    ("migrations", "code"),
    [
        ({"0001_shop.sql": TABLE, "0002_more.sql": "select 1"}, "upgrade_pending"),
        ({"0001_shop.sql": TABLE + "-- edited"}, "migration_edited"),
        ({}, "database_newer"),
    ],
)
async def test_status_of_a_program_and_a_database_that_differ(
    installer: str, empty_name: str, tmp_path: Path, migrations: dict[str, str], code: str
) -> None:
    await install(installer, empty_name, sql_root=shop(tmp_path))
    assert (await look(of_database(installer, empty_name), shop(tmp_path, migrations=migrations))).code == code


async def test_status_for_staff_says_that_the_register_is_there_and_no_more(database: Database, hire: Any) -> None:
    await hire("aino_tilanne", "seloste_billing", password="salasana")
    seen = await look(database.as_login("aino_tilanne", "salasana"))
    assert (seen.code, seen.installed, seen.looked_inside) == (None, True, False)


async def test_status_for_a_stranger_is_a_refused_login(database: Database, stranger: str) -> None:
    seen = await look(database.as_login(stranger, "wrong"))
    assert (seen.code, seen.reachable) == ("connection_refused", True)
