"""Merging from a list: two customers that are marked, and the last merging taken apart again."""

from __future__ import annotations

from typing import Final

from tui.background import background
from tui.screens import at_work
from tui.screens.base import BaseScreen
from tui.widgets.rows import RowList

MERGES: Final = "seloste_administration"
"""The purpose that merging belongs to."""


class MergingMarked(BaseScreen[None]):
    """A list of customers; administration merges two of them."""

    _merged: int | None = None

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#customers", RowList)

    def on_row_list_marked(self, marked: RowList.Marked) -> None:
        """What is offered depends on how many are marked."""
        marked.stop()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer merging of two that are marked, and taking the last one apart."""
        if action not in {"merge", "unmerge"}:
            return super().check_action(action, parameters)
        able = len(self.rows.marked) == 2 if action == "merge" else self._merged is not None
        return able and self.session.purpose == MERGES

    @background("asking")
    async def action_merge(self) -> None:
        """Look at two marked customers side by side, and merge them."""
        done = await self.answer_of(at_work.MergeScreen(*sorted(self.rows.marked)))
        if done is not None:
            self._after_merging(done.keep, done.told)

    @background("asking")
    async def action_unmerge(self) -> None:
        """Take the merging just done apart."""
        told = await at_work.take_apart(self, self._merged or 0, set())
        if told is not None:
            self._after_merging(None, told)

    def _after_merging(self, keep: int | None, told: str) -> None:
        self._merged = keep
        self.rows.unmark()
        self.rows.reload()
        self.tell(told)
