"""The sections of a card: what the purpose may see of a customer, in the order one reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from db.customers import Card, Person
from db.rights import Rights
from tui.screens.card_field_kinds import Choices
from tui.screens.card_fields import MASK, filled, new_item, said_anew
from tui.screens.card_outside import heading_of, note_of
from tui.screens.card_services import domain_label, service_label, told_note
from tui.widgets.form import Field, Item, Section
from tui.words import say


def sections(card: Card, rights: Rights, choices: Choices, today: date) -> tuple[Section, ...]:
    """Everything the purpose may see; a section without rows is there only where rows may be added."""
    each = (
        Section("party", say("card.section_party"), (_item("party", card.customer, rights, choices),)),
        _rows("contact_point", "points", _own_points(card), rights, choices),
        _rows("address", "addresses", card.addresses, rights, choices, _protected_note(card)),
        _rows("identifier", "identifiers", card.identifiers, rights, choices),
        _persons(card, rights, choices, today),
        _rows("service", "services", _by_end(card.services), rights, choices, today=today),
        _rows("domain", "domains", _by_end(card.domains), rights, choices, today=today),
        _rows("party_name", "names", card.names, rights, choices),
        _outside("credit_check", "credit", card.credit_checks, rights, choices, today),
        _outside("firmographic", "firm", card.firmographics, rights, choices, today),
    )
    return tuple(section for section in each if section and (section.items or section.addable))


def blank(kind: str, choices: Choices, today: date) -> tuple[Section, ...]:
    """The sections of a customer that is not there yet; rows left empty are not saved."""
    first = choices.units[0][0] if choices.units else ""
    party = new_item(
        "party",
        1,
        choices,
        {"kind": kind, "language": "fi", "status": "customer", "unit": first, "since": today.isoformat(), "protected": "false"},
    )
    party = replace(party, fields=tuple(field for field in party.fields if field.id not in {"restricted", "ended_on"}))
    scheme = "business_id" if kind != "association" else "association"
    return (
        Section("party", say("card.section_party"), (party,)),
        Section(
            "identifiers",
            say("card.section_identifiers"),
            () if kind == "person" else (new_item("identifier", 1, choices, {"scheme": scheme}),),
            addable=True,
        ),
        Section(
            "points",
            say("card.section_points"),
            (new_item("contact_point", 1, choices, {"kind": "mobile"}), new_item("contact_point", 2, choices, {"kind": "email"})),
            addable=True,
        ),
        Section(
            "addresses",
            say("card.section_addresses"),
            (new_item("address", 1, choices, {"kind": "visit" if kind not in {"person"} else "post", "country": "FI"}),),
            addable=True,
        ),
    )


def with_new_rows(said: tuple[Section, ...], placed: Iterable[tuple[Section, Item]], choices: Choices) -> tuple[Section, ...]:
    """Sections and the rows that were added to them and are not saved, those too in the language in use."""
    there = {item.id for section in said for item in section.items}
    added: dict[str, list[Item]] = {}
    for section, item in placed:
        if item.new and item.id not in there:
            rows = added.setdefault(section.id, [])
            rows.append(said_anew(item, choices, rows[-1] if rows else None))
    return tuple(replace(section, items=(*section.items, *added.get(section.id, ()))) for section in said)


def _own_points(card: Card) -> tuple[Any, ...]:
    return tuple(point for point in card.contact_points if point.person is None)


def _protected_note(card: Card) -> str:
    return say("card.protected_note") if card.customer.protected and not card.addresses else ""


def _by_end(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """What goes on first."""
    return tuple(sorted(rows, key=lambda row: getattr(row, "ended_on", None) is not None or getattr(row, "state", None) == "ended"))


def _rows(
    entity: str, section: str, rows: tuple[Any, ...], rights: Rights, choices: Choices, note: str = "", today: date = date.min
) -> Section | None:
    if not any(table == entity for table, _ in rights.seen):
        return None
    items = tuple(_item(entity, row, rights, choices, today) for row in rows)
    if note and not items:
        items = (Item("note", (Field("note", "", note, hidden=True),)),)
    return Section(section, say(f"card.section_{section}"), items, addable=rights.writes(entity))


def _outside(entity: str, section: str, rows: tuple[Any, ...], rights: Rights, choices: Choices, today: date) -> Section | None:
    """A section of what outside sources say; each line says whose it is, or whether it still holds."""
    found = _rows(entity, section, rows, rights, choices)
    if found is None:
        return None
    told = zip(found.items, rows, strict=True)
    items = tuple(replace(item, label=heading_of(entity, row), note=note_of(entity, row, today)) for item, row in told)
    return replace(found, items=items)


def _item(entity: str, row: Any, rights: Rights, choices: Choices, today: date = date.min) -> Item:
    fields = filled(entity, row, choices, rights)
    if entity == "identifier" and row.scheme == "hetu":
        fields = (
            *(replace(field, read_only=True) for field in fields if field.id in {"verified_on", "needed_for"}),
            Field("code", say("card.field_identity_code"), MASK, read_only=True, masked=True),
        )[::-1]
        return Item(f"identifier:{row.id}", fields, label=say("card.scheme_hetu"))
    if entity in {"service", "domain"}:
        label = service_label(row, dict((*choices.groups, *choices.products))) if entity == "service" else domain_label(row, today)
        return Item(f"{entity}:{row.id}", fields, label=label)
    return Item(f"{entity}:{row.id}", fields, label=_label(entity, row), note=_note(entity, row))


def _label(entity: str, row: Any) -> str:
    """What stands before the values where an item is read on one line; none for the customer itself."""
    match entity:
        case "address":
            return say(f"card.address_{row.kind}")
        case "contact_point":
            return say(f"card.contact_{row.kind}")
        case "identifier":
            return say(f"card.scheme_{row.scheme}")
        case "party_name":
            return say(f"card.name_type_{row.type}") if row.valid_to is None else say("card.name_former")
        case "person_role":
            return say("card.role_line")
        case "person":
            return say("card.person_line")
        case _:
            return ""


def _note(entity: str, row: Any) -> str:
    if entity == "address" and row.valid_to is not None:
        return say("card.ended")
    if entity == "contact_point" and row.bounced_on is not None:
        return say("card.bounced")
    return ""


def _persons(card: Card, rights: Rights, choices: Choices, today: date) -> Section | None:
    if not rights.seen & {("person", "family_name")}:
        return None
    items = tuple(item for person in _in_order(card, today) for item in _circle(card, person, rights, choices, today))
    return Section("persons", say("card.section_persons"), items, addable=bool(rights.roles_written))


def _in_order(card: Card, today: date) -> list[Person]:
    """Persons with a role in force first."""
    active = {role.person for role in card.roles if role.valid_to is None or role.valid_to >= today}
    return sorted(card.persons, key=lambda person: (person.id not in active, person.family_name, person.given_names))


def _circle(card: Card, person: Person, rights: Rights, choices: Choices, today: date) -> Iterator[Item]:
    """A person, what they are to the customer, and how they are reached."""
    roles = [role for role in card.roles if role.person == person.id]
    mine = replace(rights, written=rights.written if any(role.role in rights.roles_written for role in roles) else frozenset())
    label = ", ".join(dict.fromkeys(say(f"card.role_{role.role}") for role in roles))
    yield replace(_item("person", person, mine, choices), label=label, note=told_note(person, roles, today))
    for point in card.contact_points:
        if point.person == person.id:
            item = _item("contact_point", point, rights, choices)
            yield replace(item, label=f"  {item.label}")
    for role in roles:
        one = replace(rights, written=rights.written if role.role in rights.roles_written else frozenset())
        item = _item("person_role", role, one, choices)
        yield replace(item, label=f"  {say('card.role_line')}")


def group_of(card: Card, item: str) -> tuple[str, ...]:
    """The items that are edited together with one of a person: the person, their roles and contact points."""
    entity, _, number = item.partition(":")
    by_entity = {
        "person": lambda: int(number),
        "person_role": lambda: next((role.person for role in card.roles if str(role.id) == number), 0),
        "contact_point": lambda: next((point.person or 0 for point in card.contact_points if str(point.id) == number), 0),
    }
    if entity not in by_entity or not number.isdigit():
        return (item,)
    person = by_entity[entity]()
    if not person:
        return (item,)
    points = [f"contact_point:{point.id}" for point in card.contact_points if point.person == person]
    roles = [f"person_role:{role.id}" for role in card.roles if role.person == person]
    return (f"person:{person}", *points, *roles)


def person_of(card: Card, item: str) -> int | None:
    """The person whom an item tells about, None when it is about the customer itself."""
    entity, _, number = group_of(card, item)[0].partition(":")
    return int(number) if entity == "person" and number.isdigit() else None


def row_behind(card: Card, item: str) -> Any:
    """The row an item shows, None for a new one."""
    entity, _, number = item.partition(":")
    return next((row for row in rows_of(card).get(entity, ()) if str(row.id) == number), None)


def rows_of(card: Card) -> dict[str, tuple[Any, ...]]:
    """The rows of a card by table."""
    return {
        "party": (card.customer,), "party_name": card.names, "identifier": card.identifiers, "address": card.addresses,
        "contact_point": card.contact_points, "person": card.persons, "person_role": card.roles,
        "credit_check": card.credit_checks, "firmographic": card.firmographics,
        "service": card.services, "domain": card.domains,
    }  # fmt: skip
