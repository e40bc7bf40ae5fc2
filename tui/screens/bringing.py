"""A file being brought in: what each row would do, done with a bar that can be stopped, and undone as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import ClassVar, Final, Literal
from uuid import UUID, uuid4

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from db import importing
from db.importing import Line
from db.importing import Progress as Done
from db.session import Session
from tui import bringing
from tui.background import background
from tui.commands import bindings
from tui.screens.asking import choose
from tui.screens.base import BaseScreen, No, thousands
from tui.screens.bringing_file import Sending, place
from tui.screens.bringing_words import counted, facts_of, result, row_of, titles
from tui.widgets.ask import Ask
from tui.widgets.facts import Facts
from tui.widgets.progress import Progress
from tui.widgets.rows import Row, RowList
from tui.words import say

State = Literal["reading", "checking", "shown", "running", "done", "undoing", "undone"]
AT_WORK: Final = frozenset({"reading", "checking", "running", "undoing"})
PAGE: Final = 64
Act = Callable[[Session, UUID, UUID], Awaitable[Done]]


class BringingScreen(BaseScreen[bool]):
    """Answers whether anything was brought in and stayed."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    BringingScreen #counts { height: 1; padding: 0 2; }
    BringingScreen Facts { height: 7; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept", "mark_all", "undo", "filters", "hand_out")]

    def __init__(self, sending: Sending | None, progress: Done | None = None) -> None:
        """A file to be sent, or an import that was begun before."""
        super().__init__()
        self.sending, self.progress = sending, progress
        self.state: State = "reading" if sending else "checking"
        self.outcome: str | None = None
        self._stop = False
        self._held: dict[int, Line] = {}

    def body(self) -> Iterable[Widget]:
        """Counts, rows, the row under the cursor, how far it is."""
        yield Static(id="counts", markup=False)
        yield RowList(titles(), empty="")
        yield Facts()
        yield Progress()

    @property
    def heading(self) -> str:
        """The file."""
        name = self.progress.file if self.progress else self.sending.table.path.name if self.sending else ""
        return f"{say('bringing.title')} · {name}"

    @property
    def rows(self) -> RowList:
        """The rows of the file."""
        return self.query_one(RowList)

    def on_mount(self) -> None:
        """Send the file, check its rows, or go on where that was left."""
        super().on_mount()
        self._begin()

    @background("bringing")
    async def _begin(self) -> None:
        if self.sending is not None and not await self._send(self.sending):
            return
        if self.progress and self.progress.checked < self.progress.staged:
            self._become("checking")
            self.tell(say("bringing.checking"))
            await self._through(importing.check, lambda one: (one.checked, one.staged))
        self._finished()

    async def _send(self, sending: Sending) -> bool:
        self.tell(say("bringing.reading"))
        step = await self.ask(sending.begin(self.session))
        while not isinstance(step, No) and not self._stop:
            self.progress = step
            self._draw(step.staged, max(sending.total, step.staged))
            if step.whole:
                return True
            step = await self.ask(sending.go_on(self.session))
        return False

    async def _through(self, act: Act, share: Callable[[Done], tuple[int, int]]) -> None:
        """Ask again and again, each time an operation of its own, until the share is whole or Esc was pressed."""
        while self.progress is not None and not self._stop:
            done, whole = share(self.progress)
            if done >= whole:
                return
            answer = await self.ask(act(self.session, uuid4(), self.progress.plan))
            if isinstance(answer, No):
                return
            self.progress = answer
            self._draw(*share(answer))

    def _draw(self, done: int, total: int) -> None:
        bar = self.query_one(Progress)
        bar.counts = say("bringing.progress", done=thousands(done), total=thousands(total))
        bar.total, bar.done = max(total, 1), done

    def _become(self, state: State) -> None:
        self.state, self._stop = state, False
        self.refresh_bindings()

    def _count(self, outcome: str) -> int:
        return Counter(self.progress.counts)[outcome] if self.progress else 0

    @property
    def left_out(self) -> int:
        """Rows that stay out."""
        return sum(self._count(outcome) for outcome in importing.LEFT_OUT)

    def _finished(self) -> None:
        """Say what was found, done or undone, and show the rows as they are now."""
        done = self.progress
        if done is None or done.checked < done.staged:
            return
        begun = done.applied > 0 or (done.todo == 0 and self.state in {"running", "done"})
        self._become("undone" if done.undone or done.kept else "done" if begun else "shown")
        self._show_counts()
        self.rows.empty = say("bringing.no_rows")
        self.rows.restart()
        self.tell(result(done, brought=self.state == "done"))

    def _show_all(self, done: Done) -> None:
        self._show_counts()
        self._show_row(self.rows.row)
        self.rows.reload()
        self.tell(result(done, brought=self.state == "done"))

    def _show_counts(self) -> None:
        self.query_one("#counts", Static).update("   ".join(words for _, words in counted(self.progress)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to do what is shown or was stopped, and to undo what was done."""
        done = self.progress
        match action:
            case "accept":
                return self.state in {"shown", "done"} and done is not None and done.todo > 0
            case "undo":
                return self.state in {"done", "undone"} and done is not None and done.undoable > 0
            case "mark_all":
                return self.state == "shown" and self._count("duplicate") > 0
            case "filters":
                return self.state not in AT_WORK
            case "hand_out":
                return self.state not in AT_WORK and self.left_out > 0
            case _:
                return super().check_action(action, parameters)

    @background("bringing")
    async def action_accept(self) -> None:
        """Bring in what is shown, or go on with what was stopped."""
        if self.progress is None:
            return
        whole = self.progress.applied + self.progress.todo
        self._become("running")
        self.tell(say("bringing.running"))
        await self._through(importing.apply, lambda one: (whole - one.todo, whole))
        self._finished()

    @background("bringing")
    async def action_undo(self) -> None:
        """Take all of it back."""
        if self.progress is None:
            return
        whole = self.progress.undoable
        self._become("undoing")
        self.tell(say("bringing.undoing"))
        await self._through(importing.undo, lambda one: (whole - one.undoable, whole))
        self._finished()

    @background("asking")
    async def action_filters(self) -> None:
        """Show the rows of one outcome, or all."""
        chosen = await choose(self, say("bringing.outcome"), [("all", say("bringing.outcome_all")), *counted(self.progress)])
        if chosen is not None:
            self.outcome = None if chosen == "all" else chosen
            self.rows.restart()

    @background("asking")
    async def action_hand_out(self) -> None:
        """Write the rows that stayed out to a file that can be mended."""
        if self.progress is None:
            return
        proposal = str(Path.home() / f"{say('bringing.left_out_file')}-{self.progress.file}")
        typed = await self.answer_of(Ask(say("bringing.ask_refused"), label=say("bringing.file"), value=proposal))
        if not typed:
            return
        path = place(typed)
        count = await self.ask(importing.write_refused(self.session, self.progress, path, say("bringing.why_heading"), bringing.why))
        if not isinstance(count, No):
            self.tell(say("bringing.refused_written", count=thousands(count), path=path))

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """A page of rows of the file."""
        wanted.stop()
        self._fetch(wanted)

    @background("pages", exclusive=False)
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        if self.progress is None or self.state == "reading":
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
        wanted.rows.supply(wanted.request, [row_of(line) for line in lines], at_end=len(page) < PAGE)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Show the whole of the row under the cursor."""
        selected.stop()
        self._show_row(selected.row)

    def _show_row(self, row: Row | None) -> None:
        line = self._held.get(row.id) if row else None
        if line is not None:
            self.query_one(Facts).show(*facts_of(line))

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Enter does what is shown."""
        opened.stop()
        if self.check_action("accept", ()):
            self.action_accept()

    def on_row_list_marked(self, marked: RowList.Marked) -> None:
        """Space takes a likely duplicate in as a customer of its own."""
        marked.stop()
        taken, self.rows.marked = marked.ids, type(self.rows.marked)()
        self._take_one(self._duplicates(taken))

    def _duplicates(self, rows: Iterable[int]) -> list[int]:
        return [row for row in rows if row in self._held and self._held[row].outcome == "duplicate"]

    @background("taking", exclusive=False)
    async def _take_one(self, wanted: list[int]) -> None:
        if self.state == "shown" and wanted:
            await self._take(wanted[:1])
        else:
            self.rows.refresh()

    @background("asking")
    async def action_mark_all(self) -> None:
        """Decide about all likely duplicates at once, or about those on the screen."""
        seen = self._duplicates(row.id for row in self.rows.pager.visible)
        counts = {"seen": len(seen), "all": self._count("duplicate")}
        choices = [(code, say(f"bringing.take_{code}", count=thousands(count))) for code, count in counts.items() if count]
        chosen = await choose(self, say("bringing.ask_take"), choices)
        if chosen is not None:
            await self._take(seen if chosen == "seen" else None)

    async def _take(self, wanted: list[int] | None) -> None:
        """Bring in the likely duplicates of rows, or with None every one."""
        if self.progress is None:
            return
        answer = await self.ask(importing.take(self.session, uuid4(), self.progress.plan, wanted))
        if isinstance(answer, No):
            return
        self.progress = answer
        self.refresh_bindings()
        self._show_all(answer)

    def action_back(self) -> None:
        """Stop what is being done after its batch, or go back to the list."""
        if self.state in AT_WORK and not self._stop:
            self._stop = True
            self.tell(say("bringing.stopping"))
        else:
            self.dismiss(self.progress is not None and self.progress.undoable > 0)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns = titles()
        if self.state not in AT_WORK and self.progress:
            self._show_all(self.progress)
