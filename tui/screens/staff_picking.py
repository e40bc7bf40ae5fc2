"""Finding a login by a part of its name: the letters narrow, Enter answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from db.staff import Login
from tui.commands import bindings
from tui.screens.staff_rows import columns, matching, row_of
from tui.widgets.lines import Lines
from tui.widgets.rows import RowList
from tui.words import say


class PickLoginScreen(ModalScreen["Login | None"]):
    """Answers the login chosen; what stands first is chosen by Enter alone."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    PickLoginScreen { align: center middle; }
    PickLoginScreen > Vertical { width: 100%; max-width: 110; height: 16; border: solid $primary; padding: 0 1; background: ansi_default; }
    PickLoginScreen Static { height: 1; width: 1fr; }
    PickLoginScreen .pick--title { text-style: bold; }
    PickLoginScreen Input { border: none; height: 1; padding: 0; background: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("back"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self, question: str, logins: Sequence[Login], first: Login | None) -> None:
        """``first`` stands above the others until something is typed."""
        super().__init__()
        self._question = question
        self._logins = (*([first] if first else []), *(login for login in logins if login != first))

    def compose(self) -> ComposeResult:
        """The question, the field, the logins, the keys."""
        with Vertical():
            yield Static(self._question, classes="pick--title", markup=False)
            yield Input(placeholder=say("staff.pick_prompt"), select_on_focus=False, compact=True)
            yield Lines(columns(), empty=say("staff.pick_nothing"))
            yield Static(say("staff.pick_hint"), markup=False)

    def on_mount(self) -> None:
        """Show all, without a blinking cursor."""
        self.query_one(Input).cursor_blink = False
        self.query_one(Lines).restart()

    def on_row_list_wanted(self, wanted: RowList.Wanted) -> None:
        """The logins that match."""
        wanted.stop()
        found = matching(self._logins, self.query_one(Input).value)
        wanted.rows.supply(wanted.request, [row_of(number, login) for number, login in found], at_end=True)

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Narrow while one types."""
        changed.stop()
        self.query_one(Lines).restart()

    def on_input_submitted(self) -> None:
        """Choose what the cursor is on."""
        self.query_one(Lines).action_open()

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Answer."""
        opened.stop()
        self.dismiss(self._logins[opened.row.id])

    def action_move(self, steps: int) -> None:
        """Move in the list while the field has the focus."""
        self.query_one(Lines).action_move(steps)

    def action_back(self) -> None:
        """Answer with none."""
        self.dismiss(None)
