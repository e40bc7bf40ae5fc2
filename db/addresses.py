"""Addresses of one register: for its installer, and for any login, from the DSN that a person has set."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

MAINTENANCE: Final = "postgres"
"""The database that every server has, to make others from."""


def with_database(dsn: str, database: str) -> str:
    """The same server, another database."""
    return urlsplit(dsn)._replace(path=f"/{quote(database, safe='')}").geturl()


def database_of(dsn: str) -> str | None:
    """The database that a DSN names, None for none or the maintenance database."""
    named = unquote(urlsplit(dsn).path.lstrip("/"))
    return named if named not in {"", MAINTENANCE} else None


def login_of(dsn: str) -> str | None:
    """The login that a DSN names."""
    parts = urlsplit(dsn)
    return unquote(parts.username) if parts.username else dict(parse_qsl(parts.query)).get("user")


def has_password(dsn: str) -> bool:
    """Whether a DSN holds a password."""
    parts = urlsplit(dsn)
    return parts.password is not None or "password" in dict(parse_qsl(parts.query))


def for_login(dsn: str, login: str) -> str:
    """The address for somebody else: the same servers and database, and no password of the one who set it."""
    parts = urlsplit(dsn)
    hosts = parts.netloc.rpartition("@")[2]
    kept = [(name, given) for name, given in parse_qsl(parts.query) if name not in {"user", "password"}]
    return parts._replace(netloc=f"{quote(login, safe='')}@{hosts}", query=urlencode(kept)).geturl()
