"""A register on somebody else's server, by SELOSTE_DSN: installed by a login that is no superuser, worked in by staff."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Generator
from typing import Any
from urllib.parse import urlsplit

import pytest

from db import addresses
from tests.cli.running import EXAMPLE, Run, runner
from tests.databases import ask, drop

PASSWORD = "hyvä salasana 1"


@pytest.fixture
def name(server: Any) -> Generator[str]:
    """Name of a database that does not exist, and is dropped after the test."""
    made = f"elsewhere_{secrets.token_hex(4)}"
    yield made
    asyncio.run(drop(server.dsn, made))


@pytest.fixture
def logins(server: Any) -> Generator[tuple[str, str]]:
    """Names of a main user and of one who administers, dropped after the test."""
    stem = secrets.token_hex(3)
    yield f"main.{stem}", f"hanna.{stem}"
    asyncio.run(ask(server.dsn, f'drop role if exists "main.{stem}"', f'drop role if exists "hanna.{stem}"'))


@pytest.fixture
def run(installer: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any) -> Run:
    made = runner(tmp_path / "none", monkeypatch, capsys)
    monkeypatch.setenv("SELOSTE_DSN", addresses.with_database(installer, name))
    return made


def test_the_whole_life_of_a_register_elsewhere(run: Run, name: str, logins: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    main, hanna = logins
    typed = f"{PASSWORD}\n"
    assert "There is no database" in run("status").err
    assert run("init", "--main-user", main, "--name", "Paula P", "--unit", "Oulu", typed=typed).status == 0
    said = run("status")
    assert said.status == 0, said.err
    assert f"Database: {name}" in said.out
    assert "Watchdog" not in said.out
    added = run("staff", "add", hanna, "--name", "Hanna H", "--purpose", "administration", "--unit", "1", "--as", main, typed=typed * 2)
    assert added.status == 0, added.err
    assert run("import", "prh", str(EXAMPLE), "--as", hanna, "--unit", "1", "--yes", typed=typed).status == 0
    assert run("audit", "verify").status == 0
    assert run("staff", "end", hanna).status == 0
    assert run("migrate").status == 0


def test_a_login_of_staff_sees_that_the_register_is_there_and_no_more(
    run: Run, name: str, logins: tuple[str, str], installer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, _ = logins
    assert run("init", "--main-user", main, "--name", "Paula P", typed=f"{PASSWORD}\n").status == 0
    host = urlsplit(installer).netloc.rpartition("@")[2]
    dsn = urlsplit(addresses.with_database(installer, name))._replace(netloc=f"{main}:{PASSWORD.replace(' ', '%20')}@{host}").geturl()
    monkeypatch.setenv("SELOSTE_DSN", dsn)
    said = run("status")
    assert said.status == 0, said.err
    assert "for the installer to see" in said.out
    for command in (("init",), ("migrate",), ("staff", "list"), ("audit", "verify")):
        assert run(*command).status == 1, command
