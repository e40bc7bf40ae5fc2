"""One column of a form, laid out from the top down."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.cells import cell_len

from tui.widgets.form_fields import Field, Item, Section
from tui.widgets.form_places import GAP, GUTTER, STRETCH, Cell, Piece, Tone, box_rows, box_width, header, in_words, read_words, rows_needed
from tui.widgets.form_record import Entry, Record
from tui.widgets.signs import sign
from tui.words import say


@dataclass(slots=True)
class Column:
    """Lines and cells of the sections put in so far."""

    record: Record
    edited: frozenset[str]
    x: int
    width: int
    number: int
    labels: int
    lines: list[list[Piece]] = field(default_factory=list[list[Piece]])
    cells: list[Cell] = field(default_factory=list[Cell])
    of: str = ""

    @property
    def value_x(self) -> int:
        """Where the values that start a line stand."""
        return self.x + GUTTER + self.labels + GAP

    @property
    def right(self) -> int:
        """The first cell beyond the column."""
        return self.x + self.width

    def section(self, section: Section) -> None:
        """A title and its items; an empty section is one place for the cursor."""
        self.of = section.id
        if section.title:
            self._title(section)
        for item in section.items:
            if item.id in self.edited:
                self._open(item)
            elif item.label:
                self._joined(item)
            else:
                self._stacked(item, item.fields, boxes=False)
        if not section.items:
            text = say("form.nothing_here")
            self._cell(("", section.id), self.x + GUTTER, cell_len(text), 1, self.x, box=False)
            self.lines.append([Piece(self.x + GUTTER, cell_len(text), text, "dim", ("", section.id))])

    def _title(self, section: Section) -> None:
        add = f" {say('form.add')} " if section.addable else ""
        title = f" {section.title} "
        rule = max(0, self.width - cell_len(title) - cell_len(add) - 2)
        x = self.x + cell_len(title)
        self.lines.append([
            Piece(self.x, cell_len(title), title, "title"),
            Piece(x, rule, sign("rule") * rule, "rule"),
            Piece(x + rule, cell_len(add) + 2, add + sign("rule") * 2, "rule"),
        ])  # fmt: skip

    def _open(self, item: Item) -> None:
        above = header(item)
        if above:
            self.lines.append([Piece(self.x + GUTTER, self.width - GUTTER, above, "dim")])
        self._stacked(item, item.fields, boxes=True)

    def _joined(self, item: Item) -> None:
        """The item's values one after another on the line of its label, wrapped where they must be."""
        self.lines.append([Piece(self.x + GUTTER, self.labels, item.label, "label")])
        x, joined = self.value_x, ""
        for each in self._read_fields(item):
            entry = self.record.entries[item.id, each.id]
            text, tone = read_words(entry)
            name = f"{each.label} " if each.named else ""
            dash = " " if each.kind == "date" and joined not in ("", "date") and each.joint == "–" else ""
            joint = (dash + (each.joint or "") if joined else "") + name
            if joined and x + cell_len(joint + text) > self.right:
                self.lines.append([])
                x, joint = self.value_x, name
            if joint:
                self.lines[-1].append(Piece(x, cell_len(joint), joint, "value"))
            x = self._read(entry, item, text, tone, x + cell_len(joint), self.right - x - cell_len(joint), self.x)
            joined = each.kind
        if item.note and x + 2 + cell_len(item.note) <= self.right:
            self.lines[-1].append(Piece(self.right - cell_len(item.note), cell_len(item.note), item.note, "dim"))
        self._conflicts(item, item.fields)

    def _read_fields(self, item: Item) -> list[Field]:
        """The fields that are read on the item's line: known ones, or the first when none is."""
        offered = [each for each in item.fields if each.joint is not None]
        known = [each for each in offered if each.hidden or self.record.entries[item.id, each.id].value is not None]
        return known or offered[:1]

    def _stacked(self, item: Item, fields: tuple[Field, ...], *, boxes: bool) -> None:
        """Each field on a line of its own, those beside others on theirs."""
        shown = [each for each in fields if boxes or not each.rare or self.record.entries[item.id, each.id].value is not None]
        groups: list[list[Field]] = []
        while shown:
            taken = self._taken(item, shown, boxes=boxes)
            groups.append(shown[:taken])
            shown = shown[taken:]
        pair = self._pair(item, groups, boxes=boxes)
        for group in groups:
            self._line(item, group, pair if _in_pair(group) else (0, 0), boxes=boxes)

    def _pair(self, item: Item, groups: list[list[Field]], *, boxes: bool) -> tuple[int, int]:
        """How wide first values and second labels are where two fields share a line, to stand under each other; 0 when that is too wide."""
        pairs = [group for group in groups if _in_pair(group)]
        first = max((self._needs(item, pair[0], boxes=boxes) for pair in pairs), default=0)
        second = max((cell_len(pair[1].label) for pair in pairs), default=0)
        last = max((self._needs(item, pair[1], boxes=boxes) for pair in pairs), default=0)
        return (first, second) if self.value_x + first + GUTTER + second + GAP + last <= self.right else (0, 0)

    def _taken(self, item: Item, fields: list[Field], *, boxes: bool) -> int:
        """How many of the fields go on the next line."""
        x = self.value_x + self._needs(item, fields[0], boxes=boxes)
        for at, each in enumerate(fields[1:], 1):
            x += GUTTER + cell_len(each.label) + GAP + self._needs(item, each, boxes=boxes)
            if not each.beside or x > self.right:
                return at
        return len(fields)

    def _needs(self, item: Item, each: Field, *, boxes: bool) -> int:
        if boxes and each.editable:
            return box_width(each) or STRETCH
        return max(cell_len(read_words(self.record.entries[item.id, each.id])[0]), box_width(each) or 1)

    def _line(self, item: Item, fields: list[Field], pair: tuple[int, int], *, boxes: bool) -> None:
        self.lines.append([])
        widths = [self._needs(item, each, boxes=boxes) for each in fields]
        widths[0] = max(widths[0], pair[0])
        used = self.value_x + sum(widths) + sum(GUTTER + GAP + max(cell_len(each.label), pair[1]) for each in fields[1:])
        x, top = self.x, len(self.lines) - 1
        for at, (each, width) in enumerate(zip(fields, widths, strict=True)):
            last_read = not (boxes and each.editable) and len(fields) == 1
            if (boxes and each.editable and not box_width(each)) or last_read:
                width, used = width + max(0, self.right - used), self.right
            labels = self.labels if at == 0 else max(cell_len(each.label), pair[1])
            self.lines[top].append(Piece(x + GUTTER, labels, each.label, "label"))
            x = self._value(item, each, x, x + GUTTER + labels + GAP, width, top=top, boxes=boxes)
        self._told(item, fields, x, top)

    def _value(self, item: Item, each: Field, label_x: int, x: int, width: int, *, top: int, boxes: bool) -> int:
        """A box or a read value from that place on; where its line goes on after it."""
        entry = self.record.entries[item.id, each.id]
        width = max(1, min(width, self.right - x))
        if not (boxes and each.editable):
            text, tone = read_words(entry)
            self._read(entry, item, text, tone, x, width, label_x, top)
            return x + width
        rows = box_rows(each)
        self._cell((item.id, each.id), x, width, rows, label_x, box=True, y=top)
        for row in range(rows):
            if top + row == len(self.lines):
                self.lines.append([])
            self.lines[top + row].append(Piece(x, width, "", "box", (item.id, each.id), row))
        return x + width

    def _read(self, entry: Entry, item: Item, text: str, tone: Tone, x: int, width: int, label_x: int, top: int | None = None) -> int:
        """A value to read, on as many rows as it needs; where its last row ends."""
        y = len(self.lines) - 1 if top is None else top
        rows = rows_needed(text, max(1, width))
        key = (item.id, entry.field.id)
        self._cell(key, x, max(cell_len(row) for row in rows), len(rows), label_x, box=False, y=y)
        for at, row in enumerate(rows):
            if y + at == len(self.lines):
                self.lines.append([])
            self.lines[y + at].append(Piece(x, cell_len(row), row, tone, key, at))
        return x + cell_len(rows[-1])

    def _cell(self, key: tuple[str, str], x: int, width: int, height: int, label_x: int, *, box: bool, y: int | None = None) -> None:
        top = len(self.lines) if y is None else y
        self.cells.append(Cell(key, self.of, x, top, width, height, label_x, self.number, box))

    def _told(self, item: Item, fields: list[Field], x: int, top: int) -> None:
        """What is wrong with the fields of the line, beside them where it fits, else under them once they have been left.

        So no line jumps while a person types.
        """
        for each in fields:
            entry = self.record.entries[item.id, each.id]
            error, text = "" if each.quiet else entry.error, f"{sign('warning')} {entry.error}"
            if error and x + 2 + cell_len(text) <= self.right:
                self.lines[top].append(Piece(x + 2, cell_len(text), text, "error"))
                x += 2 + cell_len(text)
            elif error and entry.told:
                self._under(text, "error")
        self._conflicts(item, tuple(fields))

    def _conflicts(self, item: Item, fields: tuple[Field, ...]) -> None:
        for each in fields:
            entry = self.record.entries[item.id, each.id]
            if entry.contested:
                names = ("theirs", entry.theirs), ("original", each.value), ("mine", entry.mine)
                facts = {name: in_words(each, value)[0] for name, value in names}
                told = "# " + say("form.theirs" if entry.changed else "form.mine", **facts)
                for part in [told] if cell_len(told) <= self.right - self.value_x else told.split("   "):
                    self._under(part, "theirs")

    def _under(self, text: str, tone: Tone) -> None:
        for row in rows_needed(text, self.right - self.value_x):
            self.lines.append([Piece(self.value_x, cell_len(row), row, tone)])


def _in_pair(fields: list[Field]) -> bool:
    """Whether these share a line as one of fixed width and another beside it."""
    return len(fields) == 2 and box_width(fields[0]) > 0
