"""The commands and their options, read with argparse, which speaks the program's own words."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final, NoReturn, cast

from tui.words import say
from tui.words.cli import ARGPARSE

USAGE: Final = 2
PURPOSES: Final = ("billing", "support", "administration", "relations", "faults", "marketing", "privacy", "main_user")
KINDS: Final = ("company", "association", "public_body", "sole_trader")
SOURCES: Final = ("customer", "staff", "call", "e-mail", "ytj", "prh_associations", "asiakastieto", "fonecta")
LARGEST: Final = 10_000_000


def _said(text: str) -> str:
    """Argparse's own text in the language in use."""
    return say(f"cli.{ARGPARSE[text]}") if text in ARGPARSE else text


class Parser(argparse.ArgumentParser):
    """A parser whose options may stand before and after the command, and are never shortened."""

    def __init__(self, **options: Any) -> None:
        options["allow_abbrev"] = False
        super().__init__(**options)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how the command is used."""
        self.print_usage()
        self.exit(USAGE, f"{self.prog}: {message}\n")

    def print_usage(self, file: Any = None) -> None:
        """On the side of errors: what a script reads stays clean."""
        super().print_usage(file or sys.stderr)


def _size(text: str) -> int:
    size = int(text.replace(" ", "").replace("_", ""))
    if not 1 <= size <= LARGEST:
        raise ValueError
    return size


def _everywhere(parser: argparse.ArgumentParser, *, missing: Any) -> None:
    parser.add_argument("--language", choices=("fi", "en"), default=missing, help=say("cli.language"))
    parser.add_argument("--demo", action="store_true", dest="on_demo", default=missing or False, help=say("cli.on_demo"))


def _command(group: Any, name: str, words: str) -> argparse.ArgumentParser:
    """A command with the options that every one has; given after the command they count, and are not undone when absent."""
    said = say(f"cli.{words}")
    parser: argparse.ArgumentParser = group.add_parser(name, help=said, description=said[0].upper() + said[1:] + ".")
    _everywhere(parser, missing=argparse.SUPPRESS)
    return parser


def _group(parser: argparse.ArgumentParser, *, required: bool = True) -> Any:
    depth = "act" if required else "command"
    return parser.add_subparsers(dest=depth, metavar=depth.upper(), required=required, title=say("cli.commands"))


def parser(version: str) -> argparse.ArgumentParser:
    """The whole command line, in the language in use."""
    cast("Any", argparse)._ = _said  # argparse asks gettext by this name, and has no other way of speaking Finnish
    whole = Parser(prog="seloste", description=say("cli.what"), epilog=say("cli.ends"))
    whole.add_argument("--version", action="version", version=version, help=say("cli.version"))
    _everywhere(whole, missing=None)
    commands = _group(whole, required=False)
    _demo(commands)
    _setup(commands)
    _staff(_group(_command(commands, "staff", "staff")))
    _units(_group(_command(commands, "units", "units")))
    _controller(_group(_command(commands, "controller", "controller")))
    _years(_group(_command(commands, "years", "years")))
    _audit(_group(_command(commands, "audit", "audit")))
    acts = _group(_command(commands, "import", "import"))
    _import(acts)
    _import_table(acts)
    _export(commands)
    return whole


def _demo(commands: Any) -> None:
    demo = _command(commands, "demo", "demo")
    demo.add_argument("--size", type=_size, metavar="N", help=say("cli.demo_size"))
    demo.add_argument("--no-open", action="store_true", help=say("cli.demo_closed"))
    demo.add_argument("--fresh", action="store_true", help=say("cli.demo_fresh"))


def _setup(commands: Any) -> None:
    init = _command(commands, "init", "init")
    init.add_argument("--main-user", metavar="LOGIN", help=say("cli.main_user"))
    init.add_argument("--name", help=say("cli.person"))
    init.add_argument("--peer", action="store_true", help=say("cli.peer"))
    init.add_argument("--unit", action="append", default=[], metavar="NAME", help=say("cli.new_unit"))
    _of_controller(init, "controller-")
    _command(commands, "migrate", "migrate")
    _command(commands, "status", "status")
    watch = _command(commands, "watch", "watch")
    watch.add_argument("--log", type=Path, metavar="DIRECTORY", help=say("cli.watch_log"))


def _as(command: argparse.ArgumentParser, words: str = "as") -> None:
    command.add_argument("--as", dest="login_as", metavar="LOGIN", help=say(f"cli.{words}"))


def _held(command: argparse.ArgumentParser) -> None:
    command.add_argument("--purpose", action="append", default=[], choices=PURPOSES, metavar="PURPOSE", help=say("cli.purpose"))
    command.add_argument("--unit", action="append", default=[], help=say("cli.unit"))


def _staff(acts: Any) -> None:
    for name in ("add", "grant", "revoke", "end", "password", "list"):
        act = _command(acts, name, f"staff_{name}")
        _as(act)
        if name != "list":
            act.add_argument("login", help=say("cli.login"))
        if name in {"add", "grant", "revoke"}:
            _held(act)
        if name == "add":
            _person(act)


def _person(add: argparse.ArgumentParser) -> None:
    add.add_argument("--name", required=True, help=say("cli.person"))
    add.add_argument("--until", metavar="DATE", help=say("cli.until"))
    add.add_argument("--peer", action="store_true", help=say("cli.peer"))
    add.add_argument("--speaks", choices=("fi", "en"), default="fi", help=say("cli.staff_language"))


def _units(acts: Any) -> None:
    add = _command(acts, "add", "units_add")
    add.add_argument("name", help=say("cli.unit_name"))
    for act in (add, _command(acts, "list", "units_list")):
        _as(act)


def _of_controller(command: argparse.ArgumentParser, stem: str = "") -> None:
    part, account = say("cli.controller_part"), say("cli.controller_iban")
    for name in ("name", "business-id", "street", "postcode", "town", "phone", "email"):
        command.add_argument(f"--{stem}{name}", dest=f"controller_{name.replace('-', '_')}", metavar="TEXT", help=part)
    command.add_argument(f"--{stem}iban", dest="controller_iban", action="append", default=[], metavar="IBAN", help=account)


def _controller(acts: Any) -> None:
    said = _command(acts, "set", "controller_set")
    _of_controller(said)
    for act in (said, _command(acts, "show", "controller_show")):
        _as(act)


def _years(acts: Any) -> None:
    add = _command(acts, "add", "years_add")
    add.add_argument("starts", metavar="START", help=say("cli.year_starts"))
    add.add_argument("ends", metavar="END", help=say("cli.year_ends"))
    for act in (add, _command(acts, "list", "years_list")):
        _as(act)


def _audit(acts: Any) -> None:
    _as(_command(acts, "verify", "audit_verify"))
    show = _command(acts, "show", "audit_show")
    show.add_argument("customer", type=int, metavar="PARTY", help=say("cli.customer"))
    _as(show, "as_staff")
    _as(_command(acts, "disclosures", "audit_disclosures"), "as_staff")


def _import(acts: Any) -> None:
    prh = _command(acts, "prh", "import_prh")
    prh.add_argument("file", metavar="FILE", nargs="?", help=say("cli.file"))
    _as(prh, "as_staff")
    prh.add_argument("--yes", action="store_true", help=say("cli.yes"))
    prh.add_argument("--business-id", metavar="ID", help=say("cli.business_id"))
    prh.add_argument("--unit", help=say("cli.import_unit"))
    prh.add_argument("--kind", choices=KINDS, help=say("cli.kind"))
    finvoice = _command(acts, "finvoice", "import_finvoice")
    finvoice.add_argument("file", metavar="FILE", nargs="*", help=say("cli.finvoice_file"))
    camt = _command(acts, "camt", "import_camt")
    camt.add_argument("file", metavar="FILE", nargs="*", help=say("cli.camt_file"))
    camt.add_argument("--unit", help=say("cli.camt_unit"))
    for billing in (finvoice, camt):
        _as(billing, "as_staff")
        billing.add_argument("--yes", action="store_true", help=say("cli.yes"))
        billing.add_argument("--undo", action="store_true", help=say("cli.billing_undo"))


def _import_table(acts: Any) -> None:
    bring = _command(acts, "table", "import_table")
    bring.add_argument("file", metavar="FILE", nargs="?", help=say("cli.table_file"))
    _as(bring, "as_staff")
    _under(bring)
    bring.add_argument("--kind", metavar="KIND", help=say("cli.table_kind"))
    bring.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help=say("cli.table_map"))
    bring.add_argument("--mapping", metavar="NAME", help=say("cli.table_mapping"))
    bring.add_argument("--keep", metavar="NAME", help=say("cli.table_keep"))
    bring.add_argument("--set", action="append", default=[], metavar="SETTING=VALUE", help=say("cli.table_set"))
    bring.add_argument("--unit", help=say("cli.import_unit"))
    bring.add_argument("--source", choices=SOURCES, default=None, metavar="SOURCE", help=say("cli.table_source"))
    for name in ("encoding", "delimiter", "sheet"):
        bring.add_argument(f"--{name}", help=say(f"cli.table_{name}"))
    bring.add_argument("--dry-run", action="store_true", help=say("cli.table_dry_run"))
    bring.add_argument("--duplicates", action="store_true", help=say("cli.table_duplicates"))
    bring.add_argument("--refused", metavar="FILE", help=say("cli.table_refused"))
    bring.add_argument("--yes", action="store_true", help=say("cli.yes"))
    other = bring.add_mutually_exclusive_group()
    other.add_argument("--resume", action="store_true", help=say("cli.table_resume"))
    other.add_argument("--undo", action="store_true", help=say("cli.table_undo"))


def _under(command: argparse.ArgumentParser) -> None:
    command.add_argument("--purpose", choices=PURPOSES[:-1], default="administration", metavar="PURPOSE", help=say("cli.under"))


def _export(commands: Any) -> None:
    export = _command(commands, "export", "export")
    export.add_argument("file", metavar="FILE", help=say("cli.export_file"))
    _as(export, "as_staff")
    _under(export)
    export.add_argument("--search", default="", metavar="TEXT", help=say("cli.export_search"))
    export.add_argument("--fields", metavar="A,B,…", help=say("cli.export_fields"))
    export.add_argument("--reason", required=True, help=say("cli.export_reason"))
    export.add_argument("--recipient", help=say("cli.export_recipient"))
    export.add_argument("--country", default="FI", help=say("cli.export_country"))
    export.add_argument("--basis", help=say("cli.export_basis"))
    export.add_argument("--no-bom", action="store_true", help=say("cli.export_no_bom"))
    export.add_argument("--delimiter", default=";", help=say("cli.table_delimiter"))
