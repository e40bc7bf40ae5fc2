"""What the environment may set, and how a value that cannot be used is named without being repeated."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from db.cluster import default_directory
from db.errors import Setup
from db.settings import Apart, load


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DSN", "DATA", "DATABASE", "LANGUAGE", "OPEN_TO_ALL"):
        monkeypatch.delenv(f"SELOSTE_{name}", raising=False)


def test_nothing_set_means_the_embedded_server_at_its_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELOSTE_DSN", "")
    settings = load()
    assert (settings.embedded, settings.data, settings.database, settings.language) == (True, default_directory(), "seloste", None)


def test_an_address_replaces_the_embedded_server_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELOSTE_DSN", "postgresql://aino:salaisuus@db.example.fi/seloste")
    settings = load()
    assert not settings.embedded
    assert settings.dsn
    assert settings.dsn.endswith("example.fi/seloste")
    assert "salaisuus" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"), [("SELOSTE_DSN", "mysql://salaisuus"), ("SELOSTE_LANGUAGE", "salaisuus"), ("SELOSTE_DATABASE", "salai;suus")]
)
def test_a_value_that_cannot_be_used_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Setup) as refused:
        load()
    assert (refused.value.code, refused.value.facts) == ("setting_invalid", {"name": name})
    assert refused.value.__cause__ is None


def test_paths_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELOSTE_DATA", "~/seloste")
    assert load().data == Path.home() / "seloste"


def test_settings_read_by_another_process_are_those_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELOSTE_DSN", "postgresql://äyriäinen@db.example.fi/seloste")
    monkeypatch.setenv("SELOSTE_YTJ_SECONDS", "2.5")
    assert Apart.begun().load() == load()


def test_another_process_names_what_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELOSTE_DATABASE", "salai;suus")
    with pytest.raises(Setup) as refused:
        Apart.begun().load()
    assert refused.value.facts == {"name": "SELOSTE_DATABASE"}


def test_a_process_that_is_killed_before_it_answers_is_not_waited_for() -> None:
    apart = Apart.begun()
    os.kill(apart.process, signal.SIGKILL)
    assert apart.load() == load()
