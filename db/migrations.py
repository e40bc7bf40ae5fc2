"""Migrations: numbered files that run once in each database and are never edited afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from db import scripts
from db.errors import Setup
from db.scripts import Connection, Script

NAME: Final = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """A numbered script of ``sql/migrations``."""

    number: int
    script: Script


def read(sql_root: Path) -> tuple[Migration, ...]:
    """All migrations in order; Setup ``migrations_misnumbered`` unless they are numbered 1, 2, 3… each once."""
    found: list[Migration] = []
    for place, path in enumerate(sorted((sql_root / "migrations").glob("*.sql")), start=1):
        named = NAME.fullmatch(path.name)
        if named is None or int(named[1]) != place:
            raise Setup("migrations_misnumbered", file=path.name, expected=f"{place:04}")
        found.append(Migration(place, scripts.read(path)))
    return tuple(found)


async def recorded(connection: Connection) -> dict[int, str]:
    """Sums of the migrations that have run in this database, by number; asked as seloste_owner."""
    rows = await connection.fetch("select number, sha256 from seloste.migration order by number")
    return {row["number"]: row["sha256"] for row in rows}


def pending(known: Sequence[Migration], done: Mapping[int, str]) -> tuple[Migration, ...]:
    """What has not run yet; Setup ``database_newer`` or ``migration_edited`` when program and database disagree."""
    if done and max(done) > len(known):
        raise Setup("database_newer", database=max(done), program=len(known))
    for migration in known:
        if done.get(migration.number, migration.script.sha256) != migration.script.sha256:
            raise Setup("migration_edited", file=migration.script.name)
    return tuple(migration for migration in known if migration.number not in done)


async def apply(connection: Connection, migration: Migration) -> None:
    """Run one migration and record it, in the transaction of the caller."""
    await scripts.run(connection, migration.script)
    script = migration.script
    await connection.execute("set local role seloste_owner")
    await connection.execute(
        "insert into seloste.migration (number, name, sha256) values ($1, $2, $3)", migration.number, script.name, script.sha256
    )
    await connection.execute("reset role")
