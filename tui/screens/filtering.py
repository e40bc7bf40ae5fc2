"""Narrowing a list: by kind, status, unit, marketing permission, product and state of services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from db.customers import Filters
from db.services import Product
from db.session import Me
from tui.commands import bindings
from tui.screens.card_services import SERVICE_STATES
from tui.widgets.rows import Column, Row, RowList
from tui.words import again, language, say, spoken

KINDS = ("person", "company", "sole_trader", "association", "public_body")
STATUSES = ("prospect", "customer", "former")
PERMISSIONS = ("given", "refused", "none")
SEES_PERMISSIONS = frozenset({"seloste_relations", "seloste_marketing", "seloste_privacy"})


@spoken
def product_name(product: Product) -> str:
    """A product in the language in use."""
    return product.fi if language() == "fi" else product.en


def in_words(filters: Filters, me: Me | None, products: Sequence[Product] = ()) -> list[str]:
    """What a list is narrowed to, in words."""
    named = {product.code: product_name(product) for product in products}
    units = dict(zip(me.unit_ids, me.units, strict=True)) if me else {}
    each = (
        say(f"card.kind_{filters.kind}") if filters.kind else "",
        say(f"card.status_{filters.status}") if filters.status else "",
        units.get(filters.unit, str(filters.unit)) if filters.unit else "",
        f"{say('search.permission')}: {say(f'search.permission_{filters.permission}')}" if filters.permission else "",
        named.get(filters.product, filters.product) if filters.product else "",
        f"{say('search.service')}: {say(f'card.service_{filters.service}')}" if filters.service else "",
    )
    return [words for words in each if words]


def choices(me: Me | None, purpose: str, products: Sequence[Product] = ()) -> Iterator[tuple[str, str | int, str, str]]:
    """Field of the filters, value, and the two words of its row."""
    for status in STATUSES if purpose != "seloste_faults" else ():
        yield "status", status, say("search.status"), say(f"card.status_{status}")
    for kind in KINDS:
        yield "kind", kind, say("search.kind"), say(f"card.kind_{kind}")
    for permission in PERMISSIONS if purpose in SEES_PERMISSIONS else ():
        yield "permission", permission, say("search.permission"), say(f"search.permission_{permission}")
    if me is not None and len(me.units) > 1:
        for number, name in zip(me.unit_ids, me.units, strict=True):
            yield "unit", number, say("search.unit"), name
    for state in SERVICE_STATES if products else ():
        yield "service", state, say("search.service"), say(f"card.service_{state}")
    for product in products:
        yield "product", product.code, say("card.field_product"), product_name(product)


class FiltersScreen(ModalScreen["Filters | None"]):
    """Enter narrows by the row and closes; Space switches a row and stays; Esc closes with what is chosen."""

    DEFAULT_CSS = """
    FiltersScreen { align: center middle; }
    FiltersScreen > Vertical { width: 50; height: 90%; max-height: 26; border: solid $primary; padding: 0 1; background: ansi_default; }
    FiltersScreen Static { height: 1; }
    FiltersScreen .filters--title { text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("back", "mark")]

    def __init__(self, filters: Filters, me: Me | None, purpose: str, products: Sequence[Product] = ()) -> None:
        """The choices are those of the login and its purpose; ``products`` where it sees who has which."""
        super().__init__()
        self._filters = filters
        self._choices = list(choices(me, purpose, products))

    def compose(self) -> ComposeResult:
        """A title, the choices, and what the keys do."""
        with Vertical():
            yield Static(say("search.filters_title"), classes="filters--title", markup=False)
            yield RowList((Column(say("search.filter_by"), 12), Column(say("search.filter_value"))), marks=2)
            yield Static(say("search.filters_hint"), markup=False)

    def on_mount(self) -> None:
        """Show the choices."""
        self.query_one(RowList).restart()
        self.query_one(RowList).focus()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Every choice; those in force are marked."""
        wanted.stop()
        rows = [Row(0, ("", say("search.filters_none")), marks="" if self._filters != Filters() else say("search.mark_on"))]
        for number, (name, value, heading, label) in enumerate(self._choices, 1):
            mark = say("search.mark_on") if getattr(self._filters, name) == value else ""
            rows.append(Row(number, (again(heading), again(label)), marks=mark))
        wanted.rows.supply(wanted.request, rows, at_end=True)

    def _switch(self, number: int, *, only_on: bool) -> None:
        if number == 0:
            self._filters = Filters()
            return
        name, value, _, _ = self._choices[number - 1]
        off = getattr(self._filters, name) == value and not only_on
        self._filters = replace(self._filters, **{name: None if off else value})

    def on_row_list_marked(self, marked: RowList.Marked) -> None:
        """Space switches the row."""
        marked.stop()
        for number in marked.ids:
            self._switch(number, only_on=False)
        rows = self.query_one(RowList)
        if marked.ids:
            rows.marked.clear()
            rows.reload()

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Enter narrows by the row and closes."""
        opened.stop()
        self._switch(opened.row.id, only_on=True)
        self.dismiss(self._filters)

    def action_back(self) -> None:
        """Close with what is chosen."""
        self.dismiss(self._filters)
