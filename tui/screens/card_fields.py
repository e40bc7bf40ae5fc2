"""Fields of a card: how each column is labelled, checked and shown, by table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from db import values
from db.rights import Rights
from tui.screens.card_field_kinds import Check, Choices, checked_by, choice_of, date_of, flag_of, text_of
from tui.screens.card_outside import credit_check, firmographic
from tui.screens.card_services import domain, host, host_need, money, service
from tui.widgets.form import Field, Item
from tui.words import say

LANGUAGES: Final = ("fi", "sv", "en")
KINDS: Final = ("person", "company", "sole_trader", "association", "public_body")
STATUSES: Final = ("prospect", "customer", "former")
ROLES: Final = ("decision", "administration", "billing", "technical", "user", "maintainer")
SCHEMES: Final = ("business_id", "vat", "e_invoice", "association", "foreign")
ADDRESS_KINDS: Final = ("visit", "post", "billing", "installation")
CONTACT_KINDS: Final = ("mobile", "phone", "email")
BASES: Final = ("legitimate_interest", "contract", "consent", "legal_duty")
TOLD_HOW: Final = ("e-mail", "letter", "phone", "meeting", "message")
NAME_TYPES: Final = ("parallel", "auxiliary", "main")
LATER: Final = frozenset(
    {
        "verified_on",
        "verified_how",
        "needed_for",
        "bounced_on",
        "valid_to",
        "ended_on",
        "told_on",
        "told_how",
        "contacted_on",
        "named_by",
        "town_sv",
        "ends_on",
    }
)
"""Fields that a row gets in the course of its life, not when it is entered."""
MASK: Final = "••••••-••••"


def reach(text: str) -> str:
    """The normal form of a phone number or an e-mail address, whichever it looks like."""
    return values.email(text) if "@" in text else values.phone(text)


def _given(text: str) -> str:
    """A number or address as given, once its normal form could be made."""
    reach(text)
    return values.line(text)


_IDENTIFIERS: Final[dict[str, Check]] = {
    "business_id": values.business_id,
    "vat": values.vat_id,
    "association": values.association_number,
    "e_invoice": values.einvoice_address,
}


def identifier_check(scheme: str | None) -> Check:
    """The check of an identifier's value by its scheme."""
    return _IDENTIFIERS.get(scheme or "", values.line)


def any_identifier(text: str) -> str:
    """A value as the first scheme takes it that does; the business ID's refusal when none does."""
    if text[:2].isalpha():
        return values.vat_id(text)
    if len(text) > 12:
        return values.einvoice_address(text)
    return values.business_id(text) if "-" in text or len(text) > 6 else values.association_number(text)


def _party(choices: Choices) -> tuple[Field, ...]:
    return (
        text_of("name", required=True),
        choice_of("kind", KINDS, "kind", required=True, width=14),
        choice_of("language", LANGUAGES, "language", required=True, beside=True),
        choice_of("status", STATUSES, "status", required=True, width=14),
        Field("unit", say("card.field_unit"), kind="choice", choices=choices.units, required=True, beside=True),
        date_of("since", required=True),
        date_of("ended_on", beside=True, rare=True),
        flag_of("protected", required=True, rare=True),
        flag_of("restricted", required=True, rare=True),
    )


def _party_name(_choices: Choices) -> tuple[Field, ...]:
    return (
        text_of("name", required=True),
        choice_of("type", NAME_TYPES, "name_type", required=True, joint=None),
        date_of("valid_from", joint=", "),
        date_of("valid_to", joint="–"),
    )


def _identifier(_choices: Choices) -> tuple[Field, ...]:
    return (
        choice_of("scheme", SCHEMES, "scheme", required=True, joint=None),
        text_of("value", any_identifier),
        text_of("operator", values.einvoice_operator, rare=True),
        date_of("verified_on", rare=True, joint=None),
        text_of("verified_how", rare=True, joint=None),
        text_of("needed_for", rare=True, joint=None),
    )


def _address(_choices: Choices) -> tuple[Field, ...]:
    return (
        choice_of("kind", ADDRESS_KINDS, "address", required=True, joint=None),
        text_of("co", rare=True),
        text_of("street"),
        text_of("number", beside=True, width=6, joint=" "),
        text_of("entrance", beside=True, width=4, rare=True, joint=" "),
        text_of("apartment", beside=True, width=5, rare=True, joint=" "),
        text_of("po_box", rare=True, named=True),
        text_of("postcode", width=8),
        text_of("town", beside=True, joint=" "),
        text_of("town_sv", beside=True, rare=True, joint=" / "),
        text_of("country", values.country, width=4, rare=True, joint=None),
        date_of("valid_from", joint=None, rare=True),
        date_of("valid_to", beside=True, rare=True),
    )


def _contact_point(_choices: Choices) -> tuple[Field, ...]:
    return (
        choice_of("kind", CONTACT_KINDS, "contact", required=True, joint=None),
        text_of("given", _given),
        date_of("verified_on", rare=True, joint=None),
        date_of("bounced_on", rare=True, joint=None),
    )


