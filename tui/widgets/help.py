"""The keys of a screen, and every command by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.commands import COMMANDS, Offer, bindings, key_name, offered, run
from tui.widgets.rows import Column, Row, RowList
from tui.words import joined, say

AROUND: Final = 5
"""Lines of the box that list no command: its border, the title, the titles of columns, the keys."""


def columns() -> tuple[Column, ...]:
    """Key, label and sentence in the language in use."""
    return (
        Column(say("common.column_command"), 11),
        Column(say("common.column_key"), 12),
        Column(say("common.column_does")),
    )


def folded(text: str) -> str:
    """The text as one searches it: without case, dots over letters or accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char))


def rows_of(offers: Sequence[Offer], ids: Sequence[str], wanted: str = "") -> list[Row]:
    """A row for each command with all the words wanted; the key of one that cannot be used now is in brackets."""
    usable = {offer.command.id: offer for offer in offers if offer.enabled}
    words = folded(wanted).split()
    rows: list[Row] = []
    for number, command in enumerate(COMMANDS[name] for name in ids):
        keys = " ".join(key_name(key) for key in (usable[command.id].key if command.id in usable else command.key, *command.aliases[:1]))
        if all(word in folded(f"{command.label} {command.sentence} {keys}") for word in words):
            shown = keys if command.id in usable else f"({keys})"
            rows.append(Row(number, (command.label, shown, command.sentence), command.id, dim=command.id not in usable))
    return rows


class CommandsScreen(ModalScreen["Offer | None"]):
    """Lists commands; Enter answers with the one chosen, Escape with none."""

    AUTO_FOCUS = "Input, RowList"
    DEFAULT_CSS = """
    CommandsScreen { align: center middle; }
    CommandsScreen > Vertical { width: 100%; max-width: 100; height: 100%; border: solid $primary; padding: 0 1; }
    CommandsScreen Static { height: 1; width: 1fr; }
    CommandsScreen .help--title { text-style: bold; }
    CommandsScreen Input { border: none; height: 1; padding: 0; background: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("back"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    def __init__(self, offers: Sequence[Offer], ids: Sequence[str], title: str, *, filtered: bool) -> None:
        """``filtered`` gives a field to type a part of a name in."""
        super().__init__()
        self._offers, self._ids, self._heading, self._filtered = offers, ids, title, filtered
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """The title, the field, the list and what the keys do here."""
        with Vertical():
            yield Static(self._heading, classes="help--title", markup=False)
            if self._filtered:
                yield Input(placeholder=say("common.palette_prompt"), select_on_focus=False, compact=True)
            yield RowList(columns(), empty=say("common.palette_nothing"), marks=0)
            yield Static(self._hint(), markup=False)

    def on_mount(self) -> None:
        """Show all the commands, without a blinking cursor."""
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one(Vertical).styles.max_height = len(self._ids) + AROUND + self._filtered
        self.query_one(RowList).restart()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Answer with every command that matches: they are few."""
        wanted.stop()
        wanted.rows.supply(wanted.request, rows_of(self._offers, self._ids, self._wanted), at_end=True)

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Narrow the list while one types."""
        changed.stop()
        self._wanted = changed.value
        self.query_one(RowList).restart()

    def on_input_submitted(self) -> None:
        """Choose the row under the cursor."""
        self.query_one(RowList).action_open()

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Answer with the offer, if it can be used now."""
        opened.stop()
        offer = next((offer for offer in self._offers if offer.enabled and offer.command.id == opened.row.key), None)
        if offer:
            self.dismiss(offer)

    def action_move(self, steps: int) -> None:
        """Move in the list while the field has the focus."""
        self.query_one(RowList).action_move(steps)

    def action_page(self, pages: int) -> None:
        """Move by pages in the list while the field has the focus."""
        self.query_one(RowList).action_page(pages)

    def action_back(self) -> None:
        """Close without choosing."""
        self.dismiss(None)

    def _hint(self) -> str:
        enter, escape = joined(" ", key_name("enter"), say("common.run")), joined(" ", key_name("escape"), say("common.close"))
        return joined("  ", enter, escape, say("common.palette_hint") if self._filtered else "")


async def _run_chosen(offer: Offer | None) -> None:
    if offer:
        await run(offer)


def show_help(app: App[object]) -> None:
    """Show the keys of the screen that is open; the chosen one is run there."""
    offers = offered(app.screen)
    ids = [offer.command.id for offer in offers]
    app.push_screen(CommandsScreen(offers, ids, say("common.help_title"), filtered=False), _run_chosen)


def show_palette(app: App[object]) -> None:
    """Show every command; the chosen one is run on the screen that is open."""
    app.push_screen(CommandsScreen(offered(app.screen), list(COMMANDS), say("common.palette_title"), filtered=True), _run_chosen)
