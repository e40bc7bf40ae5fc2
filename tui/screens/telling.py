"""Noting that a person was told that their data are kept, GDPR 14: when, and how."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from db.customers import Person
from db.records import Change
from tui.screens.base import BaseScreen, No
from tui.screens.card_fields import TOLD_HOW
from tui.screens.card_reading import today
from tui.widgets.ask import Choose
from tui.words import say

Saving = Callable[[UUID, list[Change]], Awaitable[object]]


async def note_told(screen: BaseScreen[Any], persons: Sequence[Person], wanted: int | None, save: Saving, own: set[str]) -> bool:
    """Ask how the person wanted, or the only one who was not told, was told, and save it as of today; whether anything was saved."""
    untold = [one for one in persons if one.told_on is None]
    person = next((one for one in persons if one.id == wanted), untold[0] if wanted is None and len(untold) == 1 else None)
    if person is None or person.told_on is not None:
        screen.tell(say("card.told_nobody" if person is None else "card.told_already"), bad=True)
        return False
    how = await screen.answer_of(Choose(say("card.how_told"), [(how, say(f"card.told_{how}")) for how in TOLD_HOW]))
    if how is None:
        return False
    operation = screen.operation(person.id, person.version, how)
    own.add(str(operation))
    change = Change("person", {"told_on": today().isoformat(), "told_how": how}, person.id, person.version)
    return not isinstance(await save(operation, [change]), No)
