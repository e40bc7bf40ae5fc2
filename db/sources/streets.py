"""One line of an address as its parts: street, number, entrance and apartment, or a box of the post office."""

from __future__ import annotations

import re
from typing import Final

_BOX: Final = re.compile(r"(?:PL|PB|P\.?O\.? ?Box)\.? ?(?P<po_box>[0-9]{1,6})", re.IGNORECASE)
_STREET: Final = re.compile(
    r"(?P<street>.*?\D) (?P<number>[0-9]{1,4}(?: ?[-–] ?[0-9]{1,4})?[a-z]?)"
    r"(?: (?P<entrance>[A-ZÅÄÖ]))?(?: ?(?:as\.?|bst\.?|lgh)? ?(?P<apartment>[0-9]{1,4}[a-z]?))?"
)


def parts(line: str) -> dict[str, str]:
    """``Mannerheimintie 5 A 12`` in four parts, ``PL 12`` in one; a line of any other form is a street as it stands."""
    found = _BOX.fullmatch(line) or _STREET.fullmatch(line)
    if found is None:
        return {"street": line}
    return {name: part for name, part in found.groupdict().items() if part}
