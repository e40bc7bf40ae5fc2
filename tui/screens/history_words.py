"""Lines of the change log in words: what was touched, and what it was and became."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from re import compile as pattern
from typing import Any, Final

from db.audit import Entry
from db.shown import shown_date
from tui.screens.base import shown_moment
from tui.widgets.facts import Fact
from tui.words import known, language, say

UNTOLD: Final = frozenset(
    {"party", "scope", "normal", "unit", "obtained_by", "taken_at", "taken_by", "staff", "payment", "invoice", "credits", "reference_key"}
)
"""Columns that say nothing a reader of the history does not see elsewhere."""
ORDER: Final = (
    "person", "at", "channel", "direction", "verified", "summary", "follow_up_on",
    "state", "role", "scheme", "fi", "en", "period", "price", "kind", "type", "name", "given_names", "family_name", "title", "value",
    "operator", "given", "co", "street", "number", "entrance", "apartment", "po_box", "postcode", "town", "town_sv", "country",
    "valid_from", "valid_to", "status", "language", "since", "ended_on", "protected", "restricted", "may_order", "may_hear",
    "received_on", "amount", "payer", "reference", "message", "step", "sent_on", "fee", "opened_on", "reason", "closed_on",
    "section", "product_group", "how", "wording", "evidence", "purpose", "verified_on", "verified_how", "needed_for", "source",
    "source_ref", "obtained_on", "confirmed_on",
)  # fmt: skip
SUMMED_UP: Final = frozenset(ORDER[: ORDER.index("country")]) - {"title", "co", "town_sv"} | {
    "received_on", "amount", "payer", "step", "sent_on", "opened_on", "reason", "datum",
}  # fmt: skip
"""Columns by which one knows an added or removed row."""
CODES: Final[dict[tuple[str, str], str]] = {
    ("address", "kind"): "card.address",
    ("contact_point", "kind"): "card.contact",
    ("party_name", "type"): "card.name_type",
    ("interaction", "channel"): "support.channel",
    ("interaction", "direction"): "support.direction",
    ("interaction", "verified"): "support.verified",
    ("marketing_permission", "channel"): "permissions.channel",
    ("marketing_permission", "state"): "permissions.state",
    ("marketing_permission", "how"): "permissions.how",
    ("reminder", "step"): "billing.step",
    ("product", "state"): "card.product",
}
STANDING: Final = frozenset({"service", "host", "product"})
"""Tables whose state is how a thing stands, not what a person decided."""
DAY: Final = pattern(r"\d{4}-\d\d-\d\d")
MOMENT: Final = pattern(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history: an added or removed row, or one changed field of one; ``first`` begins an operation."""

    entry: Entry
    first: bool
    what: str
    change: str
    field: str | None = None
    """The field of an update; None for a row added or removed."""


@dataclass(slots=True)
class Persons:
    """Names of persons by id, as far as they are known: those given, and those the log tells."""

    names: dict[int, str]

    def learn(self, entries: Sequence[Entry]) -> None:
        """Take names from lines about persons added or removed; the newest comes first and stays."""
        for entry in entries:
            if entry.entity == "person" and entry.act != "update" and {"given_names", "family_name"} <= entry.diff.keys():
                place = 0 if entry.act == "delete" else 1
                name = f"{entry.diff['given_names'][place]} {entry.diff['family_name'][place]}"
                self.names.setdefault(int(entry.row_id), name)

    def name(self, number: object) -> str:
        """The name, or the number of one who is not seen any more."""
        return self.names.get(int(str(number))) or say("permissions.somebody", number=number)


def told(entries: Sequence[Entry], persons: Persons, before: Entry | None) -> Iterator[Told]:
    """Entries as lines; ``before`` is the entry of the line before the first."""
    for entry in entries:
        first = not _together(before, entry)
        for what, change, field in _lines(entry, persons):
            yield Told(entry, first, say("audit.undoing", what=what) if entry.undone_at else what, change, field)
            first = False
        before = entry


