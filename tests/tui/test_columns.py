"""Which columns are shown, and their text cut by cells."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.columns import Column, cut, fit, plain, widths

CARD = (
    Column("Nimi", 2.0, least=20),
    Column("Tunnus", 10, priority=2),
    Column("Osuma", 1.0, least=10, most=30, priority=1),
    Column("Summa", 9),
)


def test_a_wide_screen_shares_what_is_left_and_stops_at_the_most() -> None:
    assert widths(CARD, 80) == (39, 10, 19, 9)
    assert widths(CARD, 200) == (148, 10, 30, 9)


def test_columns_vanish_by_priority_on_a_narrow_screen() -> None:
    assert [bool(cells) for cells in widths(CARD, 52)] == [True, True, True, True]
    assert [bool(cells) for cells in widths(CARD, 51)] == [True, False, True, True]
    assert [bool(cells) for cells in widths(CARD, 35)] == [True, False, False, True]


def test_columns_that_may_not_vanish_stay_even_where_they_do_not_fit() -> None:
    assert widths(CARD, 5) == (20, 0, 0, 9)


@given(st.integers(52, 300))
def test_columns_never_overflow_and_leave_no_cell_while_one_may_grow(room: int) -> None:
    cells = widths(CARD, room)
    assert sum(cells) + 3 == room


@given(st.text(), st.integers(0, 40))
def test_a_text_fits_its_cells_exactly_and_has_nothing_a_terminal_obeys(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert fit(text, width).isprintable()


def test_wide_characters_are_cut_by_cells() -> None:
    assert cut("東京株式会社", 12) == "東京株式会社"
    assert cut("東京株式会社", 11) == "東京株式会…"
    assert cell_len(cut("東京株式会社", 10)) == 10


def test_a_name_cannot_command_the_terminal() -> None:
    assert plain("Oy\x1b[2J\nAb\u202e\u00a0x") == "Oy?[2J Ab? x"


def test_sums_stand_at_the_right() -> None:
    assert fit("12,50", 8, "right") == "   12,50"
