"""Before a new customer is saved: those that look like it, one of which may be opened instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from db import duplicates
from db.duplicates import Duplicate
from db.records import Change
from tui.commands import bindings
from tui.screens.base import BaseScreen, No
from tui.widgets.rows import Column, Row, RowList
from tui.words import say

Chosen = int | Literal["save"]


def columns() -> tuple[Column, ...]:
    """The columns in the language in use."""
    return (
        Column(say("merging.score"), 7, align="right"),
        Column(say("merging.name"), 1.4, least=18),
        Column(say("merging.kind"), 13, priority=2),
        Column(say("merging.town"), 12, priority=1),
        Column(say("merging.matched"), 22),
    )


def row_of(found: Duplicate) -> Row:
    """One likely duplicate: how surely, who, and what is the same."""
    same = ", ".join(say(f"merging.by_{field}") for field in found.matched)
    return Row(found.id, (str(found.score), found.name, say(f"card.kind_{found.kind}"), found.town or "", same))


class DuplicatesScreen(ModalScreen["Chosen | None"]):
    """Enter answers the customer to open, Ctrl+S to save anyway, Esc None."""

    DEFAULT_CSS = """
    DuplicatesScreen { align: center middle; }
    DuplicatesScreen > Vertical { width: 96%; max-width: 100; height: 15; border: solid $primary; padding: 0 1; background: ansi_default; }
    DuplicatesScreen Static { height: 1; }
    DuplicatesScreen .duplicates--title { text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("back", "save")]
    QUESTION: ClassVar[Literal["likely", "likely_of"]] = "likely"
    KEYS: ClassVar[Literal["keys", "keys_of"]] = "keys"

    def __init__(self, found: Sequence[Duplicate]) -> None:
        """At least one."""
        super().__init__()
        self.found = tuple(found)

    def compose(self) -> ComposeResult:
        """A question, the likely duplicates, and what the keys do."""
        with Vertical():
            yield Static(say(f"merging.{self.QUESTION}"), classes="duplicates--title", markup=False)
            yield RowList(columns(), marks=0)
            yield Static(say(f"merging.{self.KEYS}"), markup=False)

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(RowList).restart()
        self.query_one(RowList).focus()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """All of them: they are few."""
        wanted.stop()
        wanted.rows.supply(wanted.request, [row_of(one) for one in self.found], at_end=True)

    def on_row_list_marked(self, marked: RowList.Marked) -> None:
        """Nothing is marked here."""
        marked.stop()
        marked.rows.marked.clear()

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open the old one."""
        opened.stop()
        self.dismiss(opened.row.id)

    def action_save(self) -> None:
        """Save anyway."""
        self.dismiss("save")

    def action_back(self) -> None:
        """Back to what is being typed."""
        self.dismiss(None)


async def chosen(screen: BaseScreen[Any], changes: Sequence[Change], known: frozenset[int]) -> int | frozenset[int] | None:
    """Ask about likely duplicates that are not ``known`` to be others.

    A number is the customer to open instead, None to go on typing; to save, the ids of all that were passed over.
    """
    found = await screen.ask(duplicates.of_new(screen.session, [change.as_json() for change in changes]))
    if isinstance(found, No):
        return None
    ids = frozenset(one.id for one in found)
    if ids <= known:
        return ids | known
    answer = await screen.answer_of(DuplicatesScreen(found))
    return ids | known if answer == "save" else answer
