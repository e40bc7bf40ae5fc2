"""The dashboard's widget: where its panels are, and how the cursor goes through them."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.tui.numbers import press
from tui.widgets.board import Board, Entry, Panel
from tui.widgets.board_layout import Stack, arranged

NARROW: tuple[Stack, ...] = ((("a", "b"), ("c",), ("d", "e")),)
WIDE: tuple[Stack, ...] = ((("a", "b"), ("c",)), (("d",), ("e",)))


def panel(name: str, lines: int) -> Panel:
    """A panel whose lines are named by their keys."""
    return Panel(name, name.upper(), tuple(Entry(f"{name}{at}", f"{name}{at}") for at in range(lines)), "nothing")


PANELS = (panel("a", 3), panel("b", 5), panel("c", 2), panel("d", 9), panel("e", 9))


class BoardApp(App[None]):
    """A board alone."""

    def __init__(self, panels: tuple[Panel, ...] = PANELS) -> None:
        super().__init__()
        self._panels, self.opened = panels, []

    def compose(self) -> ComposeResult:
        board = Board(NARROW, WIDE, wide_from=100)
        board.set_reactive(Board.panels, self._panels)
        yield board

    def on_board_opened(self, opened: Board.Opened) -> None:
        self.opened.append(opened.entry.key)

    @property
    def at(self) -> object:
        entry = self.query_one(Board).entry
        return entry and entry.key


async def test_up_and_down_go_through_a_panel_and_on_to_the_next() -> None:
    app = BoardApp()
    async with app.run_test(size=(80, 22)) as pilot:
        assert app.at == "a0"
        await press(pilot, "down", "down", "down")
        assert app.at == "c0"
        await press(pilot, "down", "down")
        assert app.at == "d0"
        await press(pilot, "up")
        assert app.at == "c1"
        await press(pilot, "end")
        assert app.at == "e8"


async def test_left_and_right_go_to_the_line_beside() -> None:
    app = BoardApp()
    async with app.run_test(size=(80, 22)) as pilot:
        await press(pilot, "down", "right")
        assert app.at == "b1"
        await press(pilot, "down", "down", "down", "left")
        assert app.at == "a2"
        await press(pilot, "left")
        assert app.at == "a2"


async def test_tab_goes_round_the_panels_that_have_lines() -> None:
    app = BoardApp((panel("a", 3), panel("b", 0), panel("c", 2)))
    async with app.run_test(size=(80, 22)) as pilot:
        await press(pilot, "tab")
        assert app.at == "c0"
        await press(pilot, "tab")
        assert app.at == "a0"
        await press(pilot, "shift+tab")
        assert app.at == "c0"


async def test_the_cursor_stays_on_its_line_when_others_come_and_go() -> None:
    app = BoardApp()
    async with app.run_test(size=(80, 22)) as pilot:
        await press(pilot, "tab", "tab", "tab", "down")
        assert app.at == "d1"
        board = app.query_one(Board)
        board.panels = (panel("a", 1), Panel("d", "D", (Entry("new", "new"), *PANELS[3].entries)))
        assert app.at == "d1"
        board.panels = (panel("a", 1), Panel("d", "D", (Entry("new", "new"),)))
        assert app.at == "new"
        board.panels = ()
        assert app.at is None
        await press(pilot, "down", "tab", "end", "right", "enter")
        assert app.opened == []


async def test_enter_opens_the_line() -> None:
    app = BoardApp()
    async with app.run_test(size=(80, 22)) as pilot:
        await press(pilot, "right", "enter")
        await pilot.pause()
        assert app.opened == ["b0"]


async def test_a_panel_longer_than_its_place_scrolls_with_the_cursor() -> None:
    app = BoardApp((panel("a", 40),))
    async with app.run_test(size=(80, 10)) as pilot:
        await press(pilot, "end")
        board = app.query_one(Board)
        assert "a39" in "".join(board.render_line(y).text for y in range(10))
        await press(pilot, "home")
        assert "a0 " in "".join(board.render_line(y).text for y in range(10))


@pytest.mark.parametrize("width", [40, 80, 99, 100, 131, 200])
@pytest.mark.parametrize("height", [12, 21, 40])
def test_panels_never_overlap_and_stay_within(width: int, height: int) -> None:
    placed = arranged(WIDE if width >= 100 else NARROW, {each.id: each for each in PANELS}, width, height)
    cells = [(x, y) for each in placed for x in range(each.x, each.x + each.width) for y in range(each.y, each.y + each.height)]
    assert len(cells) == len(set(cells))
    assert all(x < width and y < height for x, y in cells)
    assert {each.panel.id for each in placed} == set("abcde")


def test_text_without_lines_is_what_helps() -> None:
    assert Panel("a", "A", (), "one\ntwo").lines == 3
