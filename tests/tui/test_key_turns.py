"""Keys that come all at once, as over a slow line, do what they do one by one."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from tests.people import Town
from tests.tui.desks import PATIENCE, Hands, at_desk
from tests.tui.test_card import opened
from tui import key_turns
from tui.app import SelosteApp
from tui.commands import character
from tui.safe_app import SafeApp
from tui.screens.card import CardScreen
from tui.screens.opening import Opening, Reached
from tui.screens.register import RegisterScreen, SearchBox
from tui.widgets.form import Form


def at_once(hands: Hands, *keys: str) -> None:
    """Press keys faster than anything can come of them; a word is its letters."""
    for key in keys:
        for each in [key] if character(key) or key in {"enter", "escape", "down", "f5"} or "+" in key else key:
            hands.desk.post_message(events.Key(each, character(each) or (each if len(each) == 1 else None)))


async def test_a_search_typed_blindly_opens_the_customer(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.sees("Asiakkaat")
        at_once(hands, "slash", "koivu", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        await hands.sees("Kahvila Koivu Oy #")


async def test_letters_after_edit_are_typed_and_never_commands(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        at_once(hands, "e", "ctrl+u", "xukmhsp", "ctrl+s")
        await hands.sees("Tallennettu.")
        owner = await town.owner()
        assert await owner.fetchval("select name from register.party where id = $1", town.ids["koivu"]) == "xukmhsp"


@pytest.mark.parametrize("pasted", [False, True])
async def test_what_is_typed_or_pasted_before_a_form_is_read_comes_into_it(town: Town, pasted: bool) -> None:
    async with at_desk(town, "hanna") as hands:
        at_once(hands, "slash", "down", "n", "y", *([] if pasted else ["Suunnittelu Oy"]))
        if pasted:
            hands.desk.post_message(events.Paste("Suunnittelu Oy"))
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.unsaved)
        at_once(hands, "escape", "escape")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        drafts = "select fields #>> '{changes,party:new1,name}' from desk.draft"
        assert await (await town.owner()).fetchval(drafts) == "Suunnittelu Oy"


async def test_a_burst_in_the_search_box_keeps_its_letters_in_order(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.sees("Asiakkaat")
        at_once(hands, "slash", "tampereentakomo")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        await hands.until(lambda: hands.desk.screen.query_one(SearchBox).value == "tampereentakomo")


async def test_keys_that_leave_and_come_back_find_the_same_place(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        at_once(hands, "h", "escape", "s", "escape", "e", "ctrl+u", "Kanto Oy")
        await hands.sees("1 muutos")
        for _ in range(20):
            await hands.pilot.pause(0.01)
        form = hands.desk.screen.query_one(Form)
        assert form.editing
        assert form.changes() == {f"party:{town.ids['koivu']}": {"name": "Kanto Oy"}}


class Early(SelosteApp):
    """The program, with keys typed before it has a screen."""

    def on_mount(self) -> None:
        """Somebody types while it starts."""
        for sign in "anna":
            self.post_message(events.Key(sign, sign))


async def test_keys_typed_before_there_is_a_screen_are_in_its_first_field() -> None:
    app = Early(Opening(lambda _on_step: Reached(lambda _login: "postgresql://")))
    async with app.run_test() as pilot, asyncio.timeout(PATIENCE):
        while not (fields := app.screen.query("#login")) or fields.first().value != "anna":
            await pilot.pause(0.01)


async def test_reloading_takes_nothing_from_somebody_who_types(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        at_once(hands, "e", "ctrl+u", "Kan", "f5", "to Oy")
        await hands.sees("1 muutos")
        form = hands.desk.screen.query_one(Form)
        await hands.until(lambda: form.changes() == {f"party:{town.ids['koivu']}": {"name": "Kanto Oy"}})
        await hands.press("escape", "f5")
        await hands.sees("Kirjoittamasi säilyy")
        assert form.changes() == {f"party:{town.ids['koivu']}": {"name": "Kanto Oy"}}


async def test_letters_typed_while_a_save_is_on_its_way_stand(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        screen = await opened(hands, town, "koivu")
        at_once(hands, "e", "ctrl+u", "Kanto Oy")
        form = screen.query_one(Form)
        await hands.until(lambda: form.changes() == {f"party:{town.ids['koivu']}": {"name": "Kanto Oy"}})
        screen.action_save()
        at_once(hands, "!")
        await hands.sees("Tallennettu.")
        owner = await town.owner()
        assert await owner.fetchval("select name from register.party where id = $1", town.ids["koivu"]) == "Kanto Oy"
        assert form.changes() == {f"party:{town.ids['koivu']}": {"name": "Kanto Oy!"}}


class Deep(SafeApp[None]):
    """A field whose Enter leads to the next one only after many messages, and a part of the screen that goes away meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0

    def compose(self) -> ComposeResult:
        """The first field below ten boxes, the second beside them."""
        inner: Widget = Input(id="first")
        for _ in range(10):
            inner = Vertical(inner)
        yield inner
        yield Input(id="second")
        yield Static("a hint", id="hint")

    async def on_input_submitted(self) -> None:
        """Go on once everybody else had many turns."""
        self.query("#hint").remove()
        self._step()

    def _step(self) -> None:
        self.steps += 1
        if self.steps < 30:
            self.call_later(self._step)
        else:
            self.query_one("#second").focus()


async def test_what_takes_many_messages_is_waited_for_also_when_a_part_of_the_screen_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_turns, "LONGEST", 10 * PATIENCE)  # so that the keys come in time only if nothing is waited for in vain
    app = Deep()
    async with app.run_test() as pilot:
        app.query_one("#first").focus()
        await pilot.pause()
        for key in [*"anna", "enter", *"kissa"]:
            app.post_message(events.Key(key, character(key) or (key if len(key) == 1 else None)))
        async with asyncio.timeout(PATIENCE):
            while app.query_one("#second", Input).value != "kissa":
                await pilot.pause(0.01)
        assert app.query_one("#first", Input).value == "anna"
