"""Definitions: policies, grants, functions and views, dropped and built anew whenever their text has changed."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

from db import scripts
from db.errors import Setup
from db.scripts import Connection, Script

NEEDS: Final = "-- needs:"


def needs_of(script: Script) -> list[str]:
    """Names of the definitions that a file says it stands on, from its first line."""
    first = script.text.partition("\n")[0]
    return first.removeprefix(NEEDS).split() if first.startswith(NEEDS) else []


def in_order(known: Mapping[str, Script]) -> tuple[Script, ...]:
    """Scripts by name after what they need, alphabetical otherwise; Setup ``definition_unknown`` or ``definitions_cycle``."""
    graph: dict[str, list[str]] = {}
    for name in sorted(known):
        graph[name] = sorted(needs_of(known[name]))
        for needed in graph[name]:
            if needed not in known:
                raise Setup("definition_unknown", file=known[name].name, needed=needed)
    try:
        return tuple(known[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise Setup("definitions_cycle", cycle=" → ".join(reversed(error.args[1]))) from error


def read(sql_root: Path) -> tuple[Script, ...]:
    """All definitions in the order they are built."""
    return in_order({path.stem: scripts.read(path) for path in (sql_root / "definitions").glob("*.sql")})


def sum_of(definitions: tuple[Script, ...]) -> str:
    """What the database remembers of a build: also the schemas that the files are built into count."""
    return scripts.combined_sum([scripts.engine("schemas"), *definitions])


async def remembered(connection: Connection) -> str | None:
    """Sum of the definitions in force, None before the first build."""
    return await connection.fetchval("select sha256 from seloste.definition order by build desc limit 1")


async def clear(connection: Connection) -> None:
    """Take the definitions away and leave schemas to build into; Setup ``definition_depended_on`` names what would be lost."""
    lost = await connection.fetch(scripts.engine("dependents").text)
    if lost:
        raise Setup("definition_depended_on", dependent=", ".join(row["dependent"] for row in lost))
    await scripts.run(connection, scripts.engine("clearing"))
    await scripts.run(connection, scripts.engine("schemas"))


async def build(connection: Connection, definitions: tuple[Script, ...]) -> None:
    """Run the files into cleared schemas and remember their sum, in the transaction of the caller.

    Setup ``owner_missing`` when a file, a migration too, made something that belongs to none of the owner roles.
    """
    for script in definitions:
        await scripts.run(connection, script)
    strays = await connection.fetch(scripts.engine("strays").text)
    if strays:
        raise Setup("owner_missing", stray=", ".join(row["stray"] for row in strays))
    await connection.execute("set local role seloste_owner")
    await connection.execute("insert into seloste.definition (sha256) values ($1)", sum_of(definitions))
    await connection.execute("reset role")
