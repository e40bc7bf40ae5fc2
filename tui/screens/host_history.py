"""What was changed of a host, what it needs and its persons, newest first."""

from __future__ import annotations

from db import hosts
from db.audit import Entry
from db.hosts import WholeHost
from tui.screens.base import No
from tui.screens.history import HistoryScreen


class HostHistoryScreen(HistoryScreen):
    """Read only: what was one's own is undone at the host."""

    def __init__(self, whole: WholeHost) -> None:
        """The host, opened."""
        persons = {person.id: f"{person.given_names} {person.family_name}" for person in whole.persons}
        super().__init__(whole.host.id, whole.host.name, persons)

    @property
    def may_see_reads(self) -> bool:
        """Who opened a host is in the read log under its name."""
        return False

    async def older(self, before: int | None) -> tuple[Entry, ...] | No:
        """Changes before one, the newest first; the host is opened again where it has closed."""
        answer = await self.ask(hosts.history(self.session, self.customer, before))
        if isinstance(answer, No) and answer.error.code == "not_open":
            await self.ask(hosts.open_host(self.session, self.customer))
            answer = await self.ask(hosts.history(self.session, self.customer, before))
        return answer
