"""Logins: made, changed and ended by the main user; what a login holds, and what happens to it while it is at work."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from tests.databases import unique
from tests.people import PASSWORD, Connection, Town, enter, leave, login_of, refused, verifier

ADD = "select api.staff_add($1, 'Uusi Työläinen', $2, $3, $4, $5)"


class Newcomer:
    """A login of one test."""

    def __init__(self, town: Town, main_user: Connection, name: str) -> None:
        self.town, self.main_user, self.name = town, main_user, name

    async def start(self, *purposes: str, units: tuple[int, ...] = (1,), ends_on: date | None = None) -> None:
        """Be hired."""
        await self.main_user.execute(ADD, self.name, [f"seloste_{each}" for each in purposes], units, ends_on, verifier(PASSWORD))

    async def enter(self, purpose: str | None = None, password: str = PASSWORD) -> Connection:
        """Log in."""
        connection = await asyncpg.connect(self.town.database.installer_dsn, user=self.name, password=password)
        self.town.connections.push_async_callback(leave, connection)
        if purpose:
            await connection.execute(f"set role seloste_{purpose}")
        return connection


@pytest.fixture
async def newcomer(town: Town) -> AsyncGenerator[Newcomer]:
    """Somebody new, whose role leaves the server after the test."""
    someone = Newcomer(town, await town.as_login("paula"), unique("uusi").replace("uusi_", "uusi."))
    yield someone
    owner = await town.owner()
    await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", someone.name)
    await owner.execute(f'drop role if exists "{someone.name}"')


async def names(connection: Connection) -> int:
    """How many customers a login finds."""
    return await connection.fetchval("select count(*) from api.find('')")


async def test_main_user_makes_a_login_that_works_under_what_it_was_given(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    assert await names(await newcomer.enter("billing")) == 8
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await newcomer.enter("support")


async def test_fresh_login_sees_nothing_before_it_has_chosen_a_purpose(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    connection = await newcomer.enter()
    assert (await connection.fetchrow("select purposes, units from api.me()")) == (["seloste_billing"], ["Pihtipudas"])
    for asked in ("select * from api.find('')", "select * from register.party", "select api.open_card(1)", "select * from api.home()"):
        with refused("not_yours"):
            await connection.fetch(asked)


async def test_login_ends_with_its_last_day(newcomer: Newcomer) -> None:
    await newcomer.start("billing", ends_on=datetime.now(UTC).date() + timedelta(days=2))
    connection, owner = await newcomer.enter("billing"), await newcomer.town.owner()
    assert await names(connection) == 8
    await owner.execute("update staff.login set ends_on = current_date - 1 where login = $1", newcomer.name)
    assert await names(connection) == 0
    assert await connection.fetch("select * from api.me()") == []


async def test_purpose_taken_away_shows_nothing_from_the_next_statement_on(newcomer: Newcomer) -> None:
    await newcomer.start("billing", "support")
    connection = await newcomer.enter("billing")
    koivu = newcomer.town.ids["koivu"]
    await connection.execute("select api.open_card($1)", koivu)
    assert await connection.fetchval("select count(*) from register.contact_point") == 4
    await newcomer.main_user.execute("select api.staff_revoke($1, $2)", newcomer.name, ["seloste_billing"])
    assert await names(connection) == 0
    assert await connection.fetchval("select count(*) from register.contact_point") == 0
    assert await connection.fetch("select * from api.card($1)", koivu) == []
    with refused("purpose_not_yours"):
        await connection.fetchval("select api.save(gen_random_uuid(), $1, '[]')", koivu)


async def test_old_snapshot_does_not_keep_a_purpose(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    connection = await newcomer.enter("billing")
    await connection.execute("begin isolation level repeatable read")
    assert await names(connection) == 8
    await newcomer.main_user.execute("select api.staff_revoke($1, $2)", newcomer.name, ["seloste_billing"])
    assert await names(connection) == 0


async def test_unit_given_and_taken_away(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    connection = await newcomer.enter("billing")
    await newcomer.main_user.execute("select api.staff_grant($1, '{}', '{2}')", newcomer.name)
    assert await names(connection) == 10
    await newcomer.main_user.execute("select api.staff_revoke($1, '{}', '{1}')", newcomer.name)
    assert await names(connection) == 2


async def test_ended_login_is_thrown_out_and_stays_out(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    connection = await newcomer.enter("billing")
    assert await newcomer.main_user.fetchval("select api.staff_end($1)", newcomer.name) == 1
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        await connection.fetch("select * from api.find('')")
    with pytest.raises(asyncpg.PostgresError):
        await newcomer.enter()
    listed = await newcomer.main_user.fetchrow(
        "select purposes, units, ended_at is not null from api.staff_list() where login = $1", newcomer.name
    )
    assert tuple(listed) == ([], [], True)


async def test_new_password_by_the_main_user_is_remembered_with_its_giver(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    await newcomer.main_user.execute("select api.staff_password($1, $2)", newcomer.name, verifier("Toinen sana 8!"))
    await newcomer.enter(password="Toinen sana 8!")
    owner = await newcomer.town.owner()
    line = await owner.fetchrow("select login, diff from audit.change_log where table_name = 'login' order by seq desc limit 1")
    assert line["login"] == login_of("paula")
    assert "password_at" in line["diff"]


async def test_login_changes_its_own_password(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    connection = await newcomer.enter("billing")
    await connection.execute("select api.staff_password($1, $2)", newcomer.name, verifier("Toinen sana 8!"))
    await newcomer.enter(password="Toinen sana 8!")


async def test_every_change_of_a_login_is_in_the_change_log(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    await newcomer.main_user.execute("select api.staff_grant($1, '{seloste_support}', '{2}')", newcomer.name)
    await newcomer.main_user.execute("select api.staff_end($1)", newcomer.name)
    owner = await newcomer.town.owner()
    lines = await owner.fetch("select table_name, act from audit.change_log where row_id = $1 order by seq", newcomer.name)
    acts = [f"{line['table_name']} {line['act']}" for line in lines]
    assert acts[:3] == ["login insert", "purpose_grant insert", "unit_grant insert"]
    assert acts[3:5] == ["purpose_grant insert", "unit_grant insert"]
    assert acts[5:] == ["purpose_grant delete"] * 2 + ["unit_grant delete"] * 2 + ["login update"]


# what is refused ------------------------------------------------------------------------------------------------------

REFUSED: list[tuple[str, str, tuple[Any, ...]]] = [
    ("main_user_alone", ADD, ("uusi.x", ["seloste_main_user", "seloste_billing"], [1], None, None)),
    ("purpose_unknown", ADD, ("uusi.x", ["seloste_owner"], [1], None, None)),
    ("purpose_unknown", ADD, ("uusi.x", ["pg_read_all_data"], [1], None, None)),
    ("login_malformed", ADD, ("seloste_x", ["seloste_billing"], [1], None, None)),
    ("login_malformed", ADD, ("pg_x", ["seloste_billing"], [1], None, None)),
    ("login_malformed", ADD, ('uusi" superuser --', ["seloste_billing"], [1], None, None)),
    ("login_taken", ADD, ("postgres", ["seloste_billing"], [1], None, None)),
    ("login_taken", ADD, (login_of("anna"), ["seloste_billing"], [1], None, None)),
    ("ends_in_the_past", ADD, ("uusi.x", ["seloste_billing"], [1], date(2020, 1, 1), None)),
    ("verifier_malformed", ADD, ("uusi.x", ["seloste_billing"], [1], None, "Salasana selvänä")),
    ("not_to_yourself", "select api.staff_grant($1, '{seloste_billing}')", (login_of("paula"),)),
    ("not_to_yourself", "select api.staff_end($1)", (login_of("paula"),)),
    ("main_user_alone", "select api.staff_grant($1, '{seloste_main_user}')", (login_of("anna"),)),
    ("purpose_unknown", "select api.staff_grant($1, '{seloste_reader}')", (login_of("anna"),)),
    ("login_unknown", "select api.staff_grant('postgres', '{seloste_billing}')", ()),
    ("login_unknown", "select api.staff_revoke('postgres', '{seloste_billing}')", ()),
    ("login_unknown", "select api.staff_end('postgres')", ()),
    ("login_unknown", "select api.staff_end('installer')", ()),
    ("login_unknown", "select api.staff_password('postgres', $1)", (verifier(PASSWORD),)),
    ("verifier_malformed", "select api.staff_password($1, null)", (login_of("anna"),)),
]


@pytest.mark.parametrize(("code", "asked", "given"), REFUSED)
async def test_main_user_is_refused(town: Town, code: str, asked: str, given: tuple[Any, ...]) -> None:
    paula = await town.as_login("paula")
    with refused(code):
        await paula.execute(asked, *given)


@pytest.mark.parametrize("who", ["anna", "petra", "maria", "hanna"])
async def test_nobody_else_changes_logins(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    for asked in (
        "select api.staff_add('uusi.x', 'Uusi', '{seloste_billing}', '{1}')",
        f"select api.staff_grant('{login_of(who)}', '{{seloste_privacy}}')",
        f"select api.staff_revoke('{login_of('paula')}', '{{seloste_main_user}}')",
        f"select api.staff_end('{login_of('paula')}')",
        f"select api.staff_password('{login_of('paula')}', '{verifier(PASSWORD)}')",
        "select api.unit_add('Uusi yksikkö')",
    ):
        with refused("not_yours"):
            await connection.execute(asked)


async def test_main_user_reads_no_customers(town: Town) -> None:
    paula = await town.as_login("paula")
    for asked in ("select * from register.party", "select * from api.find('')", "select api.open_card(1)", "select * from api.history(1)"):
        with refused("not_yours"):
            await paula.fetch(asked)


async def test_logins_are_listed_for_the_main_user_and_privacy_only(town: Town) -> None:
    for who in ("paula", "petra"):
        assert await (await town.as_login(who)).fetchval("select count(*) from api.staff_list()") == 11
    with refused("not_yours"):
        await (await town.as_login("anna")).fetch("select * from api.staff_list()")


async def test_wrong_password_is_refused(town: Town) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(town.database.installer_dsn, user=login_of("anna"), password="Väärä sana 1!")


async def test_login_enters_with_its_own_password(town: Town) -> None:
    connection = await enter(town.database.installer_dsn, "anna", "")
    assert await connection.fetchval("select session_user") == login_of("anna")
    await connection.close()


CHANGE = "select api.staff_change($1, $2, $3, $4, $5)"


async def test_what_a_login_holds_changes_as_one(newcomer: Newcomer) -> None:
    await newcomer.start("billing", "support", units=(1, 2))
    until = date(2099, 12, 31)
    await newcomer.main_user.execute(CHANGE, newcomer.name, ["seloste_support", "seloste_relations"], [2, 3], until, None)
    owner = await newcomer.town.owner()
    held = await owner.fetchrow(
        "select array(select purpose::text from staff.purpose_grant where login = $1 order by 1) as purposes,"
        " array(select unit from staff.unit_grant where login = $1 order by 1) as units,"
        " (select ends_on from staff.login where login = $1) as ends_on, (select rolvaliduntil from pg_roles where rolname = $1) as valid",
        newcomer.name,
    )
    assert (held["purposes"], held["units"], held["ends_on"]) == (["seloste_relations", "seloste_support"], [2, 3], until)
    assert held["valid"].astimezone(UTC).date() == until
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await newcomer.enter("billing")
    await newcomer.main_user.execute(CHANGE, newcomer.name, ["seloste_support"], [], None, None)
    assert await owner.fetchval("select ends_on from staff.login where login = $1", newcomer.name) is None
    assert await owner.fetchval("select isfinite(rolvaliduntil) from pg_roles where rolname = $1", newcomer.name) is False


async def test_a_change_that_is_refused_in_one_part_changes_nothing(newcomer: Newcomer) -> None:
    await newcomer.start("billing")
    owner = await newcomer.town.owner()
    for given, code in (
        ((["seloste_main_user", "seloste_support"], [1], None, None), "main_user_alone"),
        ((["seloste_support"], [2], date(2020, 1, 1), None), "ends_in_the_past"),
        ((["seloste_support"], [2], None, "salasana"), "verifier_malformed"),
        ((["seloste_nobody"], [2], None, None), "purpose_unknown"),
    ):
        with refused(code):
            await newcomer.main_user.execute(CHANGE, newcomer.name, *given)
        assert await owner.fetchval("select array_agg(purpose::text) from staff.purpose_grant where login = $1", newcomer.name) == [
            "seloste_billing"
        ]
        assert await owner.fetchval("select array_agg(unit) from staff.unit_grant where login = $1", newcomer.name) == [1]


async def test_a_locked_login_is_extended_and_stays_locked_until_it_has_a_new_password(newcomer: Newcomer) -> None:
    await newcomer.start("billing", ends_on=date(2099, 1, 1))
    owner = await newcomer.town.owner()
    locked = "select rolvaliduntil = '-infinity' from pg_roles where rolname = $1"
    await owner.execute(f"alter role \"{newcomer.name}\" valid until '-infinity'")
    await newcomer.main_user.execute(CHANGE, newcomer.name, ["seloste_billing"], [1], date(2099, 6, 1), None)
    assert await owner.fetchval(locked, newcomer.name)
    await newcomer.main_user.execute(CHANGE, newcomer.name, ["seloste_billing"], [1], date(2099, 6, 1), verifier(PASSWORD))
    assert not await owner.fetchval(locked, newcomer.name)


@pytest.mark.parametrize("who", ["anna", "petra"])
async def test_nobody_else_changes_what_a_login_holds_and_the_main_user_not_their_own(town: Town, who: str) -> None:
    with refused("not_yours"):
        await (await town.as_login(who)).execute(CHANGE, login_of("tuki"), ["seloste_support"], [1], None, None)
    with refused("not_to_yourself"):
        await (await town.as_login("paula")).execute(CHANGE, login_of("paula"), ["seloste_billing"], [1], None, None)
