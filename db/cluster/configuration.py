"""The server's settings and login rules: written anew at every start, so that an upgrade reaches old data too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from db.cluster.accounts import Account
from db.cluster.places import PORT, Places

SETTINGS: Final[dict[str, str | int]] = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": 100,
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "scram_iterations": 15000,
    "timezone": "Europe/Helsinki",
    "lc_messages": "C",
    # The log must never hold personal data: an error's text and detail quote values, so errors of statements stay out altogether.
    "logging_collector": "on",
    "log_destination": "jsonlog",
    "log_directory": "log",
    "log_filename": "postgresql-%Y-%m-%d.log",
    "log_file_mode": "0600",
    "log_rotation_age": "1d",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": -1,
    "log_min_duration_sample": -1,
    "log_parameter_max_length": 0,
    "log_parameter_max_length_on_error": 0,
    "log_checkpoints": "off",
}

HASTE: Final[dict[str, str | int]] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests alone: what a power cut would lose."""

LOGINS: Final = """\
# Written at every start. A person proves who they are by their login on this machine, or by a password; every other name is asked
# for a password too, so that unknown, wrong and locked answer alike. Whoever makes roles is a member of them: the line of passwords
# comes first, so that an installer who is no superuser, a member of both, has one.
# TYPE  DATABASE         USER               METHOD
local   all,replication  postgres           peer map=superuser
local   all              +seloste_password  scram-sha-256
local   all              +seloste_peer      peer map=seloste
local   all              all                scram-sha-256
"""


def quoted(value: str | int | Path) -> str:
    """A value as postgresql.conf reads it."""
    return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"


def names(account: Account) -> str:
    """pg_ident: the superuser is for those who run the server; everybody else is the role of their own name."""
    owners = {account.name} | ({"root"} if os.geteuid() == 0 else set[str]())
    lines = [f'superuser  "{owner}"  postgres' for owner in sorted(owners)]
    return "\n".join(["# Written at every start.", *lines, r"seloste  /^(.*)$  \1", ""])


def settings(places: Places, *, durable: bool) -> str:
    """postgresql.conf; ``alter system`` still overrides it."""
    here = {
        "data_directory": places.cluster,
        "hba_file": places.configuration / "pg_hba.conf",
        "ident_file": places.configuration / "pg_ident.conf",
        "unix_socket_directories": places.socket_directory,
    }
    chosen = {**SETTINGS, **here, **({} if durable else HASTE)}
    return "# Written at every start.\n" + "".join(f"{name} = {quoted(value)}\n" for name, value in chosen.items())


def write(places: Places, account: Account, *, durable: bool) -> Path:
    """Write the three files and return postgresql.conf."""
    texts = {"pg_hba.conf": LOGINS, "pg_ident.conf": names(account), "postgresql.conf": settings(places, durable=durable)}
    for name, text in texts.items():
        replace(places.configuration / name, text)
    return places.configuration / "postgresql.conf"


def replace(path: Path, text: str) -> None:
    """Change a file whole, readable by the server's user."""
    half = path.with_suffix(".new")
    half.write_text(text, encoding="utf-8")
    half.chmod(0o644)
    half.replace(path)
