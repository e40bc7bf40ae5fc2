"""Products kept: what is sold at which price, how many services are of each, saved, withdrawn, undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.audit import Entry
from db.call import Asked, first, rows
from db.errors import Refused, Stale
from db.records import theirs_of
from db.undo import Undone, undone_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A product as it is kept; ``price`` is without VAT for ``period``, ``version`` guards against two who change it at once."""

    code: str
    fi: str
    en: str
    product_group: str
    state: str
    price: Decimal
    period: str
    version: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many services that have not ended the login sees of a product."""

    product: str
    services: int


@dataclass(frozen=True, slots=True)
class Group:
    """Products that are alike for marketing."""

    code: str
    fi: str
    en: str


@dataclass(frozen=True, slots=True)
class Price:
    """What a product has cost from a day on."""

    starts_on: date
    price: Decimal


async def one(session: Asked, code: str) -> Kept:
    """A product as it is now; Refused("not_found") where it is gone."""
    found = await first(session, Kept, "select code, fi, en, product_group, state, price, period, version from api.product($1)", code)
    if found is None:
        raise Refused("not_found")
    return found


async def counts(session: Asked) -> dict[str, int]:
    """How many services that have not ended the login sees, by product; none of those it sees no service of."""
    found = await rows(session, Count, "select product, services from api.product_counts()")
    return {each.product: each.services for each in found}


async def groups(session: Asked) -> tuple[Group, ...]:
    """What a product may be alike with."""
    return await rows(session, Group, "select code, fi, en from api.product_groups()")


async def prices(session: Asked, code: str) -> tuple[Price, ...]:
    """What a product costs and has cost, the last price first."""
    return await rows(session, Price, "select starts_on, price from api.product_prices($1)", code)


async def save(session: Asked, operation: UUID, code: str | None, version: int | None, fields: dict[str, Any]) -> str:
    """Save a product, new without a code; its code. Stale and Invalid as ``records.save``, Refused("product_in_use"), ("product_group_is_used")."""
    answer = await session.write("select api.save_product($1, $2, $3, $4)", operation, code, version, fields)
    if answer["outcome"] == "stale":
        raise Stale("stale", theirs=tuple(theirs_of(row) for row in answer["rows"]))
    return str(answer["product"])


async def undo(session: Asked, operation: UUID, code: str | None, *, redo: bool = False) -> Undone:
    """Undo the login's own last change of a product, or of any, or take the last undoing back."""
    return undone_of(await session.write("select api.undo_product($1, $2, $3)", operation, code, redo))


async def history(session: Asked, code: str, before: int | None = None, most: int = 100) -> tuple[Entry, ...]:
    """Changes of a product, newest first."""
    return await rows(
        session,
        Entry,
        "select seq, at, login, purpose, op, entity, row_id, act, diff, undone_at from api.product_history($1, $2, $3)",
        code,
        before,
        most,
    )
