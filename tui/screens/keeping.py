"""What is typed in a form is never lost: kept on the server half a second after the first key, and put back over what is shown."""

from __future__ import annotations

from typing import Final

from textual.timer import Timer

from tui.background import background
from tui.screens.base import BaseScreen
from tui.screens.card_saving import typed_rows
from tui.widgets.form import Changes, Form
from tui.words import say

KEEP_AFTER: Final = 0.5


class Keeping(BaseScreen[None]):
    """A screen of one form; ``keep_changes`` and ``add_again`` say what a draft of it is."""

    def __init__(self) -> None:
        """Nothing is typed yet."""
        super().__init__()
        self._keeping: Timer | None = None

    @property
    def form(self) -> Form:
        """What is typed in."""
        return self.query_one(Form)

    @property
    def unsaved(self) -> bool:
        """Whether anything was typed and not saved."""
        return bool(typed_rows(self.form.changes()))

    async def keep_changes(self, changes: Changes) -> bool:
        """Keep what differs from the register, or throw the draft away where nothing does; whether that is done."""
        raise NotImplementedError

    def add_again(self, entity: str, number: int) -> None:
        """Add a row that was added before, as it was then."""

    def renew_offer(self) -> None:
        """Let the footer follow what is typed."""
        self.refresh_bindings()

    def restore(self, changes: Changes) -> None:
        """Put typed values back, new rows first."""
        for item in sorted(changes, key=lambda item: not item.startswith("person:")):
            entity, _, number = item.partition(":new")
            if number.isdigit() and not any(placed.id == item for _, placed in self.form.record.placed()):
                self.add_again(entity, int(number))
        homeless = self.form.restore(changes)
        self.renew_offer()
        self.tell(say("card.draft_back_partly") if homeless else say("card.draft_back"), bad=bool(homeless))

    def on_form_changed(self) -> None:
        """Keep what is typed, half a second after the first key that is not kept yet, however long the typing goes on."""
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_AFTER, self.keep)
        self.renew_offer()

    @background("draft", exclusive=False)
    async def keep(self) -> None:
        """Keep the draft now."""
        await self.keep_draft()

    async def keep_draft(self) -> bool:
        """Keep what differs from the register, whether that is done; called as well when the line drops."""
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        elif not self.unsaved:
            return True
        return await self.keep_changes(typed_rows(self.form.changes()))

    def action_back(self) -> None:
        """Go back once what was typed is kept."""
        self._keep_and_leave()

    @background("leaving")
    async def _keep_and_leave(self) -> None:
        if await self.keep_draft():
            self.dismiss(None)
        else:
            self.tell(say("card.not_kept"), bad=True)
