"""The rows of invented customers, table by table, as they are copied into the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from db.demo import billing, outside, support
from db.demo.billing import Billing
from db.demo.bonds import AS_OF
from db.demo.marks import Latest, latest, marketable, open_to_marketing, permission, town_of
from db.demo.outside import Outside
from db.demo.party import Party, Person
from db.demo.roles import MAINTAINERS
from db.demo.services import of_party
from db.demo.support import Support

FORGOTTEN: Final = 83
"""One of so many users and maintainers was never told."""
TABLES: Final[dict[str, tuple[str, ...]]] = {
    "party": (
        "id",
        "kind",
        "name",
        "language",
        "status",
        "since",
        "ended_on",
        "unit",
        "restricted",
        "protected",
        "marketable",
        "permission",
        "town",
        "postcode",
        "source",
        "obtained_on",
        "obtained_by",
    ),
    "party_name": ("party", "scope", "name", "type", "valid_from", "valid_to", "source", "obtained_on", "obtained_by"),
    "identifier": (
        "id",
        "party",
        "scope",
        "scheme",
        "value",
        "operator",
        "verified_on",
        "verified_how",
        "needed_for",
        "source",
        "obtained_on",
        "obtained_by",
    ),
    "address": (
        "party",
        "scope",
        "guarded",
        "kind",
        "co",
        "street",
        "number",
        "entrance",
        "apartment",
        "po_box",
        "postcode",
        "town",
        "town_sv",
        "country",
        "valid_from",
        "valid_to",
        "source",
        "obtained_on",
        "obtained_by",
    ),
    "person": ("id", "given_names", "family_name", "title", "language", "told_on", "source", "obtained_on", "obtained_by"),
    "person_role": (
        "person",
        "party",
        "scope",
        "role",
        "may_order",
        "may_hear",
        "valid_from",
        "valid_to",
        "source",
        "obtained_on",
        "obtained_by",
    ),
    "contact_point": (
        "party",
        "person",
        "scope",
        "kind",
        "given",
        "normal",
        "verified_on",
        "bounced_on",
        "marketable",
        "source",
        "obtained_on",
        "obtained_by",
    ),
    "service": (
        "id",
        "party",
        "scope",
        "product",
        "product_group",
        "state",
        "starts_on",
        "ends_on",
        "price",
        "host",
        "source",
        "obtained_on",
        "obtained_by",
    ),
    "domain": (
        "party",
        "scope",
        "name",
        "registry",
        "expires_on",
        "service",
        "ended_on",
        "source",
        "obtained_on",
        "obtained_by",
    ),
    "marketing_permission": (
        "party",
        "person",
        "scope",
        "channel",
        "state",
        "section",
        "product_group",
        "how",
        "wording",
        "evidence",
        "taken_at",
        "taken_by",
        "purpose",
        "source",
        "obtained_on",
        "obtained_by",
    ),
    **billing.TABLES,
    "interaction": support.COLUMNS,
    **outside.TABLES,
}
_BY: Final = "demo"

Rows = dict[str, list[tuple[Any, ...]]]


class Identifiers:
    """Numbers for identifiers, given before they are copied so that a secret code can name its line."""

    last = 0

    def next(self) -> int:
        """The next number."""
        self.last += 1
        return self.last


def _family_first(party: Party, name: str) -> str:
    """A person's name as registers sort it: family name first."""
    if party.kind != "person" or not party.given_names or not name.startswith(f"{party.given_names} "):
        return name
    return f"{name.removeprefix(f'{party.given_names} ')} {party.given_names}"


def _scope(party: Party) -> int:
    """Scope as the database generates it: unit × 4, + 2 when restricted, + 1 when not open to marketing."""
    return party.unit * 4 + 2 * party.restricted + (not open_to_marketing(party))


def _party(party: Party, said: Latest) -> tuple[Any, ...]:
    at = town_of(party)
    return (
        party.id,
        party.kind,
        _family_first(party, party.name),
        party.language,
        party.status,
        party.since,
        party.ended_on,
        party.unit,
        party.restricted,
        party.protected,
        open_to_marketing(party),
        permission(said),
        at and at.town_fi,
        at and at.postcode,
        party.source,
        party.obtained_on,
        _BY,
    )


