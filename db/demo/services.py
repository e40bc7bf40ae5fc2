"""Services, domains and hosts of the invented customers: histories are made for the first fifty thousand at most."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from db.demo.bonds import AS_OF, day_between
from db.demo.party import Party
from db.demo.people import plain
from db.demo.tables import Chance, pick

WITH_HISTORY: Final = 50_000
"""Customers who have services: a register of a million is filled in the time it may take."""

FINLAND: Final = ZoneInfo("Europe/Helsinki")
WEB: Final = 16
"""Web hosts; the customers' services stand on them by turns."""


class Host(NamedTuple):
    """A machine and the numbers of those without which it does not work."""

    id: int
    name: str
    kind: str
    runs: str
    place: str
    state: str
    needs: tuple[int, ...]


def hosts() -> tuple[Host, ...]:
    """Two rows of racks: virtual servers on hypervisors on storage, databases beside them."""
    rooms = ("Helsinki 1", "Tampere 2")
    ground = (
        Host(1, "core1.example.fi", "network", "reititin", rooms[0], "in_use", ()),
        Host(2, "core2.example.fi", "network", "reititin", rooms[1], "in_use", ()),
        Host(3, "san1.example.fi", "storage", "Ceph", rooms[0], "in_use", (1,)),
        Host(4, "san2.example.fi", "storage", "Ceph", rooms[1], "in_use", (2,)),
        Host(5, "kvm1.example.fi", "physical", "KVM", rooms[0], "in_use", (1, 3)),
        Host(6, "kvm2.example.fi", "physical", "KVM", rooms[1], "in_use", (2, 4)),
        Host(7, "db1.example.fi", "cluster", "MariaDB 11", rooms[0], "in_use", (3, 5)),
        Host(8, "db2.example.fi", "cluster", "PostgreSQL 18", rooms[1], "in_use", (4, 6)),
        Host(9, "mail1.example.fi", "virtual", "Postfix, Dovecot", rooms[0], "in_use", (5,)),
        Host(10, "mail2.example.fi", "virtual", "Postfix, Dovecot", rooms[1], "in_use", (6,)),
        Host(11, "vanha-www.example.fi", "physical", "Apache 2.2", rooms[0], "retired", ()),
    )
    web = (
        Host(11 + n, f"web{n}.example.fi", "virtual", "Apache, PHP 8.4", rooms[n % 2], "in_use", (5 + n % 2, 7)) for n in range(1, WEB + 1)
    )
    shops = (Host(28 + n, f"kauppa{n}.example.fi", "virtual", "nginx, Node", rooms[n % 2], "in_use", (5 + n % 2, 8)) for n in range(4))
    return (*ground, *web, *shops)


_PRODUCTS: Final = (
    ("webhotel_s", "hosting", 30, "6.90"), ("webhotel_m", "hosting", 22, "12.90"), ("webhotel_l", "hosting", 8, "24.90"),
    ("webhotel_classic", "hosting", 9, "4.90"), ("wordpress", "hosting", 8, "29.00"), ("mail_basic", "email", 10, "2.90"),
    ("mail_team", "email", 5, "5.90"), ("vps_2", "servers", 3, "19.90"), ("vps_8", "servers", 1, "59.00"),
    ("shop_basic", "shops", 3, "39.00"), ("shop_pro", "shops", 1, "89.00"),
)  # fmt: skip
_OF_HUNDRED: Final = tuple((code, group, Decimal(price)) for code, group, count, price in _PRODUCTS for _ in range(count))
_STATES: Final = ("active",) * 17 + ("suspended", "ordered", "ended")
_REGISTRIES: Final = {"fi": "Traficom", "com": "Verisign"}


def _host(group: str, number: int) -> int | None:
    return {"hosting": 12 + number % WEB, "email": 9 + number % 2, "shops": 28 + number % 4}.get(group)


def _spell(chance: Chance, party: Party) -> tuple[str, date, date | None]:
    """State, first and last day of a service: a former customer's have all ended."""
    begins = day_between(chance, party.since, party.ended_on or AS_OF) if party.since < (party.ended_on or AS_OF) else party.since
    if party.status == "former":
        return "ended", begins, party.ended_on
    state = pick(chance, _STATES)
    return state, begins, day_between(chance, begins, AS_OF + timedelta(days=1)) if state == "ended" else None


def _name(chance: Chance, party: Party) -> str:
    """A domain under the names kept for examples; the customer's number keeps namesakes apart."""
    words = [plain(word) for word in party.name.split()]
    stem = "".join(word for word in words if word not in {"oy", "ab", "ky", "ry", "rf", "osk", "tmi"})[:30].strip("-") or "sivut"
    if chance() < 0.06:
        stem = f"{stem}-äö"
    return f"{stem}{party.id}.example.{'fi' if chance() < 0.85 else 'com'}"


def of_party(party: Party) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Services and domains of one customer, with the numbers that its own number gives them."""
    if party.id > WITH_HISTORY or party.status == "prospect":
        return [], []
    chance = random.Random(party.id).random  # noqa: S311 nothing secret is drawn
    services = [_service(chance, party, party.id * 3 + at) for at in range(1 + int(chance() * 2.3))]
    return services, list(_domains(chance, party, services[0]))


def _service(chance: Chance, party: Party, number: int) -> tuple[Any, ...]:
    code, group, price = pick(chance, _OF_HUNDRED)
    state, begins, ends = _spell(chance, party)
    if chance() < 0.08:
        price = Decimal(int(400 + chance() * 4000)) / 100
    return number, party.id, code, group, state, begins, ends, price, _host(group, number), party.source, begins


def _paid_until(day: date, *, let_go: bool) -> date:
    """The next such day of a year from the day the register is made; some few days before it where it was let go."""
    today = datetime.now(FINLAND).date()
    ahead = (day - today).days % 365
    return today - timedelta(days=1 + ahead % 20) if let_go else today + timedelta(days=ahead)


def _domains(chance: Chance, party: Party, service: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Most have one domain, which is paid a year at a time; some few have let it go past the day."""
    if chance() > 0.8:
        return
    name = _name(chance, party)
    ended = service[6] if service[4] == "ended" else None
    expires = _paid_until(AS_OF + timedelta(days=int(chance() * 365)), let_go=chance() < 0.02)
    yield party.id, name, _REGISTRIES[name.rpartition(".")[2]], ended or expires, service[0], ended, party.source, service[5]
