"""What is said without a server: help, versions and wrong commands, in two languages."""

from __future__ import annotations

import subprocess
import sys
from argparse import _SubParsersAction  # pyright: ignore[reportPrivateUsage]
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import ROOT, Came, Run, program, runner
from tui import cli, cli_parser
from tui.words import speak

HEAVY = """
import sys
from tui.cli import main
try:
    main({arguments})
except SystemExit:
    pass
print([name for name in ("textual", "asyncpg", "pydantic") if name in sys.modules])
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(tmp_path / "nothing", monkeypatch, capsys)


@pytest.mark.parametrize("arguments", [["--help"], ["staff", "add", "--help"], ["--version"], ["nonsense"]])
def test_help_loads_neither_screen_nor_driver(arguments: list[str]) -> None:
    said = subprocess.run([sys.executable, "-c", HEAVY.format(arguments=arguments)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def commands(parser: Any) -> list[Any]:
    """A parser and all parsers under it."""
    under = [each for action in parser._actions if isinstance(action, _SubParsersAction) for each in action.choices.values()]
    return [parser, *(one for each in under for one in commands(each))]


@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_option_of_every_command_is_explained(language: Any) -> None:
    speak(language)
    every = commands(cli_parser.parser("seloste"))
    speak("fi")
    assert len(every) == 32
    for parser in every:
        assert [action.dest for action in parser._actions if not action.help and not isinstance(action, _SubParsersAction)] == []


def test_finnish_speaks_finnish_also_in_what_the_library_says(run: Run) -> None:
    said = run("--language", "fi", "staff", "add", "--help").out
    assert "käyttö:" in said
    assert "näytä tämä ohje" in said
    assert not {"usage", "options", "positional", "show"} & set(said.replace(":", " ").split())
    assert "puuttuu" in run("--language=fi", "staff").err


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("staff",), ("staff", "add", "anna"), ("demo", "--size", "0"), ("demo", "--si", "5"), ("import",)]
)
def test_a_wrong_command_is_told_with_its_use_and_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    said = run(*arguments)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("usage: seloste")


def test_the_program_is_a_module_too(tmp_path: Path) -> None:
    assert program("--version", data=tmp_path) == Came(0, f"{cli.program()}\n", "")


def test_the_language_is_that_of_the_option_then_the_setting_then_the_environment() -> None:
    assert cli.language_of(["status", "--language", "fi"], {"SELOSTE_LANGUAGE": "en"}) == "fi"
    assert cli.language_of([], {"SELOSTE_LANGUAGE": "fi", "LANG": "en_GB.UTF-8"}) == "fi"
    assert cli.language_of([], {"LANG": "fi_FI.UTF-8"}) == "fi"
    assert cli.language_of([], {}) == "en"


@pytest.mark.parametrize("command", [("status",), ("migrate",), ("staff", "list"), ("audit", "verify"), ("units", "list")])
def test_where_nothing_is_installed_a_command_says_so_and_makes_nothing(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    said = run(*command)
    assert said.status == 1
    assert "seloste init" in said.err
    assert not (tmp_path / "nothing").exists()
    assert "no demo yet" in run("--demo", *command).err


def test_the_dashboard_needs_a_terminal_and_says_so(run: Run) -> None:
    assert run().status == 1
    assert "needs a terminal" in run().err


def test_a_setting_that_cannot_be_used_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELOSTE_DATABASE", "Not A Name")
    said = run("status")
    assert said.status == 1
    assert "SELOSTE_DATABASE" in said.err


def test_a_server_that_is_not_there_is_named_and_no_traceback_shown(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SELOSTE_DSN", f"postgresql://someone:secret@/seloste?host={tmp_path}")
    for command in (("status",), ("staff", "list"), ("init",), ("audit", "verify")):
        said = run(*command)
        assert said.status == 1
        assert "does not answer" in said.err
        assert "secret" not in said.out + said.err
    assert str(tmp_path) in run("status").err
