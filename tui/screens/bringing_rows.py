"""The rows of a file that is brought in: a page at a time, the one under the cursor below, and each whole by Enter."""

from __future__ import annotations

from typing import Final, Literal

from db import importing
from db.importing import Line
from db.importing import Progress as Done
from tui.background import background
from tui.screens.base import BaseScreen, No
from tui.screens.bringing_words import facts_of, row_of, whole
from tui.widgets.ask import Tell
from tui.widgets.facts import Facts
from tui.widgets.rows import Row, RowList

State = Literal["reading", "checking", "halted", "shown", "running", "done", "undoing", "undone"]
PAGE: Final = 64


class FileRows(RowList):
    """Marks while there are likely duplicates to be taken in."""

    takes = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to mark what may be taken."""
        return action != "mark" or self.takes


class FileRowsScreen(BaseScreen[bool]):
    """What shows rows; which it may show depends on how far the file is."""

    def __init__(self, state: State, progress: Done | None) -> None:
        """An import that was begun before has made progress."""
        super().__init__()
        self.state: State = state
        self.progress: Done | None = progress
        self.outcome: str | None = None
        self._held: dict[int, Line] = {}

    @property
    def rows(self) -> FileRows:
        """The rows of the file."""
        return self.query_one(FileRows)

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """A page of rows of the file."""
        wanted.stop()
        self._fetch(wanted)

    @background("pages", exclusive=False)
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        if self.progress is None or self.state in {"reading", "halted"}:
            wanted.rows.supply(wanted.request, [], at_end=True)
            return
        backward = wanted.direction in {"before", "last"}
        after = wanted.key if isinstance(wanted.key, int) else None
        page = await self.ask(importing.lines(self.session, self.progress.plan, self.outcome, after, PAGE, backward=backward))
        if isinstance(page, No):
            wanted.rows.unanswered(wanted.request)
            return
        self._held |= {line.number: line for line in page}
        lines = list(reversed(page)) if backward else list(page)
        wanted.rows.supply(wanted.request, [row_of(line, self.progress) for line in lines], at_end=len(page) < PAGE)
        self._show_row(self.rows.row)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Show the whole of the row under the cursor."""
        selected.stop()
        self._show_row(selected.row)

    def _show_row(self, row: Row | None) -> None:
        line = self._held.get(row.id) if row else None
        if line is not None:
            self.query_one(Facts).show(*facts_of(line, self.progress))

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Enter shows the row as long as it is."""
        opened.stop()
        line = self._held.get(opened.row.id)
        if line is not None and self.progress is not None:
            self.app.push_screen(Tell(*whole(line, self.progress)))  # pyright: ignore[reportUnknownMemberType]
