"""The dashboard: what it shows to whom, and where its lines lead."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from db import desk
from db.session import Session
from tests.people import PASSWORD, Town, login_of, save, version_of
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.home import HomeScreen
from tui.screens.register import RegisterScreen
from tui.widgets.ask import Confirm
from tui.widgets.board import Board

SIZES = [(80, 24), (100, 30), (132, 43), (200, 50)]


def board(hands: Hands) -> Board:
    """The dashboard's one widget."""
    return hands.desk.screen.query_one(Board)


def under_cursor(hands: Hands) -> str:
    """The text of the line the cursor is on."""
    entry = board(hands).entry
    return entry.text if entry else ""


async def ready(hands: Hands) -> None:
    """Wait until every panel was answered."""
    await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen) and len(board(hands).panels) >= 4)
    await hands.until(lambda: hands.desk.screen._may_add is not None)
    await hands.pilot.pause()


async def keep_draft(town: Town, who: str, purpose: str, title: str, customer: int | None = None) -> None:
    """A draft as a card leaves it."""
    session = Session(town.database.installer_dsn, login_of(who), PASSWORD)
    await session.open()
    await session.work_under(f"seloste_{purpose}")
    await desk.keep_draft(session, uuid4(), customer, "card", title, {})
    await session.close()


def timeless(text: str) -> str:
    """The screen without times of day."""
    return re.sub(r"\b\d\d([.:])\d\d\b", r"00\g<1>00", text)


@pytest.mark.parametrize("language", ["fi", "en"])
async def test_the_dashboard_is_as_agreed(town: Town, language: str) -> None:
    await keep_draft(town, "hanna", "administration", "Kahvila Koivu Oy", town.ids["koivu"])
    async with at_desk(town, "hanna", language=language) as hands:
        await hands.sees("Kahvila Koivu Oy")
        await ready(hands)
        agreed(f"home-{language}", timeless(await hands.still()))


async def test_the_dashboard_of_data_protection_is_as_agreed_on_a_wide_screen(town: Town) -> None:
    async with at_desk(town, "petra", size=(140, 40)) as hands:
        await hands.sees("Tarkista lokit")
        await ready(hands)
        agreed("home-privacy-wide", timeless(await hands.still()))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", ["anna", "petra"])
async def test_every_line_is_as_wide_as_the_screen(town: Town, who: str, size: tuple[int, int]) -> None:
    async with at_desk(town, who, size=size) as hands:
        await ready(hands)
        shown = board(hands)
        assert {shown.render_line(y).cell_length for y in range(shown.size.height)} == {size[0]}
        panels = {placed.panel.id: placed for placed in shown._placed}
        assert all(placed.y + placed.height <= shown.size.height for placed in panels.values())
        assert {"customers", "kinds", "drafts", "opened", "changed"} <= panels.keys()


async def test_every_figure_leads_to_as_many_customers_as_it_says(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await ready(hands)
        figures = [(panel.id, at, entry) for panel in board(hands).panels for at, entry in enumerate(panel.entries) if entry.figure]
        assert len(figures) == 9
        for panel, at, entry in figures:
            board(hands).go(panel)
            await hands.press(*["down"] * at, "enter")
            listed = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, RegisterScreen) else None)
            assert listed.filters == entry.key
            await hands.sees(f"{entry.tail} asiakas" + ("" if entry.tail == "1" else "ta"))
            await hands.press("escape")
            await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))


@pytest.mark.parametrize(
    ("who", "panels"),
    [
        ("ville", {"customers", "kinds", "due", "drafts", "opened", "changed"}),
        ("anna", {"customers", "kinds", "due", "drafts", "opened", "changed"}),
        ("salla", {"customers", "kinds", "permissions", "decided", "due", "drafts", "opened", "changed"}),
        ("petra", {"customers", "kinds", "permissions", "decided", "due", "drafts", "opened", "changed", "logs"}),
    ],
)
async def test_a_purpose_sees_the_panels_it_may(town: Town, who: str, panels: set[str]) -> None:
    async with at_desk(town, who) as hands:
        await ready(hands)
        await hands.until(lambda: {panel.id for panel in board(hands).panels} == panels)


