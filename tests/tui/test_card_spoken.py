"""The other language in the middle of a card: everything on it is said anew, and nothing typed is touched."""

from tests.people import Town
from tests.tui.desks import at_desk
from tests.tui.test_card import edit, opened, retype


async def test_a_card_is_said_in_the_other_language_under_what_is_typed(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        form = await edit(hands, "address:", "street")
        await retype(hands, "Haapakuja")
        typed, here = form.changes(), form.here
        await hands.press("f8")
        await hands.sees("Addresses")
        assert "Osoitteet" not in hands.text()
        assert "yritys" not in hands.text()
        assert (form.changes(), form.here, form.editing) == (typed, here, True)
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
        await hands.sees("Haapakuja 1")


async def test_days_sums_and_reasons_are_written_as_the_other_language_writes_them(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "suoja")
        await hands.sees("syy kysytään")
        form = hands.desk.screen.form
        since = form.record.entries[f"party:{town.ids['suoja']}", "since"]
        await hands.press("f8")
        await hands.misses("syy kysytään")
        assert f"{since.value}" in hands.text()
        assert not form.changes()


async def test_a_person_half_typed_is_said_in_the_other_language_too(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        await hands.press("t")
        await hands.sees("Etunimet")
        form = hands.desk.screen.form
        await hands.type("Veera")
        typed = form.changes()
        await hands.press("f8")
        await hands.sees("Given names")
        assert not [label for label in ("Etunimet", "Sähköposti ", "Rooli") if label in hands.text()]
        assert form.changes() == typed
