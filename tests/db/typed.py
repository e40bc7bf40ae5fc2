"""Texts at the edge and in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import asyncpg

from db.errors import Invalid

Connection = Any


def fault(check: Callable[[str], object], text: str) -> str | None:
    """The code with which a text is refused, or None."""
    try:
        check(text)
    except Invalid as refused:
        return refused.code
    return None


async def takes(connection: Connection, domain: str, text: str) -> bool:
    """Whether the domain of the database takes exactly this text."""
    try:
        await connection.fetchval(f"select $1::text::value.{domain}", text)
    except (asyncpg.CheckViolationError, asyncpg.CharacterNotInRepertoireError, asyncpg.DataError):
        return False
    return True
