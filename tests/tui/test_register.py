"""The list: search as one types, pages, filters, and what helps when nothing is found."""

import pytest

from tests.people import Town
from tests.tui.desks import at_desk
from tui.screens.card import CardScreen
from tui.screens.filtering import FiltersScreen
from tui.screens.register import RegisterScreen


async def test_two_keys_find_a_customer_by_name_and_open_it(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.sees("Asiakkaat")
        await hands.press("slash")
        await hands.type("koivu")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        await hands.sees("Kahvila Koivu Oy #")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("meikalainen", "Matti Meikäläinen"),
        ("oy koivu", "Kahvila Koivu Oy"),
        ("koivo", "Kahvila Koivu Oy"),
        ("ikäläi", "Matti Meikäläinen"),
        ("1572860-0", "Kahvila Koivu Oy"),
        ("044 555 0111", "Matti Meikäläinen"),
        ("0111", "Matti Meikäläinen"),
        ("info@koivu", "Kahvila Koivu Oy"),
        ("koivu.example.fi", "Kahvila Koivu Oy"),
        ("tampere teija", "Teija Tampere"),
        ("hallinto koivu", "Kahvila Koivu Oy"),
    ],
)
async def test_one_box_finds_by(town: Town, typed: str, found: str) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash")
        await hands.type(typed)
        await hands.until(
            lambda: hands.desk.screen.query_one("#customers").row and hands.desk.screen.query_one("#customers").row.cells[0] == found
        )


async def test_nothing_found_says_what_helps(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash")
        await hands.type("zzzzzz")
        await hands.sees("Ei tuloksia haulla ”zzzzzz”")
        await hands.sees("alku riittää")


async def test_fifteen_keys_at_once_end_on_the_answer_of_the_last(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash")
        await hands.type("tampereen takomo")
        rows = hands.desk.screen.query_one("#customers")
        await hands.until(lambda: rows.row and rows.row.cells[0] == "Tampereen Takomo Oy")
        owner = await town.owner()
        asked = await owner.fetchval("select count(*) from audit.read_log where act = 'search'")
        assert asked <= 4


async def test_a_filter_narrows_the_list_and_the_title_says_so(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash", "down", "f")
        await hands.until(lambda: isinstance(hands.desk.screen, FiltersScreen))
        rows = hands.desk.screen.query_one("RowList")
        await hands.until(lambda: rows.row)
        while rows.row.cells[1] != "yhdistys":
            await hands.press("down")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        await hands.sees("Pihtiputaan Pihlajat ry")
        await hands.misses("Kahvila Koivu Oy")
        assert "yhdistys" in hands.text().splitlines()[0]


async def test_an_identity_code_is_never_searched_in_parts_and_opens_whole(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash")
        await hands.type("010190-900P")
        await hands.sees("Kirjoita se kokonaan")
        await hands.press("enter")
        await hands.sees("Matti Meikäläinen #")
        owner = await town.owner()
        logged = await owner.fetch("select term from audit.read_log where term is not null")
        assert not any("900P" in row["term"] for row in logged)


async def test_marketing_lists_only_whom_it_may_address(town: Town) -> None:
    async with at_desk(town, "maria") as hands:
        await hands.press("slash")
        await hands.sees("Liisa Luvallinen")
        assert "Kalle Kieltävä" not in hands.text()


async def test_the_list_of_another_unit_and_of_the_restricted_is_not_there(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await hands.press("slash")
        await hands.sees("Kahvila Koivu Oy")
        assert "Takomo" not in hands.text()
        assert "Rajattu" not in hands.text()


async def test_a_purpose_withdrawn_while_working_says_so_and_keeps_the_screen(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash")
        await hands.sees("Kahvila Koivu Oy")
        owner = await town.owner()
        await owner.execute("delete from staff.purpose_grant where login like 'hanna%'")
        await hands.type("koivu")
        await hands.sees("Ei tuloksia")


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("ville", ["Nimi", "Laji", "Yksikkö", "Löytyi"]),
        ("maria", ["Nimi", "Laji", "Tila", "Yksikkö", "Luvat", "Löytyi"]),
        ("anna", ["Nimi", "Laji", "Paikkakunta", "Tila", "Yksikkö", "Löytyi"]),
    ],
)
async def test_a_list_has_no_column_of_what_the_purpose_is_told_of_nobody(town: Town, who: str, titles: list[str]) -> None:
    async with at_desk(town, who, size=(140, 40)) as hands:
        await hands.press("slash")
        rows = await hands.until(lambda: hands.desk.screen.query_one("#customers"))
        assert [column.title for column in rows.columns] == titles
        row = await hands.until(lambda: rows.row)
        assert len(row.cells) == len(titles)


async def test_the_list_is_told_in_the_other_language_too(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash")
        await hands.sees("Paikkakunta")
        await hands.press("f8")
        await hands.sees("Town")
        await hands.sees("Search: name")
