"""The card of a customer: read, edited in place, saved in one call; what is typed is kept as a draft."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from textual.binding import BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from db import customers, records, rights
from db.customers import Card
from db.desk import Draft
from db.errors import Invalid, Stale, Unreachable
from db.records import Change
from db.rights import Rights
from tui.background import background
from tui.commands import bindings
from tui.screens import card_desk
from tui.screens.base import BaseScreen, No
from tui.screens.card_desk import CardDraft
from tui.screens.card_fields import KINDS, ROLES, Choices, new_item
from tui.screens.card_saving import as_changes, refusals, theirs_by_field, title_of, typed_rows
from tui.screens.card_sections import blank, group_of, row_behind, sections
from tui.screens.opened import of_opened
from tui.screens.permissions import PermissionsScreen
from tui.widgets.ask import Choose, Confirm
from tui.widgets.form import Changes, Form, Key
from tui.words import say

KEEP_AFTER: Final = 0.5
SECTION_OF: Final = {
    "party": "party", "contact_point": "points", "address": "addresses", "identifier": "identifiers", "person": "persons",
    "person_role": "persons", "party_name": "names",
}  # fmt: skip
ENTITY_OF: Final = {"points": "contact_point", "addresses": "address", "identifiers": "identifier", "names": "party_name"}
DEFAULTS: Final[dict[str, dict[str, str]]] = {
    "contact_point": {"kind": "mobile"},
    "address": {"kind": "billing", "country": "FI"},
    "identifier": {"scheme": "business_id"},
    "party_name": {"type": "parallel"},
    "person": {"language": "fi"},
}
ENDED: Final = frozenset({"address", "person_role"})
"""Rows that end on a day; the others are removed."""


def today() -> date:
    """The date in Finland."""
    return datetime.now(ZoneInfo("Europe/Helsinki")).date()


class CardScreen(BaseScreen[None]):
    """One customer, opened by a committed ticket; without a customer a new one is entered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "search",
            "edit",
            "save",
            "new",
            "undo",
            "person",
            "permissions",
            "history",
            "sources",
            "identity",
            "disclose",
            "revoke",
            "discard",
            "reload",
        )
    ]

    class SearchWanted(Message):
        """The person goes back to searching."""

    def __init__(self, customer: int | None, draft: Draft | None = None) -> None:
        """A draft begins with what was typed in it."""
        super().__init__()
        self.customer = customer
        self.card: Card | None = None
        self.rights = Rights(frozenset(), frozenset(), frozenset())
        self._begin = draft
        self._draft = CardDraft()
        self._versions: dict[str, int] = {}
        self._count = 100
        self._unanswered: tuple[UUID, list[Change]] | None = None
        self._own: set[str] = set()
        self._keeping: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """One form for everything."""
        yield Form(id="card")

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    @property
    def heading(self) -> str:
        """The customer's name and number."""
        return f"{self.card.customer.name} #{self.card.customer.id}" if self.card else say("card.new_title")

    @property
    def choices(self) -> Choices:
        """Units of the login and roles its purpose may give."""
        me = self.session.me
        units = tuple((str(number), name) for number, name in zip(me.unit_ids, me.units, strict=True)) if me else ()
        return Choices(units, tuple(role for role in ROLES if role in self.rights.roles_written))

    def on_mount(self) -> None:
        """Open the card, or choose what kind of customer is entered."""
        self.form.focus()
        self._begin_reading()

    @background("card")
    async def _begin_reading(self) -> None:
        found = await self.ask(rights.of(self.session))
        if isinstance(found, No):
            return
        self.rights = found
        if self.customer is None:
            await self._begin_new()
        elif await self._read():
            await self._find_draft()

    async def _begin_new(self) -> None:
        if not self.rights.writes("party"):
            self.tell(say("card.no_new"), bad=True)
            return
        if self._begin is not None:
            self._draft, changes = CardDraft.of(self._begin)
            self.form.show(blank(self._draft.kind, self.choices, today()))
            self._restore(changes)
            return
        kind = await self.answer_of(Choose(say("card.choose_kind"), tuple((kind, say(f"card.kind_{kind}")) for kind in KINDS)))
        if kind is None:
            self.dismiss(None)
            return
        self._draft.kind = kind
        self.form.show(blank(kind, self.choices, today()))
        self.form.edit(at=("party:new1", "name"))

    async def _read(self) -> bool:
        """Open the card and read it; whether that was granted."""
        customer = self.customer or 0
        if isinstance(await self.ask(customers.open_card(self.session, customer)), No):
            return False
        card = await self.ask(customers.card(self.session, customer))
        if isinstance(card, No):
            return False
        self.show(card)
        return True

    def show(self, card: Card) -> None:
        """Show a card as it was read."""
        self.card = card
        rows = (card.customer, *card.names, *card.identifiers, *card.addresses, *card.contact_points, *card.persons, *card.roles)
        entities = ["party"] + ["party_name"] * len(card.names) + ["identifier"] * len(card.identifiers) + ["address"] * len(card.addresses)
        entities += ["contact_point"] * len(card.contact_points) + ["person"] * len(card.persons) + ["person_role"] * len(card.roles)
        self._versions = {f"{entity}:{row.id}": row.version for entity, row in zip(entities, rows, strict=True)}
        self.form.show(sections(card, self.rights, self.choices, today()))
        self.renew_header()
        self.refresh_bindings()

    async def _find_draft(self) -> None:
        """Go on with what was typed the last time and not saved."""
        draft = self._begin or await self.ask(card_desk.of_customer(self.session, self.customer or 0))
        if isinstance(draft, No) or draft is None:
            return
        self._draft, changes = CardDraft.of(draft)
        self._restore(changes)

    def _restore(self, changes: Changes) -> None:
        """Put typed values back, new rows first."""
        for item in changes:
            entity, _, number = item.partition(":new")
            if number and not any(placed.id == item for _, placed in self.form.record.placed()):
                self.form.add(SECTION_OF[entity], new_item(entity, int(number), self.choices, {}))
                self._count = max(self._count, int(number) + 1)
        homeless = self.form.restore(changes)
        self.tell(say("card.draft_back_partly") if homeless else say("card.draft_back"), bad=bool(homeless))

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
        if not self.rights.writes(entity) or self.card is None:
            self.tell(say("card.read_only", purpose=say(f"purposes.{self.session.purpose}")), bad=True)
            return
        self.tell("")
        items = group_of(self.card, at[0])
        section = SECTION_OF[entity]
        self.form.edit(*(items if len(items) > 1 or section == "persons" else (section,)), at=at)

    def on_form_add_requested(self, message: Form.AddRequested) -> None:
        """One more row in a section."""
        message.stop()
        if message.section == "persons":
            self.action_person()
        elif message.section in ENTITY_OF:
            self._add(ENTITY_OF[message.section], message.section, {})

    def _add(self, entity: str, section: str, given: dict[str, str], tie: str | None = None) -> str:
        self._count += 1
        item = new_item(entity, self._count, self.choices, {**DEFAULTS.get(entity, {}), **given})
        if tie is not None:
            self._draft.ties[item.id] = tie
        self.form.add(section, item)
        return item.id

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
        first = (
            "technical"
            if "technical" in self.rights.roles_written
            else next(role for role in reversed(ROLES) if role in self.rights.roles_written)
        )
        role = {"role": first, "may_order": "false", "may_hear": "false", "valid_from": today().isoformat()}
        person = self._add("person", "persons", {})
        tie = person.partition(":")[2]
        self._add("person_role", "persons", role, tie)
        self._add("contact_point", "persons", {"kind": "mobile"}, tie)
        self._add("contact_point", "persons", {"kind": "email"}, tie)
        self.form.go((person, "given_names"))

    def on_form_changed(self) -> None:
        """Keep what is typed, half a second after the last key."""
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(KEEP_AFTER, self.keep)

    @background("draft", exclusive=False)
    async def keep(self) -> None:
        """Keep the draft now."""
        await self.keep_draft()

    async def keep_draft(self) -> None:
        """Keep what differs from the register; called as well when the line drops."""
        changes = typed_rows(self.form.changes())
        await self.ask(card_desk.keep(self.session, self._draft, self.customer, title_of(self.card, changes), changes))

    def on_form_left(self, message: Form.Left) -> None:
        """Esc closes the fields; what was typed stays, as a draft."""
        message.stop()
        self.form.read()
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
            self.form.read()
            self.tell(say("card.nothing_changed"))
            return
        changes = as_changes(typed, self.card, self._versions, self._draft.ties)
        operation = uuid4()
        if self._unanswered is not None:
            operation, changes = self._unanswered
        self._own.add(str(operation))
        self.work.state("saving")
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
        if await self._read():
            self.tell(say("card.saved"))

    def _explain(self, answer: No, typed: Changes) -> None:
        """Show a refused save where it belongs; nothing that was typed is lost."""
        error = answer.error
        if isinstance(error, Stale):
            theirs = error.facts.get("theirs", ())
            for row in theirs:  # pyright: ignore[reportGeneralTypeIssues]
                self._versions[f"{row.entity}:{row.id}"] = row.version
            self.form.show_conflicts(theirs_by_field(theirs))  # pyright: ignore[reportArgumentType]
        elif isinstance(error, Invalid):
            self.form.show_errors(refusals(error, typed))

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
        fields = {"valid_to": today().isoformat()} if ends else {}
        change = Change(entity, fields, row.id, row.version, remove=not ends)
        operation, customer = uuid4(), self.customer or 0
        self._own.add(str(operation))
        answer = await of_opened(self, customer, lambda: records.save(self.session, operation, customer, [change]))
        if not isinstance(answer, No) and await self._read():
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

    def action_permissions(self) -> None:
        """Marketing permissions of this customer and its persons."""
        if self.card is not None:
            self.app.push_screen(PermissionsScreen(self.card), self._read_after)  # pyright: ignore[reportUnknownMemberType]

    def _read_after(self, _answer: object) -> None:
        """See what another screen changed."""
        if not typed_rows(self.form.changes()):
            self.action_reload()

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved this customer: show it at once, or say so to a person who is typing."""
        if told.get("party") != self.customer or told.get("op") in self._own or self.card is None:
            return
        if self.form.editing or typed_rows(self.form.changes()):
            self.tell(say("card.somebody_saved"))
        else:
            self._read_again()

    @background("card")
    async def _read_again(self) -> None:
        if await self._read():
            self.tell(say("card.somebody_saved_shown"))

    def action_search(self) -> None:
        """Back to searching; the draft is kept."""
        self.post_message(self.SearchWanted())

    @background("card")
    async def action_reload(self) -> None:
        """Read the card again; what was typed is put back over it."""
        changes = typed_rows(self.form.changes())
        if self.customer is not None and await self._read() and changes:
            self._restore(changes)
