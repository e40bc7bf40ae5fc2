"""A contact on the screen: the card behind it opened and read, the form filled, the draft kept while one types."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final, cast
from uuid import UUID, uuid4

from textual.timer import Timer
from textual.widget import Widget

from db import contacts, customers, desk, rights, services
from db.contacts import Contact
from db.customers import Card
from db.desk import Draft
from db.records import Change
from db.rights import Rights
from tui.background import background
from tui.screens.base import BaseScreen, No
from tui.screens.contact_fields import COMPARED, NEW, NEWCOMER, About, Seen, sections, typed
from tui.screens.contact_told import Caller, logged, told
from tui.screens.keeping import KEEP_AFTER
from tui.widgets.ask import Confirm
from tui.widgets.facts import Facts
from tui.widgets.form import Form
from tui.words import say

PATIENCE: Final = 3.0
"""Seconds for which the screen takes nothing else than its card; a slower one comes while one may already leave."""
KIND: Final = "contact"
"""What a draft of a contact is called among drafts."""


class ContactReading(BaseScreen["str | None"]):
    """Opens the card if it is not open; without a number a new contact is begun at once."""

    DEFAULT_CSS = """
    ContactReading Form { height: 1fr; }
    ContactReading Facts { max-height: 6; }
    """

    def __init__(
        self,
        customer: int,
        *,
        number: int | None = None,
        person: int | None = None,
        draft: Draft | None = None,
        seen: Seen | None = None,
    ) -> None:
        """``person`` is proposed as the caller; a draft begins with what was typed in it; of a card ``seen`` nothing is asked again."""
        super().__init__()
        fields = cast("dict[str, Any]", draft.fields) if draft else {}
        self.customer = customer
        self.number: int | None = number or fields.get("contact")
        self.person: int | None = person or fields.get("person")
        self.card: Card | None = seen[0] if seen else None
        self.products = seen[2] if seen else ()
        self.contact: Contact | None = None
        self.rights = seen[1] if seen else Rights(frozenset(), frozenset(), frozenset())
        self.version = 0
        self.asked: set[str] = set()
        self.is_compared: set[str] = set()
        self.unanswered: tuple[UUID, list[Change]] | None = None
        self._begin, self._draft, self._kept = draft, draft.id if draft else uuid4(), draft is not None
        self._keeping: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """The form, and what may be told."""
        yield Form(id="contact")
        yield Facts()

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    @property
    def heading(self) -> str:
        """Which contact, and whose."""
        what = say("support.title", number=self.number) if self.number else say("support.new_title")
        return f"{what} · {self.card.customer.name}" if self.card else what

    @property
    def item(self) -> str:
        """The item of the form that is the contact."""
        return f"interaction:{self.contact.id}" if self.contact else NEW

    @property
    def may_write(self) -> bool:
        """Whether the purpose logs contacts."""
        return ("interaction", "summary") in self.rights.written

    @property
    def unsaved(self) -> bool:
        """Whether anything was typed and not saved."""
        return bool(typed(self.form.changes()))

    def value(self, name: str) -> str | None:
        """What stands in a field of the contact."""
        entry = self.form.record.entries.get((self.item, name))
        return entry.value if entry else None

    def on_mount(self) -> None:
        """Begin at once with a card that was seen, else open it first."""
        super().on_mount()
        self.form.focus()
        if self.card is not None and self.number is None:
            self._open()
            self._settle()
        else:
            self.call_next(self._read)

    async def _read(self) -> None:
        """Open the card and read it: a key after the one that led here waits for the form."""
        reading = asyncio.gather(self.action_reload().wait(), return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(reading), PATIENCE)

    @background("contact", opens=True)
    async def action_reload(self) -> None:
        """Read what there is; what was typed comes back with the draft."""
        found = await self.ask(rights.of(self.session))
        if isinstance(found, No) or isinstance(await self.ask(customers.open_card(self.session, self.customer)), No):
            return
        self.rights = found
        card = await self.ask(customers.card(self.session, self.customer))
        contact = await self.ask(contacts.of(self.session, self.number)) if self.number else None
        products = await self.ask(services.products(self.session)) if ("service", "product") in found.seen else ()
        if isinstance(card, No) or isinstance(contact, No) or isinstance(products, No):
            return
        self.products = products
        self.card, self.contact = card, contact
        self.version = contact.version if contact else 0
        self._open()
        self._settle()

    def _open(self) -> None:
        """Show the form; a new contact is begun where the caller shows who they are."""
        if self.card is None:
            return
        if self.contact is None and not self.may_write:
            self.tell(say("support.not_yours", purpose=say(f"purposes.{self.session.purpose}")), bad=True)
            return
        self.form.show(sections(About(self.card, self.rights, self.contact, self.person, self.products)))
        self.renew_header()
        if self.contact is None:
            self.form.edit(at=(NEW, "verified"))
        self.show_told()
        self.refresh_bindings()

    @background("settle")
    async def _settle(self) -> None:
        """What was typed the last time, unless something is typed already; and of a logged contact how long it is kept."""
        await self._find_draft()
        await self._show_kept()

    async def _show_kept(self) -> None:
        """Of a contact that was logged: who took it, and until when what was said is kept."""
        if self.contact is None or self.form.editing:
            return
        closed = self.contact.closed_on
        until = await self.ask(contacts.summary_until(self.session, closed)) if closed else None
        self.query_one(Facts).show(*logged(self.contact, None if isinstance(until, No) else until))

    def show_told(self) -> None:
        """Say what may be told to the caller now."""
        if self.card is None or (self.contact is not None and not self.form.editing):
            return
        way = self.value("verified")
        compared = way in self.is_compared or (self.contact is not None and self.contact.verified == way)
        newcomer = any(self.form.record.entries[key].value for key in self.form.record.entries if key[0] == NEWCOMER)
        self.query_one(Facts).show(*told(self.card, Caller(self.value("person"), way, compared, newcomer)))

    async def _find_draft(self) -> None:
        """Go on with what was typed the last time and not saved."""
        draft = self._begin or await self._own_draft()
        if draft is None or self.unsaved:
            return
        self._begin, self._draft, self._kept = None, draft.id, True
        self.form.restore(draft.fields.get("changes", {}))
        self.asked |= set(COMPARED)
        self.show_told()
        self.refresh_bindings()
        self.tell(say("support.draft_back"))

    async def _own_draft(self) -> Draft | None:
        found = await self.ask(desk.drafts(self.session))
        mine = () if isinstance(found, No) else (one for one in found if one.party == self.customer and one.kind == KIND)
        return next((one for one in mine if one.fields.get("contact") == self.number), None)

    def on_form_changed(self) -> None:
        """Keep what is typed, half a second after the first key that is not kept yet; say what may be told."""
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_AFTER, self._keep)
        self.show_told()
        self.refresh_bindings()

    @background("draft", exclusive=False)
    async def _keep(self) -> None:
        await self.keep_draft()

    async def keep_draft(self) -> bool:
        """Keep what differs from the register, whether that is done; called as well when the line drops."""
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        changes = typed(self.form.changes())
        if not changes:
            return await self.drop_draft()
        fields: dict[str, Any] = {"changes": changes, "contact": self.number, "person": self.person}
        kept = await self.ask(desk.keep_draft(self.session, self._draft, self.customer, KIND, self.heading[:200], fields))
        self._kept = self._kept or not isinstance(kept, No)
        return not isinstance(kept, No)

    async def drop_draft(self) -> bool:
        """Throw the draft away, whether that is done."""
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        if self._kept and isinstance(await self.ask(desk.drop_draft(self.session, self._draft)), No):
            return False
        self._kept, self._draft = False, uuid4()
        return True

    def on_form_left(self, message: Form.Left) -> None:
        """Esc closes the fields of what was logged, and leaves a new contact once it is kept."""
        message.stop()
        if self.contact is None:
            self.action_back()
            return
        self.form.read()
        self.refresh_bindings()

    def action_back(self) -> None:
        """Go back once what was typed is kept."""
        self._keep_and_leave()

    @background("leaving")
    async def _keep_and_leave(self) -> None:
        if await self.keep_draft():
            self.dismiss(say("card.draft_kept") if self._kept else None)
        else:
            self.tell(say("card.not_kept"), bad=True)

    @background("save")
    async def action_discard(self) -> None:
        """Throw away what was typed and not saved."""
        if await self.answer_of(Confirm(say("support.discard_question"), danger=True)):
            await self.drop_draft()
            self.dismiss(None)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language, under what is being typed."""
        super().spoken_otherwise()
        if self.card is not None and (self.contact is not None or self.may_write):
            self.form.say_anew(sections(About(self.card, self.rights, self.contact, self.person, self.products)))
            self.show_told()
