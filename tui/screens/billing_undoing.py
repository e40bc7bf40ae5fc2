"""Undoing on the screens of billing: the last own change of the customer goes by one key, as on its card."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from db import undo
from tui.background import background
from tui.screens.base import BaseScreen, No, shown_moment
from tui.screens.card_undoing import Undoing, in_words, refused
from tui.screens.opened import of_opened
from tui.words import say

ACTS: Final = {
    "payment": "record_payment",
    "undo": "undo",
    "redo": "redo",
    "remind": "note_reminder",
    "dispute": "open_dispute",
    "credit": "credit_invoice",
    "revoke": "unmatch_payment",
}
"""What each command asks of the register, and is offered by."""


class BillingUndoing(BaseScreen[None]):
    """A screen about one customer's billing: it says what was undone and shows what is so now."""

    def __init__(self, customer: int, own: set[str], acts: frozenset[str]) -> None:
        """Operations of this program are added to ``own``, by which it knows them; ``acts`` are what the purpose may do."""
        super().__init__()
        self.customer, self.own, self.acts = customer, own, acts

    def renewed(self) -> None:
        """Show what is so now."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the purpose may do: billing changes, data protection reads."""
        return action not in ACTS or ACTS[action] in self.acts

    def action_undo(self) -> None:
        """Undo the last own change of this customer."""
        self._take_back(undo.last, "card.undone")

    def action_redo(self) -> None:
        """Take the last undoing back."""
        self._take_back(undo.redo, "card.redone")

    @background("save")
    async def _take_back(self, undoing: Undoing, told: str) -> None:
        operation = self.operation(repr(undoing))
        self.own.add(str(operation))
        answer = await of_opened(self, self.customer, partial(undoing, self.session, operation, self.customer))
        if isinstance(answer, No):
            if refused(answer.error):
                self.tell(refused(answer.error), bad=True)
            return
        self.renewed()
        self.tell(say(told, moment=shown_moment(answer.at), what=in_words(answer.what)))

    def action_reload(self) -> None:
        """Ask again."""
        self.renewed()

    def heard(self, told: dict[str, Any]) -> None:
        """Show what somebody else saved."""
        if told.get("party") == self.customer and told.get("op") not in self.own and self.is_current:
            self.renewed()
