"""What each key does to a form."""

from __future__ import annotations

from textual import events

from tui.widgets.form_editing import SAME, edit, pasted, unfit
from tui.widgets.form_moves import EDITING, READING
from tui.widgets.form_news import AddRequested, Changed, EditRequested, Left, Submitted
from tui.widgets.form_record import Entry
from tui.widgets.form_view import FormView
from tui.widgets.form_wrap import row_with, rows_of
from tui.words import say

PASTED = 4
"""How many characters of a paste may become one, composed and trimmed; what is longer is refused unread, in no time."""


class FormKeys(FormView):
    """The hand on the keyboard of a form."""

    looked_for: str | None = None

    def on_key(self, event: events.Key) -> None:
        """Do what the key does; what a form has no use for goes on to the screen."""
        self.notice = ""
        key = SAME.get(event.key, event.key) if self.editing else event.key
        typed = event.character if event.is_printable and event.character and not _chord(event.key) else ""
        if self.looked_for is not None:
            used = self._look(key, typed)
        elif self.editing:
            used = self._edit(key, typed)
        else:
            used = self._read(key)
        if used:
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Put pasted text in, or say why not."""
        event.stop()
        event.prevent_default()
        self.notice = ""
        if not self.editing or self.entry is None:
            return
        if self.entry.field.picked:
            self.tell(say("form.not_picked"))
        elif len(event.text) > PASTED * self.entry.field.longest:
            self.tell(say("form.too_long", longest=self.entry.field.longest))
        else:
            self._insert(self.entry, pasted(event.text), joins=False)

    def submit(self) -> bool:
        """Say Submitted when nothing is wrong, else put the cursor on the first wrong field."""
        self.leave()
        for cell in self.reachable():
            if cell.key in self.record.entries:
                self.record.entries[cell.key].told = True
        wrong = [cell.key for cell in self.reachable() if cell.key in self.record.entries and self.record.entries[cell.key].error]
        self.lay()
        if wrong:
            self.go(wrong[0])
            self.tell(self.record.entries[wrong[0]].error)
        else:
            self.post_message(Submitted(self, self.record.changes()))
        return not wrong

    def _read(self, key: str) -> bool:
        cell = self.cell
        if cell is None:
            return False
        if key in READING:
            target = READING[key](self.places.cells, cell, self.rows - 2)
            self.go(target.key)
            return key not in ("tab", "shift+tab") or target != cell
        if key in ("n", "insert") and self._addable(cell.section):
            self.post_message(AddRequested(self, cell.section))
        elif key in ("e", "enter", "f2"):
            self._ask_to_edit()
        elif key == "ctrl+g":
            self._look_for("")
        else:
            return False
        return True

    def _addable(self, name: str) -> bool:
        return any(section.addable for section in self.record.sections if section.id == name)

    def _ask_to_edit(self) -> None:
        cell = self.cell
        if cell and cell.key[0]:
            self.post_message(EditRequested(self, cell.section, *cell.key))
        elif cell and self._addable(cell.section):
            self.post_message(AddRequested(self, cell.section))

    def _edit(self, key: str, typed: str) -> bool:
        entry, cell = self.entry, self.cell
        if key == "escape":
            self.post_message(Left(self))
        elif key == "ctrl+s" or (key == "enter" and self._alone()):
            self.submit()
        elif key == "ctrl+g":
            self._look_for("")
        elif entry is None or cell is None:
            return False
        elif key == "ctrl+t" and entry.contested:
            entry.swap()
            self._changed(entry)
        elif not self._change(entry, key, typed) and not self._within(entry, key):
            return self._step(key)
        return True

    def _alone(self) -> bool:
        """Whether the field is the only one, so that Enter can mean nothing else than done."""
        return len(self.reachable()) == 1 and self.entry is not None and self.entry.field.kind != "multiline"

    def _step(self, key: str) -> bool:
        cell = self.cell
        if cell is None or key not in EDITING:
            self.draw()
            return False
        self.go(EDITING[key](self.reachable(), cell, self.rows - 2).key)
        return True

    def _change(self, entry: Entry, key: str, typed: str) -> bool:
        """What changes the field or moves in its text."""
        before = (entry.picked, entry.typing.text)
        if entry.field.picked:
            used = self._pick(entry, key, typed)
        elif key in ("ctrl+z", "ctrl+y"):
            used = True
            if not (entry.typing.undo() if key == "ctrl+z" else entry.typing.redo()):
                self.notice = say("form.nothing_undone")
        elif typed:
            used = True
            self._insert(entry, typed, joins=True)
        else:
            used = edit(entry.typing, key)
        if before != (entry.picked, entry.typing.text):
            self._changed(entry)
        elif used:
            self.draw()
        return used

    def _changed(self, entry: Entry) -> None:
        entry.refusal = ""
        self.post_message(Changed(self))
        self.lay()

    def _insert(self, entry: Entry, text: str, *, joins: bool) -> None:
        """Put text in at the cursor, or say why it may not come in."""
        field = entry.field
        before = entry.typing.text
        if field.kind != "multiline" and "\n" in text:
            self.notice = say("form.many_lines", count=text.count("\n") + 1)
        elif unfit(text):
            self.notice = say("form.bad_character", character=unfit(text))
        elif len(before) + len(text) > field.longest:
            self.notice = say("form.too_long", longest=field.longest)
        elif text:
            entry.typing.put(text, joins=joins)
        if not joins and before != entry.typing.text:
            self._changed(entry)
        else:
            self.draw()

    def _within(self, entry: Entry, key: str) -> bool:
        """Enter, Up and Down inside a text of several lines."""
        if entry.field.kind != "multiline" or key not in ("enter", "up", "down"):
            return False
        if key == "enter":
            entry.typing.put("\n")
            self._changed(entry)
            return True
        width = self.cell.width - 1 if self.cell else 1
        rows = rows_of(entry.typing.text, width)
        row = row_with(rows, entry.typing.at)
        wanted = row + (1 if key == "down" else -1)
        if not 0 <= wanted < len(rows):
            return False
        start, end = rows[wanted]
        entry.typing.move(min(start + entry.typing.at - rows[row][0], end))
        self.draw()
        return True

    def _pick(self, entry: Entry, key: str, typed: str) -> bool:
        """Another choice by arrow, space or first letter; none by Backspace or Delete where that is allowed."""
        codes = [code for code, _ in entry.field.options]
        at = codes.index(entry.picked) if entry.picked in codes else -1
        if key in ("right", "space", "left"):
            entry.picked = codes[(at + (-1 if key == "left" else 1)) % len(codes)] if codes else entry.picked
        elif key in ("backspace", "delete"):
            entry.picked = None if None in codes else entry.picked
        elif typed:
            turned = [*entry.field.options[at + 1 :], *entry.field.options[: at + 1]]
            found = [code for code, label in turned if label.casefold().startswith(typed.casefold())]
            entry.picked = found[0] if found else entry.picked
            self.notice = "" if found else say("form.not_picked")
        else:
            return False
        return True

    def _look_for(self, label: str) -> None:
        self.looked_for = label
        self.tell(say("form.jump", typed=label))

    def _look(self, key: str, typed: str) -> bool:
        """Jump to a field by its label: letters narrow, Ctrl+G the next one, Enter or Esc ends."""
        looked_for = self.looked_for or ""
        if key == "backspace":
            looked_for = looked_for[:-1]
        elif typed:
            looked_for += typed
        elif key != "ctrl+g":
            self.looked_for = None
            self.draw()
            return key in ("enter", "escape")
        found = self._labelled(looked_for.casefold(), after=key == "ctrl+g")
        if found and looked_for:
            self.go(found)
        self.looked_for = looked_for
        self.tell(say("form.jump" if found or not looked_for else "form.jump_none", typed=looked_for))
        return True

    def _labelled(self, looked_for: str, *, after: bool) -> tuple[str, str] | None:
        """The field whose label, or its item's, starts so, else holds it; from the cursor on, or after it."""
        cells = self.reachable()
        at = cells.index(self.cell) + after if self.cell in cells else 0
        named = {(item.id, each.id): (each.label, item.label) for _, item in self.record.placed() for each in item.fields}
        turned = [(cell.key, label.casefold()) for cell in [*cells[at:], *cells[:at]] for label in named.get(cell.key, ())]
        starting = [key for key, label in turned if label.startswith(looked_for)]
        return next(iter([*starting, *(key for key, label in turned if looked_for in label)]), None)


def _chord(key: str) -> bool:
    """Whether a key is a letter with Ctrl or Alt."""
    return key.startswith(("ctrl+", "alt+", "super+", "meta+"))
