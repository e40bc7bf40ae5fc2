"""The last line of a form: what was refused, what is wrong, what can be picked, where the value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.widgets.form_paint import Drawn
from tui.widgets.form_wrap import clipped
from tui.widgets.signs import sign
from tui.words import how_many, say

if TYPE_CHECKING:
    from tui.widgets.form_view import FormView


def hint(form: FormView, width: int) -> Drawn:
    """That line in exactly that many cells."""
    right = _counts(form)
    room = width - cell_len(right) - 2
    wrong = form.notice or (form.entry.error if form.editing and form.entry else "")
    if wrong:
        return ((clipped(f" {sign('warning')} {wrong}", room), "error"), (f" {right} ", "dim"))
    return ((clipped(" " + _about(form), room), "label"), (f" {right} ", "dim"))


def _about(form: FormView) -> str:
    """The field under the cursor in a few words."""
    entry = form.entry
    if entry is None:
        return ""
    offered = f" {sign('dot')} ".join(label for _, label in entry.field.options) if form.editing and entry.field.picked else ""
    source = say("form.source", source=entry.field.source) if entry.field.source else ""
    note = next((item.note for _, item in form.record.placed() if form.here and item.id == form.here[0]), "")
    return "   ".join(part for part in (entry.field.label, offered, source, note) if part)


def _counts(form: FormView) -> str:
    """How much is changed and wrong, and which lines are in view when not all are."""
    changed = sum(1 for entry in form.record.entries.values() if entry.field.editable and entry.changed and not entry.given)
    wrong = len(form.record.wrong())
    total = len(form.places.lines)
    lines = f"{form.top + 1}–{min(form.top + form.rows, total)}/{total}" if total > form.rows else ""
    counted = (("form.changed", changed), ("form.wrong", wrong))
    words = [how_many(name, count) for name, count in counted if count]
    return "  ".join([*words, lines]) if lines else "  ".join(words)
