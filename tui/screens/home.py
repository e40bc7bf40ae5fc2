"""The dashboard: figures, what was opened and changed lately, own drafts; every line leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from db import audit, contacts, desk, due, rights
from db.audit import Head, Problem
from db.contacts import OpenContact
from db.customers import Filters
from db.desk import Decided, Draft, Figure, Lately
from db.due import DueCount
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No, thousands
from tui.screens.home_panels import (
    contacts_panel,
    customers_panels,
    decided_panel,
    drafts_panel,
    due_panel,
    lately_panel,
    logs_panel,
    narrowed,
)  # fmt: skip
from tui.widgets.ask import Confirm
from tui.widgets.board import Board, Entry, Panel
from tui.widgets.board_layout import Stack
from tui.words import known, say, spoken

NARROW: Final[tuple[Stack, ...]] = (
    (("customers", "kinds", "permissions"), ("decided", "due"), ("contacts",), ("drafts",), ("opened", "changed"), ("logs",)),
)
WIDE: Final[tuple[Stack, ...]] = (
    (("customers", "kinds"), ("permissions", "decided"), ("due",), ("contacts",), ("drafts",), ("logs",)),
    (("opened",), ("changed",)),
)
MOST: Final = 16
SETTLES: Final = 0.5
PRIVACY: Final = "seloste_privacy"
SUPPORT: Final = "seloste_support"


class HomeScreen(BaseScreen[None]):
    """Begins in the first figure; the lists come when they are there and renew themselves when somebody saves."""

    FIRST = True
    LEADS_TO_LISTS = True
    RENEWS = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search", "new", "due", "drafts", "discard", "reload")]

    class ListWanted(Message):
        """A list of customers is to be opened."""

        def __init__(self, typed: str, filters: Filters, in_box: bool) -> None:
            super().__init__()
            self.typed, self.filters, self.in_box = typed, filters, in_box

    class DueWanted(Message):
        """What falls due is to be listed, all of it or one kind."""

        def __init__(self, kind: str | None) -> None:
            super().__init__()
            self.kind = kind

    class CardWanted(Message):
        """A customer is to be opened, or a draft gone on with; neither is a new customer."""

        def __init__(self, customer: int | None, draft: Draft | None) -> None:
            super().__init__()
            self.customer, self.draft = customer, draft

    class ContactWanted(Message):
        """An own contact that is open is to be gone on with."""

        def __init__(self, customer: int, number: int) -> None:
            super().__init__()
            self.customer, self.number = customer, number

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self._figures: tuple[Figure, ...] | None = None
        self._lately: dict[str, tuple[Lately, ...] | None] = {"opened": None, "changed": None}
        self._drafts: tuple[Draft, ...] | None = None
        self._decided: tuple[Decided, ...] | None = None
        self._due: tuple[DueCount, ...] | None = None
        self._contacts: tuple[OpenContact, ...] | None = None
        self._head: Head | None = None
        self._stirred = False
        self._on_draft = False
        self._may_add: bool | None = None

    @property
    def heading(self) -> str:
        """The title."""
        return say("home.title")

    @property
    def board(self) -> Board:
        """The panels."""
        return self.query_one(Board)

    def body(self) -> Iterable[Widget]:
        """The panels, as far as they are known."""
        board = Board(NARROW, WIDE)
        board.set_reactive(Board.panels, self._panels())
        yield board

    def _panels(self) -> tuple[Panel, ...]:
        logs = (logs_panel(self._head),) if self.session.purpose == PRIVACY and self._figures is not None else ()
        return (
            *customers_panels(self._figures),
            *decided_panel(self._decided),
            due_panel(self._due),
            *((contacts_panel(self._contacts),) if self.session.purpose == SUPPORT else ()),
            drafts_panel(self._drafts),
            lately_panel("opened", self._lately["opened"]),
            lately_panel("changed", self._lately["changed"]),
            *logs,
        )

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved; several savings in a row are one reason to look again."""
        if self.is_current and not self._stirred:
            self._stirred = True
            self.call_later(self.set_timer, SETTLES, self._load)

    def on_screen_resume(self) -> None:
        """See what changed meanwhile."""
        self._load()

    def action_reload(self) -> None:
        """Ask for everything again."""
        self._load()

    @background("home")
    async def _load(self) -> None:
        self._stirred = False
        session = self.session
        self._figures = _kept(await self.ask(desk.figures(session)), self._figures)
        if session.purpose == SUPPORT:
            self._contacts = _kept(await self.ask(contacts.still_open(session, MOST)), self._contacts)
        self._drafts = _kept(await self.ask(desk.drafts(session)), self._drafts)
        self._decided = _kept(await self.ask(desk.decided(session)), self._decided)
        self._due = _kept(await self.ask(due.counts(session)), self._due)
        for which in ("opened", "changed"):
            self._lately[which] = _kept(await self.ask(desk.lately(session, which, MOST)), self._lately[which])
        if session.purpose == PRIVACY:
            self._head = _kept(await self.ask(audit.head(session)), self._head)
        self.board.panels = self._panels()
        await self._learn_rights()

    async def _learn_rights(self) -> None:
        """Offer a new customer where the purpose may name one; a purpose does not change under a screen."""
        if self._may_add is not None:
            return
        found = await self.ask(rights.of(self.session))
        if not isinstance(found, No):
            self._may_add = ("party", "name") in found.written
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a draft is thrown away, and only who may add customers adds one."""
        if action in {"discard", "new"}:
            return self._on_draft if action == "discard" else bool(self._may_add)
        return super().check_action(action, parameters)

    def on_board_moved(self, moved: Board.Moved) -> None:
        """Offer to throw away what is a draft."""
        moved.stop()
        on_draft = moved.entry is not None and isinstance(moved.entry.key, Draft)
        if on_draft != self._on_draft:
            self._on_draft = on_draft
            self.refresh_bindings()

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.board.panels = self._panels()

    def on_board_opened(self, opened: Board.Opened) -> None:
        """Go where the line leads."""
        opened.stop()
        self._follow(opened.entry)

    def _follow(self, entry: Entry) -> None:
        match entry.key:
            case Filters() as filters:
                self.post_message(self.ListWanted("", filters, in_box=False))
            case ("decided", str() as permission):
                self.post_message(self.ListWanted("", narrowed("permission", permission), in_box=False))
            case DueCount() as counted:
                self.post_message(self.DueWanted(counted.kind))
            case (str(), int() as customer):
                self.post_message(self.CardWanted(customer, None))
            case OpenContact() as contact:
                self.post_message(self.ContactWanted(contact.party, contact.id))
            case Draft() as draft:
                self.post_message(self.CardWanted(draft.party, draft))
            case _:
                self._verify()

    def action_search(self) -> None:
        """Search among all customers."""
        self.post_message(self.ListWanted("", Filters(), in_box=True))

    def action_new(self) -> None:
        """Enter a new customer."""
        self.post_message(self.CardWanted(None, None))

    def action_due(self) -> None:
        """What falls due this week."""
        self.post_message(self.DueWanted(None))

    def action_drafts(self) -> None:
        """Go to the drafts."""
        if not self.board.go("drafts"):
            self.tell(say("home.no_draft_jump"))

    @background("discard")
    async def action_discard(self) -> None:
        """Throw the draft under the cursor away, when the person says so."""
        entry = self.board.entry
        if entry is None or not isinstance(entry.key, Draft):
            return
        if await self.answer_of(Confirm(say("home.discard_question", title=entry.text), danger=True)):
            await self.ask(desk.drop_draft(self.session, entry.key.id))
            self._load()

    @background("verify")
    async def _verify(self) -> None:
        self.tell(say("home.verifying"))
        found = await self.ask(audit.verify(self.session))
        if not isinstance(found, No):
            self.tell(verdict(found), bad=bool(found))


@spoken
def verdict(found: tuple[Problem, ...]) -> str:
    """What a check of the logs found, in a sentence."""
    if not found:
        return say("home.intact")
    first, named = found[0], f"home.problem_{found[0].problem}"
    problem = say(named) if known(named) else first.problem
    return say("home.broken", count=thousands(len(found)), log=say(f"home.log_{first.log}"), seq=first.seq, problem=problem)


def _kept(answer: Any, before: Any) -> Any:
    return before if isinstance(answer, No) else answer
