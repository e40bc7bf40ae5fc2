"""The draft of a card: kept on the server while one types, found again at the next opening."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, cast
from uuid import UUID, uuid4

from db import desk
from db.call import Asked
from db.desk import Draft
from tui.widgets.form import Changes

EXTRACT: Final = "association_extract"
"""The kind of a draft that is an extract of the register of associations, of a customer or a new one."""


@dataclass(slots=True)
class CardDraft:
    """What was typed in one card; ``ties`` tell which person a new row belongs to, ``kind`` the kind of a new customer."""

    id: UUID = field(default_factory=uuid4)
    kept: bool = False
    ties: dict[str, str] = field(default_factory=dict[str, str])
    kind: str = "person"

    def content(self, changes: Changes) -> dict[str, Any]:
        """What is kept."""
        return {"changes": changes, "ties": self.ties, "kind": self.kind}

    def circle_of(self, item: str) -> tuple[str, ...]:
        """The items of a new person, who is edited as a whole; none for others."""
        person = self.ties.get(item, item.removeprefix("person:"))
        tied = [each for each, of in self.ties.items() if of == person]
        return (f"person:{person}", *tied) if tied else ()

    @classmethod
    def of(cls, draft: Draft) -> tuple[CardDraft, Changes]:
        """A draft that was kept, and what was typed in it."""
        fields = cast("dict[str, Any]", draft.fields)
        return cls(draft.id, kept=True, ties=fields.get("ties", {}), kind=fields.get("kind", "person")), fields.get("changes", {})


async def keep(session: Asked, draft: CardDraft, customer: int | None, title: str, changes: Changes) -> None:
    """Keep what was typed; when nothing differs any more the draft goes."""
    if changes:
        await desk.keep_draft(session, draft.id, customer, "card", title[:200], draft.content(changes))
        draft.kept = True
    elif draft.kept:
        await drop(session, draft)


async def drop(session: Asked, draft: CardDraft) -> None:
    """Throw the draft away; the next one has another name."""
    if draft.kept:
        await desk.drop_draft(session, draft.id)
    draft.kept, draft.id = False, uuid4()


async def of_customer(session: Asked, customer: int) -> Draft | None:
    """The newest own draft of a customer's card."""
    return next((draft for draft in await desk.drafts(session) if draft.party == customer and draft.kind == "card"), None)
