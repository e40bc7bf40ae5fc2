"""Questions with words that must be said or known before they are answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from textual.app import ComposeResult
from textual.widgets import Static

from tui.screens.base import BaseScreen
from tui.widgets.ask import Ask, Choose
from tui.widgets.form import Checked
from tui.words import say

LEAST_REASON: Final = 10


class Informed(Choose):
    """A choice with a text above it: what is to be read to the person on the phone."""

    DEFAULT_CSS = """
    Informed Options { margin-top: 1; }
    """

    def __init__(self, question: str, told: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(question, choices)
        self._told = told

    def body(self) -> ComposeResult:
        """The text and the choices."""
        if self._told:
            yield Static(self._told, markup=False)
        yield from super().body()


class AskKnowing(Ask):
    """A line of text, asked for with a sentence about what becomes of it."""

    def __init__(self, question: str, told: str, label: str, check: Callable[[str], Checked]) -> None:
        super().__init__(question, label=label, check=check)
        self._told = told

    def body(self) -> ComposeResult:
        """The sentence and the line."""
        yield Static(self._told, markup=False)
        yield from super().body()


def reason_checked(text: str) -> Checked:
    """A reason has ten characters or more besides the spaces around it."""
    reason = " ".join(text.split())
    missing = LEAST_REASON - len(reason)
    return Checked(reason, say("form.too_short", missing=missing) if missing > 0 else "")


async def choose(screen: BaseScreen[Any], question: str, choices: Sequence[tuple[str, str]], told: str = "") -> str | None:
    """The code of one of the choices, None for Esc; call it from a worker."""
    return await screen.answer_of(Informed(question, told, choices))


async def reason_for(screen: BaseScreen[Any], question: str) -> str | None:
    """A reason that will be logged, None for Esc; call it from a worker."""
    return await screen.answer_of(AskKnowing(question, say("people.reason_logged"), say("people.reason"), reason_checked))
