"""Fills an empty register with invented customers: rows copied in, and what follows from them made by the set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

from db.demo.logins import UNITS
from db.demo.party import Party
from db.demo.register import SEED, invent
from db.demo.roles import MAINTAINERS
from db.scripts import Connection

CHUNK: Final = 2000

OnShare = Callable[[int, int], None]
"""Told how many customers of how many are there."""

_TABLES: Final[dict[str, tuple[str, ...]]] = {
    "party": (
        "id", "kind", "name", "language", "status", "since", "ended_on", "unit", "restricted", "protected", "marketable", "source", "obtained_on",
        "obtained_by",
    ),
    "party_name": ("party", "scope", "name", "type", "valid_from", "valid_to", "source", "obtained_on", "obtained_by"),
    "identifier": ("id", "party", "scope", "scheme", "value", "operator", "verified_on", "verified_how", "needed_for", "source", "obtained_on", "obtained_by"),
    "address": (
        "party", "scope", "guarded", "kind", "co", "street", "number", "entrance", "apartment", "po_box", "postcode", "town", "town_sv",
        "country", "valid_from", "valid_to", "source", "obtained_on", "obtained_by",
    ),
    "person": ("id", "given_names", "family_name", "title", "language", "source", "obtained_on", "obtained_by"),
    "person_role": ("person", "party", "scope", "role", "may_order", "may_hear", "valid_from", "valid_to", "source", "obtained_on", "obtained_by"),
    "contact_point": ("party", "person", "scope", "kind", "given", "normal", "verified_on", "bounced_on", "source", "obtained_on", "obtained_by"),
    "marketing_permission": (
        "party", "person", "scope", "channel", "state", "section", "product_group", "how", "wording", "evidence", "taken_at", "taken_by",
        "purpose", "source", "obtained_on", "obtained_by",
    ),
}
_BY: Final = "demo"

Rows = dict[str, list[tuple[Any, ...]]]


class _Identifiers:
    """Numbers for identifiers, given before they are copied so that a secret code can name its line."""

    last = 0

    def next(self) -> int:
        self.last += 1
        return self.last


def _family_first(party: Party, name: str) -> str:
    """A person's name as registers sort it: family name first."""
    if party.kind != "person" or not party.given_names or not name.startswith(f"{party.given_names} "):
        return name
    return f"{name.removeprefix(f'{party.given_names} ')} {party.given_names}"


def _open_to_marketing(party: Party) -> bool:
    """What most verdicts come to, so that few customers change their scope when they are judged."""
    return not party.restricted and not party.protected


def _scope(party: Party) -> int:
    """Scope as the database generates it: unit × 4, + 2 when restricted, + 1 when not open to marketing."""
    return party.unit * 4 + 2 * party.restricted + (not _open_to_marketing(party))


def _party(party: Party) -> tuple[Any, ...]:
    return (
        party.id, party.kind, _family_first(party, party.name), party.language, party.status, party.since, party.ended_on, party.unit,
        party.restricted, party.protected, _open_to_marketing(party), party.source, party.obtained_on, _BY,
    )


def _about(party: Party, rows: Rows, numbers: _Identifiers) -> None:
    """Names, identifiers and addresses of one customer."""
    scope = _scope(party)
    for name in party.names[1:]:
        rows["party_name"].append(
            (
                party.id,
                scope,
                _family_first(party, name.name),
                name.type,
                name.valid_from,
                name.valid_to,
                name.source,
                name.obtained_on,
                _BY,
            )
        )
    for one in party.identifiers:
        rows["identifier"].append(
            (
                numbers.next(),
                party.id,
                scope,
                one.scheme,
                one.value,
                one.operator,
                one.verified_on,
                None,
                None,
                one.source,
                one.obtained_on,
                _BY,
            )
        )
    if party.identity_code:
        number = numbers.next()
        rows["identifier"].append(
            (number, party.id, scope, "hetu", None, None, party.since, "ajokortti", "sopimus", "customer", party.obtained_on, _BY)
        )
        rows["identity_code"].append((party.id, scope, party.identity_code, number))
    for at in party.addresses:
        rows["address"].append(
            (
                party.id,
                scope,
                party.protected,
                at.kind,
                at.co,
                at.street,
                at.number,
                at.entrance,
                at.apartment,
                at.po_box,
                at.postcode,
                at.town_fi,
                at.town_sv,
                at.country,
                at.valid_from,
                at.valid_to,
                at.source,
                at.obtained_on,
                _BY,
            )
        )


