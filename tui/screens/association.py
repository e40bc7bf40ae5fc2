"""Typing an extract of the register of associations: number, name, address and its day; who may sign is not asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from db import values
from db.sources import associations
from db.sources.associations import Association
from tui.screens.base import BaseScreen
from tui.screens.card_fields import checked_by
from tui.widgets.ask import Ask
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
    """The extract, asked line by line; None when the person went back."""
    given: list[str] = []
    questions = (
        ("number", number, values.association_number, 1),
        ("name", name, values.line, 1),
        ("street", None, values.line, 0),
        ("place", None, _town, 0),
        ("extract", today.isoformat(), _past, 1),
    )
    for key, value, check, least in questions:
        if key == "place" and not given[-1]:
            given.append("")
            continue
        label = say(f"fetching.association_{key}")
        asked = Ask(say("fetching.association"), label=label, value=value, least=least, check=checked_by(check))
        answer = await screen.answer_of(asked)
        if answer is None:
            return None
        given.append(answer)
    at, called, street, place, day = given
    where = (associations.address(street, place),) if street and place else ()
    return Association(at, called, date.fromisoformat(day), where)
