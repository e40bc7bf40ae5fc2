"""Where did you get this: data of an opened card or host, each with its source (notice N8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from textual.widget import Widget

from db.shown import shown_date
from tui.screens.base import BaseScreen
from tui.screens.provenance import Told
from tui.widgets.facts import Fact, Facts
from tui.widgets.reading import ReadList
from tui.widgets.rows import Column, Row, RowList
from tui.words import known, language, say


def columns() -> tuple[Column, ...]:
    """The columns in the language in use."""
    return (
        Column(say("audit.datum"), 17),
        Column(say("audit.content"), 3.0, least=31),
        Column(say("audit.source"), 15),
        Column(say("audit.obtained"), 10),
        Column(say("audit.entered"), 1.0, least=10, most=24, priority=1),
        Column(say("audit.confirmed"), 11, priority=3),
        Column(say("audit.reference"), 1.0, least=18, priority=2),
    )


MOMENT: Final = re.compile(r"\b(\d{4}-\d\d-\d\d)T[\d:.]+Z?")


class DataScreen(BaseScreen[None]):
    """A line for each datum, the one under the cursor in full below."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    DataScreen Facts { height: 7; }
    """

    def __init__(self, name: str, data: Iterable[Told]) -> None:
        """Whose data, and what they are."""
        super().__init__()
        self.named = name
        self.data = list(data)

    def body(self) -> Iterable[Widget]:
        """The list, and the datum under the cursor."""
        yield ReadList(columns(), marks=0, empty=say("audit.no_sources"))
        yield Facts()

    @property
    def heading(self) -> str:
        """Whose data."""
        return f"{say('audit.sources_title')} · {self.named}"

    def on_mount(self) -> None:
        """Show the data."""
        super().on_mount()
        self.query_one(RowList).restart()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Every datum: they are few."""
        wanted.stop()
        rows = [self.row_of(at, *datum) for at, datum in enumerate(self.data)]
        wanted.rows.supply(wanted.request, rows, at_end=True)
        wanted.rows.show(str(len(rows)))
        if wanted.rows.row is not None:
            self._show(wanted.rows.row)

    def row_of(self, at: int, what: str, content: str, one: Any) -> Row:
        """A datum as a line."""
        cells = (what, content, source(one), day(one.obtained_on), one.obtained_by or "", day(one.confirmed_on), reference_of(one))
        return Row(at, cells)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Tell where the datum under the cursor came from."""
        selected.stop()
        self._show(selected.row)

    def _show(self, row: Row) -> None:
        if row.id >= len(self.data):
            return
        what, content, one = self.data[row.id]
        self.refresh_bindings()
        self.query_one(Facts).show(what, self.facts_of(content, one))

    def facts_of(self, content: str, one: Any) -> tuple[Fact, ...]:
        """A datum in full."""
        obtained = " · ".join(part for part in (day(one.obtained_on), one.obtained_by or "") if part)
        return (
            Fact("", content, strong=True),
            Fact(say("audit.source"), source(one)),
            Fact(say("audit.reference"), reference_of(one) or say("form.none")),
            Fact(say("audit.obtained"), obtained),
            Fact(say("audit.confirmed"), day(one.confirmed_on) or say("audit.unconfirmed")),
        )

    def told_anew(self) -> list[Told]:
        """The data in the language in use."""
        return self.data

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.query_one(RowList).columns = columns()
        self.renew()

    def renew(self) -> None:
        """Show what is there now."""
        self.data = self.told_anew()
        self.query_one(RowList).reload()


def source(one: Any) -> str:
    """A source in words."""
    key = f"card.source_{one.source}"
    return say(key) if known(key) else str(one.source)


def reference_of(one: Any) -> str:
    """What stands as its reference, a moment in it by its day; "" for none."""
    return MOMENT.sub(lambda found: day(date.fromisoformat(found[1])), one.source_ref or "")


def day(when: date | None) -> str:
    """A date as one reads it, "" for none."""
    return shown_date(when, language()) if when else ""
