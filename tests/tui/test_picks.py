"""Choices with boxes, ticked by digits and Space."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input

from tests.tui.numbers import press
from tui.widgets.picks import Picks

CHOICES = [(code, f"choice {code}") for code in "abcdefghijk"]


class PicksApp(App[None]):
    """Two fields of choices between two lines."""

    def compose(self) -> ComposeResult:
        yield Input(id="before", compact=True)
        yield Picks(CHOICES, ["b"], id="many")
        yield Picks(CHOICES[:2], ["a"], single=True, id="one")
        yield Input(id="after", compact=True)

    @property
    def many(self) -> Picks:
        return self.query_one("#many", Picks)

    @property
    def one(self) -> Picks:
        return self.query_one("#one", Picks)


async def test_digits_and_space_tick_and_untick() -> None:
    app = PicksApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "tab", "1", "2", "9")
        assert app.many.codes == ["a", "i"]
        await press(pilot, "down", "space")
        assert app.many.codes == ["a", "i", "j"]


async def test_a_single_choice_is_always_one() -> None:
    app = PicksApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "tab", "tab", "2", "2", "7")
        assert app.one.codes == ["b"]


async def test_arrows_go_through_the_choices_and_beyond_them_to_the_next_field() -> None:
    app = PicksApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "tab", *["down"] * 10)
        assert app.many.at == 10
        await press(pilot, "down")
        assert app.focused is app.one
        await press(pilot, "up")
        assert app.focused is app.many


async def test_every_choice_is_drawn_once_in_columns_filled_from_the_top() -> None:
    app = PicksApp()
    async with app.run_test(size=(60, 20)):
        lines = [app.many.render_line(y).text for y in range(app.many.size.height)]
        assert len(lines) == 4
        assert all(sum(f"choice {code}" in line for line in lines) == 1 for code in "abcdefghijk")
        assert "1 [ ] choice a" in lines[0]
        assert "5 [ ] choice e" in lines[0]
        assert "2 [x] choice b" in lines[1]


async def test_a_label_longer_than_the_line_ends_in_the_sign_for_more() -> None:
    picks = Picks([("a", "Kaakkois-Suomen palvelukeskus (Lappeenranta, Imatra ja Kouvola)"), ("b", "Oulu")])

    class Narrow(App[None]):
        def compose(self) -> ComposeResult:
            yield picks

    async with Narrow().run_test(size=(40, 6)):
        assert picks.render_line(0).text.rstrip().endswith("…")
        assert picks.render_line(1).text.rstrip().endswith("Oulu")
