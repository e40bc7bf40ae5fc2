"""A list's place in its query, without a terminal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.numbers import Numbers, of_number
from tui.widgets.pager import Direction, Pager
from tui.widgets.window import HELD, PAGE, Row

MILLION = 1_000_000
STEPS = st.sampled_from(["up", "down", "pageup", "pagedown", "home", "end", "wheel", "reload", "answer", "fail"])


class Reader:
    """A pager and its source; answers at once, or when told."""

    def __init__(self, numbers: Numbers, height: int = 20, *, patient: bool = False) -> None:
        self.numbers, self.patient = numbers, patient
        self.waiting: list[tuple[Direction, object, int]] = []
        self.most = 0
        self.pager = Pager(self.ask)
        self.pager.resize(height)
        self.pager.restart()
        self.drain()

    def ask(self, direction: Direction, key: object, request: int) -> None:
        self.waiting.append((direction, key, request))

    def answer(self) -> None:
        direction, key, request = self.waiting.pop(0)
        page, at_end = self.numbers.page(direction, key)
        self.pager.supply(request, page, at_end)
        self.most = max(self.most, len(self.pager.window.rows))

    def drain(self) -> None:
        for _ in range(100):
            if not self.waiting:
                return
            self.answer()
        raise AssertionError("asks without end")

    def go(self, key: str) -> None:
        pager = self.pager
        match key:
            case "up" | "down":
                pager.move(1 if key == "down" else -1)
            case "pageup" | "pagedown":
                pager.page(1 if key == "pagedown" else -1)
            case "home":
                pager.first()
            case "end":
                pager.last()
            case "wheel":
                pager.scroll(3)
            case "reload":
                pager.reload()
            case "answer" if self.waiting:
                self.answer()
            case "fail" if self.waiting:
                pager.unanswered(self.waiting.pop(0)[2])
            case _:
                pass
        if not self.patient:
            self.drain()

    @property
    def at(self) -> int:
        assert self.pager.row
        return self.pager.row.id


def test_a_long_query_is_walked_both_ways_without_a_gap_in_constant_memory() -> None:
    reader = Reader(Numbers(20_000))
    for expected in range(20_000):
        assert reader.at == expected
        reader.go("down")
    for expected in reversed(range(20_000)):
        assert reader.at == expected
        reader.go("up")
    assert reader.most <= HELD + PAGE


def test_the_ends_of_a_million_are_one_jump_away() -> None:
    reader = Reader(Numbers(MILLION))
    asked = reader.numbers.asked
    reader.go("end")
    assert reader.at == MILLION - 1
    reader.go("home")
    assert reader.at == 0
    assert reader.numbers.asked - asked <= 4


def test_a_held_page_key_visits_every_view() -> None:
    reader = Reader(Numbers(MILLION), height=50)
    for press in range(1, 2000):
        reader.go("pagedown")
        assert reader.at == press * 49
    assert len(reader.pager.window.rows) <= HELD


def test_a_list_taller_than_its_pages_is_filled_from_both_ends() -> None:
    reader = Reader(Numbers(MILLION), height=150)
    assert len(reader.pager.visible) == 150
    reader.go("end")
    assert len(reader.pager.visible) == 150
    reader.go("pageup")
    assert len(reader.pager.visible) == 150


def test_ids_met_before_are_skipped() -> None:
    reader = Reader(Numbers(1000, lambda number: Row(number // 2, (str(number),), number)))
    seen: list[int] = []
    for _ in range(600):
        if not seen or seen[-1] != reader.at:
            seen.append(reader.at)
        reader.go("down")
    assert seen == list(range(500))


def test_a_source_of_nothing_but_one_id_comes_to_its_end() -> None:
    reader = Reader(Numbers(1000, lambda number: Row(7, ("sama",), number)))
    assert [row.id for row in reader.pager.visible] == [7]
    assert reader.pager.window.at_end


def test_stale_answers_are_ignored() -> None:
    reader = Reader(Numbers(100))
    reader.pager.restart()
    reader.pager.restart()
    (_, _, old), (_, _, new) = reader.waiting
    assert not reader.pager.supply(old, [of_number(55)], at_end=True)
    assert reader.at == 0
    assert reader.pager.supply(new, [of_number(66)], at_end=True)
    assert reader.at == 66
    assert not reader.pager.supply(new, [of_number(77)], at_end=True)


def test_old_rows_stay_until_the_new_ones_come() -> None:
    reader = Reader(Numbers(100))
    reader.pager.restart()
    assert len(reader.pager.visible) == 20
    assert reader.pager.jumping


def test_a_move_before_the_answer_is_made_after_it_but_never_more_than_a_view() -> None:
    reader = Reader(Numbers(MILLION), patient=True)
    reader.go("end")
    reader.go("up")
    reader.go("up")
    reader.drain()
    assert reader.at == MILLION - 3
    reader.pager.restart()
    for _ in range(500):
        reader.go("down")
    reader.drain()
    assert reader.at == 20


def test_a_reload_keeps_the_row_and_its_line() -> None:
    reader = Reader(Numbers(MILLION))
    for _ in range(30):
        reader.go("pagedown")
    for _ in range(5):
        reader.go("up")
    at, line = reader.at, reader.pager.cursor - reader.pager.top
    reader.numbers.gone = {at + 1, at + 3}
    reader.go("reload")
    assert (reader.at, reader.pager.cursor - reader.pager.top) == (at, line)
    assert len(reader.pager.visible) == 20
    assert not {row.id for row in reader.pager.visible} & reader.numbers.gone


def test_a_reload_after_the_row_went_stays_on_its_line() -> None:
    reader = Reader(Numbers(200))
    for _ in range(10):
        reader.go("down")
    reader.numbers.gone = {10}
    reader.go("reload")
    assert reader.at == 11


def test_a_reload_where_all_that_followed_went_shows_the_end() -> None:
    reader = Reader(Numbers(MILLION))
    reader.go("end")
    reader.numbers.count = 500
    reader.go("reload")
    assert reader.at == 499


def test_a_request_that_failed_is_asked_again_by_the_next_move() -> None:
    reader = Reader(Numbers(1000), patient=True)
    for _ in range(5):
        reader.go("pagedown")
    while reader.waiting:
        reader.go("fail")
    reader.go("pagedown")
    reader.drain()
    reader.go("pagedown")
    reader.drain()
    assert reader.at > PAGE


def far_in(patient: bool = True) -> Reader:
    """A reader in the middle of a long query, nothing under way."""
    reader = Reader(Numbers(MILLION))
    for _ in range(100):
        reader.go("pagedown")
    reader.patient = patient
    return reader


def go_until(reader: Reader, key: str, direction: Direction) -> None:
    """Press the key until a page in that direction is under way."""
    for _ in range(HELD):
        if any(waiting[0] == direction for waiting in reader.waiting):
            return
        reader.go(key)
    raise AssertionError(direction)


@pytest.mark.parametrize(("key", "asked", "back", "beyond"), [("up", "before", "down", "after"), ("down", "after", "up", "before")])
def test_an_answer_for_an_edge_that_was_let_go_meanwhile_is_not_joined_on(key: str, asked: Direction, back: str, beyond: Direction) -> None:
    reader = far_in()
    go_until(reader, back, beyond)
    reader.drain()
    go_until(reader, key, asked)
    late = reader.waiting.pop()
    for _ in range(3):
        go_until(reader, back, beyond)
        reader.answer()
    page, at_end = reader.numbers.page(late[0], late[1])
    assert not reader.pager.supply(late[2], page, at_end)
    rows = [row.id for row in reader.pager.window.rows]
    assert rows == list(range(rows[0], rows[0] + len(rows)))


def test_a_reload_while_a_new_query_is_under_way_asks_the_new_query() -> None:
    reader = far_in()
    reader.pager.restart()
    reader.pager.reload()
    assert [direction for direction, _, _ in reader.waiting] == ["first", "first"]
    reader.drain()
    assert reader.at == 0


def test_an_empty_page_ends_the_query_even_if_the_source_says_otherwise() -> None:
    reader = Reader(Numbers(PAGE), patient=True)
    reader.pager.restart()
    page, _ = reader.numbers.page("first", None)
    reader.pager.supply(reader.waiting.pop()[2], page, at_end=False)
    reader.go("pagedown")
    reader.pager.supply(reader.waiting.pop()[2], [], at_end=False)
    for _ in range(20):
        reader.go("pagedown")
    assert reader.waiting == []
    assert reader.at == PAGE - 1


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=120), st.integers(0, 2000), st.integers(1, 120))
def test_whatever_the_order_of_keys_and_answers_the_rows_are_neighbours(keys: list[str], count: int, height: int) -> None:
    reader = Reader(Numbers(count), height, patient=True)
    for key in keys:
        reader.go(key)
        rows, pager = [row.id for row in reader.pager.window.rows], reader.pager
        assert rows == list(range(rows[0], rows[0] + len(rows))) if rows else True
        assert pager.top <= pager.cursor < max(1, pager.top + height)
        assert not rows or 0 <= pager.cursor < len(rows)
        assert len(rows) <= max(HELD, height + 320) + PAGE
    reader.drain()
    reader.go("up")
    reader.go("down")
    reader.drain()
    assert len(reader.pager.visible) == min(count, height)


@settings(max_examples=100, deadline=None)
@given(st.lists(STEPS.filter(lambda key: key not in {"wheel", "reload", "fail"}), max_size=60), st.integers(1, 5000), st.integers(2, 60))
def test_with_answers_at_once_the_cursor_goes_where_arithmetic_says(keys: list[str], count: int, height: int) -> None:
    reader, at = Reader(Numbers(count), height), 0
    move = {"up": -1, "down": 1, "pageup": 1 - height, "pagedown": height - 1, "home": -count, "end": count, "answer": 0}
    for key in keys:
        reader.go(key)
        at = max(0, min(at + move[key], count - 1))
        assert reader.at == at
