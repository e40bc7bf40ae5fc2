"""Typing an extract of the register of associations: number, name, address and its day; who may sign is not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from textual.timer import Timer

from db import desk, values
from db.call import Asked
from db.desk import Draft
from db.errors import SelosteError
from db.sources import associations
from db.sources.associations import Association
from tui.background import background
from tui.screens.base import BaseScreen, No
from tui.screens.card_desk import EXTRACT
from tui.screens.card_fields import checked_by
from tui.screens.keeping import KEEP_AFTER
from tui.widgets.ask_several import AskSeveral
from tui.widgets.form import Changes, Field, Form
from tui.words import joined, say


def is_number(text: str) -> bool:
    """Whether a text is the number of an association, not a business ID or a name."""
    plain = text.replace(".", "").strip()
    return plain.isascii() and plain.isdigit() and len(plain) <= 6 and not plain.startswith("0")


def _town(text: str) -> str:
    associations.address("x", text)
    return text.strip()


def _past(text: str) -> str:
    return values.date_of(text).isoformat()


@dataclass(slots=True)
class Begun:
    """An extract that is being typed: of which customer, None for a new one, what the lines begin with, and what was typed before."""

    customer: int | None
    number: str | None
    name: str | None
    draft: UUID
    changes: Changes
    kept: bool = False

    @property
    def title(self) -> str:
        """What its draft is called."""
        name = self.changes.get("name", {}).get("name") or self.name
        return joined(": ", say("fetching.association"), name or self.number or "")[:200]

    @classmethod
    def of(cls, draft: Draft) -> Begun:
        """What a draft holds."""
        fields = cast("dict[str, Any]", draft.fields)
        return cls(draft.party, fields.get("number"), fields.get("name"), draft.id, fields.get("changes", {}), kept=True)

    async def keep(self, session: Asked) -> bool:
        """Keep what was typed, or throw the draft away where nothing is; whether that is done."""
        if not self.changes:
            return await self.drop(session)
        content = {"number": self.number, "name": self.name, "changes": self.changes}
        try:
            await desk.keep_draft(session, self.draft, self.customer, EXTRACT, self.title, content)
        except SelosteError:
            return False
        self.kept = True
        return True

    async def drop(self, session: Asked) -> bool:
        """Throw the draft away: the extract was saved, or there is nothing in it."""
        try:
            if self.kept:
                await desk.drop_draft(session, self.draft)
        except SelosteError:
            return False
        self.kept = False
        return True


class ExtractScreen(AskSeveral):
    """Its lines, kept half a second after the first key as on a card."""

    def __init__(self, session: Asked, begun: Begun, fields: Sequence[Field]) -> None:
        super().__init__(say("fetching.association"), fields)
        self._asked, self._begun = session, begun
        self._keeping: Timer | None = None
        self._leaves = False

    def begin(self, form: Form) -> None:
        """Go on with what was typed before."""
        if self._begun.changes:
            form.restore(self._begun.changes)

    def on_form_changed(self) -> None:
        """Keep what is typed soon."""
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_AFTER, self.keep)

    @background("draft", exclusive=False)
    async def keep(self) -> None:
        """Keep the draft now."""
        await self.keep_draft()

    async def keep_draft(self) -> bool:
        """Keep what is typed; whether it is kept."""
        self._keeping = None
        self._begun.changes = self.query_one(Form).changes()
        return await self._begun.keep(self._asked)

    def leave(self) -> None:
        """Answer nothing, once what was typed is kept; asked twice also when it cannot be."""
        self._keep_and_leave()

    @background("leaving")
    async def _keep_and_leave(self) -> None:
        if await self.keep_draft() or self._leaves:
            self.dismiss(None)
            return
        self._leaves = True
        self.query_one(Form).tell(say("fetching.extract_not_kept"))

    def answer(self) -> None:
        """Answer what was typed, which is kept until it is saved."""
        self._keep_and_answer()

    @background("leaving")
    async def _keep_and_answer(self) -> None:
        await self.keep_draft()
        super().answer()


async def begun(screen: BaseScreen[Any], customer: int | None, number: str | None, name: str | None = None) -> Begun:
    """What was typed before of the extract of a customer, or of a new one with this number; else a new one."""
    drafts = await screen.ask(desk.drafts(screen.session))
    mine = () if isinstance(drafts, No) else [one for one in drafts if one.kind == EXTRACT and one.party == customer]
    found = next((one for one in mine if customer is not None or one.fields.get("number") == number), None)
    return Begun.of(found) if found else Begun(customer, number, name, uuid4(), {})


async def typed(screen: BaseScreen[Any], begun: Begun, today: date) -> Association | None:
    """The extract, asked line by line in one form; None when the person went back."""
    screen.tell(say("fetching.extract_back") if begun.changes else "")
    given = await screen.answer_of(ExtractScreen(screen.session, begun, _lines(begun.number, begun.name, today)))
    if given is None:
        screen.tell(say("fetching.extract_kept") if begun.kept else "")
        return None
    where = (associations.address(given["street"], given["place"]),) if given["street"] and given["place"] else ()
    return Association(given["number"], given["name"], date.fromisoformat(given["extract"]), where)


def _lines(number: str | None, name: str | None, today: date) -> tuple[Field, ...]:
    lines = (
        ("number", number, values.association_number),
        ("name", name, values.line),
        ("street", None, values.line),
        ("place", None, _town),
        ("extract", today.isoformat(), _past),
    )
    return tuple(
        Field(
            key,
            say(f"fetching.association_{key}"),
            value,
            kind="date" if key == "extract" else "text",
            required=key not in {"street", "place"},
            check=checked_by(check),
        )
        for key, value, check in lines
    )
