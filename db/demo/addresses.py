"""Addresses of the invented customers: streets, post boxes, c/o, stairs, former ones and a few abroad."""

from __future__ import annotations

from datetime import date
from typing import Final

from db.demo.party import Address, AddressKind, Source
from db.demo.places import STREETS, Place
from db.demo.tables import Chance, pick

_ABROAD: Final = (
    ("Sveavägen", "111 57", "Stockholm", "SE"), ("Pikk", "10123", "Tallinn", "EE"), ("Große Straße", "20099", "Hamburg", "DE"),
    ("Rue de l'Église", "75015", "Paris", "FR"), ("Łąkowa", "80-769", "Gdańsk", "PL"), ("Kongens gate", "0153", "Oslo", "NO"),
)  # fmt: skip
_CARE_OF: Final = ("c/o Talousosasto", "c/o Kirjanpito", "c/o Isännöinti", "c/o Edunvalvonta", "c/o Ostolaskut")
_ENTRANCES: Final = "ABCDEF"


def _street(
    chance: Chance, kind: AddressKind, place: Place, language: str, spell: tuple[date, date | None], source: Source, co: str | None = None
) -> Address:
    flat = chance() < 0.45
    street = pick(chance, STREETS["sv" if language == "sv" and place.swedish else "fi"])
    number = str(1 + int(120 * chance() ** 2))
    if chance() < 0.03:
        number = f"{number}–{int(number) + 2}"
    entrance = pick(chance, _ENTRANCES) if flat else None
    apartment = str(1 + int(chance() * 80)) if flat else None
    town_sv = place.town_sv if place.town_sv != place.town_fi else None
    return Address(
        kind, co, street, number, entrance, apartment, None, place.postcode, place.town_fi, town_sv, "FI", *spell, source, spell[0]
    )


def _box(chance: Chance, kind: AddressKind, place: Place, since: date, source: Source, co: str | None = None) -> Address:
    town_sv = place.town_sv if place.town_sv != place.town_fi else None
    box = str(1 + int(chance() * 900))
    return Address(kind, co, None, None, None, None, box, place.postcode, place.town_fi, town_sv, "FI", since, None, source, since)


def _abroad(chance: Chance, since: date, source: Source) -> Address:
    street, postcode, town, country = pick(chance, _ABROAD)
    number = str(1 + int(chance() * 90))
    return Address("post", None, street, number, None, None, None, postcode, town, None, country, since, None, source, since)


def of_person(chance: Chance, place: Place, language: str, since: date, moved_on: date, source: Source) -> tuple[Address, ...]:
    """Where a person gets their post; one in eight has a former address, left on ``moved_on``, and some one for bills."""
    if chance() < 0.015:
        return (_abroad(chance, since, source),)
    moved = chance() < 0.125
    found = [_street(chance, "post", place, language, (moved_on if moved else since, None), source)]
    if moved:
        found.append(_street(chance, "post", place, language, (since, moved_on), source))
    if chance() < 0.05:
        found.append(_street(chance, "billing", place, language, (since, None), "customer", pick(chance, _CARE_OF)))
    if chance() < 0.08:
        found.append(_street(chance, "installation", place, language, (since, None), "customer"))
    return tuple(found)


def of_organisation(chance: Chance, place: Place, language: str, since: date, moved_on: date, source: Source) -> tuple[Address, ...]:
    """Where an organisation is, where its post goes and where its bills go."""
    moved = chance() < 0.1
    found = [_street(chance, "visit", place, language, (moved_on if moved else since, None), source)]
    if moved:
        found.append(_street(chance, "visit", place, language, (since, moved_on), source))
    fate = chance()
    if fate < 0.3:
        found.append(_box(chance, "post", place, since, source))
    elif fate < 0.6:
        found.append(_street(chance, "post", place, language, (since, None), source))
    fate = chance()
    if fate < 0.12:
        found.append(_box(chance, "billing", place, since, "customer", pick(chance, _CARE_OF)))
    elif fate < 0.2:
        found.append(_street(chance, "billing", place, language, (since, None), "e-mail", pick(chance, _CARE_OF)))
    if chance() < 0.1:
        found.append(_street(chance, "installation", place, language, (since, None), "staff"))
    return tuple(found)
