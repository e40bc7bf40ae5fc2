"""A query over numbers instead of a database: any length, and pages by keyset."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import App, ComposeResult
from textual.events import Key
from textual.pilot import Pilot

from tui.commands import character
from tui.widgets.pager import Direction
from tui.widgets.rows import Column, Row, RowList
from tui.widgets.window import PAGE


def of_number(number: int) -> Row:
    return Row(number, (f"Asiakas {number}", f"{number % 97}"), number)


class Numbers:
    """The numbers from 0 up to a count, less those taken away."""

    def __init__(self, count: int, row: Callable[[int], Row] = of_number) -> None:
        self.count, self.row = count, row
        self.gone: set[int] = set()
        self.asked = 0

    def page(self, direction: Direction, key: object) -> tuple[list[Row], bool]:
        self.asked += 1
        at = key if isinstance(key, int) else 0
        match direction:
            case "first":
                return self._up(-1)
            case "after":
                return self._up(at)
            case "before":
                return self._down(at)
            case "last":
                return self._down(self.count)

    def _up(self, at: int) -> tuple[list[Row], bool]:
        numbers = [number for number in range(at + 1, min(self.count, at + 1 + PAGE)) if number not in self.gone]
        return [self.row(number) for number in numbers], at + 1 + PAGE >= self.count

    def _down(self, at: int) -> tuple[list[Row], bool]:
        numbers = [number for number in range(max(0, at - PAGE), at) if number not in self.gone]
        return [self.row(number) for number in numbers], at - PAGE <= 0


class NumbersApp(App[None]):
    """One list of numbers; ``patient`` keeps the requests until the test answers them."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, numbers: Numbers, columns: Sequence[Column] = (), *, patient: bool = False) -> None:
        super().__init__()
        self.numbers, self.patient = numbers, patient
        self.columns = columns or (Column("Nimi"), Column("Luku", 6, align="right", priority=1))
        self.waiting: list[RowList.Wanted] = []
        self.told: list[RowList.OfRows] = []

    def compose(self) -> ComposeResult:
        yield RowList(self.columns, empty="Ei tuloksia.\nHae nimen alulla.")

    @property
    def rows(self) -> RowList:
        return self.query_one(RowList)

    def on_mount(self) -> None:
        self.rows.restart()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        self.waiting.append(wanted)
        if not self.patient:
            self.answer()

    def answer(self) -> None:
        waiting, self.waiting = self.waiting, []
        for wanted in waiting:
            page, at_end = self.numbers.page(wanted.direction, wanted.key)
            wanted.rows.supply(wanted.request, page, at_end)

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        self.told.append(opened)

    def on_row_list_marked(self, marked: RowList.Marked) -> None:
        self.told.append(marked)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Send the keys one after the other, each when all that the one before set off is done."""
    for key in keys:
        pilot.app.post_message(Key(key, character(key)))
        await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the program and its widgets have heard what was sent, answered it, and heard the answers."""
    for _ in range(3):
        await pilot._wait_for_screen()


def line(rows: RowList, y: int) -> str:
    return rows.render_line(y).text
