"""Events of a timeline that outside sources and files brought, in words: who asked what, and what was accepted."""

from __future__ import annotations

from typing import Any, Final

from db.timeline import Event
from tui.screens.card_undoing import in_words, touched
from tui.screens.history_words import purpose
from tui.widgets.facts import Fact
from tui.words import known, say

SAID: Final = ("asked_for", "outcome", "decision", "standing")
"""Codes that stand in the line of a credit check or a decision between sources."""


def what(event: Event) -> str:
    """The event on one line."""
    facts = event.facts
    match event.what:
        case "fetch":
            return say("support.event_fetch", source=_source(facts), taken=_taken(facts))
        case "credit_check" | "decision":
            said = [say(f"card.{name}_{facts[name]}") for name in SAID if facts.get(name)]
            return say(f"support.event_{event.what}", what=", ".join(said) or _changed(facts))
        case "import":
            return say("support.event_import", file=facts["file"], what=_changed(facts))
        case "firmographic":
            told = [str(facts[name]) for name in ("industry", "turnover") if facts.get(name)]
            return say("support.event_firmographic", source=_source(facts), what=", ".join(told) or _changed(facts))
        case _:
            return say("support.event_entry", source=_source(facts), what=_changed(facts))


def about(event: Event) -> tuple[Fact, ...]:
    """The whole of it: what was asked under which purpose, what was accepted and what was left."""
    facts = event.facts
    if event.what != "fetch":
        told = Fact("", what(event), strong=True)
        return (told, Fact(say("audit.purpose"), purpose(facts["purpose"])), Fact(say("audit.what"), _changed(facts)))
    left = [datum for datum in facts["differences"] if datum not in facts["accepted"]]
    return (
        Fact("", ": ".join(filter(None, (_source(facts), facts["query"]))), strong=True),
        Fact(say("audit.purpose"), purpose(facts["purpose"])),
        Fact(say("audit.taken"), _named(facts["accepted"]) or say("form.none")),
        Fact(say("audit.left"), _named(left) or say("form.none")),
    )


def _source(facts: dict[str, Any]) -> str:
    key = f"card.source_{facts['source']}"
    return say(key) if known(key) else str(facts["source"] or "")


def _taken(facts: dict[str, Any]) -> str:
    if not facts["settled"]:
        return say("support.event_unsettled")
    taken = _named(facts["accepted"])
    return say("support.event_taken", data=taken) if taken else say("support.event_nothing_taken")


def _named(data: list[str]) -> str:
    return ", ".join(dict.fromkeys(say(f"card.datum_{datum}") for datum in data if known(f"card.datum_{datum}")))


def _changed(facts: dict[str, Any]) -> str:
    return in_words(touched(facts["rows"]))
