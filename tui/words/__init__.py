"""Every word a person reads, Finnish and English on one line, by subject."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

Language = Literal["fi", "en"]

SUBJECTS: Final = (
    "answers", "audit", "billing", "bringing", "card", "cli", "commands", "common", "demo", "due", "errors", "fetching", "form",
    "handing", "home", "importing", "login", "many", "merging", "people", "permissions", "purposes", "search", "setup", "staff",
    "support", "values", "watch",
)  # fmt: skip


def of_environment(environ: Mapping[str, str] = os.environ) -> Language:
    """The language of LC_ALL, LC_MESSAGES or LANG, in that order; English for C and for anything but Finnish."""
    named = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "fi" if named.lower().startswith("fi") else "en"


_spoken: list[Language] = [of_environment()]


def speak(language: Language) -> None:
    """Choose the language of everything said from now on."""
    _spoken[0] = language


def language() -> Language:
    """The language in use."""
    return _spoken[0]


@cache
def of_subject(subject: str) -> dict[str, tuple[str, str]]:
    """The words of one subject, loaded when first needed; KeyError for a subject that is not listed."""
    if subject not in SUBJECTS:
        raise KeyError(subject)
    module = importlib.import_module(f"tui.words.{subject}")
    return module.WORDS


def say(key: str, /, **facts: object) -> str:
    """The words named ``subject.name`` in the language in use, with facts in their places."""
    subject, _, name = key.partition(".")
    pair = of_subject(subject)[name]
    return pair[0 if _spoken[0] == "fi" else 1].format(**facts)


def how_many(key: str, count: int, shown: str = "") -> str:
    """The words of a count, those named with ``_one`` behind it for a single thing; ``shown`` is the count as one reads it."""
    return say(f"{key}_one") if count == 1 else say(key, count=shown or f"{count:,}".replace(",", "\u00a0"))


def known(key: str) -> bool:
    """Whether ``subject.name`` has words: the texts of codes that come from the database are asked so."""
    subject, _, name = key.partition(".")
    return subject in SUBJECTS and name in of_subject(subject)
