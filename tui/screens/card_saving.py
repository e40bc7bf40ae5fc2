"""From what was typed in a card to the changes of one save, and back from what the database says of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from db import values
from db.customers import Card
from db.errors import Invalid
from db.records import Change, Theirs
from tui.screens.base import sentence
from tui.screens.card_fields import reach, stored
from tui.screens.card_sections import row_behind
from tui.screens.card_services import money, plain_money
from tui.widgets.form import Changes, Key
from tui.words import say

NUMBERS: Final = frozenset({"unit", "service", "host", "technical", "needs"})
FLAGS: Final = frozenset({"protected", "restricted", "may_order", "may_hear"})
DEFAULTS: Final[dict[str, frozenset[str]]] = {
    "identifier": frozenset({"scheme"}),
    "address": frozenset({"kind", "country"}),
    "contact_point": frozenset({"kind"}),
    "credit_check": frozenset({"asked_for", "asked_on", "expires_on"}),
    "service": frozenset({"state", "starts_on"}),
}
"""Fields of a new row that are filled in beforehand: with nothing else the row is not meant."""


def typed_rows(changes: Changes) -> Changes:
    """What was typed, without new rows in which nothing was."""
    return {
        item: fields
        for item, fields in changes.items()
        if ":new" not in item
        or {name for name, value in fields.items() if value is not None} - DEFAULTS.get(item.partition(":")[0], frozenset())
    }


def beyond(typed: Changes, saved: Changes) -> Changes:
    """What was typed and is not saved; a new row that was saved has a number by now and is not added once more."""
    late = {
        item: {name: value for name, value in fields.items() if (name, value) not in saved.get(item, {}).items()}
        for item, fields in typed.items()
        if ":new" not in item or item not in saved
    }
    return {item: fields for item, fields in late.items() if fields}


def as_changes(typed: Changes, card: Card | None, versions: Mapping[str, int], ties: Mapping[str, str]) -> list[Change]:
    """The changes of one save; ``ties`` tell which new person a new role or contact point belongs to."""
    return [_change(item, fields, card, versions, ties.get(item)) for item, fields in typed_rows(typed).items()]


def _change(item: str, fields: dict[str, str | None], card: Card | None, versions: Mapping[str, int], tie: str | None) -> Change:
    entity, _, number = item.partition(":")
    given: dict[str, Any] = {name: value == "true" if name in FLAGS and value is not None else value for name, value in fields.items()}
    for name in NUMBERS & given.keys():
        given[name] = given[name] and int(given[name])
    if given.get("price"):
        given["price"] = plain_money(given["price"])
    if entity == "contact_point" and given.get("given"):
        given |= _contact(given, card, item)
    if number.isdigit():
        return Change(entity, given, int(number), versions[item])
    given = {name: value for name, value in given.items() if value is not None}
    if tie is not None:
        given["person"] = int(tie) if tie.isdigit() else f"@{tie}"
    return Change(entity, given, key=number)


def _contact(given: dict[str, Any], card: Card | None, item: str) -> dict[str, Any]:
    """The normal form, and a kind that fits what was given."""
    row = row_behind(card, item) if card else None
    is_email = "@" in given["given"]
    kind = given.get("kind") or (row.kind if row else "email" if is_email else values.phone_kind(given["given"]))
    fits = "email" if is_email else "mobile" if kind == "email" else kind
    return {"normal": reach(given["given"]), **({"kind": fits} if fits != (row.kind if row else None) else {})}


def theirs_by_field(theirs: tuple[Theirs, ...]) -> dict[Key, str | None]:
    """What somebody else saved, by field of the form."""
    return {
        (f"{row.entity}:{row.id}", name): money(Decimal(str(value))) if name == "price" and value is not None else stored(value)
        for row in theirs if not row.gone for name, value in row.fields.items()
    }  # fmt: skip


def at_fault(error: Invalid, typed: Changes) -> Key | None:
    """The field a broken rule is about: the database names the row and column, or the rule's name does."""
    entity = error.facts.get("entity")
    number = error.facts.get("id") or error.facts.get("key")
    items = [f"{entity}:{number}"] if entity and number else list(typed)
    field = error.facts.get("field")
    if entity and number and isinstance(field, str):
        return items[0], field
    for item in items:
        for name in typed.get(item, {}):
            if name == field or (field is None and name in error.code):
                return item, name
    meant = {"identifier": "value", "contact_point": "given"}
    for item in items:
        table = item.partition(":")[0]
        if item in typed and table in meant and (table in error.code or error.code.startswith("value_")):
            return item, meant[table]
    return (items[0], next(iter(typed[items[0]]))) if entity and items[0] in typed and typed[items[0]] else None


def refusals(error: Invalid, typed: Changes) -> dict[Key, str]:
    """Sentences by field for a rule that a save broke; empty when no field is to blame."""
    key = at_fault(error, typed)
    return {key: sentence(error)} if key else {}


def title_of(card: Card | None, typed: Changes) -> str:
    """What a draft is called in lists."""
    if card is not None:
        return card.customer.name
    names = [fields["name"] for item, fields in typed.items() if item.startswith("party:") and fields.get("name")]
    return names[0] or "" if names else say("card.new_title")
