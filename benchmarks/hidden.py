"""What a question tells of a customer in a unit the login does not see, against one that is not there."""

from __future__ import annotations

import re
from typing import Any, Final

from benchmarks.measure import Table, within
from benchmarks.register import Register
from db.errors import Refused

EXPLAIN: Final = "explain (analyze, buffers, costs off, timing off, summary off) "
TRIES: Final = 12
BY_ID: Final = (
    "select api.open_card($1)",
    "select id from register.party where id = $1",
    "select id from register.contact_point where party = $1",
    "select id from register.address where party = $1",
    "select customer from api.whole_card($1)",
)
BY_TEXT: Final = ("select id from api.find($1)", "select api.count_found($1)")
HIDDEN: Final = """
select p.id, i.value as business_id, c.normal as phone from register.party p
join register.identifier i on i.party = p.id and i.scheme = 'business_id'
join register.contact_point c on c.party = p.id and c.person is null and c.kind <> 'email'
where p.unit <> 2 and p.kind = 'company' and not exists (
    select from register.contact_point o where md5(o.normal) = md5(c.normal) and o.party <> p.id
) order by p.id desc limit 5"""


async def _answer(connection: Any, question: str, asked: object) -> tuple[str, int]:
    """Rows or the error, and the fewest buffers of several tries."""
    try:
        rows = str([tuple(row) for row in await connection.fetch(question, asked)])
    except Refused as error:
        return error.code, 0
    plans = [[row[0] for row in await connection.fetch(EXPLAIN + question, asked)] for _ in range(TRIES)]
    return rows, min(sum(int(count) for line in plan for count in re.findall(r"hit=(\d+)", line)[:1]) for plan in plans)


async def run(register: Register) -> list[Table]:
    """The same questions about both, as a login with one unit."""
    owner = await register.owner()
    customers = await owner.fetch(HIDDEN)
    await owner.close()
    table = Table("Hidden against absent, a login with one unit", ("question", "asked", "same rows or error", "same buffers", "bar", ""))
    async with register.at_work("bench_one") as session:

        class Asked:
            """The session, as what is asked below takes it."""

            fetch = session.fetch

        asked = [
            *((question, "", [(each["id"], [register.size * 2 + nth]) for nth, each in enumerate(customers)]) for question in BY_ID),
            *(
                (question, f" by {what}", [(each[what], _others(each[what])) for each in customers])
                for question in BY_TEXT
                for what in ("business_id", "phone")
            ),
        ]
        for question, what, pairs in asked:
            answers = [
                (await _answer(Asked, question, hidden), [await _answer(Asked, question, each) for each in absent])
                for hidden, absent in pairs
            ]
            rows = sum(one[0] == other[0][0] for one, other in answers)
            buffers = sum(one[1] in [each[1] for each in other] for one, other in answers)
            kept = rows == buffers == len(pairs)
            table.add(f"`{question}`{what}", str(len(pairs)), str(rows), str(buffers), "all", within(kept))
    return [table]


def _others(number: str) -> list[str]:
    """Numbers that nobody has: several, since where a term would stand in an index decides a page more or less."""
    digits = [digit for digit in "0123456789" if digit != number[5]]
    return [f"{number[:5]}{digit}{number[6:]}" for digit in digits]
