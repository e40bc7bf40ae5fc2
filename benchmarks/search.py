"""Searching, listing and counting, for logins that see all, one and none of the units."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.measure import CELLS, Table, Times, cells, ratio, timed, within
from benchmarks.register import UNITS_OF, Register, serving
from db import customers
from db.customers import Filters
from db.session import Session

PEOPLE: Final = 40
PAGE: Final = 64
FAST, SLACK = 10.0, 1.0
SAMPLE: Final = """
select p.id, p.name, p.kind, p.town, p.sort_key, c.normal as email, d.normal as phone, i.value as business_id
from register.party p
left join lateral (
    select c.normal from register.contact_point c where c.party = p.id and c.person is null and c.kind = 'email' limit 1
) c on true
left join lateral (
    select c.normal from register.contact_point c where c.party = p.id and c.person is null and c.kind <> 'email' limit 1
) d on true
left join lateral (select i.value from register.identifier i where i.party = p.id and i.scheme = 'business_id' limit 1) i on true
where p.id = any($1) and not p.restricted"""
UNSECURED: Final = """
select p.id, p.name, p.kind, p.status, p.language, p.unit, u.name, p.town, p.permission, p.protected, f.token
from (
    select f.token, f.party from unnest($1::smallint[]) s (scope) cross join unnest($2::text[]) l (low) cross join lateral (
        select t.token, t.party from search.token t
        where t.scope = s.scope and t.token >= l.low and t.token < l.low || U&'\\+10FFFF' order by t.token, t.party limit 64
    ) f order by f.token, f.party limit 64
) f join register.party p on p.id = f.party join register.unit u on u.id = p.unit order by f.token, f.party"""
FILTERS: Final = (
    Filters(kind="company"),
    Filters(status="former"),
    Filters(permission="refused"),
    Filters(kind="person", status="customer"),
    Filters(unit=3),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person types, and of what kind it is."""

    kind: str
    text: str


async def sample(connection: Any, size: int) -> Sequence[Any]:
    """Some customers, always the same of a register."""
    chosen = random.Random(7).sample(range(1, size + 1), min(size, PEOPLE * 5))
    return (await connection.fetch(SAMPLE, chosen))[: PEOPLE * 4]


def typings(people: Sequence[Any]) -> list[Typed]:
    """What is typed to find them: names letter by letter, numbers, addresses, towns, two words, parts of words, and errors."""
    found: list[Typed] = []
    for nth, who in enumerate(people):
        words = who["name"].split()
        if nth < PEOPLE:
            found += [Typed("name", who["name"][:length]) for length in range(1, min(len(who["name"]), 7))]
        if len(words) > 1:
            found.append(Typed("two words", f"{words[-1]} {words[0]}"))
        if len(words[0]) > 6:
            found.append(Typed("part", words[0][2:7]))
        found += [Typed("phone", "0" + who["phone"][4:])] if who["phone"] else []
        found += [Typed("e-mail", who["email"][:9])] if who["email"] else []
        found += [Typed("business ID", who["business_id"])] if who["business_id"] else []
        found += [Typed("town", who["town"])] if who["town"] and nth < PEOPLE else []
    return found + [typing for typing, _ in misspelt(people)]


def misspelt(people: Sequence[Any]) -> list[tuple[Typed, str]]:
    """Whole names with one error in their longest word, and that word."""
    chance = random.Random(11)
    found: list[tuple[Typed, str]] = []
    for who in people:
        words = who["name"].split()
        word = max(words, key=len)
        if len(word) < 5 or not word.isalpha():
            continue
        at = chance.randrange(1, len(word) - 1)
        wrong = chance.choice((word[:at] + word[at + 1 :], word[:at] + "x" + word[at:], word[:at] + "q" + word[at + 1 :]))
        found.append((Typed("typo", " ".join(wrong if each == word else each for each in words)), who["name"]))
    return found


