"""What an outside source states beside what the register holds: the differences a person accepts, and the save they make. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from db.customers import Card, OtherName
from db.records import Change
from db.sources import placing
from db.sources.prh import Name
from db.sources.stated import VERIFIED_BY, Comparison, Days, Difference, Origin, Stated, Step, plain

FIRM: Final = ("legal_form", "industry", "website", "turnover", "staff", "offices")

__all__ = ["Comparison", "Days", "Difference", "Step", "differences", "new"]


def differences(card: Card, stated: Stated, today: date, *, wants_billing: bool = False) -> Comparison:
    """What an opened customer lacks of a source's data, or holds otherwise; nothing that only the register knows is taken away.

    With ``wants_billing`` the billing address comes first, whether there is one or not.
    """
    origin = Origin(stated.source, stated.source_ref, today)
    billing = list(placing.billing(card, stated, origin, even_new=True)) if wants_billing else []
    steps = [
        *billing,
        *_customer(card, stated, origin),
        *_identifiers(card, stated, origin),
        *_names(card, stated, origin),
        *placing.steps(card, stated, origin),
        *_firm(card, stated),
    ]
    return Comparison.of([_remembered(card, step, stated.source) for step in steps], list(_left_out(card, stated)))


def new(stated: Stated, kind: str, unit: int, today: date) -> Comparison:
    """A customer that the register does not have, as the save that adds it; ``stated.name`` must be known."""
    origin = Origin(stated.source, stated.source_ref, today)
    party = Change("party", origin.of(kind=kind, name=stated.name, unit=unit))
    steps = [
        Step(Difference("kind", None, kind), (party,)),
        Step(Difference("main", None, stated.name)),
        *(Step(Difference(scheme, None, value), (_identified(scheme, value, origin),)) for scheme, value in stated.identifiers),
        *(_added_name(name, origin) for name in _other_names(stated)),
        *(placing.placed(address, origin) for address in stated.addresses if placing.storable(address)),
        *_firm(None, stated),
    ]
    return Comparison.of(steps, list(_left_out(None, stated)))


def _remembered(card: Card, step: Step, source: str) -> Step:
    """The step with when and by whom it was left before, as long as the source says the same."""
    for claim in card.claims:
        if (claim.source, claim.datum, claim.standing) == (source, step.difference.what, "ours") and claim.said == dict(step.said):
            return replace(step, left=(claim.decided_on, claim.decided_by))
    return step


def _customer(card: Card, stated: Stated, origin: Origin) -> Iterator[Step]:
    """Name, kind and status of the customer; one who ceased is a customer no more, from the day it ceased at the earliest."""
    ours = card.customer

    def step(what: str, was: str | None, becomes: str, **fields: Any) -> Step:
        difference = Difference(what, was, becomes, our_source=ours.source, since=stated.as_of)
        return Step(difference, (Change("party", origin.of(**fields), ours.id, ours.version),), plain(fields))

    if stated.name and stated.name != ours.name:
        yield step("main", ours.name, stated.name, name=stated.name)
    if stated.kind and stated.kind != ours.kind:
        yield step("kind", ours.kind, stated.kind, kind=stated.kind)
    if stated.ended_on and ours.status != "former":
        yield step("relation", ours.status, "former", status="former", ended_on=max(stated.ended_on, ours.since or stated.ended_on))


def _identified(scheme: str, value: str, origin: Origin) -> Change:
    return Change("identifier", origin.of(scheme=scheme, value=value, verified_on=origin.today, verified_how=VERIFIED_BY[origin.source]))


def _identifiers(card: Card, stated: Stated, origin: Origin) -> Iterator[Step]:
    """Numbers that are missing, or that were never verified."""
    for scheme, value in stated.identifiers:
        ours = next((one for one in card.identifiers if (one.scheme, one.value) == (scheme, value)), None)
        if ours is None:
            yield Step(Difference(scheme, None, value), (_identified(scheme, value, origin),), {"scheme": scheme, "value": value})
        elif ours.verified_on is None:
            fields = {"verified_on": origin.today.isoformat(), "verified_how": VERIFIED_BY[origin.source]}
            yield Step(Difference("verified", None, value), (Change("identifier", fields, ours.id, ours.version),), {"value": value})


def _other_names(stated: Stated) -> list[Name]:
    """All names but the main name in force, which is the customer's own."""
    return [name for name in stated.names if name.type != "main" or name.valid_to is not None]


def _what(name: Name) -> str:
    return "former" if name.type == "main" else name.type


def _said(name: Name) -> dict[str, Any]:
    return plain({"name": name.name, "type": name.type, "valid_from": name.valid_from, "valid_to": name.valid_to})


def _added_name(name: Name, origin: Origin) -> Step:
    difference = Difference(_what(name), None, name.name, their_days=_days(name), since=name.valid_from)
    return Step(difference, (Change("party_name", origin.of(**_said(name))),), _said(name))


def _names(card: Card, stated: Stated, origin: Origin) -> Iterator[Step]:
    """Names that are missing, and names whose days differ; the same name may have been in use twice."""
    ours = list(card.names)
    theirs: list[Name] = []
    for name in _other_names(stated):
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
            yield _dated_name(name, near, origin)


def _dated_name(name: Name, near: OtherName, origin: Origin) -> Step:
    """The days of a name we have."""
    fields = origin.of(valid_from=name.valid_from, valid_to=name.valid_to)
    difference = Difference(_what(name), near.name, name.name, None, _days(near), _days(name), near.source, name.valid_from)
    return Step(difference, (Change("party_name", fields, near.id, near.version),), _said(name))


def _same_name(ours: OtherName, theirs: Name) -> bool:
    return ours.type == theirs.type and ours.name == theirs.name


def _days(name: Name | OtherName) -> Days:
    return name.valid_from, name.valid_to


def _firm(card: Card | None, stated: Stated) -> Iterator[Step]:
    """Facts of a company that the same source has not told, or told otherwise; what other sources say stands beside."""
    told = next((one for one in card.firmographics if one.source == stated.source), None) if card else None
    had: dict[str, Any] = {name: getattr(told, name) for name in (*FIRM, "industry_set")} if told else {}
    kept = {name: given for name, given in had.items() if given is not None}
    for name in FIRM:
        given = stated.firm.get(name)
        if given is not None and given != had.get(name):
            facts: Mapping[str, Any] = {name: given, **({"industry_set": stated.firm["industry_set"]} if name == "industry" else {})}
            was = None if had.get(name) is None else str(had[name])
            theirs = " ".join(filter(None, (str(given), stated.described.get(name))))
            difference = Difference(name, was, theirs, our_source=stated.source if was else None, since=stated.as_of)
            yield Step(difference, said=plain(facts), firm={**kept, **facts, "as_of": stated.firm["as_of"]})


def _left_out(card: Card | None, stated: Stated) -> Iterator[str]:
    if stated.kind is None:
        yield "kind_open"
    if any(not placing.storable(address) for address in stated.addresses):
        yield "address_left_out"
    if card is not None and card.customer.protected and stated.addresses:
        yield "address_kept_secret"
    if not stated.valid:
        yield "not_in_force"
    yield from (one.code for one in stated.situations if one.valid_to is None)
