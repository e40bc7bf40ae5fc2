"""What a form tells its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.widgets.form_record import Changes

if TYPE_CHECKING:
    from tui.widgets.form_view import FormView


class Told(Message, namespace="form"):
    """News of one form."""

    def __init__(self, form: FormView) -> None:
        self.form = form
        super().__init__()

    @property
    def control(self) -> FormView:
        """The form it comes from."""
        return self.form


class Changed(Told, namespace="form"):
    """What is typed or picked differs from a moment ago."""


class Moved(Told, namespace="form"):
    """The cursor is on another field."""


class Left(Told, namespace="form"):
    """A person leaves the editing with Esc; what was typed still stands."""


class Submitted(Told, namespace="form"):
    """A person saves and nothing is wrong; ``changes`` may be empty."""

    def __init__(self, form: FormView, changes: Changes) -> None:
        super().__init__(form)
        self.changes = changes


class EditRequested(Told, namespace="form"):
    """A person wants to edit the field under the cursor: whether they may is the screen's to say."""

    def __init__(self, form: FormView, section: str, item: str, field: str) -> None:
        super().__init__(form)
        self.section, self.item, self.field = section, item, field


class AddRequested(Told, namespace="form"):
    """A person wants one more item in a section."""

    def __init__(self, form: FormView, section: str) -> None:
        super().__init__(form)
        self.section = section
