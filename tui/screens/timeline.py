"""The timeline of a customer: everything the purpose may see, newest first, a page at a time; Enter leads to the thing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from db import timeline
from db.timeline import Event
from tui.background import background
from tui.commands import bindings
from tui.screens import at_work
from tui.screens.base import BaseScreen, No
from tui.screens.contact_fields import Seen
from tui.screens.history_words import Persons
from tui.screens.opened import of_opened
from tui.screens.timeline_words import about, on_card, what, when
from tui.widgets.ask import Choose
from tui.widgets.facts import Facts
from tui.widgets.lines import Lines
from tui.widgets.rows import Column, Row, RowList
from tui.words import say

PAGE: Final = 64


def columns() -> tuple[Column, ...]:
    """The columns in the language in use."""
    return (
        Column(say("support.when"), 16),
        Column(say("support.kind"), 12),
        Column(say("support.what"), 3.0, least=24),
        Column(say("support.who"), 1.0, least=10, most=24, priority=1),
    )


class TimelineScreen(BaseScreen["str | None"]):
    """Answers with the item of the card that was chosen, None when the person only looked."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    TimelineScreen Facts { height: 30%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filters", "call", "reload")]

    def __init__(self, seen: Seen, own: set[str]) -> None:
        """What is brought back in the history is added to ``own`` operations."""
        super().__init__()
        card, self._rights, _products = self._seen = seen
        self._logs, self._acts = ("interaction", "summary") in self._rights.written, self._rights.acts
        self.card, self.own = card, own
        self.persons = Persons({person.id: f"{person.given_names} {person.family_name}" for person in card.persons})
        self.kinds: tuple[str, ...] = ()
        self.kind: str | None = None
        self._events: dict[int, Event] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._newest = 0
        self._turn = asyncio.Lock()

    def body(self) -> Iterable[Widget]:
        """The list, and the whole of the event under the cursor."""
        yield Lines(columns(), marks=0, empty=say("support.nothing_yet"))
        yield Facts()

    @property
    def heading(self) -> str:
        """Whose timeline, and what it is narrowed to."""
        narrowed = [say(f"support.kind_{self.kind}")] if self.kind else []
        return " · ".join([say("support.timeline"), self.card.customer.name, *narrowed])

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def on_mount(self) -> None:
        """Ask for the newest events."""
        super().on_mount()
        self.rows.restart()
        self._learn()

    @background("rights", opens=True)
    async def _learn(self) -> None:
        found = await self.ask(timeline.kinds(self.session))
        self.kinds = () if isinstance(found, No) else found

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for a page; a page of an older question is not asked for any more."""
        wanted.stop()
        if wanted.direction == "first":
            self._newest = wanted.request
        self._fetch(wanted)

    @background("pages", exclusive=False)
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        async with self._turn:
            if wanted.request < self._newest:
                return
            backward = wanted.direction in {"before", "last"}
            place = ["0001-01-01T00:00:00Z", "", ""] if wanted.direction == "last" else wanted.key
            kinds = [self.kind] if self.kind else None
            question = partial(timeline.page, self.session, self.card.customer.id, kinds, place, backward=backward, most=PAGE)
            found = await of_opened(self, self.card.customer.id, question)
            if isinstance(found, No):
                wanted.rows.unanswered(wanted.request)
                return
            events = tuple(reversed(found)) if backward else found
            wanted.rows.supply(wanted.request, [self._row(event) for event in events], len(found) < PAGE)
            if wanted.direction == "first":
                self._show_whole()

    def _row(self, event: Event) -> Row:
        number = self._numbers.setdefault((event.kind, event.id), len(self._numbers))
        self._events[number] = event
        words = (when(event), say(f"support.kind_{event.kind}"), what(event, self.persons), event.login or "")
        return Row(number, words, tuple(event.position))

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Tell the whole of the event under the cursor."""
        selected.stop()
        self._show_whole()

    def _show_whole(self) -> None:
        event = self._events.get(self.rows.row.id) if self.rows.row is not None else None
        if event is not None:
            self.query_one(Facts).show(*about(event, self.persons))

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Go to the thing."""
        opened.stop()
        event = self._events.get(opened.row.id)
        if event is None:
            return
        screen = self._screen_of(event)
        if screen is not None:
            self.app.push_screen(screen, self._come_back)  # pyright: ignore[reportUnknownMemberType]
        else:
            self.dismiss(on_card(event, self.card))

    def _screen_of(self, event: Event) -> BaseScreen[Any] | None:
        customer = self.card.customer
        match event.kind:
            case "contact":
                return at_work.ContactScreen(customer.id, number=int(event.id))
            case "source":
                return at_work.SourcesScreen(self.card, self.own, *self._seen[1:])
            case "change":
                return at_work.HistoryScreen(customer.id, customer.name, self.persons.names, self.own)
            case "permission":
                return at_work.PermissionsScreen(self.card, event.facts["person"])
            case "invoice" | "reminder":
                return at_work.InvoiceScreen(self.card, int(event.facts.get("invoice", event.id)), self.own, self._acts)
            case "payment":
                return at_work.InvoicesScreen(self.card, self.own, self._acts)
            case _:
                return None

    def _come_back(self, told: object) -> None:
        """See what was changed there."""
        self.rows.reload()
        if isinstance(told, str):
            self.tell(told)

    def action_call(self) -> None:
        """Log another contact."""
        self.app.push_screen(at_work.ContactScreen(self.card.customer.id, seen=self._seen), self._come_back)  # pyright: ignore[reportUnknownMemberType]

    @background("asking")
    async def action_filters(self) -> None:
        """Show one kind of events, or all."""
        choices = [("all", say("support.all_kinds")), *((kind, say(f"support.kind_{kind}")) for kind in self.kinds)]
        chosen = await self.answer_of(Choose(say("support.which_kinds"), choices, current=self.kind or "all"))
        if chosen is not None:
            self.show_kind(None if chosen == "all" else chosen)

    @property
    def _nothing(self) -> str:
        """What is said where there is nothing, and how one sees the rest."""
        return say("support.nothing_of_kind" if self.kind else "support.nothing_yet")

    def show_kind(self, kind: str | None) -> None:
        """Show one kind of events, or all."""
        self.kind = kind
        self.renew_header()
        self.query_one(Facts).show("", ())
        self.rows.empty = self._nothing
        self.rows.restart()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to log a contact where the purpose does."""
        return self._logs if action == "call" else super().check_action(action, parameters)

    def action_reload(self) -> None:
        """Ask again for what is in view."""
        self.rows.reload()

    def heard(self, told: dict[str, Any]) -> None:
        """Show what somebody saved meanwhile."""
        if told.get("party") == self.card.customer.id:
            self.rows.reload()

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns, self.rows.empty = columns(), self._nothing
        self.rows.restart()
