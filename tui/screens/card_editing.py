"""Editing a card in place: fields opened, rows added and ended, one save in one call; nothing typed is lost."""

from __future__ import annotations

from typing import Final, cast
from uuid import uuid4

from db import records
from db.errors import Invalid, Stale, Unreachable
from db.records import Change, Theirs
from tui.background import background
from tui.screens import card_desk
from tui.screens.base import No
from tui.screens.card_fields import ROLES, new_item
from tui.screens.card_outside import begun
from tui.screens.card_reading import SECTION_OF, CardReading, today
from tui.screens.card_saving import as_changes, refusals, theirs_by_field, typed_rows
from tui.screens.card_sections import group_of, row_behind
from tui.screens.duplicates import chosen
from tui.screens.opened import of_opened
from tui.widgets.ask import Confirm
from tui.widgets.form import Changes, Form, Key
from tui.words import say

ENTITY_OF: Final = {
    "points": "contact_point",
    "addresses": "address",
    "identifiers": "identifier",
    "names": "party_name",
    "credit": "credit_check",
    "services": "service",
    "domains": "domain",
}
DEFAULTS: Final[dict[str, dict[str, str]]] = {
    "contact_point": {"kind": "mobile"},
    "address": {"kind": "billing", "country": "FI"},
    "identifier": {"scheme": "business_id"},
    "party_name": {"type": "parallel"},
    "service": {"state": "active"},
}
ENDED: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "address": ("valid_to", {}), "person_role": ("valid_to", {}), "service": ("ends_on", {"state": "ended"}), "domain": ("ended_on", {}),
}  # fmt: skip
"""Rows that end on a day, in which field, and what else that says of them; the others are removed."""


