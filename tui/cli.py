"""The command ``seloste``: what was asked, in which language, and what its outcome is to a script."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from tui import cli_parser
from tui.words import Language, of_environment, speak

REFUSED: Final = 1
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 done, 1 refused or wrong state, 2 wrong command."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak(language_of(given))
    asked = cli_parser.parser(program()).parse_args(given)
    return run(asked)


def program() -> str:
    """Name and version."""
    try:
        return f"seloste {version('seloste')}"
    except PackageNotFoundError:
        return "seloste"


def language_of(given: Sequence[str], environ: Mapping[str, str] = os.environ) -> Language:
    """The language of --language, SELOSTE_LANGUAGE or the environment: known before the options are read, since their help speaks it."""
    after = next((given[place + 1] for place, word in enumerate(given[:-1]) if word == "--language"), None)
    joined = next((word.partition("=")[2] for word in given if word.startswith("--language=")), None)
    match after or joined or environ.get("SELOSTE_LANGUAGE"):
        case "fi":
            return "fi"
        case "en":
            return "en"
        case _:
            return of_environment(environ)


def run(asked: Namespace) -> int:
    """Do one command; an expected no becomes a sentence, an unexpected error a reference."""
    from db.errors import SelosteError, Unreachable
    from tui import crash
    from tui.cli_setup import advice
    from tui.cli_terminal import complain
    from tui.words import say
    from tui.words.refusing import refusal

    crash.catch_all()
    try:
        return chosen(asked)
    except SelosteError as error:
        code = "no_answer" if isinstance(error, Unreachable) else error.code
        complain(refusal(code, error.facts))
        advice(code)
        return REFUSED
    except KeyboardInterrupt:
        complain(f"\n{say('cli.interrupted')}")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def chosen(asked: Namespace) -> int:
    """The command's own module, loaded only now: help needs neither a database nor a screen."""
    from tui import cli_audit, cli_demo, cli_import, cli_open, cli_setup, cli_staff

    match asked.command:
        case "demo":
            return cli_demo.demo(asked)
        case "init":
            return cli_setup.init(asked)
        case "migrate":
            return cli_setup.migrate(asked)
        case "status":
            return cli_setup.show_status(asked)
        case "staff":
            return cli_staff.staff_act(asked)
        case "units":
            return cli_staff.units_act(asked)
        case "audit":
            return cli_audit.audit_act(asked)
        case "import":
            return cli_import.import_prh(asked)
        case _:
            return cli_open.open_register(asked)
