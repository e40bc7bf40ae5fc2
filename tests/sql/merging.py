"""Customers merged and taken apart, and twins to do it with."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.parties import acting, home, identifier, party, reach
from tests.people import Connection, Town, open_card, save

TABLES = ("party_name", "identifier", "address", "person_role", "contact_point", "marketing_permission")


async def merge(connection: Connection, keep: int, dropped: int, op: UUID | None = None) -> dict[str, Any]:
    """Merge one opened customer into another."""
    return await connection.fetchval("select api.merge($1, $2, $3)", op or uuid4(), keep, dropped)


async def unmerge(connection: Connection, keep: int, op: UUID | None = None) -> dict[str, Any]:
    """Take the last merging apart."""
    return await connection.fetchval("select api.unmerge($1, $2)", op or uuid4(), keep)


async def everything(town: Town, *customers: int) -> dict[str, Any]:
    """Every row there is of customers, as it is, but for the moment of their last change."""
    owner = await town.owner()
    found: dict[str, Any] = {}
    for table in TABLES:
        found[table] = await rows(owner, f"select to_jsonb(t) from register.{table} t where party = any($1) order by id", customers)
    found["party"] = await rows(owner, "select to_jsonb(t) - 'changed_at' from register.party t where id = any($1) order by id", customers)
    found["person"] = await rows(owner, "select to_jsonb(t) from register.person t where $1::int[] is not null order by id", customers)
    found["code"] = await rows(owner, "select to_jsonb(t) from secret.identity_code t where party = any($1) order by party", customers)
    found["draft"] = await rows(owner, "select to_jsonb(t) from desk.draft t where party = any($1) order by id", customers)
    found["token"] = await rows(owner, "select to_jsonb(t) from search.token t where party = any($1) order by party, token", customers)
    found["word"] = await rows(owner, "select to_jsonb(t) from search.word t where $1::int[] is not null order by scope, word", customers)
    return found


async def rows(owner: Connection, query: str, customers: tuple[int, ...]) -> list[Any]:
    """Rows as JSON."""
    return [row[0] for row in await owner.fetch(query, list(customers))]


async def each(connection: Connection, query: str, customer: int) -> list[str]:
    """The one column of a question about a customer, sorted."""
    return sorted(row[0] for row in await connection.fetch(query, customer))


TWIN = [
    party("company", "Koivu Kahvila Ab", source="call", source_ref="Puhelu 12", language="sv"),
    home("Koivukuja", "44800", "Pihtipudas"),
    home("Lehtikuja", "44800", "Pihtipudas", "billing"),
    identifier("business_id", "1572860-0"),
    identifier("vat", "FI15728600"),
    reach("info@koivu.example.fi"),
    reach("toinen@koivu.example.fi"),
    {"entity": "party_name", "key": "name", "fields": {"name": "Koivun kahvio", "type": "auxiliary", "source": "ytj"}},
    *acting("billing", "Kaisa", "Kirjuri", "kirjuri", "+358445550999"),
]


async def twin(town: Town, changes: list[Any] = TWIN) -> tuple[Connection, int, int]:
    """Administration with the cards of Kahvila Koivu and of its twin open."""
    hanna = await town.opened("hanna", "koivu")
    made = (await save(hanna, None, *changes))["party"]
    await open_card(hanna, made)
    return hanna, town.ids["koivu"], made


async def changed(connection: Connection, keep: int) -> list[tuple[str, str]]:
    """What stands against taking a merging apart."""
    with pytest.raises(asyncpg.PostgresError, match="merge_rows_changed") as caught:
        await unmerge(connection, keep)
    return [(row["entity"], row["id"]) for row in json.loads(caught.value.as_dict()["detail"])["rows"]]
