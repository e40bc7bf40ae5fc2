"""What the two forms of a login share: their lines, their choices, and an initial password."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Final

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.words import say

PURPOSES: Final = ("billing", "support", "administration", "relations", "faults", "marketing", "privacy", "main_user")
CONSONANTS: Final = "hjklmnprstv"
VOWELS: Final = "aeiouy"
LINES: Final = """
    Sheet { height: 1fr; scrollbar-size-vertical: 1; }
    .staff--line { height: auto; padding: 0 2; }
    .staff--label { width: 15; height: 1; }
    .staff--note { width: 1fr; height: 1; padding: 0 1; text-style: dim; }
    .staff--head { height: 2; padding: 1 2 0 2; text-style: bold; }
    TypingLine { width: 34; border: none; height: 1; padding: 0; text-style: underline; background: transparent; }
"""


class Sheet(VerticalScroll, can_focus=False):
    """The lines of a form, scrolled where a company has more units than the screen has lines."""


def line(name: str, label: str, field: Widget, note: str = "") -> Iterator[Widget]:
    """A label, a field, and what is to be known about it."""
    with Horizontal(classes="staff--line"):
        yield Static(label, classes="staff--label", markup=False)
        yield field
        if not isinstance(field, Input):
            return
        yield Static(note, id=f"{name}-note", classes="staff--note", markup=False)


def purposes() -> list[tuple[str, str]]:
    """Every purpose by its role, in words."""
    return [(f"seloste_{purpose}", say(f"purposes.seloste_{purpose}")) for purpose in PURPOSES]


def units_of(units: Mapping[int, str]) -> list[tuple[str, str]]:
    """Every unit by its number."""
    return [(str(number), name) for number, name in units.items()]


def initial_password() -> str:
    """A password that can be said over the phone: ten syllables, 60 bits."""
    syllables = ["".join((secrets.choice(CONSONANTS), secrets.choice(VOWELS))) for _ in range(10)]
    return "-".join("".join(syllables[at : at + 2]) for at in range(0, 10, 2))
