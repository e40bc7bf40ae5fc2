"""The end of a key whose beginning came long before it, on a line that stalls: taken for Esc by then, and not typed."""

from __future__ import annotations

from typing import Final

LATE: Final = 0.5
"""Seconds after Esc in which what follows may be the rest of an arrow or a function key."""

_INTRODUCERS: Final = frozenset("[O")
_PARAMETERS: Final = frozenset("0123456789;")


class Tail:
    """Follows the keys as they come; nobody types ``[`` or ``O`` that soon after Esc and means it."""

    def __init__(self) -> None:
        """Nothing has come."""
        self._until = 0.0
        self._inside = False

    def takes(self, key: str, character: str | None, now: float) -> bool:
        """Whether a key is of the rest of another and to be dropped."""
        if key == "escape" or now > self._until:
            self._until, self._inside = now + LATE if key == "escape" else 0.0, False
            return False
        if not self._inside:
            self._inside = character in _INTRODUCERS
            self._until = self._until if self._inside else 0.0
            return self._inside
        if character not in _PARAMETERS:
            self._until = 0.0
        return True
