"""What an outside source says beside what the register holds, field by field: each line is accepted or left, one save settles all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final
from uuid import UUID, uuid4

from textual.binding import BindingType
from textual.widget import Widget

from db import customers
from db.customers import Card
from db.errors import Stale, Unreachable
from db.rights import Rights
from db.shown import shown_date
from db.sources import comparing, settling
from db.sources.settling import Settling
from db.sources.stated import Comparison, Days, Stated, Step
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No
from tui.screens.opened import of_opened
from tui.widgets.facts import Fact, Facts
from tui.widgets.rows import Column, Row, RowList
from tui.words import joined, known, language, say

BILLING: Final = "seloste_billing"
NOTHING: Final = "–"
NEEDED: Final = frozenset({"kind", "main"})
"""What a new customer cannot be without."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer that was noted: who is stated, the number of the fetch, and the day."""

    stated: Stated
    fetch: int
    today: date


@dataclass(frozen=True, slots=True)
class Settled:
    """The customer that was saved, and what to tell."""

    customer: int
    told: str


def columns(*, ours: bool = True) -> tuple[Column, ...]:
    """The columns in the language in use; of a new customer there is nothing of ours."""
    return (
        Column(say("fetching.what"), 19),
        *((Column(say("fetching.ours"), 1.0, least=18),) if ours else ()),
        Column(say("fetching.theirs"), 1.0, least=22),
        Column(say("fetching.since"), 10),
    )


