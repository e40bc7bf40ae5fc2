"""Addresses of an outside source beside the register's: which are missing, which have moved, and which ours ends with that. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from db.customers import Address as OurAddress
from db.customers import Card
from db.records import Change
from db.sources.prh import Address
from db.sources.stated import Difference, Origin, Stated, Step, plain

PARTS: Final = ("co", "street", "number", "entrance", "apartment", "po_box", "postcode", "town", "town_sv", "country")


def _named(town: str | None) -> str | None:
    """A town as one writes it: PRH has all its letters large."""
    return town.title() if town and town.isupper() else town


def parts_of(address: Address) -> dict[str, str | None]:
    """An address as the register keeps it; a foreign one has its lines in ``street``."""
    finnish, swedish = _named(address.town_fi), _named(address.town_sv)
    return {
        "co": address.co,
        "street": address.street or (None if address.po_box else address.free_line),
        "number": address.number,
        "entrance": address.entrance,
        "apartment": address.apartment,
        "po_box": address.po_box,
        "postcode": address.postcode,
        "town": finnish or swedish,
        "town_sv": swedish if swedish != (finnish or swedish) else None,
        "country": address.country or "FI",
    }


def storable(address: Address) -> bool:
    """Whether the register can hold it: it asks for a town, and a street or a box."""
    parts = parts_of(address)
    return bool(parts["town"] and (parts["street"] or parts["po_box"]))


def shown(parts: Mapping[str, Any]) -> str:
    """An address on one line."""
    door = " ".join(parts.get(name) or "" for name in ("street", "number", "entrance", "apartment")).split()
    country = parts.get("country") or "FI"
    lines = (
        f"c/o {parts['co']}" if parts.get("co") else "",
        " ".join(door),
        f"PL {parts['po_box']}" if parts.get("po_box") else "",
        f"{parts.get('postcode') or ''} {parts.get('town') or ''}".strip(),
        country if country != "FI" else "",
    )
    return ", ".join(line for line in lines if line)


def held_parts(address: OurAddress) -> dict[str, str | None]:
    """An address of the register by its parts."""
    return {name: getattr(address, name) for name in PARTS}


def folded(parts: Mapping[str, Any]) -> dict[str, str]:
    """What counts when addresses are compared: large letters and outer blanks do not."""
    return {name: str(parts.get(name) or "").strip().casefold() for name in PARTS}


def in_force(card: Card, kind: str, origin: Origin) -> list[OurAddress]:
    """Our addresses of a kind that have not ended."""
    return [one for one in card.addresses if one.kind == kind and (one.valid_to is None or one.valid_to > origin.today)]


def replaced(held: Sequence[OurAddress], source: str) -> OurAddress | None:
    """The address that a source's new one replaces: the one it gave before, or the only one."""
    given = [one for one in held if one.source == source]
    if given:
        return given[0]
    return held[0] if len(held) == 1 else None


def moved(said: Mapping[str, Any], ours: OurAddress | None, origin: Origin) -> tuple[Change, ...]:
    """The changes that put an address, as it was said, in place of ours, which ends today."""
    added = Change("address", origin.of(**said))
    if ours is None:
        return (added,)
    ends = max(origin.today, ours.valid_from or origin.today).isoformat()
    return (Change("address", {"valid_to": ends}, ours.id, ours.version), added)


def placed(address: Address, origin: Origin, ours: OurAddress | None = None, kind: str | None = None) -> Step:
    """A new address in place of one that ends with it."""
    said = plain({"kind": kind or address.kind, "valid_from": address.valid_from, **parts_of(address)})
    difference = Difference(
        said["kind"],
        shown(held_parts(ours)) if ours else None,
        shown(said),
        "co_warning" if address.co else None,
        our_source=ours.source if ours else None,
        since=address.valid_from,
    )
    return Step(difference, moved(said, ours, origin), said)


def steps(card: Card, stated: Stated, origin: Origin) -> Iterator[Step]:
    """Addresses that are missing or moved; those of a protected customer are left to a person with a reason."""
    if card.customer.protected:
        return
    for address in stated.addresses:
        held = in_force(card, address.kind, origin)
        if storable(address) and not any(folded(held_parts(one)) == folded(parts_of(address)) for one in held):
            yield placed(address, origin, replaced(held, origin.source))


def billing(card: Card, stated: Stated, origin: Origin, *, even_new: bool) -> Iterator[Step]:
    """The source's postal address, or else its visiting address, as the billing address; ``even_new`` where there is none yet."""
    if card.customer.protected:
        return
    ranked = sorted((one for one in stated.addresses if storable(one)), key=lambda one: one.kind != "post")
    held = in_force(card, "billing", origin)
    if ranked and (held or even_new) and not any(folded(held_parts(one)) == folded(parts_of(ranked[0])) for one in held):
        yield placed(ranked[0], origin, replaced(held, origin.source), "billing")
