"""The two lines above and below every screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widgets import Input

import tui
from tests.tui.numbers import press
from tui.commands import COMMANDS, bindings
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.rows import Column, RowList
from tui.words import Language, speak

SIZES = [(80, 24), (100, 30), (132, 43), (200, 50)]
MANY = [name for name in COMMANDS if name not in {"open", "mark", "save"}]


@pytest.fixture(autouse=True)
def in_finnish() -> Iterator[None]:
    """Finnish before and after, whatever the environment says."""
    speak("fi")
    yield
    speak("fi")


class Desk(App[None]):
    """A list, a field, and every command there is, in the colours of the product."""

    CSS_PATH = Path(tui.__file__).parent / "register.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(*MANY)

    def __init__(self) -> None:
        super().__init__(ansi_color=True)
        self.may_edit: bool | None = True
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield Header()
        yield RowList((Column("Nimi"),))
        yield Input()
        yield Footer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.may_edit if action == "edit" else True

    def action_undo(self) -> None:
        self.done.append("undo")

    @property
    def footer(self) -> str:
        return self.query_one(Footer).render_line(0).text

    @property
    def header(self) -> str:
        return self.query_one(Header).render_line(0).text


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_footer_is_never_cut_and_always_names_destructive_keys_help_and_quit(size: tuple[int, int], language: Language) -> None:
    speak(language)
    app = Desk()
    async with app.run_test(size=size):
        named = app.footer.rstrip()
        assert cell_len(named) <= size[0]
        for name in ("revoke", "discard", "help", "quit"):
            assert COMMANDS[name].label in named
        assert named.endswith(COMMANDS["quit"].label)
        assert ("/ " + COMMANDS["search"].label) in named


async def test_a_wider_screen_names_more() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        few = app.footer.split()
        await pilot.resize_terminal(200, 50)
        assert set(few) < set(app.footer.split())


async def test_in_a_field_only_keys_it_does_not_type_are_named() -> None:
    app = Desk()
    async with app.run_test(size=(132, 43)) as pilot:
        assert "Avaa" in app.footer
        await press(pilot, "tab")
        assert "Avaa" not in app.footer
        assert "F3 Haku" in app.footer
        assert not [name for name in COMMANDS if len(COMMANDS[name].key) == 1 and f" {COMMANDS[name].key} " in app.footer]


async def test_what_a_person_may_not_do_is_not_named() -> None:
    app = Desk()
    async with app.run_test() as pilot:
        assert "Muokkaa" in app.footer
        for right in (None, False):
            app.may_edit = right
            app.refresh_bindings()
            await pilot.pause()
            assert "Muokkaa" not in app.footer


async def test_a_click_on_a_label_runs_the_command() -> None:
    app = Desk()
    async with app.run_test(size=(200, 50)) as pilot:
        await pilot.click(Footer, offset=(app.footer.index("Kumoa"), 0))
        assert app.done == ["undo"]


@pytest.mark.parametrize("size", [(60, 20), *SIZES])
async def test_the_header_keeps_purpose_and_state_whatever_the_names(size: tuple[int, int]) -> None:
    app = Desk()
    async with app.run_test(size=size):
        header = app.query_one(Header)
        header.heading = "Asiakkaan yhteyshenkilöt, tekniset ylläpitäjät ja käyttäjät"
        header.purpose, header.login = "Rekisteröidyn oikeudet", "anna-kaarina.mäkelä-järvinen-virtanen"
        header.units = ("Pääkaupunkiseutu", "Varsinais-Suomi", "Keski-Suomi")
        header.state = "cut"
        assert "Rekisteröidyn oikeudet" in app.header
        assert app.header.rstrip().endswith("‼ yhteys poikki")
        assert cell_len(app.header) == size[0]
        assert size[0] < 80 or "anna-kaar" in app.header


async def test_the_header_says_all_where_there_is_room() -> None:
    app = Desk()
    async with app.run_test(size=(132, 43)):
        header = app.query_one(Header)
        header.heading, header.purpose, header.units, header.login = "Asiakkaat", "Laskutus", ("Espoo", "Turku"), "aino"
        header.state = "saving"
        assert app.header.split() == ["Seloste", "·", "Asiakkaat", "Laskutus", "Espoo,", "Turku", "·", "aino", "tallennetaan…"]


async def test_header_list_field_and_footer_do_not_overlap() -> None:
    for size in SIZES:
        app = Desk()
        async with app.run_test(size=size):
            regions = [app.query_one(kind).region for kind in (Header, RowList, Input, Footer)]
            assert not [(one, other) for at, one in enumerate(regions) for other in regions[at + 1 :] if one.overlaps(other)]
            assert sum(region.height for region in regions) == size[1]


async def test_what_is_selected_lost_or_destructive_is_told_without_colours() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)):
        header, footer = app.query_one(Header), app.query_one(Footer)
        header.purpose, header.state = "Laskutus", "cut"
        styles = {piece.text.strip(): piece.style for piece in (*header.render_line(0), *footer.render_line(0)) if piece.style}
        assert styles["Laskutus"].reverse
        assert styles["‼ yhteys poikki"].reverse
        assert styles["Hylkää"].underline
        assert app.query_one(RowList).get_component_rich_style("rows--selected").reverse


async def test_every_colour_is_one_of_the_terminals_sixteen() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        styles = [
            piece.style
            for widget in app.query("Header, RowList, Footer")
            for y in range(3)
            for piece in widget.render_line(y)
            if piece.style
        ]
        colours = {colour for style in styles for colour in (style.color, style.bgcolor) if colour}
        assert not [colour for colour in colours if not (colour.is_default or (colour.number is not None and colour.number < 16))]
