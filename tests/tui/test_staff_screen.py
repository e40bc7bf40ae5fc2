"""The main user's screens: who holds what, a new login, grants, and the end of a login."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest

from tests.people import PASSWORD, RUN, Town, login_of
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tui.screens.staff import StaffScreen
from tui.screens.staff_granting import GrantScreen
from tui.screens.staff_new import NewLoginScreen
from tui.screens.staff_picking import PickLoginScreen
from tui.widgets.ask import Confirm, Tell
from tui.widgets.lines import Lines

NEW = f"aino.{RUN}"


@pytest.fixture
async def clean(town: Town) -> AsyncGenerator[Town]:
    """The town, and after the test no role that the test made."""
    yield town
    owner = await town.owner()
    await owner.execute(f'drop role if exists "{NEW}"; drop role if exists "{NEW}2"')


async def at_staff(hands: Hands) -> StaffScreen:
    """The list of logins, answered."""
    await hands.sees(login_of("anna"))
    screen = hands.desk.screen
    assert isinstance(screen, StaffScreen)
    return screen


async def enter_new(hands: Hands, *purposes: str, name: str = f"Aino {RUN}", ends: str = "31.12.2099") -> None:
    """What is asked of a new login, typed."""
    await hands.press("n")
    await hands.until(lambda: isinstance(hands.desk.screen, NewLoginScreen))
    await hands.type(name)
    await hands.press("tab", *purposes, "tab")
    await hands.type(ends)


async def held(town: Town, login: str) -> dict[str, Any]:
    """What a login holds, from the database."""
    owner = await town.owner()
    found = await owner.fetchrow(
        """
        select l.*, array(select g.purpose::text from staff.purpose_grant g where g.login = l.login order by 1) as purposes,
            array(select u.unit::int from staff.unit_grant u where u.login = l.login order by 1) as units
        from staff.login l where l.login = $1
        """,
        login,
    )
    return dict(found) if found else {}


async def go_to(hands: Hands, login: str) -> None:
    """The cursor on a login's row."""
    rows = hands.desk.screen.query_one(Lines)
    await hands.press("home")
    for _ in range(30):
        if rows.row.cells[0] == login:
            return
        await hands.press("down")
    raise AssertionError(f"{login} is not in the list\n{hands.text()}")


async def test_the_main_user_begins_at_the_logins(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await hands.sees("11 voimassa")
        await hands.sees("yhteydessä")


@pytest.mark.parametrize("language", ["fi", "en"])
async def test_the_list_is_as_agreed(town: Town, language: str) -> None:
    async with at_desk(town, "paula", language=language) as hands:
        await at_staff(hands)
        agreed(f"staff-{language}", await hands.still())


@pytest.mark.parametrize("language", ["fi", "en"])
async def test_the_new_login_is_as_agreed(town: Town, language: str) -> None:
    async with at_desk(town, "paula", language=language) as hands:
        await at_staff(hands)
        await enter_new(hands, "1", "2", name="Aino Äyräs")
        agreed(f"staff-new-{language}", await hands.still())


async def test_a_new_login_with_purposes_and_an_end_date_takes_six_keys(clean: Town) -> None:
    async with at_desk(clean, "paula") as hands:
        await at_staff(hands)
        await enter_new(hands, "1", "2")
        await hands.press("ctrl+s")
        await hands.until(lambda: isinstance(hands.desk.screen, Tell))
        made = await held(clean, NEW)
        assert made["purposes"] == ["seloste_billing", "seloste_support"]
        assert (made["person"], made["proof"], str(made["ends_on"])) == (f"Aino {RUN}", "password", "2099-12-31")
        assert made["units"] == [1, 2, 3]


async def test_the_initial_password_is_shown_once_and_opens_the_register(clean: Town) -> None:
    async with at_desk(clean, "paula") as hands:
        await at_staff(hands)
        await enter_new(hands, "2")
        await hands.press("ctrl+s")
        told = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, Tell) else None)
        password = next(line for line in told.text.splitlines() if "Alkusalasana" in line).split()[-1]
        connection = await asyncpg.connect(clean.database.installer_dsn, user=NEW, password=password)
        await connection.close()
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, StaffScreen))
        await hands.sees(f"Tunnus {NEW} on luotu.")
        assert password not in hands.text()