def _circle(party: Party, rows: Rows, known: set[int]) -> None:
    """Persons, their roles, contact points and permissions of one customer; only maintainers come again, so only they are remembered."""
    scope = _scope(party)
    for person in party.persons:
        if person.number not in known:
            known.update({person.number} if person.number <= MAINTAINERS else ())
            rows["person"].append(
                (
                    person.number,
                    person.given_names,
                    person.family_name,
                    person.title,
                    person.language,
                    person.source,
                    person.obtained_on,
                    _BY,
                )
            )
        for role in person.roles:
            rows["person_role"].append(
                (
                    person.number,
                    party.id,
                    scope,
                    role.role,
                    role.may_order,
                    role.may_hear,
                    role.valid_from,
                    role.valid_to,
                    person.source,
                    person.obtained_on,
                    _BY,
                )
            )
    numbers = [person.number for person in party.persons]
    for at in party.contacts:
        rows["contact_point"].append(
            (
                party.id,
                None if at.person is None else numbers[at.person],
                scope,
                at.kind,
                at.given,
                at.normal,
                at.verified_on,
                at.bounced_on,
                at.source,
                at.obtained_on,
                _BY,
            )
        )
    for said in party.permissions:
        rows["marketing_permission"].append(
            (
                party.id,
                None if said.person is None else numbers[said.person],
                scope,
                said.channel,
                said.state,
                said.section,
                said.product_group,
                said.how,
                said.wording,
                said.evidence,
                said.taken_at,
                said.taken_by,
                "seloste_relations",
                said.source,
                said.taken_at.date(),
                said.taken_by,
            )
        )


def _chunks(parties: Iterable[Party]) -> Iterator[list[Party]]:
    source = iter(parties)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


async def _copy(connection: Any, chunk: list[Party], numbers: _Identifiers, known: set[int]) -> None:
    rows: Rows = {name: [] for name in (*_TABLES, "identity_code")}
    for party in chunk:
        rows["party"].append(_party(party))
        _about(party, rows, numbers)
        _circle(party, rows, known)
    for table, columns in _TABLES.items():
        await connection.copy_records_to_table(table, schema_name="register", columns=columns, records=rows[table])
    await connection.copy_records_to_table(
        "identity_code", schema_name="secret", columns=("party", "scope", "code", "identifier"), records=rows["identity_code"]
    )
    if chunk[0].id == 1:
        await connection.execute(
            "analyze register.party, register.party_name, register.identifier, register.address, register.person_role, register.contact_point, register.marketing_permission"
        )
    here = [party.id for party in chunk]
    await connection.execute("select rules.refresh_towns($1)", here)
    await connection.execute("select rules.refresh_markets($1)", here)
    await connection.execute("select rules.index_new_parties($1)", here)


async def fill(connection: Connection, size: int, on_share: OnShare = lambda _done, _all: None, seed: int = SEED) -> None:
    """Fill an empty register with ``size`` customers in one transaction; Refused ``register_not_empty`` otherwise.

    The connection is the installer's: the rows are copied as the owner of the tables, whose triggers rest meanwhile.
    """
    numbers, known = _Identifiers(), set[int]()
    async with connection.transaction():
        await connection.execute("set local role seloste_owner")
        await connection.execute("select rules.check_empty()")
        for number, name in enumerate(UNITS, 1):
            await connection.execute("insert into register.unit (id, name) values ($1, $2) on conflict do nothing", number, name)
        await connection.execute("select rules.pause_triggers(true)")
        await connection.execute("set local maintenance_work_mem = '512MB'")
        await connection.execute("set local work_mem = '256MB'")
        again: list[str] = await connection.fetchval("select rules.take_indexes_away()")
        done = 0
        for chunk in _chunks(invent(size, seed)):
            await _copy(connection, chunk, numbers, known)
            done += len(chunk)
            on_share(done, size)
        for made in (*again, "select rules.learn_all_words()", "select rules.pause_triggers(false)"):
            await connection.execute(made)
        await connection.execute("select rules.count_again()")
        await connection.execute("analyze")
