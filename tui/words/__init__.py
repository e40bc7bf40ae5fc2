"""Every word a person reads, Finnish and English on one line, by subject."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from functools import cache, partial, wraps
from typing import Any, Final, Literal, ParamSpec, cast

Language = Literal["fi", "en"]
P = ParamSpec("P")

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


class Said(str):
    """Words that know how to be said again, when the language has changed under them."""

    __slots__ = ("again",)

    again: Callable[[], str]
    """Says the same in the language that is in use then."""


def _said(text: str, again: Callable[[], str]) -> Said:
    said = Said(text)
    said.again = again
    return said


def again(text: str) -> str:
    """A text in the language in use; what are no words stays as it is."""
    return text.again() if isinstance(text, Said) else text


def spoken(words: Callable[P, str]) -> Callable[P, str]:
    """A function that puts words together does so again in another language, with what words it was given in that one."""

    @wraps(words)
    def said(*args: P.args, **kwargs: P.kwargs) -> str:
        return _said(words(*args, **kwargs), lambda: cast("Any", said)(*map(_anew, args), **_each_anew(kwargs)))

    return said


def _anew(given: object) -> object:
    return given.again() if isinstance(given, Said) else given


def _each_anew(given: Mapping[str, object]) -> dict[str, object]:
    return {name: _anew(each) for name, each in given.items()}


@spoken
def joined(between: str, *parts: str) -> str:
    """Words put one after another, but for those that are empty."""
    return between.join(filter(None, parts))


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
    return _said(pair[0 if _spoken[0] == "fi" else 1].format(**facts), partial(_say_again, key, facts))


def _say_again(key: str, facts: Mapping[str, object]) -> str:
    return say(key, **_each_anew(facts))


def how_many(key: str, count: int, shown: str = "") -> str:
    """The words of a count, those named with ``_one`` behind it for a single thing; ``shown`` is the count as one reads it."""
    return say(f"{key}_one") if count == 1 else say(key, count=shown or f"{count:,}".replace(",", "\u00a0"))


def known(key: str) -> bool:
    """Whether ``subject.name`` has words: the texts of codes that come from the database are asked so."""
    subject, _, name = key.partition(".")
    return subject in SUBJECTS and name in of_subject(subject)
