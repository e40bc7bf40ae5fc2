"""YTJ's answer beside the register, without either: what differs, what is saved for it, and what is left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from db.claims import Claim, Firmographic
from db.customers import Address, Card, Customer, Identifier, OtherName
from db.sources import prh, taking
from db.sources.comparing import Comparison, Difference, differences, new
from db.sources.stated import firm_of

TODAY: Final = date(2026, 11, 23)
EXAMPLE: Final = (Path(prh.__file__).parent / "examples" / "0112038-9.json").read_bytes()
COMPANY: Final = prh.read(EXAMPLE, "0112038-9")
ORIGIN: Final = {"source": "ytj", "source_ref": "prh-v3 0112038-9 2026-08-19T10:04:06", "obtained_on": "2026-11-23"}
KNOWN: Final[dict[str, Any]] = {
    "source": "customer", "source_ref": None, "obtained_on": date(2020, 1, 1), "obtained_by": "anna", "confirmed_on": None, "version": 3,
}  # fmt: skip


def customer(**fields: Any) -> Customer:
    """The company as a customer."""
    given: dict[str, Any] = {
        "id": 7, "kind": "company", "name": "Nokia Oyj", "language": "fi", "status": "customer", "since": date(2020, 1, 1),
        "ended_on": None, "unit": 1, "restricted": False, "protected": False,
        "permission": "none", "changed_at": datetime(2026, 1, 1, tzinfo=UTC), **KNOWN,
    }  # fmt: skip
    return Customer(**{**given, **fields})


def address(**fields: Any) -> Address:
    """The visiting address of the example, as somebody wrote it down."""
    given: dict[str, Any] = {
        "id": 11, "kind": "visit", "co": None, "street": "Karakaari", "number": "7", "entrance": None, "apartment": None, "po_box": None,
        "postcode": "02610", "town": "Espoo", "town_sv": "Esbo", "country": "FI", "valid_from": None, "valid_to": None, **KNOWN,
    }  # fmt: skip
    return Address(**{**given, **fields})


POST: Final = address(id=12, kind="post", street=None, number=None, po_box="226", postcode="00045", town="NOKIA GROUP", town_sv=None)
NUMBER: Final = Identifier(21, "business_id", "0112038-9", None, date(2021, 1, 1), "YTJ", None, **KNOWN)
NAMES: Final = tuple(
    OtherName(100 + place, name.name, name.type, name.valid_from, name.valid_to, **KNOWN)
    for place, name in enumerate(COMPANY.names)
    if name.type != "main" or name.valid_to
)
FACTS: Final = Firmographic(41, "17", "70100", "TOIMI4", None, None, None, "www.nokia.com", date(2026, 8, 19), **{**KNOWN, "source": "ytj"})
SAME: Final = Card(customer(), NAMES, (NUMBER,), (address(), POST), firmographics=(FACTS,))


def against(card: Card, company: prh.Company = COMPANY) -> Comparison:
    return differences(card, company, TODAY)


def only(comparison: Comparison) -> Difference:
    (difference,) = comparison.differences
    return difference


def test_what_is_the_same_changes_nothing_whatever_its_letters_and_source() -> None:
    assert against(SAME) == Comparison((), ())


def test_the_customers_own_row_is_saved_once_with_the_version_that_was_read() -> None:
    found = against(replace(SAME, customer=customer(name="Nokia Ab", kind="association")))
    assert [(one.what, one.ours, one.theirs) for one in found.differences] == [
        ("main", "Nokia Ab", "Nokia Oyj"),
        ("kind", "association", "company"),
    ]
    (change,) = found.changes
    assert (change.entity, change.id, change.version) == ("party", 7, 3)
    assert change.fields == {**ORIGIN, "name": "Nokia Oyj", "kind": "company"}


def test_a_company_that_ceased_is_a_customer_no_more_and_not_before_it_became_one() -> None:
    for ended, expected in ((date(2025, 5, 5), "2025-05-05"), (date(2019, 1, 1), "2020-01-01")):
        found = against(SAME, replace(COMPANY, ended_on=ended))
        assert only(found) == Difference("relation", "customer", "former")
        assert found.changes[0].fields == {**ORIGIN, "status": "former", "ended_on": expected}
    assert against(replace(SAME, customer=customer(status="former")), replace(COMPANY, ended_on=TODAY)).changes == ()


def test_a_number_that_was_never_verified_is_verified() -> None:
    found = against(replace(SAME, identifiers=(replace(NUMBER, verified_on=None),)))
    assert only(found) == Difference("verified", None, "0112038-9")
    assert found.changes[0].fields == {"verified_on": "2026-11-23", "verified_how": "YTJ"}


def test_a_missing_name_is_added_and_days_are_put_right() -> None:
    vertu = next(name for name in NAMES if name.name == "Vertu")
    found = against(replace(SAME, names=tuple(name for name in NAMES if name is not vertu)))
    assert only(found) == Difference("auxiliary", None, "Vertu", their_days=(date(2006, 3, 8), None))
    assert found.changes[0].fields == {**ORIGIN, "name": "Vertu", "type": "auxiliary", "valid_from": "2006-03-08", "valid_to": None}
    found = against(replace(SAME, names=tuple(replace(name, valid_from=None) if name is vertu else name for name in NAMES)))
    assert only(found).their_days == (date(2006, 3, 8), None)
    assert (found.changes[0].id, found.changes[0].version) == (vertu.id, 3)


def test_a_name_used_twice_is_two_names() -> None:
    again = prh.Name("Vertu", "auxiliary", date(1999, 1, 1), date(2001, 1, 1))
    found = against(SAME, replace(COMPANY, names=(*COMPANY.names, again)))
    assert only(found) == Difference("auxiliary", None, "Vertu", their_days=(date(1999, 1, 1), date(2001, 1, 1)))


def test_what_only_the_register_knows_is_left_alone() -> None:
    own = OtherName(999, "Nokia Pihtipudas", "auxiliary", None, None, **KNOWN)
    billing = address(id=13, kind="billing", street="Toinen katu")
    former = address(id=14, street="Vanha katu", valid_to=date(2025, 1, 1))
    card = replace(SAME, names=(*NAMES, own), addresses=(*SAME.addresses, billing, former))
    assert against(card).changes == ()


def test_an_address_that_moved_ends_the_old_one_today_and_adds_the_new() -> None:
    found = against(replace(SAME, addresses=(address(street="Vanha katu"), POST)))
    assert only(found) == Difference("visit", "Vanha katu 7, 02610 Espoo", "Karakaari 7, 02610 Espoo")
    ended, added = found.changes
    assert (ended.id, ended.version, ended.fields) == (11, 3, {"valid_to": "2026-11-23"})
    assert added.fields["street"] == "Karakaari"
    assert added.fields["town_sv"] == "Esbo"
    assert added.fields["source"] == "ytj"


def test_of_several_addresses_only_that_of_ytj_is_replaced() -> None:
    ours, theirs = address(street="Oma katu"), address(id=15, street="Vanha katu", source="ytj")
    assert [change.id for change in against(replace(SAME, addresses=(ours, theirs, POST))).changes] == [15, None]
    assert [change.id for change in against(replace(SAME, addresses=(ours, replace(theirs, source="call"), POST))).changes] == [None]


def test_addresses_under_a_non_disclosure_order_are_left_to_a_person() -> None:
    found = against(replace(SAME, customer=customer(protected=True), addresses=()))
    assert found == Comparison((), (), ("address_kept_secret",))


def test_a_person_in_an_address_is_pointed_out() -> None:
    visit, post = COMPANY.addresses
    found = against(SAME, replace(COMPANY, addresses=(replace(visit, co="Matti Mallikas"), post)))
    assert only(found).warning == "co_warning"
    assert only(found).theirs == "c/o Matti Mallikas, Karakaari 7, 02610 Espoo"


def test_an_address_that_the_register_cannot_hold_is_left_out_and_said_to_be() -> None:
    visit, post = COMPANY.addresses
    abroad = replace(
        visit, street=None, number=None, town_fi=None, town_sv=None, free_line="Storgatan 3, SE-451 75 Uddevalla", country="SE"
    )
    assert against(SAME, replace(COMPANY, addresses=(abroad, post))) == Comparison((), (), ("address_left_out",))


def test_what_a_person_must_know_beside_the_data_is_told() -> None:
    bankrupt = prh.Situation("KONK", date(2026, 1, 1), None)
    over = prh.Situation("SANE", date(2020, 1, 1), date(2021, 1, 1))
    estate = replace(COMPANY, status="4", situations=(bankrupt, over), forms=(prh.Form("92", "Konkurssipesä", None, None, None, None),))
    assert against(SAME, estate) == Comparison(
        (Difference("legal_form", "17", "92 Konkurssipesä"),), (), ("kind_open", "not_in_force", "KONK")
    )


def test_a_new_company_brings_everything_with_its_source() -> None:
    found = new(COMPANY, "company", 2, TODAY)
    assert found.changes[0].fields == {**ORIGIN, "kind": "company", "name": "Nokia Oyj", "unit": 2}
    assert all(change.id is None and ORIGIN.items() <= change.fields.items() for change in found.changes)
    entities = [change.entity for change in found.changes]
    assert entities == ["party", "identifier", *["party_name"] * 14, "address", "address"]


def test_facts_of_a_company_stand_beside_what_other_sources_say() -> None:
    fonecta = replace(FACTS, id=42, industry="62010", industry_set="TOIMI3", source="fonecta")
    assert against(replace(SAME, firmographics=(fonecta, FACTS))) == Comparison((), ())
    found = against(replace(SAME, firmographics=(fonecta,)))
    assert [(one.what, one.ours, one.theirs) for one in found.differences] == [
        ("legal_form", None, "17 Julkinen osakeyhtiö"),
        ("industry", None, "70100 Pääkonttorien toiminta"),
        ("website", None, "www.nokia.com"),
    ]
    told = {"legal_form": "17", "industry": "70100", "industry_set": "TOIMI4", "website": "www.nokia.com", "as_of": "2026-08-19"}
    assert firm_of(found.steps) == told
    left = [step for step in found.steps if step.difference.what != "industry"]
    assert firm_of(left) == {name: told[name] for name in ("legal_form", "website", "as_of")}, "any of them may be left"


def test_a_billing_address_is_taken_from_the_postal_one_only_where_it_is_asked_for_or_held() -> None:
    assert against(SAME).steps == ()
    (step,) = differences(SAME, COMPANY, TODAY, wants_billing=True).steps
    assert step.difference == Difference("billing", None, "PL 226, 00045 Nokia Group")
    held = replace(SAME, addresses=(*SAME.addresses, address(id=13, kind="billing", street="Toinen katu")))
    (step,) = differences(held, COMPANY, TODAY, wants_billing=True).steps
    assert [(one.id, one.fields.get("kind")) for one in step.changes] == [(13, None), (None, "billing")]


def claim(standing: str, **said: Any) -> Claim:
    given = json.dumps(said)
    return Claim(51, "main", given, None, None, None, standing, "anna", date(2026, 11, 1), **{**KNOWN, "source": "ytj"})


def test_what_was_left_is_not_asked_again_until_the_source_says_something_else() -> None:
    ours = replace(SAME, customer=customer(name="Nokia Ab"))
    left = against(replace(ours, claims=(claim("ours", name="Nokia Oyj"),)))
    assert (left.differences, left.changes, [step.left for step in left.steps]) == ((), (), [(date(2026, 11, 1), "anna")])
    for other in (claim("ours", name="Nokia"), claim("open", name="Nokia Oyj"), claim("theirs", name="Nokia Oyj")):
        assert only(against(replace(ours, claims=(other,)))).what == "main"


def test_what_a_source_was_kept_to_say_is_taken_later() -> None:
    ours = replace(SAME, customer=customer(name="Nokia Ab"))
    (change,) = taking.changes(ours, claim("open", name="Nokia Oyj"), TODAY)
    assert (change.entity, change.id, change.version, change.fields["name"]) == ("party", 7, 3, "Nokia Oyj")
    moved = replace(SAME, addresses=(address(street="Vanha katu"), POST))
    (step,) = against(moved).steps
    kept = replace(claim("open"), datum="visit", customer_said=None, address_said=json.dumps(step.said))
    assert [(one.id, one.fields.get("street")) for one in taking.changes(moved, kept, TODAY)] == [(11, None), (None, "Karakaari")]
    assert taking.changes(SAME, kept, TODAY) == ()
