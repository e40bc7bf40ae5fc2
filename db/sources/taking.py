"""Taking what a source was kept to say, later than it was fetched: the changes of a claim that a person has decided for. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from db.claims import Claim
from db.customers import Card
from db.records import Change
from db.sources import placing
from db.sources.stated import VERIFIED_BY, Origin

ADDRESSES: Final = frozenset({"visit", "post", "billing"})
NAMES: Final = frozenset({"parallel", "auxiliary", "former"})
REACHED: Final = frozenset({"mobile", "phone", "email"})


def changes(card: Card, claim: Claim, today: date) -> tuple[Change, ...]:
    """What must change for the register to say what the source says; nothing where it says so already."""
    origin = Origin(claim.source, claim.source_ref, today)
    said = claim.said
    if claim.datum in ADDRESSES:
        held = placing.in_force(card, claim.datum, origin)
        if any(placing.folded(placing.held_parts(one)) == placing.folded(said) for one in held):
            return ()
        return placing.moved(said, placing.replaced(held, claim.source), origin)
    if claim.datum in NAMES:
        return () if any(said["name"] == one.name for one in card.names) else (Change("party_name", origin.of(**said)),)
    if claim.datum in REACHED:
        return () if any(said["given"] == one.given for one in card.contact_points) else (Change("contact_point", origin.of(**said)),)
    if claim.datum in {"main", "kind", "relation"}:
        return (Change("party", origin.of(**said), card.customer.id, card.customer.version),)
    return tuple(_identifier(card, claim, origin))


def _identifier(card: Card, claim: Claim, origin: Origin) -> list[Change]:
    """A number added, or marked as verified."""
    fields = {"verified_on": origin.today.isoformat(), "verified_how": VERIFIED_BY.get(claim.source, claim.source)}
    ours = next((one for one in card.identifiers if one.value == claim.said.get("value")), None)
    if ours is None:
        return [Change("identifier", origin.of(**claim.said, **fields))] if "scheme" in claim.said else []
    return [Change("identifier", fields, ours.id, ours.version)] if ours.verified_on is None else []
