"""PRH's answers as they come: the real one, its traps, and what is no answer at all."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import Invalid
from db.sources import prh
from db.sources.prh_forms import KIND_OF_FORM
from tui.words import known
from tui.words.importing import ERRORS

REAL = (Path(prh.__file__).parent / "examples" / "0112038-9.json").read_bytes()
ASKED = "0112038-9"
MOMENT = datetime.fromisoformat("2026-08-19T10:04:06")
CO = "c/o Meikäläinen Maija"


def changed(**fields: Any) -> bytes:
    answer = json.loads(REAL)
    answer["companies"][0].update(fields)
    return json.dumps(answer).encode()


def address(**fields: Any) -> bytes:
    return changed(addresses=[{"type": 1, "source": "0", **fields}])


def refused(answer: bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        prh.read(answer, ASKED)
    return caught.value


def test_the_real_answer_becomes_a_company() -> None:
    company = prh.read(REAL, ASKED)
    assert (company.name, company.kind, company.valid, company.website) == ("Nokia Oyj", "company", True, "www.nokia.com")
    assert (company.registered_on, company.id_given_on, company.ended_on) == (date(1896, 12, 19), date(1978, 3, 15), None)
    assert company.last_modified == MOMENT
    assert (company.source, company.source_ref) == ("ytj", "prh-v3 0112038-9 2026-08-19T10:04:06")
    assert company.unread == ()


def test_names_keep_their_types_and_days() -> None:
    names = prh.read(REAL, ASKED).names
    assert [sum(one.type == kind for one in names) for kind in ("main", "parallel", "auxiliary")] == [2, 2, 11]
    assert prh.Name("Oy Nokia Ab", "main", date(1966, 6, 10), date(1997, 8, 31)) in names


def test_form_line_and_addresses_of_the_real_answer() -> None:
    company = prh.read(REAL, ASKED)
    assert company.form == prh.Form("17", "Julkinen osakeyhtiö", "Publikt aktiebolag", "Public limited company", date(1997, 9, 1), None)
    assert company.main_line is not None
    assert (company.main_line.code, company.main_line.code_set, company.main_line.text_fi) == ("70100", "TOIMI4", "Pääkonttorien toiminta")
    visit, post = company.addresses
    assert (visit.kind, visit.street, visit.number, visit.postcode, visit.town_fi, visit.town_sv) == (
        "visit", "Karakaari", "7", "02610", "ESPOO", "ESBO",
    )  # fmt: skip
    assert (post.kind, post.po_box, post.street, post.entrance) == ("post", "226", None, None)


@pytest.mark.parametrize("status", ["1", "3", "4", "", None])
def test_only_status_two_is_in_force(status: str | None) -> None:
    assert not prh.read(changed(status=status), ASKED).valid


@pytest.mark.parametrize("nothing", [{}, {"co": None}, {"co": ""}, {"co": "  "}])
def test_null_missing_and_blank_are_the_same(nothing: dict[str, Any]) -> None:
    (one,) = prh.read(address(**nothing), ASKED).addresses
    assert (one.co, one.street, one.postcode, one.town_fi, one.valid_from) == (None,) * 5


@pytest.mark.parametrize("moment", ["2026-08-19 10:04:06", "2026-08-19T10:04:06"])
def test_last_modified_comes_with_a_blank_or_a_t(moment: str) -> None:
    assert prh.read(changed(lastModified=moment), ASKED).last_modified == MOMENT


def test_names_are_one_composed_line() -> None:
    (one,) = prh.read(changed(names=[{"name": " A\u0308yra\u0308\u00a0 \n Oy ", "type": "1"}]), ASKED).names
    assert one.name == "Äyrä Oy"


def test_lists_may_be_null_or_missing() -> None:
    bare = {"totalResults": 1, "companies": [{"businessId": {"value": ASKED, "source": "3"}, "names": None}]}
    company = prh.read(json.dumps(bare).encode(), ASKED)
    assert (company.names, company.forms, company.addresses, company.main_line, company.name, company.kind) == (
        (),
        (),
        (),
        None,
        None,
        None,
    )


def test_apartment_and_its_suffix_are_one() -> None:
    (one,) = prh.read(address(apartmentNumber="12", apartmentIdSuffix="b"), ASKED).addresses
    assert one.apartment == "12b"


def test_a_foreign_line_is_read_back_from_underscores() -> None:
    (one,) = prh.read(address(freeAddressLine="Norgårdsvägen_3 _ SE-451_75 Uddevalla"), ASKED).addresses
    assert one.free_line == "Norgårdsvägen 3, SE-451 75, Uddevalla"


def test_unknown_types_are_left_out_and_said() -> None:
    company = prh.read(changed(names=[{"name": "X", "type": "9"}, {"name": "", "type": "1"}], addresses=[{"type": 7}]), ASKED)
    assert (company.names, company.addresses) == ((), ())
    assert company.unread == ("companies.0.names.0", "companies.0.names.1", "companies.0.addresses.0")


def test_unknown_fields_are_passed_over() -> None:
    assert prh.read(changed(somethingNew={"deep": [1, 2]}), ASKED) == prh.read(REAL, ASKED)


@pytest.mark.parametrize(("code", "kind"), [
    ("16", "company"), ("2", "company"), ("13", "company"), ("6", "association"), ("18", "association"),
    ("41", "public_body"), ("44", "public_body"), ("26", "sole_trader"), ("53", None), ("54", None), ("999", None),
])  # fmt: skip
def test_the_legal_form_tells_the_kind_of_customer(code: str, kind: str | None) -> None:
    assert prh.read(changed(companyForms=[{"type": code, "version": 1, "source": "1"}]), ASKED).kind == kind


def test_a_former_form_does_not_tell_the_kind() -> None:
    forms = [{"type": "26", "endDate": "2020-01-01"}, {"type": "16"}]
    assert prh.read(changed(companyForms=forms), ASKED).kind == "company"


def test_every_form_has_one_kind() -> None:
    assert len(KIND_OF_FORM) == 56


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_a_page_past_the_end_is_known_before_it_is_asked(total: int, pages: int) -> None:
    page = prh.Page(total, ())
    assert [page.has(n) for n in (0, 1, pages, pages + 1)] == [False, True, True, False]


@pytest.mark.parametrize(("answer", "code"), [
    (b"", "prh_no_answer"),
    (b" \n ", "prh_no_answer"),
    (b"Too many requests", "prh_not_json"),
    ("Liian monta pyyntöä".encode("latin-1"), "prh_not_json"),
    (b"<!DOCTYPE html><html><body>503</body></html>", "prh_not_json"),
    (b'{"companies": nonsense}', "prh_not_json"),
    (b"[" * 100_000, "prh_not_json"),
    (b'{"totalResults": ' + b"9" * 10_000 + b"}", "prh_not_json"),
    (b'{"companies": [], "totalResults": NaN}', "prh_not_json"),
    (b"[]", "prh_not_an_answer"),
    (b"null", "prh_not_an_answer"),
    (b'"companies"', "prh_not_an_answer"),
    (b"{}", "prh_not_an_answer"),
    (b'{"timestamp": "2026-01-01 00:00:00", "message": "bad", "errorcode": 2}', "prh_refused"),
    (b'{"totalResults": 0, "companies": []}', "prh_empty"),
])  # fmt: skip
def test_what_is_no_answer_is_said_clearly(answer: bytes, code: str) -> None:
    assert refused(answer).code == code


def test_an_answer_cut_anywhere_is_truncated() -> None:
    assert {refused(REAL[:length]).code for length in range(1, len(REAL.rstrip()), 97)} == {"prh_truncated"}


def test_a_field_of_ten_megabytes_is_too_large() -> None:
    assert refused(changed(website={"url": "x" * 10_000_000, "source": "0"})).code == "prh_too_large"


def test_several_companies_are_not_one() -> None:
    answer = json.loads(REAL)
    answer["companies"].append(deepcopy(answer["companies"][0]))
    error = refused(json.dumps(answer).encode())
    assert (error.code, error.facts["count"]) == ("prh_several", 2)


def test_another_company_is_not_the_one_that_was_asked_for() -> None:
    with pytest.raises(Invalid, match="prh_another"):
        prh.read(REAL, "2903124-9")


@pytest.mark.parametrize(("fields", "path"), [
    ({"status": 2}, "companies.0.status"),
    ({"lastModified": "19.8.2026"}, "companies.0.lastModified"),
    ({"registrationDate": "2026-02-30"}, "companies.0.registrationDate"),
    ({"registrationDate": 20260101}, "companies.0.registrationDate"),
    ({"businessId": {"value": "0112038-8"}}, "companies.0.businessId.value"),
    ({"businessId": {"value": "01120389"}}, "companies.0.businessId.value"),
    ({"businessId": None}, "companies.0.businessId"),
    ({"names": {"name": "Nokia"}}, "companies.0.names"),
    ({"names": [{"name": 7, "type": "1"}]}, "companies.0.names.0.name"),
    ({"names": [{"name": "x" * 1001, "type": "1"}]}, "companies.0.names.0.name"),
    ({"names": [{"name": "Nokia\u0000Oyj", "type": "1"}]}, "companies.0.names.0.name"),
    ({"names": [{"name": "Nokia\u001b[2JOyj", "type": "1"}]}, "companies.0.names.0.name"),
    ({"names": [{"name": "Nokia\u202eOyj", "type": "1"}]}, "companies.0.names.0.name"),
    ({"names": [{"name": "Nokia\u200b Oyj", "type": "1"}]}, "companies.0.names.0.name"),
    ({"addresses": [{"type": "1"}]}, "companies.0.addresses.0.type"),
    ({"addresses": [{"type": True}]}, "companies.0.addresses.0.type"),
    ({"addresses": [{"type": 1, "postCode": 2610}]}, "companies.0.addresses.0.postCode"),
    ({"mainBusinessLine": {"type": 70100}}, "companies.0.mainBusinessLine.type"),
])  # fmt: skip
def test_a_wrong_field_is_named_by_its_path(fields: dict[str, Any], path: str) -> None:
    error = refused(changed(**fields))
    assert (error.code, error.facts["path"]) == ("prh_field", path)


def test_a_private_person_in_an_address_is_in_no_error_and_no_repr() -> None:
    error = refused(address(co=CO, postCode=44800))
    assert CO not in f"{error!r} {error.facts} {error.__cause__} {error.__suppress_context__}"
    assert error.__suppress_context__
    assert CO not in repr(prh.read(address(co=CO), ASKED))


def test_every_code_has_words() -> None:
    assert all(code.startswith(("prh_", "ytj_")) and known(f"importing.{code}") for code in ERRORS)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["1", "2026-01-01", "\u0000", 1, 2])
KEYS = st.text() | st.sampled_from(["type", "name", "value", "companies"])
JUNK = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8)
FIELDS = sorted({*json.loads(REAL)["companies"][0], "endDate", "status"})


def only_invalid(answer: bytes) -> None:
    try:
        prh.read_page(answer)
    except Invalid as error:
        assert error.code in ERRORS  # noqa: PT017


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JUNK, min_size=1, max_size=3))
def test_hostile_fields_never_raise_anything_but_invalid(fields: dict[str, Any]) -> None:
    only_invalid(changed(**fields))


@settings(max_examples=150, deadline=None)
@given(JUNK)
def test_hostile_json_never_raises_anything_but_invalid(junk: Any) -> None:
    only_invalid(json.dumps(junk).encode())
    only_invalid(json.dumps({"totalResults": 1, "companies": junk}).encode())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(REAL)))
def test_hostile_bytes_never_raise_anything_but_invalid(noise: bytes, at: int) -> None:
    only_invalid(noise)
    only_invalid(REAL[:at] + noise + REAL[at:])
