"""The settings of one run, as the program carries them, and how they are had of the environment."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Self, cast

from db.errors import Setup


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment set and what it left as it is; ``named`` has the fields that it set."""

    dsn: str | None = field(repr=False)
    data: Path
    database: str
    language: Literal["fi", "en"] | None
    open_to_all: bool
    ytj: str
    ytj_seconds: float
    named: frozenset[str]

    @property
    def embedded(self) -> bool:
        """Whether the server is ours to start."""
        return self.dsn is None


def load() -> Settings:
    """The settings of the environment; Setup("setting_invalid") names the first variable that cannot be used."""
    from db.environment import read

    return read()


class Apart:
    """The settings, read by a process of its own meanwhile: what checks them needs 10 MB, and a session would keep that to its end."""

    def __init__(self, process: int, answer: int) -> None:
        self.process = process
        self.answer = answer

    @classmethod
    def begun(cls) -> Self:
        """Begin to read; only where this process has one thread."""
        answer, write = os.pipe()
        process = os.fork()
        if not process:
            _tell(write)
        os.close(write)
        return cls(process, answer)

    def load(self) -> Settings:
        """What was read, as ``load``; read here when the other process did not get to an answer."""
        with os.fdopen(self.answer, "rb") as answer:
            told = answer.read()
        os.waitpid(self.process, 0)
        found: Any = json.loads(told) if told else None
        if found is None:
            return load()
        if isinstance(found, str):
            raise Setup("setting_invalid", name=found)
        fields: dict[str, Any] = {**found, "data": Path(found["data"]), "named": frozenset(found["named"])}
        return Settings(**fields)


def _plain(value: object) -> object:
    return sorted(cast("frozenset[str]", value)) if isinstance(value, frozenset) else str(value)


def _tell(write: int) -> None:
    """In the other process: the settings, or the name of what cannot be used, and nothing else of what this process would do at its end."""
    try:
        try:
            found: object = asdict(load())
        except Setup as refused:
            found = refused.facts["name"]
        with os.fdopen(write, "w") as answer:
            json.dump(found, answer, default=_plain)
    finally:
        os._exit(0)
