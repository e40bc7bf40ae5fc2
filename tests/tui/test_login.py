"""The login, driven from the very start of the real program."""

from __future__ import annotations

import getpass
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest

from tests.people import PASSWORD, STAFF, Town, login_of
from tests.tui.agreed import agreed
from tests.tui.desks import Hands
from tui.app import SelosteApp
from tui.screens.home import HomeScreen
from tui.screens.login import LoginScreen
from tui.screens.opening import DemoLogin, Opening, Reached
from tui.screens.purposes import PurposesScreen
from tui.screens.staff import StaffScreen
from tui.words import Language, speak

PEOPLE = (
    ("anna", "Anna Laskula", ("Laskutus: henkilötunnus vain syyllä", "Billing: identity code with a reason")),
    ("monta", "Monta Tehtävä", ("Neljä tehtävää: p vaihtaa", "Four tasks: p switches")),
    ("paula", "Paula Valtanen", ("Pääkäyttäjä: antaa tunnukset, ei näe asiakkaita", "Main user: grants logins and sees no customers")),
)
REFUSED = "Tunnus tai salasana ei kelpaa"


@asynccontextmanager
async def at_door(
    town: Town,
    *,
    demo: bool = False,
    dsn_of: Callable[[str], str] | None = None,
    peer: str | None = None,
    language: Language = "fi",
    size: tuple[int, int] = (80, 24),
) -> AsyncGenerator[Hands]:
    """Somebody before the login; the demo's logins are people of the test register."""
    people = tuple(DemoLogin(login_of(who), PASSWORD, person, about) for who, person, about in PEOPLE) if demo else ()
    speak(language)
    app = SelosteApp(Opening(lambda _on_step: Reached(dsn_of or (lambda _login: town.database.installer_dsn), peer), people))
    async with app.run_test(size=size) as pilot:
        hands = Hands(app, pilot)
        await hands.until(lambda: isinstance(app.screen, LoginScreen))
        yield hands
        if app.session is not None:
            await app.session.close()


async def test_login_and_password_lead_home_under_the_only_purpose(town: Town) -> None:
    async with at_door(town) as hands:
        await hands.type(login_of("anna"))
        await hands.press("enter")
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.sees("Laskutus")


async def test_the_password_is_not_shown_while_it_is_typed(town: Town) -> None:
    async with at_door(town) as hands:
        await hands.press("tab")
        await hands.type(PASSWORD)
        assert PASSWORD not in hands.text()
        assert "•" * len(PASSWORD) in hands.text()


@pytest.mark.parametrize("why", ["wrong", "unknown", "locked", "expired", "ended"])
async def test_every_refused_login_gets_the_same_answer(town: Town, why: str) -> None:
    who, owner = login_of("tuki"), await town.owner()
    if why == "locked":
        await owner.execute(f"alter role \"{who}\" valid until '-infinity'")
    elif why == "expired":
        await owner.execute(f"alter role \"{who}\" valid until '2020-01-01'")
    elif why == "ended":
        await owner.execute("update staff.login set ended_at = now(), ended_by = 'paula' where login = $1", who)
    try:
        async with at_door(town) as hands:
            await hands.type("nobody" if why == "unknown" else who)
            await hands.press("enter")
            await hands.type("wrong" if why == "wrong" else PASSWORD)
            await hands.press("enter")
            await hands.sees(REFUSED)
            assert hands.told == "Tunnus tai salasana ei kelpaa, tai tunnus on lukittu tai päättynyt."
            assert not hands.desk.screen.query_one("#password").value
            assert hands.desk.screen.focused is hands.desk.screen.query_one("#password")
    finally:
        await owner.execute(f"alter role \"{who}\" valid until 'infinity'")


async def test_without_a_server_the_login_says_so_and_one_key_tries_again(town: Town) -> None:
    there = [False]
    address = lambda _login: town.database.installer_dsn if there[0] else "postgresql://@/none?host=/nonexistent"  # noqa: E731
    async with at_door(town, demo=True, dsn_of=address) as hands:
        await hands.press("1")
        await hands.sees("Palvelin ei vastaa. F5 yrittää uudelleen.")
        there[0] = True
        await hands.press("f5")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))


async def test_one_key_logs_in_as_a_person_of_the_demo_and_one_more_chooses_the_purpose(town: Town) -> None:
    async with at_door(town, demo=True) as hands:
        await hands.press("2")
        await hands.until(lambda: isinstance(hands.desk.screen, PurposesScreen))
        await hands.press("3")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        assert hands.desk.session
        assert hands.desk.session.purpose == sorted(f"seloste_{each}" for each in STAFF["monta"][0])[2]


async def test_escape_twice_at_home_leads_back_to_the_login_and_once_only_says_so(town: Town) -> None:
    async with at_door(town, demo=True) as hands:
        await hands.press("1")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.press("escape")
        await hands.sees("Esc uudestaan kirjaa ulos")
        assert isinstance(hands.desk.screen, HomeScreen)
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, LoginScreen))
        assert hands.desk.session is None


async def test_escape_before_a_purpose_is_chosen_leads_back_too(town: Town) -> None:
    async with at_door(town, demo=True) as hands:
        await hands.press("2")
        await hands.until(lambda: isinstance(hands.desk.screen, PurposesScreen))
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, LoginScreen))


async def test_arrow_and_enter_log_in_as_a_person_of_the_demo(town: Town) -> None:
    async with at_door(town, demo=True) as hands:
        await hands.press("down", "down", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, StaffScreen))


async def test_who_is_proved_by_the_operating_system_is_not_asked(town: Town) -> None:
    person, owner = getpass.getuser(), await town.owner()
    await owner.execute("set role seloste_accounts")
    await owner.execute("select api.staff_add($1, 'Omena Käyttäjä', '{seloste_support}', '{1}')", person)
    try:
        async with at_door(town, peer=person) as hands:
            await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
    finally:
        await owner.execute(f'reset role; drop owned by "{person}"; drop role "{person}"')


async def test_who_is_proved_and_has_no_login_may_type_another(town: Town) -> None:
    async with at_door(town, peer="nobody") as hands:
        await hands.sees(REFUSED)
        assert hands.desk.screen.focused is hands.desk.screen.query_one("#login")


async def test_what_needs_a_login_says_so(town: Town) -> None:
    async with at_door(town, demo=True) as hands:
        await hands.press("p")
        assert hands.told == "Kirjaudu ensin."


async def test_the_language_changes_every_word(town: Town) -> None:
    async with at_door(town, demo=True) as hands:
        await hands.press("f8")
        await hands.sees("Everybody's password")
        await hands.sees("Four tasks: p switches")
        assert "Salasana" not in hands.text()
    speak("fi")


@pytest.mark.parametrize("language", ["fi", "en"])
async def test_the_login_is_as_agreed(town: Town, language: Language) -> None:
    async with at_door(town, demo=True, language=language) as hands:
        await hands.sees("p vaihtaa" if language == "fi" else "p switches")
        agreed(f"login-{language}", await hands.still())
    speak("fi")


def test_the_login_loads_neither_the_driver_nor_the_checks_of_numbers() -> None:
    asked = (
        "import sys, tui.screens.login; print([name for name in ('asyncpg', 'phonenumbers', 'stdnum', 'passlib') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.strip() == "[]"


async def test_a_field_is_drawn_as_a_line_before_anything_is_typed(town: Town) -> None:
    async with at_door(town) as hands:
        field = await hands.until(lambda: hands.desk.screen.query_one("#login"))
        assert field.has_focus
        assert field.render_line(0).cell_length == field.size.width
