"""Two marked customers side by side, merged with one key and taken apart with another."""

from uuid import uuid4

from tests.parties import home, party, reach
from tests.people import Town, open_card, record, save
from tests.tui.desks import Hands, at_desk
from tui.commands import offered
from tui.screens.card import CardScreen
from tui.screens.merging import MergeScreen
from tui.screens.register import RegisterScreen

TWIN = [
    party("company", "Kahvila Koivu Pihtipudas", source="call"),
    home("Koivukuja", "44800", "Pihtipudas"),
    home("Lehtikuja", "44800", "Pihtipudas", "billing"),
    reach("toinen@koivu.example.fi"),
]


async def twin(town: Town) -> int:
    """A second card of Kahvila Koivu."""
    hanna = await town.as_login("hanna")
    return (await save(hanna, None, *TWIN))["party"]


async def marked(hands: Hands, *names: str, typed: str = "kahvila") -> None:
    """The list, with the customers of these names marked."""
    await hands.press("slash")
    await hands.type(typed)
    rows = hands.desk.screen.query_one("#customers")
    await hands.until(lambda: [row for row in rows.pager.window.rows if row.cells[0] in names])
    await hands.press("down", "home")
    for _ in names:
        while rows.row.cells[0] not in names or rows.row.id in rows.marked:
            await hands.press("down")
        await hands.press("space")
    assert len(rows.marked) == len(names)


async def side_by_side(hands: Hands, *names: str) -> MergeScreen:
    """The two, looked at together."""
    await marked(hands, *names)
    await hands.press("j")
    await hands.until(lambda: isinstance(hands.desk.screen, MergeScreen) and hands.desk.screen.moving is not None)
    return hands.desk.screen


def lines_with(hands: Hands, text: str) -> list[str]:
    """Lines of the screen that hold a text."""
    return [line for line in hands.text().splitlines() if text in line]


BOTH = ("Kahvila Koivu Oy", "Kahvila Koivu Pihtipudas")


async def test_the_preview_shows_what_moves_beside_what_is_kept(town: Town) -> None:
    dropped = await twin(town)
    async with at_desk(town, "hanna") as hands:
        await side_by_side(hands, *BOTH)
        await hands.sees(f"Kahvila Koivu Oy #{town.ids['koivu']} säilyy")
        await hands.sees(f"Kahvila Koivu Pihtipudas #{dropped} yhdistetään")
        assert "sama =" in lines_with(hands, "Käynti Koivukuja")[0]
        assert "siirtyy ←" in lines_with(hands, "Laskutus Lehtikuja")[0]
        assert "siirtyy ←" in lines_with(hands, "toinen@koivu")[0]
        assert "jää nimeksi ←" in lines_with(hands, "Nimi  ")[0]


async def test_the_whole_of_a_long_line_stands_below_in_both_its_versions(town: Town) -> None:
    dropped = await twin(town)
    hanna = await town.opened("hanna", "koivu")
    await open_card(hanna, dropped)
    long = "Kahvila Koivu Pihtiputaan keskustan ruokaravintolat"
    version = await hanna.fetchval("select version from register.party where id = $1", dropped)
    await save(hanna, dropped, {"entity": "party", "id": dropped, "version": version, "fields": {"name": long}})
    async with at_desk(town, "hanna") as hands:
        await side_by_side(hands, "Kahvila Koivu Oy", long)
        await hands.until(lambda: lines_with(hands, "── Nimi · jää nimeksi"))
        assert lines_with(hands, f"Yhdistetään   {long}")


async def test_two_keys_merge_and_one_takes_it_apart_from_the_list(town: Town) -> None:
    dropped = await twin(town)
    async with at_desk(town, "hanna") as hands:
        await side_by_side(hands, *BOTH)
        await hands.press("a")
        await hands.sees("Yhdistetäänkö")
        await hands.press("k")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        await hands.until(lambda: hands.told.startswith("Yhdistetty asiakkaaseen Kahvila Koivu Oy"))
        await hands.misses("Kahvila Koivu Pihtipudas ")
        owner = await town.owner()
        assert await owner.fetchval("select merged_into from register.party where id = $1", dropped) == town.ids["koivu"]
        await hands.press("J")
        await hands.sees("Puretaanko yhdistäminen?")
        await hands.press("k")
        await hands.until(lambda: hands.told.startswith("Purettu"))
        assert await owner.fetchval("select merged_into from register.party where id = $1", dropped) is None


async def test_the_kept_card_takes_it_apart_later(town: Town) -> None:
    dropped = await twin(town)
    hanna = await town.opened("hanna", "koivu")
    await open_card(hanna, dropped)
    await hanna.execute("select api.merge($1, $2, $3)", uuid4(), town.ids["koivu"], dropped)
    async with at_desk(town, "hanna") as hands:
        hands.desk.open_card(dropped)
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        await hands.until(lambda: hands.told == f"Asiakas #{dropped} on yhdistetty tähän.")
        assert hands.desk.screen.customer == town.ids["koivu"]
        await hands.sees("Lehtikuja 1")
        await hands.press("J")
        await hands.sees("Kahvila Koivu Pihtipudas")
        await hands.press("k")
        await hands.until(lambda: hands.told.startswith("Purettu"))
        await hands.misses("Lehtikuja 1")


