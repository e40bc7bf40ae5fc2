"""The order of names against ICU's Finnish, where an ICU is at hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from benchmarks.measure import Table, within
from benchmarks.register import Register


async def _named(connection: Any) -> str | None:
    """How the server's ICU calls Finnish; None without an ICU."""
    return await connection.fetchval(
        "select collname from pg_collation where collprovider = 'i' and collname like 'fi%' order by length(collname) desc limit 1"
    )


async def run(register: Register) -> list[Table]:
    """Pairs of neighbours that ICU would put the other way round."""
    table = Table("Finnish order", ("names", "against", "inversions", "bar", ""))
    connection = await register.owner()
    names = [
        row["name"]
        for row in await connection.fetch("select distinct on (sort_key) name from register.party order by sort_key limit 300000")
    ]
    collation = await _named(connection)
    if collation is not None:
        wrong = await connection.fetchval(
            f'select count(*) from unnest($1::text[], $2::text[]) n (a, b) where a collate "{collation}" > b collate "{collation}"',
            names[:-1],
            names[1:],
        )
        table.add(f"{len(names):,}", "ICU of the server", str(wrong), "0", within(wrong == 0))
    else:
        table.add(f"{len(names):,}", *_by_python(names))
    await connection.close()
    return [table]


def _by_python(names: list[str]) -> tuple[str, str, str, str]:
    """By PyICU, when somebody has installed it."""
    try:
        import icu
    except ImportError:
        return "no ICU here: skipped", "–", "0", ""
    key = icu.Collator.createInstance(icu.Locale("fi")).getSortKey
    wrong = sum(key(a) > key(b) for a, b in pairwise(names))
    return "PyICU", str(wrong), "0", within(wrong == 0)
