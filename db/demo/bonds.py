"""How long somebody has been a customer of the invented register, and where the data came from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from db.demo.party import Kind, Source, Status
from db.demo.tables import Chance, pick

AS_OF: Final = date(2026, 11, 1)
"""The day on which the register was invented: nothing in it is later."""

_FIRST_DAY: Final = date(2001, 1, 1)
_STATUS_OF_HUNDRED: Final[dict[Status, int]] = {"customer": 83, "former": 10, "prospect": 7}
_STATUSES: Final[tuple[Status, ...]] = tuple(status for status, count in _STATUS_OF_HUNDRED.items() for _ in range(count))
_PRIVATE_SOURCES: Final[tuple[Source, ...]] = ("customer", "customer", "customer", "call", "e-mail", "staff")
_BUSINESS_SOURCES: Final[tuple[Source, ...]] = ("ytj", "ytj", "ytj", "customer", "customer", "e-mail", "asiakastieto")
_PROSPECT_SOURCES: Final[tuple[Source, ...]] = ("fonecta", "asiakastieto", "call", "customer")


class Bond(NamedTuple):
    """A customership; ``ended_on`` is there for former customers only."""

    status: Status
    since: date
    ended_on: date | None
    source: Source

    @property
    def until(self) -> date:
        """The last day on which something may have happened."""
        return self.ended_on or AS_OF


def bond(chance: Chance, kind: Kind) -> Bond:
    """Prospects are of the last twelve months, as long as they may be kept; others since any day, lately more often."""
    status = pick(chance, _STATUSES)
    if status == "prospect":
        return Bond(status, AS_OF - timedelta(days=1 + int(chance() * 350)), None, pick(chance, _PROSPECT_SOURCES))
    source = pick(chance, _PRIVATE_SOURCES if kind == "person" else _BUSINESS_SOURCES)
    days = (AS_OF - _FIRST_DAY).days
    since = AS_OF - timedelta(days=1 + int(days * chance() ** 1.6))
    return Bond(status, since, day_between(chance, since, AS_OF) if status == "former" else None, source)


def day_between(chance: Chance, since: date, until: date) -> date:
    """A day from ``since`` until the day before ``until``."""
    return since + timedelta(days=int(chance() * (until - since).days))
