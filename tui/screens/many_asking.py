"""Asking what is to be done to many customers, and saying it in words."""

from __future__ import annotations

from typing import Any, Final

from db import permissions
from db.many import Change
from tui.screens.asking import choose
from tui.screens.base import BaseScreen, No
from tui.screens.deciding import HOW, REFUSES_ONLY, TO_MACHINES
from tui.screens.filtering import STATUSES
from tui.screens.permission_words import Known
from tui.widgets.ask import Ask
from tui.words import joined, say

CHANNELS: Final = ("email", "sms", "automated_call", "phone", "post")
DECISIONS: Final = ("refused_all", "refused", "consent", "existing_customer")
REFUSALS: Final = ("refused_all", "refused")


async def channel(screen: BaseScreen[Any], question: str, *, machines: bool = False) -> str | None:
    """One channel, ``machines``: of those for which the law asks a consent."""
    possible = [each for each in CHANNELS if each in TO_MACHINES or not machines]
    return await choose(screen, question, [(each, say(f"permissions.by_{each}")) for each in possible])


async def known_groups(screen: BaseScreen[Any]) -> Known | None:
    """The groups of similar products; None when they could not be asked for."""
    groups = await screen.ask(permissions.product_groups(screen.session))
    return None if isinstance(groups, No) else Known(groups)


async def decision(screen: BaseScreen[Any], count: str) -> Change | None:
    """A decision on marketing for ``count`` customers, None for Esc."""
    possible = REFUSALS if screen.session.purpose == REFUSES_ONLY else DECISIONS
    chosen = await choose(screen, say("many.ask_decision", count=count), [(each, say(f"many.decision_{each}")) for each in possible])
    if chosen is None:
        return None
    channels = list(CHANNELS) if chosen == "refused_all" else await _one_channel(screen, chosen)
    how = await choose(screen, say("many.ask_how"), [(each, say(f"permissions.how_{each}")) for each in HOW]) if channels else None
    if not channels or how is None:
        return None
    change = {"what": "permission", "state": "refused" if chosen in REFUSALS else chosen, "channels": channels, "how": how}
    return change if chosen in REFUSALS else await _with_proof(screen, change)


async def _one_channel(screen: BaseScreen[Any], chosen: str) -> list[str]:
    found = await channel(screen, say("many.ask_channel"), machines=chosen == "existing_customer")
    return [found] if found else []


async def _with_proof(screen: BaseScreen[Any], change: dict[str, Any]) -> Change | None:
    """The same with the group of products of the exception, and evidence."""
    if change["state"] == "existing_customer":
        group = await product_group(screen, say("permissions.ask_group"))
        if not group:
            return None
        change["product_group"] = group
    evidence = await screen.answer_of(Ask(say("permissions.ask_evidence"), label=say("permissions.evidence"), least=0))
    return None if evidence is None else change | {"evidence": evidence or None}


async def product_group(screen: BaseScreen[Any], question: str, otherwise: str = "") -> str | None:
    """The code of a group of products, ``""`` for ``otherwise``, None for Esc."""
    known = await known_groups(screen)
    if known is None:
        return None
    choices = [(group.code, known.group(group.code)) for group in known.groups]
    return await choose(screen, question, [*choices, ("", otherwise)] if otherwise else choices)


async def field(screen: BaseScreen[Any], count: str) -> Change | None:
    """A new status or unit for ``count`` customers, None for Esc."""
    me = screen.session.me
    units = dict(zip(map(str, me.unit_ids), me.units, strict=True)) if me else {}
    possible = ("status", "unit") if len(units) > 1 else ("status",)
    what = await choose(screen, say("many.ask_field", count=count), [(each, say(f"many.field_{each}")) for each in possible])
    if what is None:
        return None
    values = [(each, say(f"card.status_{each}")) for each in STATUSES] if what == "status" else list(units.items())
    chosen = await choose(screen, say("many.ask_value", field=say(f"many.field_{what}")), values)
    if chosen is None:
        return None
    return {"what": what, what: int(chosen) if what == "unit" else chosen}


def in_words(screen: BaseScreen[Any], change: Change, known: Known) -> str:
    """A change as one says it."""
    match change["what"]:
        case "status":
            return say("many.what_status", value=say(f"card.status_{change['status']}"))
        case "unit":
            me = screen.session.me
            units = dict(zip(me.unit_ids, me.units, strict=True)) if me else {}
            return say("many.what_unit", value=units.get(change["unit"], str(change["unit"])))
        case _:
            return _decision_in_words(change, known)


def _decision_in_words(change: Change, known: Known) -> str:
    every = set(change["channels"]) == set(CHANNELS)
    group = known.group(change.get("product_group"))
    return say(
        "many.what_permission_group" if group else "many.what_permission",
        state=say(f"permissions.state_{change['state']}"),
        channels=say("many.all_channels") if every else joined(", ", *(say(f"permissions.by_{each}") for each in change["channels"])),
        how=say(f"permissions.how_{change['how']}"),
        group=group,
    )
