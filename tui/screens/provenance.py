"""What is told of where each datum came from: lines of data with their rows, what other sources say otherwise right behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from db.claims import Claim
from db.customers import Address, Card, ContactPoint
from db.services import Product
from db.sources import placing
from db.sources.rivals import rivals
from tui.screens.card_services import names_of as names_of_products
from tui.screens.card_services import service_label
from tui.screens.permission_words import names_of
from tui.words import known, say

Told = tuple[str, str, Any]
"""What a datum is called, its content, and the row that knows its source."""

NAMES: Final = ("main", "kind", "relation", "parallel", "auxiliary", "former")
NUMBERS: Final = ("business_id", "association", "verified")
PLACES: Final = ("visit", "post", "billing")
REACHED: Final = ("mobile", "phone", "email")


def data_of(card: Card, products: Iterable[Product] = ()) -> Iterator[Told]:
    """Every datum the purpose may see, in the order of the card; differences of sources follow what they are about.

    ``products`` name the services.
    """
    names, against = names_of(card), rivals(card)
    if card.customer.source:
        yield say("card.entity_party"), card.customer.name, card.customer
    for name in card.names:
        yield say("card.entity_party_name"), name.name, name
    yield from _claims(card, NAMES)
    for one in card.identifiers:
        yield say(f"card.scheme_{one.scheme}"), one.value or say("audit.verified_only"), one
    yield from _claims(card, NUMBERS)
    for place in card.addresses:
        if place.source:
            yield f"{say('card.entity_address')}, {say(f'card.address_{place.kind}').lower()}", address_line(place), place
    yield from _claims(card, PLACES)
    for point in _beside(card):
        owner = f" ({names.get(point.person, point.person)})" if point.person is not None else ""
        what = say(f"card.contact_{point.kind}")
        yield say("audit.differs", datum=what.lower()) if point.id in against else what, f"{point.given}{owner}", point
    yield from _claims(card, REACHED)
    for person in card.persons:
        yield say("card.entity_person"), names[person.id], person
    for role in card.roles:
        yield say("card.entity_person_role"), f"{say(f'card.role_{role.role}')} ({names.get(role.person, role.person)})", role
    yield from _services(card, names_of_products(products))
    yield from _outside(card)


def _services(card: Card, names: Mapping[str, str]) -> Iterator[Told]:
    """Services and domains, where the purpose sees more of them than a group of products."""
    for service in card.services:
        if service.source:
            yield say("card.entity_service"), service_label(service, names), service
    for domain in card.domains:
        yield say("card.entity_domain"), domain.name, domain


def _outside(card: Card) -> Iterator[Told]:
    """Facts of the company by source, and credit checks."""
    for firm in card.firmographics:
        form = f"card.legal_form_{firm.legal_form}"
        facts = {
            "field_industry": firm.industry,
            "field_turnover": firm.turnover,
            "field_firmographic_staff": firm.staff,
            "field_offices": firm.offices,
        }
        told = [
            say(form) if known(form) else firm.legal_form,
            *(f"{say(f'card.{name}')} {fact}" for name, fact in facts.items() if fact is not None),
        ]
        yield say("card.entity_firmographic"), " · ".join(filter(None, [*told, firm.website])), firm
    for check in card.credit_checks:
        decision = say(f"card.decision_{check.decision}") if check.decision else say("card.credit_undecided")
        yield say("card.entity_credit_check"), f"{say(f'card.outcome_{check.outcome}')} · {decision}", check


def _beside(card: Card) -> list[ContactPoint]:
    """Numbers and addresses, one that an outside source gave right behind the one it stands against."""
    against = rivals(card)
    places = {point.id: at for at, point in enumerate(card.contact_points)}
    return sorted(card.contact_points, key=lambda one: (places[against[one.id].id if one.id in against else one.id], one.id in against))


def _claims(card: Card, about: tuple[str, ...]) -> Iterator[Told]:
    """What sources say otherwise of some data; nothing where the purpose may not see it."""
    for claim in card.claims:
        if claim.datum in about and claim.said and claim.standing != "theirs":
            yield say("audit.differs", datum=say(f"card.datum_{claim.datum}")), said_by(claim), claim


def said_by(claim: Claim) -> str:
    """What a source says, on one line."""
    said = claim.said
    if claim.datum in PLACES:
        return placing.shown(said)
    if claim.datum in {"kind", "relation"}:
        code = str(said.get("kind") or said.get("status"))
        key = f"card.{'kind' if claim.datum == 'kind' else 'status'}_{code}"
        return say(key) if known(key) else code
    return str(said.get("name") or said.get("value") or said.get("given") or "")


def address_line(place: Address) -> str:
    """An address on one line."""
    street = " ".join(part for part in (place.street, place.number, place.entrance, place.apartment) if part)
    box = f"{say('card.field_po_box')} {place.po_box}" if place.po_box else ""
    town = " ".join(part for part in (place.postcode, place.town) if part)
    return ", ".join(part for part in (place.co, street, box, town) if part)
