"""Marketing permissions of an opened customer: who may be marketed to on which channel, why, and every decision behind it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from db import permissions, undo
from db.customers import Card
from db.permissions import Decision, Permission
from tui.background import background
from tui.commands import bindings
from tui.screens import deciding
from tui.screens.base import BaseScreen, No, shown_moment
from tui.screens.card_undoing import in_words, take_back
from tui.screens.deciding import Deed, Subject
from tui.screens.opened import of_opened
from tui.screens.permission_words import Known, about_cell, about_decision, cell_of, names_of
from tui.widgets.facts import Facts
from tui.widgets.matrix import Line, Matrix
from tui.widgets.reading import ReadList
from tui.widgets.rows import Column, Row, RowList
from tui.words import say


def columns() -> tuple[Column, ...]:
    """The columns of decisions in the language in use."""
    return (
        Column(say("permissions.when"), 16),
        Column(say("permissions.channel"), 12),
        Column(say("permissions.what"), 12),
        Column(say("permissions.how"), 1.0, least=13, most=20),
        Column(say("permissions.who"), 1.0, least=8, most=24, priority=1),
        Column(say("permissions.purpose"), 18, priority=2),
        Column(say("permissions.evidence"), 1.0, least=12, priority=3),
    )


class PermissionsScreen(BaseScreen[None]):
    """A matrix of subjects and channels, the cell under the cursor in words, and the subject's decisions, newest first."""

    AUTO_FOCUS = "Matrix"
    RENEWS = True
    DEFAULT_CSS = """
    PermissionsScreen Matrix { max-height: 45%; }
    PermissionsScreen RowList { margin-top: 1; }
    PermissionsScreen.-decisions Matrix { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("edit", "refuse", "undo", "history", "reload")]

    def __init__(self, card: Card, first: int | None = None) -> None:
        """The card says who the persons are, ``first`` on whom the cursor begins; the permissions are asked for."""
        super().__init__()
        self.card = card
        self.names = names_of(card)
        self.found: tuple[Permission, ...] = ()
        self.decisions: tuple[Decision, ...] = ()
        self.known = Known()
        self._own: set[str] = set()
        self._first = first

    def body(self) -> Iterable[Widget]:
        """The matrix, the cell in words, the decisions."""
        yield Matrix()
        yield Facts()
        yield ReadList(columns(), marks=0, empty=say("permissions.no_decisions"))

    @property
    def heading(self) -> str:
        """What the screen is about, and whom."""
        return f"{say('permissions.title')} · {self.card.customer.name}"

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        return self.query_one(Matrix)

    @property
    def listed(self) -> RowList:
        """The decisions of the subject under the cursor."""
        return self.query_one(RowList)

    @property
    def subjects(self) -> list[int | None]:
        """The customer itself and the persons the purpose sees, in the order of the rows."""
        return list(dict.fromkeys(one.person for one in self.found))

    @property
    def subject(self) -> Subject:
        """Who is under the cursor."""
        person = self.subjects[self.matrix.row] if self.found else None
        return Subject(self.card.customer.id, person, self.names.get(person) or say("permissions.somebody", number=person))

    @property
    def cell(self) -> Permission | None:
        """The permission under the cursor."""
        mine = [one for one in self.found if one.person == self.subject.person]
        return mine[self.matrix.column] if mine else None

    def on_mount(self) -> None:
        """Ask for the permissions."""
        super().on_mount()
        self.action_reload()

    @background("reload", opens=True)
    async def action_reload(self) -> None:
        """Ask again for what is shown."""
        await self._read()

    async def _read(self) -> None:
        found = await of_opened(self, self.card.customer.id, lambda: permissions.of(self.session, self.card.customer.id))
        if isinstance(found, No):
            return
        decisions = await self.ask(permissions.history(self.session, self.card.customer.id))
        if not self.known.groups:
            await self._learn()
        self.found = found
        self.decisions = () if isinstance(decisions, No) else decisions
        self._show()

    async def _learn(self) -> None:
        """Product groups and wordings, once."""
        groups, wordings = await self.ask(permissions.product_groups(self.session)), await self.ask(permissions.wordings(self.session))
        if not isinstance(groups, No) and not isinstance(wordings, No):
            self.known = Known(groups, wordings, reads=self.session.purpose != deciding.REFUSES_ONLY)

    def _show(self) -> None:
        channels = list(dict.fromkeys(one.channel for one in self.found))
        lines = [Line(self._title(person), tuple(cell_of(one) for one in self.found if one.person == person)) for person in self.subjects]
        if self._first is not None and self._first in self.subjects:
            self.matrix.row, self._first = self.subjects.index(self._first), None
        self.matrix.fill([say(f"permissions.channel_{channel}") for channel in channels], lines)
        self.listed.columns = columns()
        self._show_cell()
        self.listed.restart()

    def _title(self, person: int | None) -> str:
        return self.names.get(person) or say("permissions.somebody", number=person)

    def _show_cell(self) -> None:
        if self.cell is not None:
            hint = deciding.hint(self.session.purpose, self.cell)
            self.query_one(Facts).show(*about_cell(self.subject.name, self.cell, self.known, hint))

    def on_matrix_moved(self) -> None:
        """Tell about the cell, and list what its subject decided."""
        self.tell("")
        self._show_cell()
        self.listed.restart()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """The decisions of the subject under the cursor: they are few."""
        wanted.stop()
        mine = [one for one in self.decisions if one.person == self.subject.person]
        self.listed.empty = say("permissions.no_decisions" if self.known.reads else "permissions.unreadable")
        wanted.rows.supply(wanted.request, [self._row(one) for one in mine], at_end=True)

    def _row(self, one: Decision) -> Row:
        words = (
            shown_moment(one.taken_at),
            say(f"permissions.channel_{one.channel}"),
            say(f"permissions.state_{one.state}"),
            say(f"permissions.how_{one.how}"),
            one.taken_by,
            say(f"purposes.{one.purpose}"),
            one.evidence or "",
        )
        return Row(one.id, words)

    def on_row_list_selected(self, selected: RowList.Selected) -> None:
        """While the decisions are gone through, tell about the one under the cursor."""
        selected.stop()
        one = next((one for one in self.decisions if one.id == selected.row.id), None)
        if one is not None and self.has_class("-decisions"):
            self.query_one(Facts).show(*about_decision(self.subject.name, one, self.known))

    def on_matrix_decided(self) -> None:
        """Enter on a cell records the opposite of what is in force."""
        self.action_edit()

    @background("decide", exclusive=False)
    async def action_edit(self) -> None:
        """Record a refusal where marketing is allowed, a permission where it is not."""
        cell = self.cell
        if cell is None or self._hindered(cell):
            return
        if cell.allowed:
            await self._record(await deciding.refusal(self, self.subject, cell.channel))
        else:
            await self._record(await deciding.permission(self, self.subject, cell, self.card, self.known))

    def _hindered(self, cell: Permission | None) -> bool:
        """Tell why nothing can be recorded here, before anything is asked."""
        hindrance = deciding.hindrance(self.session.purpose, cell)
        if hindrance:
            self.tell(hindrance, bad=True)
        return bool(hindrance)

    @background("decide", exclusive=False)
    async def action_refuse(self) -> None:
        """Record a refusal on every channel of the subject under the cursor."""
        if not self.found or self._hindered(None):
            return
        subject = self.subject
        if all(one.reason == "refused" for one in self.found if one.person == subject.person):
            self.tell(say("permissions.already_refused", name=subject.name))
            return
        await self._record(await deciding.refusal(self, subject))

    async def _record(self, deed: Deed | None) -> None:
        """Record the decision and show what is in force now."""
        if deed is None:
            return
        operation = self.operation(deed)
        self._own.add(str(operation))
        kept = await of_opened(self, deed.subject.customer, partial(deed.recorded, self.session, operation))
        await self._read()
        self.tell(deciding.refused(kept) if isinstance(kept, No) else deed.told, bad=isinstance(kept, No))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to decide to those who may, and to undo to those who may record more than refusals."""
        if action in {"edit", "refuse"}:
            return self.session.purpose != deciding.READS_ONLY
        return self.session.purpose not in {deciding.READS_ONLY, deciding.REFUSES_ONLY} if action == "undo" else True

    @background("decide", exclusive=False)
    async def action_undo(self) -> None:
        """Undo the last own decision at this customer; a refusal stands."""
        undone = await take_back(self, self.card.customer.id, self._own, partial(undo.last, entity="marketing_permission"))
        if undone is not None:
            await self._read()
            self.tell(say("card.undone", moment=shown_moment(undone.at), what=in_words(undone.what)))

    def heard(self, told: dict[str, Any]) -> None:
        """Show what somebody else recorded meanwhile."""
        if told.get("party") == self.card.customer.id and told.get("op") not in self._own:
            self.action_reload()

    def action_history(self) -> None:
        """The subject's decisions over the whole screen, or the matrix again."""
        whole = not self.has_class("-decisions")
        self.set_class(whole, "-decisions")
        (self.listed if whole else self.matrix).focus()
        if whole and self.listed.row is not None:
            self.on_row_list_selected(RowList.Selected(self.listed, self.listed.row))
        else:
            self._show_cell()

    def action_back(self) -> None:
        """From the decisions to the matrix, from the matrix to the card."""
        if self.has_class("-decisions"):
            self.action_history()
        else:
            self.dismiss(None)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.names = names_of(self.card)
        if self.found:
            self._show()
