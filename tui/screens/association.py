"""Typing an extract of the register of associations: number, name, address and its day; who may sign is not asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from db import values
from db.sources import associations
from db.sources.associations import Association
from tui.screens.base import BaseScreen
from tui.screens.card_fields import checked_by
from tui.widgets.ask_several import AskSeveral
from tui.widgets.form import Field
from tui.words import say


def is_number(text: str) -> bool:
    """Whether a text is the number of an association, not a business ID or a name."""
    plain = text.replace(".", "").strip()
    return plain.isascii() and plain.isdigit() and len(plain) <= 6 and not plain.startswith("0")


def _town(text: str) -> str:
    associations.address("x", text)
    return text.strip()


def _past(text: str) -> str:
    return values.date_of(text).isoformat()


async def typed(screen: BaseScreen[Any], number: str | None, name: str | None, today: date) -> Association | None:
    """The extract, asked line by line in one form; None when the person went back."""
    given = await screen.answer_of(AskSeveral(say("fetching.association"), _lines(number, name, today)))
    if given is None:
        return None
    where = (associations.address(given["street"], given["place"]),) if given["street"] and given["place"] else ()
    return Association(given["number"], given["name"], date.fromisoformat(given["extract"]), where)


def _lines(number: str | None, name: str | None, today: date) -> tuple[Field, ...]:
    lines = (
        ("number", number, values.association_number),
        ("name", name, values.line),
        ("street", None, values.line),
        ("place", None, _town),
        ("extract", today.isoformat(), _past),
    )
    return tuple(
        Field(
            key,
            say(f"fetching.association_{key}"),
            value,
            kind="date" if key == "extract" else "text",
            required=key not in {"street", "place"},
            check=checked_by(check),
        )
        for key, value, check in lines
    )
