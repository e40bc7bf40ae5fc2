"""One line that names the keys of what has the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.commands import ALWAYS, Offer, key_name, offered, run

BETWEEN = "  "


def named(offers: Sequence[Offer], width: int) -> list[Offer]:
    """The commands that fit on a line: the latest in order go first, but destructive ones, help and quit never do."""
    kept = [offer for offer in offers if offer.command.shown and offer.enabled]
    free = [offer for offer in kept if not offer.command.destructive and offer.command.id not in ALWAYS]
    while free and sum(_cells(offer) for offer in kept) > width:
        kept.remove(free.pop())
    return kept


def _cells(offer: Offer) -> int:
    return cell_len(key_name(offer.key)) + cell_len(offer.command.label) + 1 + len(BETWEEN)


class Footer(Widget):
    """Draws the offers of the focused scope; a click on one runs it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Footer { dock: bottom; height: 1; }
    Footer > .footer--key { text-style: bold; }
    Footer > .footer--label { text-style: none; }
    Footer > .footer--destructive { text-style: bold underline; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--label", "footer--destructive"}

    def __init__(self) -> None:
        super().__init__()
        self._offers: list[Offer] = []
        self._drawn: tuple[tuple[str, str], ...] = ()

    def on_mount(self) -> None:
        """Follow the focus and the rights of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)  # pyright: ignore[reportUnknownMemberType]
        self.renew()

    def on_resize(self) -> None:
        """Name as many as the new width has room for."""
        self.renew()

    def renew(self) -> None:
        """Look again at what is offered, and repaint if the line would differ."""
        self._offers = named(offered(self.screen), self.size.width)
        drawn = tuple((key_name(offer.key), offer.command.label) for offer in self._offers)
        if drawn != self._drawn:
            self._drawn = drawn
            self.refresh()

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        if self.is_attached:
            self.renew()

    def render_line(self, y: int) -> Strip:
        """The line of keys and labels."""
        label = self.get_component_rich_style("footer--label")
        segments: list[Segment] = []
        for offer in self._offers:
            style = self.get_component_rich_style("footer--destructive" if offer.command.destructive else "footer--key")
            segments += [Segment(" ", label), Segment(key_name(offer.key), style), Segment(" ", label)]
            segments += [Segment(offer.command.label, style if offer.command.destructive else label), Segment(" ", label)]
        return Strip(segments).adjust_cell_length(self.size.width, label)

    async def on_click(self, event: events.Click) -> None:
        """Run the command under the mouse."""
        at = 0
        for offer in self._offers:
            at += _cells(offer)
            if event.x < at:
                await run(offer)
                return
