"""A few choices, each with a letter that picks it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.form_wrap import clipped
from tui.widgets.signs import sign


def letters_of(choices: Sequence[tuple[str, str]]) -> dict[str, str]:
    """A key for each code: a letter of its label that no other has, else a digit; those that come too late have none."""
    keys: dict[str, str] = {}
    for code, label in choices:
        wanted = [letter for letter in label.casefold() if letter.isalpha() and len(letter) == 1]
        free = next((key for key in (*wanted, *"123456789") if key not in keys), None)
        if free:
            keys[free] = code
    return keys


class Options(Widget, can_focus=True):
    """The choices one below another, with the cursor on one of them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"options--here", "options--key", "options--rest"}
    DEFAULT_CSS = """
    Options {
        & > .options--here { text-style: reverse; }
        & > .options--key { text-style: bold underline; }
    }
    """

    class Picked(Message):
        """A choice is made."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self, choices: Sequence[tuple[str, str]], *, current: str | None = None, letters: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.choices = choices
        self.letters = dict(letters) if letters is not None else letters_of(choices)
        self.at = next((at for at, (code, _) in enumerate(choices) if code == current), 0)
        self.top = 0

    def relabel(self, choices: Sequence[tuple[str, str]], letters: Mapping[str, str] | None = None) -> None:
        """The same choices in other words, the cursor where it is; their letters are others."""
        self.choices = choices
        self.letters = dict(letters) if letters is not None else letters_of(choices)
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the widest choice with its letter."""
        return max((cell_len(label) for _, label in self.choices), default=0) + 6

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line for each choice."""
        return len(self.choices)

    def render_line(self, y: int) -> Strip:
        """One choice: the cursor's sign, its letter, its label."""
        at, width = y + self.top, self.size.width
        if at >= len(self.choices):
            return Strip.blank(width, self.rich_style)
        code, label = self.choices[at]
        letter = next((letter for letter, picked in self.letters.items() if picked == code), " ")
        style = self.get_component_rich_style("options--here" if at == self.at else "options--rest")
        key = self.get_component_rich_style("options--key")
        marker = f"{sign('cursor') if at == self.at else sign('more') if self._goes_on(y) else ' '} "
        return Strip([Segment(marker, style), Segment(letter, style + key), Segment(clipped(f"  {label}", width - 3), style)], width)

    def _goes_on(self, y: int) -> bool:
        """Whether there are more choices than fit beyond this line."""
        return (y == 0 and self.top > 0) or (y == self.size.height - 1 and self.top + y < len(self.choices) - 1)

    def on_key(self, event: events.Key) -> None:
        """Move, or pick."""
        steps = {
            "up": -1,
            "down": 1,
            "home": -len(self.choices),
            "end": len(self.choices),
            "pageup": -self.size.height,
            "pagedown": self.size.height,
        }
        picked = self.letters.get((event.character or "").casefold())
        if event.key in steps:
            self._move(self.at + steps[event.key])
        elif event.key in ("enter", "space") and self.choices:
            self.post_message(self.Picked(self.choices[self.at][0]))
        elif picked is not None:
            self.post_message(self.Picked(picked))
        else:
            return
        event.stop()
        event.prevent_default()

    def _move(self, at: int) -> None:
        self.at = min(max(at, 0), len(self.choices) - 1)
        self.top = min(max(self.top, self.at - self.size.height + 1), self.at)
        self.refresh()
