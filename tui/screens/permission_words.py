"""Permissions and decisions in words: signs of cells, reasons, and the lines that tell about one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.customers import Card
from db.permissions import Decision, Permission, ProductGroup, Wording
from tui.screens.base import shown_moment
from tui.widgets.facts import Fact
from tui.widgets.matrix import Cell, Tone
from tui.widgets.signs import sign
from tui.words import language, say, spoken

STOPPED: Final = frozenset({"refused", "suppressed", "restricted", "protected"})
"""Reasons that are more than a permission not given."""


@dataclass(frozen=True, slots=True)
class Known:
    """Names of product groups and texts of wordings, and whether the purpose reads decisions or the verdict alone."""

    groups: tuple[ProductGroup, ...] = ()
    wordings: tuple[Wording, ...] = ()
    reads: bool = True

    @spoken
    def group(self, code: str | None) -> str:
        """The name of a product group in the language in use."""
        found = next((group for group in self.groups if group.code == code), None)
        return (code or "") if found is None else found.fi if language() == "fi" else found.en

    @spoken
    def wording(self, version: int | None) -> str:
        """The text of a wording in the language in use."""
        found = next((wording for wording in self.wordings if wording.version == version), None)
        return "" if found is None else found.fi if language() == "fi" else found.en

    def spoken(self, tongue: str) -> str:
        """The latest wording in the customer's own language."""
        latest = self.wordings[-1]
        return {"fi": latest.fi, "sv": latest.sv}.get(tongue, latest.en)


def names_of(card: Card) -> dict[int | None, str]:
    """The customer's own name under None, and the persons' by id, as one reads them."""
    persons = {person.id: f"{person.given_names} {person.family_name}" for person in card.persons}
    return {None: card.customer.name, **persons}


def tone_of(one: Permission) -> Tone:
    """Allowed, stopped, or only not permitted."""
    return "yes" if one.allowed else "no" if one.reason in STOPPED else "none"


def cell_of(one: Permission) -> Cell:
    """A sign and a word, so that no colour is needed."""
    tone = tone_of(one)
    return Cell(f"{sign(f'permission_{tone}')} {say(f'permissions.cell_{one.reason}')}", tone)


def about_cell(name: str, one: Permission, known: Known, hint: str) -> tuple[str, list[Fact]]:
    """The verdict and its law first, then the decision it rests on."""
    verdict = f"{sign(f'permission_{tone_of(one)}')} {say(f'permissions.because_{one.reason}')}"
    return f"{name} {sign('dot')} {say(f'permissions.by_{one.channel}')}", [
        Fact("", verdict, strong=True),
        Fact(say("permissions.law"), one.section),
        *_decided(one, known),
        Fact("", hint),
    ]


def _decided(one: Permission, known: Known) -> list[Fact]:
    if one.state is None or one.taken_at is None:
        return [Fact(say("permissions.decision"), say("permissions.undecided"))] if known.reads else []
    return _facts(one, known, one.state, one.decision_section if one.decision_section != one.section else None)


def about_decision(name: str, one: Decision, known: Known) -> tuple[str, list[Fact]]:
    """One decision as it was recorded."""
    return f"{name} {sign('dot')} {say(f'permissions.by_{one.channel}')}", _facts(one, known, one.state, one.section)


def _facts(one: Permission | Decision, known: Known, state: str, section: str | None) -> list[Fact]:
    when = shown_moment(one.taken_at) if one.taken_at else ""
    how = say(f"permissions.how_{one.how}") if one.how else ""
    by = f"{one.taken_by} {sign('dot')} {say(f'purposes.{one.purpose}')}" if one.taken_by and one.purpose else ""
    decided = say(f"permissions.state_{state}")
    return [
        Fact(say("permissions.decision"), f"{decided} ({section})" if section else decided),
        Fact(say("permissions.product_group"), known.group(one.product_group)),
        Fact(say("permissions.given"), f"{when} {how}".rstrip()),
        Fact(say("permissions.taken"), by),
        Fact(say("permissions.evidence"), one.evidence or ""),
        Fact(say("permissions.wording", version=one.wording), known.wording(one.wording)),
    ]
