"""An invented register of any size: the same seed gives the same customers, and a smaller register is the beginning of a larger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Final

from db.demo import addresses, bonds, companies, contacts, numbers, permissions
from db.demo.bonds import Bond, day_between
from db.demo.numbers import Numbers
from db.demo.party import Address, Contact, Identifier, Kind, Name, Party, Permission, Person
from db.demo.people import Called, called
from db.demo.places import DRAWN, Place
from db.demo.roles import Circle
from db.demo.tables import Chance, pick

SEED: Final = 2903124
_KIND_OF_HUNDRED: Final[dict[Kind, int]] = {"person": 58, "company": 26, "sole_trader": 8, "association": 6, "public_body": 2}
_KINDS: Final[tuple[Kind, ...]] = tuple(kind for kind, count in _KIND_OF_HUNDRED.items() for _ in range(count))
_UNIT_OF_POSTCODE: Final = (2, 2, 4, 3, 1, 1, 5, 1, 6, 6)


def invent(size: int, seed: int = SEED) -> Iterator[Party]:
    """Customers 1 to ``size``, one at a time and without keeping any."""
    chance = Random(seed).random  # noqa: S311
    issued = Numbers()
    circle = Circle(chance, issued, seed)
    for number in range(1, size + 1):
        yield _party(chance, issued, circle, number)


def _party(chance: Chance, issued: Numbers, circle: Circle, number: int) -> Party:
    kind = pick(chance, _KINDS)
    place = pick(chance, DRAWN)
    language = _language(chance, place)
    bond = bonds.bond(chance, kind)
    who = called(chance, language) if kind in {"person", "sole_trader"} else None
    names = _names(chance, kind, language, who, bond)
    identifiers = () if kind == "person" else _identifiers(chance, issued, kind, bond)
    persons, theirs = circle.of(kind, "sv" if language == "sv" else "fi", bond)
    return Party(
        id=number,
        kind=kind,
        language=language,
        status=bond.status,
        since=bond.since,
        ended_on=bond.ended_on,
        unit=_UNIT_OF_POSTCODE[int(place.postcode[0])],
        restricted=chance() < 0.01,
        protected=who is not None and chance() < 0.03,
        given_names=who.given if who else None,
        family_name=who.family if who else None,
        names=names,
        identifiers=identifiers,
        identity_code=issued.identity_code(chance) if who and bond.status == "customer" and chance() < 0.6 else None,
        addresses=_addresses(chance, kind, place, language, bond),
        contacts=(*_contacts(chance, issued, number, who, names[0].name, place, bond), *theirs),
        persons=tuple(persons),
        permissions=_permissions(chance, who, bond, persons),
        source=bond.source,
        obtained_on=bond.since,
    )


def _language(chance: Chance, place: Place) -> str:
    if chance() < place.swedish:
        return "sv"
    return "en" if chance() < 0.03 else "fi"


def _names(chance: Chance, kind: Kind, language: str, who: Called | None, bond: Bond) -> tuple[Name, ...]:
    if who and kind == "person":
        former = chance() < 0.06
        changed = day_between(chance, bond.since, bond.until) if former else None
        main = Name(who.whole, "main", changed, None, bond.source, bond.since)
        return (
            (main, Name(f"{who.given} {called(chance, 'fi').family}", "main", None, changed, bond.source, bond.since))
            if former
            else (main,)
        )
    first = _business_name(chance, kind, language, who)
    founded = bond.since - timedelta(days=int(chance() * 6000))
    renamed = day_between(chance, bond.since, bond.until) if chance() < 0.08 else None
    found = [Name(first, "main", renamed or founded, None, bond.source, bond.since)]
    if renamed:
        found.append(Name(_business_name(chance, kind, language, who), "main", founded, renamed, bond.source, bond.since))
    if kind == "company" and chance() < 0.18:
        other = companies.other_name(chance, first)
        found.append(Name(other, "parallel" if chance() < 0.45 else "auxiliary", founded, None, "ytj", bond.since))
    return tuple(found)


def _business_name(chance: Chance, kind: Kind, language: str, who: Called | None) -> str:
    spoken = "sv" if language == "sv" else "fi"
    if who:
        return companies.trade_name(chance, spoken, who.whole, who.family)
    if kind == "association":
        return companies.association(chance, spoken)
    return companies.public_body(chance, spoken) if kind == "public_body" else companies.company(chance, spoken)


def _identifiers(chance: Chance, issued: Numbers, kind: Kind, bond: Bond) -> tuple[Identifier, ...]:
    """A business ID and what follows from it; one association in two has only its own number."""
    found: list[Identifier] = []
    verified = bond.since if bond.source == "ytj" else None
    if kind == "association":
        found.append(Identifier("association", issued.association(), None, bond.since, "prh_associations", bond.since))
        if chance() < 0.5:
            return tuple(found)
    business_id = issued.business_id()
    found.append(Identifier("business_id", business_id, None, verified, bond.source, bond.since))
    if kind != "association" and chance() < 0.7:
        found.append(Identifier("vat", numbers.vat(business_id), None, None, bond.source, bond.since))
    if chance() < (0.9 if kind == "public_body" else 0.4):
        suffix = f"{int(chance() * 1000):03}" if chance() < 0.15 else ""
        operator = pick(chance, numbers.OPERATORS)
        found.append(Identifier("e_invoice", numbers.e_invoice(business_id, suffix), operator, None, "customer", bond.since))
    return tuple(found)


def _addresses(chance: Chance, kind: Kind, place: Place, language: str, bond: Bond) -> tuple[Address, ...]:
    drawn = addresses.of_person if kind == "person" else addresses.of_organisation
    return drawn(chance, place, language, bond.since, day_between(chance, bond.since, bond.until), bond.source)


def _contacts(chance: Chance, issued: Numbers, number: int, who: Called | None, name: str, place: Place, bond: Bond) -> list[Contact]:
    if who:
        return contacts.of_somebody(chance, issued, who, number, None, bond.since, bond.source)
    return contacts.of_organisation(chance, issued, name, number, place.postcode, bond.since)


def _permissions(chance: Chance, who: Called | None, bond: Bond, persons: list[Person]) -> tuple[Permission, ...]:
    between = permissions.span(bond.since, bond.until)
    if who:
        return permissions.of_private(chance, between, bond.status == "customer")
    return permissions.of_duties(chance, between, persons)
