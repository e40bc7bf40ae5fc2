"""What YTJ knows of a company beside what the register holds: the differences a person accepts, and the save they make. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from db.customers import Address as OurAddress
from db.customers import Card, OtherName
from db.records import Change
from db.sources.prh import Address, Company, Name

VERIFIED_BY: Final = "YTJ"
_PARTS: Final = ("co", "street", "number", "entrance", "apartment", "po_box", "postcode", "town", "town_sv", "country")


Days = tuple[date | None, date | None]
"""From when to when."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line to accept; ``what`` is its word in ``importing``, None stands for nothing there, ``warning`` is a word too.

    The days are those of a name.
    """

    what: str
    ours: str | None
    theirs: str | None
    warning: str | None = None
    our_days: Days = (None, None)
    their_days: Days = (None, None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Differences and the changes that end them; ``left_out`` are words of what a person must settle by hand."""

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    difference: Difference
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where every datum of one import comes from."""

    company: Company
    today: date

    def of(self, **fields: Any) -> dict[str, Any]:
        """Fields as the database takes them, with their source."""
        told = {"source": self.company.source, "source_ref": self.company.source_ref, "obtained_on": self.today, **fields}
        return {name: given.isoformat() if isinstance(given, date) else given for name, given in told.items()}


def differences(card: Card, company: Company, today: date) -> Comparison:
    """What an opened customer lacks of YTJ's data, or holds otherwise; nothing that only the register knows is taken away."""
    origin = _Origin(company, today)
    steps = [*_customer(card, origin), *_business_id(card, origin), *_names(card, origin), *_addresses(card, origin)]
    changes = _party_in_one([change for step in steps for change in step.changes])
    return Comparison(tuple(step.difference for step in steps), changes, tuple(_left_out(card, company)))


def new(company: Company, kind: str, unit: int, today: date) -> Comparison:
    """A company that the register does not have, as the save that adds it; ``company.name`` must be known."""
    origin = _Origin(company, today)
    party = Change("party", origin.of(kind=kind, name=company.name, unit=unit))
    first = (
        _Step(Difference("kind", None, kind), (party,)),
        _Step(Difference("main", None, company.name), ()),
        _Step(Difference("business_id", None, company.business_id), (Change("identifier", _identified(origin)),)),
    )
    names = [_added_name(name, origin) for name in _other_names(company)]
    addresses = [_added_address(address, origin) for address in company.addresses if _storable(address)]
    steps = [*first, *names, *addresses]
    changes = tuple(change for step in steps for change in step.changes)
    return Comparison(tuple(step.difference for step in steps), changes, tuple(_left_out(None, company)))


