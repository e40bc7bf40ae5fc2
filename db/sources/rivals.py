"""Numbers that an outside source gave beside those on record: which stands against which, and the changes of deciding. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from db.customers import Card, ContactPoint
from db.records import Change

OUTSIDE: Final = frozenset({"fonecta", "asiakastieto"})
PHONES: Final = frozenset({"mobile", "phone"})
Choice = Literal["theirs", "ours", "both"]


def rivals(card: Card) -> Mapping[int, ContactPoint]:
    """By the id of a number that an outside source gave and nobody has confirmed, the number of the same owner it stands against."""
    phones = [one for one in card.contact_points if one.kind in PHONES]
    found: dict[int, ContactPoint] = {}
    for theirs in phones:
        if theirs.source not in OUTSIDE or theirs.confirmed_on is not None:
            continue
        ours = [one for one in phones if one.person == theirs.person and one.source not in OUTSIDE and one.normal != theirs.normal]
        if ours:
            found[theirs.id] = min(ours, key=lambda one: (one.kind != theirs.kind, one.id))
    return found


def changes(theirs: ContactPoint, ours: ContactPoint, chosen: Choice, today: date) -> list[Change]:
    """Ours goes, theirs goes, or both are right; what stays of theirs is confirmed, so that it is not asked about again."""
    confirmed = Change("contact_point", {"confirmed_on": today.isoformat()}, theirs.id, theirs.version)
    match chosen:
        case "theirs":
            return [confirmed, Change("contact_point", {}, ours.id, ours.version, remove=True)]
        case "ours":
            return [Change("contact_point", {}, theirs.id, theirs.version, remove=True)]
        case "both":
            return [confirmed]
