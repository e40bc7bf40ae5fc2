"""What is marked in a list: rows by their id, or everything but some."""

from __future__ import annotations


class Marks(set[int]):
    """Marked ids; when ``whole``, everything the query finds is marked and the ids are those that are not."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = False

    def __contains__(self, row: object) -> bool:
        """Whether a row is marked, held in memory or not."""
        return super().__contains__(row) != self.whole

    def clear(self) -> None:
        """Take away every mark."""
        super().clear()
        self.whole = False

    def take_all(self) -> None:
        """Mark everything the query finds, however many pages it has."""
        super().clear()
        self.whole = True
