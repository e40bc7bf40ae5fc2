"""The panels of the dashboard, made from what the database answered; None is not answered yet."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from db import due
from db.audit import Head
from db.contacts import OpenContact
from db.customers import Filters
from db.desk import Decided, Draft, Figure, Lately
from db.due import DueCount
from db.shown import shown_date
from tui.screens.base import shown_moment, thousands
from tui.screens.due_words import FINLAND, kind_in_words
from tui.screens.filtering import KINDS, PERMISSIONS
from tui.widgets.board import Entry, Panel
from tui.widgets.columns import fit
from tui.widgets.spark import spark
from tui.words import language, say

STATUSES = ("customer", "prospect", "former")
LABEL = 10
"""Cells before the bars of a chart."""


def customers_panels(figures: Sequence[Figure] | None) -> tuple[Panel, ...]:
    """How many customers the purpose sees: all and by status, by kind, and by permission where it may know that."""
    if figures is None:
        return (Panel("customers", say("home.customers"), (), say("common.fetching")),)
    if not figures:
        return (Panel("customers", say("home.customers"), (), say("home.no_customers")),)
    counts = {each.figure: each.count for each in figures}
    every = Entry(Filters(), say("home.all"), tail=thousands(counts.get("all", 0)), figure=True)
    return (
        Panel("customers", say("home.customers"), (every, *_figures(counts, "status", STATUSES))),
        Panel("kinds", say("home.kinds"), _figures(counts, "kind", KINDS)),
        *_if_any(Panel("permissions", say("home.permissions"), _figures(counts, "permission", PERMISSIONS))),
    )


def _figures(counts: dict[str, int], field: str, values: Sequence[str]) -> tuple[Entry, ...]:
    """A line for each value, also of those nobody has; none at all where the purpose does not see the field."""
    if not any(figure.startswith(f"{field} ") for figure in counts):
        return ()
    return tuple(
        Entry(narrowed(field, value), say(f"home.{field}_{value}"), tail=thousands(counts.get(f"{field} {value}", 0)), figure=True)
        for value in values
    )


def narrowed(field: str, value: str) -> Filters:
    """The filters of a figure."""
    given: dict[str, Any] = {field: value}
    return Filters(**given)


def _if_any(panel: Panel) -> tuple[Panel, ...]:
    return (panel,) if panel.entries else ()


def lately_panel(which: str, lately: Sequence[Lately] | None) -> Panel:
    """Customers opened or changed lately: when, whom, and where or by whom."""
    if lately is None:
        return Panel(which, say(f"home.{which}"), (), say("common.fetching"))
    lines = tuple(
        Entry((which, each.id), each.name, lead=short_moment(each.at), tail=each.login if which == "changed" else each.town or "")
        for each in lately
    )
    return Panel(which, say(f"home.{which}"), lines, say(f"home.no_{which}"))


def contacts_panel(contacts: Sequence[OpenContact] | None) -> Panel:
    """Own contacts that are not closed: since when, whose, how, and when to return to it."""
    if contacts is None:
        return Panel("contacts", say("home.contacts"), (), say("common.fetching"))
    lines = tuple(
        Entry(each, f"{each.name} · {say(f'support.channel_{each.channel}')} T-{each.id}", lead=short_moment(each.at), tail=_return(each))
        for each in contacts
    )
    return Panel("contacts", say("home.contacts"), lines, say("home.no_contacts"))


def _return(contact: OpenContact) -> str:
    return say("home.return_on", day=shown_date(contact.follow_up_on, language())) if contact.follow_up_on else ""


def drafts_panel(drafts: Sequence[Draft] | None) -> Panel:
    """Own drafts under the purpose in use."""
    if drafts is None:
        return Panel("drafts", say("home.drafts"), (), say("common.fetching"))
    lines = tuple(Entry(each, each.title or say("home.draft_new"), lead=short_moment(each.kept_at)) for each in drafts)
    return Panel("drafts", say("home.drafts"), lines, say("home.no_drafts"))


def decided_panel(decided: Sequence[Decided] | None) -> tuple[Panel, ...]:
    """Permissions given and refused by month, the bars of both to one scale; no panel where the purpose sees no decisions."""
    if not decided:
        return ()
    given, refused = [month.given for month in decided], [month.refused for month in decided]
    highest = max(1, *given, *refused)
    lines = tuple(
        Entry(("decided", state), f"{fit(say(f'home.decided_{state}'), LABEL)} {spark(counts, highest)}", tail=thousands(sum(counts)))
        for state, counts in (("given", given), ("refused", refused))
    )
    first, last = (f"{day:%m/%y}" for day in (decided[0].month, decided[-1].month))
    return (Panel("decided", say("home.decided", first=first, last=last), lines),)


def due_panel(counts: Sequence[DueCount] | None) -> Panel:
    """How much falls due of each kind, and the first day of it."""
    if counts is None:
        return Panel("due", say("due.title"), (), say("common.fetching"))
    lines = tuple(
        Entry(
            each,
            kind_in_words(each.kind, panel=True),
            lead=short_day(each.first_on),
            tail=f"{each.count}{'+' if each.count >= due.MOST else ''}",
        )
        for each in counts
    )
    return Panel("due", say("due.title"), lines, say("due.nothing"))


def logs_panel(head: Head | None) -> Panel:
    """When the logs were sealed last, the head to be kept elsewhere, and the check."""
    if head is None:
        sealed = say("home.unsealed")
    else:
        lines = say("home.lines", count=thousands(head.lines))
        sealed = say("home.sealed", at=shown_moment(head.sealed_at), lines=lines, head=head.head[:12])
    return Panel("logs", say("home.logs"), (Entry("verify", sealed, tail=say("home.verify")),))


def short_moment(moment: datetime.datetime) -> str:
    """The time of a moment of today, the day of any other, in Finland's time."""
    there, today = moment.astimezone(FINLAND), datetime.datetime.now(FINLAND).date()
    if there.date() == today:
        return f"{there:%H.%M}" if language() == "fi" else f"{there:%H:%M}"
    return short_day(there.date())


def short_day(day: datetime.date) -> str:
    """A day without its year."""
    return f"{day.day}.{day.month}." if language() == "fi" else f"{day:%m-%d}"
