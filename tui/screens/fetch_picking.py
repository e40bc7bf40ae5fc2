"""Companies of one name in YTJ, a hundred to a page: one is chosen; the next page comes when the last line is reached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from db.sources import ytj
from db.sources.prh import Company
from db.sources.ytj import Answer
from tui.background import background
from tui.screens.base import BaseScreen, No, thousands
from tui.screens.fetched import value_of
from tui.widgets.rows import Column, Row, RowList
from tui.words import language, say


class PickList(RowList):
    """A list of which one is chosen."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is marked."""
        return action != "mark"


def columns() -> tuple[Column, ...]:
    """The columns in the language in use."""
    return (
        Column(say("fetching.pick_name"), 3.0, least=28),
        Column(say("fetching.pick_id"), 11),
        Column(say("fetching.pick_town"), 1.0, least=12, most=24),
        Column(say("fetching.pick_form"), 1.0, least=12, priority=1),
    )


class PickScreen(BaseScreen["tuple[Company, Answer] | None"]):
    """Answers the company chosen and the answer it stood in."""

    AUTO_FOCUS = "PickList"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, name: str, first: Answer) -> None:
        """The first page is there."""
        super().__init__()
        self.asked = name
        self.answers = [first]
        self._at = 0

    @property
    def heading(self) -> str:
        """What was asked."""
        return say("fetching.pick_title", name=self.asked)

    def body(self) -> Iterable[Widget]:
        """The companies."""
        yield PickList(columns(), marks=0, empty=say("fetching.pick_none"))

    def on_mount(self) -> None:
        """Show the first page."""
        super().on_mount()
        self.query_one(PickList).restart()

    @property
    def found(self) -> list[tuple[Company, Answer]]:
        """All companies fetched so far, each with its answer."""
        return [(company, answer) for answer in self.answers for company in answer.companies]

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """What was fetched so far."""
        wanted.stop()
        rows = [Row(at, _cells(company)) for at, (company, _) in enumerate(self.found)]
        wanted.rows.supply(wanted.request, rows, at_end=True)
        wanted.rows.show(say("fetching.pick_count", shown=thousands(len(rows)), total=thousands(self.answers[0].page.total)))
        if self._at:
            wanted.rows.action_move(self._at)
            self._at = 0

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """At the last line, ask for the next page."""
        selected.stop()
        if selected.row.id == len(self.found) - 1 and self.answers[-1].has_more:
            self._next()

    @background("pick")
    async def _next(self) -> None:
        at = len(self.found) - 1
        self.tell(say("fetching.asking"))
        answer = await self.ask(
            ytj.by_name(
                self.asked,
                len(self.answers) + 1,
                lambda seconds: self.tell(say("fetching.waiting", seconds=round(seconds))),
                first=self.answers[0],
            )
        )
        if isinstance(answer, No):
            return
        self.tell("")
        self.answers.append(answer)
        self._at = at
        self.query_one(PickList).restart()

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Answer with the company."""
        opened.stop()
        self.dismiss(self.found[opened.row.id])

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.query_one(PickList).columns = columns()
        self.query_one(PickList).restart()


def _cells(company: Company) -> tuple[str, ...]:
    towns = [address.town_fi or address.town_sv for address in company.addresses]
    town = next((town.title() for town in towns if town), "")
    form = company.form
    named = (form.name_fi if language() == "fi" else form.name_en or form.name_fi) if form else None
    return (company.name or "", company.business_id, town, named or (value_of("legal_form", form.code) if form else ""))
