"""A list that is only read."""

from __future__ import annotations

from tui.widgets.rows import RowList


class ReadList(RowList):
    """Nothing is marked, and Enter opens nothing; the footer names neither."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Neither marking nor opening."""
        return action not in {"mark", "open"}
