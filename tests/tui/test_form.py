"""A form, read and moved through by keys."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.forms import MANY, at_form
from tui.widgets.form import Form
from tui.widgets.form_editing import EDITS, Typing, edit, pasted
from tui.widgets.form_paint import differing
from tui.widgets.form_wrap import clipped, rows_of, scrolled


async def test_a_card_is_read_in_few_lines() -> None:
    async with at_form() as person:
        seen = person.sees()
        assert "Postiosoite    Rantalanpolku 2, 44800 Pihtipudas" in seen
        assert "Asiakas alkaen 2.5.2019" in seen
        assert "ei näy tukitehtävässä" in seen
        assert "n lisää" in seen


async def test_null_empty_and_masked_values_look_different() -> None:
    async with at_form() as person:
        seen = person.sees()
        assert "Aputoiminimi   (tyhjä)" in seen
        assert "Päättynyt      –" in seen
        assert "••••••-••••" in seen
        assert "010203" not in seen


async def test_arrows_pages_and_tab_move_while_reading() -> None:
    async with at_form() as person:
        await person.keys("down")
        assert person.form.here == ("party", "second")
        await person.keys("tab")
        assert person.form.here == ("a1", "street")
        await person.keys("right", "right")
        assert person.form.here == ("a1", "postcode")
        await person.keys("end")
        assert person.form.here == ("", "people")
        await person.keys("home")
        assert person.form.here == ("party", "name")


async def test_e_asks_the_screen_before_editing() -> None:
    async with at_form() as person:
        await person.keys("tab", "e")
        asked = person.bench.news[-1]
        assert isinstance(asked, Form.EditRequested)
        assert (asked.section, asked.item, asked.field) == ("addresses", "a1", "street")
        assert not person.form.editing


async def test_n_asks_for_one_more_where_there_can_be() -> None:
    async with at_form() as person:
        await person.keys("n")
        assert not person.bench.news
        await person.keys("end", "n", "enter")
        assert [type(news) for news in person.bench.news] == [Form.AddRequested, Form.AddRequested]


async def test_a_field_is_jumped_to_by_its_label() -> None:
    async with at_form(MANY) as person:
        person.form.edit()
        await person.keys("ctrl+g")
        await person.types("kenttä 2.7")
        assert person.form.here == ("i2", "f7")
        await person.keys("enter")
        await person.types("x")
        assert person.form.changes() == {"i2": {"f7": "x"}}


async def test_48_fields_are_reached_and_seen_at_80_by_24() -> None:
    async with at_form(MANY) as person:
        person.form.edit()
        reached = set()
        for _ in range(48):
            cell = person.form.cell
            assert cell
            assert person.form.top <= cell.y < person.form.top + person.form.rows
            reached.add(cell.key)
            await person.keys("tab")
        assert len(reached) == 48


async def test_wide_screens_have_two_columns_and_arrows_cross_them() -> None:
    async with at_form(size=(132, 30)) as person:
        first = person.sees().splitlines()[0]
        assert "Perustiedot" in first
        assert "Osoitteet" in first
        await person.keys("right")
        assert person.form.here == ("a1", "street")
        await person.keys("left")
        assert person.form.here
        assert person.form.here[0] == "party"


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (200, 50), (40, 10), (12, 3)])
async def test_every_line_is_as_wide_as_the_screen(size: tuple[int, int]) -> None:
    async with at_form(size=size) as person:
        for opened in (False, True):
            person.form.edit() if opened else None
            await person.pilot.pause()
            assert {person.form.render_line(y).cell_length for y in range(size[1])} == {size[0]}


async def test_a_typed_letter_repaints_two_cells() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "street"))
        await person.keys("x")
        before = list(person.form._drawn)
        await person.keys("y")
        spans = [differing(old, new) for old, new in zip(before, person.form._drawn, strict=True)]
        assert [span[1] for span in spans if span] == [2]


async def test_random_keys_never_lose_the_cursor() -> None:
    chance = random.Random(7)
    names = ["tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "backspace", "delete", "ctrl+z"]
    names += ["ctrl+u", "ctrl+g", "enter", "space", "ctrl+t", "a", "ä", "1", "ctrl+left", "ctrl+s", "ctrl+k", "ctrl+end", "ctrl+home"]
    async with at_form(size=(60, 12)) as person:
        person.form.edit()
        for _ in range(40):
            await person.keys(*chance.choices(names, k=25))
            cell, entry = person.form.cell, person.form.entry
            assert cell
            assert entry
            assert person.form.top <= cell.y < person.form.top + person.form.rows
            assert 0 <= entry.typing.at <= len(entry.typing.text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20), st.lists(st.sampled_from([*EDITS, "undo", "redo", "a", "é", "\u0308", "日"]), max_size=40))
def test_any_keys_keep_the_cursor_in_the_text_and_undo_brings_it_back(text: str, keys: list[str]) -> None:
    typing = Typing(pasted(text))
    start = typing.text
    for key in keys:
        if key in EDITS:
            edit(typing, key)
        elif key in ("undo", "redo"):
            typing.undo() if key == "undo" else typing.redo()
        else:
            typing.put(key, joins=True)
        assert 0 <= typing.at <= len(typing.text)
    while typing.undo():
        pass
    assert typing.text == start


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab 日\u0308\n", max_size=60), st.integers(1, 12))
def test_wrapped_rows_hold_the_whole_text(text: str, width: int) -> None:
    rows = rows_of(text, width)
    assert "".join(text[start:end] for start, end in rows) == text.replace("\n", "")
    assert all(start <= end for start, end in rows)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab日\u0308", max_size=40), st.integers(2, 12), st.data())
def test_the_scrolled_text_shows_its_cursor(text: str, width: int, data: st.DataObject) -> None:
    from rich.cells import cell_len

    at = data.draw(st.integers(0, len(text)))
    first = scrolled(text, data.draw(st.integers(0, len(text))), at, width)
    assert 0 <= first <= at
    assert cell_len(text[first:at]) < width
    assert cell_len(clipped(text, width)) == width