def _person(_choices: Choices) -> tuple[Field, ...]:
    return (
        text_of("given_names", required=True),
        text_of("family_name", required=True, joint=" "),
        text_of("title", rare=True),
        choice_of("language", LANGUAGES, "language", required=True, joint=None),
        date_of("told_on", rare=True, joint=None),
        choice_of("told_how", TOLD_HOW, "told", rare=True, joint=None, beside=True),
        date_of("contacted_on", rare=True, joint=None),
    )


def _person_role(choices: Choices) -> tuple[Field, ...]:
    return (
        choice_of("role", choices.roles, "role", required=True),
        Field("service", say("card.field_service"), kind="choice", choices=choices.services, rare=True),
        flag_of("may_order", required=True, joint=None),
        flag_of("may_hear", required=True, beside=True, joint=None),
        date_of("valid_from", required=True, joint=" "),
        date_of("valid_to", beside=True, rare=True, joint="–"),
        choice_of("legal_basis", BASES, "basis", required=True, joint=None),
        text_of("named_by", rare=True, joint=None),
    )


_FIELDS: Final[dict[str, Callable[[Choices], tuple[Field, ...]]]] = {
    "party": _party,
    "party_name": _party_name,
    "identifier": _identifier,
    "address": _address,
    "contact_point": _contact_point,
    "person": _person,
    "person_role": _person_role,
    "credit_check": credit_check,
    "firmographic": firmographic,
    "service": service,
    "domain": domain,
    "host": host,
    "host_need": host_need,
}


def fields_of(entity: str, choices: Choices) -> tuple[Field, ...]:
    """The fields of one table in the order of the form, without values; KeyError for a table that has no form."""
    return _FIELDS[entity](choices)


def stored(value: object) -> str | None:
    """A value of a row as the form keeps it: dates ISO, flags true or false."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return money(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def filled(entity: str, row: Any, choices: Choices, rights: Rights) -> tuple[Field, ...]:
    """The fields of a row the purpose may see; those it may not write are read only."""
    found: list[Field] = []
    for field in fields_of(entity, choices):
        if (entity, field.id) not in rights.seen:
            continue
        value = stored(getattr(row, field.id))
        writable = (entity, field.id) in rights.written
        options = field.choices
        if field.kind == "choice" and value is not None and value not in dict(options):
            options, writable = ((value, _label_of(field.id, value)), *options), False
        extra: dict[str, Any] = (
            {"check": checked_by(identifier_check(row.scheme))} if entity == "identifier" and field.id == "value" else {}
        )
        source = row.source if hasattr(row, "source") else ""
        found.append(
            replace(
                field, value=value, read_only=not writable, choices=options, source=say(f"card.source_{source}") if source else "", **extra
            )
        )
    return tuple(found)


def _label_of(name: str, value: str) -> str:
    words = {"role": "role", "scheme": "scheme", "kind": "kind"}.get(name, name)
    from tui.words import known

    return say(f"card.{words}_{value}") if known(f"card.{words}_{value}") else value


def new_item(entity: str, number: int, choices: Choices, given: dict[str, str]) -> Item:
    """An item for a row that is not there yet; ``given`` are the values it begins with. What may stay empty is not required."""
    fields = tuple(replace(field, value=given.get(field.id)) for field in fields_of(entity, choices) if field.id not in LATER)
    return Item(f"{entity}:new{number}", fields, label="", new=True)


def said_anew(item: Item, choices: Choices, before: Item | None) -> Item:
    """A new row in the language in use; of the two ways to reach a new person the e-mail is ``before``'s successor."""
    entity = item.id.partition(":")[0]
    if entity == "contact_point" and item.part:
        email = before is not None and before.part and before.id.startswith("contact_point:")
        return replace(item, fields=_reached(0, "email" if email else "phone").fields)
    fresh = {field.id: field for field in fields_of(entity, choices)}
    said = (replace(field, label=fresh[field.id].label, choices=fresh[field.id].choices) for field in item.fields)
    return replace(item, fields=tuple(said))


def new_person(number: int, choices: Choices, role: str, since: date, service: str | None = None) -> tuple[Item, ...]:
    """The items of a person who is not there yet in the order one asks: name, phone, e-mail, role, what is seldom needed.

    The role has the number after the person's, the contact points have the two after that.
    """
    person = new_item("person", number, choices, {"language": "fi"})
    given = {"role": role, "may_order": "false", "may_hear": "false", "legal_basis": "legitimate_interest", "valid_from": since.isoformat()}
    given |= {"service": service} if service else {}
    named = {"given_names", "family_name"}
    return (
        replace(person, fields=tuple(field for field in person.fields if field.id in named)),
        _reached(number + 2, "phone"),
        _reached(number + 3, "email"),
        replace(new_item("person_role", number + 1, choices, given), part=True),
        replace(person, fields=tuple(field for field in person.fields if field.id not in named), part=True),
    )


def _reached(number: int, kind: str) -> Item:
    """A new contact point whose kind what is typed will tell."""
    field = replace(text_of("given", _given), label=say(f"card.contact_{kind}"))
    return Item(f"contact_point:new{number}", (field,), new=True, part=True)
