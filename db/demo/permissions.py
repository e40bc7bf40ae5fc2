"""What the invented customers have allowed and refused: consents, the existing-customer exception, duties and refusals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from db.demo.party import Channel, How, Permission, Person, Source, State
from db.demo.tables import Chance, pick

GROUPS: Final = ("hosting", "domains", "email", "servers", "shops")
"""Product groups of the register."""

_FROM: Final = datetime(2024, 1, 2, 6, tzinfo=UTC)
"""The first wording is of 1 January 2024."""
_ELECTRONIC: Final[tuple[Channel, ...]] = ("email", "email", "email", "sms", "automated_call")
_ALL: Final[tuple[Channel, ...]] = ("email", "email", "phone", "phone", "sms", "post")
_SECTIONS: Final[dict[State, str]] = {
    "consent": "917/2014 200 § 1",
    "existing_customer": "917/2014 200 § 3",
    "business_duty": "917/2014 202 §",
    "refused": "GDPR 21(3)",
}
_WAYS: Final[dict[State, tuple[How, ...]]] = {
    "consent": ("form", "form", "form", "phone", "meeting"),
    "existing_customer": ("contract",),
    "business_duty": ("contract", "meeting", "email"),
    "refused": ("phone", "phone", "email", "message_link", "letter"),
}
_SOURCES: Final[dict[How, Source]] = {"phone": "call", "email": "e-mail", "meeting": "staff"}
_DUTIES: Final = frozenset({"decision", "administration"})
_TAKERS: Final = ("salla", "mikko", "anna", "salla")


Span = tuple[int, int]
"""Minutes from the first wording between which a decision may be taken."""


def span(since: date, until: date) -> Span:
    """The minutes of a customership in which somebody could decide; empty where it ended before the first wording."""
    first = _FROM.date().toordinal()
    return max(0, (since.toordinal() - first) * 1440), (until.toordinal() - first) * 1440


def _decision(chance: Chance, person: int | None, state: State, channel: Channel, minute: int) -> Permission:
    how = pick(chance, _WAYS[state])
    group = pick(chance, GROUPS) if state == "existing_customer" or (state == "consent" and chance() < 0.3) else None
    return Permission(
        person, channel, state, _SECTIONS[state], group, how, 1 if state == "consent" else None, f"{how} {minute}",
        _moment(minute), pick(chance, _TAKERS), _SOURCES.get(how, "customer"),
    )  # fmt: skip


def _minute(chance: Chance, between: Span) -> int:
    return between[0] + int(chance() * (between[1] - between[0]))


def _moment(minute: int) -> datetime:
    """Moved to the eight hours of its day when people answer; what was earlier stays earlier."""
    day, rest = divmod(minute, 1440)
    return _FROM + timedelta(days=day, minutes=rest // 3)


def of_private(chance: Chance, between: Span, is_customer: bool) -> tuple[Permission, ...]:
    """Of a natural person or sole trader: one in three allows something, some take it back, some refuse from the start."""
    fate = chance()
    if fate < 0.48 or between[0] >= between[1]:
        return ()
    minute = _minute(chance, between)
    if fate < 0.62:
        return (_decision(chance, None, "existing_customer", "email", minute),) if is_customer else ()
    if fate < 0.74:
        return (_decision(chance, None, "refused", pick(chance, _ALL), minute),)
    channel = pick(chance, _ELECTRONIC)
    first = _decision(chance, None, "consent", channel, minute)
    if fate < 0.92:
        return (first,)
    last: State = "refused" if fate < 0.98 else "consent"
    return (first, _decision(chance, None, last, channel, _minute(chance, (minute, between[1]))))


def of_duties(chance: Chance, between: Span, persons: Sequence[Person]) -> tuple[Permission, ...]:
    """Of an organisation: those who decide may be offered what fits their duties unless they refused; so may the general address."""
    if between[0] >= between[1]:
        return ()
    found: list[Permission] = []
    for place, person in enumerate(persons):
        if person.roles[0].role in _DUTIES and chance() < 0.45:
            state: State = "business_duty" if chance() < 0.85 else "refused"
            found.append(_decision(chance, place, state, pick(chance, _ALL), _minute(chance, between)))
    if chance() < 0.06:
        found.append(_decision(chance, None, "refused", pick(chance, _ALL), _minute(chance, between)))
    return tuple(sorted(found, key=lambda one: one.taken_at))
