"""Marks in the list of customers, over a whole search too, and what is done to all that are marked."""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from textual.binding import BindingType

from db import customers, many
from db.customers import Filters
from db.many import Change, Selection
from tui.background import background
from tui.commands import bindings, key_name, offered
from tui.screens import at_work
from tui.screens.base import No, thousands
from tui.screens.files import Files
from tui.screens.merging_marked import MergingMarked
from tui.widgets.notice import Notice
from tui.widgets.rows import RowList
from tui.words import say

MOST: Final = 100_000
"""How many are counted, and changed at once, at most."""

DECIDES: Final = frozenset({"seloste_support", "seloste_relations", "seloste_marketing"})
CHANGES: Final = frozenset({"seloste_billing", "seloste_administration", "seloste_relations"})
ASKS: Final = frozenset({"seloste_relations", "seloste_marketing", "seloste_privacy"})
ACTS: Final = frozenset({"merge", "change_many", "permissions", "audience", "hand_out"})
"""Commands that act on what is marked."""
PURPOSES: Final = {
    "call": frozenset({"seloste_support"}),
    "mark_all": DECIDES | CHANGES | ASKS,
    "permissions": DECIDES,
    "change_many": CHANGES,
    "audience": ASKS,
    "undo": DECIDES | CHANGES,
}
"""Who is offered what; the database decides."""


def _asking():
    """What is asked before an act on many; loaded when it is first wanted."""
    from tui.screens import many_asking

    return many_asking


class Marking(Files, MergingMarked):
    """A list of customers whose rows are marked one by one, or as everything a search and filters find."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("mark_all", "permissions", "change_many", "audience", "undo")]
    _found: int | None = None
    _said_of_marks = ""
    """What was last said of the marks."""

    @property
    def typed(self) -> str:
        """What is searched for."""
        return ""

    @property
    def narrowed(self) -> Filters:
        """What the list is narrowed to."""
        return Filters()

    @property
    def marked_count(self) -> int | None:
        """How many are marked; None while everything is being counted."""
        marks = self.rows.marked
        if not marks.whole:
            return len(marks)
        return None if self._found is None else self._found - len(marks)

    @property
    def marked_in_words(self) -> str:
        """How many are marked, ``""`` for none."""
        if not self.is_mounted or not (count := self.marked_count):
            return say("many.counting") if self.is_mounted and self.rows.marked.whole else ""
        return say("many.marked", count=thousands(count))

    @property
    def selection(self) -> Selection:
        """What is marked."""
        marks = self.rows.marked
        return Selection(frozenset(marks), marks.whole, self.typed, self.narrowed)

    @property
    def handed(self) -> list[tuple[str, str, Selection]]:
        """Those marked, or everybody the list finds."""
        everybody = ("found", say("handing.whom_found"), Selection(whole=True, typed=self.typed, filters=self.narrowed))
        if not self.marked_in_words:
            return [everybody]
        return [("marked", say("handing.whom_marked", count=self._so_many), self.selection), everybody]

    def brought_in(self) -> None:
        """Show the list as it is now."""
        self.rows.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the purpose may do; merging takes two that are marked by themselves."""
        if action in PURPOSES:
            return self.session.purpose in PURPOSES[action]
        if action == "merge" and self.rows.marked.whole:
            return False
        return super().check_action(action, parameters)

    def action_call(self) -> None:
        """Log a call or another contact of the customer under the cursor."""
        if self.rows.row is not None:
            self.app.push_screen(at_work.ContactScreen(self.rows.row.id), lambda told: self.tell(told or ""))  # pyright: ignore[reportUnknownMemberType]

    def on_row_list_marked(self, marked: RowList.Marked) -> None:
        """Show how many are marked, and what can be done with them."""
        marked.stop()
        self._say_marked()

    def _say_marked(self) -> None:
        """Say the keys that act on what is marked, which a narrow footer has no room for, until the marks are gone."""
        self.renew_header()
        notice, said = self.query_one(Notice), ""
        if marked := self.marked_in_words:
            acts = [one for one in offered(cast("Any", self)) if one.enabled and one.command.id in ACTS]
            keys = " · ".join(f"{key_name(one.key)} {one.command.label}" for one in acts)
            said = say("many.marked_keys", marked=marked, keys=keys)
        if said or notice.text == self._said_of_marks:
            self.tell(said)
        self._said_of_marks = notice.text if said else ""

    def spoken_otherwise(self) -> None:
        """Say the keys for what is marked in the other language, too."""
        super().spoken_otherwise()
        if self._said_of_marks:
            self._say_marked()

    def query_changed(self) -> None:
        """Everything that a search found is not what another finds: such a mark goes with its search."""
        if self.rows.marked.whole:
            self.rows.unmark()
            self.tell(say("many.unmarked"))

    def on_input_changed(self) -> None:
        """Another search."""
        self.query_changed()

    def action_mark_all(self) -> None:
        """Mark everything that is found, or take all marks away."""
        rows = self.rows
        if rows.marked.whole:
            rows.unmark()
        elif rows.row is not None:
            self._found = None
            rows.marked.take_all()
            rows.refresh()
            self.refresh_bindings()
            self._say_marked()
            self._count_all(self.typed, self.narrowed)

    @background("count_all")
    async def _count_all(self, typed: str, filters: Filters) -> None:
        """Count what is marked, unless all of it is in the list already."""
        window = self.rows.pager.window
        if window.at_start and window.at_end:
            self._found = len(window.rows)
        else:
            found = await self.ask(customers.count(self.session, typed, filters, MOST))
            self._found = None if isinstance(found, No) else found
        self._say_marked()

    def action_back(self) -> None:
        """Take marks away first, leave then."""
        if self.marked_in_words:
            self.rows.unmark()
        else:
            super().action_back()

    def _is_marked(self) -> bool:
        if not self.marked_in_words:
            self.tell(say("many.mark_first"), bad=True)
        return bool(self.marked_in_words)

    @property
    def _so_many(self) -> str:
        return thousands(self.marked_count or 0)

    @background("asking")
    async def action_permissions(self) -> None:
        """One decision on marketing for all that are marked."""
        if self._is_marked():
            await self._change(await _asking().decision(self, self._so_many))

    @background("asking")
    async def action_change_many(self) -> None:
        """Another status or unit for all that are marked."""
        if self._is_marked():
            await self._change(await _asking().field(self, self._so_many))

    async def _change(self, change: Change | None) -> None:
        if change is not None and await self.answer_of(at_work.ManyScreen(change, self.selection)):
            self.rows.unmark()

    @background("asking")
    async def action_audience(self) -> None:
        """Whom of those marked, or of everybody found, we may market to."""
        channel = await _asking().channel(self, say("many.audience_ask_channel"))
        if channel is None:
            return
        group = await _asking().product_group(self, say("many.audience_ask_group"), say("many.audience_any_group"))
        if group is not None:
            chosen = self.selection if self.marked_in_words else Selection(whole=True, typed=self.typed, filters=self.narrowed)
            await self.answer_of(at_work.AudienceScreen(chosen, channel, group or None))

    @background("asking")
    async def action_undo(self) -> None:
        """Look at the last change of many or import, to undo it."""
        last, brought = await self.ask(many.last(self.session)), await self.last_import()
        if brought and (last is None or isinstance(last, No) or brought.at > last.at):
            await self.look_at(brought)
        elif last is None:
            self.tell(say("many.nothing_to_undo"))
        elif not isinstance(last, No):
            await self.answer_of(at_work.ManyScreen(last.change, Selection(), last))
