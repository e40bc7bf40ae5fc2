"""Kinds of fields on a card, with their labels and checks; and what a login may choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from db import values
from db.errors import Invalid
from tui.screens.base import sentence
from tui.widgets.form import Checked, Field
from tui.words import say

Check = Callable[[str], str]
Pairs = tuple[tuple[str, str], ...]


def checked_by(check: Check) -> Callable[[str], Checked]:
    """A form's check made of a check at the edge, its refusal in words."""

    def verdict(text: str) -> Checked:
        try:
            return Checked(check(text))
        except Invalid as error:
            return Checked(text, sentence(error))

    return verdict


def choice_of(name: str, codes: tuple[str, ...], words: str, **more: Any) -> Field:
    """A few values, each with its words in ``card``."""
    return Field(
        name, say(f"card.field_{name}"), kind="choice", choices=tuple((code, say(f"card.{words}_{code}")) for code in codes), **more
    )


def text_of(name: str, check: Check = values.line, **more: Any) -> Field:
    """A line with a check at the edge."""
    return Field(name, say(f"card.field_{name}"), check=checked_by(check), longest=200, **more)


def date_of(name: str, **more: Any) -> Field:
    """A day."""
    return Field(name, say(f"card.field_{name}"), kind="date", width=11, **more)


def flag_of(name: str, **more: Any) -> Field:
    """Yes or no."""
    return Field(name, say(f"card.field_{name}"), kind="flag", **more)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the login may choose from: units, roles its purpose may give, products, groups, hosts, and of this card services and persons."""

    units: Pairs
    roles: tuple[str, ...]
    products: Pairs = ()
    groups: Pairs = ()
    hosts: Pairs = ()
    services: Pairs = ()
    persons: Pairs = ()