async def test_a_login_proved_by_the_operating_system_has_no_password(clean: Town) -> None:
    async with at_desk(clean, "paula") as hands:
        await at_staff(hands)
        await enter_new(hands, "2", ends="")
        await hands.press("tab", "tab", "tab", "tab", "2", "ctrl+s")
        await hands.sees("Salasanaa ei ole.")
        assert (await held(clean, NEW))["proof"] == "peer"


async def test_refusals_are_told_in_words_and_lead_to_the_field(clean: Town) -> None:
    async with at_desk(clean, "paula") as hands:
        await at_staff(hands)
        await hands.press("n")
        await hands.until(lambda: isinstance(hands.desk.screen, NewLoginScreen))
        await hands.press("ctrl+s")
        await hands.until(lambda: hands.told == "Kirjoita nimi.")
        await hands.type(f"Aino {RUN}")
        await hands.press("ctrl+s")
        await hands.until(lambda: hands.told == "Valitse ainakin yksi tarkoitus.")
        await hands.press("1", "8", "tab")
        await hands.type("1.1.2020")
        await hands.press("ctrl+s")
        await hands.until(lambda: "se, joka antaa, ei lue" in hands.told)
        await hands.until(lambda: hands.desk.screen.focused.id == "purposes")
        await hands.press("8", "ctrl+s")
        await hands.until(lambda: hands.told == "Päättymispäivä on jo mennyt.")
        await hands.until(lambda: hands.desk.screen.focused.id == "ends")
        hands.desk.screen.focused.value = "32.1.2099"
        await hands.press("ctrl+s")
        assert "31.12.2026" in hands.told
        hands.desk.screen.focused.value = ""
        hands.desk.screen.query_one("#login").value = login_of("anna")
        await hands.press("ctrl+s")
        await hands.until(lambda: hands.told == "Tunnus on jo käytössä: valitse toinen.")
        await hands.until(lambda: hands.desk.screen.focused.id == "login")
        hands.desk.screen.focused.value = "Ä"
        await hands.press("ctrl+s")
        await hands.until(lambda: "pieniä kirjaimia" in hands.told)


async def test_a_typed_login_is_not_overwritten_by_the_proposal(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await hands.press("n")
        await hands.until(lambda: isinstance(hands.desk.screen, NewLoginScreen))
        await hands.type("Aino")
        login = hands.desk.screen.query_one("#login")
        await hands.until(lambda: login.value == "aino")
        login.value = "oma"
        await hands.type(" Aalto")
        await hands.pilot.pause()
        assert login.value == "oma"


async def test_leaving_a_filled_form_asks_first(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await hands.press("n")
        await hands.until(lambda: isinstance(hands.desk.screen, NewLoginScreen))
        await hands.type("Aino")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, Confirm))
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, NewLoginScreen))
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, Confirm))
        await hands.press("k")
        await hands.until(lambda: isinstance(hands.desk.screen, StaffScreen))


async def test_ticks_give_and_take_purposes_and_units_with_one_save(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await go_to(hands, login_of("teemu"))
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, GrantScreen))
        await hands.press("2", "3", "tab", "3")
        assert hands.told == "annetaan Oulu, Tekninen tuki; otetaan pois Hallinnointi"
        await hands.press("ctrl+s")
        await hands.sees("oikeudet on muutettu")
        after = await held(town, login_of("teemu"))
        assert (after["purposes"], after["units"]) == (["seloste_support"], [2, 3])
        owner = await town.owner()
        await owner.execute("set role seloste_accounts")
        await owner.execute("select api.staff_revoke($1, '{seloste_support}', '{3}')", login_of("teemu"))
        await owner.execute("select api.staff_grant($1, '{seloste_administration}')", login_of("teemu"))


