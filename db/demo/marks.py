"""What the register makes of a customer's rows, as the database would judge: a test holds the two against each other."""

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
    states = {channel: said.get((at.person, channel)) for channel in channels}
    if "consent" in states.values() or any(states.get(channel) != "refused" for channel in _without_asking(party, at, channels)):
        return True
    return "existing_customer" in states.values() and party.status == "customer"


def _without_asking(party: Party, at: Contact, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """Organisations and those who decide for them by any channel, natural persons by telephone (917/2014 §§ 201–202)."""
    if party.kind in _PRIVATE:
        return ("phone",) if at.person is None and at.kind != "email" else ()
    duty = at.person is None or any(role.role in _DUTIES and role.valid_to is None for role in party.persons[at.person].roles)
    return channels if duty else ()
