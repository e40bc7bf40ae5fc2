"""A form that is left, comes back, or meets what somebody else saved."""

from __future__ import annotations

from tests.tui.forms import KINDS, SECTIONS, at_form
from tui.widgets.form import Field, Form, Item


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
        lines = [line.strip() for line in person.sees().splitlines()]
        at = lines.index("# toinen tallensi: Kauppakatu")
        assert lines[at + 1].startswith("oli: Rantalanpolku")
        assert person.form.changes() == {"a1": {"street": "Rantalanpolku!"}}
        await person.keys("ctrl+t")
        assert person.form.changes() == {}
        assert "otettu: Kauppakatu" in person.sees()
        await person.keys("ctrl+t")
        assert person.form.changes() == {"a1": {"street": "Rantalanpolku!"}}


async def test_what_somebody_else_saved_of_a_masked_field_is_never_drawn() -> None:
    async with at_form() as person:
        person.form.edit(at=("party", "code"))
        person.form.show_conflicts({("party", "code"): "131052-901X"})
        assert person.form.changes() == {}
        await person.types("131052-902Y")
        person.form.show_conflicts({("party", "code"): "131052-903Z"})
        await person.keys("ctrl+t")
        assert person.form.changes() == {}
        await person.keys("ctrl+t")
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
