"""The few drawn characters, each with an ASCII twin for terminals whose font lacks it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

SIGNS: Final[dict[str, tuple[str, str]]] = {
    "cursor": ("►", ">"),
    "marked": ("•", "*"),
    "more": ("…", "~"),
    "dot": ("·", "-"),
    "rule": ("─", "-"),
    "warning": ("‼", "!"),
    "permission_yes": ("√", "+"),
    "permission_no": ("×", "x"),
    "permission_none": ("–", "-"),
    "bar": ("█", "#"),
    "track": ("░", "."),
    "low_1": ("▂", "."),
    "low_2": ("▃", ":"),
    "low_3": ("▄", "-"),
    "low_4": ("▅", "="),
    "low_5": ("▆", "+"),
    "low_6": ("▇", "*"),
}


def wants_ascii(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether SELOSTE_ASCII is set or the terminal calls itself dumb."""
    return bool(environ.get("SELOSTE_ASCII")) or environ.get("TERM") == "dumb"


_ascii: list[bool] = [wants_ascii()]


def draw_ascii(ascii_only: bool) -> None:
    """Choose the set that is drawn from now on."""
    _ascii[0] = ascii_only


def sign(name: str) -> str:
    """The character of that name, one cell wide, in the set in use."""
    return SIGNS[name][_ascii[0]]
