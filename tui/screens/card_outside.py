"""Fields of a card that come from outside sources: credit checks, entered by hand or file, and facts of a company, which are only read."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from tui.widgets.form import Field
from tui.words import say

GROUNDS: Final = ("contract", "credit", "guarantee", "collection")
OUTCOMES: Final = ("good", "fair", "weak", "entries", "unknown")
DECISIONS: Final = ("invoice", "prepay", "deposit", "refuse")


def _choice(name: str, codes: tuple[str, ...], **more: Any) -> Field:
    choices = tuple((code, say(f"card.{name}_{code}")) for code in codes)
    return Field(name, say(f"card.field_{name}"), kind="choice", choices=choices, **more)


def _date(name: str, label: str = "", **more: Any) -> Field:
    return Field(name, say(label or f"card.field_{name}"), kind="date", width=11, **more)


def _told(name: str, label: str = "", **more: Any) -> Field:
    return Field(name, say(label or f"card.field_{name}"), read_only=True, **more)


def credit_check(_choices: object) -> tuple[Field, ...]:
    """Why it was asked, the class of the outcome, what a person decided; who decided is written by the database."""
    return (
        _choice("outcome", OUTCOMES, required=True),
        _choice("decision", DECISIONS, beside=True, joint=" → "),
        _choice("asked_for", GROUNDS, required=True, joint=" · "),
        _date("asked_on", required=True, beside=True, joint=" "),
        _date("told_on", joint=None),
        _date("expires_on", "card.field_credit_check_expires_on", required=True, beside=True, joint="–"),
    )


def firmographic(_choices: object) -> tuple[Field, ...]:
    """What a source says of a company; nobody types it."""
    return (
        _choice("legal_form", (), read_only=True, width=18, named=True),
        _told("industry", width=8, beside=True, joint=" · ", named=True),
        _told("industry_set", width=8, beside=True, joint=None),
        _told("turnover", width=12, joint=" · ", named=True),
        _told("staff", "card.field_firmographic_staff", width=10, beside=True, joint=" · ", named=True),
        _told("offices", width=6, joint=" · ", named=True),
        _told("website", joint=" · "),
        _date("as_of", read_only=True, joint=" · ", named=True),
    )


def begun(today: date) -> dict[str, str]:
    """What a new credit check begins with: asked today for a contract, in force for half a year."""
    month, year = (today.month + 5) % 12 + 1, today.year + (1 if today.month > 6 else 0)
    ends = date(year, month, min(today.day, 28))
    return {"asked_for": "contract", "asked_on": today.isoformat(), "expires_on": ends.isoformat()}


def heading_of(entity: str, row: Any) -> str:
    """What stands before a line: whose facts, or what kind of line it is."""
    return say(f"card.source_{row.source}") if entity == "firmographic" else say("card.credit_line")


def note_of(entity: str, row: Any, today: date) -> str:
    """What a line says at its end: that a check has expired, or that nobody has decided yet."""
    if entity != "credit_check":
        return ""
    if row.expires_on < today:
        return say("card.credit_expired")
    return "" if row.decision else say("card.credit_undecided")
