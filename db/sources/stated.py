"""What any outside source states of one customer, and the steps that bring the register to it: one a difference, each accepted or left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Protocol

from db.records import Change
from db.sources.prh import Address, Name, Situation

VERIFIED_BY: Final[Mapping[str, str]] = {"ytj": "YTJ", "prh_associations": "yhdistysrekisteri"}
"""How an identifier was verified, by the source that stated it."""

Days = tuple[date | None, date | None]
"""From when to when."""


class Stated(Protocol):
    """One customer as an outside source knows it: what the interface asks of every source, whatever its answers look like."""

    @property
    def source(self) -> str:
        """The source, as the register names it."""
        ...

    @property
    def source_ref(self) -> str:
        """What was asked and how old the answer is."""
        ...

    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """Schemes and values."""
        ...

    @property
    def name(self) -> str | None:
        """The main name in force."""
        ...

    @property
    def kind(self) -> str | None:
        """The kind of customer it makes."""
        ...

    @property
    def ended_on(self) -> date | None:
        """When it ceased."""
        ...

    @property
    def names(self) -> Sequence[Name]:
        """All names."""
        ...

    @property
    def addresses(self) -> Sequence[Address]:
        """All addresses."""
        ...

    @property
    def firm(self) -> dict[str, Any]:
        """Facts of a company by column of ``register.firmographic``, with ``as_of``; empty where the source has none."""
        ...

    @property
    def described(self) -> dict[str, str]:
        """What codes among the facts mean, in Finnish."""
        ...

    @property
    def valid(self) -> bool:
        """Whether it is in force."""
        ...

    @property
    def situations(self) -> Sequence[Situation]:
        """Bankruptcies and the like."""
        ...

    @property
    def as_of(self) -> date | None:
        """Of which day the answer is."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One line to accept; ``what`` is its word in ``importing``, None stands for nothing there, ``warning`` is a word too.

    The days are those of a name; ``since`` is when the source says it began.
    """

    what: str
    ours: str | None
    theirs: str | None
    warning: str | None = None
    our_days: Days = (None, None)
    their_days: Days = (None, None)
    our_source: str | None = field(default=None, compare=False)
    since: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """A difference and the changes that end it; ``said`` is what a person decides about, ``firm`` facts of a company.

    ``left`` is when and by whom it was left before: the source has said nothing else since.
    """

    difference: Difference
    changes: tuple[Change, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict[str, Any])
    firm: Mapping[str, Any] = field(default_factory=dict[str, Any])
    left: tuple[date | None, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Differences and the changes that end them all; ``left_out`` are words of what a person must settle by hand."""

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    left_out: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, steps: Sequence[Step], left_out: Sequence[str]) -> Comparison:
        """A comparison of steps; those left before are kept aside."""
        fresh = [step for step in steps if step.left is None]
        return cls(tuple(step.difference for step in fresh), changes_of(fresh), tuple(left_out), tuple(steps))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where every datum of one answer comes from."""

    source: str
    source_ref: str | None
    today: date

    def of(self, **fields: Any) -> dict[str, Any]:
        """Fields as the database takes them, with their source."""
        told = {"source": self.source, "source_ref": self.source_ref, "obtained_on": self.today, **fields}
        return plain(told)


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with their days as texts."""
    return {name: given.isoformat() if isinstance(given, date) else given for name, given in fields.items()}


def changes_of(steps: Sequence[Step]) -> tuple[Change, ...]:
    """The changes of steps, those of one row made one, since a row is saved once a save."""
    found: list[Change] = []
    for change in (change for step in steps for change in step.changes):
        place = next((n for n, one in enumerate(found) if _same_row(one, change)), None)
        if place is None:
            found.append(change)
        else:
            found[place] = replace(found[place], fields={**found[place].fields, **change.fields})
    return tuple(found)


def _same_row(one: Change, other: Change) -> bool:
    return one.entity == other.entity and (one.entity == "party" or (one.id is not None and one.id == other.id))


def firm_of(steps: Sequence[Step]) -> dict[str, Any]:
    """Facts of a company that the steps bring, with those that the source told before; empty for none."""
    told = {name: given for step in steps for name, given in step.firm.items()}
    return told | {name: given for step in steps if step.firm for name, given in step.said.items()}
