"""Questions with words that must be said or known before they are answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

from textual.app import ComposeResult
from textual.widgets import Static

from tui.screens.base import BaseScreen, No, sentence
from tui.widgets.ask import Ask, Choose
from tui.widgets.form import Checked
from tui.words import say

T = TypeVar("T")
LEAST_REASON: Final = 10


class Informed(Choose):
    """A choice with a text above it: what is to be read to the person on the phone."""

    DEFAULT_CSS = """
    Informed Options { margin-top: 1; }
    """

    def __init__(self, question: str, told: str, choices: Sequence[tuple[str, str]], current: str | None = None) -> None:
        super().__init__(question, choices, current=current)
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


async def choose(
    screen: BaseScreen[Any], question: str, choices: Sequence[tuple[str, str]], told: str = "", *, current: str | None = None
) -> str | None:
    """The code of one of the choices, None for Esc; call it from a worker."""
    return await screen.answer_of(Informed(question, told, choices, current))


async def ask_until(
    screen: BaseScreen[Any], question: str, act: Callable[[str], Awaitable[T]], *, label: str, value: str | None = None
) -> T | None:
    """A line of text, asked for with why it was refused until what is done with it is not; None for Esc."""
    trouble = ""
    while typed := await screen.answer_of(Ask(question, label=label, value=value, trouble=trouble)):
        found = await screen.ask(act(typed))
        if not isinstance(found, No):
            return found
        screen.tell("")
        value, trouble = typed, sentence(found.error)
    return None


async def reason_for(screen: BaseScreen[Any], question: str) -> str | None:
    """A reason that will be logged, None for Esc; call it from a worker."""
    return await screen.answer_of(AskKnowing(question, say("people.reason_logged"), say("people.reason"), reason_checked))
