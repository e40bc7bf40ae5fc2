"""Which column of a file is which field: proposed, corrected line by line, kept by name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import islice
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from db import importing, values
from db.importing import Columns
from db.sources import tables
from db.sources.columns import Kind, proposed
from db.sources.kinds import KINDS, ROLES
from db.sources.table_csv import DELIMITERS, ENCODINGS
from db.sources.tables import Table
from tui import bringing
from tui.background import background
from tui.commands import bindings
from tui.screens.asking import ask_until, choose
from tui.screens.base import BaseScreen, No
from tui.screens.outcomes import Unmarked
from tui.widgets.columns import Column
from tui.widgets.rows import Row, RowList
from tui.words import say

FIRST_COLUMN: Final = 100
"""Numbers of lines below this are of settings."""

NAMED_DELIMITERS: Final = {";": "semicolon", ",": "comma", "\t": "tab", "|": "pipe"}
CHOICES: Final = {
    "kind": ("company", "sole_trader", "association", "public_body", "person"),
    "address": ("post", "billing", "visit", "installation"),
    "role": tuple(ROLES),
    "source": values.SOURCES,
}
FIRST: Final = {"kind": "company", "address": "post", "role": "administration"}
Ready = tuple[Table, Kind, Columns]
"""A file, of what it is and how it is understood."""


async def read_again(table: Table, **more: str | None) -> Table:
    """The same file read in another way."""
    form = table.form
    given = {"encoding": form.encoding, "delimiter": form.delimiter, "sheet": form.sheet} | more
    return await asyncio.to_thread(tables.read, table.path, given["encoding"], given["delimiter"], given["sheet"])


class ColumnsScreen(BaseScreen["Ready | None"]):
    """Answers the file with its columns when a person agrees."""

    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept", "save")]

    def __init__(self, table: Table, kind: Kind, columns: Columns | None, unit: str) -> None:
        """``columns`` are those kept for such a file; without them they are proposed."""
        super().__init__()
        self.table, self.kind = table, kind
        self.fields = dict(columns.fields) if columns else proposed(kind.fields, table.header, table.rows())
        self.settings = FIRST | {"unit": unit} | (dict(columns.settings) if columns else {})
        self.source = columns.source if columns else "customer"
        self.samples = self._samples()

    def _samples(self) -> dict[str, str]:
        """What each column holds first."""
        found: dict[str, str] = {}
        for row in islice(self.table.rows(), 50):
            for column, cell in row.items():
                if cell:
                    found.setdefault(column, " ".join(cell.split()))
        return found

    def body(self) -> Iterable[Widget]:
        """One line for each setting and each column."""
        yield Unmarked(self._titles(), marks=0)

    def _titles(self) -> tuple[Column, ...]:
        return (
            Column(say("bringing.column"), 1.0, least=20),
            Column(say("bringing.example"), 1.0, least=18, dim=True),
            Column(say("bringing.becomes"), 1.0, least=24),
        )

    @property
    def heading(self) -> str:
        """The file."""
        return f"{say('bringing.title')} · {self.table.path.name}"

    @property
    def rows(self) -> RowList:
        """The lines."""
        return self.query_one(RowList)

    @property
    def columns(self) -> Columns:
        """What was chosen."""
        return Columns({column: name for column, name in self.fields.items() if column in self.table.header}, self.settings, self.source)

    def on_mount(self) -> None:
        """Show what was recognised."""
        super().on_mount()
        self.rows.restart()
        self._told()

    @property
    def found(self) -> int:
        """How many columns are brought in."""
        return sum(1 for column in self.table.header if self.fields.get(column))

    def _told(self) -> None:
        if self.table.uncut:
            self.tell(say("bringing.one_column"))
            return
        self.tell(say("bringing.columns_found", found=self.found, all=len(self.table.header)))

    def _set(self) -> list[tuple[str, str, str]]:
        """Name, label and value of what holds for the whole file."""
        form = self.table.form
        me = self.session.me
        units = dict(zip(map(str, me.unit_ids), me.units, strict=True)) if me else {}
        shown = {
            "unit": units.get(self.settings.get("unit", ""), ""),
            "kind": say(f"card.kind_{self.settings['kind']}"),
            "address": say(f"bringing.address_{self.settings['address']}"),
            "role": say(f"card.role_{self.settings['role']}"),
            "source": say(f"card.source_{self.source}"),
        }
        told = [("what", say("bringing.set_what"), say(f"bringing.kind_{self.kind.name}"))]
        told += [(name, say(f"bringing.set_{name}"), shown[name]) for name in self.kind.settings]
        if form.format == "xlsx":
            return [*told, ("sheet", say("bringing.sheet"), form.sheet or "")]
        delimiter = NAMED_DELIMITERS.get(form.delimiter or "")
        named = say(f"bringing.delimiter_{delimiter}") if delimiter else form.delimiter or ""
        return [*told, ("encoding", say("bringing.encoding"), form.encoding or ""), ("delimiter", say("bringing.delimiter"), named)]

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Of what the file is, its columns, then what holds for all of them."""
        wanted.stop()
        columns = [
            Row(FIRST_COLUMN + place, (column, self.samples.get(column, ""), self._becomes(column)), dim=not self.fields.get(column))
            for place, column in enumerate(self.table.header)
        ]
        told = [Row(place, (label, say("bringing.setting"), shown)) for place, (_, label, shown) in enumerate(self._set())]
        wanted.rows.supply(wanted.request, [told[0], *columns, *told[1:]], at_end=True)

    def _becomes(self, column: str) -> str:
        name = self.fields.get(column)
        return bringing.field_name(name) if name else say("bringing.nothing")

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Change what is under the cursor."""
        opened.stop()
        self._change(opened.row.id)

    @background("asking")
    async def _change(self, line: int) -> None:
        if line >= FIRST_COLUMN:
            await self._change_column(self.table.header[line - FIRST_COLUMN])
        else:
            await self._change_setting(*self._set()[line][:2])
        self.rows.reload()
        self._told()

    async def _change_column(self, column: str) -> None:
        choices = [("", say("bringing.nothing")), *bringing.fields_of(self.kind)]
        chosen = await choose(self, say("bringing.ask_field", column=column[:40]), choices, current=self.fields.get(column))
        if chosen is None:
            return
        for other, name in list(self.fields.items()):
            if chosen and name == chosen:
                self.fields[other] = ""
        self.fields[column] = chosen

    async def _change_setting(self, name: str, label: str) -> None:
        chosen = await choose(self, say("bringing.ask_setting", setting=label), self._choices(name), current=self._current(name))
        if chosen is None:
            return
        if name in {"encoding", "delimiter", "sheet"}:
            await self._read_otherwise({name: chosen})
        elif name == "what":
            self._become(KINDS[chosen])
        elif name == "source":
            self.source = chosen
        else:
            self.settings[name] = chosen

    def _current(self, name: str) -> str | None:
        """The code that a setting has now."""
        form = self.table.form
        own = {"what": self.kind.name, "source": self.source, "encoding": form.encoding, "delimiter": form.delimiter, "sheet": form.sheet}
        return own.get(name) or self.settings.get(name)

    def _choices(self, name: str) -> list[tuple[str, str]]:
        me = self.session.me
        match name:
            case "unit":
                return list(zip(map(str, me.unit_ids), me.units, strict=True)) if me else []
            case "what":
                return [(one, say(f"bringing.kind_{one}")) for one in sorted(KINDS, key=lambda one: one != "customers")]
            case "encoding":
                return [(one, one) for one in ENCODINGS]
            case "delimiter":
                return [(one, say(f"bringing.delimiter_{NAMED_DELIMITERS[one]}")) for one in DELIMITERS]
            case "sheet":
                return [(one, one) for one in self.table.form.sheets]
            case _:
                subject = "bringing" if name == "address" else "card"
                return [(one, say(f"{subject}.{name}_{one}")) for one in CHOICES[name]]

    def _become(self, kind: Kind) -> None:
        """Take the file for one of another kind, its columns proposed anew."""
        self.kind = kind
        self.fields = proposed(kind.fields, self.table.header, self.table.rows())

    async def _read_otherwise(self, form: dict[str, str]) -> None:
        table = await self.ask(read_again(self.table, **form))
        if isinstance(table, No):
            return
        if table.header != self.table.header:
            self.fields = proposed(self.kind.fields, table.header, table.rows())
        self.table = table
        self.samples = self._samples()

    @background("asking")
    async def action_save(self) -> None:
        """Keep the mapping by a name."""
        name = await ask_until(self, say("bringing.ask_name"), self._keep, label=say("bringing.mapping_name"))
        if name:
            self.tell(say("bringing.kept", name=name))

    async def _keep(self, name: str) -> str:
        await importing.keep(self.session, self.kind.name, name, self.columns)
        return name

    def action_accept(self) -> None:
        """Go on to what each row would do, once there is a column to bring in."""
        if not self.found:
            self.tell(say("bringing.no_columns"), bad=True)
            return
        self.dismiss((self.table, self.kind, self.columns))

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns = self._titles()
        self.rows.reload()
        self._told()
