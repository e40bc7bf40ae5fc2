"""The keys of a screen and the palette."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input

from tests.tui.numbers import line, press
from tui.commands import COMMANDS, bindings
from tui.widgets.help import CommandsScreen, show_help, show_palette
from tui.widgets.rows import RowList
from tui.words import Language, speak


@pytest.fixture(autouse=True)
def in_finnish() -> Iterator[None]:
    """Finnish before and after, whatever the environment says."""
    speak("fi")
    yield
    speak("fi")


class Desk(App[None]):
    """A screen with four commands, of which one may not be used now."""

    AUTO_FOCUS = None
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings("undo", "history", "help", "palette")

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "history" else True

    def action_undo(self) -> None:
        self.done.append("undo")

    def action_help(self) -> None:
        show_help(self)

    def action_palette(self) -> None:
        show_palette(self)

    @property
    def lines(self) -> list[str]:
        rows = self.screen.query_one(RowList)
        return [text for y in range(1, rows.size.height) if (text := line(rows, y).strip())]


async def test_help_lists_the_keys_of_this_screen_and_runs_the_chosen_one() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "question_mark")
        await pilot.pause()
        assert [text.lstrip("► ").split()[0] for text in app.lines] == ["Kumoa", "Historia", "Komennot", "Ohje"]
        assert "(h)" in app.lines[1]
        await press(pilot, "enter")
        await pilot.pause()
        assert app.done == ["undo"]
        assert not isinstance(app.screen, CommandsScreen)


@pytest.mark.parametrize(("language", "typed"), [("fi", "kumoa viim"), ("en", "UNDO")])
async def test_a_command_is_found_by_a_part_of_its_name_and_run(language: Language, typed: str) -> None:
    speak(language)
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p")
        await press(pilot, *("space" if char == " " else char for char in typed), "enter")
        await pilot.pause()
        assert app.done == ["undo"]


async def test_the_palette_lists_every_command_and_dots_need_not_be_typed() -> None:
    app = Desk()
    async with app.run_test(size=(100, 60)) as pilot:
        await press(pilot, "ctrl+p")
        assert app.screen.query_one(RowList).held == len(COMMANDS)
        await press(pilot, *"paata")
        assert len(app.lines) >= 1
        assert app.lines[0].lstrip("► ").startswith("Päätä")


async def test_a_command_of_another_screen_is_listed_but_not_run() -> None:
    app = Desk()
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+p", *"tallenna", "enter")
        assert isinstance(app.screen, CommandsScreen)
        assert "(^S)" in app.lines[0]
        await press(pilot, "escape")
        assert not isinstance(app.screen, CommandsScreen)
        assert app.done == []


async def test_a_name_nothing_bears_says_so() -> None:
    app = Desk()
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+p", *"qqq")
        assert app.lines[0] == "Mikään komento ei vastaa hakua."
