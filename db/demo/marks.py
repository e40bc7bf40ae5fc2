"""What the register makes of a customer's rows, as it mostly comes out: written at once, it need not be written again when the database has judged."""

from __future__ import annotations

from typing import Final

from db.demo.party import Address, Channel, Contact, Party, Permission, State

Latest = dict[tuple[int | None, Channel], State]
"""The last decision of a subject on a channel."""

_KINDS: Final = ("visit", "post", "billing", "installation")
_PRIVATE: Final = frozenset({"person", "sole_trader"})
_DUTIES: Final = frozenset({"decision", "administration"})
_CALLED: Final[tuple[Channel, ...]] = ("phone", "sms", "automated_call")


def latest(permissions: tuple[Permission, ...]) -> Latest:
    """Decisions in the order they were taken: the later counts."""
    return {(said.person, said.channel): said.state for said in permissions}


def permission(said: Latest) -> str:
    """The mark of a customer: given, refused or none."""
    if not said:
        return "none"
    return "refused" if set(said.values()) == {"refused"} else "given"


def open_to_marketing(party: Party) -> bool:
    """Few customers refuse on every channel."""
    return not party.restricted and not party.protected


def town_of(party: Party) -> Address | None:
    """The address whose town stands for the customer; none of a protected one."""
    here = [at for at in party.addresses if at.valid_to is None]
    return None if party.protected or not here else min(here, key=lambda at: _KINDS.index(at.kind))


def marketable(party: Party, at: Contact, said: Latest) -> bool:
    """Whether somebody may market to a number or address."""
    if party.restricted or (party.protected and at.person is None):
        return False
    channels: tuple[Channel, ...] = ("email",) if at.kind == "email" else _CALLED
    states = [said.get((at.person, channel)) for channel in channels]
    if "consent" in states or (states[0] != "refused" and _without_asking(party, at)):
        return True
    return "existing_customer" in states and party.status == "customer"


def _without_asking(party: Party, at: Contact) -> bool:
    """Organisations and those who decide for them by any channel, natural persons by telephone (917/2014 §§ 201–202)."""
    if at.person is None:
        return party.kind not in _PRIVATE or at.kind != "email"
    roles = party.persons[at.person].roles
    return party.kind not in _PRIVATE and any(role.role in _DUTIES and role.valid_to is None for role in roles)
