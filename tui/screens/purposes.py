"""The purposes of a login: one is chosen by its number, and everything after is seen and done under it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from db.session import Session
from tui.background import background
from tui.screens.base import BaseScreen, No
from tui.widgets.lines import Lines
from tui.widgets.notice import Notice
from tui.widgets.rows import Column, Row, RowList
from tui.words import say


class PurposesScreen(ModalScreen[bool], BaseScreen[bool]):
    """Answers whether the session works under a purpose chosen here; Esc leaves it as it was."""

    TAKES_PAYMENTS = False
    DEFAULT_CSS = """
    PurposesScreen { align: center middle; }
    PurposesScreen > Vertical { width: 76; max-width: 100%; height: auto; border: solid $primary; background: ansi_default; }
    PurposesScreen Static { height: 1; padding: 0 2; }
    PurposesScreen .purposes--title { text-style: bold; }
    PurposesScreen Notice { dock: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"choose({number})", show=False) for number in range(1, 10)),
    ]

    def __init__(self, session: Session) -> None:
        """The session whose purpose is chosen."""
        super().__init__()
        self._chooser = session

    @property
    def _held(self) -> list[str]:
        return self._chooser.me.purposes if self._chooser.me else []

    def compose(self) -> ComposeResult:
        """The question, the purposes, and what the keys do."""
        with Vertical():
            yield Static(say("purposes.choose"), classes="purposes--title", markup=False)
            yield Lines(self._columns(), empty=say("purposes.none"), marks=1)
            yield Static(say("purposes.choose_hint"), markup=False)
            yield Notice()

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        return (Column(say("purposes.purpose"), 18), Column(say("purposes.for_what")), Column("", 4))

    def on_mount(self) -> None:
        """Show the purposes, the cursor on the first."""
        rows = self.query_one(RowList)
        rows.styles.height = max(len(self._held), 3) + 1
        rows.restart()
        rows.focus()

    def renew_header(self) -> None:
        """The screen beneath has the header."""

    async def action_language(self) -> None:
        """The program does not hear keys through a box over the screen."""
        await self.app.run_action("language")  # pyright: ignore[reportUnknownMemberType]

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        title, hint = self.query(Static)
        title.update(say("purposes.choose"))
        hint.update(say("purposes.choose_hint"))
        rows = self.query_one(RowList)
        rows.columns = self._columns()
        rows.reload()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Each purpose with its number and what it is for; the one in force says so."""
        wanted.stop()
        rows = [
            Row(number, (say(f"purposes.{purpose}"), say(f"purposes.{purpose}.says"), self._now(purpose)), marks=str(number))
            for number, purpose in enumerate(self._held, 1)
        ]
        wanted.rows.supply(wanted.request, rows, at_end=True)

    def _now(self, purpose: str) -> str:
        return say("purposes.now") if purpose == self._chooser.purpose else ""

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Work under the purpose of the row."""
        opened.stop()
        self.action_choose(opened.row.id)

    def action_choose(self, number: int) -> None:
        """Work under a purpose by its number."""
        if number <= len(self._held):
            self._work_under(self._held[number - 1])

    @background("purpose")
    async def _work_under(self, purpose: str) -> None:
        if not isinstance(await self.ask(self._chooser.work_under(purpose)), No):
            self.dismiss(True)

    def action_back(self) -> None:
        """Leave the purpose as it was."""
        self.dismiss(False)
