"""The list, driven by keys."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from rich.cells import cell_len
from textual.events import MouseScrollDown
from textual.geometry import Region

from tests.tui.numbers import Numbers, NumbersApp, line, press
from tui.widgets import signs
from tui.widgets.rows import Column, Row, RowList
from tui.widgets.window import HELD, PAGE
from tui.words import speak

MILLION = 1_000_000
SIZES = [(80, 24), (100, 30), (132, 43), (200, 50)]


@pytest.fixture(autouse=True)
def in_finnish() -> Iterator[None]:
    """Finnish before and after, whatever the environment says."""
    speak("fi")
    yield
    speak("fi")


def repainted(rows: RowList, monkeypatch: pytest.MonkeyPatch) -> list[Region]:
    """Every region the list asks to have painted from now on."""
    regions: list[Region] = []
    refresh = rows.refresh

    def listen(*asked: Region, **options: bool) -> RowList:
        regions.extend(asked or [rows.size.region])
        return refresh(*asked, **options)

    monkeypatch.setattr(rows, "refresh", listen)
    return regions


async def test_a_million_rows_are_moved_through_by_every_key_holding_six_pages() -> None:
    app = NumbersApp(Numbers(MILLION))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["down"] * 40, "up", *["pagedown"] * 60, *["pageup"] * 3)
        assert app.rows.row
        assert app.rows.row.id == 39 + 57 * 22
        await press(pilot, "end")
        assert app.rows.row.id == MILLION - 1
        await press(pilot, *["pageup"] * 60)
        assert app.rows.row.id == MILLION - 1 - 60 * 22
        await press(pilot, "home")
        assert app.rows.row.id == 0
        assert app.rows.held <= HELD + PAGE


@pytest.mark.parametrize("size", SIZES)
async def test_every_line_is_as_wide_as_the_screen_and_the_view_is_full(size: tuple[int, int]) -> None:
    app = NumbersApp(Numbers(MILLION, lambda number: Row(number, (f"東京 Åkerlund {number}" * 9, "12345678"), number, marks="‼R")))
    async with app.run_test(size=size):
        assert {cell_len(line(app.rows, y)) for y in range(size[1])} == {size[0]}
        assert len(app.rows.pager.visible) == size[1] - 1


async def test_the_selected_row_has_a_sign_and_a_marked_row_another() -> None:
    app = NumbersApp(Numbers(9))
    async with app.run_test() as pilot:
        await press(pilot, "down", "space", "space")
        assert [line(app.rows, y)[:2] for y in range(1, 6)] == ["  ", " •", " •", "► ", "  "]
        assert app.rows.marked == {1, 2}
        await press(pilot, "up", "space")
        assert app.rows.marked == {1}


async def test_a_terminal_without_such_characters_gets_ascii_signs() -> None:
    app = NumbersApp(Numbers(9))
    signs.draw_ascii(True)
    try:
        async with app.run_test() as pilot:
            await press(pilot, "space")
            assert [line(app.rows, y)[:2] for y in range(1, 3)] == [" *", "> "]
    finally:
        signs.draw_ascii(False)


async def test_marks_outlive_the_pages_they_were_set_on() -> None:
    app = NumbersApp(Numbers(MILLION))
    async with app.run_test() as pilot:
        await press(pilot, "space", "end", "space", "home")
        assert app.told[-1].ids == {0, MILLION - 1}  # type: ignore[attr-defined]
        assert line(app.rows, 1).startswith(" •") or line(app.rows, 1).startswith("►•")


async def test_enter_opens_the_row_under_the_cursor() -> None:
    app = NumbersApp(Numbers(9))
    async with app.run_test() as pilot:
        await press(pilot, "down", "enter")
        (opened,) = app.told
        assert isinstance(opened, RowList.Opened)
        assert opened.row.id == 1


async def test_enter_before_the_answer_opens_a_row_of_the_answer() -> None:
    app = NumbersApp(Numbers(9), patient=True)
    async with app.run_test() as pilot:
        app.answer()
        await press(pilot, "down")
        app.numbers.gone = {0}
        app.rows.restart()
        await press(pilot, "enter")
        assert app.told == []
        app.answer()
        await pilot.pause()
        (opened,) = app.told
        assert isinstance(opened, RowList.Opened)
        assert opened.row.id == 1


async def test_old_rows_stay_in_view_until_the_answer_and_stale_answers_change_nothing() -> None:
    app = NumbersApp(Numbers(9), patient=True)
    async with app.run_test() as pilot:
        app.answer()
        app.rows.restart()
        app.rows.restart()
        await pilot.pause()
        stale, fresh = app.waiting
        assert "Asiakas 0" in line(app.rows, 1)
        app.rows.supply(stale.request, [], at_end=True)
        assert "Asiakas 0" in line(app.rows, 1)
        app.rows.supply(fresh.request, [Row(5, ("Uusi",), 5)], at_end=True)
        assert "Uusi" in line(app.rows, 1)


async def test_a_query_without_rows_shows_the_screens_help_but_not_before_it_was_answered() -> None:
    app = NumbersApp(Numbers(0), patient=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not any("tuloksia" in line(app.rows, y) for y in range(10))
        app.answer()
        assert [line(app.rows, y).strip() for y in range(2, 5)] == ["Ei tuloksia.", "Hae nimen alulla.", ""]


async def test_a_wait_is_told_only_when_it_lasts() -> None:
    app = NumbersApp(Numbers(9), patient=True)
    async with app.run_test() as pilot:
        assert "haetaan" not in line(app.rows, 0)
        await pilot.pause(0.5)
        assert "haetaan…" in line(app.rows, 0)
        app.answer()
        assert "haetaan" not in line(app.rows, 0)


async def test_the_total_stands_beside_the_first_title() -> None:
    app = NumbersApp(Numbers(9))
    async with app.run_test(size=(40, 10)):
        app.rows.show("1 000+")
        assert line(app.rows, 0).split() == ["Nimi", "1", "000+", "Luku"]


async def test_an_arrow_in_view_repaints_two_lines_and_nothing_beyond_them(monkeypatch: pytest.MonkeyPatch) -> None:
    app = NumbersApp(Numbers(MILLION))
    async with app.run_test(size=(80, 24)) as pilot:
        regions = repainted(app.rows, monkeypatch)
        await press(pilot, "down")
        assert sorted(region.y for region in regions) == [1, 2]
        assert {region.height for region in regions} == {1}


async def test_a_key_at_the_end_of_the_list_repaints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = NumbersApp(Numbers(30))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "end")
        regions = repainted(app.rows, monkeypatch)
        await press(pilot, "down", "pagedown", "end")
        assert regions == []


async def test_a_page_that_comes_in_ahead_repaints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = NumbersApp(Numbers(MILLION), patient=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app.answer()
        await press(pilot, "down")
        regions = repainted(app.rows, monkeypatch)
        app.answer()
        assert regions == []
        assert app.rows.held == 2 * PAGE


async def test_the_cursor_stays_in_view_when_the_screen_shrinks_and_grows() -> None:
    app = NumbersApp(Numbers(MILLION))
    async with app.run_test(size=(132, 43)) as pilot:
        await press(pilot, *["down"] * 40)
        for size in ((80, 24), (40, 6), (200, 50), (80, 24)):
            await pilot.resize_terminal(*size)
            assert app.rows.row
            assert app.rows.row.id == 40
            assert app.rows.row in app.rows.pager.visible
            assert len(app.rows.pager.visible) == size[1] - 1


async def test_the_terminals_own_cursor_is_on_the_selected_row() -> None:
    app = NumbersApp(Numbers(MILLION))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["down"] * 3)
        assert tuple(app.cursor_position) == (0, 4)


async def test_a_click_selects_two_open_and_the_wheel_scrolls() -> None:
    app = NumbersApp(Numbers(MILLION))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(RowList, offset=(10, 6))
        assert app.rows.row
        assert app.rows.row.id == 5
        assert app.told == []
        await pilot.click(RowList, offset=(10, 7), times=2)
        (opened,) = app.told
        assert isinstance(opened, RowList.Opened)
        assert opened.row.id == 6
        app.rows.post_message(MouseScrollDown(app.rows, 5, 5, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert app.rows.pager.top == 3
        assert app.rows.row.id == 6


async def test_matches_are_underlined_and_dim_columns_dim() -> None:
    columns = (Column("Nimi", 12), Column("Osuma", 8, dim=True))
    app = NumbersApp(Numbers(3, lambda number: Row(number, ("Åke Virtanen", "puhelin"), number, spans=((4, 7),))), columns)
    async with app.run_test():
        pieces = {piece.text.strip(): piece.style for piece in app.rows.render_line(2) if piece.style}
        assert pieces["Vir"].underline
        assert not pieces["Åke"].underline
        assert pieces["puhelin"].dim


@pytest.mark.alone
async def test_a_movement_in_a_million_rows_takes_at_most_fifteen_milliseconds_of_work() -> None:
    app = NumbersApp(Numbers(MILLION))
    async with app.run_test(size=(80, 24)) as pilot:
        taken: list[float] = []
        for key in ["down", "pagedown", "up", "pageup", "end", "home"] * 10:
            start = time.process_time()
            await press(pilot, key)
            taken.append(time.process_time() - start)
        assert sorted(taken)[len(taken) // 2] <= 0.015
