"""One host as it is read, the customers that a fault of it would hit below."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar, Final, TypeVar

from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from db import customers, hosts, rights, services
from db.customers import Filters
from db.desk import Draft
from db.hosts import Impact, WholeHost
from db.rights import Rights
from db.services import Offered
from tui.background import background
from tui.screens.base import No, thousands
from tui.screens.card_field_kinds import Choices
from tui.screens.card_fields import ROLES, new_item, new_person
from tui.screens.card_reading import today
from tui.screens.card_sections import with_new_rows
from tui.screens.customer_rows import columns, row_of
from tui.screens.drafting import Drafting
from tui.screens.host_sections import blank, sections
from tui.widgets.form import Form
from tui.widgets.lines import Lines
from tui.widgets.rows import RowList
from tui.words import say

T = TypeVar("T")
PAGE: Final = 64


class HostReading(Drafting):
    """Tab goes from the host to the customers and back."""

    AUTO_FOCUS = "Form"
    KIND: ClassVar[str] = "host"
    DEFAULT_CSS = """
    HostReading Form { height: 1fr; }
    HostReading #impact { height: 1; padding: 0 1; text-style: bold; }
    HostReading Lines { height: 45%; }
    """

    class CustomerWanted(Message):
        """A customer is to be opened."""

        def __init__(self, customer: int) -> None:
            super().__init__()
            self.customer = customer

    def __init__(self, host: int | None, draft: Draft | None = None, *, item: str = "") -> None:
        """Without a host a new one is entered; a draft begins with what was typed in it, an item with the cursor at its row."""
        super().__init__(draft)
        self.host: int | None = host
        self._item = item
        self.whole: WholeHost | None = None
        self.rights = Rights(frozenset(), frozenset(), frozenset())
        self._offered = Offered()
        self._impact: Impact | None = None
        self._count: int = 100
        self._own: set[str] = set()

    def body(self) -> Iterable[Widget]:
        """The host, and the customers it would hit."""
        yield Form(id="host")
        yield Static(id="impact", markup=False)
        yield Lines(columns(self.session.purpose, searched=False), empty=say("card.host_hits_nobody"), id="customers")

    @property
    def about(self) -> int | None:
        """Its number."""
        return self.host

    @property
    def rows(self) -> RowList:
        """The customers."""
        return self.query_one(RowList)

    @property
    def heading(self) -> str:
        """Its name."""
        return self.whole.host.name if self.whole else say("card.new_host")

    @property
    def choices(self) -> Choices:
        """Roles that the purpose may give, and the other hosts."""
        others = tuple((str(one.id), one.name) for one in self._offered.hosts if one.id != self.host)
        kept = tuple(role for role in ROLES if role in self.rights.roles_written and role in {"technical", "user", "maintainer"})
        return Choices((), kept, hosts=others)

    def on_mount(self) -> None:
        """Open the host, or begin a new one."""
        super().on_mount()
        self._start()

    @background("host", opens=True)
    async def _start(self) -> None:
        found = await self.ask(rights.of(self.session))
        offered = await self.ask(services.offered(self.session))
        if isinstance(found, No) or isinstance(offered, No):
            return
        self.rights, self._offered = found, offered
        self.rows.display = self.host is not None
        if self.host is None:
            self.form.show(blank(self.choices))
            self.form.edit(at=("host:new1", "name"))
            self.refresh_bindings()
        elif not await self.read():
            return
        elif cell := next((cell.key for cell in self.form.places.cells if self._item and cell.key[0] == self._item), None):
            self.form.go(cell)
        await self.find_draft()

    def add_again(self, entity: str, number: int) -> None:
        """A person with their role and numbers, or a host needed, added before."""
        if entity == "person":
            self.add_person(number, self.choices.roles[0] if self.choices.roles else "")
        elif entity == "host_need":
            self._count = max(self._count, number)
            self.form.add("needs", new_item("host_need", number, self.choices, {}))

    def add_person(self, number: int, role: str) -> None:
        """A new person with a role, a phone and an address, all of one number and the three after it."""
        items = new_person(number, self.choices, role, today())
        self._ties |= {item.id: f"new{number}" for item in items if not item.id.startswith("person:")}
        self._count = max(self._count, number + len(items))
        self.form.add("persons", *items)

    async def read(self) -> bool:
        """Open the host and read it; whether that was granted."""
        host = self.host or 0
        if isinstance(await self.ask(hosts.open_host(self.session, host)), No):
            return False
        whole = await self.ask(hosts.whole(self.session, host))
        impact = await self.ask(hosts.impact(self.session, host))
        if isinstance(whole, No) or isinstance(impact, No) or impact is None:
            return False
        self.whole = whole
        self._impact = impact
        self.form.show(sections(whole, self.rights, self.choices, today()))
        self.rows.display = True
        self.rows.restart()
        self.renew_header()
        self.refresh_bindings()
        return True

    async def of_opened(self, question: Callable[[], Awaitable[T]]) -> T | No:
        """Ask, and when the host is not open any more, open it and ask once more."""
        answer = await self.ask(question())
        if not (isinstance(answer, No) and answer.error.code == "not_open"):
            return answer
        opened = await self.ask(hosts.open_host(self.session, self.host or 0))
        return opened if isinstance(opened, No) else await self.ask(question())

    def action_other(self) -> None:
        """From the host to the customers, or back."""
        (self.form if self.rows.has_focus else self.rows).focus()

    # the customers ------------------------------------------------------------------------------------------------------

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for a page of those the host's name finds, with the dot of the root after it: itself alone."""
        wanted.stop()
        self._fetch(wanted)

    @background("pages", exclusive=False)
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        if self.whole is None:
            wanted.rows.supply(wanted.request, [], at_end=True)
            return
        backward = wanted.direction in {"before", "last"}
        typed = f"{self.whole.host.name}."
        page = await self.ask(customers.find(self.session, typed, Filters(), wanted.key, backward=backward, most=PAGE))
        if isinstance(page, No):
            wanted.rows.unanswered(wanted.request)
            return
        rows = [row_of(found, self.session.purpose) for found in (reversed(page) if backward else page)]
        wanted.rows.supply(wanted.request, rows, len(page) < PAGE)
        self._tell_impact()

    def _tell_impact(self) -> None:
        hit = self._impact
        told = hit and say("card.impact", customers=thousands(hit.customers), services=thousands(hit.services), hosts=hit.hosts)
        self.query_one("#impact", Static).update(told or "")

    def spoken_otherwise(self) -> None:
        """Say the host in the other language, under what is being typed, and the customers below it."""
        super().spoken_otherwise()
        self.rows.columns, self.rows.empty = columns(self.session.purpose, searched=False), say("card.host_hits_nobody")
        self.rows.reload()
        if self.form.record.sections:
            said = sections(self.whole, self.rights, self.choices, today()) if self.whole else blank(self.choices)
            self.form.say_anew(with_new_rows(said, self.form.record.placed(), self.choices))

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open the customer."""
        opened.stop()
        self.post_message(self.CustomerWanted(opened.row.id))