def _party_in_one(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes with those of the customer's own row made one, since a row is saved once a save."""
    of_party = [change for change in changes if change.entity == "party"]
    if not of_party:
        return tuple(changes)
    fields = {name: given for change in of_party for name, given in change.fields.items()}
    return (replace(of_party[0], fields=fields), *(change for change in changes if change.entity != "party"))


def _customer(card: Card, origin: _Origin) -> Iterator[_Step]:
    """Name, kind and status of the customer; one who ceased is a customer no more, from the day it ceased at the earliest."""
    ours, company = card.customer, origin.company

    def step(what: str, was: str | None, becomes: str, **fields: Any) -> _Step:
        return _Step(Difference(what, was, becomes), (Change("party", origin.of(**fields), ours.id, ours.version),))

    if company.name and company.name != ours.name:
        yield step("main", ours.name, company.name, name=company.name)
    if company.kind and company.kind != ours.kind:
        yield step("kind", ours.kind, company.kind, kind=company.kind)
    if company.ended_on and ours.status != "former":
        yield step("relation", ours.status, "former", status="former", ended_on=max(company.ended_on, ours.since or company.ended_on))


def _identified(origin: _Origin) -> dict[str, Any]:
    return origin.of(scheme="business_id", value=origin.company.business_id, verified_on=origin.today, verified_how=VERIFIED_BY)


def _business_id(card: Card, origin: _Origin) -> Iterator[_Step]:
    """The number itself, or that it was never verified."""
    number = origin.company.business_id
    ours = next((one for one in card.identifiers if one.scheme == "business_id" and one.value == number), None)
    if ours is None:
        yield _Step(Difference("business_id", None, number), (Change("identifier", _identified(origin)),))
    elif ours.verified_on is None:
        fields = {"verified_on": origin.today.isoformat(), "verified_how": VERIFIED_BY}
        yield _Step(Difference("verified", None, number), (Change("identifier", fields, ours.id, ours.version),))


def _other_names(company: Company) -> list[Name]:
    """All names but the main name in force, which is the customer's own."""
    return [name for name in company.names if name.type != "main" or name.valid_to is not None]


def _what(name: Name) -> str:
    return "former" if name.type == "main" else name.type


def _added_name(name: Name, origin: _Origin) -> _Step:
    fields = origin.of(name=name.name, type=name.type, valid_from=name.valid_from, valid_to=name.valid_to)
    return _Step(Difference(_what(name), None, name.name, their_days=_days(name)), (Change("party_name", fields),))


def _names(card: Card, origin: _Origin) -> Iterator[_Step]:
    """Names that are missing, and names whose days differ; the same name may have been in use twice."""
    ours = list(card.names)
    theirs: list[Name] = []
    for name in _other_names(origin.company):
        same = next((one for one in ours if _same_name(one, name) and _days(one) == _days(name)), None)
        if same is None:
            theirs.append(name)
        else:
            ours.remove(same)
    for name in theirs:
        near = next((one for one in ours if _same_name(one, name)), None)
        if near is None:
            yield _added_name(name, origin)
        else:
            ours.remove(near)
            fields = origin.of(valid_from=name.valid_from, valid_to=name.valid_to)
            told = Difference(_what(name), near.name, name.name, None, _days(near), _days(name))
            yield _Step(told, (Change("party_name", fields, near.id, near.version),))


def _same_name(ours: OtherName, theirs: Name) -> bool:
    return ours.type == theirs.type and ours.name == theirs.name


def _days(name: Name | OtherName) -> Days:
    return name.valid_from, name.valid_to


def _named(town: str | None) -> str | None:
    """A town as one writes it: PRH has all its letters large."""
    return town.title() if town and town.isupper() else town


def _parts(address: Address) -> dict[str, str | None]:
    """A stored address of YTJ's; a foreign one has its lines in ``street``."""
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


def _storable(address: Address) -> bool:
    """Whether the register can hold it: it asks for a town, and a street or a box."""
    parts = _parts(address)
    return bool(parts["town"] and (parts["street"] or parts["po_box"]))


def _shown(parts: dict[str, str | None]) -> str:
    """An address on one line."""
    door = " ".join(parts[name] or "" for name in ("street", "number", "entrance", "apartment")).split()
    lines = (
        f"c/o {parts['co']}" if parts["co"] else "",
        " ".join(door),
        f"PL {parts['po_box']}" if parts["po_box"] else "",
        f"{parts['postcode'] or ''} {parts['town'] or ''}".strip(),
        parts["country"] if parts["country"] != "FI" else "",
    )
    return ", ".join(line for line in lines if line)


def _held(address: OurAddress) -> dict[str, str | None]:
    return {name: getattr(address, name) for name in _PARTS}


def _folded(parts: dict[str, str | None]) -> dict[str, str]:
    """What counts when addresses are compared: large letters and outer blanks do not."""
    return {name: (part or "").strip().casefold() for name, part in parts.items()}


def _added_address(address: Address, origin: _Origin, ours: OurAddress | None = None) -> _Step:
    """A new address in place of one that ends with it."""
    parts = _parts(address)
    added = Change("address", origin.of(kind=address.kind, valid_from=address.valid_from, **parts))
    warning = "co_warning" if address.co else None
    if ours is None:
        return _Step(Difference(address.kind, None, _shown(parts), warning), (added,))
    ends = max(origin.today, ours.valid_from or origin.today).isoformat()
    ended = Change("address", {"valid_to": ends}, ours.id, ours.version)
    return _Step(Difference(address.kind, _shown(_held(ours)), _shown(parts), warning), (ended, added))


def _addresses(card: Card, origin: _Origin) -> Iterator[_Step]:
    """Addresses that are missing or moved; those of a protected customer are left to a person with a reason."""
    if card.customer.protected:
        return
    for address in origin.company.addresses:
        if not _storable(address):
            continue
        held = [one for one in card.addresses if one.kind == address.kind and (one.valid_to is None or one.valid_to > origin.today)]
        if any(_folded(_held(one)) == _folded(_parts(address)) for one in held):
            continue
        yield _added_address(address, origin, _replaced(held))


def _replaced(held: Sequence[OurAddress]) -> OurAddress | None:
    """The address that YTJ's new one replaces: the one it gave before, or the only one."""
    given = [one for one in held if one.source == "ytj"]
    if given:
        return given[0]
    return held[0] if len(held) == 1 else None


def _left_out(card: Card | None, company: Company) -> Iterator[str]:
    if company.kind is None:
        yield "kind_open"
    if any(not _storable(address) for address in company.addresses):
        yield "address_left_out"
    if card is not None and card.customer.protected and company.addresses:
        yield "address_kept_secret"
    if not company.valid:
        yield "not_in_force"
    yield from (one.code for one in company.situations if one.valid_to is None)