class CardEditing(CardReading):
    """What a person may change, changed where it stands."""

    _others: frozenset[int] = frozenset()
    """Likely duplicates of which the person has said that they are others."""

    def action_edit(self) -> None:
        """Edit where the cursor is."""
        here = self.form.here
        if here is not None and here[0]:
            self._edit(here)

    def on_form_edit_requested(self, message: Form.EditRequested) -> None:
        """Open the section for editing; of persons, one person with roles and contact points."""
        message.stop()
        self._edit((message.item, message.field))

    def _edit(self, at: Key) -> None:
        entity = at[0].partition(":")[0]
        if not self.rights.writes(entity):
            self.tell(say("card.read_only", purpose=say(f"purposes.{self.session.purpose}")), bad=True)
            return
        self.tell("")
        section = SECTION_OF[entity]
        items = self._draft.circle_of(at[0]) or (group_of(self.card, at[0]) if self.card else ())
        alone = self.card is not None and len(items) == 1 and section != "persons"
        self.form.edit(*((section,) if alone else items), at=at)
        self.renew_offer()

    def on_form_add_requested(self, message: Form.AddRequested) -> None:
        """One more row in a section."""
        message.stop()
        if message.section == "persons":
            self.action_person()
        elif message.section in ENTITY_OF:
            self._add(ENTITY_OF[message.section], message.section)

    def _add(self, entity: str, section: str) -> None:
        self._count += 1
        given = begun(today()) if entity == "credit_check" else {"starts_on": today().isoformat()} if entity == "service" else {}
        self.form.add(section, new_item(entity, self._count, self.choices, DEFAULTS.get(entity, {}) | given))
        self.renew_offer()

    def action_new(self) -> None:
        """One more row where the cursor is."""
        cell = self.form.cell
        if cell is not None and not self.form.editing:
            self.on_form_add_requested(Form.AddRequested(self.form, cell.section))

    def action_person(self) -> None:
        """A new person with a role and a number."""
        if not self.rights.roles_written or self.card is None:
            self.tell(say("card.no_persons"), bad=True)
            return
        place, _, number = self.form.here[0].partition(":") if self.form.here else ("", "", "")
        at_service = number if place == "service" and number.isdigit() else None
        first = (
            "technical"
            if "technical" in self.rights.roles_written
            else next(role for role in reversed(ROLES) if role in self.rights.roles_written)
        )
        self.add_person(self._count + 1, first, at_service)
        self.renew_offer()

    def on_form_left(self, message: Form.Left) -> None:
        """Esc closes the fields; what was typed stays, as a draft."""
        message.stop()
        self.form.read()
        self.renew_offer()
        if typed_rows(self.form.changes()):
            self.tell(say("card.draft_kept"))
            self.keep()

    def action_save(self) -> None:
        """Save, if nothing is wrong."""
        self.form.submit()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Save what differs."""
        message.stop()
        self._save(typed_rows(message.changes))

    @background("save")
    async def _save(self, typed: Changes) -> None:
        if not typed:
            await self._leave_as_it_is()
            return
        changes = as_changes(typed, self.card, self._versions, self._draft.ties)
        if self.customer is None and self._unanswered is None and not await self._is_new(changes):
            return
        operation = uuid4()
        if self._unanswered is not None:
            operation, changes = self._unanswered
        self._own.add(str(operation))
        self.work.state("saving")
        await self.keep_draft()
        answer = await of_opened(self, self.customer or 0, lambda: records.save(self.session, operation, self.customer, changes))
        self.work.state("")
        self._unanswered = (operation, changes) if isinstance(answer, No) and isinstance(answer.error, Unreachable) else None
        if isinstance(answer, No):
            self._explain(answer, typed)
            return
        self.customer = answer
        await self.ask(card_desk.drop(self.session, self._draft))
        self._draft.ties.clear()
        self._begin = None
        if await self._read(saved=typed):
            self.tell(say("card.saved"))

    async def _is_new(self, changes: list[Change]) -> bool:
        """Whether a new customer is to be saved; one that is there already is opened over it, what was typed stays as a draft."""
        answer = await chosen(self, changes, self._others)
        if isinstance(answer, int):
            await self.keep_draft()
            self.app.push_screen(type(self)(answer))  # pyright: ignore[reportUnknownMemberType]
        elif answer is not None:
            self._others = answer
            return True
        return False

    async def _leave_as_it_is(self) -> None:
        """Close the fields: nothing was typed, or what another saved was taken instead, which is read once more."""
        settled = bool(self.form.contested())
        self.form.read()
        self.renew_offer()
        if settled:
            await self.ask(card_desk.drop(self.session, self._draft))
            await self._read(saved={})
        self.tell(say("card.theirs_taken" if settled else "card.nothing_changed"))

    def _explain(self, answer: No, typed: Changes) -> None:
        """Show a refused save where it belongs; nothing that was typed is lost."""
        error = answer.error
        if isinstance(error, Stale):
            theirs = cast("tuple[Theirs, ...]", error.facts.get("theirs", ()))
            for row in theirs:
                self._versions[f"{row.entity}:{row.id}"] = row.version
            self.form.show_conflicts(theirs_by_field(theirs))
            if self.form.contested():
                self.tell(say("form.settle"))
        elif isinstance(error, Invalid):
            found = refusals(error, typed)
            self.form.show_errors(found)
            if found:
                self.tell("")

    @background("save")
    async def action_revoke(self) -> None:
        """End or remove the row under the cursor."""
        here = self.form.here
        row = row_behind(self.card, here[0]) if here and self.card else None
        if here is None or row is None or here[0].startswith(("party:", "person:")):
            self.tell(say("card.nothing_to_end"))
            return
        entity = here[0].partition(":")[0]
        ends = entity in ENDED
        if not await self.answer_of(Confirm(say("card.confirm_end" if ends else "card.confirm_remove", what=say(f"card.entity_{entity}")))):
            return
        day, says = ENDED.get(entity, ("", {}))
        fields = {day: today().isoformat(), **says} if ends else {}
        change = Change(entity, fields, row.id, row.version, remove=not ends)
        operation, customer = self.operation(entity, row.id, row.version), self.customer or 0
        self._own.add(str(operation))
        answer = await of_opened(self, customer, lambda: records.save(self.session, operation, customer, [change]))
        if not isinstance(answer, No) and await self._read(saved={}):
            self.tell(say("card.ended_now" if ends else "card.removed"))

    @background("save")
    async def action_discard(self) -> None:
        """Throw away what was typed and not saved."""
        if not self._draft.kept and not typed_rows(self.form.changes()):
            self.tell(say("card.no_draft"))
            return
        if await self.answer_of(Confirm(say("card.confirm_discard"))):
            await self.ask(card_desk.drop(self.session, self._draft))
            self._begin = None
            if self.customer is None:
                self.dismiss(None)
            elif await self._read():
                self.tell(say("card.discarded"))
