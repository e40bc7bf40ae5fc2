"""A Textual program with what tries a driver: a long list, typing, a modal, wide and combining characters, both as script and for tests."""

from __future__ import annotations

from random import Random
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input, Label, Static

NAMES = (
    "Äijälä",
    "Öhman",
    "Åkerlund",
    "Virtanen",
    "Mäkelä",
    "Nieminen",
    "山田太郎",
    "Łukasz",
    "Cafe\u0301",
    "김철수",
    "Šárka",
    "Yrjö",
    "😀 Emoji",
    "Hämäläinen",
)
TOWNS = ("Helsinki", "Espoo", "Jyväskylä", "Ylöjärvi", "Ähtäri", "東京", "Turku", "Äänekoski", "Oulu")


class Rows(ScrollView, can_focus=True):
    """A list of any length that draws only the rows in view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "go(1)"),
        Binding("up", "go(-1)"),
        Binding("pagedown", "page(1)"),
        Binding("pageup", "page(-1)"),
        Binding("home", "go(-10000000)"),
        Binding("end", "go(10000000)"),
    ]
    cursor = reactive(0, repaint=False, init=False)

    def __init__(self, count: int, *, plain: bool = False) -> None:
        super().__init__()
        self.count, self.plain = count, plain

    def on_mount(self) -> None:
        self.virtual_size = Size(self.size.width, self.count)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, self.count)

    def action_go(self, by: int) -> None:
        self.cursor = min(max(self.cursor + by, 0), self.count - 1)

    def action_page(self, by: int) -> None:
        self.action_go(by * max(1, self.size.height - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        top = int(self.scroll_offset.y)
        height = self.size.height
        if new < top or new >= top + height:
            self.scroll_to(y=new if new < top else new - height + 1, animate=False, immediate=True)
            self.refresh()
            return
        for row in (old, new):
            self.refresh(Region(0, row - top, self.size.width, 1))

    def text(self, row: int) -> str:
        chance = Random(row)
        name, town = ("Virtanen", "Helsinki") if self.plain else (chance.choice(NAMES), chance.choice(TOWNS))
        return f" {100000 + row}  {name:<16} {town:<14} {chance.choice(('aktiivinen', 'päättynyt'))}  +358 40 {chance.randrange(10**7):07d}"

    def render_line(self, y: int) -> Strip:
        row = y + int(self.scroll_offset.y)
        if row >= self.count:
            return Strip.blank(self.size.width, self.rich_style)
        colour = self.app.theme_variables["primary"] if row == self.cursor else None
        style = self.rich_style + Style(bgcolor=colour, color="white" if colour else None, bold=bool(colour))
        text = self.text(row)
        parts = [Segment(text[:8], style + Style(dim=not colour)), Segment(text[8:], style)]
        return Strip(parts).adjust_cell_length(self.size.width, style)


class Question(ModalScreen[bool]):
    """A modal over half the screen."""

    CSS = """
    Question { align: center middle; }
    Question > Vertical { width: 44; height: 9; border: thick $primary; background: $surface; padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss(True)")]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("Poistetaanko [b]山田[/b] ja [i]Äijälä[/i]?")
            yield Input(placeholder="syy", id="why")


class Book(App[None]):
    """The program: type to search, arrows to walk, ctrl+o for the modal."""

    CSS = """
    #search { height: 1; border: none; }
    #status { height: 1; background: $panel; }
    Rows { height: 1fr; overflow: hidden scroll; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "ask"),
        Binding("ctrl+t", "turn"),
        Binding("ctrl+l", "other_list"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, count: int = 100_000, *, plain: bool = False, **more: object) -> None:
        super().__init__(**more)
        self.count, self.plain = count, plain

    def compose(self) -> ComposeResult:
        yield Input(placeholder="Haku", id="search", compact=True)
        yield Rows(self.count, plain=self.plain)
        yield Static("F1 Ohje  F2 Tallenna  valmis", id="status")

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one(Rows).focus()

    def action_ask(self) -> None:
        if not isinstance(self.screen, Question):
            self.push_screen(Question())

    def action_turn(self) -> None:
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"

    def action_other_list(self) -> None:
        rows = self.query_one(Rows)
        rows.plain = not rows.plain
        rows.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.screen_stack[0].query_one("#status", Static).update(f"haettu {event.value}")


if __name__ == "__main__":
    Book().run()
