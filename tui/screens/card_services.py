"""Services, domains and hosts as a card shows them: their fields, and what is told beside a row at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from db import values
from db.customers import Card, Domain, Person, Role, Service
from db.permissions import ProductGroup
from db.services import Offered, Product
from db.shown import shown_date
from tui.screens.card_field_kinds import Choices, Pairs, choice_of, date_of, text_of
from tui.widgets.form import Field
from tui.words import language, say

SERVICE_STATES: Final = ("ordered", "active", "suspended", "ended")
HOST_KINDS: Final = ("virtual", "physical", "cluster", "storage", "network")
HOST_STATES: Final = ("in_use", "planned", "retired")
TO_BE_TOLD: Final = frozenset({"user", "maintainer"})
SOON: Final = 30
"""Days before its expiry from which a domain is told to expire."""


def money(euros: Decimal) -> str:
    """A price as a field keeps it, with a comma in Finnish."""
    text = f"{euros:.2f}"
    return text if language() == "en" else text.replace(".", ",")


def plain_money(text: str) -> str:
    """A price as the database takes it."""
    return text.replace(",", ".")


def _price(text: str) -> str:
    return money(Decimal(values.amount(text)))


def price_of(**more: Any) -> Field:
    """Euros without VAT."""
    return text_of("price", _price, joint=", ", width=10, **more)


def service(choices: Choices) -> tuple[Field, ...]:
    """The product, its state and days, the price where it is not the product's, and the host."""
    return (
        Field("product", say("card.field_product"), kind="choice", choices=choices.products, required=True, joint=None),
        Field(
            "product_group", say("card.field_product_group"), kind="choice", choices=choices.groups, read_only=True, joint=None, rare=True
        ),
        text_of("name", rare=True),
        replace(choice_of("state", SERVICE_STATES, "service", required=True, width=12), label=say("card.field_status")),
        date_of("starts_on", required=True, beside=True, joint=", "),
        date_of("ends_on", beside=True, rare=True, joint="–"),
        price_of(rare=True),
        Field("host", say("card.field_host"), kind="choice", choices=choices.hosts, rare=True, beside=True),
    )


def domain(choices: Choices) -> tuple[Field, ...]:
    """The name, until when it is paid, what it points to, and who answers for it."""
    return (
        text_of("name", values.domain_name, required=True),
        date_of("expires_on"),
        Field("service", say("card.field_points_to"), kind="choice", choices=choices.services, rare=True, joint=" → "),
        Field("technical", say("card.field_technical"), kind="choice", choices=choices.persons, rare=True),
        text_of("registrant", rare=True),
        text_of("registry", rare=True, joint=None),
        date_of("ended_on", beside=True, rare=True, joint=None),
    )


def host(_choices: Choices) -> tuple[Field, ...]:
    """The name, what runs on it and where it stands."""
    return (
        text_of("name", values.domain_name, required=True),
        choice_of("kind", HOST_KINDS, "host", required=True, width=14),
        replace(choice_of("state", HOST_STATES, "host", required=True, beside=True), label=say("card.field_status")),
        text_of("runs"),
        text_of("place"),
    )


def host_need(choices: Choices) -> tuple[Field, ...]:
    """Another host."""
    return (Field("needs", say("card.field_needs"), kind="choice", choices=choices.hosts, required=True),)


def domain_label(row: Domain, today: date) -> str:
    """What stands before a domain: that it expires soon or has, where one sees it first."""
    return (say("card.ended") if row.ended_on else _expiry(row, today)) or say("card.entity_domain").capitalize()


def _expiry(row: Domain, today: date) -> str:
    days = (row.expires_on - today).days if row.expires_on else SOON + 1
    if days < 0:
        return say("card.domain_expired", days=-days)
    if days <= SOON:
        return say("card.domain_today") if days == 0 else say("card.domain_expires", days=days)
    return ""


def told_note(person: Person, roles: Iterable[Role], today: date) -> str:
    """By when a user or maintainer is to be told that their data are kept, GDPR 14; nothing once that was done."""
    if person.told_on is not None or not any(role.role in TO_BE_TOLD or role.service is not None for role in roles):
        return ""
    if person.tell_by is None:
        return ""
    told = "card.tell_overdue" if person.tell_by < today else "card.tell_by"
    return say(told, day=shown_date(person.tell_by, language()), why=say(f"card.tell_{person.tell_why}"))


def names_of(products: Iterable[Product | ProductGroup]) -> dict[str, str]:
    """Names of products by their codes, in the language in use."""
    return {product.code: product.fi if language() == "fi" else product.en for product in products}


def service_label(row: Service, names: Mapping[str, str]) -> str:
    """A service as it is chosen and told of: its product, and its name where it has one."""
    code = row.product or row.product_group
    product = names.get(code, code)
    return f"{product} {row.name}" if row.name else product


def choices_of(card: Card | None, offered: Offered, units: Pairs, roles: tuple[str, ...]) -> Choices:
    """What may be chosen on a card: of products those that are sold, and those the customer has."""
    named = names_of(offered.products)
    had = {row.product for row in card.services} if card else set[str | None]()
    return Choices(
        units, roles,
        tuple((one.code, named[one.code]) for one in offered.products if one.state == "sold" or one.code in had),
        tuple(names_of(offered.groups).items()),
        tuple((str(one.id), one.name) for one in offered.hosts),
        tuple((str(row.id), service_label(row, named)) for row in card.services) if card else (),
        tuple((str(person.id), f"{person.given_names} {person.family_name}") for person in card.persons) if card else (),
    )  # fmt: skip
