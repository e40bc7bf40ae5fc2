"""The record behind a form: what each field was, what has been typed over it, and what somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tui.widgets.form_editing import Typing
from tui.widgets.form_fields import Checked, Field, Item, Key, Section, checked, shown
from tui.words import again, say

Changes = dict[str, dict[str, str | None]]


@dataclass(slots=True)
class Entry:
    """One field with what is typed or picked in it; ``base`` is what a save would be compared with."""

    field: Field
    base: str | None
    typing: Typing
    picked: str | None
    told: bool = False
    refusal: str = ""
    theirs: str | None = None
    contested: bool = False
    mine: str | None = None
    verdict: tuple[str, Checked] | None = None

    @classmethod
    def of(cls, field: Field, *, new: bool) -> Entry:
        """The untouched entry; a new item's fields all differ from a row that is not there."""
        start = "" if field.masked else shown(field, field.value)
        return cls(field, None if new else field.value, Typing(start, len(start)), field.value)

    def said_anew(self, field: Field) -> Entry:
        """The same in another language: what nobody typed is written as that one writes days and sums."""
        given = self.untouched or (field.kind == "date" and self.check().text == self.field.value)
        value = field.value if given and _same_said(field, self.field.value) else self.field.value
        anew = replace(self, field=replace(field, value=value), base=value if self.base == self.field.value else self.base, verdict=None)
        anew.refusal = again(self.refusal)
        if given and not field.picked:
            anew.typing = Typing(anew.start, len(anew.start))
        return anew

    @property
    def start(self) -> str:
        """The text that stands in the untouched field."""
        return "" if self.field.masked else shown(self.field, self.field.value)

    @property
    def untouched(self) -> bool:
        """Whether what stands in the field is what was given."""
        return self.picked == self.field.value if self.field.picked else self.typing.text == self.start

    @property
    def given(self) -> bool:
        """Whether it is of a new item and filled in as that began: to be saved, but nobody's change."""
        return self.base is None and self.untouched

    @property
    def value(self) -> str | None:
        """What would be saved: in its stored form when it is right, as typed when it is wrong; None for a cleared field."""
        if self.field.picked:
            return self.picked
        if self.untouched:
            return self.field.value
        if not self.typing.text.strip():
            return "" if self.field.value == "" else None
        return self.base if self.typing.text == shown(self.field, self.base) else self.check().text

    @property
    def changed(self) -> bool:
        """Whether a save would change the row here."""
        return self.value != self.base

    @property
    def error(self) -> str:
        """What is wrong, empty while a person has not yet been at the field."""
        if self.refusal:
            return self.refusal
        return self.wrong if self.told or not self.untouched else ""

    @property
    def wrong(self) -> str:
        """What would keep this from being saved."""
        if not self.field.editable:
            return ""
        if self.field.picked:
            return self._wrongly_picked()
        if self.untouched:
            return say("form.required") if self.field.required and not self.field.value else ""
        return self.check().error

    def _wrongly_picked(self) -> str:
        if self.picked is None:
            return say("form.required") if self.field.required else ""
        offered = self.untouched or any(code == self.picked for code, _ in self.field.options)
        return "" if offered else say("form.unknown_choice")

    def check(self) -> Checked:
        """The verdict on the text as it stands, asked once a text."""
        if self.verdict is None or self.verdict[0] != self.typing.text:
            self.verdict = (self.typing.text, checked(self.field, self.typing.text))
        return self.verdict[1]

    def settle(self) -> bool:
        """On leaving the field put the text in its stored form; whether that changed what is drawn."""
        if self.field.picked or self.untouched or self.check().error:
            return False
        tidy = shown(self.field, self.check().text)
        if tidy == self.typing.text:
            return False
        self.typing.replace(tidy)
        return True

    def set(self, value: str | None) -> None:
        """Put a stored value or an unfinished text in, as one undoable change."""
        self.picked = value
        if not self.field.picked:
            self.typing.replace(self.start if value == self.field.value else shown(self.field, value))

    def contest(self, theirs: str | None) -> None:
        """Hear what somebody else saved: taken where nothing was typed, else a conflict to settle."""
        if not self.changed:
            self.field, self.base, self.picked = replace(self.field, value=theirs), theirs, theirs
            self.typing = Typing(self.start, len(self.start))
            return
        self.base = self.theirs = theirs
        self.contested = self.value != theirs

    def swap(self) -> None:
        """Take theirs, or go back to what was typed."""
        if self.changed:
            self.mine = self.value
            self.field = replace(self.field, value=self.theirs) if self.field.masked else self.field
            self.set(self.theirs)
        else:
            self.set(self.mine)


