"""The places of a form: lines of pieces to draw and the cells a cursor can be on, and what a value reads there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from rich.cells import cell_len

from tui.widgets.form_fields import Field, Item, Key, shown
from tui.widgets.form_record import Entry
from tui.widgets.form_wrap import rows_of
from tui.widgets.signs import sign
from tui.words import say

Tone = Literal["title", "rule", "label", "value", "dim", "error", "theirs", "box"]
GUTTER: Final = 2
GAP: Final = 1
STRETCH: Final = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """Text at a place in a line; a ``box`` piece draws the field's live text instead of its own."""

    x: int
    width: int
    text: str
    tone: Tone
    key: Key | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A field a cursor can be on: its value's place in the whole form; ``label_x`` is where its gutter starts."""

    key: Key
    section: str
    x: int
    y: int
    width: int
    height: int
    label_x: int
    column: int
    box: bool


@dataclass(slots=True)
class Layout:
    """Lines of pieces from left to right, and cells in the order of the fields."""

    lines: list[list[Piece]] = field(default_factory=list[list[Piece]])
    cells: list[Cell] = field(default_factory=list[Cell])

    def cell(self, key: Key | None) -> Cell | None:
        """The cell of a field, None when it is not drawn."""
        return next((cell for cell in self.cells if cell.key == key), None)


def mask(value: str) -> str:
    """As many bullets as the value has letters and digits, its punctuation kept."""
    return "".join(sign("marked") if char.isalnum() else char for char in value)


def in_words(field: Field, value: str | None) -> tuple[str, Tone]:
    """A value as it is read, NULL and empty and unseen told apart, with its tone."""
    if field.hidden:
        return field.value or say("form.hidden"), "dim"
    if value is None:
        return say("form.null"), "dim"
    if not value:
        return say("form.empty"), "dim"
    return (mask(value) if field.masked else shown(field, value)), "value"


def read_words(entry: Entry) -> tuple[str, Tone]:
    """What an entry reads while it is not being edited, typed text as it was typed."""
    if entry.untouched or entry.field.picked or not entry.typing.text:
        return in_words(entry.field, entry.value)
    return entry.typing.text, "value"


def header(item: Item) -> str:
    """What stands above an item that is open for editing."""
    if item.part:
        return ""
    return " ".join(part for part in (item.label or (say("form.new") if item.new else ""), item.note) if part)


def box_rows(field: Field) -> int:
    """How many rows a box has."""
    return max(field.lines, 3) if field.kind == "multiline" else 1


def box_width(field: Field) -> int:
    """The cells a box asks for, its cursor's included; 0 for the rest of the line."""
    if field.picked:
        return max(cell_len(label) for _, label in field.options or ((None, ""),)) + 1
    if field.kind == "date":
        return 12
    return field.width + 1 if field.width else 0


def rows_needed(text: str, width: int) -> list[str]:
    """The text wrapped for reading."""
    return [text[start:end].rstrip() for start, end in rows_of(text, width)]
