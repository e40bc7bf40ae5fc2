"""A form, driven by keys."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tui.widgets.form import Checked, Field, Form, Item, Section
from tui.widgets.form_editing import EDITS, Typing, edit, pasted
from tui.widgets.form_fields import checked
from tui.widgets.form_paint import differing
from tui.widgets.form_wrap import clipped, rows_of, scrolled
from tui.words import speak

KINDS = (("visit", "käyntiosoite"), ("post", "postiosoite"), ("billing", "laskutusosoite"))


def five_digits(text: str) -> Checked:
    return Checked(text.replace(" ", ""), "" if len(text.replace(" ", "")) == 5 else "Postinumerossa on viisi numeroa.")


def address(name: str, kind: str, street: str | None, number: str | None, postcode: str | None, town: str | None) -> Item:
    fields = (
        Field("kind", "Laji", kind, "choice", KINDS, required=True, joint=None),
        Field("street", "Katu", street, required=True, width=26, source="YTJ"),
        Field("number", "Numero", number, width=6, beside=True, joint=" "),
        Field("postcode", "Postinumero", postcode, width=5, check=five_digits),
        Field("town", "Toimipaikka", town, width=20, beside=True, joint=" "),
    )
    return Item(name, fields, "YTJ", "Postiosoite")


PARTY = Item(
    "party",
    (
        Field("name", "Nimi", "Rantalan Kukka Oy", required=True, longest=40),
        Field("second", "Aputoiminimi", ""),
        Field("ended", "Päättynyt", None, "date"),
        Field("code", "Henkilötunnus", "010203-900A", masked=True, width=12),
        Field("credit", "Luottotieto", "ei näy tukitehtävässä", hidden=True),
        Field("since", "Asiakas alkaen", "2019-05-02", "date"),
        Field("protected", "Turvakielto", "false", "flag", required=True, beside=True),
        Field("note", "Huomio", "Portti lukossa.\nKoira pihalla.", "multiline"),
        Field("number", "Asiakasnumero", "1001", read_only=True),
    ),
)
SECTIONS = (
    Section("party", "Perustiedot", (PARTY,)),
    Section("addresses", "Osoitteet", (address("a1", "post", "Rantalanpolku", "2", "44800", "Pihtipudas"),), addable=True),
    Section("people", "Henkilöt", (), addable=True),
)
MANY = tuple(
    Section(f"s{part}", f"Osa {part}", (Item(f"i{part}", tuple(Field(f"f{n}", f"Kenttä {part}.{n}") for n in range(12))),))
    for part in range(4)
)


class Bench(App[None]):
    def __init__(self, sections: tuple[Section, ...] = SECTIONS) -> None:
        super().__init__()
        self.form = Form(sections)
        self.news: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.form

    def on_form_changed(self, event: Form.Changed) -> None:
        self.news.append(event)

    def on_form_left(self, event: Form.Left) -> None:
        self.news.append(event)

    def on_form_submitted(self, event: Form.Submitted) -> None:
        self.news.append(event)

    def on_form_edit_requested(self, event: Form.EditRequested) -> None:
        self.news.append(event)

    def on_form_add_requested(self, event: Form.AddRequested) -> None:
        self.news.append(event)


class Person:
    """Sends keys at once and pauses once."""

    def __init__(self, pilot: Pilot[None], bench: Bench) -> None:
        self.pilot, self.bench, self.form = pilot, bench, bench.form

    async def keys(self, *names: str) -> None:
        for name in names:
            self.form.post_message(events.Key(name, name if len(name) == 1 else " " if name == "space" else None))
        await self.pilot.pause()

    async def types(self, text: str) -> None:
        for char in text:
            self.form.post_message(events.Key("space" if char == " " else char, char))
        await self.pilot.pause()

    async def pastes(self, text: str) -> None:
        self.form.post_message(events.Paste(text))
        await self.pilot.pause()

    def sees(self) -> str:
        return "\n".join(self.form.render_line(y).text.rstrip() for y in range(self.form.size.height))


@asynccontextmanager
async def at_form(sections: tuple[Section, ...] = SECTIONS, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Person]:
    speak("fi")
    bench = Bench(sections)
    async with bench.run_test(size=size) as pilot:
        await pilot.pause()
        yield Person(pilot, bench)


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


async def test_typing_changes_only_what_differs() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "street"))
        await person.keys("end")
        await person.types(" 9")
        await person.keys("backspace", "backspace")
        assert person.form.changes() == {}
        await person.types("X")
        assert person.form.changes() == {"a1": {"street": "RantalanpolkuX"}}
        assert "*Katu" in person.sees()


async def test_clearing_gives_null_and_an_empty_text_stays_empty() -> None:
    async with at_form() as person:
        person.form.edit("a1", "party", at=("a1", "number"))
        await person.keys("ctrl+u")
        assert person.form.changes() == {"a1": {"number": None}}
        person.form.go(("party", "second"))
        await person.keys("x", "backspace")
        assert person.form.changes() == {"a1": {"number": None}}


async def test_a_masked_field_is_replaced_and_never_drawn() -> None:
    async with at_form() as person:
        person.form.edit(at=("party", "code"))
        assert person.form.changes() == {}
        await person.types("131052-9")
        assert person.form.changes() == {"party": {"code": "131052-9"}}
        await person.keys("ctrl+u")
        assert person.form.changes() == {}
        assert "010203" not in person.sees()


async def test_read_only_and_hidden_fields_are_passed_by() -> None:
    async with at_form() as person:
        person.form.edit("party")
        reached = set()
        for _ in range(9):
            reached.add(person.form.here)
            await person.keys("tab")
        assert ("party", "credit") not in reached
        assert ("party", "number") not in reached
        assert len(reached) == 7


async def test_tab_on_the_last_field_goes_to_the_first() -> None:
    async with at_form() as person:
        person.form.edit("a1")
        assert person.form.here == ("a1", "kind")
        await person.keys("tab", "tab", "tab", "tab", "tab")
        assert person.form.here == ("a1", "kind")
        await person.keys("shift+tab")
        assert person.form.here == ("a1", "town")


async def test_a_choice_is_picked_by_arrow_and_by_letter() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "kind"))
        await person.keys("right")
        assert person.form.changes() == {"a1": {"kind": "billing"}}
        await person.keys("k")
        assert person.form.changes() == {"a1": {"kind": "visit"}}
        await person.keys("backspace")
        assert person.form.changes() == {"a1": {"kind": "visit"}}


@pytest.mark.parametrize(("typed", "saved"), [("31.12.2026", "2026-12-31"), ("2026-12-31", "2026-12-31"), ("1. 2. 2026", "2026-02-01")])
async def test_dates_are_taken_in_finnish_and_in_iso(typed: str, saved: str) -> None:
    async with at_form() as person:
        person.form.edit("party", at=("party", "ended"))
        await person.types(typed)
        assert person.form.changes() == {"party": {"ended": saved}}


def test_no_day_is_made_up() -> None:
    speak("fi")
    for typed in ("31.2.2026", "1.13.2026", "1.1.26", "tänään", "2026-2-1"):
        assert checked(Field("d", "Päivä", kind="date"), typed).error


async def test_what_is_wrong_is_said_while_typing_and_again_where_it_stands() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "postcode"))
        await person.keys("backspace")
        assert "Postinumerossa on viisi numeroa." in person.sees().splitlines()[-1]
        assert "‼" in person.sees()
        await person.keys("tab")
        assert "Postinumerossa on viisi numeroa." in "\n".join(person.sees().splitlines()[:-1])


async def test_saving_goes_to_the_first_wrong_field() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "postcode"))
        await person.keys("backspace", "tab", "ctrl+s")
        assert person.form.here == ("a1", "postcode")
        assert not [news for news in person.bench.news if isinstance(news, Form.Submitted)]
        await person.keys("end", "1", "ctrl+s")
        saved = person.bench.news[-1]
        assert isinstance(saved, Form.Submitted)
        assert saved.changes == {"a1": {"postcode": "44801"}}


async def test_a_required_field_left_empty_is_wrong_only_once_left() -> None:
    empty = (Section("s", "Uusi", (Item("new", (Field("a", "Etunimi", required=True), Field("b", "Sukunimi", required=True)), new=True),)),)
    async with at_form(empty) as person:
        person.form.edit()
        assert person.form.errors() == {}
        await person.keys("tab")
        assert set(person.form.errors()) == {("new", "a")}
        await person.keys("ctrl+s")
        assert set(person.form.errors()) == {("new", "a"), ("new", "b")}


async def test_the_stored_form_is_put_in_on_leaving() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "postcode"))
        await person.keys("ctrl+u")
        await person.types("00 100")
        await person.keys("tab")
        assert person.form.record.entries["a1", "postcode"].typing.text == "00100"


async def test_undo_goes_back_in_the_field_alone() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "town"))
        await person.keys("ctrl+u")
        await person.types("Oulu")
        await person.keys("ctrl+z")
        assert person.form.changes() == {"a1": {"town": None}}
        await person.keys("ctrl+z")
        assert person.form.changes() == {}
        await person.keys("ctrl+y", "ctrl+y")
        assert person.form.changes() == {"a1": {"town": "Oulu"}}
        await person.keys("ctrl+z", "ctrl+z", "ctrl+z")
        assert "Ei kumottavaa" in person.sees()


async def test_a_paste_of_several_lines_is_refused_aloud() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "street"))
        await person.pastes("Kauppakatu 1\r44100 Äänekoski")
        assert "2 riviä" in person.sees()
        assert person.form.changes() == {}


async def test_a_paste_is_composed_and_loses_its_blank_edges() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "street"))
        await person.keys("ctrl+u")
        await person.pastes("  Ha\u0308meentie\t1\r\n")
        assert person.form.changes() == {"a1": {"street": "Hämeentie 1"}}


@pytest.mark.parametrize("rubbish", ["a\x00b", "a\u202eb", "a\u200bb", "a\x1bb", "\ud800"])
async def test_characters_that_may_not_be_stored_are_refused_aloud(rubbish: str) -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "street"))
        await person.pastes(rubbish)
        assert "ei lisätty" in person.sees()
        assert person.form.changes() == {}


async def test_the_length_limit_is_said() -> None:
    async with at_form() as person:
        person.form.edit("party", at=("party", "name"))
        await person.pastes("x" * 30)
        assert "Enintään 40 merkkiä" in person.sees()
        assert person.form.changes() == {}


async def test_several_lines_are_edited_in_place() -> None:
    async with at_form() as person:
        person.form.edit("party", at=("party", "note"))
        await person.keys("enter", "x", "up", "up", "home", "y")
        assert person.form.changes() == {"party": {"note": "yPortti lukossa.\nKoira pihalla.\nx"}}
        await person.keys("up")
        assert person.form.here != ("party", "note")


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


async def test_esc_leaves_and_the_typing_still_stands() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "street"))
        await person.keys("end", "!", "escape")
        assert isinstance(person.bench.news[-1], Form.Left)
        person.form.read()
        await person.pilot.pause()
        assert "*Postiosoite    Rantalanpolku! 2" in person.sees()


async def test_a_draft_comes_back_as_it_was_typed() -> None:
    async with at_form() as person:
        draft = {"a1": {"postcode": "448", "street": "Uusikatu"}, "gone": {"street": "x"}}
        assert person.form.restore(draft) == {"gone": {"street": "x"}}
        assert person.form.changes() == {"a1": {"street": "Uusikatu", "postcode": "448"}}
        assert set(person.form.errors()) == {("a1", "postcode")}
        assert person.form.editing


async def test_a_conflict_shows_three_versions_and_one_key_takes_theirs() -> None:
    async with at_form() as person:
        person.form.edit("a1", at=("a1", "street"))
        await person.keys("end", "!")
        assert person.form.show_conflicts({("a1", "street"): "Kauppakatu", ("a1", "town"): "Oulu", ("x", "y"): "z"}) == {("x", "y")}
        await person.pilot.pause()
        assert person.form.here == ("a1", "street")
        assert "toinen tallensi: Kauppakatu   oli: Rantalanpolku" in person.sees()
        assert person.form.changes() == {"a1": {"street": "Rantalanpolku!"}}
        await person.keys("f9")
        assert person.form.changes() == {}
        assert "otettu: Kauppakatu" in person.sees()
        await person.keys("f9")
        assert person.form.changes() == {"a1": {"street": "Rantalanpolku!"}}


async def test_what_somebody_else_saved_of_a_masked_field_is_never_drawn() -> None:
    async with at_form() as person:
        person.form.edit(at=("party", "code"))
        person.form.show_conflicts({("party", "code"): "131052-901X"})
        assert person.form.changes() == {}
        await person.types("131052-902Y")
        person.form.show_conflicts({("party", "code"): "131052-903Z"})
        await person.keys("f9")
        assert person.form.changes() == {}
        await person.keys("f9")
        assert person.form.changes() == {"party": {"code": "131052-902Y"}}
        assert "901X" not in person.sees()
        assert "903Z" not in person.sees()


async def test_a_refusal_of_the_server_stands_until_the_field_is_changed() -> None:
    async with at_form() as person:
        person.form.edit("a1")
        person.form.show_errors({("a1", "town"): "Toimipaikkaa ei ole."})
        await person.pilot.pause()
        assert person.form.here == ("a1", "town")
        assert "Toimipaikkaa ei ole." in person.sees()
        await person.keys("x")
        assert person.form.errors() == {}


async def test_an_added_item_is_open_and_gives_all_that_is_known() -> None:
    async with at_form() as person:
        new = Item("new:1", (Field("kind", "Laji", "post", "choice", KINDS, required=True), Field("street", "Katu")), new=True)
        person.form.add("people", new)
        await person.pilot.pause()
        assert person.form.here == ("new:1", "kind")
        assert person.form.changes() == {"new:1": {"kind": "post"}}
        person.form.drop("new:1")
        assert person.form.changes() == {}


async def test_another_record_keeps_the_cursor_on_the_same_field() -> None:
    async with at_form() as person:
        await person.keys("tab", "right")
        person.form.show(SECTIONS)
        assert person.form.here == ("a1", "number")


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
    names += ["ctrl+u", "ctrl+g", "enter", "space", "f9", "a", "ä", "1", "ctrl+left", "ctrl+s", "ctrl+k", "ctrl+end", "ctrl+home"]
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
