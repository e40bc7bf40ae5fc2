"""Where did you get this: every datum of an opened card with its source (notice N8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.widget import Widget

from db import claims, contacts, customers
from db.claims import Claim, Fetch, Standing
from db.customers import Card
from db.shown import shown_date
from db.sources import taking
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No, shown_moment
from tui.screens.card_reading import today
from tui.screens.opened import of_opened
from tui.screens.provenance import data_of, said_by
from tui.widgets.ask import Choose
from tui.widgets.facts import Fact, Facts
from tui.widgets.reading import ReadList
from tui.widgets.rows import Column, Row, RowList
from tui.words import known, language, say


def columns() -> tuple[Column, ...]:
    """The columns in the language in use."""
    return (
        Column(say("audit.datum"), 14),
        Column(say("audit.content"), 3.0, least=32),
        Column(say("audit.source"), 17),
        Column(say("audit.obtained"), 10),
        Column(say("audit.entered"), 1.0, least=10, most=24, priority=1),
        Column(say("audit.confirmed"), 10, priority=3),
        Column(say("audit.reference"), 1.0, least=12, priority=2),
    )


class SourcesScreen(BaseScreen[None]):
    """A line for each datum, the one under the cursor in full below."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    SourcesScreen Facts { height: 7; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept")]

    def __init__(self, card: Card, own: set[str], acts: frozenset[str] = frozenset()) -> None:
        """``own`` learns the operations done here, ``acts`` are what the purpose may call."""
        super().__init__()
        self.card = card
        self.data = list(data_of(card))
        self.contacts: tuple[contacts.Source, ...] = ()
        self.fetches: tuple[Fetch, ...] = ()
        self._own, self._acts = own, acts

    def body(self) -> Iterable[Widget]:
        """The list, and the datum under the cursor."""
        yield ReadList(columns(), marks=0, empty=say("audit.no_sources"))
        yield Facts()

    @property
    def heading(self) -> str:
        """Whose data."""
        return f"{say('audit.sources_title')} · {self.card.customer.name}"

    def on_mount(self) -> None:
        """Show the data."""
        super().on_mount()
        self.query_one(RowList).restart()
        self._ask_logged()

    @background("logged")
    async def _ask_logged(self) -> None:
        """Contacts, where the purpose sees them; what was asked of outside sources data protection is told."""
        customer = self.card.customer.id
        found = await of_opened(self, customer, lambda: contacts.sources(self.session, customer))
        if not isinstance(found, No) and found:
            self.contacts = found
            self._renew()
        if "fetches" in self._acts:
            await self._ask_fetches()

    async def _ask_fetches(self) -> None:
        customer = self.card.customer.id
        found = await of_opened(self, customer, lambda: claims.fetches(self.session, customer))
        if not isinstance(found, No) and found:
            self.fetches = found
            self._renew()

    def _renew(self) -> None:
        """Show what is there now."""
        self.data = [*data_of(self.card), *map(contact_told, self.contacts), *(fetch_told(fetch) for fetch in self.fetches)]
        self.query_one(RowList).reload()

    @property
    def claim(self) -> Claim | None:
        """The difference under the cursor."""
        row = self.query_one(RowList).row
        one = self.data[row.id][2] if row is not None and row.id < len(self.data) else None
        return one if isinstance(one, Claim) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Decide only where sources differ."""
        return "decide" in self._acts and self.claim is not None if action == "accept" else True

    @background("save")
    async def action_accept(self) -> None:
        """Decide between ours and what the source says."""
        claim, customer = self.claim, self.card.customer.id
        if claim is None:
            return
        choices = [("theirs", say("audit.take_theirs")), ("ours", say("audit.keep_ours"))]
        chosen = await self.answer_of(Choose(say("audit.decide", datum=say(f"card.datum_{claim.datum}"), said=said_by(claim)), choices))
        if chosen is None:
            return
        standing: Standing = "theirs" if chosen == "theirs" else "ours"
        changes = taking.changes(self.card, claim, today()) if standing == "theirs" else ()
        operation = uuid4()
        self._own.add(str(operation))
        done = await of_opened(self, customer, lambda: claims.decide(self.session, operation, customer, claim, standing, changes))
        card = await self.ask(customers.card(self.session, customer))
        if not isinstance(card, No):
            self.card = card
            self._renew()
        if not isinstance(done, No):
            self.tell(say("audit.decided"))

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Every datum: they are few."""
        wanted.stop()
        rows = [self._row(at, *datum) for at, datum in enumerate(self.data)]
        wanted.rows.supply(wanted.request, rows, at_end=True)
        wanted.rows.show(str(len(rows)))

    def _row(self, at: int, what: str, content: str, one: Any) -> Row:
        if isinstance(one, Fetch):
            return Row(at, (what, content, source(one), day(one.at.date()), one.login, "", ""), dim=True)
        cells = (what, content, source(one), day(one.obtained_on), one.obtained_by or "", day(one.confirmed_on), one.source_ref or "")
        return Row(at, cells)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Tell where the datum under the cursor came from."""
        selected.stop()
        what, content, one = self.data[selected.row.id]
        self.refresh_bindings()
        if isinstance(one, Fetch):
            self.query_one(Facts).show(what, fetch_facts(one))
            return
        obtained = " · ".join(part for part in (day(one.obtained_on), one.obtained_by or "") if part)
        facts = (
            Fact("", content, strong=True),
            Fact(say("audit.source"), source(one)),
            Fact(say("audit.reference"), one.source_ref or say("form.none")),
            Fact(say("audit.obtained"), obtained),
            Fact(say("audit.confirmed"), day(one.confirmed_on) or say("audit.unconfirmed")),
            Fact(say("card.field_standing"), standing_of(one) if isinstance(one, Claim) else ""),
        )
        self.query_one(Facts).show(what, facts)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.query_one(RowList).columns = columns()
        self._renew()


def source(one: Any) -> str:
    """A source in words."""
    key = f"card.source_{one.source}"
    return say(key) if known(key) else str(one.source)


def day(when: date | None) -> str:
    """A date as one reads it, "" for none."""
    return shown_date(when, language()) if when else ""


def standing_of(claim: Claim) -> str:
    """How a difference was decided, by whom and when."""
    parts = (say(f"card.standing_{claim.standing}"), day(claim.decided_on), claim.decided_by or "")
    return " · ".join(part for part in parts if part)


def contact_told(one: contacts.Source) -> tuple[str, str, contacts.Source]:
    """A contact as a line: its number, how it came and when; what was said is on its own screen."""
    way = say(
        "support.event_contact_head", channel=say(f"support.channel_{one.channel}"), direction=say(f"support.direction_{one.direction}")
    )
    return say("support.kind_contact"), f"T-{one.id} · {way} · {shown_moment(one.at)}", one


def fetch_told(fetch: Fetch) -> tuple[str, str, Fetch]:
    """A fetch as a line."""
    return (
        say("audit.fetch"),
        say("audit.fetched", query=fetch.query, accepted=len(fetch.accepted), differences=len(fetch.differences)),
        fetch,
    )


def fetch_facts(fetch: Fetch) -> tuple[Fact, ...]:
    """A fetch in full: who asked what, when, under which purpose, and what was accepted of it."""
    named = {datum: say(f"card.datum_{datum}") for datum in fetch.differences}
    return (
        Fact("", f"{source(fetch)}: {fetch.query}", strong=True),
        Fact(say("audit.obtained"), f"{shown_moment(fetch.at)} · {fetch.login} · {say(f'purposes.{fetch.purpose}')}"),
        Fact(say("audit.taken"), ", ".join(named[datum] for datum in fetch.accepted) or say("form.none")),
        Fact(say("audit.left"), ", ".join(named[datum] for datum in fetch.differences if datum not in fetch.accepted) or say("form.none")),
    )
