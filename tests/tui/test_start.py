"""What is loaded before somebody has logged in: the login and nothing that waits behind it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.people import Town
from tui.app import SelosteApp
from tui.screens.login import LoginScreen
from tui.screens.opening import Opening

LATER = (
    "asyncpg", "email_validator", "hypothesis", "markdown_it", "openpyxl", "passlib", "phonenumbers", "pydantic", "pydantic_settings",
    "pygments", "stdnum", "tui.screens.at_work", "tui.screens.card", "tui.screens.history", "tui.screens.home", "tui.screens.merging",
    "tui.screens.permissions", "tui.screens.register", "tui.screens.staff", "tui.widgets.form", "textual.widgets._data_table",
    "textual.widgets._markdown", "textual.widgets._text_area",
)  # fmt: skip
"""What the first screen does not need, and takes long or much memory to load."""

STARTS = {
    "the program and its first screen": ("import tui.app, tui.driver, tui.screens.login", ()),
    "the command that opens it": (
        "import tui.cli, tui.cli_open, db.settings; db.settings.load()",
        ("asyncpg", "passlib", "pydantic", "pydantic_settings"),
    ),
}
AT_WORK = ("email_validator", "markdown_it", "openpyxl", "passlib", "phonenumbers", "pydantic", "stdnum", "textual.widgets._data_table")
"""What nobody at work needs before they check a number or ask an outside source."""

MOST_MODULES = 160
"""Modules of Textual that the first screen may load."""


@pytest.mark.parametrize("start", STARTS)
def test_a_start_loads_nothing_that_can_wait(start: str) -> None:
    code, but = STARTS[start]
    look = f"{code}; import sys; print([name for name in {LATER} if name in sys.modules and name not in {but}])"
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_work_begins_without_what_only_checks_and_sources_need() -> None:
    look = f"import tui.screens.at_work, sys; print([name for name in {AT_WORK} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_the_first_screen_needs_little_of_textual() -> None:
    look = "import tui.app, sys; print(sum(name.startswith('textual') for name in sys.modules))"
    assert int(subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout) <= MOST_MODULES


async def test_the_rest_is_loaded_while_the_login_is_on_the_screen(town: Town) -> None:
    app = SelosteApp(Opening(lambda _login: town.database.installer_dsn, Path("/dev/null")))
    async with app.run_test() as pilot:
        while not isinstance(app.screen, LoginScreen):
            await pilot.pause(0.01)
        async with asyncio.timeout(10):
            while "tui.screens.at_work" not in sys.modules or "asyncpg" not in sys.modules:
                await pilot.pause(0.01)
