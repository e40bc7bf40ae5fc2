"""What is loaded before somebody has logged in: the login and nothing that waits behind it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from db.errors import Setup
from tests.people import PASSWORD, Town, login_of
from tests.tui.desks import Hands
from tui.app import SelosteApp
from tui.screens.home import HomeScreen
from tui.screens.login import LoginScreen
from tui.screens.opening import Opening, Reached
from tui.words import say

LATER = (
    "asyncpg", "email_validator", "hypothesis", "markdown_it", "openpyxl", "passlib", "phonenumbers", "pydantic", "pydantic_settings",
    "pygments", "stdnum", "tui.screens.at_work", "tui.screens.card", "tui.screens.history", "tui.screens.home", "tui.screens.merging",
    "tui.screens.permissions", "tui.screens.register", "tui.screens.staff", "tui.widgets.form", "textual.widgets._data_table",
    "textual.widgets._markdown", "textual.widgets._text_area",
)  # fmt: skip
"""What the first screen does not need, and takes long or much memory to load."""

STARTS = {
    "the program and its first screen": "import tui.app, tui.driver, tui.screens.login",
    "the command that opens it": "import tui.cli, tui.cli_terminal, tui.words.refusing, tui.cli_open",
}
AT_WORK = ("email_validator", "markdown_it", "openpyxl", "passlib", "phonenumbers", "pydantic", "stdnum", "textual.widgets._data_table")
"""What nobody at work needs before they check a number or ask an outside source."""

SESSION = "import tui.cli, tui.cli_open, tui.app, tui.driver, tui.cli_reaching, db.session; from tui.screens import at_work; "
SESSION_LATER = (
    "db.sources.prh", "importlib.metadata", "pydantic", "tui.screens.contact", "tui.screens.deciding", "tui.screens.history",
    "tui.screens.invoices", "tui.screens.timeline",
)  # fmt: skip
"""What a session that looks at a customer does not need."""

MOST_MODULES = 160
"""Modules of Textual that the first screen may load."""


@pytest.mark.parametrize("start", STARTS)
def test_a_start_loads_nothing_that_can_wait(start: str) -> None:
    look = f"{STARTS[start]}; import sys; print([name for name in {LATER} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_work_begins_without_what_only_checks_and_sources_need() -> None:
    every = "[getattr(at_work, name) for name in at_work.MODULES]"
    look = f"from tui.screens import at_work; {every}; import sys; print([name for name in {AT_WORK} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_a_session_on_a_card_carries_neither_what_checks_its_settings_nor_screens_it_has_not_opened() -> None:
    soon = "[getattr(at_work, name) for name in at_work.SOON]"
    look = f"{SESSION}{soon}; import sys; print([name for name in {SESSION_LATER} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_the_first_screen_needs_little_of_textual() -> None:
    look = "import tui.app, sys; print(sum(name.startswith('textual') for name in sys.modules))"
    assert int(subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout) <= MOST_MODULES


async def test_the_rest_is_loaded_while_the_login_is_on_the_screen(town: Town) -> None:
    app = SelosteApp(Opening(lambda _on_step: Reached(lambda _login: town.database.installer_dsn)))
    async with app.run_test() as pilot:
        while not isinstance(app.screen, LoginScreen):
            await pilot.pause(0.01)
        async with asyncio.timeout(10):
            while "tui.screens.card" not in sys.modules or "asyncpg" not in sys.modules:
                await pilot.pause(0.01)


async def test_a_register_that_cannot_be_opened_ends_the_program_with_what_is_wrong() -> None:
    def reach(_on_step: object) -> Reached:
        raise Setup("no_answer")

    app = SelosteApp(Opening(reach))
    async with app.run_test() as pilot:
        async with asyncio.timeout(10):
            while app.refused is None:
                await pilot.pause(0.01)
    assert app.refused.code == "no_answer"
    assert app.return_code == 1


async def test_what_is_done_to_reach_the_register_is_told_on_the_login_and_keys_wait_for_it(town: Town) -> None:
    reach, goes_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slowly(on_step: Callable[[str], object]) -> Reached:
        on_step("start")
        loop.call_soon_threadsafe(reach.set)
        goes_on.wait(10)
        return Reached(lambda _login: town.database.installer_dsn)

    app = SelosteApp(Opening(slowly))
    async with app.run_test() as pilot:
        hands = Hands(app, pilot)
        await reach.wait()
        await hands.sees(say("setup.start"))
        await hands.type(login_of("anna"))
        await hands.press("enter")
        await hands.type(PASSWORD)
        await hands.press("enter")
        goes_on.set()
        await hands.until(lambda: isinstance(app.screen, HomeScreen))
        if app.session is not None:
            await app.session.close()
