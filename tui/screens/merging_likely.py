"""Merging from a card: which customer looks like the opened one, and the two side by side."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from db import duplicates
from tui.screens.base import BaseScreen, No
from tui.screens.duplicates import DuplicatesScreen
from tui.screens.merging import Done, MergeScreen
from tui.words import say


class LikelyScreen(DuplicatesScreen):
    """Enter answers the customer to merge, Esc None."""

    QUESTION: ClassVar[Literal["likely", "likely_of"]] = "likely_of"
    KEYS: ClassVar[Literal["keys", "keys_of"]] = "keys_of"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to save here."""
        return action != "save" and super().check_action(action, parameters)


async def merge_likely(screen: BaseScreen[Any], customer: int, own: set[str]) -> Done | None:
    """Ask which one is the opened customer too, and merge the two, by an operation that ``own`` learns; None when nothing was done."""
    found = await screen.ask(duplicates.of_opened(screen.session, customer))
    if isinstance(found, No):
        return None
    if not found:
        screen.tell(say("merging.none_likely"))
        return None
    chosen = await screen.answer_of(LikelyScreen(found))
    if not isinstance(chosen, int):
        return None
    return await screen.answer_of(MergeScreen(customer, chosen, own=own))
