"""DSNs taken apart for other logins, and whether the system vouches for one, asked without a failed attempt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db import addresses
from db.vouching import socket_of, vouched
from tests.databases import Hire, ask


def test_another_login_takes_neither_user_nor_password_along() -> None:
    for dsn in (
        "postgresql://inst:pw@db.example.fi:5433/reg?sslmode=require",
        "postgresql://db.example.fi:5433/reg?user=inst&password=pw&sslmode=require",
    ):
        assert addresses.login_of(dsn) == "inst"
        assert addresses.has_password(dsn)
        other = addresses.for_login(dsn, "anna")
        assert other == "postgresql://anna@db.example.fi:5433/reg?sslmode=require"
        assert not addresses.has_password(other)


def test_several_hosts_and_strange_names_survive() -> None:
    dsn = "postgresql://inst@a:1,b:2/reg?target_session_attrs=read-write"
    assert addresses.for_login(dsn, "anna") == "postgresql://anna@a:1,b:2/reg?target_session_attrs=read-write"
    assert addresses.database_of(addresses.with_database(dsn, "uusi rekisteri")) == "uusi rekisteri"
    assert addresses.database_of("postgresql://a/postgres") is addresses.database_of("postgresql://a") is None


def test_the_socket_is_that_of_the_dsn() -> None:
    assert socket_of("postgresql:///reg?host=/run/pg&port=5433") == Path("/run/pg/.s.PGSQL.5433")
    assert socket_of("postgresql://db.example.fi/reg") is None


async def test_the_system_vouches_for_its_own_users_alone(server: Any, installer: str, database: Any, superuser: Any, hire: Hire) -> None:
    name = await hire("vouched_password", password="salasana oikein")
    await superuser.execute(f'grant seloste_password to "{name}"')
    assert vouched(server.dsn, "postgres")
    assert not vouched(server.dsn_of(name, database.name), name)
    assert not vouched(server.dsn_of("nobody", database.name), "nobody")
    await superuser.execute(f'revoke seloste_password from "{name}"')


def test_a_socket_where_nobody_answers_vouches_for_nobody(tmp_path: Path) -> None:
    assert not vouched(f"postgresql:///reg?host={tmp_path}", "anna")
    assert not vouched("postgresql://127.0.0.1:9/reg", "anna")


@pytest.mark.usefixtures("installer")
async def test_asking_leaves_no_failed_attempt_in_the_log(server: Any, hire: Hire) -> None:
    name = await hire("vouched_quietly", password="salasana oikein")
    for _ in range(10):
        assert not vouched(server.dsn_of(name, "postgres"), name)
    await ask(server.dsn, "select pg_rotate_logfile()")
    logs = (server.places.cluster / "log").glob("*.json")
    assert not [line for log in logs for line in log.read_text().splitlines() if name in line and "28P01" in line]
