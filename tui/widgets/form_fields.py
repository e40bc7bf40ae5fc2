"""What a form is made of: sections of items (one row of the database each), items of fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from re import compile as pattern
from typing import Final, Literal

from tui.words import language, say

Kind = Literal["text", "multiline", "choice", "date", "flag"]
Key = tuple[str, str]
LONGEST: Final = 2000
_FINNISH_DATE: Final = pattern(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO_DATE: Final = pattern(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a typed text: the form in which it is saved, and what is wrong with it, empty when nothing is."""

    text: str
    error: str = ""


def accepted(text: str) -> Checked:
    """The check of a field that takes any text."""
    return Checked(text)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the row: ``value`` is as stored (dates ISO, flags ``true``/``false``, choices their code), None is NULL.

    ``width`` is cells for the value, 0 the rest of the line; ``beside`` keeps it on the line of the field before where it fits;
    ``joint`` goes before the value where the whole item is read on one line, None leaves it out there; ``rare`` is read only when known.
    ``named`` has its label before it there too, since the value alone would not tell what it is.
    ``masked`` never draws the value, ``hidden`` may not be seen at all and draws ``value`` as the reason why, ``secret`` is typed unseen.
    ``quiet`` leaves it to whoever asks to say what is wrong.
    """

    id: str
    label: str
    value: str | None = None
    kind: Kind = "text"
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    read_only: bool = False
    masked: bool = False
    hidden: bool = False
    secret: bool = False
    quiet: bool = False
    source: str = ""
    check: Callable[[str], Checked] = accepted
    width: int = 0
    beside: bool = False
    joint: str | None = ", "
    rare: bool = False
    named: bool = False
    lines: int = 1
    longest: int = LONGEST

    @property
    def options(self) -> tuple[tuple[str | None, str], ...]:
        """What a choice or a flag can be, in order, with the empty choice first where it is allowed."""
        offered = self.choices or ((("true", say("form.yes")), ("false", say("form.no"))) if self.kind == "flag" else ())
        return offered if self.required or not offered else ((None, say("form.none")), *offered)

    @property
    def picked(self) -> bool:
        """Whether the value is picked from a few instead of typed."""
        return self.kind in ("choice", "flag")

    @property
    def editable(self) -> bool:
        """Whether a person may change it here."""
        return not (self.read_only or self.hidden)


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the database. With a ``label`` it is read on one line of joined values; ``new`` ones are not yet saved.

    A ``part`` goes on with what the item before it tells, which may be of the same row: nothing is said above it.
    """

    id: str
    fields: tuple[Field, ...]
    note: str = ""
    label: str = ""
    new: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of items; ``addable`` shows that there can be more of them."""

    id: str
    title: str
    items: tuple[Item, ...]
    addable: bool = False


def shown(field: Field, value: str | None) -> str:
    """The stored value as a person reads it; empty for NULL."""
    if value is None:
        return ""
    if field.picked:
        return next((label for code, label in field.options if code == value), value)
    return _shown_date(value) if field.kind == "date" else value


def _shown_date(value: str) -> str:
    found = _ISO_DATE.fullmatch(value)
    if not found or language() == "en":
        return value
    year, month, day = (int(part) for part in found.groups())
    return f"{day}.{month}.{year}"


def checked(field: Field, typed: str) -> Checked:
    """The verdict of the field's kind first and then of its own check; an empty text is wrong only where one is required."""
    text = typed.strip() if field.kind != "multiline" else typed.rstrip()
    if not text:
        return Checked("", say("form.required") if field.required else "")
    if field.kind != "date":
        return field.check(text)
    day = _iso(text)
    return field.check(day) if day else Checked(text, say("form.bad_date"))


def _iso(text: str) -> str:
    """A Finnish or ISO date as ISO, empty for what is no day."""
    finnish, iso = _FINNISH_DATE.fullmatch(text.replace(" ", "")), _ISO_DATE.fullmatch(text)
    if finnish:
        day, month, year = (int(part) for part in finnish.groups())
    elif iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
