"""Values as people type them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db import shown, values
from db.errors import Invalid
from tests.clock import Watch
from tests.db.typed import fault
from tui.words import of_subject

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
    watch = Watch()
    assert fault(check, "1 ä" * 3_500_000) is not None
    assert watch.seconds < 0.5


@pytest.mark.parametrize("check", CHECKS)
@given(text=st.text(max_size=40))
@example("\0")
@example("\ud800")
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_is_answered(check: Callable[[str], object], text: str) -> None:
    fault(check, text)


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
