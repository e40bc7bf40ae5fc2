"""The card of a customer: read, edited in place, and from where its permissions, history and sources are one key away."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, ClassVar
from uuid import UUID

from textual.binding import BindingType
from textual.message import Message

from db import claims, records
from db.customers import Card
from db.records import Change
from tui.background import background
from tui.commands import bindings
from tui.screens import at_work
from tui.screens.base import No
from tui.screens.card_desk import EXTRACT
from tui.screens.card_glance import CardGlance
from tui.screens.card_saving import typed_rows
from tui.screens.card_sections import person_of
from tui.screens.identity import secrets_of
from tui.screens.merging_marked import MERGES
from tui.screens.opened import of_opened
from tui.screens.telling import note_told
from tui.widgets.ask import Choose
from tui.words import say


class CardScreen(CardGlance):
    """One customer, opened by a committed ticket; without a customer a new one is entered."""

    LEADS_TO_LISTS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "search",
            "edit",
            "save",
            "new",
            "undo",
            "redo",
            "person",
            "invoices",
            "told",
            "permissions",
            "call",
            "history",
            "timeline",
            "sources",
            "fetch",
            "identity",
            "merge",
            "unmerge",
            "revoke",
            "discard",
            "reload",
        )
    ]

    _extract = False
    """Whether an extract of the register of associations is gone on with."""
    _prepays = False
    """Whether the last credit decision in force says so."""

    class SearchWanted(Message):
        """The person goes back to searching."""

    def action_permissions(self) -> None:
        """Marketing permissions of this customer and its persons, first of the one under the cursor."""
        if self.card is not None:
            person = person_of(self.card, self.form.here[0]) if self.form.here else None
            self.app.push_screen(at_work.PermissionsScreen(self.card, person), self._read_after)  # pyright: ignore[reportUnknownMemberType]

    def action_call(self) -> None:
        """Log a call or another contact, first with the person under the cursor."""
        if self.card is not None and self.customer is not None:
            person = person_of(self.card, self.form.here[0]) if self.form.here else None
            screen = at_work.ContactScreen(self.customer, person=person, seen=(self.card, self.rights, self._offered.products))
            self.app.push_screen(screen, self._contact_over)  # pyright: ignore[reportUnknownMemberType]

    def action_timeline(self) -> None:
        """Everything that happened, in one order."""
        if self.card is not None:
            self.app.push_screen(at_work.TimelineScreen((self.card, self.rights, self._offered.products), self._own), self._timeline_over)  # pyright: ignore[reportUnknownMemberType]

    def _timeline_over(self, item: str | None) -> None:
        """Go to the item that the timeline led to, and see what was changed on the way."""
        self.go_to(item)
        self._read_after(None)

    def _contact_over(self, told: str | None) -> None:
        """Show a caller who became a user, and say what was logged."""
        if told is not None:
            self._read_and_tell(told)

    @background("card")
    async def _read_and_tell(self, told: str) -> None:
        if typed_rows(self.form.changes()) or await self._read(yields=True):
            self.tell(told)

    def action_history(self) -> None:
        """What was changed, when and by whom."""
        if self.card is not None:
            persons = {person.id: f"{person.given_names} {person.family_name}" for person in self.card.persons}
            own = self._own if "restore" in self.rights.acts else None
            self.app.push_screen(at_work.HistoryScreen(self.card.customer.id, self.card.customer.name, persons, own), self._read_after)  # pyright: ignore[reportUnknownMemberType]

    def action_sources(self) -> None:
        """Where each datum came from."""
        if self.card is not None:
            self.app.push_screen(at_work.SourcesScreen(self.card, self._own, self.rights, self._offered.products), self._read_after)  # pyright: ignore[reportUnknownMemberType]

    @property
    def heading(self) -> str:
        """The customer, and that it pays in advance."""
        return f"{super().heading} · {say('card.prepays')}" if self._prepays else super().heading

    def show(self, card: Card) -> None:
        """Show a card as it was read, and ask whether the customer pays in advance."""
        super().show(card)
        if "prepays" in self.rights.acts:
            self._ask_terms(card.customer.id)

    async def find_draft(self) -> None:
        """Go on with what was typed, on the card or of its extract."""
        self._extract = self._begin is not None and self._begin.kind == EXTRACT
        self._begin = None if self._extract else self._begin
        await super().find_draft()
        if self._extract:
            self.action_fetch()

    @background("terms")
    async def _ask_terms(self, customer: int) -> None:
        told = await self.ask(claims.prepays(self.session, customer))
        if not isinstance(told, No) and told != self._prepays:
            self._prepays = told
            self.renew_header()

    @background("save")
    async def action_fetch(self) -> None:
        """Ask YTJ about this customer, and decide on what differs."""
        from tui.screens.fetching import fetch_for

        if self.card is None:
            return
        extract, self._extract = self._extract, False
        done = await fetch_for(self, self.card, self.rights, self._own, extract=extract)
        if done is not None and await self._read():
            self.tell(done.told)

    @background("save")
    async def action_identity(self) -> None:
        """The identity code or a protected address: what the purpose may do with them."""
        if self.card is None:
            return
        offered = secrets_of(self.card, self.rights)
        if not offered:
            self.tell(say("people.nothing_secret"), bad=True)
            return
        chosen = (
            next(iter(offered))
            if len(offered) == 1
            else await self.answer_of(Choose(say("people.which_secret"), [(act, say(f"people.{act}")) for act in offered]))
        )
        if chosen is not None and await offered[chosen](self, self.card):
            await self._read(saved={})

    @background("save")
    async def action_told(self) -> None:
        """Note that the person under the cursor was told today that their data are kept."""
        if self.card is None:
            return
        customer, wanted = self.customer or 0, person_of(self.card, self.form.here[0]) if self.form.here else None

        def save(operation: UUID, changes: list[Change]) -> Awaitable[object]:
            return of_opened(self, customer, lambda: records.save(self.session, operation, customer, changes))

        if await note_told(self, self.card.persons, wanted, save, self._own) and await self._read():
            self.tell(say("card.told_now"))

    @background("save")
    async def action_merge(self) -> None:
        """Look for one that is this customer too, and merge the two."""
        done = await at_work.merge_likely(self, self.customer or 0, self._own)
        if done is None:
            return
        self.customer = done.keep
        if await self._read(saved={}):
            self.tell(done.told)

    @background("save")
    async def action_unmerge(self) -> None:
        """Take the last merging into this customer apart."""
        told = await at_work.take_apart(self, self.customer or 0, self._own)
        if told is not None and await self._read(saved={}):
            self.tell(told)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the purpose may do."""
        if action in {"invoices", "permissions", "history", "timeline", "undo", "redo", "unmerge"}:
            return action in self.rights.acts and self.card is not None
        if action == "call":
            return ("interaction", "summary") in self.rights.written and self.card is not None
        if action == "merge":
            return self.session.purpose == MERGES and self.card is not None and not self.form.editing
        if action in {"sources", "reload"}:
            return self.card is not None
        if action in {"edit", "new", "revoke"}:
            writes = any(table != "marketing_permission" for table, _ in self.rights.written)
            return writes and (self.card is not None or action == "edit") and not self.form.editing
        if action == "fetch":
            return "settle" in self.rights.acts and self.card is not None and self.card.customer.kind != "person" and not self.form.editing
        if action in {"save", "discard"}:
            return self.form.editing or self.unsaved
        if action == "identity":
            return self.card is not None and bool(secrets_of(self.card, self.rights))
        if action in {"person", "told"}:
            return bool(self.rights.roles_written) and self.card is not None
        return True

    def _read_after(self, _answer: object) -> None:
        """See what another screen changed."""
        if not typed_rows(self.form.changes()):
            self._read_quietly()

    @background("card")
    async def _read_quietly(self) -> None:
        await self._read(yields=True)

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved this customer: show it at once, or say so to a person who is typing."""
        several = told.get("parties")
        concerned = self.customer in several if isinstance(several, list) else told.get("party") == self.customer
        if not concerned or told.get("op") in self._own or self.card is None:
            return
        if self.form.editing or typed_rows(self.form.changes()):
            self.tell(say("card.somebody_saved"))
        else:
            self._read_again()

    @background("card")
    async def _read_again(self) -> None:
        if await self._read(yields=True):
            self.tell(say("card.somebody_saved_shown"))
        elif self.form.editing or self.unsaved:
            self.tell(say("card.somebody_saved"))

    def action_search(self) -> None:
        """Back to searching; the draft is kept."""
        self.post_message(self.SearchWanted())

    @background("card")
    async def action_reload(self) -> None:
        """Read the card again, but not under somebody who is typing: their save will tell what others saved."""
        if self.form.editing or self.unsaved:
            self.tell(say("card.reload_later"))
        elif self.customer is not None:
            await self._read(yields=True)
