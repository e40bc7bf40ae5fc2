"""Values as people type them, and the same rules at the edge and in the database."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db import shown, values
from db.errors import Invalid
from tui.words import of_subject

Connection = Any

with_a_database = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fault(check: Callable[[str], object], text: str) -> str | None:
    """The code with which a text is refused, or None."""
    try:
        check(text)
    except Invalid as refused:
        return refused.code
    return None


async def takes(connection: Connection, domain: str, text: str) -> bool:
    """Whether the domain of the database takes exactly this text."""
    try:
        await connection.fetchval(f"select $1::text::value.{domain}", text)
    except (asyncpg.CheckViolationError, asyncpg.CharacterNotInRepertoireError, asyncpg.DataError):
        return False
    return True


TYPED = [
    (values.business_id, "1572860-0", "1572860-0"),
    (values.business_id, " 15728600", "1572860-0"),
    (values.business_id, "fi 1572860 0", "1572860-0"),
    (values.business_id, "1572860–0", "1572860-0"),
    (values.business_id, "201724-4", "0201724-4"),
    (values.vat_id, "1572860-0", "FI15728600"),
    (values.vat_id, "fi15728600", "FI15728600"),
    (values.identity_code, "010190-900p", "010190-900P"),
    (values.identity_code, "010190X900P", "010190X900P"),
    (values.association_number, "123.456", "123456"),
    (values.einvoice_address, "0037 1572860-0", "003715728600"),
    (values.einvoice_operator, "bawcfi22", "BAWCFI22"),
    (values.reference_number, "0012 34561", "1234561"),
    (values.rf_reference, "rf18 5390 0754 7034", "RF18539007547034"),
    (values.iban, "FI21 1234 5600 0007 85", "FI2112345600000785"),
    (values.country, "fi", "FI"),
    (values.postcode, "FI-00100", "00100"),
    (values.phone, "044 5550 100", "+358445550100"),
    (values.phone, "+358 (0)44 555 0100", "+358445550100"),
    (values.phone, "00358 44 5550100", "+358445550100"),
    (values.phone, "+46 8 123 456 78", "+46812345678"),
    (values.email, " mailto:Aino.Väinö@Järvi.FI ", "aino.väinö@järvi.fi"),
    (values.email, "aino@xn--jrvi-loa.fi", "aino@järvi.fi"),
    (values.line, "  A\u0308ijälä \t Aino\u00a0\r\n", "Äijälä Aino"),
    (values.note, "Soitti.\r\nPyysi laskun.\n", "Soitti.\nPyysi laskun."),
    (values.login, " Aino.Virtanen", "aino.virtanen"),
    (values.date_of, "3.11.2026", date(2026, 11, 3)),
    (values.date_of, "2026-11-03", date(2026, 11, 3)),
]

REFUSED = [
    (values.business_id, "1572860-1", "business_id_check_digit"),
    (values.business_id, "0000002-0", "business_id_check_digit"),
    (values.business_id, "0000030-0", "business_id_never_issued"),
    (values.business_id, "1572860", "business_id_shape"),
    (values.business_id, "١572860-0", "business_id_shape"),
    (values.vat_id, "FI15728601", "vat_id_check_digit"),
    (values.identity_code, "010190-900", "identity_code_shape"),
    (values.identity_code, "010190-900R", "identity_code_check_character"),
    (values.identity_code, "310290-900P", "identity_code_date"),
    (values.identity_code, "010190-001X", "identity_code_number"),
    (values.identity_code, "010190F900P", "identity_code_future"),
    (values.association_number, "1234567", "association_number_shape"),
    (values.einvoice_address, "003715728601", "einvoice_address_check_digit"),
    (values.einvoice_address, "15728600", "einvoice_address_shape"),
    (values.einvoice_operator, "a", "einvoice_operator_shape"),
    (values.reference_number, "1234562", "reference_number_check_digit"),
    (values.reference_number, "12", "reference_number_shape"),
    (values.rf_reference, "RF17539007547034", "rf_reference_check_digits"),
    (values.rf_reference, "RF1", "rf_reference_shape"),
    (values.iban, "FI2112345600000786", "iban_check_digits"),
    (values.iban, "FI21", "iban_shape"),
    (values.country, "UK", "country_known"),
    (values.postcode, "1234", "postcode_finland"),
    (values.phone, "112", "phone_impossible"),
    (values.phone, "soita 044 5550100", "phone_shape"),
    (values.phone, "044 5550100 ext. 5", "phone_shape"),
    (values.email, "aino@example", "email_shape"),
    (values.email, "Aino <aino@example.fi>", "email_shape"),
    (values.email, "aino@" + "a" * 250 + ".fi", "email_length"),
    (values.line, "a\u202eb", "line_bidi"),
    (values.line, "a\x1b[2Jb", "line_control"),
    (values.line, "a\x00b", "line_control"),
    (values.line, "\ud800", "line_control"),
    (values.line, " \u200b", "line_empty"),
    (values.line, "x" * 201, "line_too_long"),
    (values.note, "a\u2066b", "note_bidi"),
    (values.note, "a\x07", "note_control"),
    (values.note, "", "note_empty"),
    (values.note, "x" * 4001, "note_too_long"),
    (values.login, "a", "login_shape"),
    (values.login, "seloste_owner", "login_reserved"),
    (values.date_of, "1.1.26", "date_shape"),
    (values.date_of, "31.2.2026", "date_absent"),
]


@pytest.mark.parametrize(("check", "typed", "normal"), TYPED)
def test_typing_is_read_kindly_and_its_normal_form_stays(check: Callable[[str], object], typed: str, normal: object) -> None:
    assert check(typed) == normal
    assert check(str(normal)) == normal


@pytest.mark.parametrize(("check", "typed", "code"), REFUSED)
def test_each_mistake_has_its_code_and_words(check: Callable[[str], object], typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(typed)
    assert refused.value.code == code
    assert all(words.format(**refused.value.facts) for words in of_subject("values")[code])


def test_the_last_digit_that_would_agree_is_told() -> None:
    with pytest.raises(Invalid) as refused:
        values.business_id("1572860-5")
    assert refused.value.facts == {"expected": "0"}


def test_every_century_sign_of_2023_is_read() -> None:
    assert {values.birth_date(values.identity_code(f"010190{sign}900P", date(2100, 1, 1))).year for sign in "-YXWVU"} == {1990}
    assert {values.birth_date(values.identity_code(f"010190{sign}900P", date(2100, 1, 1))).year for sign in "ABCDEF"} == {2090}
    assert values.birth_date(values.identity_code("010190+900P")).year == 1890


def test_an_account_must_have_the_length_of_its_country() -> None:
    assert fault(values.iban, "GB82WEST12345698765432") is None
    assert fault(values.iban, "DE68WEST1234569876543") in {"iban_country", "iban_check_digits"}


CHECKS: list[Callable[[str], object]] = list(dict.fromkeys(check for check, _, _ in TYPED))


@pytest.mark.alone
@pytest.mark.parametrize("check", CHECKS)
def test_ten_megabytes_are_refused_at_once(check: Callable[[str], object]) -> None:
    started = time.monotonic()
    assert fault(check, "1 ä" * 3_500_000) is not None
    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize("check", CHECKS)
@given(text=st.text(max_size=40))
@example("\0")
@example("\ud800")
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_is_answered(check: Callable[[str], object], text: str) -> None:
    fault(check, text)


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


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+358445962025", "044 596 2025"),
        ("+35891234567", "09 123 4567"),
        ("+35880012345", "0800 12 345"),
        ("+46812345678", "+46 8 123 456 78"),
        ("+35850123456", "050 123 456"),
    ],
)
def test_numbers_are_written_as_people_read_them(number: str, written: str) -> None:
    assert shown.shown_phone(number) == written
    assert values.phone(written) == number


def test_dates_references_and_money_are_written_in_both_languages() -> None:
    assert [shown.shown_date(date(2026, 11, 23), language) for language in ("fi", "en")] == ["23.11.2026", "2026-11-23"]
    assert [shown.shown_money(Decimal("1234.5"), language) for language in ("fi", "en")] == ["1 234,50 €", "€1,234.50"]
    assert shown.shown_money(Decimal("-0.004")) == "0,00 €"
    assert shown.shown_reference("1234561") == "12 34561"
    assert shown.shown_reference("RF18539007547034") == "RF18 5390 0754 7034"
    assert shown.shown_iban("FI2112345600000785") == "FI21 1234 5600 0007 85"
    assert [shown.shown_association(number) for number in ("123456", "12")] == ["123.456", "12"]


def test_the_heavy_libraries_are_loaded_only_when_asked() -> None:
    script = "import sys, db.values, db.shown; print([m for m in ('stdnum', 'phonenumbers', 'email_validator') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("044 555 0100", "mobile"),
        ("09 555 0100", "phone"),
        ("010 555 0100", "phone"),
        ("0800 555 010", "phone"),
        ("+1 415 555 2671", "mobile"),
    ],
)
def test_a_number_tells_whether_it_is_mobile(typed: str, kind: str) -> None:
    assert values.phone_kind(typed) == kind
