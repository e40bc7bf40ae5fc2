"""The same rules at the edge and in the database."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db import shown, values
from db.errors import Invalid
from tests.db.typed import Connection, fault, takes

with_a_database = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def dashed(digits: str) -> str:
    """Eight digits as a business ID is written."""
    return f"{digits[:7]}-{digits[7]}"


near_codes = {
    "business_id": st.text("0123456789", min_size=8, max_size=8).map(dashed) | st.sampled_from(["1572860-0", "0201724-4", "1572860-1"]),
    "vat_id": st.text("0123456789", min_size=8, max_size=8).map("FI{}".format),
    "einvoice_address": st.builds("0037{}{}".format, st.sampled_from(["15728600", "15728601", "20774740"]), st.text("AZ09a", max_size=6)),
    "reference_number": st.text("0123456789", min_size=3, max_size=21),
    "rf_reference": st.builds("RF{:02}{}".format, st.integers(0, 99), st.text("A0Z9", max_size=5)),
    "identity_code": st.builds(
        "{:02}{:02}{:02}{}{:03}{}".format,
        st.integers(0, 32),
        st.integers(0, 13),
        st.integers(0, 99),
        st.sampled_from("+-YXWVUABCDEFZ"),
        st.integers(900, 999) | st.integers(0, 3),
        st.sampled_from("0123456789ABCDEFHJKLMNPRSTUVWXY"),
    ),
    "association_number": st.text("0123456789", max_size=8),
    "einvoice_operator": st.text("AZ09-", max_size=22),
    "country": st.text("ABCDEFIKSUX", min_size=2, max_size=2),
    "login": st.text("aZ0_.-é", max_size=33),
}


@pytest.mark.parametrize("domain", near_codes)
@given(drawn=st.data())
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_edge_and_database_agree_on_codes(superuser: Connection, domain: str, drawn: st.DataObject) -> None:
    text = drawn.draw(near_codes[domain])
    try:
        normal = values.identity_code(text, date(2100, 1, 1)) if domain == "identity_code" else getattr(values, domain)(text)
    except Invalid:
        normal = None
    assert await takes(superuser, domain, text) == (normal == text)
    assert normal is None or await takes(superuser, domain, normal)


@with_a_database
@given(body=st.text("0123456789", min_size=1, max_size=19).filter(lambda body: len(body.lstrip("0")) >= 3))
async def test_a_reference_number_made_here_is_taken_there(superuser: Connection, body: str) -> None:
    number = values.reference_number(body + values.reference_check_digit(body))
    assert await takes(superuser, "reference_number", number)


assigned = st.characters(exclude_categories=["Cn", "Co"])

names = st.text(assigned | st.sampled_from("aäöÅ \u0308\u0301\u200d\u00a0👩🏽"), max_size=30)


@with_a_database
@given(text=names)
@example("a\0b")
@example("a\u202eb")
@example("A\u0308")
@example("👩‍👩‍👧")
@example("\u00a0a\u2028")
@example("a\u00ad\u0308")
async def test_a_line_that_is_taken_at_the_edge_is_taken_by_the_database(superuser: Connection, text: str) -> None:
    for domain, check in (("line", values.line), ("note", values.note)):
        taken = fault(check, text) is None
        assert not taken or await takes(superuser, domain, check(text))
        assert taken or not await takes(superuser, domain, text)


@with_a_database
@given(text=st.emails() | st.builds("{}@{}.fi".format, st.text(assigned, max_size=8), st.text(assigned, max_size=8)))
async def test_an_address_that_is_taken_at_the_edge_is_taken_by_the_database(superuser: Connection, text: str) -> None:
    assert fault(values.email, text) is not None or await takes(superuser, "email", values.email(text))


@with_a_database
@given(text=st.text("0123456789+ -()", max_size=18))
async def test_a_number_that_is_taken_at_the_edge_is_taken_by_the_database(superuser: Connection, text: str) -> None:
    assert fault(values.phone, text) is not None or await takes(superuser, "phone", values.phone(text))


@with_a_database
@given(text=st.text(st.characters(exclude_categories=["Cn", "Co", "Cs"], exclude_characters="\0"), max_size=30))
@example("ΣΊΣΥΦΟΣ İstanbul ẞ ﬁ ½ ¨")
async def test_both_sides_fold_a_name_alike(superuser: Connection, text: str) -> None:
    assert await superuser.fetchval("select value.search_form($1)", text) == shown.search_form(text)


@given(text=names)
def test_a_folded_name_folds_to_itself(text: str) -> None:
    once = shown.search_form(text)
    assert shown.search_form(once) == once
    assert shown.search_form(unicodedata.normalize("NFC", text)) == once
