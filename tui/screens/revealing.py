"""The one place that shows a personal identity code, for a moment."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tui.words import say

SECONDS: Final = 20


class Secret(Widget):
    """Draws a code; no repr, message or style of it holds the code."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Secret { height: 1; width: 1fr; text-style: bold; }
    """

    def __init__(self, code: str) -> None:
        super().__init__()
        self.__code = code

    def forget(self) -> None:
        """Hold the code no longer."""
        self.__code = ""

    def render_line(self, y: int) -> Strip:
        """The code."""
        return Strip([Segment(f"  {self.__code}", self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)


class Revealed(ModalScreen[None]):
    """Any key closes it; so does time, since a colleague may walk by."""

    DEFAULT_CSS = """
    Revealed { align: center middle; background: transparent; }
    Revealed > Vertical { width: 46; height: 7; border: solid ansi_cyan; padding: 0 1; background: ansi_default; }
    Revealed Static { height: 1; width: 1fr; }
    Revealed .revealed--name { text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, name: str, code: str, seconds: float = SECONDS) -> None:
        """``name`` is whose code it is."""
        super().__init__()
        self._whose, self._secret, self._seconds = name, Secret(code), seconds

    def compose(self) -> ComposeResult:
        """Whose, the code, and how it goes away."""
        with Vertical():
            yield Static(self._whose, classes="revealed--name", markup=False)
            yield Static("")
            yield self._secret
            yield Static("")
            yield Static(say("people.goes_away", seconds=round(self._seconds)), markup=False)

    def on_mount(self) -> None:
        """Begin to count."""
        self.set_timer(self._seconds, self.close_it)

    def on_key(self, event: events.Key) -> None:
        """Any key closes."""
        event.stop()
        self.close_it()

    def on_click(self) -> None:
        """The mouse does too."""
        self.close_it()

    def close_it(self) -> None:
        """Forget the code and close."""
        self._secret.forget()
        self.dismiss(None)
