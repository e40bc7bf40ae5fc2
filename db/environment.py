"""What may be set from outside: environment variables that begin with SELOSTE_, checked before anything is done with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from db.cluster import default_directory
from db.errors import Setup
from db.settings import Settings

YTJ: Final = "https://avoindata.prh.fi/opendata-ytj-api/v3"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Environment(BaseSettings):
    """The variables of one run; one that is set but empty counts as not set."""

    model_config = SettingsConfigDict(env_prefix="SELOSTE_", env_ignore_empty=True, extra="ignore", frozen=True)

    dsn: SecretStr | None = Field(default=None, description="any PostgreSQL 17 or newer in place of the embedded server")
    data: Path = Field(default_factory=default_directory, description="directory of the embedded server")
    database: str = Field(default="seloste", pattern=r"^[a-z_][a-z0-9_]{0,62}$", description="name of the register's database")
    language: Literal["fi", "en"] | None = Field(default=None, description="otherwise that of LC_ALL, LC_MESSAGES or LANG")
    open_to_all: bool = Field(default=False, description="let every user of this machine reach the embedded server's socket")
    ytj: str = Field(default=YTJ, description="where YTJ (PRH's open data API v3) is asked")
    ytj_seconds: float = Field(default=10, gt=0, le=120, description="how long YTJ may take to answer")

    @field_validator("ytj")
    @classmethod
    def asked_in_secret(cls, url: str) -> str:
        """An address that is asked over TLS, or on this very machine; without the blank or slash at its end."""
        parts = urlsplit(url.strip())
        if not parts.hostname or (parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK)):
            raise ValueError("https://")
        return url.strip().rstrip("/")

    @field_validator("dsn")
    @classmethod
    def speaks_postgresql(cls, dsn: SecretStr | None) -> SecretStr | None:
        """Refuse an address of anything but PostgreSQL, without repeating what may hold a password."""
        if dsn is not None and not dsn.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("postgresql://")
        return dsn

    @field_validator("data")
    @classmethod
    def whole(cls, path: Path) -> Path:
        """The path from the root, with ~ as the home directory."""
        return path.expanduser().absolute()


def read() -> Settings:
    """The settings; Setup("setting_invalid") names the first variable that cannot be used."""
    try:
        found = Environment()
    except ValidationError as error:
        name = "SELOSTE_" + str(error.errors(include_input=False, include_url=False)[0]["loc"][0]).upper()
        raise Setup("setting_invalid", name=name) from None
    fields: dict[str, Any] = {name: getattr(found, name) for name in Environment.model_fields}
    fields["dsn"] = found.dsn.get_secret_value() if found.dsn else None
    return Settings(**fields, named=frozenset(found.model_fields_set))
