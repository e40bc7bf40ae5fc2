"""Hosts: a list by name, with what stands on each; one leads to the host and to the customers a fault of it would hit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from db import hosts, services
from db.rights import Rights
from db.services import Host
from db.undo import Undone
from tui.screens.base import No, thousands
from tui.screens.host import HostScreen
from tui.screens.whole_list import WholeList
from tui.widgets.rows import Column, Row, RowList
from tui.words import say


def row_of(host: Host) -> Row:
    """A line of the list."""
    cells = (host.name, say(f"card.host_{host.kind}"), host.runs or "", host.place or "", thousands(host.services), thousands(host.hosts))
    state = "" if host.state == "in_use" else say(f"card.host_{host.state}")
    return Row(host.id, (f"{host.name} ({state})" if state else host.name, *cells[1:]), dim=host.state == "retired")


class HostsScreen(WholeList):
    """Every host there is: they are hundreds at most."""

    TOLD: ClassVar[str] = "host"

    def columns(self) -> tuple[Column, ...]:
        """Name, what it is, and what stands on it."""
        return (
            Column(say("card.field_name"), 1.4, least=20),
            Column(say("card.field_kind"), 17, priority=3),
            Column(say("card.field_runs"), 1.2, least=16, priority=2),
            Column(say("card.field_place"), 14, priority=4),
            Column(say("card.section_services"), 9, align="right", priority=1),
            Column(say("card.section_needed_by"), 18, align="right", priority=5),
        )

    @property
    def empty(self) -> str:
        """There is none."""
        return say("card.no_hosts")

    @property
    def kept(self) -> str:
        """The title."""
        return say("commands.hosts")

    async def found(self) -> Sequence[Row] | No:
        """The hosts."""
        found = await self.ask(services.hosts(self.session))
        return found if isinstance(found, No) else [row_of(host) for host in found]

    def may_add(self, found: Rights) -> bool:
        """Who writes services writes hosts."""
        return found.writes("host")

    async def taken_back(self, operation: UUID, *, redo: bool) -> Undone | No:
        """The last own change of any host undone, or that taken back; one that is there is opened first."""
        answer = await self.ask(hosts.undo(self.session, operation, None, redo=redo))
        if not (isinstance(answer, No) and answer.error.code == "not_open" and isinstance(number := answer.error.facts.get("host"), int)):
            return answer
        opened = await self.ask(hosts.open_host(self.session, number))
        return opened if isinstance(opened, No) else await self.ask(hosts.undo(self.session, operation, None, redo=redo))

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open the host."""
        opened.stop()
        self.app.push_screen(HostScreen(opened.row.id))  # pyright: ignore[reportUnknownMemberType]

    def action_new(self) -> None:
        """Enter a new host."""
        self.app.push_screen(HostScreen(None))  # pyright: ignore[reportUnknownMemberType]
