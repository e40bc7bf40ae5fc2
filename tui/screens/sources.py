"""Where did you get this: every datum of an opened card with its source (notice N8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from textual.binding import BindingType

from db import claims, contacts, customers, records
from db.claims import Claim, Fetch, Standing
from db.customers import Card, ContactPoint
from db.rights import Rights
from db.services import Product
from db.sources import taking
from db.sources.rivals import Choice, rivals
from db.sources.rivals import changes as rival_changes
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

    def __init__(self, card: Card, own: set[str], rights: Rights, products: Sequence[Product] = ()) -> None:
        """``own`` learns the operations done here; ``products`` name the services."""
        super().__init__(card.customer.name, data_of(card, products))
        self.card, self.products = card, products
        self.contacts: tuple[contacts.Source, ...] = ()
        self.fetches: tuple[Fetch, ...] = ()
        self._own, self._acts, self._reaches = own, rights.acts, rights.writes("contact_point")

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
        return [*data_of(self.card, self.products), *map(contact_told, self.contacts), *(fetch_told(fetch) for fetch in self.fetches)]

    @property
    def here(self) -> Any:
        """The datum under the cursor, as it is kept."""
        row = self.query_one(RowList).row
        return self.data[row.id][2] if row is not None and row.id < len(self.data) else None

    @property
    def claim(self) -> Claim | None:
        """The difference under the cursor."""
        return self.here if isinstance(self.here, Claim) else None

    @property
    def rival(self) -> tuple[ContactPoint, ContactPoint] | None:
        """The number of an outside source under the cursor, and ours that it stands against."""
        here = self.here
        ours = rivals(self.card).get(here.id) if isinstance(here, ContactPoint) else None
        return (here, ours) if ours else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Decide only where sources differ."""
        if action != "accept":
            return True
        return ("decide" in self._acts and self.claim is not None) or (self._reaches and self.rival is not None)

    @background("save")
    async def action_accept(self) -> None:
        """Decide between ours and what the source says."""
        claim, rival, customer = self.claim, self.rival, self.card.customer.id
        if rival is not None:
            await self._decide_number(*rival)
        if claim is None:
            return
        choices = [("theirs", say("audit.take_theirs")), ("ours", say("audit.keep_ours"))]
        chosen = await self.answer_of(Choose(say("audit.decide", datum=say(f"card.datum_{claim.datum}"), said=said_by(claim)), choices))
        if chosen is None:
            return
        standing: Standing = "theirs" if chosen == "theirs" else "ours"
        changes = taking.changes(self.card, claim, today()) if standing == "theirs" else ()
        operation = self.operation(repr(claim), standing)
        self._own.add(str(operation))
        done = await of_opened(self, customer, lambda: claims.decide(self.session, operation, customer, claim, standing, changes))
        await self._show_decided(done)

    async def _decide_number(self, theirs: ContactPoint, ours: ContactPoint) -> None:
        """Decide between two numbers on record: one goes, or both are right."""
        each = (("theirs", say("audit.take_theirs")), ("ours", say("audit.keep_ours")), ("both", say("audit.keep_both")))
        asked = say("audit.decide_number", theirs=theirs.given, source=source(theirs), ours=ours.given, other=source(ours))
        chosen = await self.answer_of(Choose(asked, list(each)))
        if chosen is None:
            return
        changes = rival_changes(theirs, ours, cast("Choice", chosen), today())
        operation, customer = self.operation(theirs.id, ours.id, chosen), self.card.customer.id
        self._own.add(str(operation))
        await self._show_decided(await of_opened(self, customer, lambda: records.save(self.session, operation, customer, changes)))

    async def _show_decided(self, done: int | No) -> None:
        """Show the data as they are now."""
        customer = self.card.customer.id
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
