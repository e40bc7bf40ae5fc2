"""The command ``seloste``: what was asked, in which language, and what its outcome is to a script."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Final

from tui import cli_parser
from tui.words import Language, of_environment, speak

COMMANDS: Final[Mapping[str | None, tuple[str, str]]] = {
    None: ("tui.cli_open", "open_register"),
    "demo": ("tui.cli_demo", "demo"),
    "init": ("tui.cli_setup", "init"),
    "migrate": ("tui.cli_setup", "migrate"),
    "status": ("tui.cli_setup", "show_status"),
    "watch": ("tui.cli_watch", "watch"),
    "staff": ("tui.cli_staff", "staff_act"),
    "units": ("tui.cli_staff", "units_act"),
    "controller": ("tui.cli_controller", "controller_act"),
    "years": ("tui.cli_years", "years_act"),
    "audit": ("tui.cli_audit", "audit_act"),
    "import prh": ("tui.cli_import", "import_prh"),
    "import finvoice": ("tui.cli_import_billing", "import_finvoice"),
    "import camt": ("tui.cli_import_billing", "import_camt"),
    "import table": ("tui.cli_table", "import_act"),
    "export": ("tui.cli_export", "export"),
}
"""Where each command, or each act of a command, is done; None is the dashboard."""

REFUSED: Final = 1
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 done, 1 refused or wrong state, 2 wrong command."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak(language_of(given))
    asked = cli_parser.parser(program() if "--version" in given else "").parse_args(given)
    return run(asked)


def program() -> str:
    """Name and version; what knows it is loaded for this alone."""
    from importlib.metadata import PackageNotFoundError, version

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
    from tui.cli_terminal import complain
    from tui.words import say
    from tui.words.refusing import ADVICE, refusal

    crash.catch_all()
    try:
        return chosen(asked)
    except SelosteError as error:
        code = "no_answer" if isinstance(error, Unreachable) else error.code
        complain(refusal(code, error.facts))
        if code in ADVICE:
            complain(say(f"setup.{ADVICE[code]}"))
        return REFUSED
    except KeyboardInterrupt:
        complain(f"\n{say('cli.interrupted')}")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def chosen(asked: Namespace) -> int:
    """Do the command with its own module, loaded only now: help needs neither a database nor a screen."""
    act_named = f"{asked.command} {getattr(asked, 'act', None)}"
    module, name = COMMANDS.get(act_named) or COMMANDS[asked.command]
    act: Callable[[Namespace], int] = getattr(import_module(module), name)
    return act(asked)
