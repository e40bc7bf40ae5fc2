"""Where did you get this: every datum of an opened card with its source (notice N8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from db.customers import Address, Card
from db.shown import shown_date
from tui.screens.base import BaseScreen
from tui.screens.permission_words import names_of
from tui.widgets.facts import Fact, Facts
from tui.widgets.reading import ReadList
from tui.widgets.rows import Column, Row, RowList
from tui.words import known, language, say


def columns() -> tuple[Column, ...]:
    """The columns in the language in use."""
    return (
        Column(say("audit.datum"), 14),
        Column(say("audit.content"), 3.0, least=32),
        Column(say("audit.source"), 17),
        Column(say("audit.obtained"), 10),
        Column(say("audit.entered"), 1.0, least=10, most=24, priority=1),
        Column(say("audit.confirmed"), 10, priority=3),
        Column(say("audit.reference"), 1.0, least=12, priority=2),
    )


class SourcesScreen(BaseScreen[None]):
    """A line for each datum, the one under the cursor in full below."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    SourcesScreen Facts { height: 7; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, card: Card) -> None:
        """Nothing is asked: the card has it all."""
        super().__init__()
        self.card = card
        self.data = list(data_of(card))

    def body(self) -> Iterable[Widget]:
        """The list, and the datum under the cursor."""
        yield ReadList(columns(), marks=0, empty=say("audit.no_sources"))
        yield Facts()

    @property
    def heading(self) -> str:
        """Whose data."""
        return f"{say('audit.sources_title')} · {self.card.customer.name}"

    def on_mount(self) -> None:
        """Show the data."""
        super().on_mount()
        self.query_one(RowList).restart()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Every datum: they are few."""
        wanted.stop()
        rows = [self._row(at, *datum) for at, datum in enumerate(self.data)]
        wanted.rows.supply(wanted.request, rows, at_end=True)
        wanted.rows.show(str(len(rows)))

    def _row(self, at: int, what: str, content: str, one: Any) -> Row:
        cells = (what, content, source(one), day(one.obtained_on), one.obtained_by or "", day(one.confirmed_on), one.source_ref or "")
        return Row(at, cells)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Tell where the datum under the cursor came from."""
        selected.stop()
        what, content, one = self.data[selected.row.id]
        obtained = " · ".join(part for part in (day(one.obtained_on), one.obtained_by or "") if part)
        facts = (
            Fact("", content, strong=True),
            Fact(say("audit.source"), source(one)),
            Fact(say("audit.reference"), one.source_ref or say("form.none")),
            Fact(say("audit.obtained"), obtained),
            Fact(say("audit.confirmed"), day(one.confirmed_on) or say("audit.unconfirmed")),
        )
        self.query_one(Facts).show(what, facts)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.data = list(data_of(self.card))
        self.query_one(RowList).columns = columns()
        self.query_one(RowList).restart()


def data_of(card: Card) -> Iterator[tuple[str, str, Any]]:
    """What each datum is called, its content, and the row that knows its source; what the purpose may not see is left out."""
    names = names_of(card)
    if card.customer.source:
        yield say("card.entity_party"), card.customer.name, card.customer
    for name in card.names:
        yield say("card.entity_party_name"), name.name, name
    for one in card.identifiers:
        yield say(f"card.scheme_{one.scheme}"), one.value or say("audit.verified_only"), one
    for place in card.addresses:
        if place.source:
            yield f"{say('card.entity_address')}, {say(f'card.address_{place.kind}').lower()}", address_line(place), place
    for point in card.contact_points:
        owner = f" ({names.get(point.person, point.person)})" if point.person is not None else ""
        yield say(f"card.contact_{point.kind}"), f"{point.given}{owner}", point
    for person in card.persons:
        yield say("card.entity_person"), names[person.id], person
    for role in card.roles:
        yield say("card.entity_person_role"), f"{say(f'card.role_{role.role}')} ({names.get(role.person, role.person)})", role


def address_line(place: Address) -> str:
    """An address on one line."""
    street = " ".join(part for part in (place.street, place.number, place.entrance, place.apartment) if part)
    box = f"PL {place.po_box}" if place.po_box else ""
    town = " ".join(part for part in (place.postcode, place.town) if part)
    return ", ".join(part for part in (place.co, street, box, town) if part)


def source(one: Any) -> str:
    """A source in words."""
    key = f"card.source_{one.source}"
    return say(key) if known(key) else str(one.source)


def day(when: date | None) -> str:
    """A date as one reads it, "" for none."""
    return shown_date(when, language()) if when else ""
