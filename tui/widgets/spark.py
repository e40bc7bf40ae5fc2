"""Numbers in a row as bars one cell wide: higher is more, a dot is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui.widgets.signs import sign

LEVELS: Final = ("low_1", "low_2", "low_3", "low_4", "low_5", "low_6", "bar")


def spark(values: Sequence[int], highest: int) -> str:
    """A bar for each number, of which ``highest`` is the full height; any number above nothing can be seen."""
    return "".join(sign(LEVELS[-(-value * len(LEVELS) // highest) - 1]) if value > 0 else sign("dot") for value in values)
