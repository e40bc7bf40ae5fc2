"""Several lines asked at once: what was typed on one stays in view while the next is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from textual.app import ComposeResult

from tui.widgets.ask import Dialog
from tui.widgets.form import Field, Form, Item, Section
from tui.words import again, say


class _Lines(Form):
    """Enter goes on to the next line, and from the last one is done."""

    def _edit(self, key: str, typed: str) -> bool:
        reachable = self.reachable()
        if key == "enter" and reachable and self.cell == reachable[-1]:
            self.submit()
            return True
        return super()._edit(key, typed)


class AskSeveral(Dialog[dict[str, str]]):
    """Answers the lines in their stored form by the names of their fields, "" for an empty one.

    ``troubles`` are what was refused of them.
    """

    DEFAULT_CSS = "AskSeveral Form { margin-top: 1; margin-bottom: 0; }"

    def __init__(self, question: str, fields: Sequence[Field], troubles: Mapping[str, str] | None = None) -> None:
        super().__init__(question, say("form.accept_several"))
        self.fields = [replace(field, quiet=True) for field in fields]
        self.troubles = troubles or {}

    def body(self) -> ComposeResult:
        """A line for each, and one that tells of the line under the cursor."""
        form = _Lines(self._sections())
        form.styles.height = max(4, len(self.fields) + 1)
        yield form

    def _sections(self) -> tuple[Section, ...]:
        return (Section("ask", "", tuple(Item(field.id, (field,)) for field in self.fields)),)

    def spoken_otherwise(self) -> None:
        """The names of the lines, too."""
        super().spoken_otherwise()
        self.fields = [replace(field, label=again(field.label)) for field in self.fields]
        self.query_one(Form).say_anew(self._sections())

    def on_mount(self) -> None:
        """Begin to type, on the first line that was refused."""
        form = self.query_one(Form)
        form.edit()
        form.focus()
        if self.troubles:
            form.show_errors({(name, name): sentence for name, sentence in self.troubles.items()})

        self.begin(form)

    def begin(self, form: Form) -> None:
        """The lines are open."""

    def on_form_left(self) -> None:
        """Answer nothing."""
        self.leave()

    def leave(self) -> None:
        """Answer nothing."""
        self.dismiss(None)

    def on_form_submitted(self) -> None:
        """Answer what was typed."""
        self.answer()

    def answer(self) -> None:
        """Answer what was typed."""
        entries = self.query_one(Form).record.entries
        self.dismiss({field.id: entries[field.id, field.id].value or "" for field in self.fields})
