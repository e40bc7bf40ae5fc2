"""The register: one box to search in, and a list that pages through however many customers there are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from re import compile as pattern
from typing import ClassVar, Final
from unicodedata import normalize

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from db import customers, rights
from db.customers import Filters, Found
from db.desk import Draft
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No
from tui.screens.customer_rows import columns, row_of
from tui.screens.narrowing import Narrowing
from tui.widgets.rows import RowList
from tui.words import how_many, say

PAGE: Final = 64
LONGEST_PASTE: Final = 200
IDENTITY_CODE: Final = pattern(r"\s*\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y]\s*")
BEGINS_CODE: Final = pattern(r"\s*\d{6}[-+A-FU-Ya-fu-y]\d?\w{0,3}\s*")


class SearchBox(Input):
    """The one box; what moves in a list moves in the list below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "into_list(1)", show=False),
        Binding("pagedown", "into_list(0)", show=False),
        Binding("escape", "leave", show=False),
    ]

    class Leave(Message):
        """Esc in the box."""

    class IntoList(Message):
        """The person goes down into the list."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    def action_into_list(self, steps: int) -> None:
        """Go into the list."""
        self.post_message(self.IntoList(steps))

    def action_leave(self) -> None:
        """Empty the box, or leave."""
        self.post_message(self.Leave())

    def _on_paste(self, event: events.Paste) -> None:
        """Take the first line of what is pasted, its marks composed and without what cannot be typed; search terms have one line."""
        lines = event.text.strip()[:LONGEST_PASTE].splitlines()
        if lines:
            self.insert_text_at_cursor("".join(sign for sign in normalize("NFC", lines[0]) if sign.isprintable()))
        event.stop()
        event.prevent_default()


class RegisterScreen(Narrowing):
    """Search as one types, filters, and a list in Finnish order."""

    AUTO_FOCUS = ""
    LEADS_TO_LISTS = True
    RENEWS = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("search", "new", "fetch", "call", "merge", "unmerge", "reload")]
    DEFAULT_CSS = """
    RegisterScreen SearchBox, RegisterScreen SearchBox:blur, RegisterScreen SearchBox:focus
        { border: none; height: 1; padding: 0 3; background: transparent; }
    """

    class Chosen(Message):
        """A customer is to be opened."""

        def __init__(self, customer: int) -> None:
            super().__init__()
            self.customer = customer

    class NewWanted(Message):
        """A new customer is to be entered."""

    def __init__(self, typed: str = "", filters: Filters | None = None, *, in_box: bool = True, extract: Draft | None = None) -> None:
        """``in_box`` begins in the search box, otherwise in the list; ``extract`` is gone on with at once."""
        super().__init__(filters)
        self._begin, self._in_box, self._extract = typed, in_box, extract
        self._turn = asyncio.Lock()
        self._newest = 0
        self._may_add = False

    def body(self) -> Iterable[Widget]:
        """The box and the list."""
        yield SearchBox(self._begin, placeholder=say("search.prompt"), select_on_focus=False, compact=True, id="box")
        yield RowList(columns(self.session.purpose), id="customers")

    @property
    def heading(self) -> str:
        """Customers, how many are marked, and what the list is narrowed to."""
        return " · ".join(filter(None, [say("search.title"), self.marked_in_words, *self.narrowed_in_words]))

    @property
    def typed(self) -> str:
        """What is searched for."""
        return self.box.value

    @property
    def box(self) -> SearchBox:
        """The search box."""
        return self.query_one(SearchBox)

    def on_mount(self) -> None:
        """Begin with the box or the list, and the first page."""
        self.box.cursor_blink = False
        self.rows.restart()
        (self.box if self._in_box else self.rows).focus()
        self._ask_rights()

    @background("rights", opens=True)
    async def _ask_rights(self) -> None:
        found = await self.ask(rights.of(self.session))
        if not isinstance(found, No):
            self._may_add = ("party", "name") in found.written
            self.sees_products = "product_counts" in found.acts
            self.refresh_bindings()
        if self._extract is not None:
            self.action_fetch()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a new customer where the purpose may write one."""
        return self._may_add if action in {"new", "fetch"} else super().check_action(action, parameters)

    def on_input_changed(self) -> None:
        """Search while one types."""
        self.rows.restart()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for a page; a page of an older query is not asked for any more."""
        wanted.stop()
        if wanted.direction == "first":
            self._newest = wanted.request
        self._fetch(wanted, self.box.value, self.filters)

    @background("pages", exclusive=False)
    async def _fetch(self, wanted: RowList.Wanted, typed: str, filters: Filters) -> None:
        async with self._turn:
            if wanted.request < self._newest:
                return
            if BEGINS_CODE.fullmatch(typed):
                self._ask_for_whole_code(wanted)
                return
            backward = wanted.direction in {"before", "last"}
            page = await self.ask(customers.find(self.session, typed, filters, wanted.key, backward=backward, most=PAGE))
            if isinstance(page, No):
                wanted.rows.unanswered(wanted.request)
                return
            self._supply(wanted, page, backward=backward)
        if wanted.direction == "first":
            await self._count(typed, filters, len(page))

    def _supply(self, wanted: RowList.Wanted, page: tuple[Found, ...], *, backward: bool) -> None:
        rows = [row_of(found, self.session.purpose) for found in (reversed(page) if backward else page)]
        self.rows.empty = self._nothing(self.box.value)
        wanted.rows.supply(wanted.request, rows, len(page) < PAGE)

    def _ask_for_whole_code(self, wanted: RowList.Wanted) -> None:
        """An identity code is never searched letter by letter: it goes to the database whole, and to no log."""
        self.rows.empty = say("search.whole_code")
        wanted.rows.supply(wanted.request, [], at_end=True)
        self.rows.show("")

    async def _count(self, typed: str, filters: Filters, shown: int) -> None:
        """Say how many there are: what is on one page needs no question."""
        if shown < PAGE:
            self.rows.show(how_many("search.count", shown))
            return
        count = await self.ask(customers.count(self.session, typed, filters))
        if not isinstance(count, No) and (typed, filters) == (self.box.value, self.filters):
            more = bool(typed.strip()) and count > 1000
            self.rows.show(how_many("search.count", count, "1\u00a0000+" if more else ""))

    def _nothing(self, typed: str) -> str:
        """What helps when nothing was found."""
        if not typed.strip():
            return say("search.nothing_here")
        narrowed = say("search.nothing_filters") if self.filters != Filters() else ""
        new = say("search.nothing_new") if self._may_add else ""
        return say("search.nothing", typed=typed.strip()[:40], filters=narrowed, new=new)

    def on_search_box_into_list(self, message: SearchBox.IntoList) -> None:
        """Down leads from the box into the list."""
        self.rows.focus()
        self.rows.action_move(message.steps)

    def on_search_box_leave(self) -> None:
        """Esc empties the box first and leaves then."""
        if self.box.value:
            self.box.value = ""
        else:
            self.action_back()

    async def on_input_submitted(self) -> None:
        """Enter opens the first hit, or the customer of a whole identity code."""
        if not IDENTITY_CODE.fullmatch(self.box.value):
            self.rows.action_open()
            return
        found = await self.ask(customers.by_identity_code(self.session, self.box.value.strip()))
        if isinstance(found, No):
            return
        if found is None:
            self.tell(say("search.no_such_code"), bad=True)
            return
        self.box.value = ""
        self.post_message(self.Chosen(found))

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open the customer."""
        opened.stop()
        self.post_message(self.Chosen(opened.row.id))

    def spoken_otherwise(self) -> None:
        """Say everything in the other language; the rows stay where they are."""
        super().spoken_otherwise()
        self.box.placeholder = say("search.prompt")
        self.rows.columns, self.rows.empty = columns(self.session.purpose), self._nothing(self.box.value)
        self.rows.restart()

    def on_screen_resume(self) -> None:
        """See what changed meanwhile, at the same place."""
        if self.rows.pager.answered:
            self.rows.reload()

    def action_search(self) -> None:
        """Go to the box, what is in it ready to be typed over."""
        self.box.focus()
        self.box.action_select_all()

    def action_new(self) -> None:
        """Enter a new customer."""
        self.post_message(self.NewWanted())

    @background("asking")
    async def action_fetch(self) -> None:
        """Bring in a company from YTJ as a new customer."""
        from tui.screens.fetching import fetch_new

        draft, self._extract = self._extract, None
        found = await fetch_new(self, self.box.value.strip(), draft)
        if found is not None:
            self.post_message(self.Chosen(found))

    def action_reload(self) -> None:
        """Ask again for what is in view."""
        self.rows.reload()
