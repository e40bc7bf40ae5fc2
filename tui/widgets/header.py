"""One line that says where one is, under which purpose, and whether what was typed is safe."""

from __future__ import annotations

from typing import ClassVar, Literal

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.columns import cut, fit
from tui.widgets.signs import sign
from tui.words import say

State = Literal["", "connecting", "cut", "reading", "saving", "saved", "draft"]
SHORTEN = (("product", 0), ("units", 8), ("login", 10), ("heading", 10), ("units", 0), ("login", 0), ("heading", 0))
"""Which part gives way first on a narrow screen, and down to how many cells."""


class Header(Widget):
    """Whatever gives way on a narrow screen, the purpose, the state and who else is here stay."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Header { dock: top; height: 1; }
    Header > .header--text { text-style: none; }
    Header > .header--purpose { text-style: bold reverse; }
    Header > .header--state { text-style: bold; }
    Header > .header--cut { text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"header--text", "header--purpose", "header--state", "header--cut"}

    heading: reactive[str] = reactive("", init=False)
    """The screen's title."""
    purpose: reactive[str] = reactive("", init=False)
    """The purpose in words."""
    units: reactive[tuple[str, ...]] = reactive[tuple[str, ...]](tuple, init=False)
    """The units whose customers this login sees."""
    login: reactive[str] = reactive("", init=False)
    """Who is logged in."""
    company: reactive[str] = reactive("", init=False)
    """Who else is at the same thing."""
    state: reactive[State] = reactive[State]("", init=False)
    """What is happening to the connection or to what was typed."""

    def render_line(self, y: int) -> Strip:
        """Product, title and purpose; units and login; at the right end who else is here and the state."""
        width = self.size.width
        state, company = self._state_text(), self._company_text()
        end = cell_len(state) + cell_len(company)
        purpose = cut(f" {self.purpose} ", max(0, width - end)) if self.purpose else ""
        parts = self._parts(width - end - cell_len(purpose) - 4)
        left = f" {_joined(parts['product'], parts['heading'])} ".lstrip() if self.purpose else _joined(parts["product"], parts["heading"])
        return self._strip(f" {left}", purpose, f" {_joined(parts['units'], parts['login'])}", company, state)

    def _strip(self, left: str, purpose: str, right: str, company: str, state: str) -> Strip:
        width = self.size.width
        text, bold = self.get_component_rich_style("header--text"), self.get_component_rich_style("header--purpose")
        marked = self.get_component_rich_style("header--cut" if self.state == "cut" else "header--state")
        room = max(0, width - cell_len(left) - cell_len(purpose) - cell_len(company) - cell_len(state))
        segments = [Segment(left, text), Segment(purpose, bold), Segment(fit(right, room) + company, text), Segment(state, marked)]
        return Strip(segments).adjust_cell_length(width, text)

    def _company_text(self) -> str:
        return f" {sign('dot')} {self.company} " if self.company else ""

    def _state_text(self) -> str:
        if not self.state:
            return ""
        warning = f"{sign('warning')} " if self.state == "cut" else ""
        return f" {warning}{say(f'common.state_{self.state}')} "

    def _parts(self, room: int) -> dict[str, str]:
        """The parts besides purpose and state, cut to ``room`` cells in all."""
        parts = {"product": say("common.product"), "heading": self.heading, "units": ", ".join(self.units), "login": self.login}
        for name, least in SHORTEN:
            excess = sum(cell_len(part) + 3 for part in parts.values() if part) - 3 - room
            if excess > 0 and name == "product":
                parts[name] = ""
            elif excess > 0:
                parts[name] = cut(parts[name], max(least, cell_len(parts[name]) - excess))
        return parts


def _joined(*parts: str) -> str:
    return f" {sign('dot')} ".join(part for part in parts if part)
