"""Words about: login."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {}
