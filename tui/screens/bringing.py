"""A file being brought in: what each row would do, done with a bar that can be stopped, and undone as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID, uuid4

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from db import importing
from db.importing import Progress as Done
from db.session import Session
from tui import bringing
from tui.background import background
from tui.commands import bindings
from tui.screens.asking import ask_until, choose
from tui.screens.base import No, sentence, thousands
from tui.screens.bringing_file import Sending, place
from tui.screens.bringing_rows import FileRows, FileRowsScreen, State
from tui.screens.bringing_words import counted, result, titles
from tui.widgets.facts import Facts
from tui.widgets.progress import Progress
from tui.widgets.rows import RowList
from tui.words import how_many, joined, say

AT_WORK: Final = frozenset({"reading", "checking", "running", "undoing"})
Act = Callable[[Session, UUID, UUID], Awaitable[Done]]


class BringingScreen(FileRowsScreen):
    """Answers whether anything was brought in and stayed."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    BringingScreen #counts { height: 1; padding: 0 2; }
    BringingScreen Facts { height: 30%; min-height: 7; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept", "mark_all", "undo", "filters", "hand_out", "reload")]

    def __init__(self, sending: Sending | None, progress: Done | None = None) -> None:
        """A file to be sent, or an import that was begun before."""
        super().__init__("reading" if sending else "checking", progress)
        self.sending = sending
        self._stop = False

    def body(self) -> Iterable[Widget]:
        """Counts, rows, the row under the cursor, how far it is."""
        yield Static(id="counts", markup=False)
        yield FileRows(titles(), empty="")
        yield Facts()
        yield Progress()

    @property
    def heading(self) -> str:
        """The file."""
        name = self.progress.file if self.progress else self.sending.table.path.name if self.sending else ""
        return f"{say('bringing.title')} · {name}"

    def on_mount(self) -> None:
        """Send the file, check its rows, or go on where that was left."""
        super().on_mount()
        self._begin()

    @background("bringing")
    async def _begin(self) -> None:
        trouble = await self._send(self.sending) if self.sending is not None and self.state == "reading" else None
        if trouble is None and self.progress and self.progress.whole and self.progress.checked < self.progress.staged:
            self._become("checking")
            self.tell(say("bringing.checking"))
            trouble = await self._through(importing.check, lambda one: (one.checked, one.staged))
        self._finished(trouble)

    async def _send(self, sending: Sending) -> No | None:
        self.tell(say("bringing.reading"))
        step = await self.ask(sending.begin(self.session))
        while not isinstance(step, No) and not self._stop:
            self.progress = step
            self._draw(step.staged, max(sending.total, step.staged))
            if step.whole:
                return None
            step = await self.ask(sending.go_on(self.session))
        return step if isinstance(step, No) else None

    async def _through(self, act: Act, share: Callable[[Done], tuple[int, int]]) -> No | None:
        """Ask again and again, each time an operation of its own, until the share is whole, Esc was pressed or the answer is no."""
        while self.progress is not None and not self._stop:
            done, whole = share(self.progress)
            self._draw(done, whole)
            if done >= whole:
                break
            answer = await self.ask(act(self.session, uuid4(), self.progress.plan))
            if isinstance(answer, No):
                return answer
            self.progress = answer
        return None

    def _draw(self, done: int, total: int) -> None:
        bar = self.query_one(Progress)
        bar.counts = say("bringing.progress", done=thousands(done), total=thousands(total))
        bar.total, bar.done = total, done

    def _become(self, state: State) -> None:
        self.state, self._stop = state, False
        self.rows.takes = state == "shown" and self._count("duplicate") > 0
        self.refresh_bindings()

    def _count(self, outcome: str) -> int:
        return Counter(self.progress.counts)[outcome] if self.progress else 0

    @property
    def left_out(self) -> int:
        """Rows that stay out."""
        return sum(self._count(outcome) for outcome in importing.LEFT_OUT)

    def _finished(self, trouble: No | None = None) -> None:
        """Say what was found, done or undone, or why it halted, and show the rows as they are now."""
        done = self.progress
        if done is None or not done.whole or done.checked < done.staged:
            self._become("halted")
            self.tell(joined(" ", sentence(trouble.error) if trouble else say("bringing.halted"), say("bringing.again")), bad=True)
            return
        begun = done.applied > 0 or (done.todo == 0 and self.state in {"running", "done"})
        self._become("undone" if done.undone or done.kept else "done" if begun else "shown")
        self._show_counts()
        self.rows.empty = say("bringing.no_rows" if done.staged else "bringing.no_rows_at_all")
        self.rows.restart()
        if trouble is None:
            self.tell(result(done, brought=self.state == "done"))
        else:
            self.tell(joined(" ", result(done, brought=self.state == "done"), sentence(trouble.error)), bad=True)

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
                return self.state not in AT_WORK | {"halted"}
            case "hand_out":
                return self.state not in AT_WORK and self.left_out > 0
            case "reload":
                return self.state == "halted"
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
        self._finished(await self._through(importing.apply, lambda one: (whole - one.todo, whole)))

    @background("bringing")
    async def action_undo(self) -> None:
        """Take all of it back."""
        if self.progress is None:
            return
        whole = self.progress.undoable
        self._become("undoing")
        self.tell(say("bringing.undoing"))
        self._finished(await self._through(importing.undo, lambda one: (whole - one.undoable, whole)))

    def action_reload(self) -> None:
        """Try again what was halted: what the register has of the file is gone on with, otherwise it is sent anew."""
        if self.sending is not None and not (self.progress and self.progress.whole):
            self.sending = Sending(self.sending.table, self.sending.kind, self.sending.columns)
            self._become("reading")
        self._begin()

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
        told = await ask_until(
            self, say("bringing.ask_refused"), partial(self._write_refused, self.progress), label=say("bringing.file"), value=proposal
        )
        if told:
            self.tell(told)

    async def _write_refused(self, done: Done, typed: str) -> str:
        path = place(typed)
        count = await importing.write_refused(self.session, done, path, say("bringing.why_heading"), bringing.why)
        return say("bringing.refused_written", rows=how_many("bringing.rows", count), path=path)

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
        self._become(self.state)
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
