"""Drafts of what is no customer's, such as a host or a product: kept while one types, found again at the next opening."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from db import desk
from db.desk import Draft
from tui.background import background
from tui.screens.base import No
from tui.screens.keeping import Keeping
from tui.widgets.ask import Confirm
from tui.widgets.form import Changes, Form
from tui.words import say


class Drafting(Keeping):
    """A screen of one form whose typing is kept under ``KIND``; ``about`` tells which one, None a new one."""

    KIND: ClassVar[str]

    def __init__(self, draft: Draft | None = None) -> None:
        """A draft begins with what was typed in it."""
        super().__init__()
        self._begin = draft
        self._draft: UUID = draft.id if draft else uuid4()
        self._kept = draft is not None
        self._ties: dict[str, str] = {}

    @property
    def about(self) -> int | str | None:
        """Which one this is."""
        return None

    async def find_draft(self) -> None:
        """Go on with what was typed the last time and not saved."""
        draft = self._begin
        if draft is None:
            found = await self.ask(desk.drafts(self.session))
            mine = () if isinstance(found, No) else found
            draft = next((one for one in mine if one.kind == self.KIND and one.fields.get("of") == self.about), None)
        if draft is None:
            return
        self._draft, self._kept, self._begin = draft.id, True, None
        fields = cast("dict[str, Any]", draft.fields)
        self._ties |= fields.get("ties", {})
        self.restore(fields.get("changes", {}))

    async def keep_changes(self, changes: Changes) -> bool:
        """Keep what differs from the register, or throw the draft away where nothing does; whether that is done."""
        if not changes:
            return await self.drop_draft()
        content = {"of": self.about, "changes": changes, "ties": self._ties}
        kept = await self.ask(desk.keep_draft(self.session, self._draft, None, self.KIND, self.heading[:200], content))
        self._kept = self._kept or not isinstance(kept, No)
        return not isinstance(kept, No)

    async def drop_draft(self) -> bool:
        """Throw the draft away, whether that is done; the next one has another name."""
        dropped = await self.ask(desk.drop_draft(self.session, self._draft)) if self._kept else None
        self._kept, self._draft = False, uuid4()
        return not isinstance(dropped, No)

    def on_form_left(self, message: Form.Left) -> None:
        """Esc closes the fields; what was typed stays, as a draft."""
        message.stop()
        self.form.read()
        self.refresh_bindings()
        if self.unsaved:
            self.tell(say("card.draft_kept"))
            self.keep()

    def action_save(self) -> None:
        """Save, if nothing is wrong."""
        self.form.submit()

    @background("save")
    async def action_discard(self) -> None:
        """Throw away what was typed and not saved."""
        if not await self.answer_of(Confirm(say("card.confirm_discard"))):
            return
        await self.drop_draft()
        self._ties.clear()
        if self.about is None:
            self.dismiss(None)
        elif await self.read():
            self.tell(say("card.discarded"))

    async def read(self) -> bool:
        """Read what is shown again; whether that was granted."""
        return True
