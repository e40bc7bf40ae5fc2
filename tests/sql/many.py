"""Changes of many customers, asked and done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from tests.people import Connection, Town

EVERYBODY: Mapping[str, Any] = {"typed": "", "filters": {}}

REFUSAL = {"what": "permission", "channels": ["email"], "state": "refused", "how": "form"}

CONSENT = {"what": "permission", "channels": ["email"], "state": "consent", "how": "form", "evidence": "messut 2026"}

EXCEPTION = {"what": "permission", "channels": ["email"], "state": "existing_customer", "how": "contract", "product_group": "hosting"}

FORMER = {"what": "status", "status": "former"}

FAR = {"what": "unit", "unit": 2}


def named(town: Town, *names: str) -> dict[str, list[int]]:
    """A selection by id."""
    return {"parties": [town.ids[name] for name in names]}


async def preview(
    connection: Connection, selection: Mapping[str, Any], change: Mapping[str, Any], plan: UUID | None = None
) -> dict[str, Any]:
    """The plan and what it would do."""
    return await connection.fetchval("select api.many_preview($1, $2, $3)", plan or uuid4(), selection, change)


def counts(told: Mapping[str, Any]) -> dict[str, int]:
    """Outcome → how many."""
    return {each["outcome"]: each["count"] for each in told["outcomes"]}


def names(told: Mapping[str, Any], outcome: str) -> list[str]:
    """Names of the customers with an outcome."""
    return [name for each in told["outcomes"] if each["outcome"] == outcome for _, name in each["examples"]]


async def apply(connection: Connection, plan: str, most: int = 500, op: UUID | None = None) -> dict[str, Any]:
    """One batch."""
    return await connection.fetchval("select api.many_apply($1, $2, $3)", op or uuid4(), UUID(plan), most)


async def undo(connection: Connection, plan: str) -> dict[str, Any]:
    """All batches back."""
    while True:
        done = await connection.fetchval("select api.many_undo($1, $2)", uuid4(), UUID(plan))
        if done["undone"] == done["batches"]:
            return done


async def do(connection: Connection, selection: Mapping[str, Any], change: Mapping[str, Any], most: int = 500) -> dict[str, Any]:
    """Shown and done to the end; how it went, with the plan in it."""
    told = await preview(connection, selection, change)
    while True:
        done = await apply(connection, told["plan"], most)
        if done["handled"] == done["total"]:
            return done


async def verdict(connection: Connection, customer: int, channel: str = "email") -> str:
    """Why a customer itself may or may not be marketed to."""
    return await connection.fetchval("select reason from api.may_market($1, null, $2)", customer, channel)


async def kept(town: Town) -> list[tuple[Any, ...]]:
    """What the register holds of customers, permissions and suppressions, as an undo must leave it."""
    owner = await town.owner()
    parties = await owner.fetch("select id, name, status, unit, marketable, permission, scope from register.party order by id")
    in_force = await owner.fetch(
        "select party, person, channel, state, allowed, reason from rules.verdicts(array(select id from register.party)) order by 1, 2, 3"
    )
    suppressed = await owner.fetch("select channel, value_hash, origin from register.suppression where lifted_at is null order by 1, 2")
    tally = await owner.fetch("select * from search.tally where count <> 0 and figure !~ '^(given|refused) ' order by 1, 2")
    return [tuple(row) for row in (*parties, *in_force, *suppressed, *tally)]


async def share(town: Town, email: str, *names: str) -> None:
    """Give customers the same e-mail address."""
    owner, whose = await town.owner(), [town.ids[name] for name in names]
    await owner.execute(
        "update register.contact_point set given = $1::text, normal = $1::text where kind = 'email' and party = any($2)", email, whose
    )
