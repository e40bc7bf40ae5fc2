"""What falls due, on the dashboard and in a list that leads to what each line is about; permissions by month as a chart."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Town, login_of, record
from tests.sql.test_due import forget_to_tell
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tests.tui.test_home import board, ready
from tui.screens.card import CardScreen
from tui.screens.due import DueScreen
from tui.screens.register import RegisterScreen
from tui.screens.staff_granting import GrantScreen
from tui.widgets.signs import draw_ascii
from tui.widgets.spark import spark


async def listed(hands: Hands) -> DueScreen:
    """The list, answered."""
    await hands.until(lambda: isinstance(hands.desk.screen, DueScreen) and hands.desk.screen.rows.pager.answered)
    return hands.desk.screen


@pytest.mark.parametrize(("language", "size"), [("fi", (80, 24)), ("en", (140, 40))])
async def test_w_lists_what_falls_due_and_enter_opens_the_card(town: Town, language: str, size: tuple[int, int]) -> None:
    await forget_to_tell(town, "koivu.maintainer", 40)
    await forget_to_tell(town, "koivu.user", 30)
    async with at_desk(town, "tuki", language=language, size=size) as hands:
        await ready(hands)
        await hands.press("w")
        await listed(hands)
        await hands.sees("Kahvila Koivu Oy")
        agreed(f"due-{language}", await hands.still())
        await hands.press("enter")
        opened = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, CardScreen) else None)
        assert opened.customer == town.ids["koivu"]


async def test_whoever_has_nothing_due_reads_so(town: Town) -> None:
    async with at_desk(town, "ville") as hands:
        await hands.sees("Viikon sisällä ei ole määräaikoja.")
        await hands.press("w")
        await listed(hands)
        await hands.sees("Viikon sisällä ei ole määräaikoja.")


async def test_a_line_of_the_dashboard_leads_to_its_kind_alone_and_what_was_done_goes_at_once(town: Town) -> None:
    await forget_to_tell(town, "koivu.maintainer", 40)
    owner = await town.owner()
    async with at_desk(town, "tuki") as hands:
        await ready(hands)
        await hands.until(lambda: board(hands).go("due"))
        assert board(hands).entry.tail == "1"
        await hands.press("enter")
        screen = await listed(hands)
        await hands.sees("Kahvila Koivu Oy")
        await owner.execute("update register.person set told_on = rules.today() where id = $1", town.ids["koivu.maintainer"])
        await owner.execute("select pg_notify('seloste', '{\"party\": 1}')")
        await hands.sees("Viikon sisällä ei ole määräaikoja.")
        assert screen.heading == "Määräajat"
        await hands.press("escape")
        await hands.until(lambda: not board(hands).go("due"))


async def test_a_draft_that_soon_goes_is_gone_on_with(town: Town) -> None:
    hanna = await town.as_login("hanna")
    await hanna.execute("select api.keep_draft($1, null, 'card', 'Uusi Asiakas', '{}')", uuid4())
    await (await town.owner()).execute("update desk.draft set kept_at = now() - interval '25 days'")
    async with at_desk(town, "hanna") as hands:
        await ready(hands)
        await hands.press("w")
        await hands.sees("Luonnos poistuu itsestään")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.customer is None)


async def test_the_main_user_comes_from_an_end_to_the_login(town: Town) -> None:
    await (await town.owner()).execute("update staff.login set ends_on = rules.today() + 5 where login = $1", login_of("anna"))
    async with at_desk(town, "paula") as hands:
        await hands.sees("anna.")
        await hands.press("w")
        await listed(hands)
        await hands.sees("Käyttäjätunnus päättyy")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, GrantScreen))


async def test_ones_own_end_says_who_extends_it(town: Town) -> None:
    await (await town.owner()).execute("update staff.login set ends_on = rules.today() + 25 where login = $1", login_of("anna"))
    async with at_desk(town, "anna") as hands:
        await ready(hands)
        await hands.press("w")
        await hands.sees("Käyttäjätunnus päättyy")
        await hands.press("enter")
        await hands.until(lambda: hands.told == "Pääkäyttäjä jatkaa tunnuksen voimassaoloa.")


# permissions by month -------------------------------------------------------------------------------------------------


async def test_the_chart_shows_permissions_as_they_are_recorded_and_leads_to_its_lists(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await ready(hands)
        await hands.until(lambda: board(hands).go("decided"))
        assert board(hands).entry.tail == "2"
        assert board(hands).entry.text.endswith("·▄")
        await record(await town.opened("salla", "matti"), town.ids["matti"], None, "email", "consent")
        await hands.until(lambda: board(hands).entry.tail == "3")
        for state in ("given", "refused"):
            board(hands).go("decided")
            await hands.press(*["down"] * (state == "refused"), "enter")
            shown = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, RegisterScreen) else None)
            assert shown.filters.permission == state
            await hands.press("escape")
            await ready(hands)


@pytest.mark.parametrize(("language", "size"), [("fi", (80, 24)), ("en", (140, 40))])
async def test_the_dashboard_of_customer_relations_is_as_agreed(town: Town, language: str, size: tuple[int, int]) -> None:
    owner = await town.owner()
    for months, given, refused in ((1, 3, 1), (2, 9, 0), (3, 0, 2), (8, 5, 5)):
        for figure, count in (("given", given), ("refused", refused)):
            await owner.execute(
                "insert into search.tally values (4, $1 || to_char(rules.today() - make_interval(months => $2), ' YYYY-MM'), $3)",
                figure, months, count,
            )  # fmt: skip
    async with at_desk(town, "salla", language=language, size=size) as hands:
        await ready(hands)
        await hands.until(lambda: board(hands).go("changed"))
        agreed(f"home-relations-{language}", without_months(await hands.still()))


def without_months(text: str) -> str:
    """The screen without the months it is about and the times of day."""
    import re

    return re.sub(r"\b\d\d/\d\d\b", "kk/vv", re.sub(r"\b\d\d([.:])\d\d\b", r"00\g<1>00", text))


def test_bars_tell_nothing_from_little_without_colour_and_in_ascii() -> None:
    assert spark((0, 1, 50, 100), 100) == "·▂▅█"
    draw_ascii(True)
    try:
        assert spark((0, 1, 50, 100), 100) == "-.=#"
    finally:
        draw_ascii(False)
