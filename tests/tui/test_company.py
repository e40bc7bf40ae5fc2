"""Who else edits a card, in its head: there when they begin, gone when they stop, however they stop."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from db import customers, editing
from db.editing import Editor
from db.session import Session
from tests.people import PASSWORD, Town, login_of, version_of
from tests.people import save as save_as
from tests.tui.desks import Hands, at_desk
from tests.tui.test_card import edit, opened
from tui.screens.card_company import in_words
from tui.widgets.header import Header

CONNECTED = "select count(*) from pg_stat_activity where usename = $1"


@asynccontextmanager
async def colleague(town: Town, name: str) -> AsyncGenerator[Session]:
    """Hanna in another terminal, with a card open."""
    session = Session(town.database.installer_dsn, login_of("hanna"), PASSWORD)
    await session.open()
    await session.work_under("seloste_administration")
    await customers.open_card(session, town.ids[name])
    yield session
    await session.close()


async def says(hands: Hands, company: str) -> None:
    """Wait until the head of the card says who else is here."""
    await hands.until(lambda: hands.desk.screen.query_one(Header).company == company)


async def edits(observer: Any, town: Town, name: str, logins: list[str]) -> None:
    """Wait until those logins edit a card, as somebody else sees it."""
    while [row["login"] for row in await observer.fetch("select login from api.editors($1)", town.ids[name])] != logins:
        pass


async def test_the_head_says_who_else_edits_while_they_do(town: Town) -> None:
    async with at_desk(town, "anna") as anna, colleague(town, "matti") as hanna:
        await opened(anna, town, "matti")
        assert "muokkaa" not in anna.text()
        await editing.begin(hanna, town.ids["matti"])
        await anna.sees("Hanna muokkaa")
        await anna.press("f8")
        await anna.sees("Hanna is editing")
        await editing.end(hanna, town.ids["matti"])
        await anna.misses("is editing")


async def test_whoever_opens_a_card_or_reads_it_again_sees_who_is_at_it_already(town: Town) -> None:
    async with at_desk(town, "anna") as anna, colleague(town, "matti") as hanna:
        await editing.begin(hanna, town.ids["matti"])
        await opened(anna, town, "matti")
        await says(anna, "Hanna muokkaa")
        version = await version_of(await town.opened("hanna", "matti"), "party", town.ids["matti"])
        change = {"entity": "party", "id": town.ids["matti"], "version": version, "fields": {"language": "en"}}
        await save_as(await town.opened("hanna", "matti"), town.ids["matti"], change)
        await says(anna, "Hanna muokkaa")


async def test_an_editor_who_is_killed_does_not_linger(town: Town) -> None:
    owner = await town.owner()
    async with at_desk(town, "anna") as anna, colleague(town, "matti") as hanna:
        await opened(anna, town, "matti")
        await editing.begin(hanna, town.ids["matti"])
        await says(anna, "Hanna muokkaa")
        await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", login_of("hanna"))
        await says(anna, "")
        while await owner.fetchval(CONNECTED, login_of("anna")) != 1:
            await anna.pilot.pause(0.01)


async def test_whoever_leaves_a_card_waits_for_its_editor_no_more(town: Town) -> None:
    owner = await town.owner()
    async with at_desk(town, "anna") as anna, colleague(town, "matti") as hanna:
        await editing.begin(hanna, town.ids["matti"])
        await opened(anna, town, "matti")
        await says(anna, "Hanna muokkaa")
        while await owner.fetchval(CONNECTED, login_of("anna")) != 2:
            await anna.pilot.pause(0.01)
        await anna.press("escape")
        while await owner.fetchval(CONNECTED, login_of("anna")) != 1:
            await anna.pilot.pause(0.01)


async def test_one_edits_from_the_first_key_until_the_save_the_escape_or_the_leaving(town: Town) -> None:
    observer = await town.opened("anna", "matti")
    async with at_desk(town, "hanna") as hanna:
        for leaving in (["x", "ctrl+s"], ["escape"], []):
            await opened(hanna, town, "matti")
            await edits(observer, town, "matti", [])
            await edit(hanna, "party:", "name")
            await edits(observer, town, "matti", [login_of("hanna")])
            await hanna.press(*leaving)
            if not leaving:
                hanna.desk.open_home()
            await edits(observer, town, "matti", [])


async def test_one_edits_still_when_the_line_was_lost_and_found(town: Town) -> None:
    observer, owner = await town.opened("anna", "matti"), await town.owner()
    async with at_desk(town, "hanna") as hanna:
        await opened(hanna, town, "matti")
        await edit(hanna, "party:", "name")
        await edits(observer, town, "matti", [login_of("hanna")])
        await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", login_of("hanna"))
        await edits(observer, town, "matti", [])
        await hanna.type("x")
        await edits(observer, town, "matti", [login_of("hanna")])


async def test_who_is_here_never_hides_the_purpose_and_the_customer_on_a_narrow_screen(town: Town) -> None:
    async with at_desk(town, "hanna") as hanna:
        await opened(hanna, town, "koivu")
        header = hanna.desk.screen.query_one(Header)
        header.company = in_words([Editor(1, "a", "Aleksanterinpoika Pitkäsukunimi"), Editor(2, "a", "Aleksanterinpoika Pitkäsukunimi")])
        header.state = "cut"
        await hanna.sees("Aleksanterinpoi… muokkaa")
        first = hanna.text().splitlines()[0]
        assert "Hallinnointi" in first
        assert "Kahvila" in first
