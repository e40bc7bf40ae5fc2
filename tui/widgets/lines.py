"""A list whose rows are opened and never marked."""

from __future__ import annotations

from tui.widgets.rows import RowList


class Lines(RowList):
    """A list without the key that marks."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Marks mean nothing here, so neither the footer nor the key offers them."""
        return action != "mark" and super().check_action(action, parameters)
