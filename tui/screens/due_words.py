"""What falls due, in words."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from tui.words import known, say

FINLAND: Final = ZoneInfo("Europe/Helsinki")


def kind_in_words(kind: str, *, panel: bool = False, ref: str | None = None) -> str:
    """What is to be done with what is named, or briefly of all of a kind; the code itself where a newer database knows more kinds."""
    if ref is not None and known(f"due.{kind}.named"):
        return say(f"due.{kind}.named", ref=ref)
    named = f"due.{kind}.panel" if panel else f"due.{kind}"
    return say(named) if known(named) else kind
