"""Two customers that are one, side by side: what is kept, what moves, what both have; merged with one key, taken apart with another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, ClassVar, Final, cast

from textual.binding import BindingType
from textual.widget import Widget

from db import customers, merging
from db.customers import Card
from db.errors import Refused
from db.merging import Moving
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No, shown_moment
from tui.screens.opened import of_opened
from tui.screens.provenance import address_line
from tui.widgets.ask import Confirm
from tui.widgets.facts import Fact, Facts
from tui.widgets.reading import ReadList
from tui.widgets.rows import Column, Row, RowList
from tui.words import say

ENTITIES: Final = ("party_name", "identifier", "contact_point", "address", "person_role", "service", "domain")


@dataclass(frozen=True, slots=True)
class Done:
    """The customer that was kept, and what is to be told."""

    keep: int
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """A datum of the kept customer beside one of the dropped, and what becomes of the latter."""

    what: str
    kept: str = ""
    fate: str = ""
    dropped: str = ""


def columns() -> tuple[Column, ...]:
    """The columns in the language in use."""
    return (
        Column(say("merging.what"), 12, dim=True),
        Column(say("merging.kept"), 1.0, least=16),
        Column("", 13),
        Column(say("merging.dropped"), 1.0, least=16),
    )


def texts(card: Card, entity: str) -> dict[int, str]:
    """The rows of one table as one reads them, by id; an address that is protected is not there."""
    names = {person.id: f"{person.given_names} {person.family_name}" for person in card.persons}
    match entity:
        case "party_name":
            return {row.id: row.name for row in card.names}
        case "identifier":
            return {row.id: f"{say(f'card.scheme_{row.scheme}')} {row.value or ''}".strip() for row in card.identifiers}
        case "contact_point":
            return {row.id: " ".join(filter(None, (row.given, names.get(row.person or 0)))) for row in card.contact_points}
        case "address":
            return {row.id: _address(row) for row in card.addresses}
        case "service":
            return {row.id: row.name or row.product or row.product_group for row in card.services}
        case "domain":
            return {row.id: row.name for row in card.domains}
        case _:
            return {row.id: f"{names.get(row.person, '')} {say(f'card.role_{row.role}')}".strip() for row in card.roles}


def _address(row: customers.Address) -> str:
    return f"{say(f'card.address_{row.kind}')} {address_line(row)}"


def lines(keep: Card, dropped: Card, moving: Sequence[Moving]) -> Iterator[Line]:
    """Everything of both, the same beside the same; what only the kept one has comes last."""
    kept, gone = keep.customer, dropped.customer
    known = {kept.name, *(row.name for row in keep.names)}
    yield Line(say("merging.name"), kept.name, say("merging.doubled" if gone.name in known else "merging.becomes_name"), gone.name)
    yield Line(say("merging.party"), _about(keep), say("merging.stays"), _about(dropped))
    found: list[Line] = []
    for entity in ENTITIES:
        doubled = {one.id for one in moving if one.entity == entity and one.doubled}
        found += _of_entity(entity, texts(keep, entity), texts(dropped, entity), doubled)
    yield from sorted(found, key=lambda line: not line.dropped)


def _about(card: Card) -> str:
    one = card.customer
    return ", ".join(filter(None, (say(f"card.kind_{one.kind}"), say(f"card.status_{one.status}") if one.status else "")))


def _of_entity(entity: str, kept: dict[int, str], dropped: dict[int, str], doubled: set[int]) -> Iterator[Line]:
    what, left = say(f"merging.{entity}"), list(kept.values())
    for number in doubled & dropped.keys():
        text = dropped[number]
        if text in left:
            left.remove(text)
        yield Line(what, text, say("merging.doubled"), text)
    right = [text for number, text in dropped.items() if number not in doubled]
    for mine, theirs in zip_longest(left, right, fillvalue=""):
        yield Line(what, mine, say("merging.moves") if theirs else "", theirs)


class MergeScreen(BaseScreen["Done | None"]):
    """What merging would do; ``accept`` does it, ``swap`` keeps the other one."""

    AUTO_FOCUS = "ReadList"
    DEFAULT_CSS = "MergeScreen #line { height: 5; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("accept", "swap", "reload")]

    def __init__(self, keep: int, dropped: int, *, own: set[str] | None = None) -> None:
        """Both are opened; ``own`` learns the operation, so that its news is not taken for somebody else's."""
        super().__init__()
        self._own = set[str]() if own is None else own
        self.pair = (keep, dropped)
        self.cards: tuple[Card, Card] | None = None
        self.moving: tuple[Moving, ...] | None = None
        self._lines: tuple[Line, ...] = ()
        self._unread = False

    def body(self) -> Iterable[Widget]:
        """Which is kept, the data of both beside each other, and the whole of the line under the cursor."""
        yield Facts(id="pair")
        yield ReadList(columns(), marks=0, empty=say("merging.nothing"))
        yield Facts(id="line")

    @property
    def heading(self) -> str:
        """What the screen is about."""
        return say("merging.title")

    def on_mount(self) -> None:
        """Open both."""
        super().on_mount()
        self.action_reload()

    @background("reload")
    async def action_reload(self) -> None:
        """Read both again."""
        await self._read()

    async def _read(self) -> None:
        self.moving, self._unread = None, False
        both = await self._both()
        if both is None:
            self._unread = True
            return
        self.cards = both
        moving = await self.ask(merging.preview(self.session, *self.pair))
        self.moving = None if isinstance(moving, No) else moving
        self._show()

    async def _both(self) -> tuple[Card, Card] | None:
        found: list[Card] = []
        for customer in self.pair:
            if isinstance(await self.ask(customers.open_card(self.session, customer)), No):
                return None
            card = await self.ask(customers.card(self.session, customer))
            if isinstance(card, No):
                return None
            found.append(card)
        return found[0], found[1]

    def _show(self) -> None:
        if self.cards is None:
            return
        keep, dropped = (card.customer for card in self.cards)
        facts = [
            Fact("", say("merging.into", name=keep.name, number=keep.id), strong=True),
            Fact("", say("merging.from", name=dropped.name, number=dropped.id)),
            Fact("", say("merging.about")),
        ]
        self.query_one("#pair", Facts).show(say("merging.title"), facts)
        self.query_one(ReadList).columns = columns()
        self.query_one(ReadList).restart()
        self.refresh_bindings()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """All lines: they are few."""
        wanted.stop()
        self._lines = tuple(lines(*self.cards, self.moving or ())) if self.cards else ()
        rows = [Row(place, (one.what, one.kept, one.fate, one.dropped)) for place, one in enumerate(self._lines)]
        wanted.rows.supply(wanted.request, rows, at_end=True)
        self._show_line()

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """Tell the whole of the line under the cursor, of which the columns may have cut the ends."""
        selected.stop()
        self._show_line()

    def _show_line(self) -> None:
        row = self.query_one(ReadList).row
        one = self._lines[row.id] if row and row.id < len(self._lines) else Line("")
        both = (Fact(say("merging.kept"), one.kept), Fact(say("merging.dropped"), one.dropped))
        self.query_one("#line", Facts).show(" · ".join(filter(None, (one.what, one.fate))), both)

    def line_is_back(self) -> None:
        """Read what could not be read."""
        if self._unread:
            self.tell("")
            self.action_reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Merge only what can be merged."""
        return self.moving is not None if action == "accept" else True

    @background("reload")
    async def action_swap(self) -> None:
        """Keep the other one."""
        self.pair = (self.pair[1], self.pair[0])
        self.tell("")
        await self._read()

    @background("save")
    async def action_accept(self) -> None:
        """Merge, once that is confirmed."""
        if self.cards is None:
            return
        keep, dropped = (f"{card.customer.name} #{card.customer.id}" for card in self.cards)
        if not await self.answer_of(Confirm(say("merging.confirm", keep=keep, dropped=dropped), danger=True)):
            return
        operation = self.operation(*self.pair)
        self._own.add(str(operation))
        answer = await self.ask(merging.merge(self.session, operation, *self.pair))
        if isinstance(answer, No):
            if answer.error.code == "not_open":  # a card closes by itself
                await self._read()
            return
        self.dismiss(Done(self.pair[0], say("merging.merged", keep=keep, moved=answer.moved, doubled=answer.doubled)))

    def action_back(self) -> None:
        """Merge nothing."""
        self.dismiss(None)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self._show()


async def take_apart(screen: BaseScreen[Any], customer: int, own: set[str]) -> str | None:
    """Take the last merging into a customer apart, once that is confirmed: what to tell, None when it was not done.

    ``own`` learns the operation, so that its news is not taken for somebody else's.
    """
    found = await of_opened(screen, customer, lambda: merging.of(screen.session, customer))
    if isinstance(found, No):
        return None
    if not found:
        screen.tell(say("merging.none"))
        return None
    last = found[0]
    question = say("merging.confirm_apart", name=last.name, number=last.dropped, by=last.merged_by, moment=shown_moment(last.merged_at))
    if not await screen.answer_of(Confirm(question, danger=True)):
        return None
    operation = screen.operation(last.dropped)
    own.add(str(operation))
    answer = await of_opened(screen, customer, lambda: merging.unmerge(screen.session, operation, customer))
    if isinstance(answer, No):
        if isinstance(answer.error, Refused) and answer.error.code == "merge_rows_changed":
            screen.tell(say("merging.changed", rows=_named(answer.error)), bad=True)
        return None
    return say("merging.apart", name=last.name, number=last.dropped)


def _named(error: Refused) -> str:
    """What somebody has changed since, a table at a time: ``osoite, 2 × yhteystieto``."""
    rows = cast("list[dict[str, Any]]", error.facts["rows"])
    counted = Counter(say(f"card.entity_{row['entity']}") for row in rows)
    return ", ".join(name if times == 1 else f"{times} × {name}" for name, times in counted.items())