async def test_the_end_of_a_login_is_typed_and_saved_with_the_rest(town: Town) -> None:
    who, owner = login_of("teemu"), await town.owner()
    try:
        async with at_desk(town, "paula") as hands:
            await at_staff(hands)
            await go_to(hands, who)
            await hands.press("enter")
            await hands.until(lambda: isinstance(hands.desk.screen, GrantScreen))
            await hands.press("tab", "3", "tab")
            await hands.type("1.1.2020")
            await hands.press("ctrl+s")
            await hands.until(lambda: hands.told != "")
            assert (await held(town, who))["units"] == [2], "all of it or nothing"
            await hands.press("end", "ctrl+u")
            await hands.type("31.12.2099")
            await hands.until(lambda: hands.told == "annetaan Oulu; päättyy 31.12.2099")
            await hands.press("ctrl+s")
            await hands.sees("oikeudet on muutettu")
            await hands.sees("31.12.2099")
            after = await held(town, who)
            assert (str(after["ends_on"]), after["units"]) == ("2099-12-31", [2, 3])
    finally:
        await owner.execute(f"alter role \"{who}\" valid until 'infinity'")


async def test_a_new_password_unlocks_a_locked_login(town: Town) -> None:
    who, owner = login_of("tuki"), await town.owner()
    kept = await owner.fetchval("select rolpassword from pg_authid where rolname = $1", who)
    await owner.execute(f"alter role \"{who}\" valid until '-infinity'")
    try:
        async with at_desk(town, "paula") as hands:
            await at_staff(hands)
            await hands.sees("lukittu")
            await go_to(hands, who)
            await hands.press("enter")
            await hands.until(lambda: isinstance(hands.desk.screen, GrantScreen))
            await hands.press("tab", "tab", "tab", "space", "ctrl+s")
            told = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, Tell) else None)
            password = next(line for line in told.text.splitlines() if "Alkusalasana" in line).split()[-1]
            await (await asyncpg.connect(town.database.installer_dsn, user=who, password=password)).close()
            await hands.press("enter")
            await hands.misses("lukittu")
    finally:
        await owner.execute(f"alter role \"{who}\" password '{kept}' valid until 'infinity'")


async def test_a_leaver_is_out_everywhere_in_three_keys(clean: Town) -> None:
    owner = await clean.owner()
    await owner.execute("set role seloste_accounts")
    await owner.execute("select api.staff_add($1, 'Aino Lähtijä', '{seloste_support}', '{1}')", NEW)
    await owner.execute(f'reset role; alter role "{NEW}" password \'{PASSWORD}\'; grant seloste_password to "{NEW}"')
    inside = await asyncpg.connect(clean.database.installer_dsn, user=NEW, password=PASSWORD)
    async with at_desk(clean, "paula") as hands:
        await at_staff(hands)
        await hands.press("x")
        await hands.until(lambda: isinstance(hands.desk.screen, PickLoginScreen))
        await hands.type("lähtijä")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, Confirm))
        await hands.press("k")
        await hands.sees(f"Tunnus {NEW} on päätetty, yhteyksiä suljettu: 1.")
        await hands.sees("päättynyt")
        assert await held(clean, NEW) | {"purposes": [], "units": []} == await held(clean, NEW)
        await hands.until(inside.is_closed)
        with pytest.raises(asyncpg.PostgresError):
            await asyncpg.connect(clean.database.installer_dsn, user=NEW, password=PASSWORD)


async def test_enter_alone_ends_nobody(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await hands.press("x", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, Confirm))
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, StaffScreen))
        assert (await held(town, login_of("anna")))["ended_at"] is None


async def test_the_main_users_own_login_is_not_theirs_to_end(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await hands.press("x")
        await hands.type("paula")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, Confirm))
        await hands.press("k")
        await hands.until(lambda: isinstance(hands.desk.screen, StaffScreen) and "Omaa tunnusta" in hands.told)


async def test_slash_finds_a_login_and_opens_it(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await hands.press("slash")
        await hands.type("salla")
        await hands.press("enter")
        opened = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, GrantScreen) else None)
        assert opened.heading == "Salla Työläinen"
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, StaffScreen))


async def test_a_part_inside_a_name_finds_nobody(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await hands.press("x")
        await hands.type("alla")
        await hands.sees("Ei tällaista tunnusta.")


async def test_the_language_changes_every_word(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await hands.press("f8")
        await hands.sees("Logins")
        await hands.sees("connected")
        await hands.sees("Technical support")
        await hands.press("f8")
