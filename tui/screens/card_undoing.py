"""Undoing on a card: the last own change goes by one key, what was typed and not saved stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any, Final, cast
from uuid import UUID

from db import undo
from db.call import Asked
from db.errors import SelosteError
from db.undo import Touched, Undone
from tui.background import background
from tui.screens.base import BaseScreen, No, shown_moment
from tui.screens.card_editing import CardEditing
from tui.screens.history_words import ORDER, UNTOLD, entity_name, label
from tui.screens.opened import of_opened
from tui.words import say, spoken

OF_PERSON: Final = ("person_role", "contact_point", "marketing_permission")
OF_PARTY: Final = (*OF_PERSON, "person", "party_name", "identifier", "address")
IMPLIED: Final = {
    **{("person", act): tuple((entity, act) for entity in OF_PERSON) for act in ("insert", "delete")},
    ("party", "insert"): tuple((entity, "insert") for entity in OF_PARTY),
}
"""What comes and goes with a person or a customer, and need not be told beside them."""

Undoing = Callable[[Asked, UUID, int], Awaitable[Undone]]


def touched(rows: list[dict[str, Any]]) -> tuple[Touched, ...]:
    """The rows of an operation as a timeline tells them."""
    return tuple(Touched(row["entity"], row["id"], row["act"], tuple(row["fields"])) for row in rows)


@spoken
def in_words(what: tuple[Touched, ...]) -> str:
    """What an operation did, a row at a time: ``osoite (katu, nro), henkilö lisätty``."""
    implied = {row for one in what for row in IMPLIED.get((one.entity, one.act), ())}
    implied |= {("party_name", act) for one in what for act in ("insert", "delete") if one.entity == "party" and "name" in one.fields}
    told = Counter(_of_row(one) for one in what if (one.entity, one.act) not in implied)
    return ", ".join(text if times == 1 else f"{times} × {text}" for text, times in told.items())


def _of_row(one: Touched) -> str:
    if one.act != "update":
        return say(f"audit.{one.act}", entity=entity_name(one.entity))
    fields = [field for field in ORDER if field in one.fields and field not in UNTOLD] or list(one.fields)
    return f"{entity_name(one.entity)} ({', '.join(label(field, one.entity).lower() for field in fields)})"


@spoken
def refused(error: SelosteError) -> str:
    """Who changed what since, when that is what stands against it; otherwise nothing."""
    facts = cast("dict[str, Any]", error.facts)
    if error.code != "undo_changed_since" or not facts.get("by"):
        return ""
    touched = Touched(facts["entity"], "", "update", tuple(facts["fields"]))
    what = _of_row(touched) if touched.fields else entity_name(touched.entity)
    return say("card.undo_changed", by=facts["by"], moment=shown_moment(datetime.fromisoformat(facts["at"])), what=what)


def said_of(screen: BaseScreen[Any], answer: Undone | No, *, redo: bool) -> str:
    """What was undone or redone, in a sentence; what stands against it is told instead, and nothing comes back."""
    if isinstance(answer, No):
        if refused(answer.error):
            screen.tell(refused(answer.error), bad=True)
        return ""
    return say("card.redone" if redo else "card.undone", moment=shown_moment(answer.at), what=in_words(answer.what))


async def take_back(screen: BaseScreen[Any], customer: int, own: set[str], undoing: Undoing) -> Undone | None:
    """Undo or redo at a customer; what stands against it is told, and None comes back. ``own`` learns the operation."""
    operation = screen.operation(customer, repr(undoing))
    own.add(str(operation))
    screen.work.state("saving")
    answer = await of_opened(screen, customer, partial(undoing, screen.session, operation, customer))
    screen.work.state("")
    if not isinstance(answer, No):
        return answer
    if refused(answer.error):
        screen.tell(refused(answer.error), bad=True)
    return None


class CardUndoing(CardEditing):
    """The last own change undone, again the one before, and redone."""

    def action_undo(self) -> None:
        """Undo the last own change of this customer."""
        self._take_back(undo.last, "card.undone")

    def action_redo(self) -> None:
        """Take the last undoing back."""
        self._take_back(undo.redo, "card.redone")

    @background("save")
    async def _take_back(self, undoing: Undoing, told: str) -> None:
        answer = await take_back(self, self.customer or 0, self._own, undoing)
        if answer is None:
            return
        words = say(told, moment=shown_moment(answer.at), what=in_words(answer.what))
        if answer.gone:
            self._leave(words)
            return
        if await self._read(saved={}):
            self.tell(words)

    def _leave(self, words: str) -> None:
        """The customer is gone: say so where the person comes back to."""
        self.dismiss(None)
        below = self.app.screen  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if isinstance(below, BaseScreen):
            cast("BaseScreen[Any]", below).tell(words)