async def _asked(session: Session, mix: Sequence[Typed]) -> dict[str, Times]:
    """Times by kind, and of all; asked once before, so that all is warm."""
    kinds: dict[str, Times] = {}
    pid = await serving(session)
    for typing in mix[:20]:
        await customers.find(session, typing.text, Filters())
    for typing in mix:
        async with kinds.setdefault(typing.kind, Times(pid=pid)).once():
            await customers.find(session, typing.text, Filters())
    everything = Times(
        [one for times in kinds.values() for one in times.each], pid, [one for times in kinds.values() for one in times.worked]
    )
    return {"all": everything, **kinds}


async def _unsecured(connection: Any, mix: Sequence[Typed]) -> Times:
    scopes = await connection.fetchval("select array(select distinct scope from register.party)::smallint[]")
    lows = [[f"n-{form}", f"t-{form}"] for typing in mix if (form := await _form(connection, typing.text))]
    statement = await connection.prepare(UNSECURED)
    await statement.fetch(scopes, lows[0])
    return await timed(Times(pid=connection.get_server_pid()), lambda low: statement.fetch(scopes, low), lows)


async def _form(connection: Any, text: str) -> str:
    return await connection.fetchval("select value.search_form($1)", text)


async def searching(register: Register, people: Sequence[Any], connection: Any) -> Table:
    """The mix for each login, and prefixes of names against the query of the table owner."""
    mix = typings(people)
    table = Table(
        f"Search, {len(mix)} queries, {register.size:,} customers",
        ("login sees", "what", *CELLS, "to unsecured", "bar", ""),
    )
    plain = await _unsecured(connection, [typing for typing in mix if typing.kind == "name"])
    table.add("–", "name, unsecured", *cells(plain), "1", "", "")
    for units in UNITS_OF:
        async with register.at_work(f"bench_{units}") as session:
            for kind, times in (await _asked(session, mix)).items():
                named = kind == "name"
                ok = times.p95 <= FAST and (not named or times.median <= max(2.5 * plain.median, plain.median + SLACK))
                bar = "≤ 2.5× or +1 ms" if named else "p95 ≤ 10"
                of_plain = ratio(times.median, plain.median) if named else ""
                table.add(f"{units} units", kind, *cells(times), of_plain, bar, within(ok))
    return table


async def typos(register: Register, people: Sequence[Any]) -> Table:
    """The share of misspelt names whose customer is on the first page."""
    asked = misspelt(people)
    async with register.at_work("bench_all") as session:
        hits = [any(row.name == name for row in await customers.find(session, typing.text, Filters())) for typing, name in asked]
    share = sum(hits) / len(hits)
    table = Table("One typing error", ("asked", "found", "bar", ""))
    table.add(str(len(hits)), f"{share:.1%}", "≥ 95 %", within(share >= 0.95))
    return table


async def listing(register: Register, people: Sequence[Any]) -> Table:
    """Pages anywhere, filtered lists and counts, for the login that sees all units."""
    table = Table("Lists", ("what", *CELLS, "bar", ""))
    places = [[0, who["sort_key"], who["id"]] for who in people]
    async with register.at_work("bench_all") as session:
        pid = await serving(session)
        asked = {
            "first page": await timed(Times(pid=pid), lambda _: customers.find(session, "", Filters()), range(50)),
            "page anywhere": await timed(Times(pid=pid), lambda place: customers.find(session, "", Filters(), place), places),
            "page before anywhere": await timed(
                Times(pid=pid), lambda place: customers.find(session, "", Filters(), place, backward=True), places
            ),
            "last page": await timed(Times(pid=pid), lambda _: customers.find(session, "", Filters(), backward=True), range(50)),
            "filtered": await timed(Times(pid=pid), lambda given: customers.find(session, "", given), FILTERS * 10),
            "count of a list": await timed(Times(pid=pid), lambda given: customers.count(session, "", given), (Filters(), *FILTERS) * 8),
            "count of a search": await timed(Times(pid=pid), lambda who: customers.count(session, who["name"][:3], Filters()), people[:50]),
        }
    for name, times in asked.items():
        table.add(name, *cells(times), "p95 ≤ 10", within(times.p95 <= FAST))
    return table


async def run(register: Register) -> list[Table]:
    """All tables of searching."""
    connection = await register.owner()
    people = await sample(connection, register.size)
    tables = [await searching(register, people, connection), await typos(register, people), await listing(register, people)]
    await connection.close()
    return tables
