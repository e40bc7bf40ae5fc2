"""Asking for a decision on marketing: what may be recorded here, how it was given, on which ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from db import permissions
from db.call import Asked
from db.customers import Card
from db.permissions import Permission
from tui.screens.asking import choose
from tui.screens.base import BaseScreen, No, sentence
from tui.screens.permission_words import Known
from tui.widgets.ask import Ask
from tui.words import say

HOW: Final = ("phone", "email", "form", "meeting", "letter", "contract", "message_link")
REFUSES_ONLY: Final = "seloste_support"
READS_ONLY: Final = "seloste_privacy"
WITHOUT_USE: Final = frozenset({"restricted", "protected"})
"""Reasons that no permission takes away."""
TO_MACHINES: Final = frozenset({"email", "sms", "automated_call"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Who decides: the customer itself, or one of its persons."""

    customer: int
    person: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Deed:
    """A decision to be recorded on a channel, ``""`` for all of them, and what is told when it has been."""

    subject: Subject
    channel: str
    state: str
    how: str
    told: str
    product_group: str | None = None
    evidence: str | None = None

    async def recorded(self, session: Asked, operation: UUID) -> bool:
        """Record it, in one act."""
        who = self.subject
        if not self.channel:
            await permissions.refuse_all(session, operation, who.customer, who.person, self.how)
        else:
            await permissions.record(
                session, operation, who.customer, who.person, self.channel, self.state, self.how,
                product_group=self.product_group, evidence=self.evidence,
            )  # fmt: skip
        return True


def hindrance(purpose: str | None, cell: Permission | None) -> str:
    """Why nothing can be recorded under the purpose, in words; ``cell`` None: a refusal."""
    if purpose == READS_ONLY:
        return say("permissions.only_reading")
    if cell is None or cell.allowed:
        return ""
    if purpose == REFUSES_ONLY:
        return say("permissions.only_refusals")
    return say("permissions.no_use", why=say(f"permissions.because_{cell.reason}")) if cell.reason in WITHOUT_USE else ""


def hint(purpose: str | None, cell: Permission) -> str:
    """What Enter would do here."""
    if purpose == READS_ONLY:
        return ""
    if hindrance(purpose, cell):
        return say("permissions.hint_refuse_only")
    return say("permissions.hint_refuse" if cell.allowed else "permissions.hint_permit")


def refused(no: No) -> str:
    """A refusal of the register in words."""
    return sentence(no.error)


def _hows() -> list[tuple[str, str]]:
    return [(how, say(f"permissions.how_{how}")) for how in HOW]


async def refusal(screen: BaseScreen[Any], subject: Subject, channel: str = "") -> Deed | None:
    """Ask how a refusal was given, on a channel or on all of them; nothing else."""
    named = say(f"permissions.by_{channel}") if channel else ""
    how = await choose(
        screen, say("permissions.ask_refuse" if channel else "permissions.ask_refuse_all", name=subject.name, channel=named), _hows()
    )
    if how is None:
        return None
    told = say("permissions.kept_refusal" if channel else "permissions.kept_refusals", name=subject.name, channel=named)
    return Deed(subject, channel, "refused", how, told)


def grounds(cell: Permission, card: Card) -> list[str]:
    """On what a permission can rest here: a consent always, the exceptions only while nothing was refused."""
    found = ["consent"]
    if cell.state == "refused":
        return found
    if (
        cell.person is None
        and card.customer.kind in {"person", "sole_trader"}
        and card.customer.status == "customer"
        and cell.channel in TO_MACHINES
    ):
        found.append("existing_customer")
    if any(role.person == cell.person and role.role in {"decision", "administration"} for role in card.roles):
        found.append("business_duty")
    return found


async def permission(screen: BaseScreen[Any], subject: Subject, cell: Permission, card: Card, known: Known) -> Deed | None:
    """Ask on which ground, how, for which products and with what evidence."""
    channel = say(f"permissions.by_{cell.channel}")
    possible = [(ground, say(f"permissions.state_{ground}")) for ground in grounds(cell, card)]
    asked = say("permissions.ask_ground", name=subject.name, channel=channel)
    state = possible[0][0] if len(possible) == 1 else await choose(screen, asked, possible)
    if state is None:
        return None
    ground = say(f"permissions.state_{state}")
    said = say("permissions.told", wording=known.spoken(card.customer.language)) if state == "consent" and known.wordings else ""
    asked = say("permissions.ask_how", ground=ground.capitalize(), name=subject.name, channel=channel)
    how = await choose(screen, asked, _hows(), said)
    group = await _group(screen, known) if how and state == "existing_customer" else None
    if how is None or (state == "existing_customer" and group is None):
        return None
    evidence = await screen.answer_of(Ask(say("permissions.ask_evidence"), label=say("permissions.evidence"), least=0))
    if evidence is None:
        return None
    told = say("permissions.kept_permission", state=ground, name=subject.name, channel=channel)
    return Deed(subject, cell.channel, state, how, told, group, evidence or None)


async def _group(screen: BaseScreen[Any], known: Known) -> str | None:
    return await choose(screen, say("permissions.ask_group"), [(group.code, known.group(group.code)) for group in known.groups])
