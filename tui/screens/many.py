"""An act on many customers: shown, done with a bar that can be stopped, and undone as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final, Literal
from uuid import UUID, uuid4

from textual.binding import BindingType
from textual.widget import Widget

from db import many
from db.many import Change, Last, Outcome, Selection, Told
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No, thousands
from tui.screens.many_asking import in_words, known_groups
from tui.screens.outcomes import OutcomesScreen, outcome_columns
from tui.screens.permission_words import Known
from tui.widgets.progress import Progress
from tui.words import say

State = Literal["reckoning", "shown", "running", "done", "undoing", "undone"]
AT_WORK: Final = frozenset({"running", "undoing"})


class ManyScreen(OutcomesScreen[bool]):
    """Answers whether anything was changed and stayed so."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept", "undo")]

    def __init__(self, change: Change, selection: Selection, last: Last | None = None) -> None:
        """``last``: an act that was begun before, to be gone on with or undone."""
        super().__init__()
        self.change, self.selection = change, selection
        self.plan: UUID = last.plan if last else uuid4()
        self.progress = last.progress if last else None
        self.state: State = "done" if last else "reckoning"
        self._stop = self._unreckoned = False
        self._known = Known()

    def between(self) -> Iterable[Widget]:
        """How far it is."""
        yield Progress()

    @property
    def heading(self) -> str:
        """The title."""
        return say("many.title")

    @property
    def asked(self) -> str:
        """What is done."""
        said = in_words(self, self.change, self._known)
        return said[:1].upper() + said[1:]

    def on_mount(self) -> None:
        """Show what would be done, or what was."""
        self.outcomes.focus()
        self._begin()

    @background("many")
    async def _begin(self) -> None:
        self._known = await known_groups(self) or Known()
        self.outcomes.columns = outcome_columns(self.asked)
        if self.progress is not None:
            self.names.empty = say("many.names_elsewhere")
            self.show(Told(self.progress.total, (Outcome("done", self.progress.changed, ()),)))
            self._finished()
            return
        self.tell(say("many.reckoning"))
        told = await self.ask(many.preview(self.session, self.plan, self.selection, self.change))
        self._unreckoned = isinstance(told, No)
        if isinstance(told, No):
            return
        self._become("shown")
        self.show(told)
        self.tell(self._shown())

    def _shown(self) -> str:
        told = self.told
        if told is None:
            return ""
        change, already = told.count("change"), told.count("already")
        counts = {"already": thousands(already), "refused": thousands(told.total - change - already)}
        if not change:
            return say("many.nothing_changes", **counts)
        return say("many.shown_refusals" if self.refuses else "many.shown", change=thousands(change), **counts)

    @property
    def refuses(self) -> bool:
        """Whether the act is made of refusals, which are not undone."""
        return self.change.get("state") == "refused"

    def _become(self, state: State) -> None:
        self.state = state
        self.refresh_bindings()

    @property
    def left(self) -> int:
        """How many customers are still to be done."""
        if self.progress is None:
            return self.told.count("change") if self.told else 0
        return 0 if self.progress.undone else self.progress.total - self.progress.handled

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to do what is shown or was stopped, and to undo what was done."""
        match action:
            case "accept":
                return self.state in {"shown", "done"} and self.left > 0
            case "undo":
                done = self.progress
                return self.state == "done" and done is not None and done.undone < done.batches and done.changed > 0 and not done.stands
            case _:
                return super().check_action(action, parameters)

    def line_is_back(self) -> None:
        """Reckon what could not be reckoned."""
        if self._unreckoned:
            self._begin()

    def followed(self) -> None:
        """Enter does what is shown."""
        if self.check_action("accept", ()):
            self.action_accept()

    def action_accept(self) -> None:
        """Do what is shown, or go on with what was stopped."""
        self._start("running", "many.running_refusals" if self.refuses else "many.running")
        total = self.progress.total if self.progress else self.left
        self._draw(total - self.left, total)
        self._run()

    def action_undo(self) -> None:
        """Take all of it back."""
        self._start("undoing", "many.undoing")
        self._take_back()

    def _start(self, state: State, words: str) -> None:
        self._stop = False
        self._become(state)
        self.tell(say(words))

    @background("many")
    async def _run(self) -> None:
        """Batch by batch, each an operation of its own, until all is done or Esc was pressed."""
        while self.left and not self._stop:
            answer = await self.ask(many.apply(self.session, uuid4(), self.plan))
            if isinstance(answer, No):
                self._become("done" if self.progress else "shown")
                return
            self.progress = answer
            self._draw(answer.handled, answer.total)
        self._finished()

    @background("many")
    async def _take_back(self) -> None:
        while self.progress is not None and self.progress.undone < self.progress.batches and not self._stop:
            answer = await self.ask(many.undo(self.session, uuid4(), self.plan))
            if isinstance(answer, No):
                self._become("done")
                return
            self.progress = answer
            self._draw(answer.changed - answer.restored - answer.kept, answer.total)
        self._finished()

    def _draw(self, done: int, total: int) -> None:
        bar = self.query_one(Progress)
        bar.counts = say("many.progress", done=thousands(done), total=thousands(total))
        bar.total, bar.done = total, done

    def _finished(self) -> None:
        """Say what was done or undone, and what can be done now."""
        done = self.progress
        if done is None:
            self._become("shown")
            self.tell(self._shown())
            return
        self._become("undone" if done.undone == done.batches else "done")
        self.tell(self._result(done))

    @staticmethod
    def _result(done: many.Progress) -> str:
        changed, restored = thousands(done.changed), thousands(done.restored)
        if done.undone and done.undone < done.batches:
            return say("many.undo_stopped", restored=restored)
        if done.undone:
            return (
                say("many.undone_less", restored=restored, kept=thousands(done.kept))
                if done.kept
                else say("many.undone", restored=restored)
            )
        if done.handled < done.total:
            return say("many.stopped_refusals" if done.stands else "many.stopped", changed=changed, total=thousands(done.total))
        less = done.total - done.changed
        if done.stands:
            return say("many.done_refusals", changed=changed)
        return say("many.done_less", changed=changed, less=thousands(less)) if less else say("many.done", changed=changed)

    def action_back(self) -> None:
        """Stop what is being done after its batch, or go back to the list."""
        if self.state in AT_WORK:
            self._stop = True
            self.tell(say("many.stopping"))
        else:
            self.dismiss(self.progress is not None and self.state != "undone" and self.progress.changed > 0)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        if self.state not in AT_WORK and self.state != "reckoning":
            self.tell(self._result(self.progress) if self.progress else self._shown())
