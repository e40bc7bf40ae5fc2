"""People who act for the invented customers, and maintainers who serve many of them under one number."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from db.demo.bonds import Bond, day_between
from db.demo.contacts import of_somebody
from db.demo.numbers import Numbers
from db.demo.party import Contact, Kind, Person, Role, RoleName, Source
from db.demo.people import TITLES, Called, called
from db.demo.tables import Chance, pick

MAINTAINERS: Final = 300
"""People numbered from 1 who look after services of parties they have no contract with."""

_FIRST_ROLES: Final[dict[Kind, tuple[RoleName, ...]]] = {
    "company": ("decision", "billing", "technical", "administration", "user"),
    "association": ("decision", "billing", "user", "technical"),
    "public_body": ("administration", "technical", "billing", "decision", "user"),
    "sole_trader": ("billing", "technical"),
    "person": ("user",),
}
_HOW_MANY: Final[dict[Kind, tuple[int, ...]]] = {
    "company": (1, 1, 2, 2, 2, 3, 4),
    "association": (1, 2, 2, 3),
    "public_body": (2, 3, 3, 4, 5),
    "sole_trader": (0, 0, 0, 1),
    "person": (0,) * 15 + (1,),
}
_SECOND_ROLES: Final[tuple[RoleName, ...]] = ("administration", "user", "billing", "technical")
_MAY_ORDER: Final = frozenset({"decision", "administration"})
_MAY_HEAR: Final = frozenset({"decision", "administration", "billing", "technical"})
_SOURCES: Final[tuple[Source, ...]] = ("customer", "customer", "customer", "call", "e-mail", "staff")


def _role(chance: Chance, name: RoleName, since: date, ended_on: date | None) -> Role:
    return Role(name, since, ended_on, name in _MAY_ORDER or chance() < 0.05, name in _MAY_HEAR or chance() < 0.1)


class Circle:
    """Draws persons in order: each new one gets the next number, and a maintainer's own contacts come with the first meeting only."""

    __slots__ = ("_chance", "_issued", "_maintainers", "_met", "_numbers")

    def __init__(self, chance: Chance, numbers: Numbers, seed: int) -> None:
        self._chance = chance
        self._numbers = numbers
        self._issued = MAINTAINERS
        self._met: set[int] = set()
        apart = Random(seed + 1).random  # noqa: S311
        self._maintainers = tuple(called(apart, "fi" if apart() < 0.9 else "en") for _ in range(MAINTAINERS))

    def of(self, kind: Kind, language: str, bond: Bond) -> tuple[list[Person], list[Contact]]:
        """The persons of one party and their contacts, which point to their places in the list."""
        persons: list[Person] = []
        contacts: list[Contact] = []
        for place in range(pick(self._chance, _HOW_MANY[kind])):
            first = _FIRST_ROLES[kind][place % len(_FIRST_ROLES[kind])]
            self._meet(first, language, bond, persons, contacts)
        if kind != "person" and self._chance() < 0.08:
            self._maintainer(bond, persons, contacts)
        return persons, contacts

    def _meet(self, first: RoleName, language: str, bond: Bond, persons: list[Person], contacts: list[Contact]) -> None:
        chance = self._chance
        self._issued += 1
        tongue = language if chance() < 0.95 else "en"
        who = called(chance, tongue)
        started = day_between(chance, bond.since, bond.until)
        left = max(started, bond.until - timedelta(days=int(chance() * 365))) if chance() < 0.08 else bond.ended_on
        roles = [_role(chance, first, started, left)]
        if chance() < 0.3:
            second = pick(chance, _SECOND_ROLES)
            roles += [_role(chance, second, started, bond.ended_on)] if second != first else []
        title = pick(chance, TITLES[tongue]) if chance() < 0.6 else None
        source = pick(chance, _SOURCES)
        contacts += self._contacts(who, self._issued, len(persons), started, source)
        persons.append(Person(self._issued, *who, title, tongue, tuple(roles), source, started))

    def _maintainer(self, bond: Bond, persons: list[Person], contacts: list[Contact]) -> None:
        """The first of them serve many parties, the last few: the square of chance sees to it."""
        place = int(MAINTAINERS * self._chance() ** 2)
        who = self._maintainers[place]
        number = place + 1
        if number not in self._met:
            self._met.add(number)
            contacts += self._contacts(who, number, len(persons), bond.since, "e-mail")
        roles = (Role("maintainer", bond.since, bond.ended_on, False, True),)
        persons.append(Person(number, *who, "järjestelmäasiantuntija", "fi", roles, "e-mail", bond.since))

    def _contacts(self, who: Called, number: int, place: int, since: date, source: Source) -> list[Contact]:
        return of_somebody(self._chance, self._numbers, who, number, place, since, source)
