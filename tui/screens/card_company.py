"""Who else edits the customer of a card: shown in its head while they do, and told to them while one edits oneself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from db import editing
from db.customers import Card
from db.editing import Editor
from tui.background import background
from tui.screens.base import No
from tui.screens.card_undoing import CardUndoing
from tui.screens.opened import of_opened
from tui.widgets.columns import cut
from tui.widgets.header import Header
from tui.words import say

NAME: Final = 16
"""Cells for a first name in the head."""


def in_words(others: Sequence[Editor]) -> str:
    """``Mikko muokkaa``, or how many do; one who edits in two windows is one."""
    people = list(dict.fromkeys(other.person for other in others))
    if not people:
        return ""
    return say("card.edits", name=cut(people[0].split()[0], NAME)) if len(people) == 1 else say("card.several_edit", count=len(people))


class CardCompany(CardUndoing):
    """A hint and no more: nobody is kept from editing, and a save that meets another's is merged field by field."""

    _declared = False
    """Whether one has said that one edits."""

    def renew_offer(self) -> None:
        """Say as well when editing begins or ends."""
        super().renew_offer()
        self._declare()

    def show(self, card: Card) -> None:
        """Show a card, and to those who may edit it, who does so now."""
        super().show(card)
        self._declare()
        self._look_again()

    def heard_editing(self, told: dict[str, Any]) -> None:
        """Look again when it is this customer."""
        if told.get("party") == self.customer:
            self._look_again()

    def spoken_otherwise(self) -> None:
        """Say who edits in the other language, too."""
        super().spoken_otherwise()
        self._look_again()

    def line_is_back(self) -> None:
        """Say again that one edits: what was said went with the line."""
        if self._declared:
            self._tell(begins=True)

    def _declare(self) -> None:
        edits = self.form.editing and self.customer is not None
        if edits != self._declared:
            self._declared = edits
            self._tell(begins=edits)

    @background("company-told")
    async def _tell(self, *, begins: bool) -> None:
        customer = self.customer or 0
        if begins:
            await of_opened(self, customer, partial(editing.begin, self.session, customer))
        else:
            await self.ask(editing.end(self.session, customer))

    def _look_again(self) -> None:
        if self.card is not None and "editors" in self.rights.acts:
            self._look()

    @background("company")
    async def _look(self) -> None:
        """Show who edits, and as long as somebody does, wait for one whose session dies without a word."""
        waited: set[int] = set()
        while True:
            found = await self.ask(editing.others(self.session, self.customer or 0))
            others = () if isinstance(found, No) else found
            self.query_one(Header).company = in_words(others)
            backend = next((other.backend for other in others if other.backend not in waited), None)
            if backend is None:
                return
            is_gone = await editing.gone(self.session, backend)
            if is_gone is not False:
                waited.add(backend)

    async def on_unmount(self) -> None:
        """Whoever leaves the card edits it no more."""
        if self._declared and self.work.session is not None:
            await self.ask(editing.end(self.session, self.customer or 0))
