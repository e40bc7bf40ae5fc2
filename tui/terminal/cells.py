"""How text falls into the terminal's cells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

_ONE_CELL_RANGES: Final = ((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x370, 0x482), (0x2500, 0x25FC), (0x2800, 0x28FF))
_ONE_CELL: Final = frozenset(chr(code) for first, last in _ONE_CELL_RANGES for code in range(first, last + 1))
_CLASS: Final = "".join(f"{chr(first)}-{chr(last)}" for first, last in _ONE_CELL_RANGES)
_PART: Final = re.compile(rf"[{_CLASS}]+(?![^{_CLASS}])|[{_CLASS}]?[^{_CLASS}]+")
_LONGEST: Final = 16
_JOINER: Final = "\u200d"


def one_cell_each(text: str) -> bool:
    """True where every character is known to fill one cell in every terminal."""
    return text.isascii() or _ONE_CELL.issuperset(text)


def parts(text: str) -> list[str]:
    """The text cut so that most parts are of one cell each, and none begins with a mark on what is before it."""
    return _PART.findall(text)


@lru_cache(4096)
def clusters(text: str) -> tuple[tuple[str, int], ...]:
    """What is drawn together and the cells it fills (0, 1 or 2); longer clusters than a terminal keeps are cut."""
    found: list[str] = []
    for character in text:
        if found and (found[-1].endswith(_JOINER) or not cell_len(character)):
            found[-1] += character
        else:
            found.append(character)
    return tuple((cluster[:_LONGEST], cell_len(cluster)) for cluster in found)


@lru_cache(4096)
def width_is_disputed(cell: str) -> bool:
    """True where terminals disagree on the width, so that the cursor must be placed anew after it."""
    if len(cell) != 1:
        return len(cell) > 1
    east_asian = "\u2e80" <= cell <= "\u9fff" or "\uac00" <= cell <= "\ud7a3" or "\uff00" <= cell <= "\uffef"
    return cell >= "\u2190" and cell not in _ONE_CELL and not east_asian
