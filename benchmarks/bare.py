"""The smallest Textual program with a list: what ours is measured beside."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class Bare(App[None]):
    """A stock DataTable of sixty-four rows under stock bars."""

    def compose(self) -> ComposeResult:
        """Bars and a table."""
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Rows as wide as a list of customers."""
        table = self.query_one(DataTable)
        table.add_columns("Name", "Kind", "Town", "Status")
        for number in range(64):
            table.add_row(f"Virtanen {number:02} Matti Juhani", "person", "Jyväskylä", "customer")


if __name__ == "__main__":
    Bare().run()