async def test_whoever_sees_no_customers_reads_what_helps(town: Town) -> None:
    async with at_desk(town, "nolla") as hands:
        await hands.sees("p vaihtaa.")
        await hands.sees("Et ole vielä avannut asiakkaita.")
        await hands.sees("Ei luonnoksia")


async def test_slash_leads_to_the_search_box(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await ready(hands)
        await hands.press("slash")
        await hands.type("koivu")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen) and hands.desk.screen.box.value == "koivu")


async def test_a_customer_opened_comes_first_among_those_opened_and_opens_again_by_enter(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await ready(hands)
        hands.desk.open_card(town.ids["matti"])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.until(lambda: board(hands).go("opened") and under_cursor(hands) == "Matti Meikäläinen")
        await hands.press("enter")
        opened = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, CardScreen) else None)
        assert opened.customer == town.ids["matti"]


async def test_somebody_elses_saving_shows_without_a_key(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await ready(hands)
        hanna = await town.opened("hanna", "matti")
        version = await version_of(hanna, "party", town.ids["matti"])
        await save(
            hanna, town.ids["matti"], {"entity": "party", "id": town.ids["matti"], "version": version, "fields": {"name": "Matti Uusinimi"}}
        )
        await hands.sees("Matti Uusinimi")


async def test_d_goes_to_the_drafts_and_enter_goes_on_with_one(town: Town) -> None:
    await keep_draft(town, "hanna", "administration", "Kahvila Koivu Oy", town.ids["koivu"])
    async with at_desk(town, "hanna") as hands:
        await ready(hands)
        await hands.press("d")
        assert under_cursor(hands) == "Kahvila Koivu Oy"
        await hands.press("enter")
        opened = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, CardScreen) else None)
        assert opened.customer == town.ids["koivu"]


async def test_a_draft_is_thrown_away_after_a_question_that_enter_alone_does_not_answer(town: Town) -> None:
    await keep_draft(town, "hanna", "administration", "Turha luonnos")
    async with at_desk(town, "hanna") as hands:
        await ready(hands)
        await hands.press("d", "D", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.sees("Turha luonnos")
        await hands.press("D")
        await hands.until(lambda: isinstance(hands.desk.screen, Confirm))
        await hands.press("k")
        await hands.sees("Ei luonnoksia")


async def test_without_drafts_d_says_so(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await ready(hands)
        await hands.press("d")
        assert hands.told == "Luonnoksia ei ole."


async def test_arrows_and_tab_reach_every_line(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await ready(hands)
        full = [panel for panel in board(hands).panels if panel.entries]
        for number, panel in enumerate(full):
            await hands.press("home", *["tab"] * number)
            for entry in panel.entries:
                assert board(hands).entry.key == entry.key
                await hands.press("down")


async def test_new_is_offered_to_those_who_may_add_customers_and_to_no_other(town: Town) -> None:
    for who, may in (("hanna", True), ("ville", False), ("maria", False), ("petra", False)):
        async with at_desk(town, who) as hands:
            await ready(hands)
            assert (" n Uusi" in hands.text()) is may, who
            if may:
                await hands.press("n")
                await hands.sees("Millainen asiakas?")


async def test_data_protection_checks_the_logs_with_enter(town: Town) -> None:
    async with at_desk(town, "petra") as hands:
        await hands.sees("Tarkista lokit")
        await ready(hands)
        assert board(hands).go("logs")
        await hands.press("enter")
        await hands.until(lambda: hands.told == "Lokit ovat ehjät.")


async def test_an_altered_log_is_told(town: Town) -> None:
    owner = await town.owner()
    await owner.execute("select audit.seal()")
    await owner.execute("set session_replication_role = replica")
    await owner.execute("update audit.change_log set login = 'joku' where seq = (select min(seq) from audit.change_log)")
    async with at_desk(town, "petra") as hands:
        await hands.sees("Sinetöity")
        assert board(hands).go("logs")
        await hands.press("enter")
        await hands.until(lambda: hands.told.startswith("Lokeissa poikkeamia: "))
        assert "muutosloki" in hands.told


async def test_the_language_changes_every_word(town: Town) -> None:
    async with at_desk(town, "petra") as hands:
        await ready(hands)
        await hands.press("f8")
        for words in ("Customers", "I opened lately", "Changed lately", "Check the logs", "Data protection"):
            await hands.sees(words)
        await hands.press("f8")