class FetchedScreen(BaseScreen["Settled | None"]):
    """Differences of an opened card, or what a new customer would be."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    FetchedScreen Facts { height: 6; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept", "save")]

    def __init__(self, fetched: Fetched, rights: Rights, card: Card | None, comparison: Comparison, own: set[str]) -> None:
        """``own`` learns the operation, so that its news is not taken for somebody else's."""
        super().__init__()
        self.fetched, self.rights, self.card = fetched, rights, card
        self.steps: list[Step] = []
        self.left_out = comparison.left_out
        self._own = own
        self._operation: UUID = uuid4()
        self._take(comparison)

    def _take(self, comparison: Comparison) -> None:
        """Lines in the order they are asked, those left before last."""
        self.steps = sorted(comparison.steps, key=lambda step: step.left is not None)
        self.left_out = comparison.left_out

    @property
    def heading(self) -> str:
        """From where, and about whom."""
        title = say("fetching.title" if self.card else "fetching.new_title", source=say(f"card.source_{self.fetched.stated.source}"))
        return f"{title} · {self.card.customer.name if self.card else self.fetched.stated.name}"

    def body(self) -> Iterable[Widget]:
        """The lines, and the one under the cursor in full."""
        yield RowList(columns(ours=self.card is not None), empty=say("fetching.same"))
        yield Facts()

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def on_mount(self) -> None:
        """Show the lines; of a new customer, and facts that stand against nothing of ours, all are accepted."""
        super().on_mount()
        for at, step in enumerate(self.steps):
            if self.may(step) and step.left is None and (self.card is None or step.firm):
                self.rows.marked |= {at}
        self.rows.restart()
        self._say_what_to_do()

    def _say_what_to_do(self) -> None:
        left_out = joined(" ", *(_left_out(name, self.fetched.stated) for name in self.left_out))
        self.tell(left_out or say("fetching.accepting" if self.steps else "fetching.same"), bad=bool(left_out))
        if not self.steps:
            self.query_one(Facts).show(self.credit, ())

    def may(self, step: Step) -> bool:
        """Whether the purpose may accept a step."""
        brings = ("firmographic", "as_of") in self.rights.seen
        return settling.may_take(step, lambda entity, field: (entity, field) in self.rights.written, brings_firm=brings)

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """All lines: they are few."""
        wanted.stop()
        rows = [
            Row(at, cells(step, ours=self.card is not None), dim=step.left is not None or not self.may(step))
            for at, step in enumerate(self.steps)
        ]
        wanted.rows.supply(wanted.request, rows, at_end=True)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """The line under the cursor in full."""
        selected.stop()
        step = self.steps[selected.row.id]
        one = step.difference
        when, who = step.left or (None, None)
        facts = (
            Fact(say("fetching.ours"), value_of(one.what, one.ours) + span(one.our_days) if self.card else ""),
            Fact(say("fetching.theirs"), value_of(one.what, one.theirs) + span(one.their_days), strong=True),
            Fact(say("fetching.ours_from"), say(f"card.source_{one.our_source}") if one.our_source else ""),
            Fact("", say(f"importing.{one.warning}") if one.warning else ""),
            Fact("", say("fetching.left_before", when=day(when) or NOTHING, who=who or NOTHING) if step.left else ""),
        )
        self.query_one(Facts).show(f"{word_of(one.what)} · {self.credit}", facts)

    @property
    def credit(self) -> str:
        """Where it is from: the licence asks that it is said."""
        stated = self.fetched.stated
        key = "fetching.credit" if stated.source == "ytj" else "fetching.from_register"
        return say(key, moment=day(stated.as_of) or NOTHING)

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Enter accepts too."""
        opened.stop()
        self.rows.action_mark()

    def action_accept(self) -> None:
        """Accept the line, or leave it again, and go to the next."""
        self.rows.action_mark()

    def on_row_list_marked(self, marked: RowList.Marked) -> None:
        """Refuse what the purpose may not accept, and keep what a new customer needs."""
        marked.stop()
        barred = {at for at in marked.ids if not self.may(self.steps[at])}
        needed = {at for at, step in enumerate(self.steps) if self.card is None and step.difference.what in NEEDED} - marked.ids
        if barred or needed:
            self.rows.marked -= barred
            self.rows.marked |= needed
            self.rows.refresh()
            self.tell(say("fetching.not_yours" if barred else "fetching.needed"), bad=True)

    @background("save")
    async def action_save(self) -> None:
        """Save what was accepted, and keep what was left as it is."""
        if not self.steps:
            self.dismiss(None)
            return
        mine = [(at, step) for at, step in enumerate(self.steps) if self.may(step)]
        accepted = [step for at, step in mine if at in self.rows.marked]
        left = [step for at, step in mine if at not in self.rows.marked]
        customer = self.card.customer.id if self.card else None
        settled = Settling(self.fetched.fetch, customer, accepted, left)
        self._own.add(str(self._operation))
        answer = await of_opened(self, customer or 0, lambda: settling.settle(self.session, self._operation, self.fetched.stated, settled))
        if not isinstance(answer, No):
            self.dismiss(Settled(answer, say("fetching.saved", accepted=len(accepted), left=len(left))))
        elif isinstance(answer.error, Stale):
            await self._read_again(accepted)
        elif not isinstance(answer.error, Unreachable):
            self._operation = uuid4()

    async def _read_again(self, accepted: list[Step]) -> None:
        """Somebody saved first: compare with what is there now; what was accepted stays so where it still differs."""
        self._operation = uuid4()
        card = await self.ask(customers.card(self.session, self.card.customer.id)) if self.card else None
        if card is None or isinstance(card, No):
            return
        self.card = card
        self._take(compared(card, self.fetched, self.session.purpose))
        wanted = [(step.difference.what, dict(step.said)) for step in accepted]
        self.rows.marked.clear()
        self.rows.marked |= {at for at, step in enumerate(self.steps) if (step.difference.what, dict(step.said)) in wanted}
        self.rows.restart()
        self.tell(say("fetching.stale"), bad=True)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns = columns(ours=self.card is not None)
        self.rows.empty = say("fetching.same")
        self.rows.restart()
        self._say_what_to_do()


def compared(card: Card, fetched: Fetched, purpose: str | None) -> Comparison:
    """A card beside the answer; billing sees the billing address first."""
    return comparing.differences(card, fetched.stated, fetched.today, wants_billing=purpose == BILLING)


def cells(step: Step, *, ours: bool = True) -> tuple[str, ...]:
    """A line of the list."""
    one = step.difference
    held = (value_of(one.what, one.ours) + span(one.our_days),) if ours else ()
    return (word_of(one.what), *held, value_of(one.what, one.theirs) + span(one.their_days), day(one.since))


def word_of(what: str) -> str:
    """What a datum is called."""
    return say(f"importing.{what}") if known(f"importing.{what}") else what


def value_of(what: str, value: str | None) -> str:
    """A value as a person reads it."""
    if value is None:
        return NOTHING
    code = value.partition(" ")[0]
    keys = {"kind": f"card.kind_{value}", "relation": f"card.status_{value}", "legal_form": f"card.legal_form_{code}"}
    key = keys.get(what, "")
    return say(key) if known(key) else value


def span(days: Days) -> str:
    """From when to when, in brackets; nothing where neither is known."""
    first, last = (day(one) for one in days)
    return f" ({first}–{last})" if first or last else ""


def day(when: date | None) -> str:
    """A date as one reads it, "" for none."""
    return shown_date(when, language()) if when else ""


def _left_out(name: str, stated: Stated) -> str:
    form = stated.firm.get("legal_form") or NOTHING
    return say(f"importing.{name}", form=form) if known(f"importing.{name}") else name
