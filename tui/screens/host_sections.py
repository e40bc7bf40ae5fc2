"""The sections of a host: what it is, what it needs, who looks after it, what needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from db.customers import Person
from db.hosts import WholeHost
from db.rights import Rights
from tui.screens.card_field_kinds import Choices
from tui.screens.card_fields import filled, new_item
from tui.screens.card_services import told_note
from tui.widgets.form import Field, Item, Section
from tui.words import say


def sections(whole: WholeHost, rights: Rights, choices: Choices, today: date) -> tuple[Section, ...]:
    """Everything the purpose may see of a host."""
    may_write = rights.writes("host")
    needs = tuple(_item("host_need", row, rights, choices, say("card.field_needs")) for row in whole.needs)
    needed_by = tuple(
        Item(f"needed:{row.id}", (Field("name", "", row.name, read_only=True),), label=say("card.entity_host").capitalize())
        for row in whole.needed_by
    )
    persons = tuple(item for person in whole.persons for item in _circle(whole, person, rights, choices, today))
    each = (
        Section("host", say("card.section_host"), (Item(f"host:{whole.host.id}", filled("host", whole.host, choices, rights)),)),
        Section("needs", say("card.section_needs"), needs, addable=may_write),
        Section("persons", say("card.section_keepers"), persons, addable=may_write and bool(rights.roles_written)),
        Section("needed_by", say("card.section_needed_by"), needed_by),
    )
    return tuple(section for section in each if section.items or section.addable)


def blank(choices: Choices) -> tuple[Section, ...]:
    """The fields of a host that is not there yet."""
    return (Section("host", say("card.section_host"), (new_item("host", 1, choices, {"kind": "virtual", "state": "in_use"}),)),)


def _item(entity: str, row: Any, rights: Rights, choices: Choices, label: str, note: str = "") -> Item:
    return Item(f"{entity}:{row.id}", filled(entity, row, choices, rights), label=label, note=note)


def _circle(whole: WholeHost, person: Person, rights: Rights, choices: Choices, today: date) -> Iterator[Item]:
    roles = [role for role in whole.roles if role.person == person.id]
    mine = replace(rights, written=rights.written if any(role.role in rights.roles_written for role in roles) else frozenset())
    label = ", ".join(dict.fromkeys(say(f"card.role_{role.role}") for role in roles))
    yield _item("person", person, mine, choices, label, told_note(person, roles, today))
    for point in whole.contact_points:
        if point.person == person.id:
            yield _item("contact_point", point, rights, choices, f"  {say(f'card.contact_{point.kind}')}")
    for role in roles:
        one = replace(rights, written=rights.written if role.role in rights.roles_written else frozenset())
        yield _item("person_role", role, one, choices, f"  {say('card.role_line')}")


def rows_of(whole: WholeHost) -> dict[str, tuple[Any, ...]]:
    """The rows of a host by table."""
    return {
        "host": (whole.host,), "host_need": whole.needs, "person": whole.persons, "person_role": whole.roles,
        "contact_point": whole.contact_points,
    }  # fmt: skip


def circle_of(whole: WholeHost, item: str) -> tuple[str, ...]:
    """The items edited together with one of a person: the person, their roles and contact points."""
    person = person_of(whole, item)
    if person is None:
        return (item,)
    points = [f"contact_point:{point.id}" for point in whole.contact_points if point.person == person]
    return (f"person:{person}", *points, *(f"person_role:{role.id}" for role in whole.roles if role.person == person))


def person_of(whole: WholeHost, item: str) -> int | None:
    """The person whom an item tells about."""
    entity, _, number = item.partition(":")
    row = next((row for row in rows_of(whole).get(entity, ()) if str(row.id) == number), None)
    if row is None or entity not in {"person", "person_role", "contact_point"}:
        return None
    return row.id if entity == "person" else row.person
