"""What a question about many customers answered: outcomes with counts, and the names behind the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from textual.message import Message
from textual.widget import Widget

from db.many import Outcome, Told
from tui.screens.base import BaseScreen, thousands
from tui.widgets.columns import Column
from tui.widgets.rows import Row, RowList
from tui.words import say

R = TypeVar("R")


def outcome_columns(asked: str) -> tuple[Column, ...]:
    """The columns of outcomes in the language in use, under what was asked."""
    return (Column(asked, 1.0, least=30, most=88), Column(say("many.customers"), 10, align="right"))


class Unmarked(RowList):
    """A list whose rows are opened and never marked."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Everything but marking."""
        return action != "mark"


class OutcomesScreen(BaseScreen[R]):
    """Two lists: Enter on an outcome is the screen's own; Enter on a name opens the customer."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    OutcomesScreen #outcomes { height: auto; max-height: 50%; }
    OutcomesScreen #names { margin-top: 1; }
    """

    class CustomerWanted(Message):
        """A customer is to be opened."""

        def __init__(self, customer: int) -> None:
            super().__init__()
            self.customer = customer

    told: Told | None = None

    def body(self) -> Iterable[Widget]:
        """The outcomes, what stands between, the names."""
        yield Unmarked(outcome_columns(self.asked), marks=0, empty=say("many.nobody"), id="outcomes")
        yield from self.between()
        yield Unmarked((Column(say("many.names")),), marks=0, id="names")

    def between(self) -> Iterable[Widget]:
        """What stands between outcomes and names."""
        return ()

    @property
    def asked(self) -> str:
        """What was asked, or is to be done, over the outcomes."""
        return ""

    @property
    def outcomes(self) -> RowList:
        """The outcomes."""
        return self.query_one("#outcomes", RowList)

    @property
    def names(self) -> RowList:
        """The names of the outcome under the cursor."""
        return self.query_one("#names", RowList)

    @property
    def chosen(self) -> Outcome | None:
        """The outcome under the cursor."""
        row = self.outcomes.row
        return self.told.outcomes[row.id] if self.told and row and row.id < len(self.told.outcomes) else None

    def said(self, outcome: Outcome) -> str:
        """An outcome in words."""
        return say(f"many.outcome_{outcome.code}")

    def show(self, told: Told) -> None:
        """Show what was answered."""
        self.told = told
        self.outcomes.columns = outcome_columns(self.asked)
        self.outcomes.styles.height = 1 + max(1, len(told.outcomes))
        self.outcomes.restart()
        self.outcomes.focus()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Every outcome, or every name that was told."""
        wanted.stop()
        if wanted.rows is self.names:
            examples = self.chosen.examples if self.chosen else ()
            rows = [Row(number, (name,)) for number, name in examples]
        else:
            outcomes = self.told.outcomes if self.told else ()
            rows = [Row(number, (self.said(each), thousands(each.count))) for number, each in enumerate(outcomes)]
        wanted.rows.supply(wanted.request, rows, at_end=True)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Show who stands behind the outcome."""
        selected.stop()
        if selected.rows is not self.outcomes or self.chosen is None:
            return
        self.names.columns = self._names_columns()
        self.names.restart()

    def _names_columns(self) -> tuple[Column, ...]:
        """How many of the names there are, where it is not all of them."""
        chosen = self.chosen
        fewer = chosen is not None and 0 < len(chosen.examples) < chosen.count
        return (Column(say("many.names_first", count=len(chosen.examples)) if chosen and fewer else say("many.names")),)

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open the customer, or follow the outcome."""
        opened.stop()
        if opened.rows is self.names:
            self.post_message(self.CustomerWanted(opened.row.id))
        else:
            self.followed()

    def followed(self) -> None:
        """Enter on an outcome: go to its names."""
        self.names.focus()

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.outcomes.columns = outcome_columns(self.asked)
        self.outcomes.reload()
        self.names.columns = self._names_columns()
        self.names.reload()
