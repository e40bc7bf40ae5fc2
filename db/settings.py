"""What may be set from outside: environment variables that begin with SELOSTE_.

Read by hand: every start of the program passes here, and a library of settings would take more memory than all our screens.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from re import compile as pattern
from typing import Final, Literal, TypeVar, cast
from urllib.parse import urlsplit

from db.cluster import default_directory
from db.errors import Setup

T = TypeVar("T")

YTJ: Final = "https://avoindata.prh.fi/opendata-ytj-api/v3"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
NAME: Final = pattern(r"[a-z_][a-z0-9_]{0,62}")
FLAGS: Final = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
LONGEST_WAIT: Final = 120


class Secret:
    """A text that is not shown by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        """The text."""
        return self._text

    def __repr__(self) -> str:
        """That there is one."""
        return "Secret(…)"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run."""

    dsn: Secret | None
    """Any PostgreSQL 17 or newer in place of the embedded server."""
    data: Path
    """Directory of the embedded server."""
    database: str
    """Name of the register's database."""
    database_named: bool
    """Whether the environment names it."""
    language: Literal["fi", "en"] | None
    """Otherwise that of LC_ALL, LC_MESSAGES or LANG."""
    log: Path
    """Where a crash leaves its traceback, without any values."""
    open_to_all: bool
    """Let every user of this machine reach the embedded server's socket."""
    ytj: str
    """Where YTJ (PRH's open data API v3) is asked."""
    ytj_seconds: float
    """How long YTJ may take to answer."""

    @property
    def embedded(self) -> bool:
        """Whether the server is ours to start."""
        return self.dsn is None


def default_log() -> Path:
    """seloste.log under XDG_STATE_HOME."""
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "seloste" / "seloste.log"


def _address(text: str) -> Secret:
    """The address of a PostgreSQL and of nothing else."""
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError
    return Secret(text)


def _whole(text: str) -> Path:
    """The path from the root, with ~ as the home directory."""
    return Path(text).expanduser().absolute()


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError
    return text


def _language(text: str) -> Literal["fi", "en"]:
    if text not in {"fi", "en"}:
        raise ValueError
    return cast("Literal['fi', 'en']", text)


def _flag(text: str) -> bool:
    return FLAGS[text.lower()]


def _asked_in_secret(text: str) -> str:
    """An address that is asked over TLS, or on this very machine; without the blank or slash at its end."""
    parts = urlsplit(text.strip())
    if not parts.hostname or (parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK)):
        raise ValueError
    return text.strip().rstrip("/")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= LONGEST_WAIT:
        raise ValueError
    return seconds


def _read(environ: Mapping[str, str], name: str, usable: Callable[[str], T], otherwise: Callable[[], T]) -> T:
    """A variable, which counts as not set when it is empty; Setup("setting_invalid") names one that cannot be used, not its value."""
    text = environ.get(name, "")
    if not text:
        return otherwise()
    try:
        return usable(text)
    except (ValueError, KeyError, RuntimeError):
        raise Setup("setting_invalid", name=name) from None


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment; Setup("setting_invalid") names the first variable that cannot be used."""
    return Settings(
        dsn=_read(environ, "SELOSTE_DSN", _address, lambda: None),
        data=_read(environ, "SELOSTE_DATA", _whole, lambda: default_directory().expanduser().absolute()),
        database=_read(environ, "SELOSTE_DATABASE", _name, lambda: "seloste"),
        database_named=bool(environ.get("SELOSTE_DATABASE")),
        language=_read(environ, "SELOSTE_LANGUAGE", _language, lambda: None),
        log=_read(environ, "SELOSTE_LOG", _whole, lambda: default_log().expanduser().absolute()),
        open_to_all=_read(environ, "SELOSTE_OPEN_TO_ALL", _flag, lambda: False),
        ytj=_read(environ, "SELOSTE_YTJ", _asked_in_secret, lambda: YTJ),
        ytj_seconds=_read(environ, "SELOSTE_YTJ_SECONDS", _seconds, lambda: 10.0),
    )
