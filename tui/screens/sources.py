"""Where did you get this: every datum of an opened card with its source (notice N8)."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from textual.binding import BindingType

from db import claims, contacts, customers
from db.claims import Claim, Fetch, Standing
from db.customers import Card
from db.sources import taking
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No, shown_moment
from tui.screens.card_reading import today
from tui.screens.opened import of_opened
from tui.screens.provenance import Told, data_of, said_by
from tui.screens.sources_list import DataScreen, day, source
from tui.widgets.ask import Choose
from tui.widgets.facts import Fact
from tui.widgets.rows import Row, RowList
from tui.words import say


class SourcesScreen(DataScreen):
    """The data of a customer: what sources say otherwise is decided here, and data protection sees what was fetched."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept")]

    def __init__(self, card: Card, own: set[str], acts: frozenset[str] = frozenset()) -> None:
        """``own`` learns the operations done here, ``acts`` are what the purpose may call."""
        super().__init__(card.customer.name, data_of(card))
        self.card = card
        self.contacts: tuple[contacts.Source, ...] = ()
        self.fetches: tuple[Fetch, ...] = ()
        self._own, self._acts = own, acts

    def on_mount(self) -> None:
        """Show the data."""
        super().on_mount()
        self._ask_logged()

    @background("logged")
    async def _ask_logged(self) -> None:
        """Contacts, where the purpose sees them; what was asked of outside sources data protection is told."""
        customer = self.card.customer.id
        found = await of_opened(self, customer, lambda: contacts.sources(self.session, customer))
        if not isinstance(found, No) and found:
            self.contacts = found
            self.renew()
        if "fetches" in self._acts:
            await self._ask_fetches()

    async def _ask_fetches(self) -> None:
        customer = self.card.customer.id
        found = await of_opened(self, customer, lambda: claims.fetches(self.session, customer))
        if not isinstance(found, No) and found:
            self.fetches = found
            self.renew()

    def told_anew(self) -> list[Told]:
        """What is there now, contacts and what was fetched."""
        return [*data_of(self.card), *map(contact_told, self.contacts), *(fetch_told(fetch) for fetch in self.fetches)]

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
            self.renew()
        if not isinstance(done, No):
            self.tell(say("audit.decided"))

    def row_of(self, at: int, what: str, content: str, one: Any) -> Row:
        """A datum as a line; a fetch is dim."""
        if isinstance(one, Fetch):
            return Row(at, (what, content, source(one), day(one.at.date()), one.login, "", ""), dim=True)
        return super().row_of(at, what, content, one)

    def facts_of(self, content: str, one: Any) -> tuple[Fact, ...]:
        """A datum in full, and how a difference was decided."""
        if isinstance(one, Fetch):
            return fetch_facts(one)
        decided = (Fact(say("card.field_standing"), standing_of(one)),) if isinstance(one, Claim) else ()
        return (*super().facts_of(content, one), *decided)


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