async def test_what_has_changed_since_is_named(town: Town) -> None:
    dropped = await twin(town)
    hanna = await town.opened("hanna", "koivu")
    await open_card(hanna, dropped)
    await hanna.execute("select api.merge($1, $2, $3)", uuid4(), town.ids["koivu"], dropped)
    row = await hanna.fetchval("select id from register.address where party = $1 and street = 'Lehtikuja'", town.ids["koivu"])
    await save(hanna, town.ids["koivu"], {"entity": "address", "id": row, "version": 1, "fields": {"street": "Oksakuja"}})
    async with at_desk(town, "hanna") as hands:
        hands.desk.open_card(town.ids["koivu"])
        await hands.sees("Oksakuja")
        await hands.press("J")
        await hands.sees("Puretaanko")
        await hands.press("k")
        await hands.until(lambda: hands.told.endswith("on muutettu: osoite."))


async def test_the_other_one_is_kept_after_a_swap(town: Town) -> None:
    dropped = await twin(town)
    async with at_desk(town, "hanna") as hands:
        await side_by_side(hands, *BOTH)
        await hands.press("o")
        await hands.sees(f"Kahvila Koivu Pihtipudas #{dropped} säilyy")
        await hands.press("a")
        await hands.sees("Yhdistetäänkö")
        await hands.press("k")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        owner = await town.owner()
        assert await owner.fetchval("select merged_into from register.party where id = $1", town.ids["koivu"]) == dropped


async def test_what_cannot_be_merged_says_why_and_offers_no_merging(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await marked(hands, "Matti Meikäläinen", "Pihtiputaan kunta", typed="pihtipudas")
        await hands.press("j")
        await hands.until(lambda: hands.told.startswith("Henkilöä ei yhdistetä"))
        assert "accept" not in {offer.command.id for offer in offered(hands.desk.screen) if offer.enabled}
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))


async def test_merging_is_offered_to_administration_with_two_marked(town: Town) -> None:
    await twin(town)
    for who, able in (("hanna", True), ("salla", False)):
        async with at_desk(town, who) as hands:
            await marked(hands, *BOTH)
            assert ("merge" in {offer.command.id for offer in offered(hands.desk.screen)}) is able
            await hands.press("up", "space")
            assert "merge" not in {offer.command.id for offer in offered(hands.desk.screen)}


async def test_merging_fits_a_small_screen_in_english(town: Town) -> None:
    await twin(town)
    salla = await town.opened("salla", "koivu")
    await record(salla, town.ids["koivu"], None, "email", "refused")
    async with at_desk(town, "hanna", language="en", size=(80, 24)) as hands:
        await side_by_side(hands, *BOTH)
        await hands.sees("is kept")
        assert all(len(line) <= 80 for line in hands.text().splitlines())


async def likely(hands: Hands, customer: int) -> None:
    """A card, and who looks like its customer."""
    hands.desk.open_card(customer)
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    await hands.press("j")


async def test_a_card_asks_who_is_the_same_and_merges_the_two(town: Town) -> None:
    dropped = await twin(town)
    async with at_desk(town, "hanna") as hands:
        await likely(hands, town.ids["koivu"])
        await hands.sees("Mikä näistä on sama asiakas?")
        await hands.until(lambda: hands.desk.screen.query_one("RowList").row)
        assert "Kahvila Koivu Pihtipudas" in hands.text()
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, MergeScreen) and hands.desk.screen.moving is not None)
        await hands.press("a")
        await hands.sees("Yhdistetäänkö")
        await hands.press("k")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        await hands.sees("Lehtikuja")
        await hands.until(lambda: hands.told.startswith("Yhdistetty asiakkaaseen"))
        await hands.still()
        assert hands.told.startswith("Yhdistetty asiakkaaseen"), "one's own merging is nobody else's save"
        await hands.press("end")
        await hands.sees("Kahvila Koivu Pihtipudas –")
        merged = "select merged_into from register.party where id = $1"
        assert await (await town.owner()).fetchval(merged, dropped) == town.ids["koivu"]


async def test_a_customer_that_nobody_looks_like_is_told_to_be_alone(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await likely(hands, town.ids["kunta"])
        await hands.until(lambda: hands.told == "Samalta näyttävää asiakasta ei ole.")


async def test_only_administration_is_offered_merging_on_a_card(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        hands.desk.open_card(town.ids["koivu"])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        assert "merge" not in {offer.command.id for offer in offered(hands.desk.screen) if offer.enabled}


async def test_a_post_box_is_named_where_its_number_alone_would_not_tell(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna = await town.opened("hanna", "koivu")
    box = {"kind": "post", "po_box": "226", "postcode": "44801", "town": "Pihtipudas"}
    await save(hanna, koivu, {"entity": "address", "fields": box})
    for language, words in (("fi", "PL 226"), ("en", "PO box 226")):
        async with at_desk(town, "hanna", language=language) as hands:
            hands.desk.open_card(koivu)
            await hands.sees(words)
            await hands.press("s")
            await hands.sees(words)
