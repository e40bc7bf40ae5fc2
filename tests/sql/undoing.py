"""Undoing, redoing and the deeds that are undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.people import Connection, Town, save, version_of


async def undo(connection: Connection, customer: int, op: UUID | None = None) -> dict[str, Any]:
    """One press of the key."""
    return await connection.fetchval("select api.undo($1, $2)", op or uuid4(), customer)


async def redo(connection: Connection, customer: int) -> dict[str, Any]:
    """Takes an undoing back."""
    return await connection.fetchval("select api.redo($1, $2)", uuid4(), customer)


async def change(connection: Connection, customer: int, entity: str, row: int, **fields: Any) -> None:
    """Save fields of one row as it is now."""
    version = await version_of(connection, entity, row)
    answer = await save(connection, customer, {"entity": entity, "id": row, "version": version, "fields": fields})
    assert answer["outcome"] == "saved", answer


async def remove(connection: Connection, customer: int, entity: str, row: int) -> None:
    """Remove one row as it is now."""
    version = await version_of(connection, entity, row)
    answer = await save(connection, customer, {"entity": entity, "id": row, "version": version, "remove": True})
    assert answer["outcome"] == "saved", answer


async def rows_of(town: Town, customer: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that is really there of a customer, without what counts or dates its changes."""
    owner = await town.owner()
    found: dict[str, list[dict[str, Any]]] = {}
    for table in ("party_name", "identifier", "address", "person_role", "contact_point", "marketing_permission"):
        query = f"select to_jsonb(t) - 'version' from register.{table} t where party = $1 order by id"
        found[table] = [row[0] for row in await owner.fetch(query, customer)]
    query = "select to_jsonb(t) - 'version' - 'changed_at' from register.party t where id = $1"
    found["party"] = [row[0] for row in await owner.fetch(query, customer)]
    query = "select to_jsonb(t) - 'version' from register.person t where id = any($1) order by id"
    persons = [role["person"] for role in found["person_role"]]
    found["person"] = [row[0] for row in await owner.fetch(query, persons)]
    return found


# whose, and in which order ------------------------------------------------------------------------------------------


async def street_of(town: Town) -> str:
    """The street that is really there."""
    return await (await town.owner()).fetchval("select street from register.address where id = $1", town.ids["koivu.home"])


# what stands against it ---------------------------------------------------------------------------------------------


async def facts_of(connection: Connection, customer: int) -> dict[str, Any]:
    """Why the last change cannot be undone."""
    return await connection.fetchval("select api.undoable($1)", customer)
