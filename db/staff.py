"""Staff logins: created, changed and ended by the main user; passwords leave this program as SCRAM verifiers only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from db.call import Asked, rows, value
from db.errors import Invalid

ITERATIONS: Final = 15_000
SHORTEST: Final = 12


@dataclass(frozen=True, slots=True)
class Login:
    """A login and what it holds; ``purposes`` are names of roles, ``units`` names of units."""

    login: str
    person: str
    language: str
    proof: str
    purposes: list[str]
    units: list[str]
    granted_by: str
    granted_at: datetime
    ends_on: date | None
    ended_at: datetime | None
    locked: bool
    connected: int


def verifier(password: str) -> str:
    """The SCRAM-SHA-256 verifier of a password (RFC 5802, 5803), normalised by SASLprep; Invalid("password_short") or ("password_unfit")."""
    from passlib import utils

    try:
        prepared = str(cast("Any", utils).saslprep(password)).encode()
    except ValueError as error:
        raise Invalid("password_unfit") from error
    if len(prepared) < SHORTEST:
        raise Invalid("password_short", shortest=SHORTEST)
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", prepared, salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    shown = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${ITERATIONS}:{shown[0]}${shown[1]}:{shown[2]}"


async def every(session: Asked) -> tuple[Login, ...]:
    """All logins, ended ones last."""
    return await rows(
        session,
        Login,
        "select login, person, language, proof, purposes, units, granted_by, granted_at, ends_on, ended_at, locked, connected from api.staff_list()",
    )


async def add(
    session: Asked,
    login: str,
    person: str,
    purposes: list[str],
    units: list[int],
    ends_on: date | None,
    password: str | None,
    language: str,
) -> None:
    """Create a login, proved by a password or, without one, by the operating system; Refused says why not."""
    made = None if password is None else verifier(password)
    await value(session, "select api.staff_add($1, $2, $3, $4, $5, $6, $7)", login, person, purposes, units, ends_on, made, language)


async def grant(session: Asked, login: str, purposes: list[str], units: list[int]) -> None:
    """Grant more purposes and units."""
    await value(session, "select api.staff_grant($1, $2, $3)", login, purposes, units)


async def revoke(session: Asked, login: str, purposes: list[str], units: list[int]) -> None:
    """Take purposes and units away; open sessions see nothing under them from their next question on."""
    await value(session, "select api.staff_revoke($1, $2, $3)", login, purposes, units)


async def change(
    session: Asked, login: str, purposes: list[str], units: list[int], ends_on: date | None, password: str | None = None
) -> None:
    """What a login holds from now on, and a new password when there is one: all of it or nothing."""
    made = None if password is None else verifier(password)
    await value(session, "select api.staff_change($1, $2, $3, $4, $5)", login, purposes, units, ends_on, made)


async def end(session: Asked, login: str) -> int:
    """End a login everywhere; how many open sessions were closed."""
    return await value(session, "select api.staff_end($1)", login)


async def new_password(session: Asked, login: str, password: str) -> None:
    """A new password; given by the main user it also unlocks the login."""
    await value(session, "select api.staff_password($1, $2)", login, verifier(password))


async def units(session: Asked) -> dict[int, str]:
    """Units by number."""
    found = await session.fetch("select id, name from register.unit order by id")
    return {row["id"]: row["name"] for row in found}


async def add_unit(session: Asked, name: str) -> int:
    """A new unit's number; Invalid("unit_name_once") when there is one of that name."""
    return await value(session, "select api.unit_add($1)", name)
