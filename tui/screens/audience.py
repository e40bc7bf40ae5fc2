"""Whom may we market to about something, and why not the others."""

from __future__ import annotations

from db import many
from db.many import Outcome, Selection
from tui.background import background
from tui.screens.base import No, thousands
from tui.screens.many_asking import known_groups
from tui.screens.outcomes import OutcomesScreen
from tui.screens.permission_words import Known
from tui.widgets.signs import sign
from tui.words import say


class AudienceScreen(OutcomesScreen[None]):
    """Reasons for and against with how many each concerns; Enter goes to their names, and from a name to its card."""

    def __init__(self, selection: Selection, channel: str, product_group: str | None) -> None:
        """``product_group`` None: something outside the groups of similar products."""
        super().__init__()
        self.selection, self.channel, self.product_group = selection, channel, product_group
        self._known = Known()

    @property
    def heading(self) -> str:
        """The title."""
        return say("many.audience_title")

    @property
    def asked(self) -> str:
        """The channel and the products."""
        group = self._known.group(self.product_group) or say("many.audience_any_group")
        return f"{say(f'permissions.by_{self.channel}').capitalize()} {sign('dot')} {group}"

    def said(self, outcome: Outcome) -> str:
        """Whether they may be marketed to, and why."""
        return f"{say('many.may' if outcome.may else 'many.may_not')}: {say(f'many.audience_{outcome.code}')}"

    def on_mount(self) -> None:
        """Ask at once."""
        self.outcomes.focus()
        self._begin()

    @background("audience")
    async def _begin(self) -> None:
        self._known = await known_groups(self) or Known()
        self.tell(say("many.audience_asking"))
        told = await self.ask(many.audience(self.session, self.selection, self.channel, self.product_group))
        if not isinstance(told, No):
            self.show(told)
            self.tell(self._told())

    def _told(self) -> str:
        outcomes = self.told.outcomes if self.told else ()
        if not outcomes:
            return say("many.audience_nobody")
        may = sum(each.count for each in outcomes if each.may)
        return say("many.audience_told", may=thousands(may), may_not=thousands(sum(each.count for each in outcomes) - may))

    def action_back(self) -> None:
        """From the names to the reasons, from the reasons to the list."""
        if self.names.has_focus:
            self.outcomes.focus()
        else:
            self.dismiss(None)

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        if self.told:
            self.tell(self._told())
