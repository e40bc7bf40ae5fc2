"""Telephone numbers and e-mail addresses of the invented customers: example.fi and example.com only."""

from __future__ import annotations

from datetime import date
from typing import Final

from db.demo.numbers import Numbers, as_given
from db.demo.party import Contact, Source
from db.demo.people import Called, plain
from db.demo.tables import Chance, pick

_OFFICES: Final = ("info", "asiakaspalvelu", "toimisto", "laskut", "kontakt")
_LONGEST: Final = 40
"""Characters of an organisation's name that go into its address: a local part has 64 at most."""


def of_somebody(
    chance: Chance, numbers: Numbers, who: Called, number: int, person: int | None, since: date, source: Source
) -> list[Contact]:
    """A mobile number mostly and an e-mail address often; ``number`` keeps addresses of namesakes apart."""
    found: list[Contact] = []
    if chance() < 0.85:
        mobile = numbers.mobile()
        found.append(Contact("mobile", as_given(chance, mobile), mobile, person, None, None, source, since))
    if chance() < 0.8:
        local = f"{plain(who.given.split(' ', 1)[0])}.{plain(who.family)}{number}"
        found.append(_email(chance, local, person, since, source))
    return found


def of_organisation(chance: Chance, numbers: Numbers, name: str, number: int, postcode: str, since: date) -> list[Contact]:
    """The switchboard and the general address."""
    found: list[Contact] = []
    if chance() < 0.55:
        landline = numbers.landline(postcode)
        found.append(
            Contact("phone", as_given(chance, landline), landline, None, None, None, "fonecta" if chance() < 0.2 else "customer", since)
        )
    if chance() < 0.75:
        local = f"{pick(chance, _OFFICES)}.{plain(name)[:_LONGEST].strip('-')}{number}"
        found.append(_email(chance, local, None, since, "customer"))
    return found


def _email(chance: Chance, local: str, person: int | None, since: date, source: Source) -> Contact:
    normal = f"{local}@example.{'fi' if chance() < 0.75 else 'com'}"
    fate = chance()
    given = normal.title() if fate < 0.05 else normal
    verified = since if fate < 0.3 else None
    return Contact("email", given, normal, person, verified, since if fate > 0.985 else None, source, since)
