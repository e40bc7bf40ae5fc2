"""Before a new customer is saved: who looks like it, opening that one instead, saving anyway, going back."""

from tests.people import Town
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.duplicates import DuplicatesScreen
from tui.widgets.form import Form


async def begun(hands: Hands, name: str, business_id: str = "") -> Form:
    """A new company, its name and business ID typed."""
    hands.desk.push_screen(CardScreen(None))
    await hands.sees("Millainen asiakas?")
    await hands.press("y")
    form = await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.query_one(Form))
    await hands.until(lambda: form.editing)
    await hands.type(name)
    if business_id:
        form.go(("identifier:new1", "value"))
        await hands.type(business_id)
    return form


async def asked(hands: Hands) -> None:
    """Save, and wait for the question."""
    await hands.press("ctrl+s")
    await hands.until(lambda: isinstance(hands.desk.screen, DuplicatesScreen))


async def count(town: Town, name: str) -> int:
    """How many customers have a name."""
    return await (await town.owner()).fetchval("select count(*) from register.party where name = $1", name)


async def test_a_likely_duplicate_is_shown_with_what_is_the_same_and_how_surely(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await begun(hands, "Koivun Kahvila", "1572860-0")
        await asked(hands)
        await hands.sees("Onko tämä jo rekisterissä?")
        await hands.sees("Kahvila Koivu Oy")
        line = next(line for line in hands.text().splitlines() if "Kahvila Koivu Oy" in line)
        assert "100" in line
        assert "tunniste, nimi" in line
        assert await count(town, "Koivun Kahvila") == 0


async def test_enter_opens_the_old_one_and_what_was_typed_stays_as_a_draft(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        form = await begun(hands, "Koivu Kahvila")
        await asked(hands)
        await hands.until(lambda: hands.desk.screen.query_one("RowList").row)
        await hands.press("enter")
        await hands.sees(f"Kahvila Koivu Oy #{town.ids['koivu']}")
        owner = await town.owner()
        assert await owner.fetchval("select title from desk.draft") == "Koivu Kahvila"
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.customer is None)
        assert form.changes()["party:new1"]["name"] == "Koivu Kahvila"
        assert await count(town, "Koivu Kahvila") == 0


async def test_ctrl_s_saves_anyway(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await begun(hands, "Koivu Kahvila")
        await asked(hands)
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu.")
        await hands.sees("Koivu Kahvila #")
        assert await count(town, "Koivu Kahvila") == 1


async def test_escape_goes_back_to_the_form_and_the_next_save_asks_again(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        form = await begun(hands, "Koivu Kahvila")
        await asked(hands)
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        assert form.editing
        assert await count(town, "Koivu Kahvila") == 0
        await asked(hands)


async def test_one_that_was_passed_over_is_not_asked_about_again_after_a_mistake(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        form = await begun(hands, "Koivu Kahvila")
        form.go(("address:new1", "street"))
        await hands.type("Koivukuja")
        form.go(("address:new1", "postcode"))
        await hands.type("448")
        form.go(("address:new1", "town"))
        await hands.type("Pihtipudas")
        await asked(hands)
        await hands.press("ctrl+s")
        await hands.until(lambda: form.errors())
        form.go(("address:new1", "postcode"))
        await hands.press("end", "ctrl+u")
        await hands.type("44800")
        await hands.press("ctrl+s")
        await hands.sees("Koivu Kahvila #")


async def test_a_customer_like_no_other_is_saved_at_once(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await begun(hands, "Uusi Yritys Oy", "2903124-9")
        await hands.press("ctrl+s")
        await hands.sees("Uusi Yritys Oy #")


async def test_a_hidden_customer_is_not_hinted_at(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await begun(hands, "Tampereen Takomo Oy", "2077474-0")
        await hands.press("ctrl+s")
        await hands.sees("Tampereen Takomo Oy #")
