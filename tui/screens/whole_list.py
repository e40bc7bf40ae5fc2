"""A list that is short enough to be asked for as a whole, such as hosts or products, and renews itself when somebody saves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from textual.binding import BindingType
from textual.widget import Widget

from db import rights
from db.rights import Rights
from db.undo import Undone
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No, thousands
from tui.screens.card_undoing import said_of
from tui.widgets.lines import Lines
from tui.widgets.rows import Column, Row, RowList


class WholeList(BaseScreen[None]):
    """Every row there is; ``TOLD`` is what a notice names of which these are."""

    RENEWS = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new", "undo", "redo", "reload")]
    TOLD: ClassVar[str]

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self._may_add, self._count = False, 0

    def columns(self) -> tuple[Column, ...]:
        """The columns in the language in use."""
        return ()

    @property
    def kept(self) -> str:
        """What these are."""
        return ""

    @property
    def heading(self) -> str:
        """What these are, and how many once that is known."""
        return f"{self.kept} · {thousands(self._count)}" if self._count else self.kept

    @property
    def empty(self) -> str:
        """What is said of an empty list."""
        return ""

    async def found(self) -> Sequence[Row] | No:
        """The rows."""
        return ()

    def may_add(self, found: Rights) -> bool:
        """Whether the purpose adds such rows."""
        return False

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield Lines(self.columns(), empty=self.empty)

    @property
    def rows(self) -> Lines:
        """The list."""
        return self.query_one(Lines)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.rows.restart()
        self.rows.focus()
        self._ask_rights()

    @background("rights", opens=True)
    async def _ask_rights(self) -> None:
        found = await self.ask(rights.of(self.session))
        self._may_add = not isinstance(found, No) and self.may_add(found)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a new row, and undoing, where the purpose may write one."""
        return self._may_add if action in {"new", "undo", "redo"} else super().check_action(action, parameters)

    def on_screen_resume(self) -> None:
        """See what was done meanwhile."""
        if self.rows.pager.answered:
            self.action_reload()

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved one of these."""
        if told.get(self.TOLD) is not None and self.is_current:
            self.call_later(self.action_reload)

    def action_reload(self) -> None:
        """Ask again, also for what was not answered."""
        self.rows.reload()

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns, self.rows.empty = self.columns(), self.empty
        self.action_reload()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for all of them."""
        wanted.stop()
        self._fetch(wanted)

    @background("rows")
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        found = await self.found()
        if isinstance(found, No):
            wanted.rows.unanswered(wanted.request)
            return
        wanted.rows.supply(wanted.request, found, at_end=True)
        self._count = len(found)
        self.renew_header()

    async def taken_back(self, operation: UUID, *, redo: bool) -> Undone | No:
        """The last own change of any row undone, or that taken back."""
        raise NotImplementedError

    def action_undo(self) -> None:
        """Undo the last own change of any of these."""
        self._take_back(redo=False)

    def action_redo(self) -> None:
        """Take the last undoing back."""
        self._take_back(redo=True)

    @background("save")
    async def _take_back(self, *, redo: bool) -> None:
        told = said_of(self, await self.taken_back(self.operation(redo), redo=redo), redo=redo)
        if told:
            self.tell(told)
            self.action_reload()
