"""What outside sources say of the invented companies: credit checks, facts by source, bought deciders, and some conflicts to decide."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from db.demo.bonds import AS_OF
from db.demo.party import Party
from db.demo.tables import Chance, by_rank, listed, pick

SEED: Final = 1994
KNOWN: Final = 20_000
"""Customers of whom outside sources were asked: the first ones, so that a register of a million is filled in its time."""

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "firmographic": (
        "party", "scope", "legal_form", "industry", "industry_set", "turnover", "staff", "offices", "website", "as_of",
        "source", "source_ref", "obtained_on", "obtained_by",
    ),
    "credit_check": (
        "party", "scope", "asked_on", "asked_for", "requester", "outcome", "decision", "decided_by", "decided_on", "told_on", "expires_on",
        "source", "source_ref", "obtained_on", "obtained_by",
    ),
    "source_claim": (
        "party", "scope", "guarded", "datum", "customer_said", "address_said", "contact_said", "standing", "decided_by", "decided_on",
        "source", "source_ref", "obtained_on", "obtained_by",
    ),
}  # fmt: skip
_INDUSTRIES: Final = listed(
    "43210, 62010, 49410, 41200, 69201, 56102, 96021, 47762, 71121, 45201, 02200, 81210, 86230, 10710, 74201, 25620"
)
_TURNOVERS: Final = by_rank(("0-200k", "200k-400k", "400k-1M", "1M-2M", "2M-10M", "10M-20M", "20M-50M"), 3)
_STAFFS: Final = by_rank(("0-4", "5-9", "10-19", "20-49", "50-99", "100-249"), 2)
_OUTCOMES: Final = ("good",) * 10 + ("fair",) * 5 + ("weak",) * 3 + ("entries", "entries", "unknown")
_DECISIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "good": ("invoice",), "fair": ("invoice", "invoice", "prepay"), "weak": ("prepay", "prepay", "deposit"),
    "entries": ("prepay", "refuse"), "unknown": ("prepay",),
}  # fmt: skip
_ASKED_FOR: Final = ("contract", "contract", "contract", "credit", "credit", "collection")
_STREETS: Final = listed("Rantatie, Koulukatu, Asemakatu, Kirkkotie, Teollisuustie, Keskuskatu")
_ASKS: Final = "anna"
_BRINGS: Final = "anna"


class Outside:
    """A stream of chance of its own leaves the customers as they are."""

    def __init__(self, seed: int = SEED) -> None:
        self._chance: Chance = Random(seed).random  # noqa: S311

    def known(self, party: Party) -> bool:
        """Whether outside sources were asked of the customer: of organisations among the first."""
        return party.id <= KNOWN and party.kind in {"company", "sole_trader", "association"}

    def bought(self, party: Party) -> Party:
        """The customer with, perhaps, its deciders bought from Fonecta."""
        if not self.known(party) or party.kind != "company" or self._chance() > 0.2:
            return party
        persons = (one._replace(source="fonecta") if any(role.role == "decision" for role in one.roles) else one for one in party.persons)
        return party._replace(persons=tuple(persons))

    def add(self, party: Party, scope: int, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        """Put what is said of a customer among the rows."""
        if not self.known(party):
            return
        chance = self._chance
        if party.kind == "company" and party.status != "former":
            rows["firmographic"] += [(party.id, scope, *one) for one in self._firm(party)]
        if party.kind != "association" and party.status == "customer" and chance() < 0.12:
            rows["credit_check"].append((party.id, scope, *self._check(party)))
        if chance() < 0.06:
            rows["source_claim"].append((party.id, scope, party.protected, *self._claim(party)))

    def _firm(self, party: Party) -> list[tuple[Any, ...]]:
        """Facts of one or two sources, which need not agree."""
        chance, found = self._chance, list[tuple[Any, ...]]()
        industry = pick(chance, _INDUSTRIES)
        if chance() < 0.5:
            day = max(party.since, AS_OF - timedelta(days=int(chance() * 700)))
            found.append(("16", industry, "TOIMI3", None, None, None, None, day, "ytj", _reference(party, "prh-v3"), day, _BRINGS))
        if chance() < 0.4:
            other = pick(chance, _INDUSTRIES) if chance() < 0.2 else industry
            year = AS_OF.year - 1
            offices = 1 + int(chance() ** 4 * 12)
            facts = (None, other, "TOIMI3", pick(chance, _TURNOVERS), pick(chance, _STAFFS), offices, None, date(year, 12, 31))
            got = AS_OF - timedelta(days=1 + int(chance() * 200))
            found.append((*facts, "fonecta", f"fonecta-{got:%Y-%m}.csv", got, _BRINGS))
        return found

    def _check(self, party: Party) -> tuple[Any, ...]:
        """A check of the last half year: what is older is not kept; a few wait for a person's decision."""
        chance = self._chance
        asked = AS_OF - timedelta(days=1 + int(chance() * min(175, max(1, (AS_OF - party.since).days))))
        outcome = pick(chance, _OUTCOMES)
        decided = min(AS_OF, asked + timedelta(days=int(chance() * 3))) if chance() < 0.9 else None
        decision = pick(chance, _DECISIONS[outcome]) if decided else None
        told = decided if decided and (decision != "invoice" or chance() < 0.7) else None
        return (
            asked, pick(chance, _ASKED_FOR), _ASKS, outcome, decision, _ASKS if decided else None, decided, told, asked + timedelta(days=183),
            "asiakastieto", _reference(party, "luottotieto"), asked, _ASKS,
        )  # fmt: skip

    def _claim(self, party: Party) -> tuple[Any, ...]:
        """What a source says otherwise: most wait for a person, of some ours was kept."""
        chance = self._chance
        datum, source, said = self._said(party)
        day = max(party.since, AS_OF - timedelta(days=1 + int(chance() * 120)))
        kept = chance() < 0.25
        told = json.dumps(said, ensure_ascii=False)
        where = (
            (None, told, None) if datum in {"visit", "post"} else (None, None, told) if datum in {"phone", "mobile"} else (told, None, None)
        )
        decided = ("ours", _BRINGS, day) if kept else ("open", None, None)
        return (datum, *where, *decided, source, _reference(party, "prh-v3" if source == "ytj" else source), day, _BRINGS)

    def _said(self, party: Party) -> tuple[str, str, dict[str, str]]:
        chance = self._chance
        registered = "prh_associations" if party.kind == "association" else "ytj"
        match int(chance() * 4):
            case 0:
                return "main", registered, {"name": f"{party.name} {pick(chance, ('Palvelut', 'Yhtymä', 'Pohjoinen', 'Ryhmä'))}"}
            case 1:
                number = f"0{pick(chance, ('40', '44', '50'))} 555 {int(chance() * 10000):04}"
                return "mobile", "fonecta", {"kind": "mobile", "given": number, "normal": f"+358{number[1:].replace(' ', '')}"}
            case kind:
                place = party.addresses[0] if party.addresses else None
                street = {"street": pick(chance, _STREETS), "number": str(1 + int(chance() * 60)), "country": "FI"}
                town = {"postcode": place.postcode, "town": place.town_fi} if place else {"postcode": "44800", "town": "Pihtipudas"}
                datum = "post" if kind == 2 else "visit"
                return datum, registered, {"kind": datum, **street, **town}


def _reference(party: Party, stem: str) -> str:
    number = next((one.value for one in party.identifiers if one.scheme in {"business_id", "association"}), str(party.id))
    return f"{stem} {number}"
