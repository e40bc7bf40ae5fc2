"""Hosts: a list by name, with what stands on each; one leads to the host and to the customers a fault of it would hit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from db import rights, services
from db.services import Host
from tui.background import background
from tui.commands import bindings
from tui.screens.base import BaseScreen, No, thousands
from tui.screens.host import HostScreen
from tui.widgets.lines import Lines
from tui.widgets.rows import Column, Row, RowList
from tui.words import say


def columns() -> tuple[Column, ...]:
    """The columns of the list in the language in use."""
    return (
        Column(say("card.field_name"), 1.4, least=20),
        Column(say("card.field_kind"), 17, priority=3),
        Column(say("card.field_runs"), 1.2, least=16, priority=2),
        Column(say("card.field_place"), 14, priority=4),
        Column(say("card.section_services"), 9, priority=1),
        Column(say("card.section_needed_by"), 18, priority=5),
    )


def row_of(host: Host) -> Row:
    """A line of the list."""
    cells = (host.name, say(f"card.host_{host.kind}"), host.runs or "", host.place or "", thousands(host.services), thousands(host.hosts))
    state = "" if host.state == "in_use" else say(f"card.host_{host.state}")
    return Row(host.id, (f"{host.name} ({state})" if state else host.name, *cells[1:]), dim=host.state == "retired")


class HostsScreen(BaseScreen[None]):
    """Every host there is: they are hundreds at most."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new", "reload")]

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self._may_add = False

    def body(self) -> Iterable[Widget]:
        """The list."""
        yield Lines(columns(), empty=say("card.no_hosts"), id="hosts")

    @property
    def heading(self) -> str:
        """The title."""
        return say("commands.hosts")

    @property
    def rows(self) -> Lines:
        """The list."""
        return self.query_one(Lines)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.rows.restart()
        self.rows.focus()
        self._ask_rights()

    @background("rights")
    async def _ask_rights(self) -> None:
        found = await self.ask(rights.of(self.session))
        self._may_add = not isinstance(found, No) and found.writes("host")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a new host where the purpose may write one."""
        return self._may_add if action == "new" else super().check_action(action, parameters)

    def on_screen_resume(self) -> None:
        """See what was done meanwhile."""
        self.action_reload()

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved a host."""
        if told.get("host") is not None and self.is_current:
            self.action_reload()

    def action_reload(self) -> None:
        """Ask again."""
        if self.rows.pager.answered:
            self.rows.reload()

    def spoken_otherwise(self) -> None:
        """Say everything in the other language."""
        super().spoken_otherwise()
        self.rows.columns, self.rows.empty = columns(), say("card.no_hosts")
        self.action_reload()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Ask for all of them."""
        wanted.stop()
        self._fetch(wanted)

    @background("hosts")
    async def _fetch(self, wanted: RowList.Wanted) -> None:
        found = await self.ask(services.hosts(self.session))
        if isinstance(found, No):
            wanted.rows.unanswered(wanted.request)
            return
        wanted.rows.supply(wanted.request, [row_of(host) for host in found], at_end=True)
        wanted.rows.show(thousands(len(found)))

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open the host."""
        opened.stop()
        self.app.push_screen(HostScreen(opened.row.id))  # pyright: ignore[reportUnknownMemberType]

    def action_new(self) -> None:
        """Enter a new host."""
        self.app.push_screen(HostScreen(None))  # pyright: ignore[reportUnknownMemberType]