def _same_said(field: Field, before: str | None) -> bool:
    """Whether the field's value is what stood ``before`` it in another language: a reason, or a sum with another point."""
    plain = [(text or "").replace(",", ".").replace("\u00a0", "") for text in (field.value, before)]
    return field.hidden or plain[0] == plain[1]


@dataclass(slots=True)
class Record:
    """All the sections of a form and an entry for each field."""

    sections: tuple[Section, ...] = ()
    entries: dict[Key, Entry] = field(default_factory=dict[Key, Entry])

    @classmethod
    def of(cls, sections: Sequence[Section]) -> Record:
        """A record as it came from the database."""
        record = cls(tuple(sections))
        for _, item in record.placed():
            record.enter(item)
        return record

    def said_anew(self, sections: Sequence[Section]) -> Record:
        """The same record in other words, with what is typed as it is."""
        anew = Record.of(sections)
        for _, item in anew.placed():
            for each in item.fields:
                if old := self.entries.get((item.id, each.id)):
                    anew.entries[item.id, each.id] = old.said_anew(each)
        return anew

    def placed(self) -> Iterator[tuple[Section, Item]]:
        """Every item with its section, in order."""
        return ((section, item) for section in self.sections for item in section.items)

    def enter(self, item: Item) -> None:
        """Make the entries of an item."""
        for each in item.fields:
            self.entries[item.id, each.id] = Entry.of(each, new=item.new)

    def add(self, section_id: str, item: Item) -> None:
        """Put an item at the end of a section; KeyError for a section that is not there."""
        if all(section.id != section_id for section in self.sections):
            raise KeyError(section_id)
        self.sections = tuple(
            replace(section, items=(*section.items, item)) if section.id == section_id else section for section in self.sections
        )
        self.enter(item)

    def drop(self, item_id: str) -> None:
        """Take an item away."""
        self.sections = tuple(
            replace(section, items=tuple(item for item in section.items if item.id != item_id)) for section in self.sections
        )
        self.entries = {key: entry for key, entry in self.entries.items() if key[0] != item_id}

    def changes(self) -> Changes:
        """What differs from the saved row, by item and field."""
        found: Changes = {}
        for (item, name), entry in self.entries.items():
            if entry.field.editable and entry.changed:
                found.setdefault(item, {})[name] = entry.value
        return found

    def restore(self, changes: Mapping[str, Mapping[str, str | None]]) -> Changes:
        """Put typed values back and say which of them have no field any more."""
        homeless: Changes = {}
        for item, values in changes.items():
            for name, value in values.items():
                entry = self.entries.get((item, name))
                if entry and entry.field.editable:
                    entry.set(value)
                else:
                    homeless.setdefault(item, {})[name] = value
        return homeless

    def contest(self, theirs: Mapping[Key, str | None]) -> set[Key]:
        """Hear what somebody else saved and say which fields are not here."""
        for key, value in theirs.items():
            if key in self.entries:
                self.entries[key].contest(value)
        return set(theirs) - set(self.entries)

    def wrong(self) -> list[Key]:
        """The fields that cannot be saved as they stand, in order."""
        return [key for key, entry in self.entries.items() if entry.error]
