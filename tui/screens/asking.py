"""Short questions over a screen: one choice by a letter, or one line of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.commands import bindings
from tui.screens.base import BaseScreen
from tui.widgets.rows import Column, Row, RowList
from tui.words import say

Check = Callable[[str], str]
"""What is wrong with a text, "" when nothing is."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its value, the letter that picks it, and its words."""

    value: str
    letter: str
    label: str


def never_wrong(_text: str) -> str:
    """Every text will do."""
    return ""


class _Asking(ModalScreen["str | None"]):
    """A panel at the foot of the screen, so that what is asked about stays in view."""

    DEFAULT_CSS = """
    _Asking { align: center bottom; background: transparent; }
    _Asking > Vertical { width: 100%; max-width: 110; height: auto; max-height: 80%; border: solid $primary; padding: 0 1; }
    _Asking > Vertical { background: ansi_default; }
    _Asking Static { height: auto; width: 1fr; }
    _Asking .asking--question { text-style: bold; }
    _Asking RowList { height: auto; max-height: 12; }
    _Asking Input { border: none; height: 1; padding: 0; background: ansi_default; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("back")]

    def action_back(self) -> None:
        """Answer nothing."""
        self.dismiss(None)


class Choosing(_Asking):
    """A letter picks at once; arrows and Enter do too."""

    def __init__(self, question: str, options: Sequence[Option], told: str = "") -> None:
        """``told`` stands between the question and the options."""
        super().__init__()
        self._question, self._options, self._told = question, options, told

    def compose(self) -> ComposeResult:
        """The question, the options, what the keys do."""
        with Vertical():
            yield Static(self._question, classes="asking--question", markup=False)
            if self._told:
                yield Static(self._told, markup=False)
            rows = RowList((Column("", 2), Column("")), marks=0)
            rows.styles.height = len(self._options) + 1
            yield rows
            yield Static(f"{say('form.choose')}   {say('form.cancel')}", markup=False)

    def on_mount(self) -> None:
        """Show the options."""
        self.query_one(RowList).restart()
        self.query_one(RowList).focus()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """Every option."""
        wanted.stop()
        rows = [Row(number, (option.letter, option.label)) for number, option in enumerate(self._options)]
        wanted.rows.supply(wanted.request, rows, at_end=True)

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Enter picks the row."""
        opened.stop()
        self.dismiss(self._options[opened.row.id].value)

    def on_key(self, event: events.Key) -> None:
        """A letter picks its option."""
        picked = next((option for option in self._options if option.letter == (event.character or "").lower()), None)
        if picked is not None:
            event.stop()
            self.dismiss(picked.value)


class Typing(_Asking):
    """One line, checked while it is typed; Enter answers when nothing is wrong."""

    AUTO_FOCUS = "Input"

    def __init__(self, question: str, check: Check, told: str = "", *, longest: int = 200) -> None:
        """``check`` says what is wrong with the text so far."""
        super().__init__()
        self._question, self._check, self._told, self._longest = question, check, told, longest

    def compose(self) -> ComposeResult:
        """The question, the line, what is wrong with it, what the keys do."""
        with Vertical():
            yield Static(self._question, classes="asking--question", markup=False)
            if self._told:
                yield Static(self._told, markup=False)
            yield Input(select_on_focus=False, compact=True, max_length=self._longest)
            yield Static(self._check(""), id="wrong", markup=False)
            yield Static(f"{say('form.accept')}   {say('form.cancel')}", markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Input).cursor_blink = False

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Say what is wrong so far."""
        changed.stop()
        self.query_one("#wrong", Static).update(self._check(changed.value.strip()))

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        """Answer, when nothing is wrong."""
        submitted.stop()
        if not self._check(submitted.value.strip()):
            self.dismiss(submitted.value.strip())


async def choose(screen: BaseScreen[Any], question: str, options: Sequence[Option], told: str = "") -> str | None:
    """One of the options' values, None for Esc; call it from a worker."""
    return await screen.answer_of(Choosing(question, options, told))


async def type_in(screen: BaseScreen[Any], question: str, check: Check = never_wrong, told: str = "", *, longest: int = 200) -> str | None:
    """The text typed, "" for none, None for Esc; call it from a worker."""
    return await screen.answer_of(Typing(question, check, told, longest=longest))
