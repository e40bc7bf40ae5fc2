"""Whether a server takes the operating system's word for a login: asked without a password, so that no failed attempt is counted."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from db.cluster.answers import PROTOCOL
from db.cluster.places import PORT

PATIENCE: Final = 5.0
LET_IN: Final = b"R\x00\x00\x00\x08\x00\x00\x00\x00"
"""AuthenticationOk of PostgreSQL's protocol 3.0."""


def socket_of(dsn: str) -> Path | None:
    """The Unix socket of a DSN, None for one that is reached otherwise."""
    parts = urlsplit(dsn)
    told = parse_qs(parts.query)
    directory = told.get("host", [""])[0]
    if not directory.startswith("/"):
        return None
    return Path(directory) / f".s.PGSQL.{told.get('port', [str(PORT)])[0]}"


def vouched(dsn: str, login: str) -> bool:
    """Whether this program's user may be ``login`` without a password; the line is dropped before any secret would be sent."""
    path = socket_of(dsn)
    if path is None:
        return False
    told = f"user\0{login}\0database\0{urlsplit(dsn).path.lstrip('/')}\0\0".encode()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        try:
            line.connect(str(path))
            line.sendall(struct.pack("!ii", len(told) + 8, PROTOCOL) + told)
            return line.recv(len(LET_IN), socket.MSG_WAITALL) == LET_IN
        except OSError:
            return False
