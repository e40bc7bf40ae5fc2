"""A customer as a line of a list, in the columns that a purpose sees."""

from __future__ import annotations

from typing import Final, TypeVar

from db.customers import Found
from tui.screens.filtering import SEES_PERMISSIONS
from tui.widgets.rows import Column, Row
from tui.words import say

OWN_REASON: Final = frozenset({"name", None})
"""Matches that the name itself shows: nothing more is said about them."""
UNSEEN: Final = {"seloste_faults": ("town", "status"), "seloste_marketing": ("town",)}
"""What the database tells a purpose of nobody."""
T = TypeVar("T")


def columns(purpose: str | None, *, searched: bool = True) -> tuple[Column, ...]:
    """The columns in the language in use, none that stays empty under the purpose; ``searched``: why a customer was found."""
    return _seen(
        purpose,
        name=Column(say("search.name"), 3.0, least=24),
        kind=Column(say("search.kind"), 13, priority=2),
        town=Column(say("search.town"), 1.0, least=12, most=20, priority=1),
        status=Column(say("search.status"), 9, priority=3),
        unit=Column(say("search.unit"), 11, priority=5),
        permission=Column(say("search.permission"), 10, priority=6),
        matched=Column(say("search.matched"), 1.6, least=18, most=40, priority=4, dim=True),
    )[: None if searched else -1]


def _seen(purpose: str | None, **each: T) -> tuple[T, ...]:
    unseen = UNSEEN.get(purpose or "", ())
    return tuple(one for name, one in each.items() if name not in unseen and (name != "permission" or purpose in SEES_PERMISSIONS))


def row_of(found: Found, purpose: str | None) -> Row:
    """A line of the list; why it matched is said unless the name shows it."""
    why = "" if found.matched in OWN_REASON else f"{say(f'search.by_{found.matched}')} {found.matched_text or ''}".strip()
    return Row(
        found.id,
        _seen(
            purpose,
            name=found.name,
            kind=say(f"card.kind_{found.kind}"),
            town=found.town or "",
            status=say(f"card.status_{found.status}") if found.status else "",
            unit=found.unit_name or "",
            permission=say(f"search.permission_{found.permission}") if found.permission else "",
            matched=why,
        ),
        tuple(found.position),
        marks=say("search.mark_protected") if found.protected else "",
        dim=found.status == "former",
    )
