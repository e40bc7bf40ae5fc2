"""One widget that draws a whole record, to read and to edit in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tui.widgets import form_news
from tui.widgets.form_fields import Checked, Field, Item, Key, Section
from tui.widgets.form_keys import FormKeys
from tui.widgets.form_record import Changes, Record
from tui.words import again, how_many

__all__ = ["Changes", "Checked", "Field", "Form", "Item", "Key", "Section"]


class Form(FormKeys):
    """A record's sections. The screen gives them, hears what the person wants, and decides; the form never saves."""

    Changed = form_news.Changed
    Moved = form_news.Moved
    Left = form_news.Left
    Submitted = form_news.Submitted
    EditRequested = form_news.EditRequested
    AddRequested = form_news.AddRequested

    def show(self, sections: Sequence[Section]) -> None:
        """Read this record from now on, the cursor where it was if the field is still there."""
        self.record = self.painter.record = Record.of(sections)
        self.edited = frozenset()
        self.lay(anew=True)

    def say_anew(self, sections: Sequence[Section]) -> None:
        """The same record in another language; fields that are open stay so, and what is typed in them."""
        self.record = self.painter.record = self.record.said_anew(sections)
        self.notice = again(self.notice)
        self.lay(anew=True)

    def edit(self, *ids: str, at: Key | None = None) -> None:
        """Open the items or whole sections of those names, all of them without names, the cursor at a field of theirs."""
        wanted = {item.id for section, item in self.record.placed() if not ids or item.id in ids or section.id in ids}
        self._open(wanted, at or self.here)

    def read(self) -> None:
        """Close all fields; what was typed still stands, marked, until another record is shown."""
        self.leave()
        self.edited = frozenset()
        self.lay()

    def add(self, section: str, *items: Item) -> None:
        """Put more items in a section and open them, the cursor in the first."""
        for item in items:
            self.record.add(section, item)
        self.lay(anew=True)
        self._open({item.id for item in items}, None)

    def drop(self, item: str) -> None:
        """Take an item out of the form."""
        self.record.drop(item)
        self.edited -= {item}
        self.lay(anew=True)

    def changes(self) -> Changes:
        """What a save would change, by item and field, in stored form; what is wrong is as typed."""
        return self.record.changes()

    def errors(self) -> dict[Key, str]:
        """What is wrong with what was typed so far."""
        return {key: self.record.entries[key].error for key in self.record.wrong()}

    def restore(self, changes: Mapping[str, Mapping[str, str | None]]) -> Changes:
        """Put the typed values of a draft back, opening their items, and say which have no field here."""
        homeless = self.record.restore(changes)
        self._open({item for item, values in changes.items() if values.keys() - homeless.get(item, {}).keys()}, self.here)
        return homeless

    def show_conflicts(self, theirs: Mapping[Key, str | None]) -> set[Key]:
        """Show what somebody else saved beside what is typed, the cursor on the first conflict; says which fields are not here."""
        strangers = self.record.contest(theirs)
        contested = self.contested(theirs)
        self._open({item for item, _ in contested}, None)
        self.go(next((cell.key for cell in self.places.cells if cell.key in contested), None))
        if contested:
            self.tell(how_many("form.conflict", len(contested)))
        return strangers

    def contested(self, among: Iterable[Key] | None = None) -> set[Key]:
        """The fields that somebody else saved otherwise than is typed here."""
        keys = self.record.entries if among is None else among
        return {key for key in keys if key in self.record.entries and self.record.entries[key].contested}

    def show_errors(self, sentences: Mapping[Key, str]) -> None:
        """Show what the server refused, each at its field until that is changed, the cursor on the first."""
        for key in sentences.keys() & self.record.entries.keys():
            self.record.entries[key].refusal = sentences[key]
        self._open({item for item, _ in sentences if item}, None)
        self.go(next((cell.key for cell in self.places.cells if cell.key in sentences), None))

    def _open(self, items: set[str], at: Key | None) -> None:
        self.edited |= items
        if at and at[0] in items and not self.size:
            self.painter.here = at
        self.lay()
        boxes = [cell.key for cell in self.reachable()]
        self.go(at if at in boxes and at[0] in items else next((key for key in boxes if key[0] in items), None))
