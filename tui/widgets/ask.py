"""Questions over the screen, each typed by what it answers; Esc answers None."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.widgets.anew import say_anew
from tui.widgets.form import Checked, Field, Form, Item, Section
from tui.widgets.options import Options
from tui.widgets.signs import sign
from tui.words import again, joined, language, say

Answer = TypeVar("Answer")
KEY = ("ask", "answer")


class Dialog(ModalScreen[Answer | None]):
    """A small box over what is being asked about, which stays in view."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle; background: transparent;
        & > Vertical { width: auto; min-width: 40; max-width: 76; height: auto; max-height: 100%; border: solid $primary; padding: 0 1; }
        & Static { width: auto; max-width: 72; height: auto; }
        & .ask--title { text-style: bold; }
        & .ask--keys { color: $text-muted; }
        & .ask--trouble { color: $text-error; }
        & Form { width: 72; height: 1; margin-bottom: 1; background: transparent; }
        & Options { width: auto; max-width: 72; height: auto; max-height: 18; }
        & VerticalScroll { width: auto; max-width: 72; height: auto; max-height: 19; scrollbar-size-vertical: 1; }
        & VerticalScroll Static { max-width: 70; padding-right: 1; }
    }
    Dialog:ansi {
        background: transparent;
        & > Vertical { background: ansi_default; border: solid ansi_cyan; }
        & .ask--keys { color: ansi_default; text-style: dim; }
        & .ask--trouble { color: ansi_red; text-style: none; }
    }
    """

    def __init__(self, question: str, keys: str) -> None:
        super().__init__()
        self.question, self.keys = question, keys

    def compose(self) -> ComposeResult:
        """The question, what answers it, and the keys."""
        with Vertical():
            yield Static(self.question, classes="ask--title", markup=False)
            yield from self.body()
            yield Static(self.keys, classes="ask--keys", markup=False)

    def body(self) -> ComposeResult:
        """What stands between the question and the keys."""
        yield from ()

    def on_key(self, event: events.Key) -> None:
        """Esc takes the question back; no key goes through to the screen below."""
        event.stop()
        if event.key == "escape":
            self.dismiss(None)

    def spoken_otherwise(self) -> None:
        """The language changed: ask the same in the other one."""
        self.question, self.keys = again(self.question), again(self.keys)
        say_anew(self)


class Choose(Dialog[str]):
    """One of a few choices, by its letter or by arrows and Enter; answers its code."""

    def __init__(self, question: str, choices: Sequence[tuple[str, str]], *, current: str | None = None) -> None:
        super().__init__(question, say("form.choose"))
        self.choices, self.current = choices, current

    def body(self) -> ComposeResult:
        """The choices."""
        yield Options(self.choices, current=self.current)

    def on_options_picked(self, picked: Options.Picked) -> None:
        """Answer."""
        self.dismiss(picked.code)


class Confirm(Dialog[bool]):
    """Yes or no by their first letters in either language; ``danger`` starts on no, so that Enter alone does no harm."""

    def __init__(self, question: str, *, yes: str = "", no: str = "", danger: bool = False) -> None:
        super().__init__(question, say("form.choose"))
        self.choices = (("yes", yes or say("form.yes")), ("no", no or say("form.no")))
        self.current = "no" if danger else "yes"

    def body(self) -> ComposeResult:
        """Yes and no."""
        yield Options(self.choices, current=self.current, letters=self._letters())

    @staticmethod
    def _letters() -> dict[str, str]:
        return {"k": "yes", "e": "no"} if language() == "fi" else {"y": "yes", "n": "no"}

    def spoken_otherwise(self) -> None:
        """Yes and no have other letters, too."""
        super().spoken_otherwise()
        options = self.query_one(Options)
        options.relabel(options.choices, self._letters())

    def on_options_picked(self, picked: Options.Picked) -> None:
        """Answer."""
        self.dismiss(picked.code == "yes")


class Ask(Dialog[str]):
    """A line of text: at least so many characters, right by the field's check, a ``secret`` typed unseen.

    ``trouble`` is why what was typed before was refused, said until it is changed.
    """

    def __init__(
        self,
        question: str,
        *,
        label: str = "",
        value: str | None = None,
        least: int = 1,
        secret: bool = False,
        check: Callable[[str], Checked] = Checked,
        trouble: str = "",
    ) -> None:
        super().__init__(question, say("form.accept"))
        self.trouble = trouble
        self.field = Field(
            "answer", label or say("form.answer"), value, required=least > 0, secret=secret, quiet=True, check=_long_enough(least, check)
        )

    def body(self) -> ComposeResult:
        """The line to type on."""
        yield Form((Section("ask", "", (Item("ask", (self.field,)),)),))

    def on_mount(self) -> None:
        """Begin to type."""
        self.query_one(Form).edit()
        self.query_one(Form).focus()
        if self.trouble:
            self._say(self.trouble)

    def spoken_otherwise(self) -> None:
        """The name of the line, too."""
        super().spoken_otherwise()
        self.field = replace(self.field, label=again(self.field.label))
        self.query_one(Form).say_anew((Section("ask", "", (Item("ask", (self.field,)),)),))

    def on_form_changed(self) -> None:
        """Say what is wrong in place of the keys while one types."""
        self._renew()

    def on_key(self, event: events.Key) -> None:
        """What Enter refuses is said there, too, with what was typed in view."""
        super().on_key(event)
        if event.key == "enter":
            self._renew()

    def _renew(self) -> None:
        self._say(self.query_one(Form).record.entries[KEY].error)

    def _say(self, error: str) -> None:
        keys = self.query_one(".ask--keys", Static)
        keys.set_class(bool(error), "ask--trouble")
        keys.update(joined(" ", sign("warning"), error) if error else self.keys)

    def on_form_left(self) -> None:
        """Answer nothing."""
        self.dismiss(None)

    def on_form_submitted(self, submitted: Form.Submitted) -> None:
        """Answer the text in its stored form."""
        self.dismiss(submitted.form.record.entries[KEY].value or "")


class Tell(Dialog[None]):
    """A text to read, as long as it needs to be."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, say("form.close"))
        self.text = text

    def body(self) -> ComposeResult:
        """The text, scrolled by arrows and pages where it is long."""
        with VerticalScroll():
            yield Static(self.text, markup=False)

    def on_key(self, event: events.Key) -> None:
        """Enter and Space close too."""
        if event.key in ("enter", "space"):
            self.dismiss(None)


def _long_enough(least: int, check: Callable[[str], Checked]) -> Callable[[str], Checked]:
    def checked(text: str) -> Checked:
        missing = least - len(text)
        verdict = check(text)
        return replace(verdict, error=say("form.too_short", missing=missing)) if missing > 0 else verdict

    return checked
