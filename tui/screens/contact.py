"""One contact with a customer: logged while the caller is on the line, read, changed and closed later; nothing typed is lost."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from textual.binding import BindingType

from db import contacts, records
from db.errors import Invalid, Stale, Unreachable
from db.records import Change, Theirs
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No
from tui.screens.card_reading import today
from tui.screens.card_saving import refusals
from tui.screens.contact_fields import COMPARED, NEWCOMER, as_changes, stored
from tui.screens.contact_matching import matched
from tui.screens.contact_reading import ContactReading
from tui.screens.opened import of_opened
from tui.widgets.ask import Confirm
from tui.widgets.form import Changes, Form
from tui.words import say


class ContactScreen(ContactReading):
    """Logs a contact in one save, with a caller who was not known; answers the sentence to be told where one comes back to."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("edit", "save", "revoke", "discard", "reload")]

    def action_edit(self) -> None:
        """Change what was logged."""
        if not self.may_write:
            self.tell(say("support.not_yours", purpose=say(f"purposes.{self.session.purpose}")), bad=True)
            return
        self.form.edit()
        self.refresh_bindings()

    def on_form_edit_requested(self, message: Form.EditRequested) -> None:
        """The same, at a field."""
        message.stop()
        self.action_edit()

    def action_save(self) -> None:
        """Save, if nothing is wrong."""
        self.form.submit()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Save what was typed."""
        message.stop()
        self._save()

    @background("save")
    async def _save(self) -> None:
        if not self.unsaved:
            self.tell(say("support.nothing_changed"))
            return
        newcomer = self.form.changes().get(NEWCOMER, {})
        if any(newcomer.values()) and not (newcomer.get("given_names") and newcomer.get("family_name")):
            missing = [name for name in ("given_names", "family_name") if not newcomer.get(name)]
            self.form.show_errors({(NEWCOMER, name): say("support.newcomer_whole") for name in missing})
            return
        if self.value("verified") in COMPARED and not await self.compared():
            return
        await self._send(as_changes(self.form.changes(), self.contact, self.version))

    async def _send(self, changes: list[Change]) -> None:
        """Save the changes, again with the same operation when it is not known whether they were."""
        operation, changes = self.unanswered or (uuid4(), changes)
        self.work.state("saving")
        await self.keep_draft()
        number = await of_opened(self, self.customer, lambda: self._saved(operation, changes))
        self.work.state("")
        self.unanswered = (operation, changes) if isinstance(number, No) and isinstance(number.error, Unreachable) else None
        if isinstance(number, No):
            self._explain(number)
            return
        await self.drop_draft()
        self.dismiss(self._told(number, changes))

    async def _saved(self, operation: UUID, changes: list[Change]) -> int:
        return await records.save_row(self.session, operation, self.customer, changes, "interaction")

    def _told(self, number: int, changes: list[Change]) -> str:
        person = next((change.fields for change in changes if change.entity == "person"), None)
        if person is not None:
            return say("support.saved_user", number=number, name=f"{person['given_names']} {person['family_name']}")
        return say("support.saved" if self.contact is None else "support.changed", number=number)

    def _explain(self, answer: No) -> None:
        """Show a refusal where it belongs; what was typed stays."""
        error = answer.error
        if isinstance(error, Stale) and self.contact is not None:
            for theirs in cast("tuple[Theirs, ...]", error.facts.get("theirs", ())):
                self.version = theirs.version or self.version
                self.form.show_conflicts({(self.item, name): value for name, value in self.as_form(theirs.fields).items()})
        elif isinstance(error, Invalid):
            self.form.show_errors(refusals(error, self._as_shown()))

    def _as_shown(self) -> Changes:
        return {self.item if item.startswith("interaction:") else item: fields for item, fields in self.form.changes().items()}

    def as_form(self, theirs: dict[str, Any]) -> dict[str, str | None]:
        """What somebody else saved, as the form keeps it."""
        if self.contact is None:
            return {}
        return stored(contacts.with_fields(self.contact, theirs))

    async def compared(self) -> bool:
        """Whether what the caller said was compared and right; asked for when it was not compared yet."""
        way = self.value("verified") or ""
        if way in self.is_compared or (self.contact is not None and self.contact.verified == way):
            return True
        if await matched(self, self.customer, way):
            self.is_compared.add(way)
        self.show_told()
        return way in self.is_compared

    def on_form_moved(self) -> None:
        """Compare when the way that needs it has been chosen and the person goes on."""
        here = self.form.here
        if self.form.editing and here is not None and here[1] != "verified":
            self._compare_once()

    @background("compare")
    async def _compare_once(self) -> None:
        way = self.value("verified")
        if way in COMPARED and way not in self.asked and not (self.contact and self.contact.verified == way):
            self.asked.add(way)
            await self.compared()

    @background("save")
    async def action_revoke(self) -> None:
        """Close a contact that is open, remove one that is closed."""
        contact = self.contact
        if contact is None:
            return
        closes = contact.closed_on is None
        if not await self.answer_of(Confirm(say("support.close_question" if closes else "support.remove_question"), danger=not closes)):
            return
        fields = {"closed_on": today().isoformat()} if closes else {}
        change = Change("interaction", fields, contact.id, contact.version, remove=not closes)
        operation = self.operation(contact.id, contact.version)
        answer = await of_opened(self, self.customer, lambda: self._saved(operation, [change]))
        if not isinstance(answer, No):
            await self.drop_draft()
            self.dismiss(say("support.closed" if closes else "support.removed"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the purpose may do."""
        if action in {"edit", "revoke"}:
            return self.may_write and self.contact is not None and not self.form.editing
        if action in {"save", "discard"}:
            return self.may_write and (self.form.editing or self.unsaved)
        if action == "reload":
            return self.contact is not None
        return True
