"""Reading a card: opened by a committed ticket, shown as far as the purpose sees it, with what was typed and not saved over it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from textual.widget import Widget

from db import customers, merging, rights, services
from db.customers import Card
from db.desk import Draft
from db.records import Change
from db.rights import Rights
from db.services import Offered
from tui.background import background
from tui.screens import card_desk
from tui.screens.base import No
from tui.screens.card_desk import CardDraft
from tui.screens.card_field_kinds import Choices
from tui.screens.card_fields import KINDS, ROLES, new_item, new_person
from tui.screens.card_saving import beyond, title_of, typed_rows
from tui.screens.card_sections import blank, rows_of, sections, with_new_rows
from tui.screens.card_services import choices_of
from tui.screens.keeping import Keeping
from tui.widgets.ask import Choose
from tui.widgets.form import Changes, Form
from tui.words import say

SECTION_OF: Final = {
    "party": "party",
    "contact_point": "points",
    "address": "addresses",
    "identifier": "identifiers",
    "person": "persons",
    "person_role": "persons",
    "party_name": "names",
    "credit_check": "credit",
    "firmographic": "firm",
    "service": "services",
    "domain": "domains",
}


def today() -> date:
    """The date in Finland."""
    return datetime.now(ZoneInfo("Europe/Helsinki")).date()


class CardReading(Keeping):
    """One customer to read; without a customer a new one to enter."""

    def __init__(self, customer: int | None, draft: Draft | None = None, *, item: str = "") -> None:
        """A draft begins with what was typed in it, and an item with the cursor at its row."""
        super().__init__()
        self._item = item
        self.customer: int | None = customer
        self.card: Card | None = None
        self.rights = Rights(frozenset(), frozenset(), frozenset())
        self._begin = draft
        self._draft = CardDraft()
        self._versions: dict[str, int] = {}
        self._count: int = 100
        self._unanswered: tuple[UUID, list[Change]] | None = None
        self._own: set[str] = set()
        self._offer = (False, False)
        self._offered = Offered()

    def body(self) -> Iterable[Widget]:
        """One form for everything."""
        yield Form(id="card")

    def renew_offer(self) -> None:
        """Let the footer follow when editing begins or ends, or when there is something to save."""
        offer = (self.form.editing, self.unsaved)
        if offer != self._offer:
            self._offer = offer
            self.refresh_bindings()

    @property
    def heading(self) -> str:
        """The customer's name and number."""
        return f"{self.card.customer.name} #{self.card.customer.id}" if self.card else say("card.new_title")

    @property
    def choices(self) -> Choices:
        """Units of the login and roles its purpose may give."""
        me = self.session.me
        units = tuple((str(number), name) for number, name in zip(me.unit_ids, me.units, strict=True)) if me else ()
        return choices_of(self.card, self._offered, units, tuple(role for role in ROLES if role in self.rights.roles_written))

    def on_mount(self) -> None:
        """Open the card, or choose what kind of customer is entered."""
        self.form.focus()
        self._begin_reading()

    @background("card", opens=True)
    async def _begin_reading(self) -> None:
        found = await self.ask(rights.of(self.session))
        if isinstance(found, No):
            return
        self.rights = found
        if ("service", "product_group") in found.seen:
            alone = ("service", "product") not in found.seen
            offered = await self.ask(services.offered(self.session, groups_alone=alone))
            self._offered = self._offered if isinstance(offered, No) else offered
        if self.customer is None:
            await self._begin_new()
        elif await self._read():
            self.go_to(self._item)
            await self.find_draft()

    def go_to(self, item: str | None) -> None:
        """Put the cursor at an item, where it is shown."""
        found = next((cell.key for cell in self.form.places.cells if item and cell.key[0] == item), None)
        if found is not None:
            self.form.go(found)

    async def _begin_new(self) -> None:
        if not self.rights.writes("party"):
            self.tell(say("card.no_new"), bad=True)
            return
        if self._begin is not None:
            self._draft, changes = CardDraft.of(self._begin)
            self.form.show(blank(self._draft.kind, self.choices, today()))
            self.restore(changes)
            return
        kind = await self.answer_of(Choose(say("card.choose_kind"), tuple((kind, say(f"card.kind_{kind}")) for kind in KINDS)))
        if kind is None:
            self.dismiss(None)
            return
        self._draft.kind = kind
        self.form.show(blank(kind, self.choices, today()))
        self.form.edit(at=("party:new1", "name"))

    async def _read(self, *, yields: bool = False, saved: Changes | None = None) -> bool:
        """Open the card and read it; whether that was granted.

        One that ``yields`` leaves what has been opened to edit meanwhile. With ``saved``, what is typed by now and is not in it is put
        back over the card, up to the last letter; without, what was typed goes.
        """
        customer = self.customer or 0
        opened = await self.ask(customers.open_card(self.session, customer))
        if isinstance(opened, No):
            return opened.error.code == "not_found" and await self._read_kept(customer)
        card = await self.ask(customers.card(self.session, customer))
        if isinstance(card, No) or (yields and (self.form.editing or self.unsaved)):
            return False
        late = {} if saved is None else beyond(typed_rows(self.form.changes()), saved)
        self.show(card)
        if late:
            self.restore(late)
        return True

    async def _read_kept(self, customer: int) -> bool:
        """Go on to the customer that one was merged into, where there is one to see."""
        kept = await self.ask(merging.kept_as(self.session, customer))
        if isinstance(kept, No) or kept is None:
            return False
        self.customer = kept
        if not await self._read():
            return False
        self.tell(say("merging.led_here", number=customer))
        return True

    def show(self, card: Card) -> None:
        """Show a card as it was read."""
        self.card = card
        self._versions = {f"{entity}:{row.id}": row.version for entity, rows in rows_of(card).items() for row in rows}
        self.form.show(sections(card, self.rights, self.choices, today()))
        self.renew_header()
        self._offer = (self.form.editing, False)
        self.refresh_bindings()

    def spoken_otherwise(self) -> None:
        """Say the whole card in the other language, under what is being typed."""
        super().spoken_otherwise()
        if self.form.record.sections:
            said = sections(self.card, self.rights, self.choices, today()) if self.card else blank(self._draft.kind, self.choices, today())
            self.form.say_anew(with_new_rows(said, self.form.record.placed(), self.choices))

    async def find_draft(self) -> None:
        """Go on with what was typed the last time and not saved."""
        draft = self._begin or await self.ask(card_desk.of_customer(self.session, self.customer or 0))
        if isinstance(draft, No) or draft is None:
            return
        self._draft, changes = CardDraft.of(draft)
        self.restore(changes)

    def add_again(self, entity: str, number: int) -> None:
        """A row that was added before, as it was then."""
        if entity == "person":
            self.add_person(number, "")
        else:
            self.form.add(SECTION_OF[entity], new_item(entity, number, self.choices, {}))
            self._count = max(self._count, number + 1)

    def add_person(self, number: int, role: str, service: str | None = None) -> None:
        """A new person with a role and a phone, all of one number and the three after it."""
        items = new_person(number, self.choices, role, today(), service)
        self._draft.ties |= {item.id: f"new{number}" for item in items if not item.id.startswith("person:")}
        self._count = max(self._count, number + len(items))
        self.form.add("persons", *items)

    async def keep_changes(self, changes: Changes) -> bool:
        """Keep what differs from the register, or throw the draft away where nothing does; whether that is done."""
        kept = await self.ask(card_desk.keep(self.session, self._draft, self.customer, title_of(self.card, changes), changes))
        return not isinstance(kept, No)
