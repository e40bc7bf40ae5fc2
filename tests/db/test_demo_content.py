"""The invented register: every number right and plainly invented, every share near what it should be, the same each time."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import get_args

import phonenumbers
import pytest
from email_validator import validate_email
from phonenumbers.carrierdata import CARRIER_DATA
from stdnum.fi import alv, hetu, ytunnus

from db.demo import party as shapes
from db.demo.bonds import AS_OF
from db.demo.logins import LOGINS, UNITS
from db.demo.numbers import Numbers
from db.demo.party import Contact, Party, Person
from db.demo.permissions import GROUPS
from db.demo.places import PLACES
from db.demo.register import invent
from db.demo.roles import MAINTAINERS

SIZE = 6_000


@pytest.fixture(scope="module")
def parties() -> list[Party]:
    return list(invent(SIZE))


def texts(row: object) -> Iterator[str]:
    if isinstance(row, str):
        yield row
    elif isinstance(row, tuple):
        for part in row:
            yield from texts(part)


def days(row: object) -> Iterator[date]:
    if isinstance(row, date):
        yield date(row.year, row.month, row.day)
    elif isinstance(row, tuple):
        for part in row:
            yield from days(part)


def contacts(parties: Iterable[Party], *kinds: str) -> list[Contact]:
    return [one for party in parties for one in party.contacts if one.kind in kinds]


def share(parties: list[Party], **wanted: object) -> float:
    return sum(all(getattr(one, name) == value for name, value in wanted.items()) for one in parties) / len(parties)


def test_the_size_is_what_was_asked_and_ids_count_from_one(parties: list[Party]) -> None:
    assert [one.id for one in parties] == list(range(1, SIZE + 1))
    assert list(invent(0)) == []


def test_the_same_seed_gives_the_same_and_a_smaller_register_is_the_beginning_of_a_larger(parties: list[Party]) -> None:
    assert list(invent(300)) == parties[:300]
    assert list(invent(30, seed=1)) == list(invent(30, seed=1)) != parties[:30]


def test_the_words_are_those_the_register_knows(parties: list[Party]) -> None:
    assert {one.kind for one in parties} == set(get_args(shapes.Kind))
    assert {one.status for one in parties} == set(get_args(shapes.Status))
    assert {one.kind for party in parties for one in party.addresses} == set(get_args(shapes.AddressKind))
    assert {role.role for party in parties for one in party.persons for role in one.roles} == set(get_args(shapes.RoleName))
    assert {one.state for party in parties for one in party.permissions} == set(get_args(shapes.State))
    assert {one.channel for party in parties for one in party.permissions} == set(get_args(shapes.Channel))
    assert {one.source for party in parties for one in (party, *party.identifiers)} <= set(get_args(shapes.Source))


def test_shares_are_near_what_was_meant(parties: list[Party]) -> None:
    meant = {"person": 0.58, "company": 0.26, "sole_trader": 0.08, "association": 0.06, "public_body": 0.02}
    assert {kind: share(parties, kind=kind) for kind in meant} == {kind: pytest.approx(much, abs=0.02) for kind, much in meant.items()}
    assert share(parties, protected=True) == pytest.approx(0.02, abs=0.006)
    assert share(parties, restricted=True) == pytest.approx(0.01, abs=0.005)
    assert share(parties, status="former") == pytest.approx(0.10, abs=0.02)
    assert share(parties, status="prospect") == pytest.approx(0.07, abs=0.02)
    assert share(parties, language="sv") == pytest.approx(0.055, abs=0.02)
    assert {one.unit for one in parties} == set(range(1, len(UNITS) + 1))


def test_only_former_customers_have_ended(parties: list[Party]) -> None:
    assert all((one.ended_on is not None) == (one.status == "former") for one in parties)


def test_only_natural_persons_have_a_non_disclosure_order_and_given_names(parties: list[Party]) -> None:
    natural = {"person", "sole_trader"}
    assert all(one.kind in natural for one in parties if one.protected)
    assert all((one.given_names is not None) == (one.kind in natural) == (one.family_name is not None) for one in parties)


def test_nothing_is_later_than_the_day_it_was_invented_and_nothing_ends_before_it_begins(parties: list[Party]) -> None:
    assert max(day for one in parties for day in days(one)) <= AS_OF
    assert all(one.ended_on >= one.since for one in parties if one.ended_on)
    spells = [(n.valid_from, n.valid_to) for p in parties for n in (*p.names, *p.addresses, *(r for one in p.persons for r in one.roles))]
    assert all(start <= end for start, end in spells if start and end)


def test_business_ids_are_right_and_begin_with_nine(parties: list[Party]) -> None:
    found = [one.value for party in parties for one in party.identifiers if one.scheme == "business_id"]
    assert all(ytunnus.is_valid(one) and re.fullmatch(r"9[0-9]{6}-[0-9]", one) for one in found)
    assert len(set(found)) == len(found) > SIZE / 4


def test_business_ids_stay_right_and_once_when_the_first_million_is_used_up() -> None:
    numbers = Numbers()
    numbers._businesses = 990_000
    found = [numbers.business_id() for _ in range(20_000)]
    assert len(set(found)) == len(found)
    assert all(ytunnus.is_valid(one) for one in found)
    assert {one[0] for one in found} == {"9", "8"}


def test_vat_numbers_and_e_invoice_addresses_follow_the_business_id(parties: list[Party]) -> None:
    for one in parties:
        of = {identifier.scheme: identifier for identifier in one.identifiers}
        if "vat" in of:
            assert alv.is_valid(of["vat"].value)
            assert of["vat"].value == "FI" + of["business_id"].value.replace("-", "")
        if "e_invoice" in of:
            assert re.fullmatch(r"0037[0-9]{8}[0-9A-Z]{0,5}", of["e_invoice"].value)
            assert of["e_invoice"].value[4:12] == of["business_id"].value.replace("-", "")
            assert re.fullmatch(r"[0-9A-Z]{4,20}", of["e_invoice"].operator or "")


def test_association_numbers_are_six_digits_from_the_invented_range_and_only_of_associations(parties: list[Party]) -> None:
    found = [(party.kind, one.value) for party in parties for one in party.identifiers if one.scheme == "association"]
    assert all(kind == "association" and re.fullmatch(r"9[0-9]{5}", value) for kind, value in found)
    assert len(set(found)) == len(found) == round(share(parties, kind="association") * SIZE)


def test_identity_codes_are_right_temporary_and_of_people_only(parties: list[Party]) -> None:
    found = {one.identity_code: one.kind for one in parties if one.identity_code}
    assert set(found.values()) == {"person", "sole_trader"}
    assert all(hetu.is_valid(code, allow_temporary=True) and not hetu.is_valid(code) and code[7] == "9" for code in found)
    assert len(found) == sum(one.identity_code is not None for one in parties) > SIZE / 5
    assert {code[6] for code in found} == set("-YXWVUABCDEF")


def test_phones_are_valid_in_form_and_from_the_ranges_nobody_holds(parties: list[Party]) -> None:
    mobiles, landlines = contacts(parties, "mobile"), contacts(parties, "phone")
    assert all(re.fullmatch(r"\+3584[78][0-9]{7}", one.normal) for one in mobiles)
    assert all(re.fullmatch(r"\+358(2|3|6|8|9|14|15|17)10[89][0-9]{4}", one.normal) for one in landlines)
    assert len({one.normal for one in mobiles}) == len(mobiles)
    for one in (*mobiles[:500], *landlines[:500]):
        read = phonenumbers.parse(one.given, "FI")
        assert phonenumbers.is_valid_number(read)
        assert phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164) == one.normal


def test_no_mobile_prefix_has_an_operator() -> None:
    assert not [prefix for prefix in CARRIER_DATA if prefix.startswith(("35847", "35848"))]


def test_every_e_mail_address_is_at_an_example_domain(parties: list[Party]) -> None:
    mails = contacts(parties, "email")
    assert {one.normal.partition("@")[2] for one in mails} == {"example.fi", "example.com"}
    assert all(one.given.lower() == one.normal and one.normal.isascii() for one in mails)
    assert all(len(one.normal.partition("@")[0]) <= 64 for one in mails)
    assert all(validate_email(one.normal, check_deliverability=False, test_environment=True) for one in mails[:300])


def test_postcodes_and_towns_are_pairs(parties: list[Party]) -> None:
    assert len(PLACES) == len({one.postcode for one in PLACES}) >= 150
    pairs = {one.postcode: (one.town_fi, one.town_sv if one.town_sv != one.town_fi else None) for one in PLACES}
    known = {
        "44800": "Pihtipudas",
        "00100": "Helsinki/Helsingfors",
        "65100": "Vaasa/Vasa",
        "50100": "Mikkeli/S:t Michel",
        "64200": "Närpiö/Närpes",
    }
    for postcode, town in known.items():
        assert pairs[postcode] == (town.partition("/")[0], town.partition("/")[2] or None)
    finnish = [one for party in parties for one in party.addresses if one.country == "FI"]
    assert all(pairs[one.postcode] == (one.town_fi, one.town_sv) for one in finnish)
    assert len({one.postcode for one in finnish}) > 400


def test_every_address_has_a_street_or_a_box(parties: list[Party]) -> None:
    assert all((one.street is None) != (one.po_box is None) for party in parties for one in party.addresses)
    assert all(party.addresses for party in parties)


def test_the_first_name_is_the_main_one_in_force(parties: list[Party]) -> None:
    assert all(one.names[0].type == "main" and one.names[0].valid_to is None for one in parties)
    assert all(sum(name.type == "main" and name.valid_to is None for name in one.names) == 1 for one in parties)
    assert {name.type for one in parties for name in one.names} == {"main", "parallel", "auxiliary"}


def test_names_have_the_letters_and_lengths_that_trip_programs(parties: list[Party]) -> None:
    names = [one.name for one in parties]
    whole = " ".join(names)
    assert [sign for sign in "åäöÅÄÖéšłÕüễ'&-–" if sign not in whole] == []
    assert any(len(name) >= 60 for name in names)
    assert any(" von " in name or " de la " in name or " van " in name for name in names)
    assert any(re.search(r"nen-[A-ZÅÄÖ]", name) for name in names)
    for form in ("Oy", "Ab", "ry", "rf", "Ky", "Asunto Oy", "Tmi", "kunta", "seurakunta"):
        assert any(form in name.split() or form in name for name in names)
    assert len(set(names)) > SIZE * 0.8


def test_every_text_is_one_clean_line(parties: list[Party]) -> None:
    for text in {text for one in parties for text in texts(one)}:
        assert 1 <= len(text) <= 200
        assert text == text.strip() == unicodedata.normalize("NFC", text)
        assert not any(unicodedata.category(sign)[0] == "C" or sign in "\u00a0\u2028" for sign in text)


def test_persons_have_distinct_roles_and_contacts_point_to_them(parties: list[Party]) -> None:
    for one in parties:
        assert all(len({role.role for role in person.roles}) == len(person.roles) >= 1 for person in one.persons)
        assert all(contact.person is None or contact.person < len(one.persons) for contact in one.contacts)
        assert all(permission.person is None or permission.person < len(one.persons) for permission in one.permissions)


def test_a_maintainer_serves_several_parties_under_one_number_and_gives_contacts_once(parties: list[Party]) -> None:
    met = [(one, person) for one in parties for person in one.persons if person.number <= MAINTAINERS]
    names: dict[int, set[tuple[str, str]]] = {}
    for _, person in met:
        assert [role.role for role in person.roles] == ["maintainer"]
        names.setdefault(person.number, set()).add((person.given_names, person.family_name))
    assert all(len(called) == 1 for called in names.values())
    assert len(met) > 1.2 * len(names)
    reached = Counter(one.persons[c.person].number for one in parties for c in one.contacts if c.person is not None)
    assert max(reached.values()) <= 2


def test_other_persons_belong_to_one_party(parties: list[Party]) -> None:
    numbers = [person.number for one in parties for person in one.persons if person.number > MAINTAINERS]
    assert len(set(numbers)) == len(numbers)


def test_permissions_keep_the_rules_of_the_register(parties: list[Party]) -> None:
    takers = {one.login for one in LOGINS}
    for party in parties:
        assert list(party.permissions) == sorted(party.permissions, key=lambda one: one.taken_at)
        for one in party.permissions:
            assert (one.wording == 1) == (one.state == "consent")
            assert one.state != "existing_customer" or (one.product_group and party.status == "customer")
            assert one.product_group is None or one.product_group in GROUPS
            assert one.taken_by in takers
            assert one.taken_at.date() >= party.since
            if one.state == "business_duty":
                assert one.person is not None
                assert of_duty(party.persons[one.person])


def of_duty(person: Person) -> bool:
    return person.roles[0].role in {"decision", "administration"}


def test_six_logins_have_different_purposes_units_and_languages() -> None:
    assert [one.login for one in LOGINS] == ["anna", "mikko", "salla", "ville", "petra", "eeva"]
    assert {purpose for one in LOGINS for purpose in one.purposes} == {
        "billing", "support", "administration", "relations", "faults", "marketing", "privacy", "main_user",
    }  # fmt: skip
    assert len({one.purposes for one in LOGINS}) == len(LOGINS)
    assert sum(one.language == "en" for one in LOGINS) == 2
    assert len(UNITS) == len(set(UNITS)) == 6
    assert all(set(one.units) <= set(range(1, 7)) for one in LOGINS)
    assert min(len(one.units) for one in LOGINS) == 2
