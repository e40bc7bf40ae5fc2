"""The geometry of a whole form: its columns side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from tui.widgets.form_column import Column
from tui.widgets.form_fields import Section
from tui.widgets.form_places import Layout
from tui.widgets.form_record import Record

LABELS: Final = (8, 20)
WIDE: Final = 120


def label_width(sections: Sequence[Section]) -> int:
    """The common width of the labels that start a line, the same in reading and in editing so that nothing moves sideways."""
    items = [item for section in sections for item in section.items]
    labels = [label for item in items for label in (item.label, *(each.label for each in item.fields if not each.beside))]
    return min(max([LABELS[0], *map(cell_len, labels)]), LABELS[1])


def columns_of(record: Record, width: int) -> list[list[Section]]:
    """The sections in one column, or in two of nearly the same height where the form is wide."""
    sections = list(record.sections)
    if width < WIDE or len(sections) < 2:
        return [sections]
    heights = [len(lay_out(Record((section,), record.entries), frozenset(), width // 2).lines) for section in sections]
    split = min(range(1, len(sections)), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    return [sections[:split], sections[split:]]


def lay_out(record: Record, edited: frozenset[str], width: int, columns: list[list[Section]] | None = None) -> Layout:
    """The geometry of a record in that many cells, the named items with boxes to type in."""
    groups = columns if columns is not None else [list(record.sections)]
    each = (width - 2 * (len(groups) - 1)) // len(groups)
    whole = Layout()
    for at, sections in enumerate(groups):
        column = Column(record, edited, at * (each + 2), each, at, label_width(sections))
        for section in sections:
            column.section(section)
        whole.cells += column.cells
        for y, line in enumerate(column.lines):
            if y == len(whole.lines):
                whole.lines.append([])
            whole.lines[y] += line
    return whole