def _together(before: Entry | None, entry: Entry) -> bool:
    """Whether two entries were saved by one act."""
    return before is not None and before.op is not None and before.op == entry.op


def _lines(entry: Entry, persons: Persons) -> Iterator[tuple[str, str, str | None]]:
    if entry.act != "update" or entry.entity == "identity_code":
        yield (
            say(f"audit.{entry.act}", entity=entity_name(entry.entity)),
            "" if entry.entity == "identity_code" else _summary(entry, persons),
            None,
        )
        return
    for field in fields_of(entry) or list(entry.diff):
        was, becomes = (worded(entry.entity, field, value, persons) for value in entry.diff[field])
        yield (
            say("audit.update", entity=entity_name(entry.entity), field=label(field, entry.entity).lower()),
            say("audit.from_to", was=was, becomes=becomes),
            field,
        )


def _summary(entry: Entry, persons: Persons) -> str:
    place = 0 if entry.act == "delete" else 1
    given = [(field, entry.diff[field][place]) for field in fields_of(entry) if field in SUMMED_UP]
    words = [(field, worded(entry.entity, field, value, persons)) for field, value in given if value is not None]
    return " ".join(f"{label(field)} {word}" if field == "po_box" else word for field, word in words)


def entity_name(table: str) -> str:
    """What a row of a table is called."""
    return say(f"card.entity_{table}") if known(f"card.entity_{table}") else table


def label(field: str, entity: str = "") -> str:
    """What a column is called, of its own table where it has the name of another's; the state of a service is no decision."""
    if field == "state" and entity in STANDING:
        return say("card.field_status")
    named = next((key for key in (f"card.field_{entity}_{field}", f"card.field_{field}") if known(key)), None)
    return say(named) if named else field


def fields_of(entry: Entry) -> list[str]:
    """The columns worth telling, in the order of a card; columns without a place come last."""
    places = {field: place for place, field in enumerate(ORDER)}
    return sorted((field for field in entry.diff if field not in UNTOLD), key=lambda field: (places.get(field, len(ORDER)), field))


def worded(entity: str, field: str, value: Any, persons: Persons) -> str:
    """A value of a column as one reads it."""
    if value is None:
        return say("form.null")
    if isinstance(value, bool):
        return say("form.yes" if value else "form.no")
    if field == "person":
        return persons.name(value)
    if field == "merged_into":
        return f"#{value}"
    text = str(value)
    key = f"purposes.{text}" if field == "purpose" else f"{CODES.get((entity, field), f'card.{field}')}_{text}"
    if known(key):
        return say(key)
    if DAY.fullmatch(text):
        return shown_date(date.fromisoformat(text), language())
    return shown_moment(datetime.fromisoformat(text)) if MOMENT.fullmatch(text) else text


def about(entry: Entry, persons: Persons) -> tuple[str, list[Fact]]:
    """The whole entry: who, when, under which purpose, and every column."""
    who = f"{shown_moment(entry.at)} · {entry.login} · {purpose(entry.purpose)}"
    what = Fact("", say(f"audit.whole_{entry.act}", entity=entity_name(entry.entity)), strong=True)
    undoes = Fact("", say("audit.undoes_at", moment=shown_moment(entry.undone_at)) if entry.undone_at else "")
    return who, [what, undoes, *(Fact(label(field, entry.entity), _change(entry, field, persons)) for field in fields_of(entry))]


def _change(entry: Entry, field: str, persons: Persons) -> str:
    was, becomes = (worded(entry.entity, field, value, persons) for value in entry.diff[field])
    return becomes if entry.act == "insert" else was if entry.act == "delete" else say("audit.from_to", was=was, becomes=becomes)


def purpose(name: str) -> str:
    """A purpose in words; what the installer did has another role, and what the server does by itself none."""
    if name == "none":
        return say("audit.no_purpose")
    return say(f"purposes.{name}") if known(f"purposes.{name}") else name
