"""Typing into the fields of a form: what is taken, refused, undone and stored."""

from __future__ import annotations

import pytest

from tests.tui.forms import at_form
from tui.widgets.form import Field, Form, Item, Section
from tui.widgets.form_fields import checked
from tui.words import speak


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
