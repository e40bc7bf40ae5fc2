"""One host: edited in place, the customers that a fault of it would hit below."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

from textual.binding import Binding, BindingType

from db import hosts
from db.errors import Invalid, Stale
from db.records import Change, Theirs
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No
from tui.screens.card_fields import new_item
from tui.screens.card_reading import today
from tui.screens.card_saving import as_changes, refusals, theirs_by_field, typed_rows
from tui.screens.card_undoing import said_of
from tui.screens.host_history import HostHistoryScreen
from tui.screens.host_reading import HostReading
from tui.screens.host_sections import circle_of, person_of, rows_of
from tui.screens.host_sources import HostSourcesScreen
from tui.screens.telling import note_told
from tui.widgets.ask import Confirm
from tui.widgets.form import Changes, Form, Key
from tui.words import say


class HostScreen(HostReading):
    """Tab goes from the host to the customers and back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("edit", "save", "new", "undo", "redo", "person", "told", "history", "sources", "revoke", "discard", "reload"),
        Binding("tab", "other", show=False, priority=True),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the purpose may do."""
        if action == "edit":
            return self.rights.writes("host") and not self.form.editing
        if action in {"new", "person", "told", "revoke", "undo", "redo"}:
            return self.rights.writes("host") and self.whole is not None and not self.form.editing
        if action in {"save", "discard"}:
            return self.form.editing or self.unsaved
        if action in {"history", "sources"}:
            return self.whole is not None
        if action == "other":
            return self.whole is not None and not self.form.editing
        return True

    def action_edit(self) -> None:
        """Edit where the cursor is."""
        if self.form.here is not None:
            self._edit(self.form.here)

    def on_form_edit_requested(self, message: Form.EditRequested) -> None:
        """Open the item; of a person all that belongs to them."""
        message.stop()
        self._edit((message.item, message.field))

    def _edit(self, at: Key) -> None:
        if not self.rights.writes("host") or at[0].startswith("needed:"):
            self.tell(say("card.read_only", purpose=say(f"purposes.{self.session.purpose}")), bad=True)
            return
        self.form.edit(*(circle_of(self.whole, at[0]) if self.whole else ()), at=at)
        self.refresh_bindings()

    def on_form_add_requested(self, message: Form.AddRequested) -> None:
        """Another host it needs, or another person."""
        message.stop()
        if message.section == "persons":
            self.action_person()
        elif message.section == "needs":
            self._count += 1
            self.form.add("needs", new_item("host_need", self._count, self.choices, {}))
            self.refresh_bindings()

    def action_new(self) -> None:
        """One more row where the cursor is."""
        cell = self.form.cell
        if cell is not None and not self.form.editing:
            self.on_form_add_requested(Form.AddRequested(self.form, cell.section))

    def action_person(self) -> None:
        """A person who looks after the host, perhaps without any relation to a customer."""
        roles = self.choices.roles
        if not roles:
            self.tell(say("card.no_persons"), bad=True)
            return
        self.add_person(self._count + 1, "maintainer" if "maintainer" in roles else roles[0])
        self.refresh_bindings()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Save what differs."""
        message.stop()
        self._save(typed_rows(message.changes))

    @background("save")
    async def _save(self, typed: Changes) -> None:
        versions = {f"{entity}:{row.id}": row.version for entity, rows in rows_of(self.whole).items() for row in rows} if self.whole else {}
        answer = await self._saved(self.operation(repr(typed)), as_changes(typed, None, versions, self._ties)) if typed else self.host
        if isinstance(answer, No):
            if isinstance(answer.error, Stale):
                self.form.show_conflicts(theirs_by_field(cast("tuple[Theirs, ...]", answer.error.facts.get("theirs", ()))))
            elif isinstance(answer.error, Invalid):
                self.form.show_errors(refusals(answer.error, typed))
            return
        self.host = answer
        await self.drop_draft()
        self._ties.clear()
        if await self.read():
            self.tell(say("card.saved" if typed else "card.nothing_changed"))

    async def _saved(self, operation: UUID, changes: list[Change]) -> int | No:
        self._own.add(str(operation))
        return await self.of_opened(lambda: hosts.save(self.session, operation, self.host, changes))

    @background("save")
    async def action_revoke(self) -> None:
        """End a role, or remove the dependency or contact point under the cursor."""
        entity, _, number = self.form.here[0].partition(":") if self.form.here else ("", "", "")
        row = next((row for row in rows_of(self.whole).get(entity, ()) if str(row.id) == number), None) if self.whole else None
        if row is None or entity in {"host", "person"}:
            self.tell(say("card.nothing_to_end"))
            return
        ends = entity == "person_role"
        if not await self.answer_of(Confirm(say("card.confirm_end" if ends else "card.confirm_remove", what=say(f"card.entity_{entity}")))):
            return
        change = Change(entity, {"valid_to": today().isoformat()} if ends else {}, row.id, row.version, remove=not ends)
        if not isinstance(await self._saved(self.operation(entity, row.id, row.version), [change]), No) and await self.read():
            self.tell(say("card.ended_now" if ends else "card.removed"))

    @background("save")
    async def action_told(self) -> None:
        """Note that the person under the cursor was told today that their data are kept."""
        if self.whole is None:
            return
        wanted = person_of(self.whole, self.form.here[0]) if self.form.here else None
        if await note_told(self, self.whole.persons, wanted, self._saved, self._own) and await self.read():
            self.tell(say("card.told_now"))

    def action_undo(self) -> None:
        """Undo the last own change of this host."""
        self._take_back(redo=False)

    def action_redo(self) -> None:
        """Take the last undoing back."""
        self._take_back(redo=True)

    @background("save")
    async def _take_back(self, *, redo: bool) -> None:
        operation = self.operation(redo)
        self._own.add(str(operation))
        answer = await self.of_opened(lambda: hosts.undo(self.session, operation, self.host, redo=redo))
        told = said_of(self, answer, redo=redo)
        if not isinstance(answer, No) and answer.gone:
            self.dismiss(None)
        elif told and await self.read():
            self.tell(told)

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved this host: show it, or say so to a person who is typing."""
        if told.get("host") != self.host or told.get("op") in self._own or self.whole is None:
            return
        if self.form.editing or self.unsaved:
            self.tell(say("card.host_saved"))
        else:
            self.action_reload()

    @background("host")
    async def action_reload(self) -> None:
        """Read the host again, but not under somebody who is typing."""
        if self.form.editing or self.unsaved:
            self.tell(say("card.reload_later"))
        elif self.host is not None:
            await self.read()

    def action_sources(self) -> None:
        """Where each datum of the host came from."""
        if self.whole is not None:
            self.app.push_screen(HostSourcesScreen(self.whole))  # pyright: ignore[reportUnknownMemberType]

    def action_history(self) -> None:
        """What was changed of this host, when and by whom."""
        if self.whole is not None:
            self.app.push_screen(HostHistoryScreen(self.whole))  # pyright: ignore[reportUnknownMemberType]
