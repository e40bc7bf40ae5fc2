"""Billing history in words: sums, states with a sign that works without colour, and the line of a card."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from db.billing import Event, Glance, Invoice, Listed
from db.shown import shown_date, shown_money
from tui.widgets.signs import sign
from tui.words import language, say, spoken

MARKS: Final = {"overdue": "warning", "disputed": "permission_no", "open": "permission_none", "paid": "permission_yes"}
"""The sign before an invoice by its state; one that is credited or a credit note has none."""


@spoken
def money(amount: Decimal) -> str:
    """Euros as one reads them."""
    return shown_money(amount, language())


def bare(amount: Decimal) -> str:
    """Euros as a figure of a column whose title says the currency: a million fits, and no figure of a sum is ever cut."""
    return money(amount).replace("€", "").strip()


@spoken
def euros(name: str) -> str:
    """The title of such a column."""
    return f"{say(f'billing.{name}')} €"


@spoken
def day(when: date) -> str:
    """A day as one reads it."""
    return shown_date(when, language())


def mark(state: str) -> str:
    """The sign of a state."""
    return sign(MARKS[state]) if state in MARKS else ""


def rate(percent: str) -> str:
    """A rate of value added tax as one reads it."""
    return percent.replace(".", ",") if language() == "fi" else percent


@spoken
def state(one: Listed | Invoice, *, whole: bool = False) -> str:
    """The state of an invoice, with how long it is overdue, said ``whole`` or in a column, and whether a part is paid."""
    word = say("billing.state_word_overdue" if whole and one.state == "overdue" else f"billing.state_{one.state}", days=one.days_over)
    part = one.open > 0 and (one.paid > 0 or one.credited > 0)
    return f"{word}, {say('billing.partly')}" if part else word


def glance(told: Glance | None, *, counted: bool = True) -> str:
    """What a customer owes on one line, as far as the purpose is told, with how many invoices where that is wanted and told."""
    if told is None:
        return ""
    if told.open is None or told.overdue is None or told.disputed is None or told.unused is None:
        return say(f"billing.flag_{told.flag}", sign=sign("warning"))
    many = (told.open_count, told.overdue_count, told.disputed_count) if counted else (None, None, None)
    parts = [say("billing.glance_open", sum=_counted(told.open, many[0]))] if told.open else [say("billing.glance_none")]
    if told.overdue:
        parts.append(say("billing.glance_overdue", sign=mark("overdue"), sum=_counted(told.overdue, many[1])))
    if told.disputed:
        parts.append(say("billing.glance_disputed", sign=mark("disputed"), sum=_counted(told.disputed, many[2])))
    if told.unused:
        parts.append(say("billing.glance_unused", sum=money(told.unused)))
    return f" {sign('dot')} ".join(parts)


def _counted(amount: Decimal, count: int | None) -> str:
    return money(amount) if count is None else f"{money(amount)} ({count})"


def event(one: Event) -> str:
    """What happened: the kind, or the step of a reminder."""
    return say(f"billing.step_{one.step}") if one.step else say(f"billing.event_{one.kind}")


def about(one: Event) -> str:
    """What is told of it: a dispute's reason and its end, a payer, a credit note's number."""
    if one.kind != "dispute":
        return one.told or ""
    ended = say("billing.closed", day=day(one.until)) if one.until else say("billing.still_open")
    return f"{one.told} ({ended})"