def _about(party: Party, rows: Rows, numbers: Identifiers) -> None:
    """Names, identifiers and addresses of one customer."""
    scope = _scope(party)
    for name in party.names[1:]:
        rows["party_name"].append((
            party.id, scope, _family_first(party, name.name), name.type, name.valid_from, name.valid_to, name.source,
            name.obtained_on, _BY,
        ))  # fmt: skip
    for one in party.identifiers:
        rows["identifier"].append((
            numbers.next(), party.id, scope, one.scheme, one.value, one.operator, one.verified_on, None, None, one.source,
            one.obtained_on, _BY,
        ))  # fmt: skip
    if party.identity_code:
        number = numbers.next()
        rows["identifier"].append(
            (number, party.id, scope, "hetu", None, None, party.since, "ajokortti", "sopimus", "customer", party.obtained_on, _BY)
        )
        rows["identity_code"].append((party.id, scope, party.identity_code, number))
    for at in party.addresses:
        rows["address"].append((
            party.id, scope, party.protected, at.kind, at.co, at.street, at.number, at.entrance, at.apartment, at.po_box,
            at.postcode, at.town_fi, at.town_sv, at.country, at.valid_from, at.valid_to, at.source, at.obtained_on, _BY,
        ))  # fmt: skip


def _told_on(person: Person) -> date | None:
    """Users, maintainers and those who were bought are told within a month, but for a few who were forgotten and those who came last."""
    told = person.obtained_on + timedelta(days=2 + person.number % 24)
    must_be = person.source == "fonecta" or any(role.role in {"user", "maintainer"} for role in person.roles)
    return told if must_be and told < AS_OF and person.number % FORGOTTEN else None


def _circle(party: Party, said_last: Latest, rows: Rows, known: set[int]) -> None:
    """Persons, their roles, contact points and permissions of one customer; only maintainers come again, so only they are remembered."""
    scope = _scope(party)
    for person in party.persons:
        if person.number not in known:
            known.update({person.number} if person.number <= MAINTAINERS else ())
            rows["person"].append((
                person.number, person.given_names, person.family_name, person.title, person.language, _told_on(person),
                person.source, person.obtained_on, _BY,
            ))  # fmt: skip
        for role in person.roles:
            rows["person_role"].append((
                person.number, party.id, scope, role.role, role.may_order, role.may_hear, role.valid_from, role.valid_to,
                person.source, person.obtained_on, _BY,
            ))  # fmt: skip
    numbers = [person.number for person in party.persons]
    for at in party.contacts:
        rows["contact_point"].append((
            party.id, None if at.person is None else numbers[at.person], scope, at.kind, at.given, at.normal, at.verified_on,
            at.bounced_on, marketable(party, at, said_last), at.source, at.obtained_on, _BY,
        ))  # fmt: skip
    for said in party.permissions:
        rows["marketing_permission"].append((
            party.id, None if said.person is None else numbers[said.person], scope, said.channel, said.state, said.section,
            said.product_group, said.how, said.wording, said.evidence, said.taken_at, said.taken_by, "seloste_relations",
            said.source, said.taken_at.date(), said.taken_by,
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Histories:
    """What the first customers have besides: each has its own chance, bills the numbers of their invoices."""

    bills: Billing = field(default_factory=Billing)
    helped: Support = field(default_factory=Support)
    outside: Outside = field(default_factory=Outside)


def rows_of(chunk: Iterable[Party], numbers: Identifiers, known: set[int], lived: Histories) -> Rows:
    """Rows of every table; ``known`` remembers the maintainers there are."""
    rows: Rows = {name: [] for name in (*TABLES, "identity_code")}
    for party in map(lived.outside.bought, chunk):
        said = latest(party.permissions)
        rows["party"].append(_party(party, said))
        _about(party, rows, numbers)
        _circle(party, said, rows, known)
        lived.bills.add(party, _scope(party), rows)
        services, domains = of_party(party)
        rows["service"] += [(*row[:2], _scope(party), *row[2:], _BY) for row in services]
        rows["domain"] += [(row[0], _scope(party), *row[1:], _BY) for row in domains]
        lived.helped.add(party, _scope(party), [row[0] for row in services], rows)
        lived.outside.add(party, _scope(party), rows)
    return rows
